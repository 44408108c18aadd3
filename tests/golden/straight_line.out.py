"""The derivative of f (straight_line.py) in x.

For x: float.
"""


def f_grad(x):
    # Forward pass
    a = x * x

    # Backward pass
    # a = x * x
    dx = a + 2 * (1.0 + x) * x
    return dx
