"""How NumPy applies functions of one's own, piece by piece, along an axis, to indices; and arrays as sets."""

import numpy as np

from srcad import runtime


def piecewise(x, condlist, funclist, *args):
    y = np.zeros_like(x)
    if isinstance(condlist, np.ndarray):
        _fill(y, x, (condlist, ~condlist), funclist, args)
    elif len(funclist) > len(condlist):
        _fill(y, x, (*condlist, ~np.any(condlist, axis=0)), funclist, args)
    else:
        _fill(y, x, (*condlist,), funclist, args)
    return y


def _fill(y, x, conditions, functions, args):
    if len(functions) > 0:
        mask, function = conditions[0], functions[0]
        if callable(function):
            y[mask] = function(x[mask], *args)
        else:
            y[mask] = function
        _fill(y, x, conditions[1:], functions[1:], args)


def fromfunction(function, shape, *, dtype=float, **kwargs):
    indices = np.indices(shape, dtype=dtype)
    if len(shape) == 1:
        return function(indices[0], **kwargs)
    if len(shape) == 2:
        return function(indices[0], indices[1], **kwargs)
    return function(indices[0], indices[1], indices[2], **kwargs)


def vectorize(function, dtype, *args):
    if len(args) == 1 and np.ndim(args[0]) == 1:
        return _array_of([function(item) for item in args[0]], dtype)
    if len(args) == 1:
        return _array_of([function(item) for item in np.ravel(args[0])], dtype).reshape(np.shape(args[0]))
    rows = np.broadcast_arrays(*args)
    shape = np.shape(rows[0])
    if len(args) == 2:
        return _array_of([function(a, b) for a, b in zip(np.ravel(rows[0]), np.ravel(rows[1]))], dtype).reshape(shape)
    first, second, third = np.ravel(rows[0]), np.ravel(rows[1]), np.ravel(rows[2])
    if len(args) == 3:
        return _array_of([function(a, b, c) for a, b, c in zip(first, second, third)], dtype).reshape(shape)
    return _array_of([function(*items) for items in zip(first, second, third, np.ravel(rows[3]))], dtype).reshape(shape)


def _array_of(values, dtype):
    return runtime.of_first_kind(values) if dtype is None else np.array(values, dtype=dtype)


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    rows = np.moveaxis(arr, axis, -1)
    if np.ndim(arr) == 1:
        return func1d(rows, *args, **kwargs)
    if np.ndim(arr) == 2:
        results = np.array([func1d(row, *args, **kwargs) for row in rows])
    else:
        results = np.array([[func1d(row, *args, **kwargs) for row in plane] for plane in rows])
    return np.moveaxis(results, -1, axis) if np.ndim(results) == np.ndim(arr) else results


def apply_over_axes(func, a, axes):
    if np.ndim(axes) == 0:
        return _along(func, a, axes)
    return _along(func, a, axes[0]) if len(axes) == 1 else apply_over_axes(func, _along(func, a, axes[0]), axes[1:])


def _along(func, a, axis):
    result = func(a, axis)
    return result if np.ndim(result) == np.ndim(a) else np.expand_dims(result, axis)


def interp__period(x, xp, fp, left=None, right=None, period=None):
    length = abs(period)
    places = np.asarray(xp) % length
    order = np.argsort(places)
    places, values = places[order], np.asarray(fp)[order]
    around = np.concatenate((places[-1:] - length, places, places[:1] + length))
    return np.interp(np.asarray(x) % length, around, np.concatenate((values[-1:], values, values[:1])))


def histogram__density(a, bins=10, range=None, density=None, weights=None):
    counts, edges = np.histogram(a, bins, range, weights=weights)
    return counts / np.diff(edges) / np.sum(counts), edges


def average__returned(a, axis=None, weights=None, returned=False, *, keepdims=False):
    mean = np.average(a, axis, weights, keepdims=keepdims)
    if weights is None:
        return mean, np.full_like(mean, np.size(a) / np.size(mean))
    if np.ndim(weights) == np.ndim(a):
        return mean, np.sum(weights, axis=axis, keepdims=keepdims)
    return mean, np.full_like(mean, np.sum(weights))


def polydiv(u, v):
    rest, divisor = np.atleast_1d(u) + 0.0, np.atleast_1d(v) + 0.0
    more, count = len(rest) - len(divisor) + 1, len(divisor)
    quotient = np.zeros(max(more, 1))
    scale = 1.0 / divisor[0]
    for k in range(0, more):
        quotient[k] = scale * rest[k]
        rest[k : k + count] -= quotient[k] * divisor
    # The remainder is without the zeros in front of it.
    start = 0
    while start < len(rest) - 1 and np.allclose(rest[start], 0, rtol=1e-14):
        start += 1
    return quotient, rest[start:]


