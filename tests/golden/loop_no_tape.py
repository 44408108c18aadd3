"""Independent iterations with recomputable values: no tape, one loop."""

import numpy as np


def f(x, w):
    total = 0.0
    for i in range(len(x)):
        t = np.sin(x[i]) * w
        total += t * t
    return total


TYPES = {"x": "float[:]", "w": "float"}
ARGNAMES = ("x", "w")
CASES = [(np.array([0.3, -0.7, 1.1]), 1.4)]
BY_HAND = {"statements": 10, "nesting": 2}
