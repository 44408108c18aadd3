"""Derivatives of scipy.linalg: solutions and factorisations; those that NumPy has as well stand beside its own."""

import builtins

import numpy as np
import scipy

from srcad import runtime
from srcad.rules.recipe import (
    column, composite, constant, d, differential, hermitian, identity, inverse_gaps, is_tuple, is_zero,
    linear, lower_half, rank, refused, row, swapped, upper_half,
)  # fmt: skip


@differential(scipy.linalg.solve)
def scipy_solve(y, a, b, lower=False, *, check_finite=True, assume_a=None, transposed=False):
    if assume_a == "upper triangular":
        return scipy.linalg.solve_triangular(a, b, trans=1 if transposed else 0)
    elif assume_a == "lower triangular":
        return scipy.linalg.solve_triangular(a, b, trans=1 if transposed else 0, lower=True)
    elif assume_a == "diagonal":
        return b / np.diagonal(a, 0, -2, -1) if rank(b) == 1 else b / column(np.diagonal(a, 0, -2, -1))
    elif assume_a == "tridiagonal":
        part = np.tril(np.triu(a, -1), 1)
        return np.linalg.solve(swapped(part) if transposed else part, b)
    elif rank(a) != 2:
        if assume_a in (None, "gen", "general", "banded"):
            return np.linalg.solve(swapped(a) if transposed else a, b)
        half = np.tril(a) if lower else np.triu(a)
        rest = np.tril(a, -1) if lower else np.triu(a, 1)
        return np.linalg.solve(half + swapped(rest), b)
    elif assume_a in ("sym", "pos", "her", "symmetric", "positive definite", "hermitian"):
        # Only one triangle is read.
        half = lower_half(d[a]) if lower else upper_half(d[a])
        d[y] = scipy.linalg.solve(a, d[b] - (half + half.T) @ y, lower=lower, assume_a=assume_a)
        w = scipy.linalg.solve(a, d[y], lower=lower, assume_a=assume_a)
        outer = np.outer(w, y) if rank(b) == 1 else w @ y.T
        d[b] = w
        d[a] = -lower_half(outer + outer.T) if lower else -upper_half(outer + outer.T)
    elif assume_a in (None, "gen", "general", "banded"):
        d[y] = np.linalg.solve(a.T if transposed else a, d[b] - (d[a].T if transposed else d[a]) @ y)
        w = np.linalg.solve(a if transposed else a.T, d[y])
        d[b] = w
        if transposed:
            d[a] = -np.outer(y, w) if rank(b) == 1 else -y @ w.T
        else:
            d[a] = -np.outer(w, y) if rank(b) == 1 else -w @ y.T
    else:
        raise ValueError("it is told that the matrix has a form that has no rule; leave assume_a out")


@differential(scipy.linalg.solve_triangular)
def solve_triangular(y, a, b, trans=0, lower=False, unit_diagonal=False, *, check_finite=True):
    turned = False if trans == 0 or trans == "N" else True
    if rank(a) != 2:
        if unit_diagonal:
            raise ValueError("a stack of matrices with unit_diagonal=True; solve them one by one")
        half = np.tril(a) if lower else np.triu(a)
        return np.linalg.solve(swapped(half) if turned else half, b)
    if unit_diagonal:
        part = np.tril(d[a], -1) if lower else np.triu(d[a], 1)
    else:
        part = np.tril(d[a]) if lower else np.triu(d[a])
    d[y] = scipy.linalg.solve_triangular(a, d[b] - (part.T if turned else part) @ y, trans=trans, lower=lower, unit_diagonal=unit_diagonal)
    w = scipy.linalg.solve_triangular(a, d[y], trans=0 if turned else 1, lower=lower, unit_diagonal=unit_diagonal)
    d[b] = w
    if rank(b) == 1:
        outer = np.outer(y, w) if turned else np.outer(w, y)
    else:
        outer = y @ w.T if turned else w @ y.T
    if unit_diagonal:
        d[a] = -np.tril(outer, -1) if lower else -np.triu(outer, 1)
    else:
        d[a] = -np.tril(outer) if lower else -np.triu(outer)


