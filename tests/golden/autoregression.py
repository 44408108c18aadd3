import numpy as np


def f(x, phi):
    p = len(phi)
    total = 0.0
    for t in range(p, len(x)):
        pred = 0.0
        for k in range(p):
            pred += phi[k] * x[t - k - 1]
        total += (x[t] - pred) ** 2
    return total / (len(x) - p)


TYPES = {"x": "float[:]", "phi": "float[:]"}
ARGNAMES = ("x", "phi")
_r = np.random.default_rng(0)
CASES = [(_r.normal(size=8), _r.normal(size=2))]
