"""Adjoints of Fourier, cosine and sine transforms."""

import numpy as np

__all__ = ["cut_like", "ends_scaled", "half_doubled"]


def cut_like(d, like, axes):
    """Return d cut, or lengthened by zeros, along axes to the lengths that `like` has there."""
    for axis in axes:
        length, wanted = d.shape[axis], np.shape(like)[axis]
        if length > wanted:
            d = np.take(d, range(wanted), axis=axis)
        elif length < wanted:
            shape = list(d.shape)
            shape[axis] = wanted - length
            d = np.concatenate((d, np.zeros(shape, d.dtype)), axis=axis)
    return d


def half_doubled(d, n, axis):
    """Return half the spectrum of n real numbers with what stands for two of their frequencies doubled."""
    doubled = np.array(d)
    rows = np.moveaxis(doubled, axis, 0)
    rows[1 : (n + 1) // 2] *= 2
    return doubled


def ends_scaled(d, first, last, axes):
    """Return d with its first and its last entries along each of the axes multiplied by numbers."""
    scaled = np.array(d)
    for axis in axes:
        rows = np.moveaxis(scaled, axis, 0)
        rows[0] *= first
        rows[-1] *= last
    return scaled
