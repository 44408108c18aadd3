"""Derivatives of distances: of two vectors, of the rows of two arrays, of the pairs of rows of one.

Those of two vectors are written for the last axis of arrays, so that the others follow from them.
"""

import builtins
import math

import numpy as np
from scipy import spatial, special

from srcad.rules.recipe import composite, constant, d, differential, linear, rank, refused


@composite(spatial.distance.euclidean)
def euclidean(y, u, v):
    return np.linalg.norm(u - v, None, -1)


@composite(spatial.distance.sqeuclidean)
def sqeuclidean(y, u, v):
    return np.sum((u - v) ** 2, axis=-1)


@composite(spatial.distance.cityblock)
def cityblock(y, u, v):
    return np.sum(np.abs(u - v), axis=-1)


@composite(spatial.distance.chebyshev)
def chebyshev(y, u, v):
    return np.max(np.abs(u - v), axis=-1)


@composite(spatial.distance.minkowski)
def minkowski(y, u, v, p=2):
    return np.linalg.norm(u - v, p, -1)


@composite(spatial.distance.seuclidean)
def seuclidean(y, u, v, V):
    return np.sqrt(np.sum((u - v) ** 2 / V, axis=-1))


@composite(spatial.distance.mahalanobis)
def mahalanobis(y, u, v, VI):
    apart = u - v
    return np.sqrt(np.sum(apart @ VI * apart, axis=-1))


@composite(spatial.distance.cosine)
def cosine(y, u, v):
    return 1 - np.sum(u * v, axis=-1) / (np.linalg.norm(u, None, -1) * np.linalg.norm(v, None, -1))


@composite(spatial.distance.correlation)
def correlation(y, u, v):
    return spatial.distance.cosine(u - np.mean(u, axis=-1, keepdims=True), v - np.mean(v, axis=-1, keepdims=True))


@composite(spatial.distance.canberra)
def canberra(y, u, v):
    return np.sum(np.abs(u - v) / (np.abs(u) + np.abs(v)), axis=-1)


@composite(spatial.distance.braycurtis)
def braycurtis(y, u, v):
    return np.sum(np.abs(u - v), axis=-1) / np.sum(np.abs(u + v), axis=-1)


@composite(spatial.distance.jensenshannon)
def jensenshannon(y, p, q, base=None, *, axis=0):
    left = p / np.sum(p, axis=axis, keepdims=True)
    right = q / np.sum(q, axis=axis, keepdims=True)
    middle = (left + right) / 2
    nats = np.sum(special.rel_entr(left, middle) + special.rel_entr(right, middle), axis=axis) / 2
    return np.sqrt(nats) if base is None else np.sqrt(nats / math.log(base))


@differential(spatial.distance.cdist)
def cdist(y, XA, XB, metric="euclidean", *, p=2, V=None, VI=None):
    if metric == "euclidean":
        # y dy is the inner product of a difference and its differential; equal points have derivative 0.
        radius = y + (y == 0)
        both = np.sum(XA * d[XA], axis=1)[:, None] + np.sum(XB * d[XB], axis=1)
        d[y] = (both - d[XA] @ XB.T - XA @ d[XB].T) / radius
        pull = d[y] / radius
        d[XA] = np.sum(pull, axis=1)[:, None] * XA - pull @ XB
        d[XB] = np.sum(pull, axis=0)[:, None] * XB - pull.T @ XA
    elif metric == "sqeuclidean":
        both = np.sum(XA * d[XA], axis=1)[:, None] + np.sum(XB * d[XB], axis=1)
        d[y] = 2 * (both - d[XA] @ XB.T - XA @ d[XB].T)
        d[XA] = 2 * (np.sum(d[y], axis=1)[:, None] * XA - d[y] @ XB)
        d[XB] = 2 * (np.sum(d[y], axis=0)[:, None] * XB - d[y].T @ XA)
    elif metric == "cityblock":
        return spatial.distance.cityblock(XA[:, None, :], XB)
    elif metric == "chebyshev":
        return spatial.distance.chebyshev(XA[:, None, :], XB)
    elif metric == "minkowski":
        return spatial.distance.minkowski(XA[:, None, :], XB, p)
    elif metric == "cosine":
        return spatial.distance.cosine(XA[:, None, :], XB)
    elif metric == "correlation":
        return spatial.distance.correlation(XA[:, None, :], XB)
    elif metric == "canberra":
        return spatial.distance.canberra(XA[:, None, :], XB)
    elif metric == "braycurtis":
        return spatial.distance.braycurtis(XA[:, None, :], XB)
    elif metric == "jensenshannon":
        return spatial.distance.jensenshannon(XA[:, None, :], XB[None, :, :], axis=-1)
    elif metric == "seuclidean" and V is not None:
        return spatial.distance.seuclidean(XA[:, None, :], XB, V)
    elif metric == "mahalanobis" and VI is not None:
        return spatial.distance.mahalanobis(XA[:, None, :], XB, VI)
    else:
        raise ValueError("with this metric; write it with XA[:, None, :] and XB, or give V or VI where it takes one")


