"""Derivatives of the logarithms of probabilities of whole numbers, in their parameters: see distributions.py."""

import numpy as np
from scipy import special, stats

from srcad import runtime
from srcad.rules.recipe import cumulative, d, discrete


@discrete(stats.poisson, support="y > -np.inf")
def poisson(z, mu):
    d[mu] = z / mu - 1
    cumulative[mu] = -stats.poisson.pmf(np.floor(z), mu)
    mean = mu
    var = mu


@discrete(stats.bernoulli, support="y > -np.inf")
def bernoulli(z, p):
    d[p] = z / p - (1 - z) / (1 - p)
    cumulative[p] = -np.where(np.floor(z) == 0, 1, 0)
    mean = p
    var = p * (1 - p)
    entropy = special.entr(p) + special.entr(1 - p)


@discrete(stats.binom, support="y > -np.inf")
def binom(z, n, p):
    d[p] = z / p - (n - z) / (1 - p)
    cumulative[p] = -n * stats.binom.pmf(np.floor(z), n - 1, p)
    mean = n * p
    var = n * p * (1 - p)


@discrete(stats.geom, support="y > -np.inf")
def geom(z, p):
    d[p] = 1 / p - (z - 1) / (1 - p)
    cumulative[p] = np.floor(z) * stats.geom.pmf(np.floor(z), p) / p
    mean = 1 / p
    var = (1 - p) / p**2


@discrete(stats.nbinom, support="y > -np.inf")
def nbinom(z, n, p):
    d[n] = special.digamma(z + n) - special.digamma(n) + np.log(p)
    d[p] = n / p - z / (1 - p)
    cumulative[n] = runtime.betainc_slope(n, np.floor(z) + 1, p, 1 - p)
    cumulative[p] = n * stats.nbinom.pmf(np.floor(z), n + 1, p) / p**2
    mean = n * (1 - p) / p
    var = n * (1 - p) / p**2


@discrete(stats.betabinom, support="y > -np.inf")
def betabinom(z, n, a, b):
    d[a] = special.digamma(z + a) - special.digamma(n + a + b) - special.digamma(a) + special.digamma(a + b)
    d[b] = special.digamma(n - z + b) - special.digamma(n + a + b) - special.digamma(b) + special.digamma(a + b)
    mean = n * a / (a + b)
    var = n * a * b * (a + b + n) / ((a + b) ** 2 * (a + b + 1))


@discrete(stats.logser, support="y > -np.inf")
def logser(z, p):
    d[p] = z / p + 1 / ((1 - p) * np.log1p(-p))
    mean = -p / ((1 - p) * np.log1p(-p))
    var = -p * (np.log1p(-p) + p) / ((1 - p) * np.log1p(-p)) ** 2


@discrete(stats.planck, support="y > -np.inf")
def planck(z, lambda_):
    d[lambda_] = 1 / np.expm1(lambda_) - z
    cumulative[lambda_] = (np.floor(z) + 1) * np.exp(-lambda_ * (np.floor(z) + 1))
    mean = 1 / np.expm1(lambda_)
    var = np.exp(-lambda_) / np.expm1(-lambda_) ** 2
