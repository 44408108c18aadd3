"""The derivative of f (cross_entropy.py) in W, b.

For W: float[:, :], b: float[:], X: float[:, :], Y: float[:, :].
"""

import numpy as np


def f_grad(W, b, X, Y):
    # Forward pass
    Z = X @ W + b
    max_Z = Z.max(axis=1, keepdims=True)
    Z_1 = Z - max_Z
    P = np.exp(Z_1)
    sum_P = P.sum(axis=1, keepdims=True)
    P /= sum_P

    # Backward pass
    # return -np.mean(np.sum(Y * np.log(P), axis=1))
    dP = -Y / len(Y) / P
    # P /= P.sum(axis=1, keepdims=True)
    dP = (dP - np.sum(dP * P, axis=1, keepdims=True)) / sum_P
    P = np.exp(Z_1)
    # P = np.exp(Z)
    dZ = dP * P
    # Z = Z - Z.max(axis=1, keepdims=True)
    is_max = Z == max_Z
    dZ += np.where(is_max, -dZ.sum(axis=1, keepdims=True) / is_max.sum(axis=1, keepdims=True), 0.0)
    # Z = X @ W + b
    db = dZ.sum(axis=0)
    dW = X.T @ dZ
    return dW, db
