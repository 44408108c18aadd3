"""The derivative of f (renamed.py) in x.

For x: float.
"""

import math


def f_grad(x):
    # Forward pass
    x = x * 2
    x_1 = math.sin(x)

    # Backward pass
    # return x**2
    dx = 2 * x_1
    # x = math.sin(x)
    dx = dx * math.cos(x)
    # x = x * 2
    dx = 2 * dx
    return dx
