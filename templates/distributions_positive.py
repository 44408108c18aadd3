"""Derivatives of the logarithms of standard densities on a half-line: see distributions.py."""

import math

import numpy as np
from scipy import special, stats

from srcad import runtime
from srcad.rules.recipe import cumulative, d, distribution, quantile, scale


@distribution(stats.expon, support="z >= 0")
def expon(z):
    d[z] = -1


@distribution(stats.gamma, stats.erlang, support="z > 0")
def gamma(z, a):
    d[z] = (a - 1) / z - 1
    d[scale] = z - a
    d[a] = np.log(z) - special.digamma(a)
    cumulative[a] = runtime.gammainc_slope(a, z)
    mean = a
    var = a
    entropy = a + special.gammaln(a) + (1 - a) * special.digamma(a)


@distribution(stats.chi2, support="z > 0")
def chi2(z, df):
    d[z] = (df / 2 - 1) / z - 1 / 2
    d[scale] = (z - df) / 2
    d[df] = (np.log(z / 2) - special.digamma(df / 2)) / 2
    cumulative[df] = runtime.gammainc_slope(df / 2, z / 2) / 2
    mean = df
    var = 2 * df
    entropy = df / 2 + math.log(2.0) + special.gammaln(df / 2) + (1 - df / 2) * special.digamma(df / 2)


@distribution(stats.chi, support="z > 0")
def chi(z, df):
    d[z] = (df - 1) / z - z
    d[scale] = z**2 - df
    d[df] = np.log(z) - (math.log(2.0) + special.digamma(df / 2)) / 2
    cumulative[df] = runtime.gammainc_slope(df / 2, z**2 / 2) / 2
    mean = math.sqrt(2.0) * np.exp(special.gammaln((df + 1) / 2) - special.gammaln(df / 2))
    var = df - 2 * np.exp(2 * special.gammaln((df + 1) / 2) - 2 * special.gammaln(df / 2))


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
    # The distribution function is betainc(dfn / 2, dfd / 2, dfn * z / (dfd + dfn * z)).
    cumulative[dfn] = z / dfn * stats.f.pdf(z, dfn, dfd) + runtime.betainc_slope(dfn / 2, dfd / 2, dfn * z / (dfd + dfn * z), dfd / (dfd + dfn * z)) / 2
    cumulative[dfd] = -z / dfd * stats.f.pdf(z, dfn, dfd) - runtime.betainc_slope(dfd / 2, dfn / 2, dfd / (dfd + dfn * z), dfn * z / (dfd + dfn * z)) / 2
    mean = dfd / (dfd - 2) + 0 * dfn
    var = 2 * dfd**2 * (dfn + dfd - 2) / (dfn * (dfd - 2) ** 2 * (dfd - 4))


@distribution(stats.lognorm, support="z > 0")
def lognorm(z, s):
    d[z] = -(np.log(z) / s**2 + 1) / z
    d[scale] = np.log(z) / s**2
    d[s] = np.log(z) ** 2 / s**3 - 1 / s
    quantile[s] = z * np.log(z) / s
    mean = np.exp(s**2 / 2)
    var = np.expm1(s**2) * np.exp(s**2)
    entropy = np.log(s) + (1 + math.log(2 * math.pi)) / 2


@distribution(stats.weibull_min, support="z > 0")
def weibull_min(z, c):
    d[z] = (c - 1) / z - c * z ** (c - 1)
    d[scale] = c * (z**c - 1)
    d[c] = 1 / c + np.log(z) * (1 - z**c)
    quantile[c] = -z * np.log(z) / c
    mean = special.gamma(1 + 1 / c)
    var = special.gamma(1 + 2 / c) - special.gamma(1 + 1 / c) ** 2
    entropy = np.euler_gamma * (1 - 1 / c) - np.log(c) + 1


@distribution(stats.weibull_max, support="z < 0")
def weibull_max(z, c):
    d[z] = (c - 1) / z + c * (-z) ** (c - 1)
    d[c] = 1 / c + np.log(-z) * (1 - (-z) ** c)
    quantile[c] = -z * np.log(-z) / c
    mean = -special.gamma(1 + 1 / c)
    var = special.gamma(1 + 2 / c) - special.gamma(1 + 1 / c) ** 2
    entropy = np.euler_gamma * (1 - 1 / c) - np.log(c) + 1


