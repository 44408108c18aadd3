"""The Numba dialect: a preallocated tape indexed by the counter, no reversed()."""

import numpy as np


def f(x, r, n=50):
    v = x
    total = 0.0
    for i in range(n):
        v = r[i] * v * (1 - v)
        total += v * v
    return total


TYPES = {"x": "float", "r": "float[:]", "n": "int"}
ARGNAMES = ("x", "r")
DIALECT = "numba"
CASES = [(0.3, np.linspace(2.5, 3.5, 50), 12)]
BY_HAND = {"statements": 14, "nesting": 2}
