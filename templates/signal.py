"""Derivatives of scipy.signal's linear filters; windows and designs are constants."""

import numpy as np
from scipy import ndimage, signal

from srcad import runtime
from srcad.rules.recipe import (
    along, bilinear, composite, constant, d, differential, extension, fit, is_single, length, linear, rank, refused, uncut,
)  # fmt: skip

# -- convolution: the middle of the full one, in which each factor is correlated with the adjoint -------------------


@bilinear(signal.convolve)
def convolve(y, in1, in2, mode="full", method="auto"):
    whole = uncut(d[y], in1, in2, mode)
    d[in1] = signal.correlate(whole, in2, mode="valid")
    d[in2] = signal.correlate(whole, in1, mode="valid")


@bilinear(signal.fftconvolve, signal.oaconvolve)
def fftconvolve(y, in1, in2, mode="full", axes=None):
    if axes is None:
        whole = uncut(d[y], in1, in2, mode)
        d[in1] = signal.correlate(whole, in2, mode="valid", method="fft")
        d[in2] = signal.correlate(whole, in1, mode="valid", method="fft")
    else:
        # The other axes are broadcast.
        whole = np.pad(d[y], runtime.left_out(in1, in2, mode, axes))
        d[in1] = fit(signal.fftconvolve(whole, np.flip(in2, axes), "valid", axes), in1)
        d[in2] = fit(signal.fftconvolve(whole, np.flip(in1, axes), "valid", axes), in2)


@bilinear(signal.correlate)
def correlate(y, in1, in2, mode="full", method="auto"):
    # The convolution with what is flipped
    whole = uncut(d[y], in1, in2, mode)
    d[in1] = signal.convolve(whole, in2, mode="valid")
    d[in2] = np.flip(signal.correlate(whole, in1, mode="valid"))


@differential(signal.convolve2d)
def convolve2d(y, in1, in2, mode="full", boundary="fill", fillvalue=0):
    if mode != "valid" and (boundary != "fill" or fillvalue != 0):
        if boundary == "fill":
            return signal.convolve2d(np.pad(in1, runtime.margins(in2, mode), constant_values=fillvalue), in2, "valid")
        return signal.convolve2d(np.pad(in1, runtime.margins(in2, mode), extension(boundary)), in2, "valid")
    d[y] = signal.convolve2d(d[in1], in2, mode) + signal.convolve2d(in1, d[in2], mode)
    whole = uncut(d[y], in1, in2, mode)
    d[in1] = signal.correlate2d(whole, in2, mode="valid")
    d[in2] = signal.correlate2d(whole, in1, mode="valid")


@differential(signal.correlate2d)
def correlate2d(y, in1, in2, mode="full", boundary="fill", fillvalue=0):
    if mode != "valid" and (boundary != "fill" or fillvalue != 0):
        if boundary == "fill":
            return signal.correlate2d(np.pad(in1, runtime.margins(in2, mode, True), constant_values=fillvalue), in2, "valid")
        return signal.correlate2d(np.pad(in1, runtime.margins(in2, mode, True), extension(boundary)), in2, "valid")
    d[y] = signal.correlate2d(d[in1], in2, mode) + signal.correlate2d(in1, d[in2], mode)
    whole = uncut(d[y], in1, in2, mode, late=True)
    d[in1] = signal.convolve2d(whole, in2, mode="valid")
    d[in2] = np.flip(signal.correlate2d(whole, in1, mode="valid"))


@differential(signal.savgol_filter)
def savgol_filter(y, x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode="interp", cval=0.0):
    if mode != "interp":
        return ndimage.convolve1d(x, signal.savgol_coeffs(window_length, polyorder, deriv) / delta**deriv, axis, mode=mode, cval=cval)
    d[y] = signal.savgol_filter(d[x], window_length, polyorder, deriv, delta, axis)
    d[x] = runtime.savgol_adjoint(d[y], window_length, polyorder, deriv, delta, axis)


@linear(runtime.savgol_adjoint)
def savgol_adjoint(x, d_, window_length, polyorder, deriv=0, delta=1.0, axis=-1):
    d[d_] = signal.savgol_filter(d[x], window_length, polyorder, deriv, delta, axis)


@composite(signal.hilbert)
def hilbert(z, x, N=None, axis=-1):
    # The spectrum without its negative frequencies
    n = length(x, axis) if N is None else N
    place = np.arange(n)
    kept = np.where(place == 0, 1, np.sign(n - 2 * place) + 1)
    return np.fft.ifft(np.fft.fft(x, N, axis) * (kept if rank(x) == 1 else along(kept, x, axis)), axis=axis)


# -- recursive filters ------------------------------------------------------------------------------------------------


