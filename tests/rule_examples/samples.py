"""Examples of scipy.stats's statistics and scipy.integrate's rules."""

import numpy as np

from tests.rule_examples.draw import A, M, P, calls

SAMPLES = [((P(5),), {}), ((P(4, 3),), {}), ((P(4, 3),), {"axis": 1})]
X = np.cumsum(P(5))
COV = M(3) @ M(3).T + np.eye(3)
COV = (COV + COV.T) / 2

EXAMPLES = {
    **{f"scipy.stats.{name}": [*SAMPLES, ((P(4, 3),), {"axis": None})] for name in ("gmean", "hmean")},
    **{f"scipy.stats.{name}": SAMPLES for name in ("sem", "variation", "zscore", "gzscore", "moment")},
    **{f"scipy.stats.{name}": [*SAMPLES, ((P(5, 2),), {"bias": False})] for name in ("skew", "kurtosis")},
    "scipy.stats.pmean": calls((P(5), 2.0), (P(4, 3), 3)),
    "scipy.stats.zmap": calls((A(3), A(5)), (A(3, 2), A(5, 2))),
    "scipy.stats.entropy": [*calls(P(5), (P(5), P(5)), P(4, 3)), ((P(5),), {"base": 2})],
    "scipy.stats.multivariate_normal.logpdf": calls((A(3), A(3), COV), (A(4, 3), A(3), COV)),
    "scipy.stats.multivariate_normal.pdf": calls((A(3), A(3), COV), (A(4, 3), A(3), COV)),
    **{f"scipy.stats.dirichlet.{name}": calls((np.array([0.2, 0.5, 0.3]), P(3) + 1)) for name in ("pdf", "logpdf")},
    "scipy.stats.multinomial.logpmf": calls((np.array([1, 2, 3]), 6, np.array([0.2, 0.5, 0.3]))),
    "scipy.integrate.trapezoid": [*calls(A(5), (A(5), X), (A(2, 5), X)), ((A(4),), {"dx": 0.3}), ((A(4, 3),), {"axis": 0})],
    "scipy.integrate.cumulative_trapezoid": [*calls(A(5), (A(5), X), (A(2, 5), X)), ((A(4),), {"dx": 0.3, "initial": 0})],
    "scipy.integrate.simpson": [*calls(A(5), A(6), A(2), A(2, 5), A(2, 6)), ((A(5),), {"dx": 0.3})],
}
