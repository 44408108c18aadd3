"""The derivative of f (kepler.py) in mean_anomaly, eccentricity.

For mean_anomaly: float, eccentricity: float.
"""

import math


def f_grad(mean_anomaly, eccentricity):
    # Forward pass
    anomaly = mean_anomaly
    anomaly_tape = []
    for step in range(30):
        excess = anomaly - eccentricity * math.sin(anomaly) - mean_anomaly
        if abs(excess) < 1e-13:
            break
        anomaly_tape.append(anomaly)
        anomaly -= excess / (1 - eccentricity * math.cos(anomaly))

    # Backward pass
    # return 1 - eccentricity * math.cos(anomaly)
    deccentricity = -math.cos(anomaly)
    danomaly = eccentricity * math.sin(anomaly)
    dmean_anomaly = 0.0
    while anomaly_tape:
        anomaly = anomaly_tape.pop()
        cos_anomaly = math.cos(anomaly)
        anomaly_diff = 1 - eccentricity * cos_anomaly
        # anomaly -= excess / (1 - eccentricity * math.cos(anomaly))
        dexcess = -danomaly / anomaly_diff
        anomaly_power = anomaly_diff**2
        sin_anomaly = math.sin(anomaly)
        excess = anomaly - eccentricity * sin_anomaly - mean_anomaly
        deccentricity -= danomaly * excess * cos_anomaly / anomaly_power
        danomaly += danomaly * excess * eccentricity * sin_anomaly / anomaly_power
        # excess = anomaly - eccentricity * math.sin(anomaly) - mean_anomaly
        dmean_anomaly -= dexcess
        deccentricity -= dexcess * sin_anomaly
        danomaly += dexcess * (1 - eccentricity * cos_anomaly)
    dmean_anomaly += danomaly
    return dmean_anomaly, deccentricity