@differential(scipy.linalg.cholesky)
def scipy_cholesky(y, a, lower=False, *, check_finite=True):
    # As np.linalg.cholesky, of the other triangle unless told otherwise; Murray 2016.
    if rank(a) != 2:
        return np.linalg.cholesky(a) if lower else np.linalg.cholesky(a, upper=True)
    u = y.T if lower else y
    half = lower_half(d[a]) if lower else upper_half(d[a])
    inner = scipy.linalg.solve_triangular(u, scipy.linalg.solve_triangular(u, half + half.T, trans=1).T, trans=1)
    dl = d[y] if lower else d[y].T
    s = scipy.linalg.solve_triangular(u, scipy.linalg.solve_triangular(u, lower_half(u @ dl).T).T)
    if lower:
        d[y] = y @ lower_half(inner)
        d[a] = lower_half(s + s.T)
    else:
        d[y] = (y.T @ lower_half(inner)).T
        d[a] = upper_half(s + s.T)


@differential(scipy.linalg.cho_factor, outputs="c low")
def cho_factor(y, a, lower=False, *, check_finite=True):
    # The factor is in one triangle of c; what is in the other one is left from a.
    u = np.triu(c.T) if lower else np.triu(c)
    half = lower_half(d[a]) if lower else upper_half(d[a])
    inner = scipy.linalg.solve_triangular(u, scipy.linalg.solve_triangular(u, half + half.T, trans=1).T, trans=1)
    dl = np.tril(d[c]) if lower else np.triu(d[c]).T
    s = scipy.linalg.solve_triangular(u, scipy.linalg.solve_triangular(u, lower_half(u @ dl).T).T)
    if lower:
        d[c] = u.T @ lower_half(inner) + np.triu(d[a], 1)
        d[a] = lower_half(s + s.T) + np.triu(d[c], 1)
    else:
        d[c] = (u.T @ lower_half(inner)).T + np.tril(d[a], -1)
        d[a] = upper_half(s + s.T) + np.tril(d[c], -1)


@differential(scipy.linalg.cho_solve, sequences=True)
def cho_solve(y, c_and_lower, b, *, check_finite=True):
    # a y = b with a = l l.T; the factor stands in one triangle of c.
    if not is_tuple(c_and_lower):
        raise ValueError("its first argument isn't known to be a pair")
    c, lower = c_and_lower[0], c_and_lower[1]
    w = scipy.linalg.cho_solve(c_and_lower, d[y])
    d[b] = w
    outer = np.outer(w, y) if rank(b) == 1 else w @ y.T
    if lower:
        dl = np.tril(d[c_and_lower][0])
        da = dl @ np.tril(c).T + np.tril(c) @ dl.T
        d[c_and_lower] = -np.tril((outer + outer.T) @ np.tril(c)), 0
    else:
        du = np.triu(d[c_and_lower][0])
        da = du.T @ np.triu(c) + np.triu(c).T @ du
        d[c_and_lower] = -np.triu(np.triu(c) @ (outer + outer.T)), 0
    d[y] = scipy.linalg.cho_solve(c_and_lower, d[b] - da @ y)


@differential(scipy.linalg.lu, outputs="p l u")
def lu(y, a, permute_l=False, *, check_finite=True):
    # inv(l) p.T da inv(u) is the sum of a strictly lower and of an upper triangular matrix; of square matrices.
    if permute_l:
        raise ValueError("with permute_l=True; multiply p and l")
    inner = swapped(np.linalg.solve(swapped(u), swapped(np.linalg.solve(l, swapped(p) @ d[a]))))
    d[p] = None
    d[l] = l @ np.tril(inner, -1)
    d[u] = np.triu(inner) @ u
    both = np.tril(swapped(l) @ d[l], -1) + np.triu(d[u] @ swapped(u))
    d[a] = p @ np.linalg.solve(swapped(l), swapped(np.linalg.solve(u, swapped(both))))


@differential(scipy.linalg.lu_factor, outputs="lu piv")
def lu_factor(y, a, *, check_finite=True):
    # As scipy.linalg.lu, both factors in one matrix.
    l, order = np.tril(lu, -1) + np.eye(builtins.len(lu)), runtime.rows_in_order(piv)
    u = np.triu(lu)
    inner = np.linalg.solve(u.T, np.linalg.solve(l, d[a][order]).T).T
    d[lu] = l @ np.tril(inner, -1) + np.triu(inner) @ u
    both = np.tril(l.T @ np.tril(d[lu], -1), -1) + np.triu(np.triu(d[lu]) @ u.T)
    d[a] = np.linalg.solve(l.T, np.linalg.solve(u, both.T).T)[np.argsort(order)]


