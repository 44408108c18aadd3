"""Derivatives of arithmetic and of what Python's own numeric functions do."""

import builtins
import cmath
import math
import operator

import numpy as np

from srcad.rules.recipe import (
    choice, constant, d, differential, elementwise, fit, is_complex, is_known, is_named, is_number, whole, zero,
)  # fmt: skip


@elementwise(operator.add, np.add)
def add(y, a, b):
    return 1, 1


@elementwise(operator.sub, np.subtract)
def subtract(y, a, b):
    return 1, -1


@elementwise(operator.mul, np.multiply)
def multiply(y, a, b):
    return b, a


@elementwise(operator.truediv, np.divide, np.true_divide)
def divide(y, a, b):
    if is_named(y) or not (is_number(a) or is_number(b)):
        return 1 / b, -(1 / b * y)
    return 1 / b, -a / b**2


@elementwise(operator.mod, np.mod, np.remainder)
def mod(y, a, b):
    # a % b is a - b * floor(a / b), and the floor is piecewise constant.
    return 1, -(a // b)


@elementwise(np.fmod, math.fmod)
def fmod(y, a, b):
    # a - b * trunc(a / b), and y is its value.
    return 1, (y - a) / b


@elementwise(math.remainder)
def remainder(y, x, z):
    # x - z * n with the whole number n nearest to x / z, and y is its value.
    return 1, (y - x) / z


@differential(np.divmod, builtins.divmod)
def divmod_(y, a, b):
    d[y] = (zero(y[0]), whole(d[a] - y[0] * d[b], y[1]))
    d[a] = fit(d[y][1], a)
    d[b] = -fit(d[y][1] * y[0], b)


@elementwise(math.fma)
def fma(y, a, b, c):
    return b, a, 1


@elementwise(operator.neg, np.negative)
def negative(y, a):
    return -1


@elementwise(operator.pos, np.positive, builtins.float)
def positive(y, a):
    return 1


@elementwise(operator.pow, np.power, np.pow, np.float_power, math.pow)
def power(y, x, n):
    if is_known(n):
        if n == 0:
            return 0, None
        return n * x ** (n - 1), None
    if is_known(x) and is_complex(y):
        return None, y * cmath.log(x)
    if is_known(x) and x > 0:
        return None, y * math.log(x)
    # Where n is 0 nothing is divided by x; at x = 0 the log is taken of 1.
    if is_number(x) and not is_complex(y):
        return n * x ** (n - 1 + (n == 0)), y * math.log(x + (x == 0))
    return n * x ** (n - 1 + (n == 0)), y * np.log(x + (x == 0))


@elementwise(builtins.pow, refuses="mod")
def power_of_number(y, base, exp, mod=None):
    if is_known(exp):
        if exp == 0:
            return 0, None
        return exp * base ** (exp - 1), None
    if is_known(base) and is_complex(y):
        return None, y * cmath.log(base)
    if is_known(base) and base > 0:
        return None, y * math.log(base)
    # As above.
    if is_number(base) and not is_complex(y):
        return exp * base ** (exp - 1 + (exp == 0)), y * math.log(base + (base == 0))
    return exp * base ** (exp - 1 + (exp == 0)), y * np.log(base + (base == 0))


@elementwise(math.fabs)
def fabs(y, x):
    return math.copysign(x != 0, x)


@elementwise(builtins.abs, np.abs, np.absolute, np.fabs, complex=True)
def absolute(y, x):
    if is_complex(x):
        return x / (y + (y == 0))
    if is_number(x):
        return math.copysign(x != 0, x)
    return np.sign(x)


@elementwise(np.copysign, math.copysign)
def copysign(y, a, b):
    if is_number(b):
        return np.copysign(a != 0, a) * math.copysign(1.0, b), None
    return np.copysign(a != 0, a) * np.copysign(1.0, b), None


@elementwise(np.square)
def square(y, x):
    return 2 * x


@elementwise(np.reciprocal)
def reciprocal(y, x):
    return -(y**2)


# Of those that choose, a derivative is chosen, too, and not multiplied by 0: it may be infinite. Equal arguments share it.


@elementwise(np.maximum)
def maximum(y, a, b):
    if is_complex(y):
        raise ValueError("complex numbers have no order of their own; compare their real parts, say")
    return np.where(a >= b, np.where(a > b, 1, 0.5), 0), np.where(b >= a, np.where(b > a, 1, 0.5), 0)


@elementwise(np.minimum)
def minimum(y, a, b):
    if is_complex(y):
        raise ValueError("complex numbers have no order of their own; compare their real parts, say")
    return np.where(a <= b, np.where(a < b, 1, 0.5), 0), np.where(b <= a, np.where(b < a, 1, 0.5), 0)


@elementwise(np.fmax, np.fmin)
def extreme_but_nan(y, a, b):
    if is_complex(y):
        raise ValueError("complex numbers have no order of their own; compare their real parts, say")
    return np.where(a == y, np.where(a == b, 0.5, 1), 0), np.where(b == y, np.where(a == b, 0.5, 1), 0)


@elementwise(np.clip, synonyms={"min": "a_min", "max": "a_max"})
def clip(y, a, a_min=None, a_max=None):
    if is_complex(y):
        raise ValueError("complex numbers have no order of their own; clip their real parts, say")
    if a_min is None:
        return np.where(a <= a_max, 1, 0), None, np.where(a > a_max, 1, 0)
    if a_max is None:
        return np.where(a >= a_min, 1, 0), np.where(a < a_min, 1, 0), None
    inside = (a >= a_min) & (a <= a_max)
    below = (a < a_min) & (a_min <= a_max)
    return np.where(inside, 1, 0), np.where(below, 1, 0), np.where(np.maximum(a, a_min) > a_max, 1, 0)


@elementwise(np.where, linear=True)
def where(y, condition, x, y_):
    return None, np.where(condition, 1, 0), np.where(condition, 0, 1)


@choice(builtins.max)
def largest(y, *items):
    # The first of equal arguments is chosen, as by max itself.
    return operator.gt, operator.ge


@choice(builtins.min)
def smallest(y, *items):
    return operator.lt, operator.le


constant(operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge, operator.not_, operator.invert)
constant(operator.floordiv, operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift)
constant("not")
constant(operator.is_, operator.is_not, operator.contains)
constant(builtins.int, builtins.bool, builtins.round, builtins.len, builtins.str, builtins.repr, builtins.isinstance)
constant(builtins.format, builtins.type, builtins.id, builtins.any, builtins.all, builtins.range, builtins.hasattr)
constant("fstring")
constant(math.floor, math.ceil, math.trunc, math.isnan, math.isinf, math.isfinite, math.isclose)
constant(math.factorial, math.comb, math.perm, math.gcd, math.lcm, math.isqrt)
