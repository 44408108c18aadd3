"""Derivatives of scipy.special's hypergeometric functions, orthogonal polynomials and elliptic integrals.

Numbers such as 13.3.15 are equations of the NIST Digital Library of Mathematical Functions, dlmf.nist.gov.
"""

import numpy as np
from scipy import special

from srcad.rules.recipe import d, differential, elementwise, fit

# -- hypergeometric functions, in their argument ------------------------------------------------------------------


@elementwise(special.hyp0f1)
def hyp0f1(y, v, z):
    return "in its last argument alone", special.hyp0f1(v + 1, z) / v


@elementwise(special.hyp1f1)
def hyp1f1(y, a, b, z):
    # 13.3.15
    slope = special.hyp1f1(a + 1, b + 1, z) * a / b
    return "in its last argument alone", "in its last argument alone", slope


@elementwise(special.hyp2f1)
def hyp2f1(y, a, b, c, z):
    # 15.5.1
    slope = special.hyp2f1(a + 1, b + 1, c + 1, z) * a * b / c
    return "in its last argument alone", "in its last argument alone", "in its last argument alone", slope


@elementwise(special.hyperu)
def hyperu(y, a, b, z):
    # 13.3.22
    slope = -a * special.hyperu(a + 1, b + 1, z)
    return "in its last argument alone", "in its last argument alone", slope


@elementwise(special.wright_bessel)
def wright_bessel(y, a, b, x):
    # 10.46.1, term by term
    slope = special.wright_bessel(a, b + a, x)
    return "in its last argument alone", "in its last argument alone", slope


@elementwise(special.log_wright_bessel)
def log_wright_bessel(y, a, b, x):
    slope = np.exp(special.log_wright_bessel(a, b + a, x) - y)
    return "in its last argument alone", "in its last argument alone", slope


# -- orthogonal polynomials: 18.9.15 to 18.9.27, with the Gegenbauer polynomials where they hold at the ends too ---


@elementwise(special.eval_legendre)
def eval_legendre(y, n, x):
    return "the degree is a whole number", special.eval_gegenbauer(n - 1, 1.5, x)


@elementwise(special.eval_chebyt)
def eval_chebyt(y, n, x):
    return "the degree is a whole number", n * special.eval_chebyu(n - 1, x)


@elementwise(special.eval_chebyu)
def eval_chebyu(y, n, x):
    return "the degree is a whole number", 2 * special.eval_gegenbauer(n - 1, 2.0, x)


@elementwise(special.eval_chebyc)
def eval_chebyc(y, n, x):
    return "the degree is a whole number", n * special.eval_chebyu(n - 1, x / 2)


@elementwise(special.eval_chebys)
def eval_chebys(y, n, x):
    return "the degree is a whole number", special.eval_gegenbauer(n - 1, 2.0, x / 2)


@elementwise(special.eval_sh_chebyt)
def eval_sh_chebyt(y, n, x):
    return "the degree is a whole number", 2 * n * special.eval_chebyu(n - 1, 2 * x - 1)


@elementwise(special.eval_sh_chebyu)
def eval_sh_chebyu(y, n, x):
    return "the degree is a whole number", 4 * special.eval_gegenbauer(n - 1, 2.0, 2 * x - 1)


@elementwise(special.eval_sh_legendre)
def eval_sh_legendre(y, n, x):
    return "the degree is a whole number", 2 * special.eval_gegenbauer(n - 1, 1.5, 2 * x - 1)


@elementwise(special.eval_hermite)
def eval_hermite(y, n, x):
    # Of degree 0, any polynomial does.
    return "the degree is a whole number", 2 * n * special.eval_hermite(np.abs(n - 1), x)


@elementwise(special.eval_hermitenorm)
def eval_hermitenorm(y, n, x):
    return "the degree is a whole number", n * special.eval_hermitenorm(np.abs(n - 1), x)


@elementwise(special.eval_laguerre)
def eval_laguerre(y, n, x):
    return "the degree is a whole number", -special.eval_genlaguerre(n - 1, 1.0, x)


@elementwise(special.eval_genlaguerre)
def eval_genlaguerre(y, n, alpha, x):
    return "the degree is a whole number", "in its last argument alone", -special.eval_genlaguerre(n - 1, alpha + 1, x)


@elementwise(special.eval_gegenbauer)
def eval_gegenbauer(y, n, alpha, x):
    return "the degree is a whole number", "in its last argument alone", 2 * alpha * special.eval_gegenbauer(n - 1, alpha + 1, x)


