"""The derivative of f (lennard_jones.py) in positions, epsilon.

For positions: float[:, :], epsilon: float, cutoff: float.
"""

import numpy as np


def f_grad(positions, epsilon, cutoff=2.5):
    # Backward pass
    dpositions = np.zeros_like(positions)
    depsilon = 0.0
    for i in range(len(positions)):
        for j in range(i):
            delta = positions[i] - positions[j]
            r2 = np.sum(delta**2)
            if r2 > cutoff**2:
                dr2 = 0.0
            else:
                s6 = 1 / r2**3
                # energy += 4 * epsilon * (s6 * s6 - s6)
                ds6 = 4 * epsilon * (2 * s6 - 1)
                depsilon += 4 * (s6 * s6 - s6)
                # s6 = 1 / r2**3
                dr2 = -3 * ds6 * s6 / r2
            # r2 = np.sum(delta**2)
            ddelta = 2 * dr2 * delta
            # delta = positions[i] - positions[j]
            dpositions[j] -= ddelta
            dpositions[i] += ddelta
    return dpositions, depsilon
