"""A list of (weight, bias) pairs in, a gradient of the same structure out."""

import numpy as np


def f(params, x):
    for w, b in params:
        x = np.tanh(x @ w + b)
    return np.sum(x)


TYPES = {"params": "list[tuple[float[:, :], float[:]]]", "x": "float[:, :]"}
ARGNAMES = ("params",)
_r = np.random.default_rng(0)
_layers = [
    (_r.normal(size=(3, 4)), _r.normal(size=4)),
    (_r.normal(size=(4, 2)), _r.normal(size=2)),
]
CASES = [(_layers, _r.normal(size=(5, 3)))]
BY_HAND = {"statements": 15, "nesting": 2}
