"""The pieces of a signal of which scipy.signal's estimates of spectra are made."""

import numpy as np

__all__ = ["one_sided", "segment_length", "segment_middles", "segment_step", "stft_widths"]


def segment_length(x, nperseg):
    """Return how many samples a piece has."""
    return min(256 if nperseg is None else nperseg, np.shape(x)[-1])


def segment_step(n, noverlap, share):
    """Return how far apart pieces of n samples begin, which overlap by a share unless told otherwise."""
    return n - (n // share if noverlap is None else noverlap)


def segment_middles(x, n, step):
    """Return where the middles of the pieces are, in samples."""
    return n / 2 + step * np.arange((np.shape(x)[-1] - n) // step + 1)


def one_sided(n):
    """Return how often each frequency of a real signal's transform stands in the whole one."""
    weights = np.full(n // 2 + 1, 2.0)
    weights[0] = 1.0
    if n % 2 == 0:
        weights[-1] = 1.0
    return weights


def stft_widths(x, n, step, boundary, padded):
    """Return how many zeros scipy.signal.stft puts before and behind a signal."""
    before = 0 if boundary is None else n // 2
    length = np.shape(x)[-1] + 2 * before
    behind = before + ((n - length) % step if padded else 0)
    return [(0, 0)] * (np.ndim(x) - 1) + [(before, behind)]
