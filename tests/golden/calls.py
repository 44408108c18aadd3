"""Calls of user functions: a forward and backward pair per callee."""

import numpy as np


def layer(x, w, b):
    return np.tanh(x @ w + b)


def f(x, w, b):
    h = layer(x, w, b)
    return np.sum(layer(h, w, b) ** 2)


TYPES = {"x": "float[:, :]", "w": "float[:, :]", "b": "float[:]"}
ARGNAMES = ("x", "w", "b")
_r = np.random.default_rng(0)
CASES = [(_r.normal(size=(5, 3)), _r.normal(size=(3, 3)), _r.normal(size=3))]
BY_HAND = {"statements": 18, "nesting": 1}
