"""What recipes of reductions write where a reduction has a mask: counts, selections, sums."""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import static
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import FLOAT32, Scalar, dtype_of
from srcad.rules.facts import Undecided, as_operand, fact_of


def is_all(where) -> bool:
    """Say whether a mask surely selects all elements."""
    return static(fact_of(where)) is True


def tally(builder: Builder, mask: Operand, a: Operand, axis=None, keepdims=False) -> Operand:
    """Return how many elements of a mask hold along axis, in single precision where a is."""
    kwargs = () if static(fact_of(axis)) is None else (("axis", as_operand(axis)),)
    if static(fact_of(keepdims)) is not False:
        kwargs += (("keepdims", as_operand(keepdims)),)
    if dtype_of(infer.type_of(a)) == FLOAT32:
        kwargs += (("dtype", builder.apply("numpy.dtype", a, form=nodes.ATTRIBUTE, text="dtype")),)
    return builder.apply("numpy.sum", mask, kwargs=kwargs)


def total(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return the sum of all elements of d, which may stand for an array of the shape of `like`."""
    whole = fitting.materialise(builder, d, like)
    return whole if isinstance(infer.type_of(whole), Scalar) else fitting.total(builder, whole)


def among(builder: Builder, mask: Operand, where) -> Operand:
    """Return where a mask holds of the elements that `where` selects."""
    return mask if is_all(where) else builder.apply("operator.and_", mask, where)


def selected(builder: Builder, d: Operand, where, a: Operand, other=0.0) -> Operand:
    """Return d where a reduction's mask selects an element of a, else `other`: d itself where it selects all."""
    if is_all(where):
        return d
    chosen = builder.apply("numpy.where", where, d, as_operand(other))
    if fitting.is_sure(infer.type_of(chosen), infer.type_of(a)):
        return chosen
    return builder.apply("srcad.runtime.broadcast_like", chosen, a)


def along(builder: Builder, weights: Operand, a: Operand, axis=None) -> Operand:
    """Return weights for one axis of a, so that they broadcast to a; weights of a's own rank as they are."""
    at, own, dims = static(fact_of(axis)), dims_of(infer.type_of(weights)), dims_of(infer.type_of(a))
    if own is not None and dims is not None and len(own) == len(dims):
        return weights
    if own is None or dims is None or len(own) != 1 or not isinstance(at, int):
        raise Undecided("the ranks of the array and its weights, and the axis")
    path = tuple(Slice() if k == at % len(dims) else Const(None) for k in range(len(dims)))
    return builder.load(weights, (path,))


def whole(builder: Builder, d: Operand, y: Operand) -> Operand:
    """Return d, broadcast to y's shape where it isn't known to have it."""
    if fitting.is_full(infer.type_of(d), infer.type_of(y)):
        return d
    return builder.apply("srcad.runtime.broadcast_like", d, y)


def zero(builder: Builder, a: Operand) -> Operand:
    """Return the zero tangent of an operand."""
    return builder.zeros_like(a)