@differential(scipy.linalg.lu_solve, sequences=True)
def lu_solve(y, lu_and_piv, b, trans=0, *, check_finite=True):
    if not is_tuple(lu_and_piv):
        raise ValueError("its first argument isn't known to be a pair")
    lu = lu_and_piv[0]
    l, u, order = np.tril(lu, -1) + np.eye(builtins.len(lu)), np.triu(lu), runtime.rows_in_order(lu_and_piv[1])
    dlu = d[lu_and_piv][0]
    da = np.tril(dlu, -1) @ u + l @ np.triu(dlu)
    if trans == 0:
        d[y] = scipy.linalg.lu_solve(lu_and_piv, d[b] - (da @ y)[np.argsort(order)])
        w = scipy.linalg.lu_solve(lu_and_piv, d[y], trans=1)
        outer = np.outer(w[order], y) if rank(b) == 1 else w[order] @ y.T
    else:
        d[y] = scipy.linalg.lu_solve(lu_and_piv, d[b] - da.T @ y[order], trans=1)
        w = scipy.linalg.lu_solve(lu_and_piv, d[y])
        outer = np.outer(y[order], w) if rank(b) == 1 else y[order] @ w.T
    d[b] = w
    d[lu_and_piv] = -np.tril(outer @ u.T, -1) - np.triu(l.T @ outer), np.zeros_like(lu_and_piv[1])


@differential(scipy.linalg.eigh, outputs="w v", complex=True)
def scipy_eigh(y, a, b=None, *, lower=True, eigvals_only=False, check_finite=True, subset_by_index=None, driver=None, type=1):
    # a v = b v w with v* b v = 1; Giles 3.1 where there is no b.
    if type != 1:
        raise ValueError("of another type than a v = b v w")
    if eigvals_only:
        if subset_by_index is None:
            return scipy.linalg.eigh(a, b, lower=lower)[0]
        return scipy.linalg.eigh(a, b, lower=lower)[0][subset_by_index[0] : subset_by_index[1] + 1]
    half = lower_half(d[a]) if lower else upper_half(d[a])
    vt = hermitian(v)
    p = vt @ (half + hermitian(half)) @ v
    if b is None:
        d[w] = np.sum(np.real(p) * identity(w), axis=-2)
        if subset_by_index is None:
            d[v] = v @ (inverse_gaps(w) * p)
        elif not is_zero(d[v]):
            raise ValueError("some of the vectors move with those that are left out; take them all, and pick columns")
    elif subset_by_index is not None:
        raise ValueError("some of the values for a pair of matrices; take them all, and pick")
    else:
        other = lower_half(d[b]) if lower else upper_half(d[b])
        q = vt @ (other + hermitian(other)) @ v
        d[w] = np.sum(np.real(p - q * row(w)) * identity(w), axis=-2)
        d[v] = v @ (inverse_gaps(w) * (p - q * row(w)) - q * identity(w) / 2)
    turned = inverse_gaps(w) * (vt @ d[v])
    t = (v * row(d[w])) @ vt + v @ turned @ vt
    d[a] = lower_half(t + hermitian(t)) if lower else upper_half(t + hermitian(t))
    s = (v * row(d[w] * w)) @ vt + v @ (turned * row(w) + (vt @ d[v]) * identity(w) / 2) @ vt
    d[b] = -lower_half(s + hermitian(s)) if lower else -upper_half(s + hermitian(s))


@composite(scipy.linalg.eigvalsh)
def scipy_eigvalsh(y, a, b=None, *, lower=True, check_finite=True, subset_by_index=None, driver=None):
    if subset_by_index is None:
        return scipy.linalg.eigh(a, b, lower=lower)[0]
    return scipy.linalg.eigh(a, b, lower=lower)[0][subset_by_index[0] : subset_by_index[1] + 1]


@differential(scipy.linalg.eigvalsh_tridiagonal, synonyms={"d": "main", "e": "beside"})
def eigvalsh_tridiagonal(y, main, beside, *, check_finite=True):
    w, v = scipy.linalg.eigh_tridiagonal(main, beside)
    d[y] = d[main] @ v**2 + d[beside] @ (2 * v[:-1] * v[1:])
    d[main] = v**2 @ d[y]
    d[beside] = (2 * v[:-1] * v[1:]) @ d[y]


