"""The derivative of f (branch.py) in x, y.

For x: float, y: float.
"""


def f_grad(x, y):
    # Backward pass
    if x > y:
        # z = x * y
        dx = 3 * y
        dy = 3 * x
    elif x > 0:
        # z = x * x + y
        dx = 6 * x
        dy = 3.0
    else:
        # z = y
        dy = 3.0
        dx = 0.0
    return dx, dy
