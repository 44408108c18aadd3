"""Derivatives of incomplete gamma and beta functions in their parameters, as integrals of the logarithm.

With t = x exp(-v) below x, or x exp(v) above it, log(t / x) is v, and what is added up has one sign. v runs through the nodes of
the exponential sinh rule: H. Takahasi and M. Mori, Double exponential formulas for numerical integration, 1974.
"""

import numpy as np

__all__ = ["betainc_slope", "gammainc_slope"]


def gammainc_slope(a, x):
    """Return the derivative of scipy.special.gammainc(a, x) in a."""
    from scipy import special

    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    u = np.linspace(-4.2, 4.2, 253)
    v = np.exp(np.pi / 2 * np.sinh(u))
    step = (u[1] - u[0]) * np.pi / 2 * np.cosh(u) * v
    below = x <= a
    sign = np.where(below, -1.0, 1.0)[..., None]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        # An infinite power of e makes its term 0.
        moment = np.sum(step * v * np.exp(sign * a[..., None] * v - x[..., None] * np.expm1(sign * v)), axis=-1)
        side = np.where(below, special.gammainc(a, x), -special.gammaincc(a, x))
        front = np.exp(special.xlogy(a, x) - x - special.gammaln(a))
        return (special.xlogy(side, x) - side * special.digamma(a) - front * moment)[()]


def betainc_slope(a, b, x, rest):
    """Return the derivative of scipy.special.betainc(a, b, x) in a; `rest` is 1 - x."""
    from scipy import special

    a, b, x, rest = np.broadcast_arrays(*(np.asarray(one, float) for one in (a, b, x, rest)))
    u = np.linspace(-4.2, 4.2, 253)
    v = np.exp(np.pi / 2 * np.sinh(u))
    step = (u[1] - u[0]) * np.pi / 2 * np.cosh(u) * v
    below = x * (a + b) <= a
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        # Above x it is 1 - t that is (1 - x) exp(-v).
        ours, other = np.where(below, a, b)[..., None], np.where(below, b, a)[..., None]
        growth = np.log1p(np.where(below, x / rest, rest / x)[..., None] * -np.expm1(-v))
        weight = np.where(below[..., None], v, growth)
        moment = np.sum(step * weight * np.exp((other - 1) * growth - ours * v), axis=-1) / np.where(below, rest, x)
        side = np.where(below, special.betainc(a, b, x), -special.betaincc(a, b, x))
        front = np.exp(special.xlogy(a, x) + special.xlogy(b, rest) - special.betaln(a, b))
        found = special.xlogy(side, x) + side * (special.digamma(a + b) - special.digamma(a)) - front * moment
        return np.where((x > 0) & (rest > 0), found, 0.0)[()]
