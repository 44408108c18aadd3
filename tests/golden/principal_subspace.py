import numpy as np


def f(W, X):
    Xc = X - X.mean(axis=0)
    Z = Xc @ W
    R = Xc - Z @ W.T
    return np.sum(R * R) / len(X)


TYPES = {"W": "float[:, :]", "X": "float[:, :]"}
ARGNAMES = ("W", "X")
_r = np.random.default_rng(0)
CASES = [(_r.normal(size=(4, 2)), _r.normal(size=(6, 4)))]
