"""Derivatives of the series of np.polynomial: `kin` is a function of the same family as the one at hand."""

import builtins

import numpy as np

from srcad import runtime
from srcad.rules.recipe import again, composite, d, differential, identity, kin, linear, rank, refused


@differential(
    np.polynomial.polynomial.polyval, np.polynomial.chebyshev.chebval, np.polynomial.legendre.legval,
    np.polynomial.hermite.hermval, np.polynomial.hermite_e.hermeval, np.polynomial.laguerre.lagval,
)  # fmt: skip
def series(y, x, c, tensor=True):
    if rank(c) != 1:
        raise ValueError("coefficients of more than one axis")
    slope = kin("val", x, kin("der", c))
    d[y] = slope * d[x] + kin("val", x, d[c])
    d[x] = d[y] * slope
    if rank(x) == 0:
        d[c] = d[y] * kin("vander", x, builtins.len(c) - 1)[0]
    else:
        d[c] = np.ravel(d[y]) @ kin("vander", np.ravel(x), builtins.len(c) - 1)


@linear(
    np.polynomial.polynomial.polyder, np.polynomial.chebyshev.chebder, np.polynomial.legendre.legder,
    np.polynomial.hermite.hermder, np.polynomial.hermite_e.hermeder, np.polynomial.laguerre.lagder,
)  # fmt: skip
def derived(y, c, m=1, scl=1, axis=0):
    if axis != 0 or rank(c) != 1:
        raise ValueError("coefficients of more than one axis")
    d[c] = d[y] @ again(identity(c))


@differential(
    np.polynomial.polynomial.polyint, np.polynomial.chebyshev.chebint, np.polynomial.legendre.legint,
    np.polynomial.hermite.hermint, np.polynomial.hermite_e.hermeint, np.polynomial.laguerre.lagint,
)  # fmt: skip
def integrated(y, c, m=1, k=None, lbnd=0, scl=1, axis=0):
    if axis != 0 or rank(c) != 1:
        raise ValueError("coefficients of more than one axis")
    if k is None:
        d[y] = again(d[c])
        d[c] = d[y] @ again(identity(c))
    else:
        # What the constants of integration give stays out of it.
        d[y] = again(d[c]) - again(np.zeros_like(c))
        d[c] = d[y] @ (again(identity(c)) - again(np.zeros_like(identity(c))))


@differential(
    np.polynomial.polynomial.polyvander, np.polynomial.chebyshev.chebvander, np.polynomial.legendre.legvander,
    np.polynomial.hermite.hermvander, np.polynomial.hermite_e.hermevander, np.polynomial.laguerre.lagvander,
)  # fmt: skip
def vandermonde(y, x, deg):
    # Column k of `turn` has the coefficients of the derivative of the k-th function.
    turn = kin("der", np.eye(deg + 1))
    slope = y[..., : builtins.len(turn)] @ turn
    if rank(x) == 0:
        d[y] = slope * d[x]
        d[x] = np.sum(d[y] * slope)
    else:
        d[y] = slope * d[x][..., None]
        d[x] = np.sum(d[y] * slope, axis=-1)


@composite(
    np.polynomial.polynomial.polyval2d, np.polynomial.chebyshev.chebval2d, np.polynomial.legendre.legval2d,
    np.polynomial.hermite.hermval2d, np.polynomial.hermite_e.hermeval2d, np.polynomial.laguerre.lagval2d,
)  # fmt: skip
def series_of_two(z, x, y, c):
    if rank(c) != 2:
        raise ValueError("coefficients of more than two axes")
    if rank(x) == 0 and rank(y) == 0:
        return (kin("vander", x, c.shape[0] - 1) @ c @ kin("vander", y, c.shape[1] - 1).T)[0, 0]
    return np.einsum("...i,ij,...j", kin("vander", x, c.shape[0] - 1), c, kin("vander", y, c.shape[1] - 1))


