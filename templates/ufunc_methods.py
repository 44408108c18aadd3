"""Derivatives of the methods of ufuncs: reduce, accumulate, reduceat; `outer` is derived from the ufunc's own recipe."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import among, d, differential, linear, raised, selected, spread, tally, total


@linear(np.add.reduce, broadcasts=True)
def add_reduce(y, array, axis=0, dtype=None, *, keepdims=False, initial=0, where=True):
    d[array] = selected(spread(d[y], array, axis, keepdims), where, array)
    d[initial] = total(d[y], y)


@differential(np.maximum.reduce, np.minimum.reduce, np.fmax.reduce, np.fmin.reduce, broadcasts=True)
def extreme_reduce(y, array, axis=0, dtype=None, *, keepdims=False, initial=None, where=True):
    chosen = among(array == raised(y, array, axis, keepdims), where)
    share = tally(chosen, array, axis, keepdims)
    if initial is None:
        d[y] = np.sum(d[array], axis=axis, keepdims=keepdims, where=chosen) / share
    else:
        alone = y == initial
        share = share + alone
        d[y] = (np.sum(d[array], axis=axis, keepdims=keepdims, where=chosen) + alone * d[initial]) / share
        d[initial] = total(d[y] * alone / share, y)
    d[array] = selected(raised(d[y] / share, array, axis, keepdims), chosen, array)


@linear(np.add.accumulate)
def add_accumulate(y, array, axis=0, dtype=None):
    d[array] = np.flip(np.cumsum(np.flip(d[y], axis), axis=axis), axis)


@differential(np.multiply.reduce, broadcasts=True)
def multiply_reduce(y, array, axis=0, dtype=None, *, keepdims=False, initial=1, where=True):
    others = initial * runtime.products_of_others(selected(array, where, array, 1), axis)
    product = np.prod(array, axis=axis, keepdims=keepdims, where=where)
    d[y] = np.sum(selected(others * d[array], where, array), axis=axis, keepdims=keepdims) + product * d[initial]
    d[array] = selected(raised(d[y], array, axis, keepdims) * others, where, array)
    d[initial] = total(d[y] * product, y)


@differential(np.logaddexp.reduce, broadcasts=True)
def logaddexp_reduce(y, array, axis=0, dtype=None, *, keepdims=False, initial=None, where=True):
    # Of y = -inf, where all elements are, each has a share of 1.
    share = selected(np.exp(np.fmin(array - raised(y, array, axis, keepdims), 0.0)), where, array)
    d[y] = np.sum(share * d[array], axis=axis, keepdims=keepdims)
    d[array] = raised(d[y], array, axis, keepdims) * share
    if initial is not None:
        d[y] = np.sum(share * d[array], axis=axis, keepdims=keepdims) + np.exp(np.fmin(initial - y, 0.0)) * d[initial]
        d[initial] = total(d[y] * np.exp(np.fmin(initial - y, 0.0)), y)


@differential(np.hypot.reduce, broadcasts=True)
def hypot_reduce(y, array, axis=0, dtype=None, *, keepdims=False):
    # At the origin the derivative is taken to be 0.
    share = array / raised(y + (y == 0), array, axis, keepdims)
    d[y] = np.sum(share * d[array], axis=axis, keepdims=keepdims)
    d[array] = raised(d[y], array, axis, keepdims) * share


@differential(np.multiply.accumulate)
def multiply_accumulate(y, array, axis=0, dtype=None):
    before = runtime.neighbours(y, axis, 1, 1.0)
    d[y] = runtime.chained(d[array] * before, array, axis, 1)
    d[array] = runtime.chained(d[y], array, axis, -1) * before


@differential(np.maximum.accumulate, np.minimum.accumulate, np.fmax.accumulate, np.fmin.accumulate)
def extreme_accumulate(y, array, axis=0, dtype=None):
    # Of elements that are equal to the running extreme, the latest has the derivative.
    latest = runtime.latest(array == y, axis)
    d[y] = np.take_along_axis(d[array], latest, axis)
    d[array] = runtime.add_along_axis(d[y], array, latest, axis)


@differential(np.logaddexp.accumulate)
def logaddexp_accumulate(y, array, axis=0, dtype=None):
    # y[k] = logaddexp(y[k - 1], a[k]), of which both have a share.
    kept = np.exp(np.fmin(runtime.neighbours(y, axis, 1, -np.inf) - y, 0.0))
    share = np.exp(np.fmin(array - y, 0.0))
    d[y] = runtime.chained(d[array] * share, kept, axis, 1)
    d[array] = runtime.chained(d[y], kept, axis, -1) * share


@linear(np.add.reduceat)
def add_reduceat(y, array, indices, axis=0, dtype=None):
    d[array] = runtime.spread_segments(d[y], indices, array, axis)
