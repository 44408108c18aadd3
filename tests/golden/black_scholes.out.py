"""The derivative of f (black_scholes.py) in spot, rate, volatility, maturity.

For spot: float, strike: float, rate: float, volatility: float, maturity: float.
"""

import math


def normal_cdf_fwd(z):
    sqrt = math.sqrt(2)
    ratio_z = z / sqrt
    return 0.5 * (1 + math.erf(ratio_z)), (sqrt, ratio_z)


def normal_cdf_bwd(saved, dy):
    sqrt, ratio_z = saved
    # return 0.5 * (1 + math.erf(z / math.sqrt(2)))
    dz = dy * math.exp(-ratio_z**2) / math.sqrt(math.pi) / sqrt
    return dz


def f_grad(spot, strike, rate, volatility, maturity):
    # Forward pass
    sqrt_maturity = math.sqrt(maturity)
    spread = volatility * sqrt_maturity
    d1_sum = rate + volatility**2 / 2
    d1 = (math.log(spot / strike) + d1_sum * maturity) / spread
    d2 = d1 - spread
    normal_cdf_d1, normal_cdf_saved = normal_cdf_fwd(d1)
    exp = math.exp(-rate * maturity)
    normal_cdf_d2, normal_cdf_saved_1 = normal_cdf_fwd(d2)

    # Backward pass
    # return spot * normal_cdf(d1) - strike * math.exp(-rate * maturity) * normal_cdf(d2)
    dd2 = normal_cdf_bwd(normal_cdf_saved_1, -strike * exp)
    product = -normal_cdf_d2 * strike * exp
    dmaturity = -product * rate
    drate = -product * maturity
    dd1 = normal_cdf_bwd(normal_cdf_saved, spot)
    # d2 = d1 - spread
    dspread = -dd2
    dd1 += dd2
    # d1 = (math.log(spot / strike) + (rate + volatility**2 / 2) * maturity) / spread
    dz = dd1 / spread
    dspread -= dd1 * d1 / spread
    dz_1 = dz * maturity
    dmaturity += dz * d1_sum
    drate += dz_1
    dvolatility = dz_1 * volatility
    dspot = normal_cdf_d1 + dz / spot
    # spread = volatility * math.sqrt(maturity)
    dvolatility += dspread * sqrt_maturity
    dmaturity += 0.5 * dspread * volatility / sqrt_maturity
    return dspot, drate, dvolatility, dmaturity
