"""Derivatives of scipy.special: exponential integrals, sigmoids, logarithms and convenience functions.

Numbers such as 8.17.5 are equations of the NIST Digital Library of Mathematical Functions, dlmf.nist.gov.
"""

import math

import numpy as np
from scipy import special

from srcad.rules.recipe import d, differential, elementwise, fit, is_known, spread

# -- exponential and logarithmic integrals --------------------------------------------------------------------


@elementwise(special.expi)
def expi(y, x):
    return np.exp(x) / x


@elementwise(special.exp1)
def exp1(y, x):
    return -np.exp(-x) / x


@elementwise(special.expn)
def expn(y, n, x):
    # 8.19.13; of order 0, it is exp(-x) / x.
    if is_known(n):
        if n == 0:
            return "the order is a whole number", -y * (1 + 1 / x)
        return "the order is a whole number", -special.expn(n - 1, x)
    return "the order is a whole number", np.where(n == 0, -y * (1 + 1 / x), -special.expn(np.abs(n - 1), x))


@elementwise(special.exprel)
def exprel(y, x):
    # hyp1f1(1, 2, x), and 13.3.15
    return special.hyp1f1(2, 3, x) / 2


@elementwise(special.spence)
def spence(y, z):
    # log(z) / (1 - z), which is -1 at 1.
    return -1 / special.exprel(np.log(z))


@elementwise(special.lambertw)
def lambertw(w, z, k=0, tol=1e-8):
    # w exp(w) = z, 4.13.4, without a division by z
    return 1 / (np.exp(w) * (1 + w)), None, None


@elementwise(special.wrightomega)
def wrightomega(y, x):
    return y / (1 + y)


# -- sigmoids, logarithms and convenience functions -------------------------------------------------------------


@elementwise(special.expit)
def expit(y, x):
    # Not y * (1 - y), which is 0 where y rounds to 1.
    return y * special.expit(-x)


@elementwise(special.logit)
def logit(y, x):
    return 1 / (x * (1 - x))


@elementwise(special.log_expit)
def log_expit(y, x):
    return special.expit(-x)


@elementwise(special.softplus)
def softplus(y, x):
    return special.expit(x)


@elementwise(special.xlogy)
def xlogy(z, x, y):
    # Where x is 0, nothing depends on y: 1 is divided by, wherever y is.
    return np.log(y), x / (y + (x == 0))


@elementwise(special.xlog1py)
def xlog1py(z, x, y):
    return np.log1p(y), x / (1 + y + (x == 0))


@elementwise(special.entr)
def entr(y, x):
    return -np.log(x) - 1


@elementwise(special.rel_entr)
def rel_entr(z, x, y):
    return np.log(x / y) + 1, -x / (y + (x == 0))


@elementwise(special.kl_div)
def kl_div(z, x, y):
    return np.log(x / y), 1 - x / (y + (x == 0))


@elementwise(special.huber)
def huber(y, delta, r):
    return np.maximum(np.abs(r) - delta, 0), np.clip(r, -delta, delta)


@elementwise(special.pseudo_huber)
def pseudo_huber(y, delta, r):
    root = np.sqrt(1 + (r / delta) ** 2)
    return y**2 / (delta**3 * root), r / root


@elementwise(special.boxcox)
def boxcox(y, x, lmbda):
    # y is log(x) * exprel(lmbda * log(x)), which has its derivative at 0 too.
    return x ** (lmbda - 1), np.log(x) ** 2 * special.hyp1f1(2, 3, lmbda * np.log(x)) / 2


@elementwise(special.boxcox1p)
def boxcox1p(y, x, lmbda):
    growth = np.log1p(x)
    return np.exp((lmbda - 1) * growth), growth**2 * special.hyp1f1(2, 3, lmbda * growth) / 2


@elementwise(special.inv_boxcox)
def inv_boxcox(x, y, lmbda):
    slope = x ** (1 - lmbda)
    return slope, -slope * np.log(x) ** 2 * special.hyp1f1(2, 3, lmbda * np.log(x)) / 2


