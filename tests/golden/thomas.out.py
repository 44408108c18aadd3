"""The derivative of f (thomas.py) in diagonal, rhs.

For lower: float[:], diagonal: float[:], upper: float[:], rhs: float[:].
"""

import numpy as np


def f_grad(lower, diagonal, upper, rhs):
    # Forward pass
    n = len(diagonal)
    c = np.zeros(n)
    x = np.zeros(n)
    diagonal_0 = diagonal[0]
    c[0] = upper[0] / diagonal_0
    x[0] = rhs[0] / diagonal_0
    diff_tape = []
    for i in range(1, n):
        pivot = diagonal[i] - lower[i] * c[i - 1]
        c[i] = upper[i] / pivot
        diff = rhs[i] - lower[i] * x[i - 1]
        diff_tape.append(diff)
        x[i] = diff / pivot
    for i in range(n - 2, -1, -1):
        x[i] -= c[i] * x[i + 1]

    # Backward pass
    # return np.sum(x**2)
    dx = 2 * x
    dc = np.zeros(n)
    for i in range(n - 1):
        # x[i] -= c[i] * x[i + 1]
        dz = -dx[i]
        dx[i + 1] += dz * c[i]
        dc[i] += dz * x[i + 1]
    ddiagonal = np.zeros_like(diagonal)
    drhs = np.zeros_like(rhs)
    for i in reversed(range(1, n)):
        pivot = diagonal[i] - lower[i] * c[i - 1]
        # x[i] = (rhs[i] - lower[i] * x[i - 1]) / pivot
        dz = dx[i] / pivot
        power_pivot = pivot**2
        dpivot = -dx[i] * diff_tape.pop() / power_pivot
        dx[i - 1] -= dz * lower[i]
        drhs[i] += dz
        # c[i] = upper[i] / pivot
        dpivot -= dc[i] * upper[i] / power_pivot
        # pivot = diagonal[i] - lower[i] * c[i - 1]
        dc[i - 1] -= dpivot * lower[i]
        ddiagonal[i] += dpivot
    # x[0] = rhs[0] / diagonal[0]
    drhs[0] += dx[0] / diagonal_0
    # c[0] = upper[0] / diagonal[0]
    dz = -(dx[0] * rhs[0] + dc[0] * upper[0]) / diagonal_0**2
    ddiagonal[0] += dz
    return ddiagonal, drhs