@differential(signal.lfilter, outputs="v zf", alone=True)
def lfilter(y, b, a, x, axis=-1, *, zi=None):
    # a * y = b * x  =>  a * dy = db * x + b * dx - da * y; the adjoint filters backwards in time.
    if zi is None:
        one = np.ones(1, y.dtype) if is_single(y) else [1.0]
        d[y] = signal.lfilter(b, a, d[x], axis=axis) + signal.lfilter(
            one, a, signal.lfilter(d[b], one, x, axis=axis) - signal.lfilter(d[a], one, y, axis=axis), axis=axis
        )
        d[x] = np.flip(signal.lfilter(b, a, np.flip(d[y], axis), axis=axis), axis)
        if rank(x) == 1:
            back = signal.lfilter(one, a, d[y][::-1])[::-1]
            d[b] = signal.correlate(back, x)[x.shape[0] - 1 : x.shape[0] - 1 + b.shape[0]]
            d[a] = -signal.correlate(back, y)[x.shape[0] - 1 : x.shape[0] - 1 + a.shape[0]]
    else:
        if rank(x) != 1:
            raise ValueError("of several signals with zi=; loop over the signals")
        moved = signal.lfilter(b, a, np.zeros_like(x) + d[x], zi=np.zeros_like(zi) + d[zi])
        d[v] = moved[0]
        d[zf] = moved[1]
        back = runtime.filter_adjoint(b, a, np.zeros_like(v) + d[v], np.zeros_like(zf) + d[zf])
        d[x] = back[0]
        d[zi] = back[1]


refused("scipy.signal.lfilter with zi= has no second derivative", runtime.filter_adjoint)


@linear(signal.sosfilt)
def sosfilt(y, sos, x, axis=-1):
    d[x] = np.flip(signal.sosfilt(sos, np.flip(d[y], axis), axis=axis), axis)


@linear(signal.detrend)
def detrend(y, data, axis=-1, type="linear", bp=0):
    # An orthogonal projection
    d[data] = signal.detrend(d[y], axis=axis, type=type, bp=bp)


# -- the rest of scipy.signal ---------------------------------------------------------------------------------------

constant(
    signal.get_window, signal.unit_impulse, signal.max_len_seq, signal.gauss_spline, signal.correlation_lags,
    signal.choose_conv_method, signal.czt_points, signal.square, signal.savgol_coeffs, signal.find_peaks,
    signal.find_peaks_cwt, signal.argrelextrema, signal.argrelmax, signal.argrelmin, signal.peak_prominences,
    signal.peak_widths, signal.check_COLA, signal.check_NOLA, signal.closest_STFT_dual_window,
)  # fmt: skip
refused(
    "filters are designed outside of what is differentiated",
    signal.abcd_normalize, signal.band_stop_obj, signal.bessel, signal.besselap, signal.bilinear, signal.bilinear_zpk,
    signal.buttap, signal.butter, signal.buttord, signal.cheb1ap, signal.cheb1ord, signal.cheb2ap, signal.cheb2ord,
    signal.cheby1, signal.cheby2, signal.cont2discrete, signal.ellip, signal.ellipap, signal.ellipord, signal.firls,
    signal.firwin, signal.firwin2, signal.firwin_2d, signal.gammatone, signal.iircomb, signal.iirdesign, signal.iirfilter,
    signal.iirnotch, signal.iirpeak, signal.kaiser_atten, signal.kaiser_beta, signal.kaiserord, signal.lfilter_zi,
    signal.lfiltic, signal.lp2bp, signal.lp2bp_zpk, signal.lp2bs, signal.lp2bs_zpk, signal.lp2hp, signal.lp2hp_zpk,
    signal.lp2lp, signal.lp2lp_zpk, signal.minimum_phase, signal.normalize, signal.remez, signal.sos2tf, signal.sos2zpk,
    signal.sosfilt_zi, signal.ss2tf, signal.ss2zpk, signal.tf2sos, signal.tf2ss, signal.tf2zpk, signal.zpk2sos,
    signal.zpk2ss, signal.zpk2tf, signal.place_poles,
)  # fmt: skip
refused(
    "simulate the system with signal.lfilter, or a loop over its states",
    signal.bode, signal.dbode, signal.dfreqresp, signal.dimpulse, signal.dlsim, signal.dlti, signal.dstep, signal.freqresp,
    signal.impulse, signal.lsim, signal.lti, signal.step, signal.StateSpace, signal.TransferFunction, signal.ZerosPolesGain,
)  # fmt: skip
refused(
    "write the response with np.exp and np.polyval",
    signal.findfreqs, signal.freqs, signal.freqs_zpk, signal.freqz, signal.freqz_sos, signal.freqz_zpk, signal.group_delay,
    signal.sosfreqz,
)  # fmt: skip
refused(
    "write the spectrum with np.fft.rfft of the windowed pieces",
    signal.coherence, signal.csd, signal.envelope, signal.hilbert2, signal.istft, signal.lombscargle,
    signal.vectorstrength, signal.CZT, signal.czt, signal.ZoomFFT, signal.zoom_fft, signal.ShortTimeFFT,
)  # fmt: skip
refused(
    "pad the ends with np.pad, and call signal.lfilter or signal.convolve",
    signal.symiirorder1, signal.symiirorder2, signal.sepfir2d, signal.deconvolve,
)  # fmt: skip
refused(
    "write it with np.sort of np.lib.stride_tricks.sliding_window_view",
    signal.order_filter, signal.wiener,
)  # fmt: skip
refused(
    "write the waveform with np.sin, np.cos and np.exp",
    signal.chirp, signal.gausspulse, signal.sawtooth, signal.sweep_poly,
)  # fmt: skip
refused(
    "write the splines with scipy.interpolate",
    signal.cspline1d, signal.cspline1d_eval, signal.cspline2d, signal.qspline1d, signal.qspline1d_eval, signal.qspline2d,
    signal.spline_filter,
)  # fmt: skip
refused(
    "write the fractions out, or np.polyval of the coefficients",
    signal.invres, signal.invresz, signal.residue, signal.residuez, signal.unique_roots,
)  # fmt: skip
