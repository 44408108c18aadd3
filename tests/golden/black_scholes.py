"""Finance: the price of a European call, all of whose Greeks are one gradient."""

import math


def normal_cdf(z):
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def f(spot, strike, rate, volatility, maturity):
    spread = volatility * math.sqrt(maturity)
    d1 = (math.log(spot / strike) + (rate + volatility**2 / 2) * maturity) / spread
    d2 = d1 - spread
    return spot * normal_cdf(d1) - strike * math.exp(-rate * maturity) * normal_cdf(d2)


TYPES = {
    "spot": "float",
    "strike": "float",
    "rate": "float",
    "volatility": "float",
    "maturity": "float",
}
ARGNAMES = ("spot", "rate", "volatility", "maturity")
CASES = [(100.0, 95.0, 0.02, 0.25, 0.75)]
