"""Signal processing: the power of one frequency, by a loop over the samples."""

import math

import numpy as np


def f(frequency, samples):
    real = 0.0
    imag = 0.0
    for n, value in enumerate(samples):
        phase = 2 * math.pi * frequency * n
        real += value * math.cos(phase)
        imag -= value * math.sin(phase)
    return math.hypot(real, imag)


TYPES = {"frequency": "float", "samples": "float[:]"}
ARGNAMES = ("frequency", "samples")
CASES = [(0.17, np.array([0.3, 1.1, -0.4, 0.6]))]
