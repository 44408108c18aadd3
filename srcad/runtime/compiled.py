"""Helpers that Numba compiles, in place of those that look at types and at shapes of any rank."""

import numpy as np

__all__ = (
    "added_items",
    "chained_numbers",
    "edged_differences",
    "moved_numbers",
    "padded_vector",
    "products_without",
    "quantile_gradient",
    "summed_to",
    "zero_arrays",
    "zero_numbers",
)


def summed_to(d, like):
    """Return d summed over the axes along which `like`, an array of d's rank, was broadcast to d's shape."""
    if d.shape == like.shape:
        return d
    total = np.zeros(like.size, d.dtype)
    for n, value in enumerate(d.flat):
        place, length = 0, 1
        for k in range(d.ndim - 1, -1, -1):
            n, at = divmod(n, d.shape[k])
            place += length * min(at, like.shape[k] - 1)
            length *= like.shape[k]
        total[place] += value
    return total.reshape(like.shape)


def products_without(a):
    """Return for each element the product of all others."""
    flat = a.ravel()
    products = np.ones_like(flat)
    before = after = products[:1].sum()
    for k in range(flat.size):
        products[k] *= before
        before *= flat[k]
    for k in range(flat.size - 1, -1, -1):
        products[k] *= after
        after *= flat[k]
    return products.reshape(a.shape)


def chained_numbers(v, a, step):
    """Return y with y[k] = v[k] + a[k] * y[k - 1]; backwards, y[k] = v[k] + a[k + 1] * y[k + 1]."""
    y = v.copy()
    if step == 1:
        for k in range(1, len(y)):
            y[k] += a[k] * y[k - 1]
    else:
        for k in range(len(y) - 2, -1, -1):
            y[k] += a[k + 1] * y[k + 1]
    return y


def moved_numbers(v, step, fill=0.0):
    """Return v moved on by one (back, where step is -1), with `fill` at the end that is left free."""
    moved = np.full_like(v, fill)
    if step == 1:
        moved[1:] = v[:-1]
    else:
        moved[:-1] = v[1:]
    return moved


def quantile_gradient(a, q):
    """Return the derivative of np.quantile(a, q), for a number q, in each element of a."""
    flat = a.ravel()
    order = np.argsort(flat)
    last = flat.size - np.isnan(flat).sum() - 1
    low = int(q * last)
    slopes = np.zeros_like(flat)
    slopes[order[low]] += 1 - (q * last - low)
    slopes[order[min(low + 1, last)]] += q * last - low
    return slopes.reshape(a.shape)


def edged_differences(d):
    """Return the differences along the last axis of d between zeros."""
    y = np.zeros(d.shape[:-1] + (d.shape[-1] + 1,), d.dtype)
    y[..., :-1] += d
    y[..., 1:] -= d
    return y


def padded_vector(d, width):
    """Return d with zeros before and behind."""
    y = np.zeros(len(d) + 2 * width, d.dtype)
    y[width : width + len(d)] = d
    return y


def zero_numbers(like):
    """Return a list of as many zeros."""
    return [0.0 for _ in like]


def zero_arrays(like):
    """Return a list of arrays of zeros of the same shapes."""
    return [np.zeros_like(item) for item in like]


def added_items(a, b):
    """Return the item-by-item sum of two lists."""
    return [x + y for x, y in zip(a, b)]
