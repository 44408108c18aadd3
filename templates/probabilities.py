"""Derivatives of scipy.special's distribution functions, in what they are integrals to, and in probabilities."""

import math

import numpy as np
from scipy import special, stats

from srcad.rules.recipe import constant, elementwise, refused

# -- continuous distributions: the density, and its reciprocal for an inverse -------------------------------------


@elementwise(special.chdtr, widens=True)
def chdtr(y, v, x):
    return "in x alone", np.exp(special.xlogy(v / 2 - 1, x / 2) - x / 2 - special.gammaln(v / 2)) / 2


@elementwise(special.chdtrc, widens=True)
def chdtrc(y, v, x):
    return "in x alone", -np.exp(special.xlogy(v / 2 - 1, x / 2) - x / 2 - special.gammaln(v / 2)) / 2


@elementwise(special.chdtri, widens=True)
def chdtri(x, v, p):
    return "in p alone", -2 * np.exp(x / 2 + special.gammaln(v / 2) - special.xlogy(v / 2 - 1, x / 2))


@elementwise(special.gdtr, widens=True)
def gdtr(y, a, b, x):
    density = np.exp(special.xlogy(b - 1, a * x) - a * x - special.gammaln(b))
    return x * density, "in a and x alone", a * density


@elementwise(special.gdtrc, widens=True)
def gdtrc(y, a, b, x):
    density = np.exp(special.xlogy(b - 1, a * x) - a * x - special.gammaln(b))
    return -x * density, "in a and x alone", -a * density


@elementwise(special.gdtrix, widens=True)
def gdtrix(x, a, b, p):
    width = np.exp(a * x + special.gammaln(b) - special.xlogy(b - 1, a * x))
    return -x / a, "in a and p alone", width / a


@elementwise(special.gdtria, widens=True)
def gdtria(a, p, b, x):
    width = np.exp(a * x + special.gammaln(b) - special.xlogy(b - 1, a * x))
    return width / x, "in p and x alone", -a / x


@elementwise(special.fdtr, widens=True)
def fdtr(y, dfn, dfd, x):
    return "in x alone", "in x alone", stats.f.pdf(x, dfn, dfd)


@elementwise(special.fdtrc, widens=True)
def fdtrc(y, dfn, dfd, x):
    return "in x alone", "in x alone", -stats.f.pdf(x, dfn, dfd)


@elementwise(special.fdtri, widens=True)
def fdtri(x, dfn, dfd, p):
    return "in p alone", "in p alone", 1 / stats.f.pdf(x, dfn, dfd)


@elementwise(special.stdtr, widens=True)
def stdtr(y, df, t):
    scale = special.poch(df / 2, 0.5) / np.sqrt(np.pi * df)
    return "in t alone", scale * (1 + t**2 / df) ** (-(df + 1) / 2)


@elementwise(special.stdtrit, widens=True)
def stdtrit(t, df, p):
    scale = special.poch(df / 2, 0.5) / np.sqrt(np.pi * df)
    return "in p alone", (1 + t**2 / df) ** ((df + 1) / 2) / scale


@elementwise(special.chndtr, widens=True)
def chndtr(y, x, df, nc):
    # Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, 29.5
    return stats.ncx2.pdf(x, df, nc), "in x and nc alone", (special.chndtr(x, df + 2, nc) - y) / 2


@elementwise(special.chndtrix, widens=True)
def chndtrix(x, p, df, nc):
    return 1 / stats.ncx2.pdf(x, df, nc), "in p alone", "in p alone"


@elementwise(special.ncfdtr, widens=True)
def ncfdtr(y, dfn, dfd, nc, f):
    return "in f alone", "in f alone", "in f alone", stats.ncf.pdf(f, dfn, dfd, nc)


@elementwise(special.ncfdtri, widens=True)
def ncfdtri(f, dfn, dfd, nc, p):
    return "in p alone", "in p alone", "in p alone", 1 / stats.ncf.pdf(f, dfn, dfd, nc)


