"""The derivative of f (queue.py) in x, decay.

For x: float, decay: float, n: int.
"""

import numpy as np


def zeros_like(like):
    """Return the zero adjoint of a number, an array, or a list, tuple or dict of those."""
    if isinstance(like, dict):
        return {key: zeros_like(item) for key, item in like.items()}
    if isinstance(like, (list, tuple)):
        return type(like)([zeros_like(item) for item in like])
    return np.zeros_like(like) if isinstance(like, np.ndarray) else 0.0


def f_grad(x, decay, n=5):
    # Forward pass
    level = x
    history = []
    level_tape = []
    for i in range(n):
        level_tape.append(level)
        history.append(level)
        level = level * decay + 0.1 * i
    total = level
    total_tape = []
    z_tape = []
    while history:
        total_tape.append(total)
        z = history.pop()
        z_tape.append(z)
        total = total * decay + z**2

    # Backward pass
    dhistory = zeros_like(history)
    ddecay = 0.0
    dtotal = 1.0
    while total_tape:
        total = total_tape.pop()
        # total = total * decay + history.pop() ** 2
        dhistory.append(2 * dtotal * z_tape.pop())
        ddecay += dtotal * total
        dtotal = dtotal * decay
    dlevel = dtotal
    for i in reversed(range(n)):
        level = level_tape.pop()
        # level = level * decay + 0.1 * i
        ddecay += dlevel * level
        dlevel = dlevel * decay
        # history.append(level)
        dlevel += dhistory.pop()
    return dlevel, ddecay
