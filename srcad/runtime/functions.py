"""Derivatives of functions that neither math nor NumPy has."""

import math

import numpy as np

__all__ = ["bessel_i1", "polygamma", "sinc_slope", "without_each_root"]


def polygamma(n, x):
    """Return the n-th derivative of the digamma function at a number; Abramowitz and Stegun 6.4.6 and 6.4.11."""
    # What Numba compiles: factorials as values of gamma, the reflection without a call of itself.
    sign, factorial = (-1) ** (n + 1), math.gamma(n + 1.0)
    is_reflected = x <= -20 and n == 0
    value, shift = 0.0, 1.0 - x if is_reflected else 1.0 * x
    while shift < 20:
        value += sign * factorial / shift ** (n + 1)
        shift += 1.0
    lead = -math.log(shift) if n == 0 else factorial / n / shift**n
    tail = lead + factorial / (2 * shift ** (n + 1))
    bernoulli = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
    for k, number in enumerate(bernoulli):
        order = 2.0 * k + 2
        tail += number * math.gamma(order + n) / (math.gamma(order + 1) * shift ** (order + n))
    value += sign * tail
    return value - math.pi / math.tan(math.pi * x) if is_reflected else value


def bessel_i1(x):
    """Return the modified Bessel function of order 1: the mean of exp(x cos t) cos t; Abramowitz and Stegun 9.6.19."""
    x = np.asarray(x)
    size = np.abs(x)[..., None]
    # The trapezoidal rule of a periodic function: what it leaves out is of the order of its number of points.
    count = 40 + int(np.ceil(np.sqrt(80 * np.max(size, initial=0.0, where=np.isfinite(size)))))
    cosines = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    near = np.sum(np.sinh(np.minimum(size, 1.0) * cosines) * cosines, axis=-1)
    far = np.exp(size[..., 0]) * np.sum(np.exp(size * (cosines - 1)) * cosines, axis=-1)
    return (np.sign(x) * np.where(size[..., 0] < 1, near, far) / count).astype(np.result_type(x, np.float32))[()]


def sinc_slope(x):
    """Return the derivative of np.sinc: near 0, where the difference loses digits, by its series."""
    t = np.pi * np.asarray(x)
    square = np.minimum(t * t, 1.0)
    series = 1.0
    for k in (12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1):
        series = 1 - square / (2 * k * (2 * k + 3)) * series
    near = np.abs(t) < 1
    away = np.where(near, 1.0, t)
    slope = np.where(near, -t / 3 * series, (np.cos(away) - np.sin(away) / away) / away)
    return np.pi * slope[()]


def without_each_root(roots):
    """Return, row by row, the coefficients of the product of (t - root) over all the other roots, the constant one first."""
    rows = np.zeros((len(roots), len(roots)), np.result_type(roots, np.float32))
    for k in range(len(roots)):
        rows[k] = np.atleast_1d(np.poly(np.delete(roots, k)))[::-1]
    return rows
