"""Statistics: the negative log-likelihood of a normal sample, its scale by its logarithm."""

import numpy as np


def f(mu, log_sigma, sample):
    z = (sample - mu) * np.exp(-log_sigma)
    return 0.5 * np.sum(z**2) + sample.size * (log_sigma + 0.5 * np.log(2 * np.pi))


TYPES = {"mu": "float", "log_sigma": "float", "sample": "float[:]"}
ARGNAMES = ("mu", "log_sigma")
CASES = [(0.3, -0.2, np.array([0.5, -1.1, 0.9, 1.7, 0.2]))]
