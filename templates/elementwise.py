"""Derivatives of functions of one number, applied element by element."""

import cmath
import math

import numpy as np

from srcad import runtime
from srcad.rules.recipe import constant, d, differential, elementwise, fit, is_complex, linear, zero


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
    # Not sqrt(1 - x**2), which loses digits near -1 and 1.
    return 1 / np.sqrt((1 - x) * (1 + x))


@elementwise(np.arccos, np.acos, math.acos, cmath.acos)
def arccos(y, x):
    return -1 / np.sqrt((1 - x) * (1 + x))


@elementwise(np.arctan, np.atan, math.atan, cmath.atan)
def arctan(y, x):
    return 1 / (1 + x**2)


@elementwise(np.arctan2, np.atan2, math.atan2)
def arctan2(y, a, b):
    # Not a**2 + b**2, which is 0 or infinite for numbers that are small or large.
    r = np.hypot(a, b)
    return b / r / r, -a / r / r


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
    if is_complex(x):
        return 1 / np.sqrt(x**2 + 1)
    return 1 / np.hypot(x, 1.0)


@elementwise(np.arccosh, np.acosh, math.acosh, cmath.acosh)
def arccosh(y, x):
    # Not sqrt(x**2 - 1), which loses digits near 1.
    return 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))


@elementwise(np.arctanh, np.atanh, math.atanh, cmath.atanh)
def arctanh(y, x):
    return 1 / ((1 - x) * (1 + x))


@elementwise(np.exp, math.exp, cmath.exp)
def exp(y, x):
    return y


@elementwise(np.exp2, math.exp2)
def exp2(y, x):
    return y * math.log(2.0)


@elementwise(np.expm1, math.expm1)
def expm1(y, x):
    # Not y + 1, which loses all digits far below 0.
    return np.exp(x)


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
    # Where an operand is infinite and equal to y, the difference is no number, and stands for 0.
    return np.exp(np.fmin(a - y, 0.0)), np.exp(np.fmin(b - y, 0.0))


@elementwise(np.logaddexp2)
def logaddexp2(y, a, b):
    return np.exp2(np.fmin(a - y, 0.0)), np.exp2(np.fmin(b - y, 0.0))


@elementwise(np.sqrt, math.sqrt, cmath.sqrt)
def sqrt(y, x):
    return 0.5 / y


@elementwise(np.cbrt, math.cbrt)
def cbrt(y, x):
    return 1 / (3 * y**2)


@elementwise(np.hypot)
def hypot(y, a, b):
    # At the origin y is 0; the derivative there is taken to be 0.
    return a / (y + (y == 0)), b / (y + (y == 0))


@elementwise(math.hypot)
def length_of(y, *x):
    return x / (y + (y == 0))


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


@elementwise(math.gamma)
def gamma(y, x):
    return y * runtime.polygamma(0, x)


@elementwise(math.lgamma)
def lgamma(y, x):
    return runtime.polygamma(0, x)


@elementwise(np.sinc)
def sinc(y, x):
    return runtime.sinc_slope(x)


@elementwise(np.i0)
def i0(y, x):
    return runtime.bessel_i1(x)


@elementwise(np.nan_to_num)
def nan_to_num(y, x, copy=True, nan=0.0, posinf=None, neginf=None):
    # Not a product with the mask: what the argument was computed from may have an infinite derivative there.
    return np.where(np.isfinite(x), 1, 0)


@differential(np.ldexp, math.ldexp)
def ldexp(y, x, i):
    d[y] = np.ldexp(d[x], i)
    d[x] = fit(np.ldexp(d[y], i), x)


@elementwise(np.heaviside)
def heaviside(y, a, b):
    return None, a == 0


@elementwise(np.nextafter, math.nextafter)
def nextafter(y, a, b):
    return 1, None


@elementwise(np.unwrap)
def unwrap(y, p, discont=None, axis=-1, *, period=6.283185307179586):
    # Whole periods are added, as many as y is away.
    return 1, None, None, (y - p) / period


@linear(np.real_if_close, broadcasts=True)
def real_if_close(y, a, tol=100):
    d[a] = d[y]


@differential(np.modf, math.modf)
def modf(y, x):
    # The whole part is piecewise constant.
    d[y] = (d[x], zero(y[1]))
    d[x] = d[y][0]


@differential(np.frexp, math.frexp)
def frexp(y, x):
    # x = y[0] * 2**y[1], and the exponent is piecewise constant.
    d[y] = (np.ldexp(d[x], -y[1]), zero(y[1]))
    d[x] = np.ldexp(d[y][0], -y[1])


constant(np.fix, math.ulp)
constant(np.sign, np.floor, np.ceil, np.trunc, np.rint, np.floor_divide, np.round, np.around, np.signbit)
constant(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.isclose, np.allclose)
constant(np.isnan, np.isinf, np.isfinite, np.logical_and, np.logical_or, np.logical_not, np.logical_xor, np.array_equal)
