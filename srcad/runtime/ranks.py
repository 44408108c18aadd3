"""Adjoints of functions that choose elements by their rank, by conditions or by number."""

import numpy as np

from srcad.runtime.adjoints import unbroadcast

__all__ = ["quantile_adjoint", "quantile_rate", "quantile_tangent", "unchosen", "unselected"]


def unselected(d, conditions, choices):
    """Return the parts of d where np.select took from each of its choices."""
    left, parts = np.ones(np.shape(d), dtype=bool), []
    for condition, choice in zip(conditions, choices):
        parts.append(unbroadcast(np.where(left & condition, d, 0.0), choice))
        left = left & np.logical_not(condition)
    return parts


def unchosen(d, numbers, choices):
    """Return the parts of d where np.choose took from each of its choices."""
    masks = [np.asarray(numbers) == k for k in range(len(choices))]
    return [unbroadcast(np.where(mask, d, 0.0), choice) for mask, choice in zip(masks, choices)]


def in_rows(a, axis):
    """Return a with the axes (an int, several or None for all) as one, the last; and their numbers."""
    axes = tuple(range(np.ndim(a))) if axis is None else tuple(k % np.ndim(a) for k in np.atleast_1d(axis))
    moved = np.moveaxis(a, axes, range(-len(axes), 0))
    return moved.reshape((*moved.shape[: np.ndim(a) - len(axes)], -1)), axes


def quantile_places(rows, q, method):
    """Return the two elements of each row between which each quantile lies, and how far it is towards the second.

    Of n numbers in order it lies where the same quantile of 0 ... n - 1 does. NaNs are left out.
    """
    order, counts = np.argsort(rows, axis=-1), np.sum(~np.isnan(rows), axis=-1)
    at = np.zeros((*counts.shape, np.size(q)))
    for n in np.unique(counts[counts > 0]):
        at[counts == n] = np.quantile(np.arange(float(n)), np.ravel(q), method=method)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, np.maximum(counts - 1, 0)[..., None])
    return np.take_along_axis(order, low, -1), np.take_along_axis(order, high, -1), (at - low).astype(rows.dtype)


def quantile_tangent(da, a, q, axis=None, keepdims=False, method="linear"):
    """Return the tangent of np.quantile(a, q, axis)."""
    rows, axes = in_rows(a, axis)
    first, second, part = quantile_places(rows, q, method)
    moves = in_rows(da, axis)[0]
    dy = np.take_along_axis(moves, first, -1) * (1 - part) + np.take_along_axis(moves, second, -1) * part
    shape = [1 if k in axes else n for k, n in enumerate(np.shape(a)) if keepdims or k not in axes]
    return np.moveaxis(dy, -1, 0).reshape((*np.shape(q), *shape))[()]


def quantile_rate(a, q, axis=None, keepdims=False, method="linear"):
    """Return the derivative of np.quantile(a, q, axis) in q, which is 0 where the method jumps from element to element."""
    ends = {"linear": (1, 1), "weibull": (0, 0), "hazen": (0.5, 0.5), "interpolated_inverted_cdf": (0, 1)}
    ends |= {"median_unbiased": (1 / 3, 1 / 3), "normal_unbiased": (3 / 8, 3 / 8)}
    rows, axes = in_rows(a, axis)
    first, second, _ = quantile_places(rows, q, method)
    rate = np.zeros(first.shape, rows.dtype)
    if method in ends:
        low, high = ends[method]
        counts = np.sum(~np.isnan(rows), axis=-1, keepdims=True)
        per_unit = counts + 1 - low - high
        at = low + np.ravel(q) * per_unit - 1
        steps = np.take_along_axis(rows, second, -1) - np.take_along_axis(rows, first, -1)
        rate = np.where((at >= 0) & (at <= counts - 1), per_unit * steps, 0).astype(rows.dtype)
    shape = [1 if k in axes else n for k, n in enumerate(np.shape(a)) if keepdims or k not in axes]
    return np.moveaxis(rate, -1, 0).reshape((*np.shape(q), *shape))[()]


def quantile_adjoint(dy, a, q, axis=None, keepdims=False, method="linear"):
    """Return the adjoint of a in np.quantile(a, q, axis)."""
    rows, axes = in_rows(a, axis)
    first, second, part = quantile_places(rows, q, method)
    dy = np.moveaxis(np.reshape(dy, (np.size(q), *rows.shape[:-1])), 0, -1)
    d_rows = np.zeros_like(rows)
    for k in range(np.size(q)):
        for place, share in ((first, 1 - part), (second, part)):
            at = place[..., k : k + 1]
            more = (dy * share)[..., k : k + 1]
            np.put_along_axis(d_rows, at, np.take_along_axis(d_rows, at, -1) + more, -1)
    moved = [np.shape(a)[k] for k in range(np.ndim(a)) if k not in axes] + [np.shape(a)[k] for k in axes]
    return np.moveaxis(d_rows.reshape(moved), range(-len(axes), 0), axes)
