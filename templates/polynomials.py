"""Derivatives of polynomials, in their coefficients and where they are evaluated."""

import builtins

import numpy as np

from srcad.rules.recipe import d, differential, is_active, is_number, linear, rank, refused


@differential(np.polyval)
def polyval(y, p, x):
    d[y] = np.polyval(d[p], x) + np.polyval(np.polyder(p), x) * d[x]
    d[x] = d[y] * np.polyval(np.polyder(p), x)
    if rank(x) == 0:
        d[p] = d[y] * x ** np.arange(builtins.len(p))[::-1]
    else:
        d[p] = np.ravel(d[y]) @ np.vander(np.ravel(x), builtins.len(p))


@linear(np.polyder)
def polyder(y, p, m=1):
    weights = np.polyder(np.ones_like(p), m)
    d[p] = np.concatenate((d[y] * weights, np.zeros(m)))


@linear(np.polyint)
def polyint(y, p, m=1, k=None):
    d[p] = d[y][: builtins.len(p)] * np.polyint(np.ones_like(p), m)[: builtins.len(p)]
    if is_number(k) and m == 1:
        d[k] = d[y][-1]


@linear(np.polyadd)
def polyadd(y, a1, a2):
    d[a1] = d[y][builtins.len(y) - builtins.len(a1) :]
    d[a2] = d[y][builtins.len(y) - builtins.len(a2) :]


@linear(np.polysub)
def polysub(y, a1, a2):
    d[a1] = d[y][builtins.len(y) - builtins.len(a1) :]
    d[a2] = -d[y][builtins.len(y) - builtins.len(a2) :]


@differential(np.polymul)
def polymul(y, a1, a2):
    # Leading zeros are left out of the product, but their derivatives aren't 0.
    lacking = builtins.len(a1) + builtins.len(a2) - 1 - builtins.len(y)
    d[y] = (np.convolve(d[a1], a2) + np.convolve(a1, d[a2]))[lacking:]
    d[a1] = np.correlate(np.pad(d[y], (lacking, 0)), a2)
    d[a2] = np.correlate(np.pad(d[y], (lacking, 0)), a1)


@differential(np.polyfit, refuses="rcond full cov")
def polyfit(p, x, y, deg, rcond=None, full=False, w=None, cov=False):
    # The least-squares solution is the pseudoinverse of the Vandermonde matrix times y.
    if is_active(x) or is_active(w):
        if w is None:
            return np.linalg.pinv(np.vander(x, deg + 1)) @ y
        if rank(y) != 1:
            raise ValueError("np.polyfit with weights of anything but a vector")
        return np.linalg.pinv(w[:, None] * np.vander(x, deg + 1)) @ (w * y)
    d[p] = np.polyfit(x, d[y], deg, w=w)
    if w is None:
        d[y] = np.linalg.pinv(np.vander(x, deg + 1)).T @ d[p]
    else:
        if rank(y) != 1:
            raise ValueError("np.polyfit with weights of anything but a vector")
        d[y] = w * (np.linalg.pinv(w[:, None] * np.vander(x, deg + 1)).T @ d[p])


@differential(np.polynomial.polynomial.polyval)
def series_polyval(y, x, c, tensor=True):
    if rank(c) != 1:
        raise ValueError("coefficients of more than one axis")
    slope = np.polynomial.polynomial.polyval(x, np.polynomial.polynomial.polyder(c))
    d[y] = slope * d[x] + np.polynomial.polynomial.polyval(x, d[c])
    d[x] = d[y] * slope
    d[c] = np.ravel(d[y]) @ np.polynomial.polynomial.polyvander(np.ravel(x), builtins.len(c) - 1)


@differential(np.polynomial.chebyshev.chebval)
def series_chebval(y, x, c, tensor=True):
    if rank(c) != 1:
        raise ValueError("coefficients of more than one axis")
    slope = np.polynomial.chebyshev.chebval(x, np.polynomial.chebyshev.chebder(c))
    d[y] = slope * d[x] + np.polynomial.chebyshev.chebval(x, d[c])
    d[x] = d[y] * slope
    d[c] = np.ravel(d[y]) @ np.polynomial.chebyshev.chebvander(np.ravel(x), builtins.len(c) - 1)


@differential(np.polynomial.legendre.legval)
def series_legval(y, x, c, tensor=True):
    if rank(c) != 1:
        raise ValueError("coefficients of more than one axis")
    slope = np.polynomial.legendre.legval(x, np.polynomial.legendre.legder(c))
    d[y] = slope * d[x] + np.polynomial.legendre.legval(x, d[c])
    d[x] = d[y] * slope
    d[c] = np.ravel(d[y]) @ np.polynomial.legendre.legvander(np.ravel(x), builtins.len(c) - 1)


refused(
    "a series is derived once; write it with np.polyval for higher derivatives",
    np.polynomial.polynomial.polyder,
    np.polynomial.polynomial.polyvander,
    np.polynomial.chebyshev.chebder,
    np.polynomial.chebyshev.chebvander,
    np.polynomial.legendre.legder,
    np.polynomial.legendre.legvander,
)
refused("write the division as a loop over coefficients", np.polydiv)
refused("the roots of a polynomial have no rule; solve for one with Newton's method", np.roots)
refused("multiply the factors with np.polymul, one by one", np.poly)
