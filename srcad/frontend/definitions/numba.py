"""How Numba applies a function of one's own to each element of arrays."""

import numpy as np


def vectorize(function, *args):
    if len(args) == 1:
        return _of_one(function, args[0])
    if len(args) == 2:
        return _of_two(function, args[0], args[1])
    if len(args) == 3:
        return _of_three(function, args[0], args[1], args[2])
    return _of_four(function, args[0], args[1], args[2], args[3])


def _of_one(function, a):
    if np.ndim(a) == 0:
        return function(a)
    out = np.empty(np.shape(a))
    if np.ndim(a) == 1:
        for i in range(len(a)):
            out[i] = function(a[i])
    elif np.ndim(a) == 2:
        n, m = np.shape(a)
        for i in range(n):
            for j in range(m):
                out[i, j] = function(a[i, j])
    else:
        n, m, l = np.shape(a)
        for i in range(n):
            for j in range(m):
                for k in range(l):
                    out[i, j, k] = function(a[i, j, k])
    return out


def _of_two(function, a, b):
    if np.ndim(a) == 0:
        return _of_one(lambda v: function(a, v), b)
    if np.ndim(b) == 0:
        return _of_one(lambda u: function(u, b), a)
    a, b = np.broadcast_arrays(a, b)
    out = np.empty(np.shape(a))
    if np.ndim(a) == 1:
        for i in range(len(a)):
            out[i] = function(a[i], b[i])
    else:
        n, m = np.shape(a)
        for i in range(n):
            for j in range(m):
                out[i, j] = function(a[i, j], b[i, j])
    return out


def _of_three(function, a, b, c):
    if np.ndim(a) == 0:
        return _of_two(lambda v, w: function(a, v, w), b, c)
    if np.ndim(b) == 0:
        return _of_two(lambda u, w: function(u, b, w), a, c)
    if np.ndim(c) == 0:
        return _of_two(lambda u, v: function(u, v, c), a, b)
    a, b, c = np.broadcast_arrays(a, b, c)
    out = np.empty(np.shape(a))
    if np.ndim(a) == 1:
        for i in range(len(a)):
            out[i] = function(a[i], b[i], c[i])
    else:
        n, m = np.shape(a)
        for i in range(n):
            for j in range(m):
                out[i, j] = function(a[i, j], b[i, j], c[i, j])
    return out


def _of_four(function, a, b, c, d):
    if np.ndim(a) == 0:
        return _of_three(lambda v, w, z: function(a, v, w, z), b, c, d)
    if np.ndim(b) == 0:
        return _of_three(lambda u, w, z: function(u, b, w, z), a, c, d)
    if np.ndim(c) == 0:
        return _of_three(lambda u, v, z: function(u, v, c, z), a, b, d)
    if np.ndim(d) == 0:
        return _of_three(lambda u, v, w: function(u, v, w, d), a, b, c)
    a, b, c, d = np.broadcast_arrays(a, b, c, d)
    out = np.empty(np.shape(a))
    for i in range(len(a)):
        out[i] = function(a[i], b[i], c[i], d[i])
    return out
