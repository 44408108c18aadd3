"""Derivatives of polynomials, in their coefficients and where they are evaluated."""

import builtins

import numpy as np

from srcad import runtime
from srcad.rules.recipe import d, differential, is_active, is_number, linear, rank


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


@differential(np.poly)
def poly(y, seq_of_zeros):
    # prod(t - z[k]), whose derivative in z[k] is the product of the other factors.
    if rank(seq_of_zeros) != 1:
        raise ValueError("the characteristic polynomial of a matrix; pass its eigenvalues")
    others = runtime.without_each_root(seq_of_zeros)[:, ::-1]
    d[y] = np.concatenate((np.zeros(1, y.dtype), -(d[seq_of_zeros] @ others)))
    d[seq_of_zeros] = -(others @ d[y][1:])


@differential(np.roots)
def roots(y, p):
    # p(y) = 0  =>  dp(y) + p'(y) dy = 0
    slope = np.polyval(np.polyder(p), y)
    d[y] = -np.polyval(d[p], y) / slope
    d[p] = -(d[y] / slope) @ np.vander(y, builtins.len(p))
