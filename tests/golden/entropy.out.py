"""The derivative of f (entropy.py) in scores, temperature.

For scores: float[:], temperature: float.
"""

import numpy as np


def f_grad(scores, temperature):
    # Forward pass
    e = np.exp(scores / temperature)
    sum_e = e.sum()
    p = e / sum_e

    # Backward pass
    # return -np.sum(p * np.log(p))
    dp = -np.log(p) - 1
    # p = e / e.sum()
    de = (dp - dp @ p) / sum_e
    # e = np.exp(scores / temperature)
    dz = de * e
    dscores = dz / temperature
    dtemperature = -dz @ scores / temperature**2
    return dscores, dtemperature
