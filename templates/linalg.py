"""Derivatives of linear algebra: solutions, inverses, determinants, powers and products.

Stacks of matrices are differentiated matrix by matrix. The algebra is that of M. Giles, Collected matrix derivative results for
forward and reverse mode algorithmic differentiation, 2008.
"""

import math

import numpy as np
import scipy

from srcad.rules.recipe import (
    chain, column, composite, conj, constant, core, corner, d, differential, fit, has_rank, hermitian,
    is_complex, is_known, of_scipy, rank, row, swapped, triangular,
)  # fmt: skip


@differential(np.linalg.solve)
def solve(y, a, b):
    # a y = b  =>  da y + a dy = db; Giles 2.3.1
    if not has_rank(a, b):
        raise ValueError("the ranks of its arguments aren't known before the run; give their types")
    if rank(b) == 1 and rank(a) == 2:
        d[y] = np.linalg.solve(a, d[b] - d[a] @ y)
        w = np.linalg.solve(a.T, d[y])
        d[b] = w
        d[a] = -np.outer(w, y)
    elif rank(b) == 1:
        d[y] = np.linalg.solve(a, column(d[b] - (d[a] @ column(y))[..., 0]))[..., 0]
        w = np.linalg.solve(swapped(a), column(d[y]))
        d[b] = fit(w[..., 0], b)
        d[a] = -w * row(y)
    else:
        d[y] = np.linalg.solve(a, d[b] - d[a] @ y)
        w = np.linalg.solve(swapped(a), d[y])
        d[b] = fit(w, b)
        d[a] = fit(-w @ swapped(y), a)


@differential(np.linalg.inv, scipy.linalg.inv)
def inv(y, a, *, check_finite=True):
    # a y = 1  =>  da y + a dy = 0; Giles 2.2.3
    d[y] = -y @ d[a] @ y
    d[a] = -swapped(y) @ d[y] @ swapped(y)


@differential(np.linalg.pinv, scipy.linalg.pinv, complex=True, synonyms={"hermitian": "triangle"})
def pinv(y, a, rcond=None, triangle=False, *, rtol=None, atol=None, check_finite=True):
    if triangle:
        # Of a symmetric matrix it reads the lower triangle alone.
        if is_complex(a):
            raise ValueError("hermitian=True of complex numbers; leave it out")
        return np.linalg.pinv(np.tril(a) + np.swapaxes(np.tril(a, -1), -1, -2))
    # Golub and Pereyra 1973, for matrices that keep their rank.
    g, t, dt = hermitian(d[y]), hermitian(y), hermitian(d[a])
    d[y] = -y @ d[a] @ y + y @ t @ (dt - (dt @ a) @ y) + (dt - y @ (a @ dt)) @ t @ y
    d[a] = -t @ d[y] @ t + (g - a @ (y @ g)) @ y @ t + t @ y @ (g - (g @ y) @ a)


@differential(np.linalg.lstsq, scipy.linalg.lstsq, outputs="x residuals rank_ s", complex=True, synonyms={"cond": "rcond"})
def lstsq(y, a, b, rcond=None, *, check_finite=True, lapack_driver=None):
    # x = pinv(a) b for matrices of full rank; the residual b - a x is orthogonal to the columns of a.
    p, r, dat = np.linalg.pinv(a), b - a @ x, hermitian(d[a])
    dr = d[b] - d[a] @ x
    q = hermitian(p) @ x
    d[x] = p @ (dr + hermitian(p) @ (dat @ r)) + (dat @ q - p @ (a @ (dat @ q)))
    d[residuals] = 2 * np.sum(np.real(conj(r) * dr), axis=0, keepdims=False if of_scipy(y) else rank(b) == 1)
    left, values, right = np.linalg.svd(a, full_matrices=False)
    d[s] = np.sum(np.real(conj(left) * (d[a] @ hermitian(right))), axis=-2)
    w = hermitian(p) @ d[x] + 2 * r * d[residuals]
    d[b] = w
    u, v = p @ (hermitian(p) @ d[x]), d[x] - hermitian(a) @ (hermitian(p) @ d[x])
    if rank(b) == 1:
        d[a] = np.outer(r, conj(u)) + np.outer(q, conj(v)) - np.outer(w, conj(x)) + (left * d[s]) @ right
    else:
        d[a] = r @ hermitian(u) + q @ hermitian(v) - w @ hermitian(x) + (left * d[s]) @ right


