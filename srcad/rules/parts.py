"""Parts of arrays along an axis, and sequences of numbers item by item, as recipes write them."""

from __future__ import annotations

import functools

from srcad.analysis import infer
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import List, Scalar, Tuple
from srcad.rules import joining, places
from srcad.rules.facts import ZERO, as_fact


def _sliced(a: Operand, axis, item: Slice) -> tuple:
    return (places.at_axis(places.axis_in(a, axis), item),)


def tail(builder: Builder, a: Operand, axis) -> Operand:
    """Return a without its first element along axis."""
    if places.is_open(axis):
        return builder.apply("numpy.delete", a, Const(0), axis)
    return builder.load(a, _sliced(a, axis, Slice(Const(1))))


def head(builder: Builder, a: Operand, axis) -> Operand:
    """Return a without its last element along axis."""
    if places.is_open(axis):
        return builder.apply("numpy.delete", a, Const(-1), axis)
    return builder.load(a, _sliced(a, axis, Slice(None, Const(-1))))


def start(builder: Builder, a: Operand, axis) -> Operand:
    """Return the first element of a along axis, as an array of length 1."""
    if places.is_open(axis):
        return builder.apply("numpy.take", a, Const((0,)), axis)
    return builder.load(a, _sliced(a, axis, Slice(None, Const(1))))


def ends(builder: Builder, d: Operand, like: Operand, axis, sign: int) -> Operand:
    """Return the adjoint of `like` in tail(like) + sign * head(like)."""
    zeros = builder.apply("numpy.zeros_like", like)
    first = builder.store(zeros, _sliced(like, axis, Slice(Const(1))), d, add=True)
    before = d if as_fact(sign) == 1 else builder.apply("operator.neg", d)
    return builder.store(first, _sliced(like, axis, Slice(None, Const(-1))), before, add=True)


def as_array(builder: Builder, items: Operand) -> Operand:
    """Return a sequence of numbers as an array; what may be an array as it is."""
    return builder.apply("numpy.asarray", items) if isinstance(infer.type_of(items), (List, Tuple)) else items


def itemised(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return d as a sequence like `like`: the items of an array, or a number for each item."""
    type_, number = infer.type_of(like), isinstance(infer.type_of(d), Scalar)
    if isinstance(type_, List) and number:
        return builder.apply("operator.mul", builder.apply("list", d), builder.apply("builtins.len", like))
    if isinstance(type_, Tuple) and number:
        return builder.apply("tuple", *(d,) * len(type_.items))
    if isinstance(type_, Tuple):
        return joining.layers(builder, d, like)
    return builder.apply("builtins.list", d) if isinstance(type_, List) else d


def _items(builder: Builder, *sequences: Operand) -> list[list[Operand]] | None:
    """Return the items of tuples, side by side; None where one of them isn't a tuple."""
    types = [infer.type_of(sequence) for sequence in sequences]
    if not all(isinstance(type_, Tuple) for type_ in types):
        return None
    return [[builder.load(s, ((Const(k),),)) for s in sequences] for k in range(len(types[0].items))]


def differences(builder: Builder, p: Operand, q: Operand) -> Operand:
    """Return p - q, of two tuples item by item, of other sequences as arrays."""
    if (pairs := _items(builder, p, q)) is not None:
        return builder.apply("tuple", *(builder.apply("operator.sub", a, b) for a, b in pairs))
    return builder.apply("operator.sub", as_array(builder, p), as_array(builder, q))


def scaled(builder: Builder, d: Operand, v: Operand, like: Operand) -> Operand:
    """Return d * v, as a sequence like `like`."""
    if isinstance(infer.type_of(like), Tuple) and (items := _items(builder, v)) is not None:
        return builder.apply("tuple", *(builder.apply("operator.mul", d, item) for (item,) in items))
    return itemised(builder, builder.apply("operator.mul", d, as_array(builder, v)), like)


def dotted(builder: Builder, v: Operand, d) -> Operand:
    """Return the inner product of two sequences of numbers, 0 where d is zero."""
    if d is ZERO:
        return ZERO
    if (pairs := _items(builder, v, d)) is None:
        return builder.apply("operator.matmul", as_array(builder, v), as_array(builder, d))
    products = [builder.apply("operator.mul", a, b) for a, b in pairs]
    return functools.reduce(lambda total, part: builder.apply("operator.add", total, part), products)
