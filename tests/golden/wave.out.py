"""The derivative of f (wave.py) in u0, r.

For u0: float[:], r: float, n: int.
"""

import numpy as np


def f_grad(u0, r, n=4):
    # Forward pass
    u_prev = u0.copy()
    u = u0.copy()
    sum_u_part_tape = []
    for t in range(n):
        u_next = np.zeros_like(u)
        sum_u_part = u[2:] - 2 * u[1:-1] + u[:-2]
        sum_u_part_tape.append(sum_u_part)
        u_next[1:-1] = 2 * u[1:-1] - u_prev[1:-1] + r * sum_u_part
        u_prev = u
        u = u_next

    # Backward pass
    # return np.sum(u**2)
    du = 2 * u
    du_prev = np.zeros_like(u0)
    dr = 0.0
    for t in reversed(range(n)):
        # u_next[1:-1] = 2 * u[1:-1] - u_prev[1:-1] + r * (u[2:] - 2 * u[1:-1] + u[:-2])
        du_part = du[1:-1]
        dz = du_part * r
        dr += du_part @ sum_u_part_tape.pop()
        du_prev[:-2] += dz
        du_prev[2:] += dz
        du_prev_1 = np.zeros_like(u0)
        du_prev_1[1:-1] = -du_part
        du_prev[1:-1] += 2 * du_part - 2 * dz
        # u_next = np.zeros_like(u)
        du = du_prev
        du_prev = du_prev_1
    # u = u0.copy()
    du0 = du_prev + du
    return du0, dr
