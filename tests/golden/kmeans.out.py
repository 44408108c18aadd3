"""The derivative of f (kmeans.py) in C, X.

For C: float[:, :], X: float[:, :].
"""

import numpy as np


def f_grad(C, X):
    # Forward pass
    distances_diff = X[:, None, :] - C[None, :, :]
    distances = np.sum(distances_diff**2, axis=2)
    min_distances = np.min(distances, axis=1)

    # Backward pass
    # return np.mean(np.min(distances, axis=1))
    is_sum = distances == min_distances[:, None]
    ddistances = np.where(is_sum, (1.0 / min_distances.size / is_sum.sum(axis=1))[:, None], 0.0)
    # distances = np.sum((X[:, None, :] - C[None, :, :]) ** 2, axis=2)
    dz = 2 * ddistances[:, :, None] * distances_diff
    dX = dz.sum(axis=1)
    dC = -dz.sum(axis=0)
    return dC, dX
