"""continue; an inner tape that lives for one outer iteration."""

import numpy as np


def f(x, w):
    total = 0.0
    for i in range(x.shape[0]):
        s = 1.0
        for j in range(x.shape[1]):
            if x[i, j] < 0:
                continue
            s = s * x[i, j] + w
        total += s * s
    return total


TYPES = {"x": "float[:, :]", "w": "float"}
ARGNAMES = ("x", "w")
CASES = [(np.array([[0.5, -1.0, 0.8], [1.5, 0.3, -0.2]]), 0.4)]
BY_HAND = {"statements": 20, "nesting": 4}
