"""The derivative of f (autoregression.py) in x, phi.

For x: float[:], phi: float[:].
"""

import numpy as np


def f_grad(x, phi):
    # Forward pass
    p = len(phi)

    # Backward pass
    # return total / (len(x) - p)
    dtotal = 1.0 / (len(x) - p)
    dphi = np.zeros_like(phi)
    dx = np.zeros_like(x)
    for t in range(p, len(x)):
        pred = 0.0
        for k in range(p):
            pred += phi[k] * x[t - k - 1]
        total_diff = x[t] - pred
        # total += (x[t] - pred) ** 2
        dpred = -2 * dtotal * total_diff
        dx[t] += 2 * dtotal * total_diff
        for k in range(p):
            # pred += phi[k] * x[t - k - 1]
            dx[t - k - 1] += dpred * phi[k]
            dphi[k] += dpred * x[t - k - 1]
    return dx, dphi
