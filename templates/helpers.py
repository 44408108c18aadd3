"""Derivatives of the functions that emitted code calls where a fact was missing, so that it can be differentiated again."""

from srcad import runtime
from srcad.rules.recipe import bilinear, constant, d, differential, linear, refused


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


constant(runtime.zeros_like, runtime.last_written, runtime.order_of)
constant(runtime.greatest, runtime.least)
refused("np.prod has no third derivative; write the product as a loop", runtime.tangents_of_products_of_others)
