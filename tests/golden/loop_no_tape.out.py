"""The derivative of f (loop_no_tape.py) in x, w.

For x: float[:], w: float.
"""

import numpy as np


def f_grad(x, w):
    # Backward pass
    dx = np.zeros_like(x)
    dw = 0.0
    for i in range(len(x)):
        sin_xi = np.sin(x[i])
        t = sin_xi * w
        # total += t * t
        dt = 2 * t
        # t = np.sin(x[i]) * w
        dw += dt * sin_xi
        dx[i] += dt * w * np.cos(x[i])
    return dx, dw