@differential(scipy.linalg.eigh_tridiagonal, outputs="w v", synonyms={"d": "main", "e": "beside"})
def eigh_tridiagonal(y, main, beside, *, check_finite=True):
    # As scipy.linalg.eigh of the whole matrix.
    p = v.T @ (column(d[main]) * v) + v[:-1].T @ (column(d[beside]) * v[1:]) + v[1:].T @ (column(d[beside]) * v[:-1])
    d[w] = np.sum(p * identity(w), axis=-2)
    d[v] = v @ (inverse_gaps(w) * p)
    if is_zero(d[v]):
        d[main] = v**2 @ d[w]
        d[beside] = (2 * v[:-1] * v[1:]) @ d[w]
    else:
        t = v * d[w] + v @ (inverse_gaps(w) * (v.T @ d[v]))
        d[main] = np.sum(t * v, axis=1)
        d[beside] = np.sum(t[:-1] * v[1:] + t[1:] * v[:-1], axis=1)


@composite(scipy.linalg.svdvals)
def scipy_svdvals(y, a, *, check_finite=True):
    return np.linalg.svd(a, compute_uv=False)


@differential(scipy.linalg.solve_sylvester)
def solve_sylvester(y, a, b, q):
    # a y + y b = q
    d[y] = scipy.linalg.solve_sylvester(a, b, d[q] - d[a] @ y - y @ d[b])
    w = scipy.linalg.solve_sylvester(a.T, b.T, d[y])
    d[q] = w
    d[a] = -w @ y.T
    d[b] = -y.T @ w


@differential(scipy.linalg.solve_continuous_lyapunov, scipy.linalg.solve_lyapunov)
def solve_continuous_lyapunov(y, a, q):
    # a y + y a.T = q
    d[y] = scipy.linalg.solve_continuous_lyapunov(a, d[q] - d[a] @ y - y @ d[a].T)
    w = scipy.linalg.solve_continuous_lyapunov(a.T, d[y])
    d[q] = w
    d[a] = -(w @ y.T + w.T @ y)


@differential(scipy.linalg.solve_discrete_lyapunov)
def solve_discrete_lyapunov(y, a, q, *, method=None):
    # a y a.T - y + q = 0
    d[y] = scipy.linalg.solve_discrete_lyapunov(a, d[q] + d[a] @ y @ a.T + a @ y @ d[a].T)
    w = scipy.linalg.solve_discrete_lyapunov(a.T, d[y])
    d[q] = w
    d[a] = w @ a @ y.T + w.T @ a @ y


@differential(scipy.linalg.solve_continuous_are)
def solve_continuous_are(y, a, b, q, r):
    # a.T y + y a - y b k + q = 0 with k = inv(r) b.T y: of its differential what is left of dk cancels.
    k = np.linalg.solve(r, b.T @ y)
    moved = d[a].T @ y + y @ d[a] + d[q] - y @ d[b] @ k - k.T @ d[b].T @ y + k.T @ d[r] @ k
    d[y] = scipy.linalg.solve_continuous_lyapunov((a - b @ k).T, -moved)
    w = scipy.linalg.solve_continuous_lyapunov(a - b @ k, -d[y])
    d[a] = y @ (w + w.T)
    d[b] = -y @ (w + w.T) @ k.T
    d[q] = w
    d[r] = k @ w @ k.T


@differential(scipy.linalg.solve_discrete_are)
def solve_discrete_are(y, a, b, q, r):
    # y = a.T y (a - b k) + q with k = inv(r + b.T y b) b.T y a
    k = np.linalg.solve(r + b.T @ y @ b, b.T @ y @ a)
    moves = d[a] - d[b] @ k
    moved = moves.T @ y @ (a - b @ k) + (a - b @ k).T @ y @ moves + d[q] + k.T @ d[r] @ k
    d[y] = scipy.linalg.solve_discrete_lyapunov((a - b @ k).T, moved)
    w = scipy.linalg.solve_discrete_lyapunov(a - b @ k, d[y])
    d[a] = y @ (a - b @ k) @ (w + w.T)
    d[b] = -y @ (a - b @ k) @ (w + w.T) @ k.T
    d[q] = w
    d[r] = k @ w @ k.T


