"""Derivatives of running sums and products."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import d, differential, has_rank, head, is_number, linear, rank, reshaped, start, tail, zero


@differential(np.cumprod)
def cumprod(y, a, axis=None, dtype=None):
    # y[k] = y[k - 1] a[k]  =>  dy[k] = a[k] dy[k - 1] + y[k - 1] da[k]
    if is_number(a):
        d[y] = np.ravel(d[a])
        d[a] = np.sum(d[y])
    elif axis is None and not (has_rank(a) and rank(a) == 1):
        before = runtime.neighbours(y, 0, 1, 1.0)
        d[y] = runtime.chained(np.ravel(d[a]) * before, np.ravel(a), 0, 1)
        d[a] = reshaped(runtime.chained(d[y], np.ravel(a), 0, -1) * before, a)
    else:
        at = 0 if axis is None else axis
        before = runtime.neighbours(y, at, 1, 1.0)
        d[y] = runtime.chained(d[a] * before, a, at, 1)
        d[a] = runtime.chained(d[y], a, at, -1) * before


@differential(np.nancumprod)
def nancumprod(y, a, axis=None, dtype=None):
    kept = ~np.isnan(a)
    factors = np.where(kept, a, 1)
    if axis is None:
        before = runtime.neighbours(y, 0, 1, 1.0)
        d[y] = runtime.chained(np.ravel(np.where(kept, d[a], 0)) * before, np.ravel(factors), 0, 1)
        d[a] = np.where(kept, reshaped(runtime.chained(d[y], np.ravel(factors), 0, -1) * before, a), 0)
    else:
        before = runtime.neighbours(y, axis, 1, 1.0)
        d[y] = runtime.chained(np.where(kept, d[a], 0) * before, factors, axis, 1)
        d[a] = np.where(kept, runtime.chained(d[y], factors, axis, -1) * before, 0)


@linear(np.cumulative_sum)
def cumulative_sum(y, x, *, axis=None, dtype=None, include_initial=False):
    at = 0 if axis is None else axis
    rest = tail(d[y], at) if include_initial else d[y]
    d[x] = np.flip(np.cumsum(np.flip(rest, at), axis=at), at)


@differential(np.cumulative_prod)
def cumulative_prod(y, x, *, axis=None, dtype=None, include_initial=False):
    at = 0 if axis is None else axis
    if include_initial:
        before = head(y, at)
        d[y] = np.concatenate((zero(start(y, at)), runtime.chained(d[x] * before, x, at, 1)), axis=at)
        d[x] = runtime.chained(tail(d[y], at), x, at, -1) * before
    else:
        before = runtime.neighbours(y, at, 1, 1.0)
        d[y] = runtime.chained(d[x] * before, x, at, 1)
        d[x] = runtime.chained(d[y], x, at, -1) * before
