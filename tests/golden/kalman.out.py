"""The derivative of f (kalman.py) in process, noise.

For process: float, noise: float, series: list[float].
"""


def f_grad(process, noise, series):
    # Forward pass
    level = 0.0
    variance = 1e2
    variance_tape = []
    error_tape = []
    for y in series:
        variance += process
        variance_tape.append(variance)
        spread = variance + noise
        error = y - level
        error_tape.append(error)
        gain = variance / spread
        level += gain * error
        variance *= 1 - gain

    # Backward pass
    dprocess = 0.0
    dnoise = 0.0
    dvariance = 0.0
    dlevel = 0.0
    for y in reversed(series):
        variance = variance_tape.pop()
        error = error_tape.pop()
        spread = variance + noise
        gain = variance / spread
        # variance *= 1 - gain
        dgain = -dvariance * variance
        dvariance = dvariance * (1 - gain)
        # level += gain * error
        derror = dlevel * gain
        dgain += dlevel * error
        # gain = variance / spread
        dspread = -dgain * gain / spread
        dvariance += dgain / spread
        # total -= 0.5 * (math.log(spread) + error**2 / spread)
        derror -= error / spread
        dspread += 0.5 * error**2 / spread**2 - 0.5 / spread
        # error = y - level
        dlevel -= derror
        # spread = variance + noise
        dvariance += dspread
        dnoise += dspread
        # variance += process
        dprocess += dvariance
    return dprocess, dnoise