@differential(scipy.linalg.polar, outputs="u p")
def polar(y, a, side="right"):
    # a = u p with p p = a.T a, or a = p u with p p = a a.T
    if side == "right":
        moved = scipy.linalg.solve_sylvester(p, p, d[a].T @ a + a.T @ d[a])
        d[p] = moved
        d[u] = np.linalg.solve(p, (d[a] - u @ moved).T).T
        t = np.linalg.solve(p, d[u].T).T
        w = scipy.linalg.solve_sylvester(p, p, d[p] - u.T @ t)
        d[a] = t + a @ (w + w.T)
    else:
        moved = scipy.linalg.solve_sylvester(p, p, d[a] @ a.T + a @ d[a].T)
        d[p] = moved
        d[u] = np.linalg.solve(p, d[a] - moved @ u)
        t = np.linalg.solve(p, d[u])
        w = scipy.linalg.solve_sylvester(p, p, d[p] - t @ u.T)
        d[a] = t + (w + w.T) @ a


@composite(scipy.linalg.pinvh)
def pinvh(y, a, *, rtol=None, lower=True, check_finite=True):
    if lower:
        return np.linalg.pinv(np.tril(a) + np.tril(a, -1).T)
    return np.linalg.pinv(np.triu(a) + np.triu(a, 1).T)


@composite(scipy.linalg.solve_toeplitz, sequences=True)
def solve_toeplitz(y, c_or_cr, b, *, check_finite=True):
    if is_tuple(c_or_cr):
        return np.linalg.solve(scipy.linalg.toeplitz(c_or_cr[0], c_or_cr[1]), b)
    return np.linalg.solve(scipy.linalg.toeplitz(c_or_cr), b)


@composite(scipy.linalg.matmul_toeplitz, sequences=True)
def matmul_toeplitz(y, c_or_cr, x, check_finite=False, workers=None):
    if is_tuple(c_or_cr):
        return scipy.linalg.toeplitz(c_or_cr[0], c_or_cr[1]) @ x
    return scipy.linalg.toeplitz(c_or_cr) @ x


@composite(scipy.linalg.solve_circulant)
def solve_circulant(y, c, b):
    if rank(c) != 1 or rank(b) > 2:
        raise ValueError("of stacks; solve them one by one")
    return np.linalg.solve(scipy.linalg.circulant(c), b)


@differential(scipy.linalg.solve_banded, sequences=True)
def solve_banded(y, l_and_u, ab, b, *, check_finite=True):
    d[y] = scipy.linalg.solve_banded(l_and_u, ab, d[b] - runtime.band_product(d[ab], y, l_and_u))
    w = scipy.linalg.solve_banded(l_and_u[::-1], runtime.band_transposed(ab, l_and_u), d[y])
    d[b] = w
    d[ab] = -runtime.band_outer(w, y, l_and_u)


@composite(scipy.linalg.solveh_banded)
def solveh_banded(y, ab, b, *, lower=False, check_finite=True):
    return scipy.linalg.solve_banded((builtins.len(ab) - 1, builtins.len(ab) - 1), runtime.both_bands(ab, lower), b)


@linear(runtime.both_bands)
def both_bands(y, ab, lower):
    d[ab] = runtime.one_band(d[y], lower)


@linear(runtime.one_band)
def one_band(y, ab, lower):
    d[ab] = runtime.both_bands(d[y], lower)


refused("scipy.linalg.solve_banded has no second derivative", runtime.band_product, runtime.band_transposed, runtime.band_outer)
constant(runtime.rows_in_order)
constant(scipy.linalg.bandwidth, scipy.linalg.ishermitian, scipy.linalg.issymmetric, scipy.linalg.find_best_blas_type)
refused(
    "its columns are determined up to a rotation only; write it with np.linalg.svd",
    scipy.linalg.null_space, scipy.linalg.orth, scipy.linalg.orthogonal_procrustes, scipy.linalg.subspace_angles,
)  # fmt: skip
refused(
    "a factorisation of this form has no derivative here; use qr, eigh, eig or svd",
    scipy.linalg.schur, scipy.linalg.rsf2csf, scipy.linalg.hessenberg, scipy.linalg.qz, scipy.linalg.ordqz, scipy.linalg.cossin,
    scipy.linalg.ldl, scipy.linalg.rq, scipy.linalg.qr_delete, scipy.linalg.qr_insert, scipy.linalg.qr_update, scipy.linalg.qr_multiply,
    scipy.linalg.matrix_balance, scipy.linalg.cdf2rdf, scipy.linalg.eig_banded, scipy.linalg.eigvals_banded,
    scipy.linalg.cholesky_banded, scipy.linalg.cho_solve_banded,
)  # fmt: skip
refused("it draws random numbers of its own", scipy.linalg.clarkson_woodruff_transform)
