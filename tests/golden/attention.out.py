"""The derivative of f (attention.py) in Q, K, V, t.

For Q: float[:, :], K: float[:, :], V: float[:, :], t: float[:, :].
"""

import numpy as np


def f_grad(Q, K, V, t):
    # Forward pass
    d = Q.shape[1]
    sqrt_d = np.sqrt(d)
    S = Q @ K.T / sqrt_d
    A = np.exp(S)
    sum_A = np.sum(A, axis=1, keepdims=True)
    A_1 = A / sum_A
    out = A_1 @ V
    diff = out - t

    # Backward pass
    # return np.mean((out - t) ** 2)
    dout = 2 * diff / diff.size
    dt = -dout
    # out = A @ V
    dA = dout @ V.T
    dV = A_1.T @ dout
    # A = A / np.sum(A, axis=1, keepdims=True)
    dA = (dA - np.sum(dA * A_1, axis=1, keepdims=True)) / sum_A
    # A = np.exp(S)
    dS = dA * A
    # S = Q @ K.T / np.sqrt(d)
    dz = dS / sqrt_d
    dQ = dz @ K
    dK = dz.T @ Q
    return dQ, dK, dV, dt
