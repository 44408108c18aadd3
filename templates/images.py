"""Derivatives of scipy.ndimage's filters.

A filter is a matrix of which all rows are alike, applied to an image that is extended at its ends. Its transpose is the flipped
filter, of what is extended by zeros; what then stands beyond the ends is folded back to where the extension came from.
"""

import numpy as np
from scipy import ndimage, signal

from srcad import runtime
from srcad.rules.recipe import (
    constant, d, definition, differential, extended, extension, folded, is_number, parity, rank, refused, reshaped,
)  # fmt: skip

# -- with weights ---------------------------------------------------------------------------------------------------


@differential(ndimage.correlate1d)
def correlate1d(y, input, weights, axis=-1, *, mode="reflect", cval=0.0, origin=0):
    d[y] = (
        ndimage.correlate1d(d[input], weights, axis, mode=mode, origin=origin)
        + ndimage.correlate1d(input, d[weights], axis, mode=mode, cval=cval, origin=origin)
    )  # fmt: skip
    around = runtime.reach(weights.shape, origin, input, axis)
    d[input] = folded(ndimage.convolve1d(np.pad(d[y], around), weights, axis, mode="constant", origin=origin), input, around, mode)
    d[weights] = np.ravel(signal.correlate(extended(input, around, mode, cval), d[y], mode="valid"))


@differential(ndimage.convolve1d)
def convolve1d(y, input, weights, axis=-1, *, mode="reflect", cval=0.0, origin=0):
    d[y] = (
        ndimage.convolve1d(d[input], weights, axis, mode=mode, origin=origin)
        + ndimage.convolve1d(input, d[weights], axis, mode=mode, cval=cval, origin=origin)
    )  # fmt: skip
    around = runtime.reach(weights.shape, origin, input, axis, True)
    d[input] = folded(ndimage.correlate1d(np.pad(d[y], around), weights, axis, mode="constant", origin=origin), input, around, mode)
    d[weights] = np.ravel(signal.correlate(extended(input, around, mode, cval), d[y], mode="valid"))[::-1]


@differential(ndimage.correlate)
def correlate(y, input, weights, *, mode="reflect", cval=0.0, origin=0):
    d[y] = (
        ndimage.correlate(d[input], weights, mode=mode, origin=origin)
        + ndimage.correlate(input, d[weights], mode=mode, cval=cval, origin=origin)
    )  # fmt: skip
    around = runtime.reach(weights.shape, origin)
    d[input] = folded(ndimage.convolve(np.pad(d[y], around), weights, mode="constant", origin=origin), input, around, mode)
    d[weights] = signal.correlate(extended(input, around, mode, cval), d[y], mode="valid")


@differential(ndimage.convolve)
def convolve(y, input, weights, *, mode="reflect", cval=0.0, origin=0):
    d[y] = (
        ndimage.convolve(d[input], weights, mode=mode, origin=origin)
        + ndimage.convolve(input, d[weights], mode=mode, cval=cval, origin=origin)
    )  # fmt: skip
    around = runtime.reach(weights.shape, origin, flipped=True)
    d[input] = folded(ndimage.correlate(np.pad(d[y], around), weights, mode="constant", origin=origin), input, around, mode)
    d[weights] = np.flip(signal.correlate(extended(input, around, mode, cval), d[y], mode="valid"))


# -- with weights of their own, which are symmetric or, where they take a derivative, antisymmetric ---------------------


@differential(ndimage.sobel)
def sobel(y, input, axis=-1, *, mode="reflect", cval=0.0):
    d[y] = ndimage.sobel(d[input], axis, mode=mode)
    d[input] = -folded(ndimage.sobel(np.pad(d[y], 1), axis, mode="constant"), input, 1, mode)


@differential(ndimage.prewitt)
def prewitt(y, input, axis=-1, *, mode="reflect", cval=0.0):
    d[y] = ndimage.prewitt(d[input], axis, mode=mode)
    d[input] = -folded(ndimage.prewitt(np.pad(d[y], 1), axis, mode="constant"), input, 1, mode)


@differential(ndimage.laplace)
def laplace(y, input, *, mode="reflect", cval=0.0):
    d[y] = ndimage.laplace(d[input], mode=mode)
    d[input] = folded(ndimage.laplace(np.pad(d[y], 1), mode="constant"), input, 1, mode)


@differential(ndimage.gaussian_filter, refuses="radius axes")
def gaussian_filter(y, input, sigma, order=0, *, mode="reflect", cval=0.0, truncate=4.0, radius=None, axes=None):
    d[y] = ndimage.gaussian_filter(d[input], sigma, order, mode=mode, truncate=truncate)
    if mode == "constant" or mode == "grid-constant":
        d[input] = parity(order, input) * ndimage.gaussian_filter(d[y], sigma, order, mode=mode, truncate=truncate)
    elif is_number(order) and order == 0 and mode in ("reflect", "wrap", "grid-wrap", "grid-mirror"):
        d[input] = ndimage.gaussian_filter(d[y], sigma, mode=mode, truncate=truncate)
    else:
        around = runtime.reach(runtime.span(sigma, truncate), 0, input)
        whole = ndimage.gaussian_filter(np.pad(d[y], around), sigma, order, mode="constant", truncate=truncate)
        d[input] = parity(order, input) * folded(whole, input, around, mode)