@elementwise(special.nctdtr, widens=True)
def nctdtr(y, df, nc, t):
    return "in t alone", "in t alone", stats.nct.pdf(t, df, nc)


@elementwise(special.nctdtrit, widens=True)
def nctdtrit(t, df, nc, p):
    return "in p alone", "in p alone", 1 / stats.nct.pdf(t, df, nc)


@elementwise(special.tklmbda)
def tklmbda(p, x, lmbda):
    # The quantile function is (p**lmbda - (1 - p)**lmbda) / lmbda.
    return 1 / (p ** (lmbda - 1) + (1 - p) ** (lmbda - 1)), "in x alone"


@elementwise(special.kolmogorov, widens=True)
def kolmogorov(y, x):
    return -stats.kstwobign.pdf(x)


@elementwise(special.kolmogi, widens=True)
def kolmogi(x, p):
    return -1 / stats.kstwobign.pdf(x)


@elementwise(special.smirnov)
def smirnov(y, n, x):
    return "in x alone", -stats.ksone.pdf(x, n)


@elementwise(special.smirnovi)
def smirnovi(x, n, p):
    return "in p alone", -1 / stats.ksone.pdf(x, n)


# -- discrete distributions: sums to a whole number, as integrals of beta and gamma functions ----------------------


@elementwise(special.bdtr, widens=True)
def bdtr(y, k, n, p):
    below = np.floor(k)
    return None, "the number of trials is a whole number", -(n - below) * special.binom(n, below) * p**below * (1 - p) ** (n - below - 1)


@elementwise(special.bdtrc, widens=True)
def bdtrc(y, k, n, p):
    below = np.floor(k)
    return None, "the number of trials is a whole number", (n - below) * special.binom(n, below) * p**below * (1 - p) ** (n - below - 1)


@elementwise(special.bdtri, widens=True)
def bdtri(p, k, n, y):
    below = np.floor(k)
    slope = (n - below) * special.binom(n, below) * p**below * (1 - p) ** (n - below - 1)
    return None, "the number of trials is a whole number", -1 / slope


@elementwise(special.nbdtr)
def nbdtr(y, k, n, p):
    below = np.floor(k)
    return None, "the number of successes is a whole number", n * special.binom(n + below, below) * p ** (n - 1) * (1 - p) ** below


@elementwise(special.nbdtrc)
def nbdtrc(y, k, n, p):
    below = np.floor(k)
    return None, "the number of successes is a whole number", -n * special.binom(n + below, below) * p ** (n - 1) * (1 - p) ** below


@elementwise(special.nbdtri)
def nbdtri(p, k, n, y):
    below = np.floor(k)
    slope = n * special.binom(n + below, below) * p ** (n - 1) * (1 - p) ** below
    return None, "the number of successes is a whole number", 1 / slope


@elementwise(special.pdtr, widens=True)
def pdtr(y, k, m):
    return None, -np.exp(special.xlogy(np.floor(k), m) - m - special.gammaln(np.floor(k) + 1))


@elementwise(special.pdtrc, widens=True)
def pdtrc(y, k, m):
    return None, np.exp(special.xlogy(np.floor(k), m) - m - special.gammaln(np.floor(k) + 1))


@elementwise(special.pdtri)
def pdtri(m, k, y):
    return None, -np.exp(m + special.gammaln(np.floor(k) + 1) - special.xlogy(np.floor(k), m))


# -- the rest of scipy.special --------------------------------------------------------------------------------

