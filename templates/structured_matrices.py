"""Derivatives of scipy.linalg's matrices that are made of vectors."""

import builtins

import numpy as np
import scipy

from srcad.rules.recipe import column, composite, constant, d, definition, diagonal_blocks, linear, rank, refused


@definition(scipy.linalg.companion)
def companion(y, a):
    if rank(a) != 1:
        raise ValueError("of several polynomials; call it for each")
    return np.concatenate((np.reshape(-a[1:] / a[0], (1, -1)), np.eye(builtins.len(a) - 2, builtins.len(a) - 1)))


@definition(scipy.linalg.leslie)
def leslie(y, f, s):
    if rank(f) != 1 or rank(s) != 1:
        raise ValueError("of several matrices; call it for each")
    return np.concatenate((np.reshape(f, (1, -1)), np.pad(np.diag(s), ((0, 0), (0, 1)))))


@composite(scipy.linalg.toeplitz)
def toeplitz(y, c, r=None):
    if rank(c) != 1:
        raise ValueError("its first argument isn't known to be a vector")
    if r is None:
        return np.take(c, scipy.linalg.toeplitz(np.arange(builtins.len(c))))
    lag = scipy.linalg.toeplitz(np.arange(builtins.len(c)), -np.arange(builtins.len(r)))
    return np.where(lag >= 0, np.take(c, np.maximum(lag, 0)), np.take(r, np.maximum(-lag, 0)))


@composite(scipy.linalg.circulant)
def circulant(y, c):
    if rank(c) != 1:
        raise ValueError("its argument isn't known to be a vector")
    return np.take(c, scipy.linalg.circulant(np.arange(builtins.len(c))))


@composite(scipy.linalg.hankel)
def hankel(y, c, r=None):
    if rank(c) != 1:
        raise ValueError("its first argument isn't known to be a vector")
    rest = np.zeros_like(c) if r is None else r
    place = column(np.arange(builtins.len(c))) + np.arange(builtins.len(rest))
    return np.take(np.concatenate((c, rest[1:])), place)


@composite(scipy.linalg.fiedler)
def fiedler(y, a):
    return np.abs(column(a) - a)


@composite(scipy.linalg.convolution_matrix)
def convolution_matrix(y, a, n, mode="full"):
    if rank(a) != 1 or mode != "full":
        raise ValueError("of a stack, or in another mode than 'full'")
    rest = np.zeros(n - 1)
    return scipy.linalg.toeplitz(np.concatenate((a, rest)), np.concatenate((a[:1], rest)))


@linear(scipy.linalg.block_diag, sequences=True)
def block_diag(y, *arrs):
    d[arrs] = diagonal_blocks(d[y], arrs)


@composite(scipy.linalg.khatri_rao)
def khatri_rao(y, a, b):
    return np.reshape(a[:, None, :] * b[None, :, :], y.shape)


constant(scipy.linalg.hadamard, scipy.linalg.helmert, scipy.linalg.hilbert, scipy.linalg.invhilbert, scipy.linalg.pascal)
constant(scipy.linalg.invpascal, scipy.linalg.dft, scipy.linalg.get_blas_funcs, scipy.linalg.get_lapack_funcs)
refused(
    "write the matrix with np.concatenate or np.diag",
    scipy.linalg.fiedler_companion, scipy.linalg.diagsvd,
)  # fmt: skip
