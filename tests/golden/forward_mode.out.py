"""The derivative of f (forward_mode.py) in x.

For x: float, n: int.
"""


def f_jvp(x, dx, n=4):
    v = x
    dv = dx
    for i in range(n):
        # v = 4 * v * (1 - v)
        dv = 4 * dv * (1 - 2 * v)
        v = 4 * v * (1 - v)
    return v, dv