constant(
    special.gammasgn, special.round, special.factorial2, special.factorialk, special.stirling2, special.bernoulli,
    special.euler, special.ai_zeros, special.bi_zeros, special.bei_zeros, special.beip_zeros, special.ber_zeros,
    special.berp_zeros, special.erf_zeros, special.fresnel_zeros, special.fresnelc_zeros, special.fresnels_zeros,
    special.jn_zeros, special.jnjnp_zeros, special.jnp_zeros, special.jnyn_zeros, special.kei_zeros, special.keip_zeros,
    special.kelvin_zeros, special.ker_zeros, special.kerp_zeros, special.y0_zeros, special.y1_zeros, special.y1p_zeros,
    special.yn_zeros, special.ynp_zeros, special.geterr, special.seterr, special.errstate,
)  # fmt: skip
constant(
    special.roots_legendre, special.roots_chebyt, special.roots_chebyu, special.roots_chebyc, special.roots_chebys,
    special.roots_laguerre, special.roots_hermite, special.roots_hermitenorm, special.roots_sh_legendre,
    special.roots_sh_chebyt, special.roots_sh_chebyu, special.p_roots, special.t_roots, special.u_roots, special.c_roots,
    special.s_roots, special.l_roots, special.h_roots, special.he_roots, special.ps_roots, special.ts_roots,
    special.us_roots, special.legendre, special.chebyt, special.chebyu, special.chebyc, special.chebys, special.laguerre,
    special.hermite, special.hermitenorm, special.sh_legendre, special.sh_chebyt, special.sh_chebyu,
)  # fmt: skip
refused(
    "nodes and weights are not differentiated in the parameters of the weight function",
    special.roots_jacobi, special.roots_genlaguerre, special.roots_gegenbauer, special.roots_sh_jacobi, special.j_roots,
    special.la_roots, special.cg_roots, special.js_roots,
)  # fmt: skip
refused(
    "call the function that evaluates the polynomial, special.eval_jacobi(n, alpha, beta, x) and the like",
    special.jacobi, special.genlaguerre, special.gegenbauer, special.sh_jacobi, special.assoc_laguerre,
)  # fmt: skip
refused(
    "Mathieu and spheroidal wave functions have no derivative in their parameters that SciPy computes",
    special.mathieu_a, special.mathieu_b, special.mathieu_cem, special.mathieu_sem, special.mathieu_modcem1,
    special.mathieu_modcem2, special.mathieu_modsem1, special.mathieu_modsem2, special.mathieu_even_coef,
    special.mathieu_odd_coef, special.obl_ang1, special.obl_ang1_cv, special.obl_cv, special.obl_cv_seq, special.obl_rad1,
    special.obl_rad1_cv, special.obl_rad2, special.obl_rad2_cv, special.pro_ang1, special.pro_ang1_cv, special.pro_cv,
    special.pro_cv_seq, special.pro_rad1, special.pro_rad1_cv, special.pro_rad2, special.pro_rad2_cv,
)  # fmt: skip
refused(
    "it is an inverse in a parameter, in which SciPy has no derivative",
    special.bdtrik, special.bdtrin, special.btdtria, special.btdtrib, special.chdtriv, special.chndtridf, special.chndtrinc,
    special.fdtridfd, special.gdtrib, special.nbdtrik, special.nbdtrin, special.ncfdtridfd, special.ncfdtridfn,
    special.ncfdtrinc, special.nctdtridf, special.nctdtrinc, special.pdtrik, special.stdtridf,
)  # fmt: skip
refused(
    "it gives derivatives together with values; call the function of one order, special.jvp or special.pbdv",
    special.lmbda, special.riccati_jn, special.riccati_yn, special.pbdn_seq, special.pbdv_seq, special.pbvv_seq,
    special.lqmn, special.lqn,
)  # fmt: skip
refused(
    "write it with special.eval_legendre or special.lpmv",
    special.assoc_legendre_p, special.assoc_legendre_p_all, special.legendre_p, special.legendre_p_all,
    special.sph_legendre_p, special.sph_legendre_p_all, special.sph_harm_y, special.sph_harm_y_all,
)  # fmt: skip
refused(
    "SciPy has no function that is its derivative",
    special.zetac, special.besselpoly, special.elliprg, special.elliprj, special.ellip_harm, special.ellip_harm_2,
    special.ellip_normal, special.kelvin, special.modfresnelm, special.modfresnelp,
)  # fmt: skip
