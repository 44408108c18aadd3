"""The derivative of f (biquad.py) in b0, b1, a1, a2.

For b0: float, b1: float, a1: float, a2: float, signal: list[float].
"""


def f_grad(b0, b1, a1, a2, signal):
    # Forward pass
    x1 = 0.0
    y1 = 0.0
    y2 = 0.0
    x1_tape = []
    y2_tape = []
    for x in signal:
        y2_tape.append(y2)
        x1_tape.append(x1)
        y = b0 * x + b1 * x1 - a1 * y1 - a2 * y2
        x1 = x
        y2 = y1
        y1 = y

    # Backward pass
    db0 = 0.0
    db1 = 0.0
    da1 = 0.0
    da2 = 0.0
    dy2 = 0.0
    dy1 = 0.0
    for x in reversed(signal):
        x1 = x1_tape.pop()
        # energy += y * y
        dy = dy1 + 2 * y1
        y2_1 = y2_tape.pop()
        # y = b0 * x + b1 * x1 - a1 * y1 - a2 * y2
        da2 -= dy * y2_1
        da1 -= dy * y2
        dy1 = dy2 - dy * a1
        db1 += dy * x1
        db0 += dy * x
        dy2 = -dy * a2
        y1 = y2
        y2 = y2_1
    return db0, db1, da1, da2
