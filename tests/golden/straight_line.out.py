"""The derivative of f (straight_line.py) in x.

For x: float.
"""


def f_grad(x):
    # Forward pass
    a = x * x

    # Backward pass
    # c = a + b
    da = 1.0
    # b = x * a
    da += x
    # a = x * x
    dx = a + 2 * da * x
    return dx