@distribution(stats.pareto, support="z >= 1")
def pareto(z, b):
    d[z] = -(b + 1) / z
    d[scale] = b
    d[b] = 1 / b - np.log(z)
    quantile[b] = -z * np.log(z) / b
    mean = b / (b - 1)
    var = b / ((b - 2) * (b - 1) ** 2)
    entropy = 1 + 1 / b - np.log(b)


@distribution(stats.lomax, support="z >= 0")
def lomax(z, c):
    d[z] = -(c + 1) / (1 + z)
    d[scale] = (c * z - 1) / (1 + z)
    d[c] = 1 / c - np.log1p(z)
    quantile[c] = -(1 + z) * np.log1p(z) / c
    mean = 1 / (c - 1)
    var = c / ((c - 1) ** 2 * (c - 2))
    entropy = 1 + 1 / c - np.log(c)


@distribution(stats.genpareto, support="(z >= 0) * (c * z > -1)")
def genpareto(z, c):
    d[z] = -(c + 1) / (1 + c * z)
    d[c] = np.log1p(c * z) / c**2 - (1 + 1 / c) * z / (1 + c * z)
    quantile[c] = (1 + c * z) * np.log1p(c * z) / c**2 - z / c
    mean = 1 / (1 - c)
    var = 1 / ((1 - c) ** 2 * (1 - 2 * c))
    entropy = 1 + c


@distribution(stats.genextreme, support="c * z < 1")
def genextreme(z, c):
    d[z] = ((1 - c * z) ** (1 / c) + c - 1) / (1 - c * z)
    d[c] = ((1 - c * z) ** (1 / c) - 1) * (np.log1p(-c * z) / c**2 + z / (c * (1 - c * z))) + z / (1 - c * z)
    quantile[c] = -z / c - (1 - c * z) * np.log1p(-c * z) / c**2
    mean = (1 - special.gamma(1 + c)) / c
    var = (special.gamma(1 + 2 * c) - special.gamma(1 + c) ** 2) / c**2
    entropy = np.euler_gamma * (1 - c) + 1


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
    mean = 1 / (a - 1)
    var = 1 / ((a - 1) ** 2 * (a - 2))
    entropy = a - (a + 1) * special.digamma(a) + special.gammaln(a)


@distribution(stats.invgauss, support="z > 0")
def invgauss(z, mu):
    d[z] = (1 / z**2 - 1 / mu**2 - 3 / z) / 2
    d[mu] = (z - mu) / mu**3
    # Of Phi((z / mu - 1) / sqrt(z)) + exp(2 / mu) Phi(-(z / mu + 1) / sqrt(z)); the densities cancel.
    cumulative[mu] = -2 / mu**2 * np.exp(2 / mu + special.log_ndtr(-(z / mu + 1) / np.sqrt(z)))
    mean = mu
    var = mu**3


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
    # Of Marcum's Q function
    cumulative[b] = -z * np.exp(-((z - b) ** 2) / 2) * special.i1e(b * z)
    mean = math.sqrt(math.pi / 2) * special.hyp1f1(-1 / 2, 1, -(b**2) / 2)
    var = 2 + b**2 - math.pi / 2 * special.hyp1f1(-1 / 2, 1, -(b**2) / 2) ** 2


@distribution(stats.nakagami, support="z > 0")
def nakagami(z, nu):
    d[z] = (2 * nu - 1) / z - 2 * nu * z
    d[nu] = np.log(nu) + 1 - special.digamma(nu) + 2 * np.log(z) - z**2
    cumulative[nu] = runtime.gammainc_slope(nu, nu * z**2) + z / (2 * nu) * stats.nakagami.pdf(z, nu)
    mean = np.exp(special.gammaln(nu + 1 / 2) - special.gammaln(nu)) / np.sqrt(nu)
    var = 1 - np.exp(2 * special.gammaln(nu + 1 / 2) - 2 * special.gammaln(nu)) / nu


@distribution(stats.fisk, support="z > 0")
def fisk(z, c):
    d[z] = (c - 1 - 2 * c * z**c / (1 + z**c)) / z
    d[scale] = c * (z**c - 1) / (1 + z**c)
    d[c] = 1 / c + np.log(z) * (1 - z**c) / (1 + z**c)
    quantile[c] = -z * np.log(z) / c
    mean = math.pi / c / np.sin(math.pi / c)
    var = 2 * math.pi / c / np.sin(2 * math.pi / c) - (math.pi / c / np.sin(math.pi / c)) ** 2
    entropy = 2 - np.log(c)


