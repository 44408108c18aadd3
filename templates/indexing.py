"""Derivatives of functions that pick elements, or choose among arrays."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    chosen_by_mask, chosen_by_number, constant, d, differential, fit, has_rank, is_number, left_over,
    linear, placed, rank, refused, reshaped, scattered, within,
)  # fmt: skip


@linear(np.take, broadcasts=True)
def take(y, a, indices, axis=None, *, mode="raise"):
    if axis is None:
        d[a] = scattered(d[y], a, within(indices, a.size, mode))
    else:
        d[a] = scattered(d[y], a, within(indices, a.shape[axis], mode), axis)


@linear(np.take_along_axis)
def take_along_axis(y, arr, indices, axis=-1):
    if has_rank(arr) and rank(arr) == 1:
        d[arr] = scattered(d[y], arr, indices)
    else:
        d[arr] = runtime.add_along_axis(d[y], arr, indices, axis)


@linear(np.compress, broadcasts=True)
def compress(y, condition, a, axis=None):
    d[a] = placed(d[y], a, np.flatnonzero(condition), axis)


@linear(np.ndarray.compress, broadcasts=True)
def compress_method(y, a, condition, axis=None):
    d[a] = placed(d[y], a, np.flatnonzero(condition), axis)


@linear(np.extract, broadcasts=True)
def extract(y, condition, arr):
    d[arr] = placed(d[y], arr, np.flatnonzero(condition))


@linear(np.choose, sequences=True)
def choose(y, a, choices, *, mode="raise"):
    d[choices] = chosen_by_number(d[y], a, choices, mode)


@linear(np.select, sequences=True, broadcasts=True)
def select(y, condlist, choicelist, default=0):
    d[choicelist] = chosen_by_mask(d[y], condlist, choicelist, y)
    d[default] = left_over(d[y], condlist, default, y)


@differential(np.unique)
def unique(y, ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True):
    # Of equal elements, the first has the derivative.
    if axis is not None:
        raise ValueError("np.unique along an axis")
    first = y[1] if return_index else np.unique(ar, return_index=True)[1]
    if return_index or return_inverse or return_counts:
        d[y] = np.take(d[ar], first), 0.0
        d[ar] = placed(d[y][0], ar, first)
    else:
        d[y] = np.take(d[ar], first)
        d[ar] = placed(d[y], ar, first)


@linear(np.bincount)
def bincount(y, x, weights=None, minlength=0):
    d[weights] = np.take(d[y], x)


@linear(np.delete)
def delete(y, arr, obj, axis=None):
    if axis is None:
        d[arr] = placed(d[y], arr, np.delete(np.arange(arr.size), obj))
    else:
        d[arr] = placed(d[y], arr, np.delete(np.arange(arr.shape[axis]), obj), axis)


@linear(np.insert)
def insert(y, arr, obj, values, axis=None):
    # The number of the inserted value at each place, -1 where none is.
    count = arr.size if axis is None else arr.shape[axis]
    total = y.size if axis is None else y.shape[axis]
    number = np.insert(np.full(count, -1), obj, np.arange(total - count))
    if axis is None:
        d[arr] = reshaped(d[y][number < 0], arr)
        d[values] = fit(np.take(d[y], np.argsort(number)[count:]), values)
    else:
        d[arr] = np.compress(number < 0, d[y], axis)
        inserted = np.take(d[y], np.argsort(number)[count:], axis)
        d[values] = fit(np.moveaxis(inserted, axis, 0) if is_number(obj) else inserted, values)


constant(np.nonzero, np.searchsorted, np.histogram_bin_edges)
refused("write np.unique, whose order is known", np.unique_all, np.unique_counts, np.unique_inverse, np.unique_values)
refused("call np.histogram, or add the weights up with np.add.at", np.histogram2d, np.histogramdd)
refused("sort the real parts, or the imaginary ones", np.sort_complex)
