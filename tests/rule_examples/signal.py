"""Examples of scipy.signal's and scipy.ndimage's linear filters."""

import numpy as np

from tests.rule_examples.draw import A, calls

MODES = [((A(5), A(3)), {}), ((A(5), A(2)), {"mode": "same"}), ((A(5), A(3)), {"mode": "valid"}), ((A(3), A(5)), {"mode": "valid"})]
MODES += [((A(4, 5), A(2, 3)), {"mode": mode}) for mode in ("full", "same", "valid")]
BOUNDARIES = [((A(7), 1.3), {}), ((A(7), 0.7), {"mode": "wrap"}), ((A(7), 0.7), {"mode": "constant"})]
ODD = [((A(7), 3), {}), ((A(7), 5), {"mode": "wrap"}), ((A(7), 3), {"mode": "constant"})]
BOUNDED = [((A(4, 5), A(2, 3)), {"mode": "same", "boundary": "symm"}), ((A(4, 5), A(2, 3)), {"boundary": "wrap"}), ((A(4, 5), A(2, 3)), {"mode": "same", "fillvalue": 2})]
SECTIONS = np.array([[1.0, 2.0, 1.0, 1.0, -0.3, 0.2], [0.5, 0.5, 0.0, 1.0, 0.2, 0.0]])
POINTS = np.array([[[0.3, 1.2, 2.4], [1.7, 2.6, 0.2]], [[0.4, 3.3, 2.2], [1.6, 0.7, 2.9]]])
STABLE = np.array([1.0, -0.4, 0.2])

