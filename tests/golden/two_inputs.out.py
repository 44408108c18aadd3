"""The derivative of f (two_inputs.py) in x1, x2.

For x1: float, x2: float.
"""

import math


def f_grad(x1, x2):
    # Backward pass
    # y = math.log(x1) + x1 * x2 - math.sin(x2)
    dx2 = x1 - math.cos(x2)
    dx1 = x2 + 1.0 / x1
    return dx1, dx2
