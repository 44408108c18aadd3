"""Derivatives of functions that reduce along axes, or accumulate along one."""

import builtins
import math

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    constant, count, d, differential, has_rank, is_list, is_number, is_single, linear, rank, refused, reshaped, spread,
)  # fmt: skip


@linear(np.sum, broadcasts=True)
def sum(y, a, axis=None, dtype=None, *, keepdims=False):
    d[a] = spread(d[y], a, axis, keepdims)


@linear(np.mean, broadcasts=True)
def mean(y, a, axis=None, dtype=None, *, keepdims=False):
    d[a] = spread(d[y] / count(a, axis), a, axis, keepdims)


@differential(np.max, np.amax, np.min, np.amin, broadcasts=True)
def extreme(y, a, axis=None, *, keepdims=False):
    # Equal extremes share the derivative.
    chosen = a == spread(y, a, axis, keepdims)
    if is_single(a):
        share = np.sum(chosen, axis=axis, keepdims=keepdims, dtype=a.dtype)
    else:
        share = np.sum(chosen, axis=axis, keepdims=keepdims)
    d[y] = np.sum(d[a] * chosen, axis=axis, keepdims=keepdims) / share
    d[a] = spread(d[y] / share, a, axis, keepdims) * chosen


@differential(np.prod, broadcasts=True)
def prod(y, a, axis=None, *, keepdims=False):
    if is_number(a):
        raise ValueError("np.prod of a number")
    others = runtime.products_of_others(a, axis)
    d[y] = np.sum(others * d[a], axis=axis, keepdims=keepdims)
    d[a] = spread(d[y], a, axis, keepdims) * others


@differential(np.var, broadcasts=True)
def var(y, a, axis=None, *, ddof=0, keepdims=False):
    centred = a - np.mean(a, axis=axis, keepdims=True)
    d[y] = 2 * np.sum(centred * d[a], axis=axis, keepdims=keepdims) / (count(a, axis) - ddof)
    d[a] = spread(2 * d[y] / (count(a, axis) - ddof), a, axis, keepdims) * centred


@differential(np.std, broadcasts=True)
def std(y, a, axis=None, *, ddof=0, keepdims=False):
    # Where all elements are equal the derivative is taken to be 0.
    centred = a - np.mean(a, axis=axis, keepdims=True)
    scale = (count(a, axis) - ddof) * (y + (y == 0))
    d[y] = np.sum(centred * d[a], axis=axis, keepdims=keepdims) / scale
    d[a] = spread(d[y] / scale, a, axis, keepdims) * centred


@linear(np.cumsum)
def cumsum(y, a, axis=None):
    if is_number(a):
        d[a] = np.sum(d[y])
    elif axis is None:
        if has_rank(a) and rank(a) == 1:
            d[a] = np.cumsum(d[y][::-1])[::-1]
        else:
            d[a] = reshaped(np.cumsum(d[y][::-1])[::-1], a)
    else:
        d[a] = np.flip(np.cumsum(np.flip(d[y], axis), axis=axis), axis)


@linear(builtins.sum, math.fsum, sequences=True)
def total(y, items, start=0):
    if is_list(items):
        d[items] = [d[y]] * builtins.len(items)
    else:
        d[items] = spread(d[y], items, 0)
    d[start] = d[y]


constant(np.argmax, np.argmin, np.argsort, np.all, np.any, np.count_nonzero)
refused("products along an axis that meet a zero have no cheap derivative; write the loop", np.cumprod)
refused("write np.max(a) - np.min(a)", np.ptp)
