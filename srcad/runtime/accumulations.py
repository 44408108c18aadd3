"""Helpers for what accumulates along an axis, and for sums over segments."""

import numpy as np

__all__ = ("chained", "latest", "neighbours", "spread_segments")


def chained(v, a, axis, step):
    """Return y with y[k] = v[k] + a[k] * y[k - 1] along axis; backwards, y[k] = v[k] + a[k + 1] * y[k + 1]."""
    v, a = np.moveaxis(v, axis, 0)[::step], np.moveaxis(a, axis, 0)[::step]
    factors = np.ones_like(a)
    factors[1:] = a[1:] if step == 1 else a[:-1]
    with np.errstate(over="ignore"):
        products = np.cumprod(factors, axis=0)
    small = np.finfo(products.dtype).tiny ** 0.5
    if np.all((np.abs(products) > small) & (np.abs(products) < 1 / small)):
        y = products * np.cumsum(v / products, axis=0)
    else:
        y = np.array(v)
        for k in range(1, len(y)):
            y[k] += factors[k] * y[k - 1]
    return np.moveaxis(y[::step], 0, axis)


def latest(mask, axis):
    """Return, for each place along axis, the last place up to there at which the mask holds."""
    rows = np.moveaxis(mask, axis, 0)
    places = np.arange(len(rows)).reshape(-1, *(1,) * (rows.ndim - 1))
    return np.moveaxis(np.maximum.accumulate(np.where(rows, places, 0)), 0, axis)


def neighbours(v, axis, step, fill=0.0):
    """Return v moved on by one along axis (back, where step is -1), with `fill` at the end that is left free."""
    v = np.moveaxis(v, axis, 0)[::step]
    moved = np.full_like(v, fill)
    moved[1:] = v[:-1]
    return np.moveaxis(moved[::step], 0, axis)


def spread_segments(d, indices, like, axis=0):
    """Return the adjoint of `like` in np.add.reduceat(like, indices, axis): d[i] added to each element of its segment."""
    total = np.zeros_like(np.moveaxis(like, axis, 0))
    ends = np.append(indices[1:], len(total))
    lengths = np.maximum(ends - indices, 1)
    places = np.arange(np.sum(lengths)) + np.repeat(indices - np.cumsum(lengths) + lengths, lengths)
    np.add.at(total, places, np.repeat(np.moveaxis(d, axis, 0), lengths, axis=0))
    return np.moveaxis(total, 0, axis)
