"""The derivative of f (spectrum.py) in frequency, samples.

For frequency: float, samples: float[:].
"""

import math

import numpy as np


def f_grad(frequency, samples):
    # Forward pass
    real = 0.0
    imag = 0.0
    cos_phase_tape = []
    sin_phase_tape = []
    for n, value in enumerate(samples):
        phase = 2 * math.pi * frequency * n
        cos_phase = math.cos(phase)
        cos_phase_tape.append(cos_phase)
        real += value * cos_phase
        sin_phase = math.sin(phase)
        sin_phase_tape.append(sin_phase)
        imag -= value * sin_phase
    hypot_real = math.hypot(real, imag)

    # Backward pass
    # return math.hypot(real, imag)
    dreal = real / (hypot_real + (hypot_real == 0))
    dimag = imag / (hypot_real + (hypot_real == 0))
    dsamples = np.zeros_like(samples)
    dfrequency = 0.0
    for n in reversed(range(len(samples))):
        value = samples[n]
        # imag -= value * math.sin(phase)
        dvalue = -dimag * sin_phase_tape.pop()
        phase = 2 * math.pi * frequency * n
        dphase = -dimag * value * math.cos(phase)
        # real += value * math.cos(phase)
        dvalue += dreal * cos_phase_tape.pop()
        dphase -= dreal * value * math.sin(phase)
        # phase = 2 * math.pi * frequency * n
        dfrequency += 2 * (dphase * n) * math.pi
        dsamples[n] += dvalue
    return dfrequency, dsamples
