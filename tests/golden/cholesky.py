"""Linear algebra: the log-determinant by a Cholesky factorisation in explicit loops."""

import math

import numpy as np


def f(A):
    n = A.shape[0]
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = A[i, j]
            for k in range(j):
                s -= L[i, k] * L[j, k]
            if i == j:
                L[i, i] = math.sqrt(s)
            else:
                L[i, j] = s / L[j, j]
    total = 0.0
    for i in range(n):
        total += 2 * math.log(L[i, i])
    return total


TYPES = {"A": "float[:, :]"}
ARGNAMES = ("A",)
CASES = [(np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]]),)]
