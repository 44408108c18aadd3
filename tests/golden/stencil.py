"""Slices, copy and rebinding in a time loop: a list of references."""

import numpy as np


def f(u, k, steps=20):
    for t in range(steps):
        u_new = u.copy()
        u_new[1:-1] = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        u = u_new
    return np.sum(u**2)


TYPES = {"u": "float[:]", "k": "float", "steps": "int"}
ARGNAMES = ("u", "k")
CASES = [(np.array([0.5, 1.2, -0.3, 0.8, 0.1, 0.9]), 0.05, 4)]
BY_HAND = {"statements": 19, "nesting": 2}
