"""Examples of functions that pick elements, choose among arrays, or put them in order."""

import numpy as np

from tests.rule_examples.draw import A, calls

WHICH = np.array([[0, 2, 1], [1, 0, 0]])
MASK = np.array([True, False, True])
SORTED = [*calls(A(5), A(2, 3)), ((A(4, 3),), {"axis": 0}), ((A(2, 3),), {"axis": None})]
METHODS = ("lower", "higher", "nearest", "midpoint", "hazen", "weibull", "inverted_cdf", "median_unbiased")
RANKED = [*calls((A(5), 0.3), (A(2, 3), 0.7)), ((A(3, 4), 0.4), {"axis": 0}), ((A(2, 3, 4), np.array([0.2, 0.9])), {"axis": (0, 2), "keepdims": True})]


def holes(a):
    """Return an array with some NaNs."""
    return np.where(np.arange(a.size).reshape(a.shape) % 5 == 1, np.nan, a)


EXAMPLES = {
    "numpy.take": [
        *calls((A(4), np.array([0, 2, 0])), (A(2, 3), np.array([0, 4])), (A(3), 1)),
        ((A(3, 4), np.array([[0, 2], [1, 1]])), {"axis": 1}),
        ((A(3, 4), 2), {"axis": -1}),
        *[((A(4), np.array([0, 5, -6])), {"mode": mode}) for mode in ("wrap", "clip")],
        ((A(2, 3), np.array([0, 7])), {"mode": "wrap", "axis": 1}),
    ],
    "numpy.take_along_axis": [*calls((A(2, 3), WHICH[:, :2], 1), (A(4), np.array([3, 3, 0]), 0)), ((A(3, 3), WHICH), {"axis": 0}), ((A(2, 3), np.array([4, 4])), {"axis": None})],
    "numpy.compress": [*calls((MASK, A(3)), (MASK, A(2, 3)), (MASK[:2], A(3))), ((MASK, A(2, 3)), {"axis": 1})],
    "numpy.ndarray.compress": [*calls((A(3), MASK)), ((A(2, 3), MASK), {"axis": 1})],
    "numpy.extract": calls((MASK, A(3)), (np.array([MASK, ~MASK]), A(2, 3))),
    "numpy.choose": [*calls((np.array([0, 1, 1]), (A(3), A(3))), (np.array([0, 1, 1]), (A(2, 3), 0.7)), (np.array([1, 0, 1]), [A(3), A(3)])), ((np.array([0, 3, -1]), (A(3), A(3))), {"mode": "wrap"})],
    "numpy.select": calls(((MASK, ~MASK), (A(3), A(3))), ((MASK, MASK, ~MASK), (A(2, 3), A(3), 0.4)), ((MASK,), (A(3),), 0.7), ([MASK, ~MASK], [A(3), A(3)])),
    "numpy.unique": calls(A(5), A(2, 3), (np.repeat(A(3), 2) + np.arange(6),)),
    "numpy.bincount": calls((np.array([0, 2, 2]), A(3)), (np.array([0, 2, 2]), A(3), 5)),
    "numpy.sort": SORTED,
    "numpy.partition": [((*args, 1), options) for args, options in SORTED],
    "numpy.median": [*SORTED, ((A(2, 3, 4),), {"axis": (0, 2), "keepdims": True}), *calls(A(4))],
    "numpy.quantile": [*RANKED, *[((A(6), 0.34), {"method": method}) for method in METHODS]],
    "numpy.percentile": [((a, 100 * q), options) for (a, q), options in RANKED],
    "numpy.nanmedian": [((holes(A(3, 4)),), {"axis": 1}), *calls(holes(A(5)))],
    "numpy.nanquantile": [((holes(A(3, 4)), 0.4), {"axis": 0}), *calls((holes(A(5)), 0.3))],
    "numpy.nanpercentile": [((holes(A(3, 4)), 40.0), {"axis": 0}), *calls((holes(A(5)), 30.0))],
    "srcad.runtime.quantile_tangent": calls((A(5), A(5), 0.3), (A(2, 3), A(2, 3), 0.3, 1, True)),
    "srcad.runtime.quantile_adjoint": calls((0.7, A(5), 0.3), (A(2, 1), A(2, 3), 0.3, 1, True)),
    "srcad.runtime.unselected": calls((A(3), [MASK, ~MASK], [A(3), A(3)])),
    "srcad.runtime.unchosen": calls((A(3), np.array([0, 1, 1]), [A(3), A(3)])),
}
