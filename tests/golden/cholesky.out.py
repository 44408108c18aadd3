"""The derivative of f (cholesky.py) in A.

For A: float[:, :].
"""

import math

import numpy as np


def f_grad(A):
    # Forward pass
    n = A.shape[0]
    L = np.zeros((n, n))
    s_tape = []
    for i in range(n):
        for j in range(i + 1):
            s = A[i, j]
            for k in range(j):
                s -= L[i, k] * L[j, k]
            s_tape.append(s)
            if i == j:
                L[i, i] = math.sqrt(s)
            else:
                L[i, j] = s / L[j, j]

    # Backward pass
    dL = np.zeros_like(L)
    for i in range(n):
        # total += 2 * math.log(L[i, i])
        dL[i, i] += 2.0 / L[i, i]
    dA = np.zeros_like(A)
    for i in reversed(range(n)):
        for j in reversed(range(i + 1)):
            s = s_tape.pop()
            if i == j:
                # L[i, i] = math.sqrt(s)
                ds = 0.5 * dL[i, i] / L[i, i]
            else:
                # L[i, j] = s / L[j, j]
                ds = dL[i, j] / L[j, j]
                dL[j, j] -= dL[i, j] * s / L[j, j] ** 2
            for k in range(j):
                # s -= L[i, k] * L[j, k]
                dL[j, k] -= ds * L[i, k]
                dL[i, k] -= ds * L[j, k]
            # s = A[i, j]
            dA[i, j] += ds
    return dA
