"""Derivatives of scipy.special: error functions and the normal distribution.

Numbers such as 8.17.5 are equations of the NIST Digital Library of Mathematical Functions, dlmf.nist.gov.
"""

import math

import numpy as np
from scipy import special

from srcad.rules.recipe import elementwise


@elementwise(special.erf)
def erf(y, x):
    return 2 / math.sqrt(math.pi) * np.exp(-(x**2))


@elementwise(special.erfc)
def erfc(y, x):
    return -2 / math.sqrt(math.pi) * np.exp(-(x**2))


@elementwise(special.erfcx)
def erfcx(y, x):
    # 2 x y - 2 / sqrt(pi), which for large x is the difference of two equals: there 7.18.10 instead.
    far = special.hyperu(1, 0.5, np.maximum(x, 0) ** 2) / -math.sqrt(math.pi)
    return np.where(x > 1, far, 2 * x * y - 2 / math.sqrt(math.pi))


@elementwise(special.erfi)
def erfi(y, x):
    return 2 / math.sqrt(math.pi) * np.exp(x**2)


@elementwise(special.erfinv)
def erfinv(y, x):
    return math.sqrt(math.pi) / 2 * np.exp(y**2)


@elementwise(special.erfcinv)
def erfcinv(y, x):
    return -math.sqrt(math.pi) / 2 * np.exp(y**2)


@elementwise(special.dawsn)
def dawsn(y, x):
    # 1 - 2 x y, without the difference of two equals that it is for large x: y is x * hyp1f1(1, 3/2, -x**2).
    return special.hyp1f1(1, 0.5, -(x**2))


@elementwise(special.ndtr)
def ndtr(y, x):
    return np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@elementwise(special.ndtri)
def ndtri(x, p):
    return math.sqrt(2 * math.pi) * np.exp(x**2 / 2)


@elementwise(special.log_ndtr)
def log_ndtr(y, x):
    return math.sqrt(2 / math.pi) / special.erfcx(-x / math.sqrt(2))


@elementwise(special.ndtri_exp)
def ndtri_exp(x, y):
    return math.sqrt(math.pi / 2) * special.erfcx(-x / math.sqrt(2))


@elementwise(special.owens_t)
def owens_t(y, h, a):
    in_h = -np.exp(-(h**2) / 2) / math.sqrt(8 * math.pi) * special.erf(a * h / math.sqrt(2))
    return in_h, np.exp(-(h**2) * (1 + a**2) / 2) / (2 * math.pi * (1 + a**2))


@elementwise(special.nrdtrimn)
def nrdtrimn(mean, p, std, x):
    z = (x - mean) / std
    return -std * math.sqrt(2 * math.pi) * np.exp(z**2 / 2), -z, 1


@elementwise(special.nrdtrisd)
def nrdtrisd(std, mean, p, x):
    z = (x - mean) / std
    return -1 / z, -std / z * math.sqrt(2 * math.pi) * np.exp(z**2 / 2), 1 / z


@elementwise(special.wofz)
def wofz(w, z):
    # 7.10.2
    return 2j / math.sqrt(math.pi) - 2 * z * w


@elementwise(special.voigt_profile)
def voigt_profile(y, x, sigma, gamma):
    # The real part of wofz(z), 7.19.1, of which 7.10.2 gives the derivative.
    z = (x + 1j * gamma) / (sigma * math.sqrt(2))
    zw = z * special.wofz(z)
    in_x = np.real(zw) / (-(sigma**2) * math.sqrt(math.pi))
    in_gamma = (np.real(-1j * zw) - 1 / math.sqrt(math.pi)) / (sigma**2 * math.sqrt(math.pi))
    return in_x, -(y + x * in_x + gamma * in_gamma) / sigma, in_gamma
