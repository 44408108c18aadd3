"""Adjoints of unknown shape: zeros, sums over what was broadcast, factors of products."""

import numpy as np

__all__ = [
    "add_at",
    "add_lists",
    "broadcast_like",
    "copy_list",
    "of_repetitions",
    "last_written",
    "left_factor",
    "products_of_others",
    "right_factor",
    "tangents_of_products_of_others",
    "unbroadcast",
    "zeros_like",
]


def unbroadcast(d, like):
    """Return d summed over the axes along which `like` was broadcast to d's shape."""
    shape = np.shape(like)
    d = np.sum(d, axis=tuple(range(np.ndim(d) - len(shape))))
    axes = tuple(k for k, length in enumerate(shape) if length == 1 and d.shape[k] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def broadcast_like(d, like):
    """Return d broadcast to the shape of `like`: a new array, or a number."""
    shape = np.shape(like)
    # A number of Python's is of the precision of what it stands for.
    return np.broadcast_to(np.asarray(d, np.result_type(d, like)), shape).copy() if shape else d


def last_written(like, index):
    """Return which entries of an index are the last to name their element: what `like[index] = ...` leaves there."""
    writer = np.zeros(np.shape(like), dtype=int)
    numbers = np.arange(np.size(writer[index])).reshape(np.shape(writer[index]))
    writer[index] = numbers
    return writer[index] == numbers


def zeros_like(like):
    """Return the zero adjoint of a number, an array, or a list, tuple or dict of those."""
    if isinstance(like, dict):
        return {key: zeros_like(item) for key, item in like.items()}
    if isinstance(like, (list, tuple)):
        return type(like)([zeros_like(item) for item in like])
    return np.zeros_like(like) if isinstance(like, np.ndarray) else 0.0


def add_at(total, place, part):
    """Add to elements of an array, each as often as it is named, or to an item of a list or dict."""
    if isinstance(total, np.ndarray):
        np.add.at(total, place, part)
    else:
        total[place] = total[place] + part


def add_lists(a, b):
    """Return the item-by-item sum of two nested lists or tuples of adjoints."""
    if isinstance(a, (list, tuple)):
        return type(a)([add_lists(x, y) for x, y in zip(a, b, strict=True)])
    return a + b


def of_repetitions(d, items):
    """Return the adjoint of a list's items, given that of the list times a number: the sum of what came to each repetition."""
    total = zeros_like(items)
    for start in range(0, len(d), max(len(items), 1)):
        total = add_lists(total, d[start : start + len(items)])
    return total


def copy_list(d):
    """Return a copy of nested lists or tuples of adjoints that shares the arrays, which are never updated in place."""
    return type(d)([copy_list(item) for item in d]) if isinstance(d, (list, tuple)) else d


def left_factor(dy, a, b):
    """Return the adjoint of a in a @ b, for operands of any rank."""
    if not hasattr(b, "__array__"):
        # A sparse matrix, of which NumPy's functions know nothing
        return dy @ b.T
    column, row = np.ndim(b) == 1, np.ndim(a) == 1
    dy = np.expand_dims(dy, -1) if column else dy
    dy = np.expand_dims(dy, -1 if column and row else -2) if row else dy
    b = b[:, None] if column else b
    da = np.matmul(dy, np.swapaxes(b, -1, -2))
    da = da[..., 0, :] if row else da
    da = np.sum(da, axis=tuple(range(da.ndim - np.ndim(a))))
    axes = tuple(k for k, length in enumerate(np.shape(a)) if length == 1 and da.shape[k] != 1)
    return np.sum(da, axis=axes, keepdims=True) if axes else da


def right_factor(dy, a, b):
    """Return the adjoint of b in a @ b, for operands of any rank."""
    if not hasattr(a, "__array__"):
        return a.T @ dy
    column, row = np.ndim(b) == 1, np.ndim(a) == 1
    dy = np.expand_dims(dy, -1) if column else dy
    dy = np.expand_dims(dy, -1 if column and row else -2) if row else dy
    a = a[None, :] if row else a
    db = np.matmul(np.swapaxes(a, -1, -2), dy)
    db = db[..., 0] if column else db
    db = np.sum(db, axis=tuple(range(db.ndim - np.ndim(b))))
    axes = tuple(k for k, length in enumerate(np.shape(b)) if length == 1 and db.shape[k] != 1)
    return np.sum(db, axis=axes, keepdims=True) if axes else db


def products_of_others(a, axis=None):
    """Return for each element the product of the others along axis (an int, a tuple or None), right where some are 0."""
    axes = tuple(range(np.ndim(a))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    last = tuple(range(-len(axes), 0))
    rows = np.moveaxis(a, axes, last)
    shape = rows.shape
    rows = rows.reshape(shape[: len(shape) - len(axes)] + (int(np.prod(shape[len(shape) - len(axes) :])),))
    before, after = np.ones_like(rows), np.ones_like(rows)
    before[..., 1:] = np.cumprod(rows[..., :-1], axis=-1)
    after[..., :-1] = np.cumprod(rows[..., :0:-1], axis=-1)[..., ::-1]
    return np.moveaxis((before * after).reshape(shape), last, axes)


def tangents_of_products_of_others(a, v, axis=None):
    """Return the tangents in the direction v of the products of the others along axis; the map is symmetric in v."""
    axes = tuple(range(np.ndim(a))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    last = tuple(range(-len(axes), 0))
    rows, moves = np.moveaxis(a, axes, last), np.moveaxis(np.broadcast_to(v, np.shape(a)), axes, last)
    shape = rows.shape
    flat = shape[: len(shape) - len(axes)] + (int(np.prod(shape[len(shape) - len(axes) :])),)
    rows, moves = rows.reshape(flat), moves.reshape(flat)
    sides = []
    for step in (1, -1):
        product, change = np.ones_like(rows), np.zeros_like(rows)
        for k in range(1, rows.shape[-1]):
            at, before = (k, k - 1) if step == 1 else (-k - 1, -k)
            product[..., at] = product[..., before] * rows[..., before]
            change[..., at] = change[..., before] * rows[..., before] + product[..., before] * moves[..., before]
        sides.append((product, change))
    (left, dleft), (right, dright) = sides
    return np.moveaxis((dleft * right + left * dright).reshape(shape), last, axes)
