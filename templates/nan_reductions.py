"""Derivatives of the reductions that pass over what is not a number."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    among, d, differential, fit, has_rank, raised, rank, reshaped, selected, spread, tally, total, whole,
)  # fmt: skip


@differential(np.nansum, broadcasts=True)
def nansum(y, a, axis=None, dtype=None, *, keepdims=False, initial=0, where=True):
    kept = among(~np.isnan(a), where)
    d[y] = np.sum(d[a], axis=axis, keepdims=keepdims, where=kept) + whole(d[initial], y)
    d[a] = selected(spread(d[y], a, axis, keepdims), kept, a)
    d[initial] = total(d[y], y)


@differential(np.nanmean, broadcasts=True)
def nanmean(y, a, axis=None, dtype=None, *, keepdims=False, where=True):
    kept = among(~np.isnan(a), where)
    share = tally(kept, a, axis, keepdims)
    d[y] = np.sum(d[a], axis=axis, keepdims=keepdims, where=kept) / share
    d[a] = selected(spread(d[y] / share, a, axis, keepdims), kept, a)


@differential(np.nanprod, broadcasts=True)
def nanprod(y, a, axis=None, dtype=None, *, keepdims=False, initial=1, where=True):
    kept = among(~np.isnan(a), where)
    others = initial * runtime.products_of_others(np.where(kept, a, 1), axis)
    product = np.nanprod(a, axis=axis, keepdims=keepdims, where=where)
    d[y] = np.sum(others * d[a], axis=axis, keepdims=keepdims, where=kept) + product * d[initial]
    d[a] = selected(raised(d[y], a, axis, keepdims) * others, kept, a)
    d[initial] = total(d[y] * product, y)


@differential(np.nanvar, broadcasts=True)
def nanvar(y, a, axis=None, dtype=None, *, ddof=0, keepdims=False, where=True, mean=None, correction=None):
    kept = among(~np.isnan(a), where)
    middle = np.nanmean(a, axis=axis, keepdims=True, where=where) if mean is None else mean
    centred = np.where(kept, a - middle, 0)
    freedom = tally(kept, a, axis, keepdims) - (ddof if correction is None else correction)
    d[y] = 2 * np.sum(centred * (d[a] - d[mean]), axis=axis, keepdims=keepdims) / freedom
    d[a] = raised(2 * d[y] / freedom, a, axis, keepdims) * centred
    d[mean] = -fit(raised(2 * d[y] / freedom, a, axis, keepdims) * centred, mean)


@differential(np.nanstd, broadcasts=True)
def nanstd(y, a, axis=None, dtype=None, *, ddof=0, keepdims=False, where=True, mean=None, correction=None):
    # Where all elements are equal the derivative is taken to be 0.
    kept = among(~np.isnan(a), where)
    middle = np.nanmean(a, axis=axis, keepdims=True, where=where) if mean is None else mean
    centred = np.where(kept, a - middle, 0)
    scale = (tally(kept, a, axis, keepdims) - (ddof if correction is None else correction)) * (y + (y == 0))
    d[y] = np.sum(centred * (d[a] - d[mean]), axis=axis, keepdims=keepdims) / scale
    d[a] = raised(d[y] / scale, a, axis, keepdims) * centred
    d[mean] = -fit(raised(d[y] / scale, a, axis, keepdims) * centred, mean)


@differential(np.nancumsum)
def nancumsum(y, a, axis=None, dtype=None):
    kept = ~np.isnan(a)
    d[y] = np.cumsum(np.where(kept, d[a], 0), axis=axis)
    if axis is None:
        d[a] = np.where(kept, reshaped(np.cumsum(d[y][::-1])[::-1], a), 0)
    else:
        d[a] = np.where(kept, np.flip(np.cumsum(np.flip(d[y], axis), axis=axis), axis), 0)
