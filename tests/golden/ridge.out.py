"""The derivative of f (ridge.py) in penalty, X, y.

For penalty: float, X: float[:, :], y: float[:], X_test: float[:, :], y_test: float[:].
"""

import numpy as np


def f_grad(penalty, X, y, X_test, y_test):
    # Forward pass
    beta_sum = X.T @ X + penalty * np.eye(X.shape[1])
    beta = np.linalg.solve(beta_sum, X.T @ y)
    residual = X_test @ beta - y_test

    # Backward pass
    # return residual @ residual / len(y_test)
    dresidual = 2 * residual / len(y_test)
    # residual = X_test @ beta - y_test
    dbeta = X_test.T @ dresidual
    # beta = np.linalg.solve(X.T @ X + penalty * np.eye(X.shape[1]), X.T @ y)
    dz = np.linalg.solve(beta_sum.T, dbeta)
    dz_1 = np.outer(dz, beta)
    dz_2 = -dz_1
    dy = X @ dz
    dpenalty = -np.trace(dz_1)
    dX = np.outer(y, dz) + X @ dz_2 + (dz_2 @ X.T).T
    return dpenalty, dX, dy
