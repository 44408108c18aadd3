"""Derivatives of covariances, correlations and weighted histograms."""

import numpy as np

from srcad.rules.recipe import as_array, d, differential, has_rank, rank


@differential(np.cov)
def cov(c, m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None):
    if not has_rank(m):
        raise ValueError("the rank of its first argument isn't known before the run")
    freedom = (0 if bias else 1) if ddof is None else ddof
    if fweights is not None or aweights is not None:
        if y is not None:
            rows = np.stack((m, y)) if rank(m) == 1 else np.concatenate((m, y) if rowvar else (m.T, y.T))
        else:
            rows = m if rank(m) == 1 or rowvar else m.T
        weights = as_array(fweights if aweights is None else aweights)
        if fweights is not None and aweights is not None:
            weights = as_array(fweights) * weights
        total = np.sum(weights)
        centred = rows - np.average(rows, -1, weights, keepdims=True)
        share = total - freedom if aweights is None else total - freedom * np.sum(weights * as_array(aweights)) / total
        return (weights * centred) @ centred.T / share
    if y is None and rank(m) == 2:
        rows = m if rowvar else m.T
        centred = (rows - np.mean(rows, axis=1, keepdims=True)) / (rows.shape[1] - freedom)
        moves = d[m] if rowvar else d[m].T
        d[c] = moves @ centred.T + centred @ moves.T
        d[m] = (d[c] + d[c].T) @ centred if rowvar else centred.T @ (d[c] + d[c].T)
    elif y is None and rank(m) == 1:
        centred = 2 * (m - np.mean(m)) / (m.size - freedom)
        d[c] = centred @ d[m]
        d[m] = d[c] * centred
    elif rank(m) == 1 and rank(y) == 1:
        first = (m - np.mean(m)) / (m.size - freedom)
        second = (y - np.mean(y)) / (m.size - freedom)
        d[c] = (
            np.array([[2.0, 0.0], [0.0, 0.0]]) * (first @ d[m])
            + np.array([[0.0, 1.0], [1.0, 0.0]]) * (second @ d[m] + first @ d[y])
            + np.array([[0.0, 0.0], [0.0, 2.0]]) * (second @ d[y])
        )
        d[m] = 2 * d[c][0, 0] * first + (d[c][0, 1] + d[c][1, 0]) * second
        d[y] = 2 * d[c][1, 1] * second + (d[c][0, 1] + d[c][1, 0]) * first
    else:
        raise ValueError("np.cov of two matrices; stack their rows first")


@differential(np.corrcoef)
def corrcoef(c, x, y=None, rowvar=True):
    # The product of the rows, centred and of length 1, with themselves.
    if not has_rank(x):
        raise ValueError("the rank of its first argument isn't known before the run")
    if y is None and rank(x) == 2:
        rows = x if rowvar else x.T
        centred = rows - np.mean(rows, axis=1, keepdims=True)
        length = np.sqrt(np.sum(centred * centred, axis=1, keepdims=True))
        unit = centred / length
        moves = d[x] if rowvar else d[x].T
        turns = (moves - unit * np.sum(unit * moves, axis=1, keepdims=True)) / length
        d[c] = turns @ unit.T + unit @ turns.T
        pulls = (d[c] + d[c].T) @ unit
        pull = (pulls - unit * np.sum(unit * pulls, axis=1, keepdims=True)) / length
        d[x] = pull if rowvar else pull.T
    elif y is not None and rank(x) == 1 and rank(y) == 1:
        first = x - np.mean(x)
        second = y - np.mean(y)
        lengths = np.sqrt(first @ first), np.sqrt(second @ second)
        ours = (second / lengths[1] - c[0, 1] * first / lengths[0]) / lengths[0]
        theirs = (first / lengths[0] - c[0, 1] * second / lengths[1]) / lengths[1]
        d[c] = np.array([[0.0, 1.0], [1.0, 0.0]]) * (ours @ d[x] + theirs @ d[y])
        d[x] = (d[c][0, 1] + d[c][1, 0]) * ours
        d[y] = (d[c][0, 1] + d[c][1, 0]) * theirs
    else:
        raise ValueError("np.corrcoef of one vector or of two matrices; stack the rows first")


@differential(np.histogram)
def histogram(y, a, bins=10, range=None, density=None, weights=None):
    if density:
        raise ValueError("np.histogram with density=True; divide by the widths and the sum")
    last = y[0].size - 1
    place = np.clip(np.searchsorted(y[1], a, "right") - 1, 0, last)
    inside = (a >= y[1][0]) & (a <= y[1][-1])
    d[y] = np.histogram(a, y[1], weights=d[weights])[0], np.zeros_like(y[1])
    d[weights] = np.where(inside, d[y][0][place], 0.0)
