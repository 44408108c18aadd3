"""The derivative of f (early_return.py) in x.

For x: float, limit: float, n: int.
"""


def f_grad(x, limit, n=50):
    # Forward pass
    y = x
    y_tape = []
    for i in range(n):
        if y > limit:
            returned = True
            break
        y_tape.append(y)
        y = y * y + x
    else:
        returned = False

    # Backward pass
    if returned:
        # return y * x
        dy = x
        dx = y
    else:
        # return y - x
        dy = 1.0
        dx = -1.0
    while y_tape:
        y = y_tape.pop()
        # y = y * y + x
        dx += dy
        dy = 2 * dy * y
    dx += dy
    return dx
