"""Derivatives of the logarithms of standard densities between bounds: see distributions.py."""

import numpy as np
from scipy import special, stats

from srcad import runtime
from srcad.rules.recipe import cumulative, d, distribution, quantile, scale


@distribution(stats.uniform, support="(z >= 0) * (z <= 1)")
def uniform(z):
    d[z] = 0


@distribution(stats.beta, support="(z > 0) * (z < 1)")
def beta(z, a, b):
    d[z] = (a - 1) / z - (b - 1) / (1 - z)
    d[a] = np.log(z) - special.digamma(a) + special.digamma(a + b)
    d[b] = np.log1p(-z) - special.digamma(b) + special.digamma(a + b)
    cumulative[a] = runtime.betainc_slope(a, b, z, 1 - z)
    cumulative[b] = -runtime.betainc_slope(b, a, 1 - z, z)
    mean = a / (a + b)
    var = a * b / ((a + b) ** 2 * (a + b + 1))
    entropy = (
        special.betaln(a, b) - (a - 1) * special.digamma(a) - (b - 1) * special.digamma(b) + (a + b - 2) * special.digamma(a + b)
    )


@distribution(stats.arcsine, support="(z > 0) * (z < 1)")
def arcsine(z):
    d[z] = (1 / (1 - z) - 1 / z) / 2


@distribution(stats.powerlaw, support="(z > 0) * (z <= 1)")
def powerlaw(z, a):
    d[z] = (a - 1) / z
    d[scale] = -a
    d[a] = 1 / a + np.log(z)
    quantile[a] = -z * np.log(z) / a
    mean = a / (a + 1)
    var = a / ((a + 2) * (a + 1) ** 2)
    entropy = 1 - 1 / a - np.log(a)


@distribution(stats.semicircular, support="np.abs(z) < 1")
def semicircular(z):
    d[z] = -z / (1 - z**2)


@distribution(stats.truncnorm, support="(z >= a) * (z <= b)")
def truncnorm(z, a, b):
    # What is cut off is a factor of the density: its own value at a bound.
    d[z] = -z
    d[a] = stats.truncnorm.pdf(a, a, b)
    d[b] = -stats.truncnorm.pdf(b, a, b)
    cumulative[a] = -stats.truncnorm.pdf(a, a, b) * stats.truncnorm.sf(z, a, b)
    cumulative[b] = -stats.truncnorm.pdf(b, a, b) * stats.truncnorm.cdf(z, a, b)
    mean = stats.truncnorm.pdf(a, a, b) - stats.truncnorm.pdf(b, a, b)


@distribution(stats.truncexpon, support="(z >= 0) * (z <= b)")
def truncexpon(z, b):
    d[z] = -1
    d[b] = -1 / np.expm1(b)
    quantile[b] = np.expm1(z) / np.expm1(b)
    mean = 1 - b / np.expm1(b)
    var = 1 - (b / (2 * np.sinh(b / 2))) ** 2
    entropy = np.log(-np.expm1(-b)) + 1 - b / np.expm1(b)


@distribution(stats.loguniform, stats.reciprocal, support="(z >= a) * (z <= b)")
def loguniform(z, a, b):
    d[z] = -1 / z
    d[a] = 1 / (a * np.log(b / a))
    d[b] = -1 / (b * np.log(b / a))
    quantile[a] = z * np.log(b / z) / (a * np.log(b / a))
    quantile[b] = z * np.log(z / a) / (b * np.log(b / a))
    mean = (b - a) / np.log(b / a)
    var = (b**2 - a**2) / (2 * np.log(b / a)) - ((b - a) / np.log(b / a)) ** 2
    entropy = np.log(a * b) / 2 + np.log(np.log(b / a))


@distribution(stats.triang, support="(z > 0) * (z < 1)")
def triang(z, c):
    d[z] = np.where(z < c, 1 / z, 1 / (z - 1))
    d[c] = np.where(z < c, -1 / c, 1 / (1 - c))
    cumulative[c] = np.where(z < c, -((z / c) ** 2), -(((1 - z) / (1 - c)) ** 2))
    mean = (1 + c) / 3
    var = (1 - c + c**2) / 18


@distribution(stats.johnsonsb, support="(z > 0) * (z < 1)")
def johnsonsb(z, a, b):
    d[z] = (2 * z - 1 - b * (a + b * special.logit(z))) / (z * (1 - z))
    d[a] = -a - b * special.logit(z)
    d[b] = 1 / b - (a + b * special.logit(z)) * special.logit(z)
    quantile[a] = -z * (1 - z) / b
    quantile[b] = -z * (1 - z) * special.logit(z) / b


@distribution(stats.bradford, support="(z >= 0) * (z <= 1)")
def bradford(z, c):
    d[z] = -c / (1 + c * z)
    d[c] = 1 / c - 1 / ((1 + c) * np.log1p(c)) - z / (1 + c * z)
    cumulative[c] = z / ((1 + c * z) * np.log1p(c)) - np.log1p(c * z) / ((1 + c) * np.log1p(c) ** 2)


@distribution(stats.cosine, support="np.abs(z) < np.pi")
def cosine(z):
    d[z] = -np.tan(z / 2)


@distribution(stats.anglit, support="np.abs(z) < np.pi / 4")
def anglit(z):
    d[z] = -2 * np.tan(2 * z)
