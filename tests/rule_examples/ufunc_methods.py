"""Examples of ufuncs' methods."""

import numpy as np

from tests.rule_examples.draw import A, calls
from tests.rule_examples.reductions import INITIAL, MASK

REDUCED = [*calls(A(4), A(2, 3)), ((A(2, 3), 1), {}), ((A(2, 3),), {"axis": None}), ((A(2, 3, 4),), {"axis": (0, -1), "keepdims": True})]
MASKED = [((A(2, 3), 1), {"where": MASK, "keepdims": True})]
ALONG = [*calls(A(4), A(2, 3)), ((A(2, 3), 1), {}), ((A(2, 3, 2),), {"axis": -2})]
SEGMENTS = [((A(5), np.array([0, 2, 3])), {}), ((A(5), np.array([3, 1, 1])), {}), ((A(2, 5), np.array([1, 4])), {"axis": 1})]

EXAMPLES = {
    **{f"numpy.{name}.reduce": [*REDUCED, *MASKED, *INITIAL] for name in ("add", "multiply")},
    **{f"numpy.{name}.reduce": [*REDUCED, *INITIAL] for name in ("maximum", "minimum", "fmax", "fmin", "logaddexp")},
    "numpy.hypot.reduce": REDUCED,
    **{f"numpy.{name}.accumulate": ALONG for name in ("add", "multiply", "maximum", "minimum", "fmax", "fmin", "logaddexp")},
    "numpy.add.reduceat": SEGMENTS,
    **{f"numpy.{name}.outer": calls((A(2), A(3)), (A(2, 3), A(4)), (A(2), 0.7), (0.7, A(3))) for name in ("multiply", "subtract", "hypot")},
}
