"""Finance: an average-price option along given random increments, knocked out at a barrier."""

import math


def f(spot, rate, volatility, increments, strike=100.0, barrier=180.0):
    price = spot
    total = 0.0
    dt = 1 / len(increments)
    for z in increments:
        price *= math.exp((rate - volatility**2 / 2) * dt + volatility * math.sqrt(dt) * z)
        if price > barrier:
            return 0.0
        total += price
    return math.exp(-rate) * max(total / len(increments) - strike, 0.0)


TYPES = {
    "spot": "float",
    "rate": "float",
    "volatility": "float",
    "increments": "list[float]",
    "strike": "float",
    "barrier": "float",
}
ARGNAMES = ("spot", "rate", "volatility")
CASES = [
    (100.0, 0.03, 0.2, [0.3, -0.2, 0.8, 0.1]),
    (100.0, 0.03, 0.2, [-0.3, -0.2, -0.8, 0.1]),
    (150.0, 0.03, 0.4, [0.9, 1.2, 0.4, 0.3]),
]
