"""The derivative of f (asian_option.py) in spot, rate, volatility.

For spot: float, rate: float, volatility: float, increments: list[float], strike: float,
barrier: float.
"""

import math


def f_grad(spot, rate, volatility, increments, strike=100.0, barrier=180.0):
    # Forward pass
    total = 0.0
    dt = 1 / len(increments)
    count = len(increments)
    price = spot
    price_tape = []
    price_exp_tape = []
    for i, z in enumerate(increments):
        sqrt_dt = math.sqrt(dt)
        price_exp = math.exp((rate - volatility**2 / 2) * dt + volatility * sqrt_dt * z)
        price_1 = price * price_exp
        if price_1 > barrier:
            returned = True
            count = i
            break
        price_exp_tape.append(price_exp)
        price_tape.append(price)
        total += price_1
        price = price_1
    else:
        returned = False

    # Backward pass
    if returned:
        # return 0.0
        dtotal = 0.0
        drate = 0.0
    else:
        exp_rate = math.exp(-rate)
        diff = total / len(increments) - strike
        # return math.exp(-rate) * max(total / len(increments) - strike, 0.0)
        dtotal = exp_rate * (diff >= 0.0) / len(increments)
        drate = -max(diff, 0.0) * exp_rate
    dvolatility = 0.0
    dprice = 0.0
    for i in reversed(range(count)):
        z = increments[i]
        price = price_tape.pop()
        price_exp = price_exp_tape.pop()
        # total += price
        dprice += dtotal
        # price *= math.exp((rate - volatility**2 / 2) * dt + volatility * math.sqrt(dt) * z)
        dz = dprice * price * price_exp
        dprice = dprice * price_exp
        dz_1 = dz * dt
        drate += dz_1
        dvolatility += dz * z * sqrt_dt - dz_1 * volatility
    return dprice, drate, dvolatility
