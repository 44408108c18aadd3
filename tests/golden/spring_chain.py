"""Physics: the energy of a chain of springs and its rest lengths, by slices."""

import numpy as np


def f(positions, stiffness, rest):
    stretch = positions[1:] - positions[:-1] - rest
    return 0.5 * np.sum(stiffness * stretch**2)


TYPES = {"positions": "float[:]", "stiffness": "float[:]", "rest": "float"}
ARGNAMES = ("positions", "stiffness", "rest")
CASES = [(np.array([0.0, 1.1, 1.9, 3.2]), np.array([1.0, 2.0, 0.5]), 0.9)]
