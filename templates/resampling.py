"""Derivatives of scipy.signal's filters that run both ways, change the rate, or choose by rank."""

import numpy as np
from scipy import signal

from srcad import runtime
from srcad.rules.recipe import along, composite, d, differential, length, linear, rank, reshaped


@linear(signal.filtfilt, refuses="irlen")
def filtfilt(y, b, a, x, axis=-1, padtype="odd", padlen=None, method="pad", irlen=None):
    if method != "pad":
        raise ValueError("by Gustafsson's method; leave method out")
    d[x] = runtime.filtfilt_adjoint(d[y], b, a, axis, padtype, padlen)


@linear(signal.sosfiltfilt)
def sosfiltfilt(y, sos, x, axis=-1, padtype="odd", padlen=None):
    d[x] = runtime.filtfilt_adjoint(d[y], sos, None, axis, padtype, padlen)


@linear(runtime.filtfilt_adjoint)
def filtfilt_adjoint(x, dy, b, a=None, axis=-1, padtype="odd", padlen=None):
    if a is None:
        d[dy] = signal.sosfiltfilt(b, d[x], axis, padtype, padlen)
    else:
        d[dy] = signal.filtfilt(b, a, d[x], axis, padtype, padlen)


@differential(signal.upfirdn, refuses="mode cval")
def upfirdn(y, h, x, up=1, down=1, axis=-1, mode="constant", cval=0):
    d[y] = signal.upfirdn(h, d[x], up, down, axis)
    d[x] = runtime.upfirdn_adjoint(h, d[y], up, down, length(x, axis), axis)


@linear(runtime.upfirdn_adjoint)
def upfirdn_adjoint(x, h, dy, up, down, n, axis=-1):
    d[dy] = signal.upfirdn(h, d[x], up, down, axis)


@linear(signal.resample_poly, refuses="padtype cval")
def resample_poly(y, x, up, down, axis=0, window=("kaiser", 5.0), padtype="constant", cval=None):
    d[x] = runtime.resample_poly_adjoint(d[y], up, down, length(x, axis), axis, window)


@linear(runtime.resample_poly_adjoint)
def resample_poly_adjoint(x, dy, up, down, n, axis=0, window=("kaiser", 5.0)):
    d[dy] = signal.resample_poly(d[x], up, down, axis, window)


@composite(signal.resample, refuses="t window domain")
def resample(y, x, num, t=None, axis=0, window=None, domain="time"):
    weights = runtime.resampled_weights(length(x, axis), num)
    spectrum = np.fft.rfft(x, axis=axis) * (weights if rank(x) == 1 else along(weights, x, axis))
    return np.fft.irfft(spectrum, num, axis=axis)


@composite(signal.decimate)
def decimate(y, x, q, n=None, ftype="iir", axis=-1, zero_phase=True):
    if axis != -1 or ftype not in ("iir", "fir") or (ftype == "fir" and not zero_phase):
        raise ValueError("along an axis other than the last, by a filter that is passed, or by one with a phase")
    if ftype == "fir":
        taps = signal.firwin(20 * q + 1 if n is None else n + 1, 1 / q, window="hamming")
        return signal.resample_poly(x, 1, q, axis=axis, window=taps)
    sections = signal.cheby1(8 if n is None else n, 0.05, 0.8 / q, output="sos")
    slow = signal.sosfiltfilt(sections, x) if zero_phase else signal.sosfilt(sections, x)
    return slow[..., ::q]


# -- by rank: each value is one of those around it, or of the zeros beyond the ends --------------------------------


@differential(signal.medfilt)
def medfilt(y, volume, kernel_size=None):
    size = 3 if kernel_size is None else kernel_size
    at = runtime.neighbours_chosen(volume, size, runtime.middle(size, volume), "constant")
    d[y] = np.take(np.append(d[volume], 0.0), at)
    d[volume] = reshaped(np.bincount(np.ravel(at) + 1, np.ravel(d[y]), volume.size + 1)[1:], volume)


@differential(signal.medfilt2d)
def medfilt2d(y, input, kernel_size=3):
    at = runtime.neighbours_chosen(input, kernel_size, runtime.middle(kernel_size, input), "constant")
    d[y] = np.take(np.append(d[input], 0.0), at)
    d[input] = reshaped(np.bincount(np.ravel(at) + 1, np.ravel(d[y]), input.size + 1)[1:], input)
