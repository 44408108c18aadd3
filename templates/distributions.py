"""Derivatives of the logarithms of standard densities, from which those of scipy.stats's distributions follow.

`d` holds the derivatives of the log density, `quantile` those of the quantile of a given probability, `cumulative`
those of a discrete distribution function.
"""

import math

import numpy as np
from scipy import special, stats

from srcad import runtime
from srcad.rules.recipe import cumulative, d, discrete, distribution, quantile, refused, scale

# -- on the whole line ------------------------------------------------------------------------------------------


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


@distribution(stats.vonmises)
def vonmises(z, kappa):
    d[z] = -kappa * np.sin(z)
    d[kappa] = np.cos(z) - special.i1e(kappa) / special.i0e(kappa)


@distribution(stats.gennorm)
def gennorm(z, beta):
    d[z] = -beta * np.sign(z) * np.abs(z) ** (beta - 1)
    d[scale] = beta * np.abs(z) ** beta - 1
    d[beta] = 1 / beta + special.digamma(1 / beta) / beta**2 - special.xlogy(np.abs(z) ** beta, np.abs(z))


@distribution(stats.loggamma)
def loggamma(z, c):
    d[z] = c - np.exp(z)
    d[c] = z - special.digamma(c)


@distribution(stats.johnsonsu)
def johnsonsu(z, a, b):
    d[z] = -z / (1 + z**2) - b * (a + b * np.arcsinh(z)) / np.sqrt(1 + z**2)
    d[a] = -a - b * np.arcsinh(z)
    d[b] = 1 / b - (a + b * np.arcsinh(z)) * np.arcsinh(z)
    quantile[a] = -np.sqrt(1 + z**2) / b
    quantile[b] = -np.sqrt(1 + z**2) * np.arcsinh(z) / b


# -- on a half-line -----------------------------------------------------------------------------------------------


@distribution(stats.expon, support="z >= 0")
def expon(z):
    d[z] = -1


@distribution(stats.gamma, stats.erlang, support="z > 0")
def gamma(z, a):
    d[z] = (a - 1) / z - 1
    d[scale] = z - a
    d[a] = np.log(z) - special.digamma(a)
    cumulative[a] = runtime.gammainc_slope(a, z)


@distribution(stats.chi2, support="z > 0")
def chi2(z, df):
    d[z] = (df / 2 - 1) / z - 1 / 2
    d[scale] = (z - df) / 2
    d[df] = (np.log(z / 2) - special.digamma(df / 2)) / 2
    cumulative[df] = runtime.gammainc_slope(df / 2, z / 2) / 2


@distribution(stats.chi, support="z > 0")
def chi(z, df):
    d[z] = (df - 1) / z - z
    d[scale] = z**2 - df
    d[df] = np.log(z) - (math.log(2.0) + special.digamma(df / 2)) / 2
    cumulative[df] = runtime.gammainc_slope(df / 2, z**2 / 2) / 2


@distribution(stats.f, support="z > 0")
def f(z, dfn, dfd):
    d[z] = (dfn / 2 - 1) / z - (dfn + dfd) / 2 * dfn / (dfd + dfn * z)
    d[dfn] = (
        np.log(dfn * z / (dfd + dfn * z)) + dfd * (1 - z) / (dfd + dfn * z)
        - special.digamma(dfn / 2) + special.digamma((dfn + dfd) / 2)
    ) / 2  # fmt: skip
    d[dfd] = (
        np.log(dfd / (dfd + dfn * z)) + dfn * (z - 1) / (dfd + dfn * z)
        - special.digamma(dfd / 2) + special.digamma((dfn + dfd) / 2)
    ) / 2  # fmt: skip


@distribution(stats.lognorm, support="z > 0")
def lognorm(z, s):
    d[z] = -(np.log(z) / s**2 + 1) / z
    d[scale] = np.log(z) / s**2
    d[s] = np.log(z) ** 2 / s**3 - 1 / s
    quantile[s] = z * np.log(z) / s


