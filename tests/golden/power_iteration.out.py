"""The derivative of f (power_iteration.py) in A.

For A: float[:, :], v: float[:], steps: int.
"""

import numpy as np


def f_grad(A, v, steps=6):
    # Forward pass
    v_tape = []
    v_tape_1 = []
    norm_v_tape = []
    for step in range(steps):
        v_tape.append(v)
        v = A @ v
        v_tape_1.append(v)
        norm_v = np.linalg.norm(v)
        norm_v_tape.append(norm_v)
        v = v / norm_v

    # Backward pass
    # return v @ A @ v
    dA = np.outer(v, v)
    dv = v @ A + A @ v
    for step in reversed(range(steps)):
        v_1 = v_tape_1.pop()
        norm_v = norm_v_tape.pop()
        # v = v / np.linalg.norm(v)
        dv = (dv - np.sum(dv * v) * v_1 / (norm_v + (norm_v == 0))) / norm_v
        v = v_tape.pop()
        # v = A @ v
        dA += np.outer(dv, v)
        dv = A.T @ dv
    return dA
