"""Statistics: the log-likelihood of a local-level model by a scalar Kalman filter."""

import math


def f(process, noise, series):
    level = 0.0
    variance = 1e2
    total = 0.0
    for y in series:
        variance += process
        spread = variance + noise
        error = y - level
        total -= 0.5 * (math.log(spread) + error**2 / spread)
        gain = variance / spread
        level += gain * error
        variance *= 1 - gain
    return total


TYPES = {"process": "float", "noise": "float", "series": "list[float]"}
ARGNAMES = ("process", "noise")
CASES = [(0.3, 0.5, [0.1, 0.9, 0.4, 1.3, 1.1])]