@distribution(stats.betaprime, support="z > 0")
def betaprime(z, a, b):
    d[z] = (a - 1) / z - (a + b) / (1 + z)
    d[a] = np.log(z / (1 + z)) - special.digamma(a) + special.digamma(a + b)
    d[b] = -np.log1p(z) - special.digamma(b) + special.digamma(a + b)
    cumulative[a] = runtime.betainc_slope(a, b, z / (1 + z), 1 / (1 + z))
    cumulative[b] = -runtime.betainc_slope(b, a, 1 / (1 + z), z / (1 + z))
    mean = a / (b - 1)
    var = a * (a + b - 1) / ((b - 2) * (b - 1) ** 2)


@distribution(stats.gengamma, support="z > 0")
def gengamma(z, a, c):
    d[z] = (c * a - 1) / z - c * z ** (c - 1)
    d[a] = c * np.log(z) - special.digamma(a)
    d[c] = 1 / c + np.log(z) * (a - z**c)
    cumulative[a] = np.sign(c) * runtime.gammainc_slope(a, z**c)
    quantile[c] = -z * np.log(z) / c


@distribution(stats.exponweib, support="z > 0")
def exponweib(z, a, c):
    d[z] = (c - 1) / z + c * z ** (c - 1) * ((a - 1) / np.expm1(z**c) - 1)
    d[a] = 1 / a + np.log(-np.expm1(-(z**c)))
    d[c] = 1 / c + np.log(z) * (1 + z**c * ((a - 1) / np.expm1(z**c) - 1))
    cumulative[a] = (-np.expm1(-(z**c))) ** a * np.log(-np.expm1(-(z**c)))
    quantile[c] = -z * np.log(z) / c


@distribution(stats.invweibull, support="z > 0")
def invweibull(z, c):
    d[z] = c * z ** (-c - 1) - (c + 1) / z
    d[c] = 1 / c + np.log(z) * (z**-c - 1)
    quantile[c] = -z * np.log(z) / c
    mean = special.gamma(1 - 1 / c)
    var = special.gamma(1 - 2 / c) - special.gamma(1 - 1 / c) ** 2


@distribution(stats.gompertz, support="z >= 0")
def gompertz(z, c):
    d[z] = 1 - c * np.exp(z)
    d[c] = 1 / c - np.expm1(z)
    quantile[c] = np.expm1(-z) / c


@distribution(stats.foldnorm, support="z >= 0")
def foldnorm(z, c):
    d[z] = c * np.tanh(c * z) - z
    d[c] = z * np.tanh(c * z) - c
    cumulative[c] = stats.norm.pdf(z + c) - stats.norm.pdf(z - c)


@distribution(stats.loglaplace, support="z > 0")
def loglaplace(z, c):
    d[z] = (c * np.sign(1 - z) - 1) / z
    d[c] = 1 / c - np.abs(np.log(z))
    quantile[c] = -z * np.log(z) / c


@distribution(stats.halfgennorm, support="z > 0")
def halfgennorm(z, beta):
    d[z] = -beta * z ** (beta - 1)
    d[beta] = 1 / beta + special.digamma(1 / beta) / beta**2 - z**beta * np.log(z)
    cumulative[beta] = stats.halfgennorm.pdf(z, beta) * special.xlogy(z, z) / beta - runtime.gammainc_slope(1 / beta, z**beta) / beta**2


@distribution(stats.gibrat, support="z > 0")
def gibrat(z):
    d[z] = -(np.log(z) + 1) / z


@distribution(stats.ncx2, support="z > 0")
def ncx2(z, df, nc):
    # I'(s) / I(s) of order df / 2 - 1 is that of the next order, plus the order over s.
    d[z] = special.ive(df / 2, np.sqrt(nc * z)) / special.ive(df / 2 - 1, np.sqrt(nc * z)) * np.sqrt(nc / z) / 2 + (df / 2 - 1) / z - 1 / 2
    d[nc] = (special.ive(df / 2, np.sqrt(nc * z)) / special.ive(df / 2 - 1, np.sqrt(nc * z)) * np.sqrt(z / nc) - 1) / 2
    cumulative[nc] = (stats.ncx2.cdf(z, df + 2, nc) - stats.ncx2.cdf(z, df, nc)) / 2
    mean = df + nc
    var = 2 * (df + 2 * nc)
