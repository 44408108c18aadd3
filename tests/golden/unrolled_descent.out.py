"""The derivative of f (unrolled_descent.py) in rho.

For rho: float, X: float[:, :], y: float[:], lam: float, steps: int.
"""

import numpy as np


def f_grad(rho, X, y, lam, steps=20):
    # Forward pass
    beta = np.zeros(X.shape[1])
    beta_sum_tape = []
    for t in range(steps):
        beta_sum = X.T @ (X @ beta - y) + lam * beta
        beta_sum_tape.append(beta_sum)
        beta = beta - rho * beta_sum
    r = X @ beta - y

    # Backward pass
    # return 0.5 * r @ r + 0.5 * lam * beta @ beta
    dbeta = lam * beta
    # r = X @ beta - y
    dbeta += X.T @ r
    drho = 0.0
    for t in reversed(range(steps)):
        # beta = beta - rho * (X.T @ (X @ beta - y) + lam * beta)
        dz = -dbeta * rho
        drho -= dbeta @ beta_sum_tape.pop()
        dbeta += dz * lam + X.T @ (X @ dz)
    return drho
