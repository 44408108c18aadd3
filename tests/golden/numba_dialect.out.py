"""The derivative of f (numba_dialect.py) in x, r.

For x: float, r: float[:], n: int.
"""

import numpy as np


def f_grad(x, r, n=50):
    # Forward pass
    v_tape = np.empty(n)
    v = x
    for i in range(n):
        v_tape[i] = v
        v = r[i] * v * (1 - v)

    # Backward pass
    dr = np.zeros_like(r)
    dv = 0.0
    for i in range(n - 1, -1, -1):
        # total += v * v
        dv += 2 * v
        v = v_tape[i]
        # v = r[i] * v * (1 - v)
        dr[i] += dv * (1 - v) * v
        dv = dv * r[i] * (1 - 2 * v)
    return dv, dr
