"""The functions that emitted code calls where a fact was missing when it was written.

Each is self-contained: a saved module has the source of those it needs written above the derivative.
"""

import numpy as np


def unbroadcast(d, like):
    """Return d summed over the axes along which `like` was broadcast to d's shape."""
    shape = np.shape(like)
    d = np.sum(d, axis=tuple(range(np.ndim(d) - len(shape))))
    axes = tuple(k for k, length in enumerate(shape) if length == 1 and d.shape[k] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def broadcast_like(d, like):
    """Return d broadcast to the shape of `like`; a new array unless d has that shape."""
    shape = np.shape(like)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape).copy()


def zeros_like(like):
    """Return the zero adjoint of a number, an array, or a list or tuple of those."""
    if isinstance(like, (list, tuple)):
        return type(like)([zeros_like(item) for item in like])
    return np.zeros_like(like) if isinstance(like, np.ndarray) else 0.0


def add_lists(a, b):
    """Return the item-by-item sum of two nested lists or tuples of adjoints."""
    if isinstance(a, (list, tuple)):
        return type(a)([add_lists(x, y) for x, y in zip(a, b, strict=True)])
    return a + b


def copy_list(d):
    """Return a copy of nested lists or tuples of adjoints that shares the arrays, which are never updated in place."""
    return type(d)([copy_list(item) for item in d]) if isinstance(d, (list, tuple)) else d
