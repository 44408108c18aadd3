"""The derivative of f (horner.py) in x, coefficients.

For x: float, coefficients: list[float].
"""


def f_grad(x, coefficients):
    # Forward pass
    y = 0.0
    y_tape = []
    for c in coefficients:
        y_tape.append(y)
        y = y * x + c

    # Backward pass
    dx = 0.0
    dy = 1.0
    dcoefficients = []
    for c in reversed(coefficients):
        y = y_tape.pop()
        # y = y * x + c
        dx += dy * y
        dcoefficients.append(dy)
        dy = dy * x
    dcoefficients = dcoefficients[::-1]
    return dx, dcoefficients