@elementwise(special.eval_jacobi)
def eval_jacobi(y, n, alpha, beta, x):
    slope = (n + alpha + beta + 1) / 2 * special.eval_jacobi(n - 1, alpha + 1, beta + 1, x)
    return "the degree is a whole number", "in its last argument alone", "in its last argument alone", slope


@elementwise(special.eval_sh_jacobi)
def eval_sh_jacobi(y, n, p, q, x):
    # The leading coefficient is 1.
    slope = n * special.eval_sh_jacobi(np.abs(n - 1), p + 2, q + 1, x)
    return "the degree is a whole number", "in its last argument alone", "in its last argument alone", slope


@elementwise(special.lpmv)
def lpmv(y, m, v, x):
    # 14.10.5
    slope = (v * x * y - (v + m) * special.lpmv(m, v - 1, x)) / (x**2 - 1)
    return "the order is a whole number", "the degree is a whole number", slope


# -- elliptic integrals: by those of Carlson, which have no differences of equals, 19.18.1 and 19.25 ---------------


@elementwise(special.ellipk)
def ellipk(y, m):
    return special.elliprd(0, 1, 1 - m) / 6


@elementwise(special.ellipkm1)
def ellipkm1(y, p):
    return -special.elliprd(0, 1, p) / 6


@elementwise(special.ellipe)
def ellipe(y, m):
    return -special.elliprd(0, 1 - m, 1) / 6


@elementwise(special.ellipkinc)
def ellipkinc(y, phi, m):
    # Each half period adds 2 K(m).
    turns = np.round(phi / np.pi)
    sine = np.sin(phi - turns * np.pi)
    part = sine**3 * special.elliprd(np.cos(phi) ** 2, 1, 1 - m * sine**2) / 6
    return 1 / np.sqrt(1 - m * sine**2), part + turns * special.elliprd(0, 1, 1 - m) / 3


@elementwise(special.ellipeinc)
def ellipeinc(y, phi, m):
    turns = np.round(phi / np.pi)
    sine = np.sin(phi - turns * np.pi)
    part = sine**3 * special.elliprd(np.cos(phi) ** 2, 1 - m * sine**2, 1) / 6
    return np.sqrt(1 - m * sine**2), -part - turns * special.elliprd(0, 1 - m, 1) / 3


@elementwise(special.elliprc)
def elliprc(y, a, b):
    # R_C(a, b) is R_F(a, b, b).
    return -special.elliprd(b, b, a) / 6, -special.elliprd(a, b, b) / 3


@elementwise(special.elliprf)
def elliprf(y, a, b, c):
    return -special.elliprd(b, c, a) / 6, -special.elliprd(a, c, b) / 6, -special.elliprd(a, b, c) / 6


@elementwise(special.elliprd)
def elliprd(y, a, b, c):
    # The mixed second derivatives of R_F, by the Euler-Poisson-Darboux equation, 19.18.14; in c as of degree -3/2.
    by_a = special.elliprd(b, c, a + (a == 0))
    by_b = special.elliprd(a, c, b + (b == 0))
    in_a = (by_a - y) / (2 * (a - c))
    in_b = (by_b - y) / (2 * (b - c))
    return in_a, in_b, (-1.5 * y - a * in_a - b * in_b) / c


@differential(special.ellipj)
def ellipj(y, u, m):
    # phi = am(u, m) is where F(phi, m) = u, so that F_phi dphi + F_m dm = du; 22.20.5
    turns = np.round(y[3] / np.pi)
    sine = np.sin(y[3] - turns * np.pi)
    part = sine**3 * special.elliprd(y[1] ** 2, 1, 1 - m * sine**2) / 6 + turns * special.elliprd(0, 1, 1 - m) / 3
    d[y] = (
        y[1] * y[2] * (d[u] - part * d[m]),
        -y[0] * y[2] * (d[u] - part * d[m]),
        -m * y[0] * y[1] * (d[u] - part * d[m]) - y[0] ** 2 / (2 * y[2]) * d[m],
        y[2] * (d[u] - part * d[m]),
    )
    along = d[y][0] * y[1] - d[y][1] * y[0] - d[y][2] * (m * y[0] * y[1] / y[2]) + d[y][3]
    d[u] = fit(y[2] * along, u)
    d[m] = fit(-y[2] * part * along - d[y][2] * (y[0] ** 2 / (2 * y[2])), m)
