"""Derivatives of linear algebra: solutions, determinants, factorisations, eigenvalues, norms.

Stacks of matrices are differentiated matrix by matrix. Where a factorisation reads one triangle of its argument only, so
does its derivative. The algebra is that of
- M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008;
- I. Murray, Differentiation of the Cholesky decomposition, 2016;
- J. Townsend, Differentiating the singular value decomposition, 2016;
- C. Boeddeker et al., On the computation of complex-valued gradients with application to statistically optimum beamforming, 2017.
"""

import math

import numpy as np
import scipy

from srcad import runtime
from srcad.rules.recipe import (
    are_last, axis_count, chain, column, composite, conj, constant, core, corner, d, differential, direction, first_of, fit,
    gives_tuple, has_rank, hermitian, identity, infinite, inverse_gaps, is_complex, is_known, is_order, is_square, of_scipy, is_zero, leading, lower_half,
    matrices, raised, rank, row, second_of, swapped, triangular, two_axes, upper_half, without,
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


@differential(np.linalg.pinv, scipy.linalg.pinv, complex=True)
def pinv(y, a, rcond=None, *, rtol=None, atol=None, check_finite=True):
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


@differential(np.linalg.cholesky, complex=True)
def cholesky(y, a, *, upper=False):
    # da = dl l* + l dl*, and inv(l) dl is the lower half of inv(l) da inv(l)*; Murray 2016.
    half = upper_half(d[a]) if upper else lower_half(d[a])
    l = hermitian(y) if upper else y
    u = y if upper else hermitian(y)
    inner = np.linalg.solve(l, hermitian(np.linalg.solve(l, half + hermitian(half))))
    dl = hermitian(d[y]) if upper else d[y]
    s = np.linalg.solve(u, hermitian(np.linalg.solve(u, hermitian(lower_half(u @ dl)))))
    if upper:
        d[y] = hermitian(l @ lower_half(inner))
        d[a] = upper_half(s + hermitian(s))
    else:
        d[y] = l @ lower_half(inner)
        d[a] = lower_half(s + hermitian(s))


@differential(np.linalg.qr, scipy.linalg.qr, outputs="q r", complex=True)
def qr(y, a, mode=None, *, check_finite=True):
    # q* da inv(r) is the sum of a skew matrix and an upper triangular one; Giles 2008, Roberts and Roberts 2020.
    if of_scipy(y):
        if mode is None or mode == "full":
            if not is_square(a):
                raise ValueError("the columns that mode='full' adds are not determined; pass mode='economic'")
        elif mode != "economic":
            raise ValueError("in this mode; pass mode='economic'")
    elif mode == "complete":
        if not is_square(a):
            raise ValueError("the columns that mode='complete' adds are not determined; use mode='reduced'")
    elif mode == "raw":
        raise ValueError("it gives LAPACK's own form; use mode='reduced'")
    if gives_tuple(y):
        c = hermitian(np.linalg.solve(hermitian(r), hermitian(d[a])))
        w = hermitian(q) @ c
        skew = lower_half(w) - hermitian(lower_half(w))
        d[q] = c - q @ (w - skew)
        d[r] = (w - skew) @ r
        half = upper_half(d[r] @ hermitian(r) - hermitian(q) @ d[q])
        d[a] = hermitian(np.linalg.solve(r, hermitian(d[q] + q @ (half + hermitian(half)))))
    else:
        f = hermitian(np.linalg.solve(hermitian(y), hermitian(a)))
        w = hermitian(f) @ hermitian(np.linalg.solve(hermitian(y), hermitian(d[a])))
        d[y] = (w - lower_half(w) + hermitian(lower_half(w))) @ y
        half = upper_half(d[y] @ hermitian(y))
        d[a] = hermitian(np.linalg.solve(y, hermitian(f @ (half + hermitian(half)))))


@differential(np.linalg.svd, scipy.linalg.svd, outputs="u s vh", complex=True)
def svd(y, a, full_matrices=True, compute_uv=True, *, check_finite=True, lapack_driver="gesdd"):
    # u* da v = p: its diagonal moves the singular values, what is beside it turns the vectors; Townsend 2016.
    if not gives_tuple(y):
        left, values, right = np.linalg.svd(a, full_matrices=False)
        d[y] = np.sum(np.real(conj(left) * (d[a] @ hermitian(right))), axis=-2)
        d[a] = (left * row(d[y])) @ right
    else:
        if full_matrices and not is_square(a):
            if not (is_zero(d[u]) and is_zero(d[vh])):
                raise ValueError("the vectors that full_matrices=True adds are not determined; pass full_matrices=False")
            left, right = leading(u, s, -1), leading(vh, s, -2)
        else:
            left, right = u, vh
        ut, v = hermitian(left), hermitian(right)
        gaps = inverse_gaps(s**2)
        p = ut @ d[a] @ v
        turned = column(s) * hermitian(p)
        d[s] = np.sum(np.real(p) * identity(s), axis=-2)
        beside = (d[a] @ v - left @ p) / row(s)
        across = hermitian((ut @ d[a] - p @ right) / column(s))
        if is_complex(a):
            phase = row(np.sum(p * identity(s), axis=-2).imag / s)
            d[u] = left @ (gaps * (p * row(s) + turned)) + beside + 1j * phase * left
        else:
            d[u] = left @ (gaps * (p * row(s) + turned)) + beside
        d[vh] = hermitian(v @ (gaps * (column(s) * p + hermitian(p) * row(s))) + across)
        inner, outer = gaps * (ut @ d[u]), gaps * (hermitian(v) @ hermitian(d[vh]))
        whole = (
            (left * row(d[s])) @ right
            + left @ ((inner + hermitian(inner)) * row(s)) @ right
            + left @ (column(s) * (outer + hermitian(outer))) @ right
            + ((d[u] - left @ (ut @ d[u])) / row(s)) @ right
            + (left / row(s)) @ (d[vh] - (d[vh] @ v) @ right)
        )
        if is_complex(a):
            d[a] = whole + (1j * left * row(np.sum((ut @ d[u]) * identity(s), axis=-2).imag / s)) @ right
        else:
            d[a] = whole


@composite(np.linalg.svdvals)
def svdvals(y, x):
    return np.linalg.svd(x, compute_uv=False)


@differential(np.linalg.eigh, outputs="w v", complex=True)
def eigh(y, a, UPLO="L"):
    # v* da v = p: its diagonal moves the eigenvalues, what is beside it turns the vectors; Giles 3.1.
    half = lower_half(d[a]) if UPLO == "L" or UPLO == "l" else upper_half(d[a])
    vt = hermitian(v)
    p = vt @ (half + hermitian(half)) @ v
    d[w] = np.sum(np.real(p) * identity(w), axis=-2)
    d[v] = v @ (inverse_gaps(w) * p)
    if is_zero(d[v]):
        s = (v * row(d[w])) @ vt
        d[a] = np.tril(s) + np.tril(s, -1) if UPLO == "L" or UPLO == "l" else np.triu(s) + np.triu(s, 1)
    else:
        t = (v * row(d[w])) @ vt + v @ (inverse_gaps(w) * (vt @ d[v])) @ vt
        both = t + hermitian(t)
        d[a] = lower_half(both) if UPLO == "L" or UPLO == "l" else upper_half(both)


@composite(np.linalg.eigvalsh)
def eigvalsh(y, a, UPLO="L"):
    return np.linalg.eigh(a, UPLO)[0]


@differential(np.linalg.eig, scipy.linalg.eig, outputs="w v", complex=True)
def eig(y, a, *, check_finite=True):
    # inv(v) da v = p; the columns of v keep their length 1, and of complex ones any phase is as good. Boeddeker 2017.
    p = np.linalg.solve(v, d[a] @ v)
    turned = inverse_gaps(w) * p
    d[w] = np.sum(p * identity(w), axis=-2)
    vt = hermitian(v)
    d[v] = v @ turned - v * row(np.sum(np.real(vt @ v @ turned) * identity(w), axis=-2))
    g = vt @ d[v]
    g = g - (vt @ v) * row(np.sum(np.real(g) * identity(w), axis=-2))
    d[a] = np.linalg.solve(vt, (row(d[w]) * identity(w) + conj(inverse_gaps(w)) * g) @ vt)


@differential(np.linalg.eigvals, scipy.linalg.eigvals, complex=True)
def eigvals(y, a, *, check_finite=True):
    # The vectors from the left are the rows of inv(v).
    v = runtime.eigenvectors_for(a, y)
    d[y] = np.sum(np.linalg.solve(v, d[a] @ v) * identity(y), axis=-2)
    d[a] = np.linalg.solve(hermitian(v), column(d[y]) * hermitian(v))


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


@differential(np.linalg.cond, complex=True)
def cond(y, x, p=None):
    if infinite(p) == 0 and (p is None or p == 2 or p == -2):
        # The greatest of the singular values by the least, or the least by the greatest.
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        most = u[..., :, :1] @ vh[..., :1, :] / core(s[..., 0])
        least = u[..., :, -1:] @ vh[..., -1:, :] / core(s[..., -1])
        part = core(y) * (least - most if p == -2 else most - least)
        d[y] = np.sum(np.real(conj(part) * d[x]), axis=(-2, -1))
        d[x] = core(d[y]) * part
    else:
        return np.linalg.norm(x, p, (-2, -1)) * np.linalg.norm(np.linalg.inv(x), p, (-2, -1))


@differential(np.linalg.norm, scipy.linalg.norm, broadcasts=True, complex=True, synonyms={"a": "x"})
def norm(y, x, ord=None, axis=None, keepdims=False, *, check_finite=True):
    # At 0 the derivative is taken to be 0; equal extremes share it.
    if not is_order(ord):
        if axis_count(x, axis) != 1:
            raise ValueError("the order of a norm of matrices must be known before the run")
        # Infinite orders, too: the elements' shares of y**p add up to 1.
        ratio = np.abs(x) / raised(y + (y == 0), x, axis, keepdims)
        total = np.sum(ratio**ord, axis=axis, keepdims=keepdims)
        part = direction(x) * ratio ** (ord - 1) / raised(total + (total == 0), x, axis, keepdims)
        d[y] = np.sum(np.real(conj(part) * d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(d[y], x, axis, keepdims) * part
    elif infinite(ord) != 0 and axis_count(x, axis) == 1:
        if infinite(ord) == 1:
            return np.max(np.abs(x), axis=axis, keepdims=keepdims)
        return np.min(np.abs(x), axis=axis, keepdims=keepdims)
    elif infinite(ord) != 0 or (axis_count(x, axis) == 2 and (ord == 1 or ord == -1)):
        axes = two_axes(x, axis)
        inner = first_of(axes) if infinite(ord) == 0 else second_of(axes)
        outer = second_of(axes) if infinite(ord) == 0 else first_of(axes)
        sums = np.sum(np.abs(x), axis=inner, keepdims=keepdims)
        place = outer if keepdims else without(outer, inner)
        if infinite(ord) == 1 or (infinite(ord) == 0 and ord == 1):
            return np.max(sums, axis=place, keepdims=keepdims)
        return np.min(sums, axis=place, keepdims=keepdims)
    elif ord is None or ord == "fro" or (ord == 2 and axis_count(x, axis) == 1):
        length = y + (y == 0)
        d[y] = np.sum(np.real(conj(x) * d[x]), axis=axis, keepdims=keepdims) / length
        d[x] = raised(d[y] / length, x, axis, keepdims) * x
    elif axis_count(x, axis) == 1 and ord == 1:
        d[y] = np.sum(np.real(conj(direction(x)) * d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(d[y], x, axis, keepdims) * direction(x)
    elif axis_count(x, axis) == 1 and ord == 0:
        d[y] = 0 * np.sum(np.real(d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(0 * d[y], x, axis, keepdims) + 0 * x
    elif axis_count(x, axis) == 1:
        # y**p is the sum of |x|**p; where y is 0 nothing is divided by it.
        part = direction(x) * (np.abs(x) / raised(y + (y == 0), x, axis, keepdims)) ** (ord - 1)
        d[y] = np.sum(np.real(conj(part) * d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(d[y], x, axis, keepdims) * part
    elif ord == "nuc" and are_last(x, two_axes(x, axis)):
        # Giles 2.3: the singular values' own derivatives are u v*.
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        d[y] = np.sum(np.real(conj(u @ vh) * d[x]), axis=two_axes(x, axis), keepdims=keepdims)
        d[x] = raised(d[y], x, two_axes(x, axis), keepdims) * (u @ vh)
    else:
        axes = two_axes(x, axis)
        if ord != "nuc" and ord != 2 and ord != -2:
            raise ValueError("matrices have no norm of this order")
        s = np.linalg.svd(matrices(x, axes), compute_uv=False)
        found = np.sum(s, axis=-1) if ord == "nuc" else np.max(s, axis=-1) if ord == 2 else np.min(s, axis=-1)
        if keepdims:
            return np.expand_dims(found, axes)
        return found


@composite(np.linalg.matrix_norm)
def matrix_norm(y, x, *, keepdims=False, ord="fro"):
    return np.linalg.norm(x, ord, (-2, -1), keepdims)


@composite(np.linalg.vector_norm)
def vector_norm(y, x, *, axis=None, keepdims=False, ord=2):
    if axis is None and rank(x) != 1:
        if keepdims:
            raise ValueError("keepdims=True without an axis; give the axes")
        return np.linalg.norm(np.ravel(x), ord)
    if axis_count(x, axis) != 1:
        raise ValueError("a vector norm over several axes; flatten them first")
    return np.linalg.norm(x, ord, axis, keepdims)


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


@differential(runtime.eigenvectors_for, complex=True, constant="w")
def eigenvectors_for(y, a, w):
    turned = inverse_gaps(w) * np.linalg.solve(y, d[a] @ y)
    d[y] = y @ turned - y * row(np.sum(np.real(hermitian(y) @ y @ turned) * identity(w), axis=-2))
    g = hermitian(y) @ d[y]
    g = g - (hermitian(y) @ y) * row(np.sum(np.real(g) * identity(w), axis=-2))
    d[a] = np.linalg.solve(hermitian(y), (conj(inverse_gaps(w)) * g) @ hermitian(y))


constant(np.linalg.matrix_rank)
