"""Statistics: the entropy of a softmax, its scores scaled by a temperature."""

import numpy as np


def f(scores, temperature):
    e = np.exp(scores / temperature)
    p = e / e.sum()
    return -np.sum(p * np.log(p))


TYPES = {"scores": "float[:]", "temperature": "float"}
ARGNAMES = ("scores", "temperature")
CASES = [(np.array([0.2, -0.4, 1.1, 0.5]), 0.8)]
