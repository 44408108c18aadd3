"""The derivative of f (nested_loops.py) in x, w.

For x: float[:, :], w: float.
"""

import numpy as np


def f_grad(x, w):
    # Backward pass
    dx = np.zeros_like(x)
    dw = 0.0
    for i in range(x.shape[0]):
        s = 1.0
        s_tape = []
        for j in range(x.shape[1]):
            s_tape.append(s)
            if x[i, j] < 0:
                continue
            s = s * x[i, j] + w
        # total += s * s
        ds = 2 * s
        for j in reversed(range(x.shape[1])):
            s = s_tape.pop()
            if x[i, j] < 0:
                continue
            # s = s * x[i, j] + w
            dw += ds
            dx[i, j] += ds * s
            ds = ds * x[i, j]
    return dx, dw