@differential(ndimage.gaussian_filter1d, refuses="radius")
def gaussian_filter1d(y, input, sigma, axis=-1, order=0, *, mode="reflect", cval=0.0, truncate=4.0, radius=None):
    d[y] = ndimage.gaussian_filter1d(d[input], sigma, axis, order, mode=mode, truncate=truncate)
    if mode == "constant" or mode == "grid-constant":
        d[input] = (-1) ** order * ndimage.gaussian_filter1d(d[y], sigma, axis, order, mode=mode, truncate=truncate)
    elif order == 0 and mode in ("reflect", "wrap", "grid-wrap", "grid-mirror"):
        d[input] = ndimage.gaussian_filter1d(d[y], sigma, axis=axis, mode=mode, truncate=truncate)
    else:
        around = runtime.reach((runtime.span(sigma, truncate),), 0, input, axis)
        whole = ndimage.gaussian_filter1d(np.pad(d[y], around), sigma, axis, order, mode="constant", truncate=truncate)
        d[input] = (-1) ** order * folded(whole, input, around, mode)


@differential(ndimage.uniform_filter, refuses="origin axes")
def uniform_filter(y, input, size=3, *, mode="reflect", cval=0.0, origin=0, axes=None):
    if is_number(size) and size % 2 == 1 and mode in ("reflect", "constant", "wrap", "grid-wrap", "grid-constant", "grid-mirror"):
        # At ends of which each is its own mirror image, the matrix is symmetric.
        d[y] = ndimage.uniform_filter(d[input], size, mode=mode)
        d[input] = ndimage.uniform_filter(d[y], size, mode=mode)
    elif rank(input) == 1:
        return ndimage.uniform_filter1d(input, size if is_number(size) else size[0], mode=mode, cval=cval)
    elif rank(input) == 2:
        rows = ndimage.uniform_filter1d(input, size if is_number(size) else size[0], 0, mode=mode, cval=cval)
        return ndimage.uniform_filter1d(rows, size if is_number(size) else size[1], 1, mode=mode, cval=cval)
    else:
        raise ValueError("of this size; filter along one axis after the other with ndimage.uniform_filter1d")


@differential(ndimage.uniform_filter1d)
def uniform_filter1d(y, input, size, axis=-1, *, mode="reflect", cval=0.0, origin=0):
    if size % 2 != 1 or origin != 0 or mode not in ("reflect", "constant", "wrap", "grid-wrap", "grid-constant", "grid-mirror"):
        return ndimage.correlate1d(input, np.full(size, 1 / size), axis, mode=mode, cval=cval, origin=origin)
    d[y] = ndimage.uniform_filter1d(d[input], size, axis, mode=mode)
    d[input] = ndimage.uniform_filter1d(d[y], size, axis=axis, mode=mode)


@definition(ndimage.gaussian_laplace)
def gaussian_laplace(y, input, sigma, *, mode="reflect", cval=0.0):
    if rank(input) == 1:
        return ndimage.gaussian_filter(input, sigma, 2, mode=mode, cval=cval)
    if rank(input) == 2:
        across = ndimage.gaussian_filter(input, sigma, (0, 2), mode=mode, cval=cval)
        return ndimage.gaussian_filter(input, sigma, (2, 0), mode=mode, cval=cval) + across
    raise ValueError("of an image of more than two axes; add up ndimage.gaussian_filter with order=2 along each")


@definition(ndimage.gaussian_gradient_magnitude)
def gaussian_gradient_magnitude(y, input, sigma, *, mode="reflect", cval=0.0):
    if rank(input) == 1:
        return np.abs(ndimage.gaussian_filter(input, sigma, 1, mode=mode, cval=cval))
    if rank(input) == 2:
        across = ndimage.gaussian_filter(input, sigma, (0, 1), mode=mode, cval=cval)
        return np.sqrt(ndimage.gaussian_filter(input, sigma, (1, 0), mode=mode, cval=cval) ** 2 + across**2)
    raise ValueError("of an image of more than two axes; add up ndimage.gaussian_filter with order=1 along each")


# -- by rank: each value is one of those around it -----------------------------------------------------------------------


@differential(ndimage.maximum_filter)
def maximum_filter(y, input, size, *, mode="reflect", cval=0.0):
    at = runtime.neighbours_chosen(input, size, -1, extension(mode), cval)
    d[y] = np.take(np.append(d[input], 0.0), at)
    d[input] = reshaped(np.bincount(np.ravel(at) + 1, np.ravel(d[y]), input.size + 1)[1:], input)


@differential(ndimage.minimum_filter)
def minimum_filter(y, input, size, *, mode="reflect", cval=0.0):
    at = runtime.neighbours_chosen(input, size, 0, extension(mode), cval)
    d[y] = np.take(np.append(d[input], 0.0), at)
    d[input] = reshaped(np.bincount(np.ravel(at) + 1, np.ravel(d[y]), input.size + 1)[1:], input)


@differential(ndimage.median_filter)
def median_filter(y, input, size, *, mode="reflect", cval=0.0):
    at = runtime.neighbours_chosen(input, size, runtime.middle(size, input), extension(mode), cval)
    d[y] = np.take(np.append(d[input], 0.0), at)
    d[input] = reshaped(np.bincount(np.ravel(at) + 1, np.ravel(d[y]), input.size + 1)[1:], input)


refused(
    "write it with np.sort of np.lib.stride_tricks.sliding_window_view",
    ndimage.generic_filter, ndimage.rank_filter, ndimage.percentile_filter,
)  # fmt: skip
refused(
    "call ndimage.map_coordinates with order=1",
    ndimage.rotate, ndimage.geometric_transform, ndimage.spline_filter, ndimage.spline_filter1d,
)  # fmt: skip
constant(runtime.reach, runtime.span, runtime.neighbours_chosen, runtime.middle, runtime.left_out, runtime.margins, runtime.resampled_weights)