@differential(spatial.distance.pdist)
def pdist(y, X, metric="euclidean", *, p=2, V=None, VI=None):
    rows, others = np.triu_indices(builtins.len(X), 1)
    if metric == "euclidean":
        # As of all pairs, each of which is there twice.
        radius = y + (y == 0)
        d[y] = np.sum((X[rows] - X[others]) * (d[X][rows] - d[X][others]), axis=1) / radius
        pull = spatial.distance.squareform(d[y] / radius)
        d[X] = np.sum(pull, axis=1)[:, None] * X - pull @ X
    elif metric == "sqeuclidean":
        d[y] = 2 * np.sum((X[rows] - X[others]) * (d[X][rows] - d[X][others]), axis=1)
        pull = spatial.distance.squareform(2 * d[y])
        d[X] = np.sum(pull, axis=1)[:, None] * X - pull @ X
    elif metric == "cityblock":
        return spatial.distance.cityblock(X[rows], X[others])
    elif metric == "chebyshev":
        return spatial.distance.chebyshev(X[rows], X[others])
    elif metric == "minkowski":
        return spatial.distance.minkowski(X[rows], X[others], p)
    elif metric == "cosine":
        return spatial.distance.cosine(X[rows], X[others])
    elif metric == "correlation":
        return spatial.distance.correlation(X[rows], X[others])
    elif metric == "canberra":
        return spatial.distance.canberra(X[rows], X[others])
    elif metric == "braycurtis":
        return spatial.distance.braycurtis(X[rows], X[others])
    elif metric == "jensenshannon":
        return spatial.distance.jensenshannon(X[rows], X[others], axis=-1)
    elif metric == "seuclidean" and V is not None:
        return spatial.distance.seuclidean(X[rows], X[others], V)
    elif metric == "mahalanobis" and VI is not None:
        return spatial.distance.mahalanobis(X[rows], X[others], VI)
    else:
        raise ValueError("with this metric; write it with the rows of np.triu_indices(len(X), 1), or give V or VI where it takes one")


@composite(spatial.distance_matrix)
def distance_matrix(result, x, y, p=2, threshold=1000000):
    return spatial.distance.minkowski(x[:, None, :], y, p)


@linear(spatial.distance.squareform)
def squareform(y, X, *, checks=True):
    if rank(X) == 1:
        rows, columns = np.triu_indices(builtins.len(d[y]), 1)
        d[X] = (d[y] + d[y].T)[rows, columns]
    elif rank(X) == 2:
        # Of a matrix the upper half is read.
        d[X] = np.triu(spatial.distance.squareform(d[y]), 1)
    else:
        raise ValueError("whether its argument is a vector or a matrix isn't known; give its type")


constant(
    spatial.distance.dice, spatial.distance.hamming, spatial.distance.jaccard, spatial.distance.rogerstanimoto,
    spatial.distance.russellrao, spatial.distance.sokalsneath, spatial.distance.yule, spatial.distance.is_valid_dm,
    spatial.distance.is_valid_y, spatial.distance.num_obs_dm, spatial.distance.num_obs_y,
)  # fmt: skip
refused("write it with np.min and np.max of spatial.distance.cdist", spatial.distance.directed_hausdorff)
