"""The derivative of f (while_break.py) in a.

For a: float, tol: float.
"""


def f_grad(a, tol=1e-12):
    # Forward pass
    x = a
    x_tape = []
    while True:
        x_tape.append(x)
        x_new = 0.5 * (x + a / x)
        if abs(x_new - x) < tol:
            break
        x = x_new

    # Backward pass
    da = 0.0
    dx_new = 1.0
    while x_tape:
        x = x_tape.pop()
        # x_new = 0.5 * (x + a / x)
        dx = 0.5 * dx_new
        da += dx / x
        dx = dx * (1 - a / x**2)
        dx_new = dx
    da += dx_new
    return da
