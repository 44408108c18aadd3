"""Derivatives of linear interpolation on grids, in the values and in the points."""

import numpy as np
from scipy import interpolate, ndimage

from srcad import runtime
from srcad.rules.recipe import constant, d, definition, differential, is_active, is_number, linear, rank, refused


@differential(ndimage.map_coordinates, refuses="cval")
def map_coordinates(y, input, coordinates, *, order=3, mode="constant", cval=0.0, prefilter=True):
    if order != 1 or mode not in ("constant", "nearest"):
        raise ValueError("of an order other than 1, or at a boundary other than 'constant' and 'nearest'; pass order=1")
    slopes = runtime.grid_slopes(input, coordinates, mode)
    d[y] = ndimage.map_coordinates(d[input], coordinates, order=1, mode=mode) + np.sum(slopes * d[coordinates], axis=0)
    d[input] = runtime.spread_on_grid(d[y], input, coordinates, mode)
    d[coordinates] = slopes * d[y]


@linear(runtime.spread_on_grid, constant="a")
def spread_on_grid(x, d_, a, coordinates, mode="constant"):
    d[d_] = ndimage.map_coordinates(d[x], coordinates, order=1, mode=mode)


@definition(ndimage.shift, refuses="cval")
def shift(y, input, shift, *, order=3, mode="constant", cval=0.0, prefilter=True):
    if rank(input) == 1 or is_number(shift):
        return ndimage.map_coordinates(input, runtime.grid(input) - shift, order=order, mode=mode)
    if rank(input) != 2:
        raise ValueError("of an array of more than two axes; use ndimage.map_coordinates")
    return ndimage.map_coordinates(input, runtime.grid(input) - np.reshape(shift, (2, 1, 1)), order=order, mode=mode)


@definition(ndimage.zoom, refuses="cval grid_mode")
def zoom(y, input, zoom, *, order=3, mode="constant", cval=0.0, prefilter=True, grid_mode=False):
    return ndimage.map_coordinates(input, runtime.zoomed_grid(input, zoom), order=order, mode=mode)


@definition(ndimage.affine_transform, refuses="cval output_shape")
def affine_transform(y, input, matrix, offset=0.0, output_shape=None, *, order=3, mode="constant", cval=0.0, prefilter=True):
    if rank(input) != 2 or rank(matrix) != 2:
        raise ValueError("of an array that hasn't two axes; use ndimage.map_coordinates")
    moved = np.tensordot(matrix, runtime.grid(input), 1) + (offset if is_number(offset) else np.reshape(offset, (2, 1, 1)))
    return ndimage.map_coordinates(input, moved, order=order, mode=mode)


@differential(interpolate.RegularGridInterpolator.__call__, constant="spline")
def regular_grid(v, spline, at, *, points=None, values=None, method="linear", bounds_error=True, fill_value=0.0, order=0):
    if method != "linear" or rank(at) < 2:
        raise ValueError("by a method other than 'linear', or at a single point; pass an array of points, a row each")
    slopes = runtime.regular_slopes(spline, at)
    if values is not None and is_active(values):
        # It is linear in the values.
        d[v] = np.sum(slopes * d[at], axis=-1) + runtime.regular_values(spline, d[values], at)
        d[values] = runtime.spread_on_regular(d[v], spline, at)
    else:
        d[v] = np.sum(slopes * d[at], axis=-1)
    d[at] = d[v][..., None] * slopes


@definition(interpolate.interpn, sequences=True)
def interpn(v, points, values, xi, method="linear", bounds_error=True, fill_value=None):
    return interpolate.RegularGridInterpolator(points, values, method, bounds_error, fill_value)(xi)


constant(interpolate.RegularGridInterpolator, runtime.grid, runtime.zoomed_grid)
refused(
    "linear interpolation on a grid has no second derivative in the points",
    runtime.grid_slopes, runtime.regular_slopes, runtime.regular_values, runtime.spread_on_regular,
)  # fmt: skip
