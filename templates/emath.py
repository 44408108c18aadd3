"""Derivatives of the functions of np.emath, whose results are complex where a real function has no value."""

import math

import numpy as np

from srcad.rules.recipe import elementwise


@elementwise(np.emath.sqrt, np.lib.scimath.sqrt)
def sqrt(y, x):
    return 0.5 / y


@elementwise(np.emath.log, np.lib.scimath.log)
def log(y, x):
    return 1 / x


@elementwise(np.emath.log2, np.lib.scimath.log2)
def log2(y, x):
    return 1 / (x * math.log(2.0))


@elementwise(np.emath.log10, np.lib.scimath.log10)
def log10(y, x):
    return 1 / (x * math.log(10.0))


@elementwise(np.emath.logn, np.lib.scimath.logn)
def logn(y, n, x):
    return -y / (n * np.emath.log(n)), 1 / (x * np.emath.log(n))


@elementwise(np.emath.power, np.lib.scimath.power)
def power(y, x, p):
    return p * np.emath.power(x, p - 1), y * np.emath.log(x)
