"""The derivative of f (spectrum.py) in frequency, samples.

For frequency: float, samples: float[:].
"""

import math

import numpy as np


def f_grad(frequency, samples):
    # Forward pass
    real = 0.0
    imag = 0.0
    for n, value in enumerate(samples):
        phase = 2 * math.pi * frequency * n
        real += value * math.cos(phase)
        imag -= value * math.sin(phase)
    hypot_real = math.hypot(real, imag)

    # Backward pass
    # return math.hypot(real, imag)
    sum_1 = hypot_real + (hypot_real == 0)
    dreal = real / sum_1
    dimag = imag / sum_1
    dsamples = np.zeros_like(samples)
    dfrequency = 0.0
    for n, value in enumerate(samples):
        phase = 2 * math.pi * frequency * n
        sin_phase = math.sin(phase)
        # imag -= value * math.sin(phase)
        dvalue = -dimag * sin_phase
        cos_phase = math.cos(phase)
        dphase = -dimag * value * cos_phase
        # real += value * math.cos(phase)
        dvalue += dreal * cos_phase
        dphase -= dreal * value * sin_phase
        # phase = 2 * math.pi * frequency * n
        dfrequency += 2 * (dphase * n) * math.pi
        dsamples[n] += dvalue
    return dfrequency, dsamples
