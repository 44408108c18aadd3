"""Physics: the energy of all pairs of particles in space, close pairs only."""

import numpy as np


def f(positions, epsilon, cutoff=2.5):
    energy = 0.0
    for i in range(len(positions)):
        for j in range(i):
            delta = positions[i] - positions[j]
            r2 = np.sum(delta**2)
            if r2 > cutoff**2:
                continue
            s6 = 1 / r2**3
            energy += 4 * epsilon * (s6 * s6 - s6)
    return energy


TYPES = {"positions": "float[:, :]", "epsilon": "float", "cutoff": "float"}
ARGNAMES = ("positions", "epsilon")
CASES = [
    (np.array([[0.0, 0.0, 0.0], [1.1, 0.2, 0.1], [0.3, 1.2, -0.2], [4.0, 0.0, 0.5]]), 0.7),
]
