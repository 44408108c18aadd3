"""Linear algebra: a tridiagonal system solved by forward and back substitution."""

import numpy as np


def f(lower, diagonal, upper, rhs):
    n = len(diagonal)
    c = np.zeros(n)
    x = np.zeros(n)
    c[0] = upper[0] / diagonal[0]
    x[0] = rhs[0] / diagonal[0]
    for i in range(1, n):
        pivot = diagonal[i] - lower[i] * c[i - 1]
        c[i] = upper[i] / pivot
        x[i] = (rhs[i] - lower[i] * x[i - 1]) / pivot
    for i in range(n - 2, -1, -1):
        x[i] -= c[i] * x[i + 1]
    return np.sum(x**2)


TYPES = {"lower": "float[:]", "diagonal": "float[:]", "upper": "float[:]", "rhs": "float[:]"}
ARGNAMES = ("diagonal", "rhs")
CASES = [
    (
        np.array([0.0, 0.5, -0.3, 0.2]),
        np.array([2.0, 2.5, 3.0, 2.2]),
        np.array([0.4, -0.6, 0.1, 0.0]),
        np.array([1.0, -0.7, 0.4, 2.0]),
    )
]
