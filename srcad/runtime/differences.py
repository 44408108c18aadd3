"""np.gradient as a linear function of the values, and its adjoint."""

import numpy as np

__all__ = ["gradient_adjoint", "gradient_of", "spacing_adjoint", "spacing_tangent"]


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
        steps = np.diff(1.0 * np.asarray(step)) if np.ndim(step) else np.full(len(d) - 1, step)
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


def step_rates(f, x, axis=None, edge_order=1):
    """Return the derivatives of the rows of np.gradient(f, x, axis) in two neighbouring steps, and where the first is.

    Between steps h and k with slopes a and b a row is (k a + h b) / (h + k); at the ends a, or a + (a - b) h / (h + k).
    """
    rows = np.moveaxis(f, axis or 0, 0)
    steps = np.diff(x).astype(rows.dtype).reshape(-1, *(1,) * (rows.ndim - 1))
    slopes = np.diff(rows, axis=0) / steps
    a, b, h, k = slopes[:-1], slopes[1:], steps[:-1], steps[1:]
    first, second = np.zeros_like(rows), np.zeros_like(rows)
    first[1:-1] = k * (b - a) / (h + k) ** 2 - k * a / (h * (h + k))
    second[1:-1] = h * (a - b) / (h + k) ** 2 - h * b / (k * (h + k))
    if edge_order == 1:
        first[0] = -slopes[0] / steps[0]
        (second if len(steps) > 1 else first)[-1] = -slopes[-1] / steps[-1]
    else:
        for end, near, far, a, b, h, k in ((0, first, second, a, b, h, k), (-1, second, first, b, a, k, h)):
            bend = (a - b)[end] / (h + k)[end] ** 2
            near[end] = bend * k[end] - a[end] / h[end] - a[end] / (h + k)[end]
            far[end] = b[end] * h[end] / (k * (h + k))[end] - bend * h[end]
    return first, second, np.clip(np.arange(len(rows)) - 1, 0, max(len(steps) - 2, 0))


def spacing_tangent(dx, f, x, axis=None, edge_order=1):
    """Return the tangent of np.gradient(f, x, axis) in the places x."""
    first, second, at = step_rates(f, x, axis, edge_order)
    steps = np.diff(dx).reshape(-1, *(1,) * (np.ndim(f) - 1))
    return np.moveaxis(first * steps[at] + second * steps[np.minimum(at + 1, len(steps) - 1)], 0, axis or 0)


def spacing_adjoint(dy, f, x, axis=None, edge_order=1):
    """Return the adjoint of the places x in np.gradient(f, x, axis)."""
    first, second, at = step_rates(f, x, axis, edge_order)
    rows = np.moveaxis(dy, axis or 0, 0)
    others, d_steps = tuple(range(1, rows.ndim)), np.zeros(len(x) - 1, rows.dtype)
    np.add.at(d_steps, at, np.sum(rows * first, axis=others))
    np.add.at(d_steps, np.minimum(at + 1, len(d_steps) - 1), np.sum(rows * second, axis=others))
    return -np.diff(d_steps, prepend=d_steps.dtype.type(0), append=d_steps.dtype.type(0))