@differential(np.linalg.det, scipy.linalg.det)
def det(y, a, *, check_finite=True):
    # Jacobi's formula; Giles 2.2.4
    if has_rank(a) and rank(a) == 2:
        d[y] = y * np.trace(np.linalg.solve(a, d[a]))
        d[a] = d[y] * y * np.linalg.inv(a).T
    else:
        d[y] = y * np.sum(swapped(np.linalg.inv(a)) * d[a], axis=(-2, -1))
        d[a] = np.expand_dims(d[y] * y, (-2, -1)) * swapped(np.linalg.inv(a))


@differential(np.linalg.slogdet, outputs="sign logabsdet", complex=True)
def slogdet(y, a):
    # d log(det(a)) = tr(inv(a) da): the logarithm's real part, and the turn of the sign.
    relative = np.sum(swapped(np.linalg.inv(a)) * d[a], axis=(-2, -1))
    d[logabsdet] = np.real(relative)
    if is_complex(a):
        d[sign] = 1j * sign * np.imag(relative)
        turn = np.imag(conj(sign) * d[sign])
        d[a] = core(d[logabsdet] + 1j * turn) * hermitian(np.linalg.inv(a))
    else:
        d[sign] = None
        d[a] = core(d[logabsdet]) * swapped(np.linalg.inv(a))


@differential(np.linalg.matrix_power)
def matrix_power(y, a, n):
    # The tangent of a power is a block of the power of [[a, da], [0, a]].
    if not is_known(n):
        raise ValueError("its exponent isn't known before the run")
    if n == 0:
        d[y] = 0 * d[a]
        d[a] = 0 * d[y]
    elif n == 1:
        d[y] = d[a]
        d[a] = d[y]
    elif n == 2:
        d[y] = d[a] @ a + a @ d[a]
        d[a] = d[y] @ swapped(a) + swapped(a) @ d[y]
    elif n == -1:
        d[y] = -y @ d[a] @ y
        d[a] = -swapped(y) @ d[y] @ swapped(y)
    else:
        d[y] = corner(np.linalg.matrix_power(triangular(a, d[a]), n), a)
        d[a] = corner(np.linalg.matrix_power(triangular(swapped(a), d[y]), n), a)


@composite(np.linalg.multi_dot, sequences=True)
def multi_dot(y, arrays):
    return chain(arrays)


@composite(np.linalg.tensorsolve)
def tensorsolve(y, a, b, axes=None):
    if axes is not None:
        raise ValueError("with axes=; transpose its first argument first")
    size = b.size
    return np.reshape(np.linalg.solve(np.reshape(a, (size, size)), np.ravel(b)), y.shape)


@composite(np.linalg.tensorinv)
def tensorinv(y, a, ind=2):
    size = math.isqrt(a.size)
    return np.reshape(np.linalg.inv(np.reshape(a, (size, size))), y.shape)


@composite(np.linalg.outer)
def outer(y, x1, x2):
    return np.outer(x1, x2)


@composite(np.linalg.matmul)
def matmul(y, x1, x2):
    return x1 @ x2


@composite(np.linalg.vecdot)
def vecdot(y, x1, x2, *, axis=-1):
    return np.sum(conj(x1) * x2, axis=axis)


@composite(np.linalg.cross)
def cross(y, x1, x2, *, axis=-1):
    return np.cross(x1, x2, axis=axis)


@composite(np.linalg.tensordot)
def tensordot(y, x1, x2, *, axes=2):
    return np.tensordot(x1, x2, axes=axes)


@composite(np.linalg.trace)
def trace(y, x, *, offset=0, dtype=None):
    return np.trace(x, offset, -2, -1)


@composite(np.linalg.diagonal)
def diagonal(y, x, *, offset=0):
    return np.diagonal(x, offset, -2, -1)


@composite(np.linalg.matrix_transpose)
def matrix_transpose(y, x):
    return swapped(x)


constant(np.linalg.matrix_rank)