def union1d(ar1, ar2):
    return np.unique(np.concatenate((ar1, ar2), axis=None))


def intersect1d(ar1, ar2, assume_unique=False):
    if assume_unique:
        both = np.sort(np.concatenate((np.ravel(ar1), np.ravel(ar2))))
    else:
        both = np.sort(np.concatenate((np.unique(ar1), np.unique(ar2))))
    return both[:-1][both[1:] == both[:-1]]


def setdiff1d(ar1, ar2, assume_unique=False):
    items = np.ravel(ar1) if assume_unique else np.unique(ar1)
    return items[np.isin(items, ar2, invert=True)]


def setxor1d(ar1, ar2, assume_unique=False):
    both = np.sort(np.concatenate((np.unique(ar1), np.unique(ar2))))
    differs = np.concatenate(([True], both[1:] != both[:-1], [True]))
    return both[differs[1:] & differs[:-1]]


def ufunc_at(array, indices, values, function):
    if np.ndim(values) == 0:
        for k in range(len(indices)):
            array[indices[k]] = function(array[indices[k]], values)
    else:
        rows = np.broadcast_to(values, (len(indices), *np.shape(array)[1:]))
        for k in range(len(indices)):
            array[indices[k]] = function(array[indices[k]], rows[k])


def ufunc_reduce(function, array, axis=0, dtype=None, *, keepdims=False, initial=None):
    rows = _rows(array, axis, dtype)
    total = rows[0] if initial is None else function(initial, rows[0])
    for k in range(1, len(rows)):
        total = function(total, rows[k])
    if axis is None:
        return np.reshape(total, (1,) * np.ndim(array)) if keepdims else total
    return np.expand_dims(total, axis) if keepdims else total


def ufunc_accumulate(function, array, axis=0, dtype=None):
    rows = _rows(array, axis, dtype).copy()
    for k in range(1, len(rows)):
        rows[k] = function(rows[k - 1], rows[k])
    return np.moveaxis(rows, 0, axis)


def ufunc_reduceat(function, array, indices, axis=0, dtype=None):
    rows = _rows(array, axis, dtype)
    totals = np.take(rows, indices, 0)
    for i in range(len(indices)):
        end = indices[i + 1] if i + 1 < len(indices) else len(rows)
        for k in range(indices[i] + 1, end):
            totals[i] = function(totals[i], rows[k])
    return np.moveaxis(totals, 0, axis)


def _rows(array, axis, dtype):
    typed = array if dtype is None else array.astype(dtype)
    return np.ravel(typed) if axis is None else np.moveaxis(typed, axis, 0)


def linalg_vector_norm__keepdims(x, axis=None, keepdims=False, ord=2):
    if axis is None:
        return np.reshape(np.linalg.norm(np.ravel(x), ord), (1,) * np.ndim(x))
    if np.ndim(axis) == 0:
        return np.linalg.norm(x, ord, axis, keepdims)
    return np.expand_dims(_norm_over(x, axis, ord), axis)


def linalg_vector_norm__axis(x, axis=None, keepdims=False, ord=2):
    return np.linalg.norm(x, ord, axis) if np.ndim(axis) == 0 else _norm_over(x, axis, ord)


def _norm_over(x, axes, order):
    rows = np.moveaxis(x, axes, np.arange(-len(axes), 0))
    return np.linalg.norm(np.reshape(rows, (*np.shape(rows)[: -len(axes)], -1)), order, -1)


def ndindex(*shape):
    lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
    if len(lengths) == 1:
        for i in range(lengths[0]):
            yield (i,)
    elif len(lengths) == 2:
        for i in range(lengths[0]):
            for j in range(lengths[1]):
                yield i, j
    else:
        for i in range(lengths[0]):
            for j in range(lengths[1]):
                for k in range(lengths[2]):
                    yield i, j, k


def ndenumerate(arr):
    if np.ndim(arr) == 1:
        for i in range(len(arr)):
            yield (i,), arr[i]
    elif np.ndim(arr) == 2:
        for i in range(np.shape(arr)[0]):
            for j in range(np.shape(arr)[1]):
                yield (i, j), arr[i, j]
    else:
        for i in range(np.shape(arr)[0]):
            for j in range(np.shape(arr)[1]):
                for k in range(np.shape(arr)[2]):
                    yield (i, j, k), arr[i, j, k]
