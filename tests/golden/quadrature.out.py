"""The derivative of f (quadrature.py) in a, b, rate.

For a: float, b: float, rate: float, n: int.
"""

import math


def f_grad(a, b, rate, n=6):
    # Forward pass
    h = (b - a) / n
    exp = math.exp(-rate * a)
    sin_a = math.sin(a)
    exp_1 = math.exp(-rate * b)
    sin_b = math.sin(b)
    total = exp * sin_a + exp_1 * sin_b
    for k in range(1, n):
        sum_akh = a + k * h
        total += (4 if k % 2 else 2) * (math.exp(-rate * sum_akh) * math.sin(sum_akh))

    # Backward pass
    # return total * h / 3
    dtotal = h / 3
    dh = total / 3
    da = 0.0
    drate = 0.0
    for k in range(1, n):
        # total += (4 if k % 2 else 2) * integrand(a + k * h)
        dz = dtotal * (4 if k % 2 else 2)
        sum_akh = a + k * h
        exp_2 = math.exp(-rate * sum_akh)
        # math.exp(-rate * t) * math.sin(t)
        dz_1 = dz * math.sin(sum_akh) * exp_2
        dz = dz * exp_2 * math.cos(sum_akh) - dz_1 * rate
        drate -= dz_1 * sum_akh
        # total += (4 if k % 2 else 2) * integrand(a + k * h)
        da += dz
        dh += dz * k
    # math.exp(-rate * t) * math.sin(t)
    dz = dtotal * sin_b * exp_1
    db = dtotal * exp_1 * math.cos(b) - dz * rate
    dz_1 = dtotal * sin_a * exp
    da += dtotal * exp * math.cos(a) - dz_1 * rate
    drate -= dz * b + dz_1 * a
    # h = (b - a) / n
    db += dh / n
    da -= dh / n
    return da, db, drate
