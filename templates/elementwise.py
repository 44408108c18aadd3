"""Derivatives of functions of one number, applied element by element."""

import cmath
import math

import numpy as np

from srcad.rules.recipe import constant, elementwise


@elementwise(np.sin, math.sin, cmath.sin)
def sin(y, x):
    return np.cos(x)


@elementwise(np.cos, math.cos, cmath.cos)
def cos(y, x):
    return -np.sin(x)


@elementwise(np.tan, math.tan, cmath.tan)
def tan(y, x):
    return 1 + y**2


@elementwise(np.arcsin, np.asin, math.asin, cmath.asin)
def arcsin(y, x):
    return 1 / np.sqrt(1 - x**2)


@elementwise(np.arccos, np.acos, math.acos, cmath.acos)
def arccos(y, x):
    return -1 / np.sqrt(1 - x**2)


@elementwise(np.arctan, np.atan, math.atan, cmath.atan)
def arctan(y, x):
    return 1 / (1 + x**2)


@elementwise(np.arctan2, np.atan2, math.atan2)
def arctan2(y, a, b):
    return b / (a**2 + b**2), -a / (a**2 + b**2)


@elementwise(np.sinh, math.sinh, cmath.sinh)
def sinh(y, x):
    return np.cosh(x)


@elementwise(np.cosh, math.cosh, cmath.cosh)
def cosh(y, x):
    return np.sinh(x)


@elementwise(np.tanh, math.tanh, cmath.tanh)
def tanh(y, x):
    return 1 - y**2


@elementwise(np.arcsinh, np.asinh, math.asinh, cmath.asinh)
def arcsinh(y, x):
    return 1 / np.sqrt(x**2 + 1)


@elementwise(np.arccosh, np.acosh, math.acosh, cmath.acosh)
def arccosh(y, x):
    # Not sqrt(x**2 - 1), which loses digits near 1.
    return 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))


@elementwise(np.arctanh, np.atanh, math.atanh, cmath.atanh)
def arctanh(y, x):
    return 1 / (1 - x**2)


@elementwise(np.exp, math.exp, cmath.exp)
def exp(y, x):
    return y


@elementwise(np.exp2, math.exp2)
def exp2(y, x):
    return y * math.log(2.0)


@elementwise(np.expm1, math.expm1)
def expm1(y, x):
    return y + 1


@elementwise(np.log)
def log(y, x):
    return 1 / x


@elementwise(math.log, cmath.log)
def log_to_base(y, x, base=None):
    if base is None:
        return 1 / x
    return 1 / (x * np.log(base)), -y / (base * np.log(base))


@elementwise(np.log2, math.log2)
def log2(y, x):
    return 1 / (x * math.log(2.0))


@elementwise(np.log10, math.log10, cmath.log10)
def log10(y, x):
    return 1 / (x * math.log(10.0))


@elementwise(np.log1p, math.log1p)
def log1p(y, x):
    return 1 / (1 + x)


@elementwise(np.logaddexp)
def logaddexp(y, a, b):
    return np.exp(a - y), np.exp(b - y)


@elementwise(np.sqrt, math.sqrt, cmath.sqrt)
def sqrt(y, x):
    return 0.5 / y


@elementwise(np.cbrt, math.cbrt)
def cbrt(y, x):
    return 1 / (3 * y**2)


@elementwise(np.hypot, math.hypot)
def hypot(y, a, b):
    # At the origin y is 0; the derivative there is taken to be 0.
    return a / (y + (y == 0)), b / (y + (y == 0))


@elementwise(np.deg2rad, np.radians, math.radians)
def radians(y, x):
    return np.pi / 180


@elementwise(np.rad2deg, np.degrees, math.degrees)
def degrees(y, x):
    return 180 / np.pi


@elementwise(math.erf)
def erf(y, x):
    return 2 / math.sqrt(math.pi) * np.exp(-(x**2))


@elementwise(math.erfc)
def erfc(y, x):
    return -2 / math.sqrt(math.pi) * np.exp(-(x**2))


constant(np.sign, np.floor, np.ceil, np.trunc, np.rint, np.heaviside, np.floor_divide, np.round, np.around, np.signbit)
constant(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.isclose, np.allclose)
constant(np.isnan, np.isinf, np.isfinite, np.logical_and, np.logical_or, np.logical_not, np.logical_xor, np.array_equal)
