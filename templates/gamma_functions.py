"""Derivatives of scipy.special: the gamma function and its kin.

Numbers such as 8.17.5 are equations of the NIST Digital Library of Mathematical Functions, dlmf.nist.gov.
"""

import numpy as np
from scipy import special

from srcad import runtime
from srcad.rules.recipe import elementwise


@elementwise(special.gamma)
def gamma(y, x):
    return y * special.digamma(x)


@elementwise(special.gammaln, special.loggamma)
def gammaln(y, x):
    return special.digamma(x)


@elementwise(special.digamma, special.psi)
def digamma(y, x):
    # The trigamma function is a Hurwitz zeta function, 25.11.12.
    return special.zeta(2, x)


@elementwise(special.polygamma)
def polygamma(y, n, x):
    return "the order of a derivative is a whole number", special.polygamma(n + 1, x)


@elementwise(special.rgamma)
def rgamma(y, x):
    # 1 / gamma is entire: left of 1/2 by reflection, 5.5.3, which holds at the poles of gamma as well.
    reflected = special.gamma(1 - np.minimum(x, 1 / 2))
    turn = np.cos(np.pi * x) - np.sin(np.pi * x) / np.pi * special.digamma(1 - np.minimum(x, 1 / 2))
    return np.where(x > 1 / 2, -y * special.digamma(np.maximum(x, 1 / 2)), reflected * turn)


@elementwise(special.poch)
def poch(y, z, m):
    return y * (special.digamma(z + m) - special.digamma(z)), y * special.digamma(z + m)


@elementwise(special.gammainc)
def gammainc(y, a, x):
    # 8.8.13
    return runtime.gammainc_slope(a, x), np.exp(special.xlogy(a - 1, x) - x - special.gammaln(a))


@elementwise(special.gammaincc)
def gammaincc(y, a, x):
    return -runtime.gammainc_slope(a, x), -np.exp(special.xlogy(a - 1, x) - x - special.gammaln(a))


@elementwise(special.gammaincinv)
def gammaincinv(x, a, y):
    width = np.exp(x + special.gammaln(a) - special.xlogy(a - 1, x))
    return -runtime.gammainc_slope(a, x) * width, width


@elementwise(special.gammainccinv)
def gammainccinv(x, a, y):
    width = np.exp(x + special.gammaln(a) - special.xlogy(a - 1, x))
    return -runtime.gammainc_slope(a, x) * width, -width


@elementwise(runtime.gammainc_slope)
def gammainc_slope(y, a, x):
    density = np.exp(special.xlogy(a - 1, x) - x - special.gammaln(a))
    return "there is no rule for its second derivative", density * (np.log(x) - special.digamma(a))


@elementwise(special.beta)
def beta(y, a, b):
    return y * (special.digamma(a) - special.digamma(a + b)), y * (special.digamma(b) - special.digamma(a + b))


@elementwise(special.betaln)
def betaln(y, a, b):
    return special.digamma(a) - special.digamma(a + b), special.digamma(b) - special.digamma(a + b)


@elementwise(special.betainc, widens=True)
def betainc(y, a, b, x):
    # 8.17.1
    density = np.exp(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b))
    return runtime.betainc_slope(a, b, x, 1 - x), -runtime.betainc_slope(b, a, 1 - x, x), density


@elementwise(special.betaincc, widens=True)
def betaincc(y, a, b, x):
    density = np.exp(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b))
    return -runtime.betainc_slope(a, b, x, 1 - x), runtime.betainc_slope(b, a, 1 - x, x), -density


@elementwise(special.betaincinv, widens=True)
def betaincinv(x, a, b, y):
    width = np.exp(special.betaln(a, b) - special.xlogy(a - 1, x) - special.xlog1py(b - 1, -x))
    return -runtime.betainc_slope(a, b, x, 1 - x) * width, runtime.betainc_slope(b, a, 1 - x, x) * width, width


@elementwise(special.betainccinv, widens=True)
def betainccinv(x, a, b, y):
    width = np.exp(special.betaln(a, b) - special.xlogy(a - 1, x) - special.xlog1py(b - 1, -x))
    return -runtime.betainc_slope(a, b, x, 1 - x) * width, runtime.betainc_slope(b, a, 1 - x, x) * width, -width


@elementwise(runtime.betainc_slope)
def betainc_slope(y, a, b, x, rest):
    density = np.exp(special.xlogy(a - 1, x) + special.xlogy(b - 1, rest) - special.betaln(a, b))
    in_x = density * (np.log(x) - special.digamma(a) + special.digamma(a + b))
    return "there is no rule for its second derivative", "there is no rule for its second derivative", in_x, None


@elementwise(special.binom, special.comb)
def binom(y, n, k):
    rest = special.digamma(n - k + 1)
    return y * (special.digamma(n + 1) - rest), y * (rest - special.digamma(k + 1))


@elementwise(special.perm)
def perm(y, n, k):
    rest = special.digamma(n - k + 1)
    return y * (special.digamma(n + 1) - rest), y * rest


@elementwise(special.factorial)
def factorial(y, n):
    return y * special.digamma(n + 1)


@elementwise(special.zeta)
def zeta(y, x, q):
    # 25.11.17
    return "the derivative of a zeta function in x is no function of SciPy's", -x * special.zeta(x + 1, q)


@elementwise(special.agm)
def agm(y, a, b):
    # pi / (2 agm(a, b)) is R_F(0, a**2, b**2), 19.8.5 and 19.25.1.
    scale = y**2 * 2 / (3 * np.pi)
    return scale * a * special.elliprd(0, b**2, a**2), scale * b * special.elliprd(0, a**2, b**2)
