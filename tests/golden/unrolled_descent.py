"""Gradient of the result of gradient descent with respect to its step size."""

import numpy as np


def f(rho, X, y, lam, steps=20):
    beta = np.zeros(X.shape[1])
    for t in range(steps):
        beta = beta - rho * (X.T @ (X @ beta - y) + lam * beta)
    r = X @ beta - y
    return 0.5 * r @ r + 0.5 * lam * beta @ beta


TYPES = {"rho": "float", "X": "float[:, :]", "y": "float[:]", "lam": "float", "steps": "int"}
ARGNAMES = ("rho",)
_r = np.random.default_rng(0)
CASES = [(0.01, _r.normal(size=(10, 4)), _r.normal(size=10), 0.5)]
BY_HAND = {"statements": 17, "nesting": 2}
