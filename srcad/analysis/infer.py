"""What is known of values before the run, and what the shapes of adjoints follow from: the passes' one door to both."""

from srcad.analysis.fitting import helper, in_precision, is_lower, materialise, real_part, unbroadcast, wide, zeros_like
from srcad.analysis.operands import element_type, literal_type, load_type, result_type, type_of

__all__ = [
    "element_type",
    "helper",
    "in_precision",
    "is_lower",
    "literal_type",
    "load_type",
    "materialise",
    "real_part",
    "result_type",
    "type_of",
    "unbroadcast",
    "wide",
    "zeros_like",
]
