"""Derivatives of functions that reduce along axes, or accumulate along one."""

import builtins
import math

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    along, among, as_array, constant, count, d, differential, fit, has_rank, is_list, is_number, is_open, itemised, linear, raised,
    rank, reshaped, selected, spread, tally, total,
)  # fmt: skip


@linear(np.sum, broadcasts=True)
def sum(y, a, axis=None, dtype=None, *, keepdims=False, initial=0, where=True):
    d[a] = selected(spread(d[y], a, axis, keepdims), where, a)
    d[initial] = total(d[y], y)


@linear(np.mean, broadcasts=True)
def mean(y, a, axis=None, dtype=None, *, keepdims=False, where=True):
    d[a] = selected(spread(d[y] / count(a, axis, where, keepdims), a, axis, keepdims), where, a)


@differential(np.average, broadcasts=True, refuses="returned", sequences="weights")
def average(y, a, axis=None, weights=None, returned=False, *, keepdims=False):
    if weights is None:
        d[y] = np.mean(d[a], axis=axis, keepdims=keepdims)
        d[a] = spread(d[y] / count(a, axis), a, axis, keepdims)
    elif is_open(axis) and rank(weights) == 1:
        found = np.average(np.moveaxis(a, axis, -1), -1, weights)
        if keepdims:
            return np.expand_dims(found, axis)
        return found
    else:
        wide = along(as_array(weights), a, axis)
        whole = np.sum(wide, axis=axis, keepdims=True)
        away = (a - raised(y, a, axis, keepdims)) / whole
        d[y] = np.sum(wide / whole * d[a] + away * along(as_array(d[weights]), a, axis), axis=axis, keepdims=keepdims)
        d[a] = raised(d[y], a, axis, keepdims) * wide / whole
        d[weights] = itemised(reshaped(fit(raised(d[y], a, axis, keepdims) * away, wide), as_array(weights)), weights)


@differential(np.max, np.amax, np.min, np.amin, np.nanmax, np.nanmin, broadcasts=True)
def extreme(y, a, axis=None, *, keepdims=False, initial=None, where=True):
    # Equal extremes share the derivative.
    chosen = among(a == raised(y, a, axis, keepdims), where)
    share = tally(chosen, a, axis, keepdims)
    if initial is None:
        d[y] = np.sum(d[a], axis=axis, keepdims=keepdims, where=chosen) / share
    else:
        alone = y == initial
        share = share + alone
        d[y] = (np.sum(d[a], axis=axis, keepdims=keepdims, where=chosen) + alone * d[initial]) / share
        d[initial] = total(d[y] * alone / share, y)
    d[a] = selected(raised(d[y] / share, a, axis, keepdims), chosen, a)


@differential(np.ptp, broadcasts=True)
def ptp(y, a, axis=None, *, keepdims=False):
    top = a == np.max(a, axis=axis, keepdims=True)
    bottom = a == np.min(a, axis=axis, keepdims=True)
    sign = top / tally(top, a, axis, True) - bottom / tally(bottom, a, axis, True)
    d[y] = np.sum(sign * d[a], axis=axis, keepdims=keepdims)
    d[a] = raised(d[y], a, axis, keepdims) * sign


@differential(np.prod, broadcasts=True)
def prod(y, a, axis=None, dtype=None, *, keepdims=False, initial=1, where=True):
    if is_number(a):
        d[y] = initial * d[a]
        d[a] = initial * d[y]
    else:
        others = runtime.products_of_others(selected(a, where, a, 1), axis)
        scaled = initial * others
        product = np.prod(a, axis=axis, keepdims=keepdims, where=where)
        d[y] = np.sum(selected(scaled * d[a], where, a), axis=axis, keepdims=keepdims) + product * d[initial]
        d[a] = selected(raised(d[y], a, axis, keepdims) * scaled, where, a)
        d[initial] = total(d[y] * product, y)


@differential(np.var, broadcasts=True)
def var(y, a, axis=None, dtype=None, *, ddof=0, keepdims=False, where=True, mean=None, correction=None):
    middle = np.mean(a, axis=axis, keepdims=True, where=where) if mean is None else mean
    centred = selected(a - middle, where, a)
    freedom = count(a, axis, where, keepdims) - (ddof if correction is None else correction)
    d[y] = 2 * np.sum(centred * (d[a] - d[mean]), axis=axis, keepdims=keepdims) / freedom
    d[a] = raised(2 * d[y] / freedom, a, axis, keepdims) * centred
    d[mean] = -fit(raised(2 * d[y] / freedom, a, axis, keepdims) * centred, mean)


@differential(np.std, broadcasts=True)
def std(y, a, axis=None, dtype=None, *, ddof=0, keepdims=False, where=True, mean=None, correction=None):
    # Where all elements are equal the derivative is taken to be 0.
    middle = np.mean(a, axis=axis, keepdims=True, where=where) if mean is None else mean
    centred = selected(a - middle, where, a)
    scale = (count(a, axis, where, keepdims) - (ddof if correction is None else correction)) * (y + (y == 0))
    d[y] = np.sum(centred * (d[a] - d[mean]), axis=axis, keepdims=keepdims) / scale
    d[a] = raised(d[y] / scale, a, axis, keepdims) * centred
    d[mean] = -fit(raised(d[y] / scale, a, axis, keepdims) * centred, mean)


@linear(np.cumsum)
def cumsum(y, a, axis=None, dtype=None):
    if is_number(a):
        d[a] = np.sum(d[y])
    elif axis is None:
        if has_rank(a) and rank(a) == 1:
            d[a] = np.cumsum(d[y][::-1])[::-1]
        else:
            d[a] = reshaped(np.cumsum(d[y][::-1])[::-1], a)
    else:
        d[a] = np.flip(np.cumsum(np.flip(d[y], axis), axis=axis), axis)


@linear(builtins.sum, sequences=True)
def total_of(y, items, start=0):
    if is_list(items):
        d[items] = [d[y]] * builtins.len(items)
    else:
        d[items] = spread(d[y], items, 0)
    d[start] = d[y]


constant(np.argmax, np.argmin, np.argsort, np.all, np.any, np.count_nonzero)
