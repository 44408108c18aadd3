"""Derivatives of the logarithms of standard densities, from which those of scipy.stats's distributions follow.

`d` holds the derivatives of the log density, `quantile` those of the quantile of a given probability, `cumulative`
those of a discrete distribution function. `mean`, `var` and `entropy` are the standard distribution's own, as functions of the shapes.
"""

import math

import numpy as np
from scipy import special, stats

from srcad import runtime
from srcad.rules.recipe import cumulative, d, distribution, quantile, refused, scale


@distribution(stats.norm)
def norm(z):
    d[z] = -z


@distribution(stats.t)
def t(z, df):
    d[z] = -(df + 1) * z / (df + z**2)
    d[scale] = df * (z**2 - 1) / (df + z**2)
    d[df] = (special.digamma((df + 1) / 2) - special.digamma(df / 2) - np.log1p(z**2 / df) + (z**2 - 1) / (df + z**2)) / 2
    # A tail is betainc(df / 2, 1 / 2, df / (df + z**2)) / 2.
    cumulative[df] = -np.sign(z) / 4 * runtime.betainc_slope(df / 2, 1 / 2, df / (df + z**2), z**2 / (df + z**2)) - z / (2 * df) * stats.t.pdf(z, df)
    mean = 0
    var = df / (df - 2)
    entropy = (df + 1) / 2 * (special.digamma((df + 1) / 2) - special.digamma(df / 2)) + np.log(df) / 2 + special.betaln(df / 2, 1 / 2)


@distribution(stats.laplace)
def laplace(z):
    d[z] = -np.sign(z)
    d[scale] = np.abs(z) - 1


@distribution(stats.logistic)
def logistic(z):
    d[z] = -np.tanh(z / 2)
    d[scale] = z * np.tanh(z / 2) - 1


@distribution(stats.hypsecant)
def hypsecant(z):
    d[z] = -np.tanh(z)
    d[scale] = z * np.tanh(z) - 1


@distribution(stats.cauchy)
def cauchy(z):
    d[z] = -2 * z / (1 + z**2)
    d[scale] = (z**2 - 1) / (1 + z**2)


@distribution(stats.gumbel_r)
def gumbel_r(z):
    d[z] = np.exp(-z) - 1
    d[scale] = z * (1 - np.exp(-z)) - 1


@distribution(stats.gumbel_l)
def gumbel_l(z):
    d[z] = 1 - np.exp(z)
    d[scale] = z * (np.exp(z) - 1) - 1


@distribution(stats.moyal)
def moyal(z):
    d[z] = (np.exp(-z) - 1) / 2


@distribution(stats.skewnorm)
def skewnorm(z, a):
    # The density of the normal distribution over its integral, at a z, is sqrt(2 / pi) / erfcx(-a z / sqrt(2)).
    d[z] = a * math.sqrt(2 / math.pi) / special.erfcx(-a * z / math.sqrt(2)) - z
    d[a] = z * math.sqrt(2 / math.pi) / special.erfcx(-a * z / math.sqrt(2))
    cumulative[a] = -np.exp(-(z**2) * (1 + a**2) / 2) / (math.pi * (1 + a**2))
    mean = math.sqrt(2 / math.pi) * a / np.sqrt(1 + a**2)
    var = 1 - 2 / math.pi * a**2 / (1 + a**2)


@distribution(stats.vonmises)
def vonmises(z, kappa):
    d[z] = -kappa * np.sin(z)
    d[kappa] = np.cos(z) - special.i1e(kappa) / special.i0e(kappa)
    entropy = kappa - kappa * special.i1e(kappa) / special.i0e(kappa) + np.log(2 * math.pi * special.i0e(kappa))


@distribution(stats.gennorm)
def gennorm(z, beta):
    d[z] = -beta * np.sign(z) * np.abs(z) ** (beta - 1)
    d[scale] = beta * np.abs(z) ** beta - 1
    d[beta] = 1 / beta + special.digamma(1 / beta) / beta**2 - special.xlogy(np.abs(z) ** beta, np.abs(z))
    cumulative[beta] = stats.gennorm.pdf(z, beta) * special.xlogy(z, np.abs(z)) / beta - np.sign(z) / (2 * beta**2) * runtime.gammainc_slope(1 / beta, np.abs(z) ** beta)
    mean = 0
    var = np.exp(special.gammaln(3 / beta) - special.gammaln(1 / beta))
    entropy = 1 / beta - np.log(beta / 2) + special.gammaln(1 / beta)


@distribution(stats.loggamma)
def loggamma(z, c):
    d[z] = c - np.exp(z)
    d[c] = z - special.digamma(c)
    cumulative[c] = runtime.gammainc_slope(c, np.exp(z))
    mean = special.digamma(c)
    var = special.polygamma(1, c)
    entropy = special.gammaln(c) - c * special.digamma(c) + c


@distribution(stats.johnsonsu)
def johnsonsu(z, a, b):
    d[z] = -z / (1 + z**2) - b * (a + b * np.arcsinh(z)) / np.sqrt(1 + z**2)
    d[a] = -a - b * np.arcsinh(z)
    d[b] = 1 / b - (a + b * np.arcsinh(z)) * np.arcsinh(z)
    quantile[a] = -np.sqrt(1 + z**2) / b
    quantile[b] = -np.sqrt(1 + z**2) * np.arcsinh(z) / b
    mean = -np.exp(1 / b**2 / 2) * np.sinh(a / b)
    var = np.expm1(1 / b**2) * (np.exp(1 / b**2) * np.cosh(2 * a / b) + 1) / 2


@distribution(stats.exponnorm)
def exponnorm(z, K):
    # The slope of log Phi(z - 1 / K)
    d[z] = math.sqrt(2 / math.pi) / special.erfcx((1 / K - z) / math.sqrt(2)) - 1 / K
    d[K] = (math.sqrt(2 / math.pi) / special.erfcx((1 / K - z) / math.sqrt(2)) + z - 1 / K) / K**2 - 1 / K
    cumulative[K] = -stats.exponnorm.pdf(z, K) * (math.sqrt(2 / math.pi) / special.erfcx((1 / K - z) / math.sqrt(2)) + z - 1 / K) / K
    mean = K
    var = 1 + K**2


@distribution(stats.laplace_asymmetric)
def laplace_asymmetric(z, kappa):
    d[z] = np.where(z < 0, 1 / kappa, -kappa)
    d[kappa] = (1 - kappa**2) / (kappa * (1 + kappa**2)) - np.where(z < 0, z / kappa**2, z)
    cumulative[kappa] = np.exp(np.where(z < 0, z / kappa, -z * kappa)) * (2 * kappa / (1 + kappa**2) + np.abs(z)) / (1 + kappa**2)
    mean = 1 / kappa - kappa
    var = 1 / kappa**2 + kappa**2


@distribution(stats.genlogistic)
def genlogistic(z, c):
    d[z] = (c + 1) * special.expit(-z) - 1
    d[c] = 1 / c + special.log_expit(z)
    cumulative[c] = special.expit(z) ** c * special.log_expit(z)


@distribution(stats.powernorm)
def powernorm(z, c):
    d[z] = (1 - c) * math.sqrt(2 / math.pi) / special.erfcx(z / math.sqrt(2)) - z
    d[c] = 1 / c + special.log_ndtr(-z)
    cumulative[c] = -np.exp(c * special.log_ndtr(-z)) * special.log_ndtr(-z)


refused(
    "SciPy has no derivative of this density",
    stats.ncf.pdf, stats.nct.pdf, stats.kstwobign.pdf, stats.ksone.pdf,
)  # fmt: skip
