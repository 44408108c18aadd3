"""The derivative of f (loop_tape.py) in x.

For x: float, n: int.
"""


def f_grad(x, n=4):
    # Forward pass
    v = x
    v_tape = []
    for i in range(n):
        v_tape.append(v)
        v = 4 * v * (1 - v)

    # Backward pass
    dv = 1.0
    for i in reversed(range(n)):
        v = v_tape.pop()
        # v = 4 * v * (1 - v)
        dv = 4 * dv * (1 - 2 * v)
    return dv