@elementwise(special.inv_boxcox1p)
def inv_boxcox1p(x, y, lmbda):
    growth = np.log1p(x)
    slope = np.exp((1 - lmbda) * growth)
    return slope, -slope * growth**2 * special.hyp1f1(2, 3, lmbda * growth) / 2


@elementwise(special.exp2)
def exp2(y, x):
    return y * math.log(2.0)


@elementwise(special.exp10)
def exp10(y, x):
    return y * math.log(10.0)


@elementwise(special.expm1)
def expm1(y, x):
    return np.exp(x)


@elementwise(special.log1p)
def log1p(y, x):
    return 1 / (1 + x)


@elementwise(special.cosm1)
def cosm1(y, x):
    return -np.sin(x)


@elementwise(special.cbrt)
def cbrt(y, x):
    return 1 / (3 * y**2)


@elementwise(special.powm1)
def powm1(y, x, n):
    return n * x ** (n - 1), x**n * np.log(x)


@elementwise(special.radian)
def radian(y, d, m, s):
    return np.pi / 180, np.pi / 10800, np.pi / 648000


@elementwise(special.sindg)
def sindg(y, x):
    return np.pi / 180 * special.cosdg(x)


@elementwise(special.cosdg)
def cosdg(y, x):
    return -np.pi / 180 * special.sindg(x)


@elementwise(special.tandg)
def tandg(y, x):
    return np.pi / 180 * (1 + y**2)


@elementwise(special.cotdg)
def cotdg(y, x):
    return -np.pi / 180 * (1 + y**2)


@elementwise(special.diric)
def diric(y, x, n):
    # At a multiple of 2 pi both are 0, and so is the derivative.
    half = np.sin(x / 2)
    return (np.cos(n * x / 2) - y * np.cos(x / 2)) / (2 * half + (half == 0)), "n is a whole number"


# -- of whole axes -------------------------------------------------------------------------------------------


@differential(special.logsumexp, broadcasts=True, outputs="total sign", alone=True)
def logsumexp(y, a, axis=None, b=None, keepdims=False, return_sign=False):
    if return_sign:
        # total is the logarithm of sign times the sum.
        share = np.exp(a - spread(total, a, axis, keepdims)) * spread(sign, a, axis, keepdims)
        moves = share * d[a] if b is None else share * (b * d[a] + d[b])
        d[total] = np.sum(moves, axis=axis, keepdims=keepdims)
        d[sign] = None
        d[a] = spread(d[total], a, axis, keepdims) * share if b is None else fit(spread(d[total], a, axis, keepdims) * b * share, a)
        d[b] = fit(spread(d[total], a, axis, keepdims) * share, b)
    else:
        share = np.exp(a - spread(y, a, axis, keepdims))
        if b is None:
            d[y] = np.sum(share * d[a], axis=axis, keepdims=keepdims)
            d[a] = spread(d[y], a, axis, keepdims) * share
        else:
            d[y] = np.sum(share * (b * d[a] + d[b]), axis=axis, keepdims=keepdims)
            d[a] = fit(spread(d[y], a, axis, keepdims) * b * share, a)
            d[b] = fit(spread(d[y], a, axis, keepdims) * share, b)


@differential(special.softmax)
def softmax(y, x, axis=None):
    d[y] = y * (d[x] - np.sum(y * d[x], axis=axis, keepdims=True))
    d[x] = y * (d[y] - np.sum(y * d[y], axis=axis, keepdims=True))


@differential(special.log_softmax)
def log_softmax(y, x, axis=None):
    d[y] = d[x] - np.sum(np.exp(y) * d[x], axis=axis, keepdims=True)
    d[x] = d[y] - np.exp(y) * np.sum(d[y], axis=axis, keepdims=True)


@elementwise(special.multigammaln)
def multigammaln(y, a, d):
    # Appendix A.7 of Muirhead, Aspects of Multivariate Statistical Theory
    steps = np.sum(special.digamma(np.expand_dims(a, -1) - np.arange(d) / 2), axis=-1)
    return steps, "the dimension is a whole number"
