"""Statistics: the penalised loss of logistic regression over a data matrix."""

import numpy as np


def f(w, b, X, labels, penalty):
    margin = labels * (X @ w + b)
    return np.mean(np.log1p(np.exp(-margin))) + penalty * np.sum(w**2)


TYPES = {
    "w": "float[:]",
    "b": "float",
    "X": "float[:, :]",
    "labels": "float[:]",
    "penalty": "float",
}
ARGNAMES = ("w", "b")
_r = np.random.default_rng(1)
CASES = [(_r.normal(size=3), 0.2, _r.normal(size=(6, 3)), np.sign(_r.normal(size=6)), 0.1)]
