"""Linear algebra: the leading eigenvalue after steps of the power method."""

import numpy as np


def f(A, v, steps=6):
    for step in range(steps):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v


TYPES = {"A": "float[:, :]", "v": "float[:]", "steps": "int"}
ARGNAMES = ("A",)
CASES = [
    (
        np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.3], [0.1, 0.3, 0.7]]),
        np.array([1.0, 0.4, -0.2]),
    )
]
