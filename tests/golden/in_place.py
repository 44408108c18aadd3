"""An array filled element by element: the adjoint array mirrors it."""

import numpy as np


def f(x, r):
    a = np.zeros(len(x))
    a[0] = x[0]
    for i in range(1, len(x)):
        a[i] = r * a[i - 1] + x[i] ** 2
    return np.sum(a * a)


TYPES = {"x": "float[:]", "r": "float"}
ARGNAMES = ("x", "r")
CASES = [(np.array([0.5, -1.2, 0.3, 2.0]), 0.8)]
BY_HAND = {"statements": 15, "nesting": 2}
