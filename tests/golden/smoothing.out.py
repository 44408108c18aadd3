"""The derivative of f (smoothing.py) in x, alpha.

For x: float[:], alpha: float.
"""

import numpy as np


def f_grad(x, alpha):
    # Forward pass
    s = np.empty_like(x)
    s[0] = x[0]
    for i in range(1, len(x)):
        s[i] = alpha * x[i] + (1 - alpha) * s[i - 1]
    diff_sx = s - x

    # Backward pass
    # return np.mean((s - x) ** 2)
    ds = 2 * diff_sx / len(x)
    dx = -2 * diff_sx / len(x)
    dalpha = 0.0
    for i in reversed(range(1, len(x))):
        # s[i] = alpha * x[i] + (1 - alpha) * s[i - 1]
        dsi = ds[i]
        ds[i - 1] += dsi * (1 - alpha)
        dalpha += dsi * (x[i] - s[i - 1])
        dx[i] += dsi * alpha
    # s[0] = x[0]
    dx[0] += ds[0]
    return dx, dalpha
