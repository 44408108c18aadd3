"""Derivatives of scipy.signal's estimates of spectra: of windowed pieces along the last axis."""

import numpy as np
from scipy import signal

from srcad import runtime
from srcad.rules.recipe import constant, definition, is_complex, is_sampled, length, rank, segments


@definition(signal.periodogram, outputs="f power", refuses="return_onesided")
def periodogram(result, x, fs=1.0, window="boxcar", nfft=None, detrend="constant", return_onesided=True, scaling="density", axis=-1):
    if axis != -1 and rank(x) != 1:
        raise ValueError("along an axis other than the last; move it there with np.moveaxis")
    taper = np.asarray(window) if is_sampled(window) else signal.get_window(window, length(x, -1))
    flat = signal.detrend(x, type=detrend) if detrend else x
    n = length(x, -1) if nfft is None else nfft
    size = fs * np.sum(taper**2) if scaling == "density" else np.sum(taper) ** 2
    return fs * np.fft.rfftfreq(n), np.abs(np.fft.rfft(flat * taper, nfft)) ** 2 * (runtime.one_sided(n) / size)


@definition(signal.welch, outputs="f power", refuses="return_onesided")
def welch(
    result, x, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, detrend="constant", return_onesided=True,
    scaling="density", axis=-1, average="mean",
):  # fmt: skip
    if (axis != -1 and rank(x) != 1) or average != "mean":
        raise ValueError("along an axis other than the last, or of medians")
    m = length(window, 0) if is_sampled(window) else runtime.segment_length(x, nperseg)
    taper = np.asarray(window) if is_sampled(window) else signal.get_window(window, m)
    parts = segments(x, m, runtime.segment_step(m, noverlap, 2))
    flat = signal.detrend(parts, type=detrend) if detrend else parts
    n = m if nfft is None else nfft
    size = fs * np.sum(taper**2) if scaling == "density" else np.sum(taper) ** 2
    power = np.mean(np.abs(np.fft.rfft(flat * taper, nfft)) ** 2, axis=-2)
    return fs * np.fft.rfftfreq(n), power * (runtime.one_sided(n) / size)


@definition(signal.spectrogram, outputs="f t power", refuses="return_onesided mode")
def spectrogram(
    result, x, fs=1.0, window=None, nperseg=None, noverlap=None, nfft=None, detrend="constant", return_onesided=True,
    scaling="density", axis=-1, mode="psd",
):  # fmt: skip
    if axis != -1 and rank(x) != 1:
        raise ValueError("along an axis other than the last; move it there with np.moveaxis")
    m = length(window, 0) if is_sampled(window) else runtime.segment_length(x, nperseg)
    taper = np.asarray(window) if is_sampled(window) else signal.get_window(("tukey", 0.25) if window is None else window, m)
    step = runtime.segment_step(m, noverlap, 8)
    parts = segments(x, m, step)
    flat = signal.detrend(parts, type=detrend) if detrend else parts
    n = m if nfft is None else nfft
    size = fs * np.sum(taper**2) if scaling == "density" else np.sum(taper) ** 2
    power = np.abs(np.fft.rfft(flat * taper, nfft)) ** 2 * (runtime.one_sided(n) / size)
    return fs * np.fft.rfftfreq(n), runtime.segment_middles(x, m, step) / fs, np.swapaxes(power, -1, -2)


@definition(signal.stft, outputs="f t z", refuses="detrend return_onesided", complex=True)
def stft(
    result, x, fs=1.0, window="hann", nperseg=256, noverlap=None, nfft=None, detrend=False, return_onesided=True, boundary="zeros",
    padded=True, axis=-1, scaling="spectrum",
):  # fmt: skip
    if is_complex(x):
        raise ValueError("of a complex signal")
    if boundary not in ("zeros", None) or (axis != -1 and rank(x) != 1):
        raise ValueError("at a boundary other than zeros, or along an axis other than the last")
    m = length(window, 0) if is_sampled(window) else runtime.segment_length(x, nperseg)
    taper = np.asarray(window) if is_sampled(window) else signal.get_window(window, m)
    step = runtime.segment_step(m, noverlap, 2)
    whole = np.pad(x, runtime.stft_widths(x, m, step, boundary, padded))
    size = np.sqrt(fs * np.sum(taper**2)) if scaling == "psd" else np.sum(taper)
    times = (runtime.segment_middles(whole, m, step) - (0 if boundary is None else m / 2)) / fs
    return fs * np.fft.rfftfreq(m if nfft is None else nfft), times, np.swapaxes(np.fft.rfft(segments(whole, m, step) * taper, nfft) / size, -1, -2)


constant(runtime.segment_length, runtime.segment_middles, runtime.segment_step, runtime.stft_widths, runtime.one_sided)
