"""The classes of np.polynomial, and np.poly1d: through the whole pipeline, against differences."""

import numpy as np
import pytest
from numpy.polynomial import Chebyshev, Laguerre, Legendre, Polynomial

from tests import checks

C, X = np.array([0.7, -1.2, 0.4, 0.9]), np.array([-0.6, 0.2, 0.5, 0.8, -0.1])
Y = np.array([1.1, -0.4, 0.7, 0.2, 0.5])


def evaluated(c, x):
    return np.sum(Polynomial(c)(x) * Legendre(c[:3])(x) + Laguerre(c)(x[0]))


def computed_with(c, x):
    p = Chebyshev(c)
    q = p.deriv(2) + p * 2 - p / 3 - 1
    return np.sum(q(x)) * q.degree() + (p - q).coef[1]


def of_products(c, x):
    p = Polynomial(c[:3])
    q = (p**2 - p) * p + 1.0
    area = q.integ()(x[0]) - q.integ(lbnd=0.5)(x[1])
    return area + np.sum(q.coef) * len(p)


def on_another_interval(c, x):
    p = Polynomial(c, domain=[0, 2.5])
    return np.sum(p(x)) + np.sum(p.deriv()(x) * p.integ().coef[1])


def fitted(c, x):
    p = Polynomial.fit(x, Y * c[0] + x**2, 2)
    return p(0.3) * c[1] + np.sum(p.convert().coef)


def newton(c, x):
    p = Polynomial(c)
    slope, z = p.deriv(), x[0]
    for _ in range(3):
        z = z - p(z) / slope(z)
    return z


def plain(c, x):
    p = np.poly1d(c)
    q = p**2 + p - 1
    return np.sum(q(x) + p.deriv()(x) * p.integ()(x)) + q.coeffs[1] * p.order + p[1] + np.poly1d(c, True)(x[0])


@pytest.mark.parametrize("f", [evaluated, computed_with, of_products, on_another_interval, fitted, newton, plain])
def test_series(f):
    checks.check(f, C, X)
