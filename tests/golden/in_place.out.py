"""The derivative of f (in_place.py) in x, r.

For x: float[:], r: float.
"""

import numpy as np


def f_grad(x, r):
    # Forward pass
    a = np.zeros(len(x))
    a[0] = x[0]
    for i in range(1, len(x)):
        a[i] = r * a[i - 1] + x[i] ** 2

    # Backward pass
    # return np.sum(a * a)
    da = 2 * a
    dx = np.zeros_like(x)
    dr = 0.0
    for i in reversed(range(1, len(x))):
        # a[i] = r * a[i - 1] + x[i] ** 2
        dx[i] += 2 * da[i] * x[i]
        dr += da[i] * a[i - 1]
        da[i - 1] += da[i] * r
    # a[0] = x[0]
    dx[0] += da[0]
    return dx, dr
