import numpy as np


def f(x, alpha):
    s = np.empty_like(x)
    s[0] = x[0]
    for i in range(1, len(x)):
        s[i] = alpha * x[i] + (1 - alpha) * s[i - 1]
    return np.mean((s - x) ** 2)


TYPES = {"x": "float[:]", "alpha": "float"}
ARGNAMES = ("x", "alpha")
_r = np.random.default_rng(0)
CASES = [(_r.normal(size=6), 0.3)]
