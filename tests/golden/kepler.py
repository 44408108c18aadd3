"""Physics: Newton's method on Kepler's equation until it has converged."""

import math


def f(mean_anomaly, eccentricity):
    anomaly = mean_anomaly
    for step in range(30):
        excess = anomaly - eccentricity * math.sin(anomaly) - mean_anomaly
        if abs(excess) < 1e-13:
            break
        anomaly -= excess / (1 - eccentricity * math.cos(anomaly))
    return 1 - eccentricity * math.cos(anomaly)


TYPES = {"mean_anomaly": "float", "eccentricity": "float"}
ARGNAMES = ("mean_anomaly", "eccentricity")
CASES = [(0.8, 0.3), (2.0, 0.7)]
