"""Eigenvectors in the order of given eigenvalues."""

import numpy as np

__all__ = ["eigenvectors_for"]


def eigenvectors_for(a, w):
    """Return the eigenvectors of a in the order of its eigenvalues w."""
    found, vectors = np.linalg.eig(a)
    order = np.argmin(np.abs(found[..., None, :] - w[..., :, None]), axis=-1)
    return np.take_along_axis(vectors, order[..., None, :], axis=-1)
