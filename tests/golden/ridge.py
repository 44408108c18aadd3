"""Statistics: the test loss of ridge regression through its normal equations."""

import numpy as np


def f(penalty, X, y, X_test, y_test):
    beta = np.linalg.solve(X.T @ X + penalty * np.eye(X.shape[1]), X.T @ y)
    residual = X_test @ beta - y_test
    return residual @ residual / len(y_test)


TYPES = {
    "penalty": "float",
    "X": "float[:, :]",
    "y": "float[:]",
    "X_test": "float[:, :]",
    "y_test": "float[:]",
}
ARGNAMES = ("penalty", "X", "y")
_r = np.random.default_rng(2)
CASES = [
    (0.3, _r.normal(size=(6, 3)), _r.normal(size=6), _r.normal(size=(4, 3)), _r.normal(size=4))
]
