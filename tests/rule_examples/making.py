"""Examples of functions that make arrays."""

import numpy as np

from tests.rule_examples.draw import A, P, calls

EXAMPLES = {
    "numpy.array": [*calls(A(3)), (((0.5, 0.7),), {}), (([0.5, 0.7],), {}), (([A(2), A(2)],), {}), (((A(2), A(2)),), {}), ((A(3),), {"ndmin": 2})],
    **{f"numpy.{name}": calls(A(3)) for name in ("asanyarray", "ascontiguousarray", "asfortranarray", "asarray_chkfinite", "require", "copy")},
    "numpy.asarray": [*calls(A(3)), (([0.5, 0.7],), {})],
    "numpy.fromiter": [(([0.5, 0.7], float), {})],
    "builtins.list": [(([0.5, 0.7],), {})],
    "builtins.tuple": [(((0.5, 0.7),), {})],
    "numpy.astype": calls((A(3), float)),
    "numpy.ndarray.astype": calls((A(3), float)),
    "numpy.full": calls(((2, 3), 0.7), ((2, 3), A(3))),
    "numpy.full_like": calls((A(2, 3), 0.7)),
    "numpy.arange": calls(3.7, (0.3, 3.7), (0.3, 3.7, 0.5)),
    "numpy.linspace": [
        *calls((0.2, 1.7, 5), (0.2, 1.7), (A(3), A(3), 4), (A(3), 0.4, 4), (A(2, 1), A(3), 4)),
        ((0.2, 1.7, 4), {"endpoint": False}),
        ((A(3), A(3), 4), {"axis": -1}),
        ((A(2, 3), A(2, 3), 4), {"axis": 1}),
        ((0.2, 1.7, 4), {"retstep": True}),
    ],
    "numpy.logspace": [*calls((0.2, 0.7, 5), (A(3), 0.4, 4)), ((0.2, 0.7, 4), {"base": 2.0, "endpoint": False})],
    "numpy.geomspace": calls((0.2, 0.7, 5), (P(3), 0.4, 4)),
    "numpy.meshgrid": [*calls((A(2), A(3)), (A(2), A(3), A(4)), (A(3),)), *[((A(2), A(3)), {name: value}) for name, value in (("indexing", "ij"), ("sparse", True))]],
    "numpy.vander": calls(A(3), (A(3), 4), (A(3), 2, True)),
}