@distribution(stats.weibull_min, support="z > 0")
def weibull_min(z, c):
    d[z] = (c - 1) / z - c * z ** (c - 1)
    d[scale] = c * (z**c - 1)
    d[c] = 1 / c + np.log(z) * (1 - z**c)
    quantile[c] = -z * np.log(z) / c


@distribution(stats.weibull_max, support="z < 0")
def weibull_max(z, c):
    d[z] = (c - 1) / z + c * (-z) ** (c - 1)
    d[c] = 1 / c + np.log(-z) * (1 - (-z) ** c)
    quantile[c] = -z * np.log(-z) / c


@distribution(stats.pareto, support="z >= 1")
def pareto(z, b):
    d[z] = -(b + 1) / z
    d[scale] = b
    d[b] = 1 / b - np.log(z)
    quantile[b] = -z * np.log(z) / b


@distribution(stats.lomax, support="z >= 0")
def lomax(z, c):
    d[z] = -(c + 1) / (1 + z)
    d[scale] = (c * z - 1) / (1 + z)
    d[c] = 1 / c - np.log1p(z)
    quantile[c] = -(1 + z) * np.log1p(z) / c


@distribution(stats.genpareto, support="(z >= 0) * (c * z > -1)")
def genpareto(z, c):
    d[z] = -(c + 1) / (1 + c * z)
    d[c] = np.log1p(c * z) / c**2 - (1 + 1 / c) * z / (1 + c * z)
    quantile[c] = (1 + c * z) * np.log1p(c * z) / c**2 - z / c


@distribution(stats.genextreme, support="c * z < 1")
def genextreme(z, c):
    d[z] = ((1 - c * z) ** (1 / c) + c - 1) / (1 - c * z)
    d[c] = ((1 - c * z) ** (1 / c) - 1) * (np.log1p(-c * z) / c**2 + z / (c * (1 - c * z))) + z / (1 - c * z)
    quantile[c] = -z / c - (1 - c * z) * np.log1p(-c * z) / c**2


@distribution(stats.halfnorm, support="z >= 0")
def halfnorm(z):
    d[z] = -z


@distribution(stats.halfcauchy, support="z >= 0")
def halfcauchy(z):
    d[z] = -2 * z / (1 + z**2)
    d[scale] = (z**2 - 1) / (1 + z**2)


@distribution(stats.halflogistic, support="z >= 0")
def halflogistic(z):
    d[z] = -np.tanh(z / 2)
    d[scale] = z * np.tanh(z / 2) - 1


@distribution(stats.invgamma, support="z > 0")
def invgamma(z, a):
    d[z] = (1 / z - a - 1) / z
    d[scale] = a - 1 / z
    d[a] = -np.log(z) - special.digamma(a)
    cumulative[a] = -runtime.gammainc_slope(a, 1 / z)


@distribution(stats.invgauss, support="z > 0")
def invgauss(z, mu):
    d[z] = (1 / z**2 - 1 / mu**2 - 3 / z) / 2
    d[mu] = (z - mu) / mu**3


@distribution(stats.wald, support="z > 0")
def wald(z):
    d[z] = (1 / z**2 - 1 - 3 / z) / 2


@distribution(stats.levy, support="z > 0")
def levy(z):
    d[z] = (1 / z - 3) / (2 * z)


@distribution(stats.rayleigh, support="z > 0")
def rayleigh(z):
    d[z] = 1 / z - z
    d[scale] = z**2 - 2


@distribution(stats.maxwell, support="z > 0")
def maxwell(z):
    d[z] = 2 / z - z
    d[scale] = z**2 - 3


@distribution(stats.rice, support="z > 0")
def rice(z, b):
    d[z] = 1 / z - z + b * special.i1e(b * z) / special.i0e(b * z)
    d[b] = z * special.i1e(b * z) / special.i0e(b * z) - b


@distribution(stats.nakagami, support="z > 0")
def nakagami(z, nu):
    d[z] = (2 * nu - 1) / z - 2 * nu * z
    d[nu] = np.log(nu) + 1 - special.digamma(nu) + 2 * np.log(z) - z**2


