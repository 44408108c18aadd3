"""Derivatives of the functions that emitted code calls where a fact was missing, so that it can be differentiated again."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import bilinear, constant, d, differential, elementwise, linear, refused


@linear(runtime.unbroadcast, constant="like")
def unbroadcast(y, part, like):
    d[part] = runtime.broadcast_like(d[y], part)


@linear(runtime.broadcast_like, constant="like")
def broadcast_like(y, part, like):
    d[part] = runtime.unbroadcast(d[y], part)


@linear(runtime.add_lists, sequences=True)
def add_lists(y, a, b):
    d[a] = d[y]
    d[b] = d[y]


@linear(runtime.copy_list, sequences=True)
def copy_list(y, a):
    d[a] = d[y]


@bilinear(runtime.left_factor, constant="a")
def left_factor_of(y, dz, a, b):
    # The adjoint of a in z = a @ b: all three are factors of the number dz . (a @ b).
    d[dz] = d[y] @ b
    d[b] = runtime.right_factor(dz, d[y], b)


@bilinear(runtime.right_factor, constant="b")
def right_factor_of(y, dz, a, b):
    d[dz] = a @ d[y]
    d[a] = runtime.left_factor(dz, a, d[y])


@differential(runtime.products_of_others)
def products_of_others(y, a, axis=None):
    # The Hessian of a product: symmetric, so that it is its own transpose.
    d[y] = runtime.tangents_of_products_of_others(a, d[a], axis)
    d[a] = runtime.tangents_of_products_of_others(a, d[y], axis)


@elementwise(runtime.polygamma)
def polygamma(y, n, x):
    return None, runtime.polygamma(n + 1, x)


@elementwise(runtime.bessel_i1)
def bessel_i1(y, x):
    return np.i0(x) - np.where(x == 0, 0.5, y / (x + (x == 0)))


@elementwise(runtime.sinc_slope)
def sinc_slope(y, x):
    # With t = pi x, f = sin(t) / t:  t f'' + 2 f' + t f = 0
    return np.where(x == 0, -(np.pi**2) / 3, -(np.pi**2) * np.sinc(x) - 2 * y / (x + (x == 0)))


@differential(runtime.chained)
def chained(y, v, a, axis, step):
    # y[k] = v[k] + a[k] y[k - 1]  =>  dy[k] = dv[k] + da[k] y[k - 1] + a[k] dy[k - 1]; its transpose runs the other way.
    before = runtime.neighbours(y, axis, step)
    d[y] = runtime.chained(d[v] + before * (d[a] if step == 1 else runtime.neighbours(d[a], axis, step)), a, axis, step)
    d[v] = runtime.chained(d[y], a, axis, -step)
    back = before * runtime.chained(d[y], a, axis, -step)
    d[a] = back if step == 1 else runtime.neighbours(back, axis, -step)


@differential(runtime.neighbours)
def neighbours(y, v, axis, step, fill=0.0):
    d[y] = runtime.neighbours(d[v], axis, step)
    d[v] = runtime.neighbours(d[y], axis, -step)


@linear(runtime.spread_segments, constant="like")
def spread_segments(y, part, indices, like, axis=0):
    d[part] = np.add.reduceat(d[y], indices, axis)


constant(runtime.zeros_like, runtime.last_written, runtime.order_of, runtime.latest)
constant(runtime.greatest, runtime.least)
refused("multiply the factors with np.polymul, one by one", runtime.without_each_root)
refused("np.prod has no third derivative; write the product as a loop", runtime.tangents_of_products_of_others)
