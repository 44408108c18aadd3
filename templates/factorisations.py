"""Derivatives of factorisations of matrices: Cholesky, QR, singular values, eigenvalues.

Stacks of matrices are differentiated matrix by matrix. Where a factorisation reads one triangle of its argument only, so
does its derivative. The algebra is that of
- M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008;
- I. Murray, Differentiation of the Cholesky decomposition, 2016;
- J. Townsend, Differentiating the singular value decomposition, 2016;
- C. Boeddeker et al., On the computation of complex-valued gradients with application to statistically optimum beamforming, 2017.
"""

import numpy as np
import scipy

from srcad import runtime
from srcad.rules.recipe import (
    column, composite, conj, d, differential, gives_tuple, hermitian, identity, inverse_gaps, is_complex,
    is_oblong, is_square, is_zero, leading, lower_half, of_scipy, row, upper_half,
)  # fmt: skip


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
    # The further columns of a full q aren't determined: of a matrix that isn't square r isn't either, and isn't solved for.
    if of_scipy(y):
        if mode not in (None, "full", "economic"):
            raise ValueError("in this mode; pass mode='economic'")
        if mode != "economic" and is_oblong(a):
            raise ValueError("the columns that mode='full' adds are not determined; pass mode='economic'")
    elif mode == "complete":
        if is_oblong(a):
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


@differential(runtime.eigenvectors_for, complex=True, constant="w")
def eigenvectors_for(y, a, w):
    turned = inverse_gaps(w) * np.linalg.solve(y, d[a] @ y)
    d[y] = y @ turned - y * row(np.sum(np.real(hermitian(y) @ y @ turned) * identity(w), axis=-2))
    g = hermitian(y) @ d[y]
    g = g - (hermitian(y) @ y) * row(np.sum(np.real(g) * identity(w), axis=-2))
    d[a] = np.linalg.solve(hermitian(y), (conj(inverse_gaps(w)) * g) @ hermitian(y))
