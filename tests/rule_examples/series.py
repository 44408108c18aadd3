"""Examples of differences, convolutions, interpolation, polynomials and covariances."""

import numpy as np

from srcad.rules.holomorphic import SERIES
from tests.rule_examples.draw import A, P, U, calls

POINTS, UNEVEN = np.array([-1.5, -0.4, 0.6, 1.9]), np.cumsum(P(5))
MODES = [((A(n), A(m), mode), {}) for n, m in ((5, 3), (3, 4), (4, 2), (2, 5)) for mode in ("full", "same", "valid")]
ONE_SERIES = calls((0.4, A(4)), (U(3), A(4)), (U(2, 3), A(4)))

OF_SERIES = {
    "val": ONE_SERIES,
    "der": [*calls(A(4), (A(4), 2)), ((A(3),), {"scl": 0.5})],
    "int": [*calls(A(4), (A(4), 2), (A(3), 1, [0.7], 0.2)), ((A(3),), {"lbnd": -1, "scl": 2})],
    "vander": calls((U(3), 3), (U(2, 2), 2), (0.4, 3), (U(3), 0)),
    "val2d": calls((U(3), U(3), A(2, 3)), (0.4, 0.3, A(3, 2))),
    "grid2d": calls((U(3), U(2), A(2, 3))),
    "val3d": calls((U(3), U(3), U(3), A(2, 3, 2))),
    "fit": [*calls((POINTS, A(4), 2), (POINTS, A(4, 2), 1)), ((POINTS, A(4), 2), {"w": P(4)})],
    "roots": calls(np.array([-6.0, 11.0, -6.0, 1.0])),
    "add": calls((A(4), A(2)), (A(2), A(4))),
    "sub": calls((A(4), A(2)), (A(2), A(4))),
}

EXAMPLES = {
    # The recipes are the same for each family: one tries them in full.
    **{
        f"numpy.polynomial.{module}.{prefix}{name}": found if module == "hermite" else found[-1:]
        for module, prefix in SERIES.items()
        for name, found in OF_SERIES.items()
    },
    "numpy.polynomial.polynomial.polymul": calls((A(4), A(2)), (A(2), A(4))),
    **{name: calls(A(3), A(1)) for name in ("numpy.poly", "numpy.polynomial.polynomial.polyfromroots")},
    "numpy.roots": calls(np.array([1.0, -6.0, 11.0, -6.0]), np.array([1.0, 2.0, 11.0, -6.0])),
    "numpy.diff": [
        *calls(A(4), A(2), A(2, 3), (A(5), 2), (A(4, 5), 3)),
        ((A(3, 4),), {"axis": 0}),
        *[((A(3),), ends) for ends in ({"prepend": 0.7}, {"append": 0.4}, {"prepend": A(2), "append": A(1)})],
        ((A(3, 2),), {"axis": 0, "prepend": 0.7, "append": A(2, 2)}),
    ],
    "numpy.ediff1d": [*calls(A(4), A(2, 3)), ((A(4),), {"to_begin": 0.7, "to_end": A(2)})],
    "numpy.gradient": [
        *calls(A(5), (A(5), 0.5), (A(5), UNEVEN), A(3, 4), (A(3, 4), 2, 3)),
        ((A(3, 5), UNEVEN), {"axis": 1}),
        *[((A(5), UNEVEN), {"edge_order": 2}), ((A(4, 3),), {"axis": 0, "edge_order": 2}), ((A(3, 4, 2),), {"axis": (0, 1)})],
    ],
    "srcad.runtime.gradient_of": calls((A(5), ())),
    "srcad.runtime.gradient_adjoint": calls((A(5), ()), (A(3, 4), (0.5,), 1)),
    "numpy.convolve": MODES,
    "numpy.correlate": MODES,
    "numpy.interp": [*calls((A(3), POINTS, A(4)), (0.4, POINTS, A(4)), (np.array([-2.0, 0.3, 2.5]), POINTS, A(4))), ((np.array([-2.0, 0.3, 2.5]), POINTS, A(4)), {"left": 0.7, "right": 0.4})],
    "numpy.polyval": calls((A(4), 0.4), (A(4), U(3)), (A(3), U(2, 3))),
    "numpy.polyder": calls(A(4), (A(4), 2)),
    "numpy.polyint": [*calls(A(4), (A(4), 2)), ((A(3),), {"k": 0.7})],
    **{f"numpy.{name}": calls((A(4), A(2)), (A(2), A(4)), (A(3), A(3))) for name in ("polyadd", "polysub", "polymul")},
    "numpy.polyfit": [*calls((POINTS, A(4), 2), (POINTS, A(4, 2), 1)), ((POINTS, A(4), 2), {"w": P(4)})],
    "numpy.cov": [*calls(A(3, 5), A(5), (A(5), A(5))), *[((A(3, 5),), option) for option in ({"rowvar": False}, {"bias": True}, {"ddof": 0})]],
    "numpy.corrcoef": [*calls(A(3, 5), (A(5), A(5))), ((A(3, 5),), {"rowvar": False})],
    "numpy.histogram": [((A(5), np.array([-2.0, -1.0, 0.0, 2.0])), {"weights": A(5)})],
    "numpy.delete": [*calls((A(4), 1), (A(4), np.array([0, 2])), (A(2, 3), 4)), ((A(3, 4), -1), {"axis": 1}), ((A(3, 4), np.array([0, 2])), {"axis": 0})],
    "numpy.insert": [
        *calls((A(4), 1, 0.7), (A(4), np.array([3, 1]), A(2)), (A(4), -1, A(2)), (A(2, 3), 2, 0.7)),
        *[((A(3, 4), 1, values), {"axis": 1}) for values in (0.7, A(3), A(2, 3))],
        *[((A(3, 4), np.array([2, 0]), values), {"axis": 0}) for values in (0.7, A(4), A(2, 4))],
    ],
}