@composite(
    np.polynomial.polynomial.polygrid2d, np.polynomial.chebyshev.chebgrid2d, np.polynomial.legendre.leggrid2d,
    np.polynomial.hermite.hermgrid2d, np.polynomial.hermite_e.hermegrid2d, np.polynomial.laguerre.laggrid2d,
)  # fmt: skip
def series_on_a_grid(z, x, y, c):
    if rank(c) != 2 or rank(x) != 1 or rank(y) != 1:
        raise ValueError("coefficients of more than two axes, or points that are no vectors")
    return kin("vander", x, c.shape[0] - 1) @ c @ kin("vander", y, c.shape[1] - 1).T


@composite(
    np.polynomial.polynomial.polyval3d, np.polynomial.chebyshev.chebval3d, np.polynomial.legendre.legval3d,
    np.polynomial.hermite.hermval3d, np.polynomial.hermite_e.hermeval3d, np.polynomial.laguerre.lagval3d,
)  # fmt: skip
def series_of_three(w, x, y, z, c):
    if rank(c) != 3 or rank(x) == 0 or rank(y) == 0 or rank(z) == 0:
        raise ValueError("coefficients of more than three axes, or points that are no arrays")
    first = kin("vander", x, c.shape[0] - 1)
    return np.einsum("...i,...j,...k,ijk", first, kin("vander", y, c.shape[1] - 1), kin("vander", z, c.shape[2] - 1), c)


@composite(
    np.polynomial.polynomial.polyfit, np.polynomial.chebyshev.chebfit, np.polynomial.legendre.legfit,
    np.polynomial.hermite.hermfit, np.polynomial.hermite_e.hermefit, np.polynomial.laguerre.lagfit,
    refuses="rcond full",
)  # fmt: skip
def fitted(c, x, y, deg, rcond=None, full=False, w=None):
    # The least-squares solution is the pseudoinverse of the Vandermonde matrix times y.
    if rank(deg) != 0:
        raise ValueError("a list of degrees; give the highest")
    if w is None:
        return np.linalg.pinv(kin("vander", x, deg)) @ y
    if rank(y) != 1:
        raise ValueError("weights of anything but a vector")
    return np.linalg.pinv(w[:, None] * kin("vander", x, deg)) @ (w * y)


@differential(
    np.polynomial.polynomial.polyroots, np.polynomial.chebyshev.chebroots, np.polynomial.legendre.legroots,
    np.polynomial.hermite.hermroots, np.polynomial.hermite_e.hermeroots, np.polynomial.laguerre.lagroots,
)  # fmt: skip
def roots_of_series(y, c):
    # c(y) = 0  =>  dc(y) + c'(y) dy = 0
    slope = kin("val", y, kin("der", c))
    d[y] = -kin("val", y, d[c]) / slope
    d[c] = -(d[y] / slope) @ kin("vander", y, builtins.len(c) - 1)


@differential(
    np.polynomial.polynomial.polyadd, np.polynomial.chebyshev.chebadd, np.polynomial.legendre.legadd,
    np.polynomial.hermite.hermadd, np.polynomial.hermite_e.hermeadd, np.polynomial.laguerre.lagadd,
)  # fmt: skip
def sum_of_series(y, c1, c2):
    # Trailing zeros are left out of the sum.
    d[y] = runtime.cut_like(d[c1], y, (0,)) + runtime.cut_like(d[c2], y, (0,))
    d[c1] = runtime.cut_like(d[y], c1, (0,))
    d[c2] = runtime.cut_like(d[y], c2, (0,))


@differential(
    np.polynomial.polynomial.polysub, np.polynomial.chebyshev.chebsub, np.polynomial.legendre.legsub,
    np.polynomial.hermite.hermsub, np.polynomial.hermite_e.hermesub, np.polynomial.laguerre.lagsub,
)  # fmt: skip
def difference_of_series(y, c1, c2):
    d[y] = runtime.cut_like(d[c1], y, (0,)) - runtime.cut_like(d[c2], y, (0,))
    d[c1] = runtime.cut_like(d[y], c1, (0,))
    d[c2] = -runtime.cut_like(d[y], c2, (0,))


