"""The derivative of f (stencil.py) in u, k.

For u: float[:], k: float, steps: int.
"""


def f_grad(u, k, steps=20):
    # Forward pass
    u_tape = []
    for t in range(steps):
        u_tape.append(u)
        u_new = u.copy()
        u_new[1:-1] = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        u = u_new

    # Backward pass
    # return np.sum(u**2)
    du = 2 * u
    dk = 0.0
    for t in reversed(range(steps)):
        u = u_tape.pop()
        # u_new[1:-1] = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        dz = du[1:-1] * u[1:-1]
        sum_u_part = u[:-2] - 2 * u[1:-1] + u[2:]
        dz_1 = dz * k
        dk += dz @ sum_u_part
        du[1:-1] += du[1:-1] * (k * sum_u_part) - 2 * dz_1
        du[2:] += dz_1
        du[:-2] += dz_1
    return du, dk