EXAMPLES = {
    **{f"scipy.signal.{name}": MODES for name in ("convolve", "correlate")},
    **{f"scipy.signal.{name}": [*MODES[1::3], ((A(4, 5), A(1, 3)), {"axes": 1}), ((A(4, 5), A(3, 5)), {"mode": "same", "axes": 0})] for name in ("fftconvolve", "oaconvolve")},
    **{f"scipy.signal.{name}": [*MODES[4:], *BOUNDED] for name in ("convolve2d", "correlate2d")},
    "scipy.signal.lfilter": [*calls((A(2), STABLE, A(6))), (([3, 1], [1, -1], A(2, 5)), {"axis": 1}), (([3, 1], [1, -1], A(6)), {"zi": A(1)})],
    "scipy.signal.savgol_filter": [*calls((A(9), 5, 2), (A(2, 7), 3, 1)), ((A(7, 2), 5, 3), {"axis": 0, "deriv": 1, "delta": 0.5})],
    "srcad.runtime.savgol_adjoint": calls((A(9), 5, 2)),
    "scipy.signal.hilbert": [*calls(A(6), A(2, 5), (A(6), 9)), ((A(5, 2),), {"axis": 0})],
    "scipy.signal.filtfilt": [*calls(([0.5, 0.3], [1.0, -0.4], A(9))), (([0.5, 0.3], [1.0, -0.4], A(9, 2)), {"axis": 0, "padlen": 3, "padtype": "even"})],
    "scipy.signal.sosfiltfilt": [*calls((SECTIONS, A(14))), ((SECTIONS, A(2, 9)), {"padlen": 4, "padtype": "constant"})],
    "srcad.runtime.filtfilt_adjoint": calls((A(12), np.array([0.5, 0.3]), np.array([1.0, -0.4]))),
    "scipy.signal.upfirdn": calls(([1, 3, 2, 1], A(5), 3, 2)),
    "srcad.runtime.upfirdn_adjoint": calls(([1, 3, 2, 1], A(8), 3, 2, 5)),
    "scipy.signal.resample_poly": [*calls((A(9), 3, 2), (A(9, 2), 2, 3)), ((A(2, 9), 2, 3), {"axis": 1, "window": [1.0, 2.0, 1.0]})],
    "srcad.runtime.resample_poly_adjoint": calls((A(14), 3, 2, 9)),
    "scipy.signal.resample": [*calls((A(9), 6), (A(8), 6), (A(6), 10)), ((A(2, 8), 3), {"axis": 1})],
    "scipy.signal.decimate": [((A(40), 2), {"n": 3}), ((A(30), 2), {"ftype": "fir", "n": 8})],
    "scipy.signal.medfilt": calls(A(7), (A(4, 5), 3)),
    "scipy.signal.medfilt2d": calls(A(4, 5)),
    **{f"scipy.signal.{name}": [((A(24),), {}), ((A(2, 24),), {"fs": 2, "window": "hann", "detrend": False})] for name in ("periodogram",)},
    **{f"scipy.signal.{name}": [((A(24),), {"nperseg": 8}), ((A(24),), {"nperseg": 7, "detrend": "linear", "scaling": "spectrum"})] for name in ("welch", "spectrogram")},
    "scipy.signal.stft": [((A(21),), {"nperseg": 8}), ((A(2, 21),), {"nperseg": 6, "noverlap": 2, "scaling": "psd"})],
    "scipy.signal.sosfilt": calls(([[1, 2, 1, 1, 0, 0]], A(6))),
    "scipy.signal.detrend": [*calls(A(6), A(3, 5)), ((A(6),), {"type": "constant"})],
    **{f"scipy.ndimage.{name}": [*BOUNDARIES, ((A(3, 4), 0.8), {}), ((A(7), 1.1), {"order": 1, "mode": "constant"}), ((A(3, 4), 0.7), {"order": 1, "mode": "mirror"})] for name in ("gaussian_filter", "gaussian_filter1d")},
    **{f"scipy.ndimage.{name}": [*ODD, ((A(3, 4), 3), {}), ((A(3, 4), 2), {"mode": "nearest"})] for name in ("uniform_filter", "uniform_filter1d")},
    **{f"scipy.ndimage.{name}": [((A(3, 4),), {"mode": mode}) for mode in ("reflect", "nearest", "constant")] for name in ("sobel", "prewitt", "laplace")},
    **{f"scipy.ndimage.{name}": [((A(4, 5), A(3, 2)), {}), ((A(4, 5), A(2, 3)), {"mode": "wrap", "origin": (-1, 1)}), ((A(5), A(3)), {"mode": "constant", "cval": 0.7})] for name in ("convolve", "correlate")},
    **{f"scipy.ndimage.{name}": [((A(4, 5), A(3)), {}), ((A(4, 5), A(4), 0), {"mode": "mirror", "origin": 1})] for name in ("convolve1d", "correlate1d")},
    "scipy.ndimage.map_coordinates": [((A(4, 5), POINTS), {"order": 1}), ((A(4, 5), 2 * POINTS - 1), {"order": 1, "mode": "nearest"}), ((A(6), POINTS[:1, 0]), {"order": 1})],
    "srcad.runtime.spread_on_grid": calls((A(2, 3), A(4, 5), POINTS, "constant")),
    "scipy.ndimage.shift": [((A(6), 0.4), {"order": 1}), ((A(4, 5), np.array([0.3, -0.6])), {"order": 1, "mode": "nearest"})],
    "scipy.ndimage.zoom": [((A(4, 5), 2), {"order": 1}), ((A(6), 3), {"order": 1, "mode": "nearest"})],
    "scipy.ndimage.affine_transform": [((A(4, 5), np.array([[0.9, 0.1], [0.2, 0.8]])), {"order": 1, "offset": 0.07})],
    **{f"scipy.ndimage.{name}": [((A(6), 1), {}), ((A(3, 4), 1), {"mode": "nearest"})] for name in ("gaussian_laplace", "gaussian_gradient_magnitude")},
    **{f"scipy.ndimage.{name}": [((A(3, 4), 3), {}), ((A(3, 4), 2), {"mode": "constant", "cval": 0.2})] for name in ("maximum_filter", "minimum_filter", "median_filter")},
}
