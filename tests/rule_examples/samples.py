"""Examples of scipy.stats's statistics and scipy.integrate's rules."""

import numpy as np

from tests.rule_examples.draw import A, M, P, calls

SAMPLES = [((P(5),), {}), ((P(4, 3),), {}), ((P(4, 3),), {"axis": 1})]
X = np.cumsum(P(5))
COV = M(3) @ M(3).T + np.eye(3)
COV = (COV + COV.T) / 2
TCK = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0]), A(9), 3
NORMAL = calls((A(3), A(3), COV), (A(4, 3), A(3), COV))

EXAMPLES = {
    **{f"scipy.stats.{name}": [*SAMPLES, ((P(4, 3),), {"axis": None})] for name in ("gmean", "hmean")},
    **{f"scipy.stats.{name}": SAMPLES for name in ("sem", "variation", "zscore", "gzscore", "moment")},
    **{f"scipy.stats.{name}": [*SAMPLES, ((P(5, 2),), {"bias": False})] for name in ("skew", "kurtosis")},
    **{f"scipy.stats.{name}": SAMPLES for name in ("tvar", "tstd", "tsem")},
    **{f"scipy.stats.{name}": [*SAMPLES, ((P(5),), {"high": 3.1, "low": 0.2})] for name in ("circmean", "circvar", "circstd")},
    **{f"scipy.stats.{name}": [*calls(P(5)), ((P(4, 3),), {"axis": 1})] for name in ("tmean", "iqr", "kstat")},
    "scipy.stats.median_abs_deviation": [*SAMPLES, ((P(5),), {"scale": "normal"})],
    "scipy.stats.trim_mean": calls((P(5), 0.3), (P(6, 3), 0.3)),
    "scipy.stats.boxcox": calls((P(5), 0.4)),
    "scipy.stats.boxcox_llf": calls((0.4, P(5))),
    "scipy.stats.yeojohnson": calls((A(5), 0.4)),
    "scipy.stats.pmean": [*calls((P(5), 2.0), (P(4, 3), 3)), ((P(5), 2), {"weights": P(5)})],
    "scipy.stats.zmap": calls((A(3), A(5)), (A(3, 2), A(5, 2))),
    "scipy.stats.entropy": [*calls(P(5), (P(5), P(5)), P(4, 3)), ((P(5),), {"base": 2})],
    "scipy.stats.multivariate_normal.logpdf": [*NORMAL, *calls((A(4, 3), None, COV), (A(3), None, COV), (A(3), A(3), P(3)), (A(4, 3), A(3), 1.7), (A(4), None, 0.7), A(4))],
    "scipy.stats.multivariate_normal.pdf": [*NORMAL, *calls((A(4, 3), A(3), P(3)))],
    **{f"scipy.stats.dirichlet.{name}": calls((np.array([0.2, 0.5, 0.3]), P(3) + 1)) for name in ("pdf", "logpdf")},
    **{f"scipy.stats.multinomial.{name}": calls((np.array([1, 2, 3]), 6, np.array([0.2, 0.5, 0.3]))) for name in ("logpmf", "pmf")},
    "scipy.interpolate.splev": [((P(3), TCK), {}), ((1.2, TCK, 1), {"ext": 1})],
    "scipy.integrate.trapezoid": [*calls(A(5), (A(5), X), (A(2, 5), X)), ((A(4),), {"dx": 0.3}), ((A(4, 3),), {"axis": 0})],
    "scipy.integrate.cumulative_trapezoid": [
        *calls(A(5), (A(5), X), (A(2, 5), X), (A(2, 5), np.stack([X, 2 * X]))), ((A(4),), {"dx": 0.3, "initial": 0}),
        ((A(5, 2, 3), X), {"axis": 0, "initial": 0}), ((A(2, 4, 3),), {"axis": 1}),
    ],
    "scipy.integrate.simpson": [*calls(A(5), A(6), A(2), A(2, 5), A(2, 6)), ((A(5),), {"dx": 0.3}), ((A(5, 2),), {"axis": 0, "dx": 0.3})],
    "scipy.integrate.romb": [*calls(A(5), (A(2, 9), 0.3)), ((A(5, 2),), {"axis": 0})],
    "scipy.integrate.cumulative_simpson": [*calls(A(5), A(2, 6)), ((A(5),), {"dx": 0.3, "initial": 0})],
}
