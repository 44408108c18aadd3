"""Multilinear interpolation on grids: how it changes with the points, and its transpose."""

import itertools

import numpy as np

__all__ = ["grid", "grid_slopes", "regular_slopes", "regular_values", "spread_on_grid", "spread_on_regular", "zoomed_grid"]


def grid(a):
    """Return the coordinates of an array's elements, an array for each axis."""
    return np.indices(np.shape(a)).astype(float)


def zoomed_grid(a, zoom):
    """Return where scipy.ndimage.zoom reads the elements of its result, an array for each axis."""
    sizes = [int(round(n * z)) for n, z in zip(np.shape(a), np.broadcast_to(zoom, np.ndim(a)))]
    ratios = [(n - 1) / (m - 1) if m > 1 else 1.0 for n, m in zip(np.shape(a), sizes)]
    return np.indices(sizes) * np.reshape(ratios, (-1, *[1] * np.ndim(a)))


def grid_slopes(a, coordinates, mode="constant"):
    """Return the derivatives of scipy.ndimage.map_coordinates(a, coordinates, order=1) in the coordinates."""
    single = np.asarray(coordinates).dtype == np.float32
    coordinates = np.asarray(coordinates, float)
    axes = range(len(coordinates))
    last = np.reshape(np.shape(a), (-1, *[1] * (coordinates.ndim - 1))) - 1
    inside = (coordinates >= 0) & (coordinates <= last)
    held = np.clip(coordinates, 0, last)
    below = np.clip(np.floor(held), 0, np.maximum(last - 1, 0)).astype(int)
    share = held - below
    found = np.zeros(coordinates.shape)
    for corner in itertools.product((0, 1), repeat=len(coordinates)):
        values = np.asarray(a)[tuple(np.minimum(below[k] + corner[k], last[k]) for k in axes)]
        weights = [share[k] if corner[k] else 1 - share[k] for k in axes]
        for k in axes:
            others = np.prod([weights[j] for j in axes if j != k], axis=0)
            found[k] += (1 if corner[k] else -1) * others * values
    found *= inside if mode == "nearest" else np.all(inside, axis=0)
    return found.astype(np.float32) if single else found


def spread_on_grid(d, a, coordinates, mode="constant"):
    """Return the adjoint of a in scipy.ndimage.map_coordinates(a, coordinates, order=1)."""
    coordinates = np.asarray(coordinates, float)
    axes = range(len(coordinates))
    last = np.reshape(np.shape(a), (-1, *[1] * (coordinates.ndim - 1))) - 1
    if mode == "constant":
        d = np.where(np.all((coordinates >= 0) & (coordinates <= last), axis=0), d, 0)
    held = np.clip(coordinates, 0, last)
    below = np.clip(np.floor(held), 0, np.maximum(last - 1, 0)).astype(int)
    share = held - below
    found = np.zeros(np.shape(a), np.asarray(d).dtype)
    for corner in itertools.product((0, 1), repeat=len(coordinates)):
        at = tuple(np.minimum(below[k] + corner[k], last[k]) for k in axes)
        weights = np.prod([share[k] if corner[k] else 1 - share[k] for k in axes], axis=0)
        np.add.at(found, at, weights * d)
    return found


def regular_slopes(interpolator, at):
    """Return the derivatives of a linear scipy.interpolate.RegularGridInterpolator's values in each point's coordinates."""
    at, axes = np.asarray(at, float), range(len(interpolator.grid))
    at = at[..., None] if len(axes) == 1 and (at.ndim < 2 or at.shape[-1] != 1) else at
    points, values = np.moveaxis(at, -1, 0), np.asarray(interpolator.values)
    below = [np.clip(np.searchsorted(g, p) - 1, 0, len(g) - 2) for g, p in zip(interpolator.grid, points)]
    widths = [g[i + 1] - g[i] for g, i in zip(interpolator.grid, below)]
    share = [(p - g[i]) / width for g, p, i, width in zip(interpolator.grid, points, below, widths)]
    found = np.zeros(at.shape)
    for corner in itertools.product((0, 1), repeat=len(axes)):
        value = values[tuple(below[k] + corner[k] for k in axes)]
        weights = [share[k] if corner[k] else 1 - share[k] for k in axes]
        for k in axes:
            others = np.prod([weights[j] for j in axes if j != k], axis=0)
            found[..., k] += (1 if corner[k] else -1) * others / widths[k] * value
    if interpolator.fill_value is not None:
        inside = [(p >= g[0]) & (p <= g[-1]) for g, p in zip(interpolator.grid, points)]
        found *= np.all(inside, axis=0)[..., None]
    return found


def spread_on_regular(d, interpolator, at):
    """Return the adjoint of the values that a linear scipy.interpolate.RegularGridInterpolator interpolates."""
    at, axes = np.asarray(at, float), range(len(interpolator.grid))
    at = at[..., None] if len(axes) == 1 and (at.ndim < 2 or at.shape[-1] != 1) else at
    points = np.moveaxis(at, -1, 0)
    below = [np.clip(np.searchsorted(g, p) - 1, 0, len(g) - 2) for g, p in zip(interpolator.grid, points)]
    share = [(p - g[i]) / (g[i + 1] - g[i]) for g, p, i in zip(interpolator.grid, points, below)]
    if interpolator.fill_value is not None:
        inside = [(p >= g[0]) & (p <= g[-1]) for g, p in zip(interpolator.grid, points)]
        d = np.where(np.all(inside, axis=0), d, 0)
    found = np.zeros(np.shape(interpolator.values))
    for corner in itertools.product((0, 1), repeat=len(axes)):
        weights = np.prod([share[k] if corner[k] else 1 - share[k] for k in axes], axis=0)
        np.add.at(found, tuple(below[k] + corner[k] for k in axes), np.reshape(weights * d, points.shape[1:]))
    return found


def regular_values(interpolator, values, at):
    """Return what a linear scipy.interpolate.RegularGridInterpolator gives for other values, 0 where it gives a constant."""
    from scipy import interpolate

    outside = None if interpolator.fill_value is None else 0.0
    return interpolate.RegularGridInterpolator(interpolator.grid, values, bounds_error=False, fill_value=outside)(at)
