"""np.gradient as a linear function of the values, and its adjoint."""

import numpy as np

__all__ = ["gradient_adjoint", "gradient_of"]


def gradient_of(f, spacing, axis=None, edge_order=1):
    """Return np.gradient(f, *spacing)."""
    return np.gradient(f, *spacing, axis=axis, edge_order=edge_order)


def gradient_adjoint(dy, spacing, axis=None, edge_order=1):
    """Return the adjoint of f in np.gradient(f, *spacing): each difference quotient adds to the values that it is made of."""
    parts = dy if isinstance(dy, (tuple, list)) else (dy,)
    rank = np.ndim(parts[0])
    axes = range(rank) if axis is None else np.atleast_1d(axis)
    spacing = spacing if len(spacing) == len(parts) else (spacing or (1.0,)) * len(parts)
    df = np.zeros_like(parts[0], order="C")
    for part, at, step in zip(parts, axes, spacing):
        d, total = np.moveaxis(part, at, 0), np.moveaxis(df, at, 0)
        steps = np.diff(step) if np.ndim(step) else np.full(len(d) - 1, step)
        steps = steps.astype(d.dtype).reshape(-1, *(1,) * (rank - 1))
        h, k = steps[:-1], steps[1:]
        total[:-2] -= d[1:-1] * k / (h * (h + k))
        total[1:-1] += d[1:-1] * (k - h) / (h * k)
        total[2:] += d[1:-1] * h / (k * (h + k))
        if edge_order == 1:
            for end, inner, last in ((0, 1, 0), (-1, -2, -1)):
                sign = 1 if end else -1
                total[end] += sign * d[end] / steps[last]
                total[inner] -= sign * d[end] / steps[last]
        else:
            for h, k, end, places in ((steps[0], steps[1], -d[0], (0, 1, 2)), (steps[-1], steps[-2], d[-1], (-1, -2, -3))):
                total[places[0]] += end * (2 * h + k) / (h * (h + k))
                total[places[1]] -= end * (h + k) / (h * k)
                total[places[2]] += end * h / (k * (h + k))
    return df
