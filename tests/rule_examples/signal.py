"""Examples of scipy.signal's and scipy.ndimage's linear filters."""

import numpy as np

from tests.rule_examples.draw import A, calls

MODES = [((A(5), A(3)), {}), ((A(5), A(2)), {"mode": "same"}), ((A(5), A(3)), {"mode": "valid"}), ((A(3), A(5)), {"mode": "valid"})]
MODES += [((A(4, 5), A(2, 3)), {"mode": mode}) for mode in ("full", "same", "valid")]
BOUNDARIES = [((A(7), 1.3), {}), ((A(7), 0.7), {"mode": "wrap"}), ((A(7), 0.7), {"mode": "constant"})]
ODD = [((A(7), 3), {}), ((A(7), 5), {"mode": "wrap"}), ((A(7), 3), {"mode": "constant"})]
STABLE = np.array([1.0, -0.4, 0.2])

EXAMPLES = {
    **{f"scipy.signal.{name}": MODES for name in ("convolve", "correlate")},
    **{f"scipy.signal.{name}": MODES[1::3] for name in ("fftconvolve", "oaconvolve")},
    **{f"scipy.signal.{name}": MODES[4:] for name in ("convolve2d", "correlate2d")},
    "scipy.signal.lfilter": [*calls((A(2), STABLE, A(6))), (([3, 1], [1, -1], A(2, 5)), {"axis": 1}), (([3, 1], [1, -1], A(6)), {"zi": A(1)})],
    "scipy.signal.savgol_filter": [*calls((A(9), 5, 2), (A(2, 7), 3, 1)), ((A(7, 2), 5, 3), {"axis": 0, "deriv": 1, "delta": 0.5})],
    "srcad.runtime.savgol_adjoint": calls((A(9), 5, 2)),
    "scipy.signal.hilbert": calls(A(6), A(2, 5)),
    "scipy.signal.sosfilt": calls(([[1, 2, 1, 1, 0, 0]], A(6))),
    "scipy.signal.detrend": [*calls(A(6), A(3, 5)), ((A(6),), {"type": "constant"})],
    **{f"scipy.ndimage.{name}": [*BOUNDARIES, ((A(3, 4), 0.8), {}), ((A(7), 1.1), {"order": 1, "mode": "constant"})] for name in ("gaussian_filter", "gaussian_filter1d")},
    **{f"scipy.ndimage.{name}": [*ODD, ((A(3, 4), 3), {})] for name in ("uniform_filter", "uniform_filter1d")},
}