@distribution(stats.fisk, support="z > 0")
def fisk(z, c):
    d[z] = (c - 1 - 2 * c * z**c / (1 + z**c)) / z
    d[scale] = c * (z**c - 1) / (1 + z**c)
    d[c] = 1 / c + np.log(z) * (1 - z**c) / (1 + z**c)
    quantile[c] = -z * np.log(z) / c


@distribution(stats.betaprime, support="z > 0")
def betaprime(z, a, b):
    d[z] = (a - 1) / z - (a + b) / (1 + z)
    d[a] = np.log(z / (1 + z)) - special.digamma(a) + special.digamma(a + b)
    d[b] = -np.log1p(z) - special.digamma(b) + special.digamma(a + b)


# -- between bounds -------------------------------------------------------------------------------------------------


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


@distribution(stats.arcsine, support="(z > 0) * (z < 1)")
def arcsine(z):
    d[z] = (1 / (1 - z) - 1 / z) / 2


@distribution(stats.powerlaw, support="(z > 0) * (z <= 1)")
def powerlaw(z, a):
    d[z] = (a - 1) / z
    d[scale] = -a
    d[a] = 1 / a + np.log(z)
    quantile[a] = -z * np.log(z) / a


@distribution(stats.semicircular, support="np.abs(z) < 1")
def semicircular(z):
    d[z] = -z / (1 - z**2)


@distribution(stats.truncnorm, support="(z >= a) * (z <= b)")
def truncnorm(z, a, b):
    # What is cut off is a factor of the density: its own value at a bound.
    d[z] = -z
    d[a] = stats.truncnorm.pdf(a, a, b)
    d[b] = -stats.truncnorm.pdf(b, a, b)


@distribution(stats.truncexpon, support="(z >= 0) * (z <= b)")
def truncexpon(z, b):
    d[z] = -1
    d[b] = -1 / np.expm1(b)
    quantile[b] = np.expm1(z) / np.expm1(b)


# -- of whole numbers, in their parameters ----------------------------------------------------------------------------


@discrete(stats.poisson, support="y > -np.inf")
def poisson(z, mu):
    d[mu] = z / mu - 1
    cumulative[mu] = -stats.poisson.pmf(np.floor(z), mu)


@discrete(stats.bernoulli, support="y > -np.inf")
def bernoulli(z, p):
    d[p] = z / p - (1 - z) / (1 - p)
    cumulative[p] = -np.where(np.floor(z) == 0, 1, 0)


@discrete(stats.binom, support="y > -np.inf")
def binom(z, n, p):
    d[p] = z / p - (n - z) / (1 - p)
    cumulative[p] = -n * stats.binom.pmf(np.floor(z), n - 1, p)


@discrete(stats.geom, support="y > -np.inf")
def geom(z, p):
    d[p] = 1 / p - (z - 1) / (1 - p)
    cumulative[p] = np.floor(z) * stats.geom.pmf(np.floor(z), p) / p


@discrete(stats.nbinom, support="y > -np.inf")
def nbinom(z, n, p):
    d[n] = special.digamma(z + n) - special.digamma(n) + np.log(p)
    d[p] = n / p - z / (1 - p)
    cumulative[n] = runtime.betainc_slope(n, np.floor(z) + 1, p, 1 - p)
    cumulative[p] = n * stats.nbinom.pmf(np.floor(z), n + 1, p) / p**2


@discrete(stats.betabinom, support="y > -np.inf")
def betabinom(z, n, a, b):
    d[a] = special.digamma(z + a) - special.digamma(n + a + b) - special.digamma(a) + special.digamma(a + b)
    d[b] = special.digamma(n - z + b) - special.digamma(n + a + b) - special.digamma(b) + special.digamma(a + b)


@discrete(stats.logser, support="y > -np.inf")
def logser(z, p):
    d[p] = z / p + 1 / ((1 - p) * np.log1p(-p))


@discrete(stats.planck, support="y > -np.inf")
def planck(z, lambda_):
    d[lambda_] = 1 / np.expm1(lambda_) - z


refused(
    "SciPy has no derivative of this density",
    stats.ncx2.pdf, stats.ncf.pdf, stats.nct.pdf, stats.kstwobign.pdf, stats.ksone.pdf,
)  # fmt: skip
