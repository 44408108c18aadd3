"""Examples of functions of sequences of numbers, and of integrals of samples."""

import numpy as np

from tests.rule_examples.draw import A, P, calls

PAIRS = [((A(3), A(3)), {}), (((0.4, -0.7), (1.2, 0.3)), {}), (([0.4, -0.7], [1.2, 0.3]), {})]
ASCENDING = np.cumsum(P(4))

EXAMPLES = {
    "math.fsum": [((A(3),), {}), (([0.4, -0.7],), {}), (((0.4, -0.7, 1.1),), {})],
    "math.prod": [((A(3),), {}), (([0.4, -0.7],), {"start": 0.6}), (((0.4, -0.7, 1.1),), {})],
    "math.dist": PAIRS,
    **{
        f"statistics.{name}": [((P(3),), {}), (([0.4, 0.7, 1.1],), {}), (((0.4, 0.7, 1.1),), {})]
        for name in ("mean", "fmean", "variance", "pvariance", "stdev", "pstdev", "harmonic_mean", "geometric_mean")
    },
    "statistics.covariance": PAIRS,
    "math.sumprod": PAIRS,
    "numpy.trapezoid": [*calls(A(4), A(2, 4), (A(2, 4), A(4)), (A(4), A(4)), (A(2, 4), A(2, 4))), ((A(2, 3),), {"dx": 0.3, "axis": 0}), ((A(4, 2), ASCENDING), {"axis": 0}), ((A(4, 2), A(4, 2)), {"axis": -2})],
    "numpy.trapz": calls(A(4)),
    "numpy.cumulative_sum": [*calls(A(4)), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": -2, "include_initial": True})],
    "numpy.cumulative_prod": [*calls(A(4)), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": -2, "include_initial": True})],
}
