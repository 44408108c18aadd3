import numpy as np


def f(C, X):
    distances = np.sum((X[:, None, :] - C[None, :, :]) ** 2, axis=2)
    return np.mean(np.min(distances, axis=1))


TYPES = {"C": "float[:, :]", "X": "float[:, :]"}
ARGNAMES = ("C", "X")
_r = np.random.default_rng(0)
CASES = [(_r.normal(size=(3, 2)), _r.normal(size=(6, 2)))]
