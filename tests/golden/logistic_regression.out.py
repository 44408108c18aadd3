"""The derivative of f (logistic_regression.py) in w, b.

For w: float[:], b: float, X: float[:, :], labels: float[:], penalty: float.
"""

import numpy as np


def f_grad(w, b, X, labels, penalty):
    # Forward pass
    margin = labels * (X @ w + b)
    exp_margin = np.exp(-margin)

    # Backward pass
    # return np.mean(np.log1p(np.exp(-margin))) + penalty * np.sum(w**2)
    dw = 2 * penalty * w
    dmargin = -exp_margin / exp_margin.size / (1 + exp_margin)
    # margin = labels * (X @ w + b)
    dz = dmargin * labels
    db = dz.sum()
    dw += X.T @ dz
    return dw, db
