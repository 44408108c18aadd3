"""Derivatives of random draws in their parameters, at the noise that was drawn: what a draw would have been for others.

A draw happens once, where it stands; the noise is found again from what came.
"""

import math
import random

import numpy as np

from srcad.rules.recipe import effect, elementwise, refused


@elementwise(np.random.normal, np.random.Generator.normal, np.random.RandomState.normal, sized=True)
def normal(y, loc=0.0, scale=1.0, size=None):
    return 1, (y - loc) / scale, None


@elementwise(np.random.laplace, np.random.Generator.laplace, np.random.RandomState.laplace, sized=True)
def laplace(y, loc=0.0, scale=1.0, size=None):
    return 1, (y - loc) / scale, None


@elementwise(np.random.logistic, np.random.Generator.logistic, np.random.RandomState.logistic, sized=True)
def logistic(y, loc=0.0, scale=1.0, size=None):
    return 1, (y - loc) / scale, None


@elementwise(np.random.gumbel, np.random.Generator.gumbel, np.random.RandomState.gumbel, sized=True)
def gumbel(y, loc=0.0, scale=1.0, size=None):
    return 1, (y - loc) / scale, None


@elementwise(np.random.uniform, np.random.Generator.uniform, np.random.RandomState.uniform, sized=True)
def uniform(y, low=0.0, high=1.0, size=None):
    return (high - y) / (high - low), (y - low) / (high - low), None


@elementwise(np.random.exponential, np.random.Generator.exponential, np.random.RandomState.exponential, sized=True)
def exponential(y, scale=1.0, size=None):
    return y / scale, None


@elementwise(np.random.rayleigh, np.random.Generator.rayleigh, np.random.RandomState.rayleigh, sized=True)
def rayleigh(y, scale=1.0, size=None):
    return y / scale, None


@elementwise(np.random.lognormal, np.random.Generator.lognormal, np.random.RandomState.lognormal, sized=True)
def lognormal(y, mean=0.0, sigma=1.0, size=None):
    return y, y * (np.log(y) - mean) / sigma, None


@elementwise(np.random.weibull, np.random.Generator.weibull, np.random.RandomState.weibull, sized=True)
def weibull(y, a, size=None):
    # An exponential draw to the power 1 / a
    return -y * np.log(y) / a, None


@elementwise(np.random.pareto, np.random.Generator.pareto, np.random.RandomState.pareto, sized=True)
def pareto(y, a, size=None):
    # exp(e / a) - 1 of an exponential draw e
    return -(1 + y) * np.log1p(y) / a, None


@elementwise(np.random.power, np.random.Generator.power, np.random.RandomState.power, sized=True)
def power(y, a, size=None):
    # exp(-e / a) of an exponential draw e
    return -y * np.log(y) / a, None


@elementwise(np.random.gamma, np.random.Generator.gamma, np.random.RandomState.gamma, sized=True)
def gamma(y, shape, scale=1.0, size=None):
    return "a draw is a multiple of its scale alone", y / scale, None


@elementwise(np.random.vonmises, np.random.Generator.vonmises, np.random.RandomState.vonmises, sized=True)
def vonmises(y, mu, kappa, size=None):
    return 1, "a draw is moved by its mean alone", None


@elementwise(random.gauss, random.normalvariate)
def gauss(y, mu=0.0, sigma=1.0):
    return 1, (y - mu) / sigma


@elementwise(random.uniform)
def uniform_number(y, a, b):
    return (b - y) / (b - a), (y - a) / (b - a)


@elementwise(random.expovariate)
def expovariate(y, lambd=1.0):
    return -y / lambd


@elementwise(random.lognormvariate)
def lognormvariate(y, mu=0.0, sigma=1.0):
    return y, y * (np.log(y) - mu) / sigma


@elementwise(random.weibullvariate)
def weibullvariate(y, alpha, beta):
    return y / alpha, -y * np.log(y / alpha) / beta


@elementwise(random.paretovariate)
def paretovariate(y, alpha):
    return -y * np.log(y) / alpha


@elementwise(random.gammavariate)
def gammavariate(y, alpha, beta):
    return "a draw is a multiple of its scale beta alone", y / beta


effect(
    np.random.random, np.random.random_sample, np.random.ranf, np.random.sample, np.random.rand, np.random.randn,
    np.random.standard_normal, np.random.standard_exponential, np.random.standard_cauchy, np.random.bytes, np.random.seed,
    np.random.get_state, np.random.set_state, np.random.default_rng, np.random.Generator, np.random.RandomState,
    np.random.SeedSequence, np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64,
    np.random.BitGenerator, np.random.Generator.random, np.random.Generator.standard_normal,
    np.random.Generator.standard_exponential, np.random.Generator.standard_cauchy, np.random.Generator.bytes,
    np.random.Generator.spawn, random.random, random.seed, random.getstate, random.setstate, random.getrandbits,
    random.randbytes,
)  # fmt: skip
refused(
    "a draw of whole numbers jumps where its parameters move",
    np.random.binomial, np.random.geometric, np.random.hypergeometric, np.random.logseries, np.random.multinomial,
    np.random.negative_binomial, np.random.poisson, np.random.zipf, np.random.randint, np.random.random_integers,
    np.random.Generator.binomial, np.random.Generator.geometric, np.random.Generator.hypergeometric,
    np.random.Generator.logseries, np.random.Generator.multinomial, np.random.Generator.negative_binomial,
    np.random.Generator.poisson, np.random.Generator.zipf, np.random.Generator.integers,
    np.random.Generator.multivariate_hypergeometric, random.randint, random.randrange, random.binomialvariate,
)  # fmt: skip
refused(
    "draw from a standard distribution, and move and scale what comes",
    np.random.standard_gamma, np.random.beta, np.random.chisquare, np.random.dirichlet, np.random.f,
    np.random.multivariate_normal, np.random.noncentral_chisquare, np.random.noncentral_f, np.random.standard_t,
    np.random.triangular, np.random.wald, np.random.Generator.standard_gamma, np.random.Generator.beta,
    np.random.Generator.chisquare, np.random.Generator.dirichlet, np.random.Generator.f,
    np.random.Generator.multivariate_normal, np.random.Generator.noncentral_chisquare, np.random.Generator.noncentral_f,
    np.random.Generator.standard_t, np.random.Generator.triangular, np.random.Generator.wald, random.betavariate,
    random.triangular, random.vonmisesvariate,
)  # fmt: skip
refused(
    "draw the positions, and index with them: x[rng.permutation(len(x))]",
    np.random.choice, np.random.permutation, np.random.shuffle, np.random.Generator.choice,
    np.random.Generator.permutation, np.random.Generator.permuted, np.random.Generator.shuffle, random.choice,
    random.choices, random.sample, random.shuffle,
)  # fmt: skip
