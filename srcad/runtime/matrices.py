"""Linear algebra that has no function of its own in NumPy: matrices of bands, rows and eigenvectors in a given order."""

import numpy as np

__all__ = ["band_outer", "band_product", "band_transposed", "both_bands", "eigenvectors_for", "one_band", "rows_in_order"]


def eigenvectors_for(a, w):
    """Return the eigenvectors of a in the order of its eigenvalues w."""
    found, vectors = np.linalg.eig(a)
    order = np.argmin(np.abs(found[..., None, :] - w[..., :, None]), axis=-1)
    return np.take_along_axis(vectors, order[..., None, :], axis=-1)


def rows_in_order(piv):
    """Return which row each row of a factorised matrix was, from the exchanges that LAPACK tells of."""
    order = np.arange(len(piv))
    for k, other in enumerate(piv):
        order[[k, other]] = order[[other, k]]
    return order


def band_product(ab, x, l_and_u):
    """Return the product of a matrix of bands and a vector, or a matrix."""
    lower, upper = l_and_u
    n = len(x)
    y = np.zeros(x.shape, np.result_type(ab, x))
    for k in range(-lower, upper + 1):
        rows = slice(max(0, -k), n - max(0, k))
        columns = slice(max(0, k), n - max(0, -k))
        y[rows] += (ab[upper - k, columns] * x[columns].T).T
    return y


def band_transposed(ab, l_and_u):
    """Return the bands of the transpose of a matrix of bands."""
    lower, upper = l_and_u
    n = ab.shape[1]
    turned = np.zeros_like(ab)
    for k in range(-lower, upper + 1):
        rows = slice(max(0, -k), n - max(0, k))
        columns = slice(max(0, k), n - max(0, -k))
        turned[lower + k, rows] = ab[upper - k, columns]
    return turned


def band_outer(w, x, l_and_u):
    """Return the bands of the outer product of two vectors, or of the product of a matrix and the transpose of another."""
    lower, upper = l_and_u
    n = len(x)
    ab = np.zeros((lower + upper + 1, n), np.result_type(w, x))
    for k in range(-lower, upper + 1):
        rows = slice(max(0, -k), n - max(0, k))
        columns = slice(max(0, k), n - max(0, -k))
        ab[upper - k, columns] = np.sum((w[rows] * x[columns]).reshape(columns.stop - columns.start, -1), axis=1)
    return ab


def both_bands(ab, lower=False):
    """Return all bands of a symmetric matrix, of which the upper or the lower ones are given."""
    width, n = len(ab) - 1, ab.shape[1]
    whole = np.zeros((2 * width + 1, n), ab.dtype)
    for k in range(width + 1):
        if lower:
            whole[width - k, k:] = ab[k, : n - k]
            whole[width + k] = ab[k]
        else:
            whole[width + k, : n - k] = ab[width - k, k:]
            whole[width - k] = ab[width - k]
    return whole


def one_band(whole, lower=False):
    """Return the adjoint of what is given of a symmetric matrix, from that of all of its bands."""
    width, n = len(whole) // 2, whole.shape[1]
    ab = np.zeros((width + 1, n), whole.dtype)
    for k in range(width + 1):
        if lower:
            ab[k] = whole[width + k]
            if k > 0:
                ab[k, : n - k] += whole[width - k, k:]
        else:
            ab[width - k] = whole[width - k]
            if k > 0:
                ab[width - k, k:] += whole[width + k, : n - k]
    return ab
