import numpy as np


def f(Q, K, V, t):
    d = Q.shape[1]
    S = Q @ K.T / np.sqrt(d)
    A = np.exp(S)
    A = A / np.sum(A, axis=1, keepdims=True)
    out = A @ V
    return np.mean((out - t) ** 2)


TYPES = {"Q": "float[:, :]", "K": "float[:, :]", "V": "float[:, :]", "t": "float[:, :]"}
ARGNAMES = ("Q", "K", "V", "t")
_r = np.random.default_rng(0)
CASES = [(_r.normal(size=(4, 3)), _r.normal(size=(5, 3)), _r.normal(size=(5, 2)), _r.normal(size=(4, 2)))]
