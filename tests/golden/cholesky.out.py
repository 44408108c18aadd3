"""The derivative of f (cholesky.py) in A.

For A: float[:, :].
"""

import math

import numpy as np


def f_grad(A):
    # Forward pass
    n = A.shape[0]
    L = np.zeros((n, n))
    Lik_tape = []
    Ljk_tape = []
    s_tape = []
    Ljj_tape = []
    for i in range(n):
        for j in range(i + 1):
            s = A[i, j]
            for k in range(j):
                Lik_tape.append(L[i, k])
                Ljk_tape.append(L[j, k])
                s -= L[i, k] * L[j, k]
            s_tape.append(s)
            if i == j:
                L[i, i] = math.sqrt(s)
            else:
                Ljj_tape.append(L[j, j])
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
                dLii = dL[i, i]
                dL[i, i] = 0.0
                ds = 0.5 * dLii / math.sqrt(s)
            else:
                Ljj = Ljj_tape.pop()
                # L[i, j] = s / L[j, j]
                dLij = dL[i, j]
                dL[i, j] = 0.0
                ds = dLij / Ljj
                dL[j, j] -= dLij * s / Ljj**2
            for k in reversed(range(j)):
                # s -= L[i, k] * L[j, k]
                dL[j, k] -= ds * Lik_tape.pop()
                dL[i, k] -= ds * Ljk_tape.pop()
            # s = A[i, j]
            dA[i, j] += ds
    return dA