@differential(np.polynomial.polynomial.polymul)
def product_of_series(y, c1, c2):
    # Trailing zeros are left out of the product.
    lacking = builtins.len(c1) + builtins.len(c2) - 1 - builtins.len(y)
    d[y] = (np.convolve(d[c1], c2) + np.convolve(c1, d[c2]))[: builtins.len(y)]
    d[c1] = np.correlate(np.pad(d[y], (0, lacking)), c2)
    d[c2] = np.correlate(np.pad(d[y], (0, lacking)), c1)


@differential(np.polynomial.polynomial.polyfromroots)
def series_from_roots(y, roots):
    if rank(roots) != 1:
        raise ValueError("roots of more than one axis")
    others = runtime.without_each_root(roots)
    d[y] = np.concatenate((-(d[roots] @ others), np.zeros(1, y.dtype)))
    d[roots] = -(others @ d[y][:-1])


refused(
    "products and bases of series have no rules; write it with their values at points, or with np.polynomial.polynomial",
    np.polynomial.chebyshev.chebmul, np.polynomial.legendre.legmul, np.polynomial.hermite.hermmul,
    np.polynomial.hermite_e.hermemul, np.polynomial.laguerre.lagmul, np.polynomial.polynomial.polydiv,
    np.polynomial.chebyshev.chebdiv, np.polynomial.legendre.legdiv, np.polynomial.hermite.hermdiv,
    np.polynomial.hermite_e.hermediv, np.polynomial.laguerre.lagdiv, np.polynomial.polynomial.polypow,
    np.polynomial.chebyshev.chebpow, np.polynomial.legendre.legpow, np.polynomial.hermite.hermpow,
    np.polynomial.hermite_e.hermepow, np.polynomial.laguerre.lagpow, np.polynomial.chebyshev.chebfromroots,
    np.polynomial.legendre.legfromroots, np.polynomial.hermite.hermfromroots, np.polynomial.hermite_e.hermefromroots,
    np.polynomial.laguerre.lagfromroots, np.polynomial.polynomial.polymulx, np.polynomial.chebyshev.chebmulx,
    np.polynomial.legendre.legmulx, np.polynomial.hermite.hermmulx, np.polynomial.hermite_e.hermemulx,
    np.polynomial.laguerre.lagmulx, np.polynomial.polynomial.polygrid3d, np.polynomial.chebyshev.chebgrid3d,
    np.polynomial.legendre.leggrid3d, np.polynomial.hermite.hermgrid3d, np.polynomial.hermite_e.hermegrid3d,
    np.polynomial.laguerre.laggrid3d, np.polynomial.polynomial.polyvander2d, np.polynomial.chebyshev.chebvander2d,
    np.polynomial.legendre.legvander2d, np.polynomial.hermite.hermvander2d, np.polynomial.hermite_e.hermevander2d,
    np.polynomial.laguerre.lagvander2d, np.polynomial.polynomial.polyvander3d, np.polynomial.chebyshev.chebvander3d,
    np.polynomial.legendre.legvander3d, np.polynomial.hermite.hermvander3d, np.polynomial.hermite_e.hermevander3d,
    np.polynomial.laguerre.lagvander3d, np.polynomial.polynomial.polycompanion, np.polynomial.chebyshev.chebcompanion,
    np.polynomial.legendre.legcompanion, np.polynomial.hermite.hermcompanion, np.polynomial.hermite_e.hermecompanion,
    np.polynomial.laguerre.lagcompanion, np.polynomial.chebyshev.cheb2poly, np.polynomial.legendre.leg2poly,
    np.polynomial.hermite.herm2poly, np.polynomial.hermite_e.herme2poly, np.polynomial.laguerre.lag2poly,
    np.polynomial.chebyshev.poly2cheb, np.polynomial.legendre.poly2leg, np.polynomial.hermite.poly2herm,
    np.polynomial.hermite_e.poly2herme, np.polynomial.laguerre.poly2lag,
)  # fmt: skip
