"""Shapes, lengths and places of operands, as recipes and macros write them."""

from __future__ import annotations

from srcad.analysis import fitting, infer, shapes
from srcad.analysis.results import dims_of, product
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import Scalar, Unknown
from srcad.rules.facts import Refusal, Undecided, fact_of


def of_array(builder: Builder, name: str, a: Operand) -> Operand:
    """Return the shape or the size of an operand; of what may be a number, by NumPy's function."""
    made = fitting.definition(builder, a)
    if made is not None and made.op == "numpy.asarray" and isinstance(count := product(dims_of(made.result.type)), int):
        return Const(count if name == "size" else dims_of(made.result.type))
    match infer.type_of(a):
        case Scalar():
            return Const(1 if name == "size" else ())
        case Unknown():
            return builder.apply(f"numpy.{name}", a, form=nodes.FUNCTION, text=f"np.{name}")
    return builder.apply(f"numpy.{name}", a, form=nodes.ATTRIBUTE, text=name)


def is_open(axis) -> bool:
    """Say whether an axis is one number that only the run knows."""
    type_ = fact_of(axis)
    return isinstance(type_, Scalar) and static(type_) is UNKNOWABLE


def length(builder: Builder, a: Operand, axis) -> Operand:
    """Return the length of an axis of an array, as a number where it is known."""
    if is_open(axis):
        return builder.load(builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape"), ((axis,),))
    dims = dims_of(infer.type_of(a))
    if dims is not None and isinstance(dims[axis], int):
        return Const(dims[axis])
    if axis == 0:
        return builder.apply("builtins.len", a)
    shape = builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape")
    return builder.load(shape, ((Const(axis),),))


def at_axis(axis: int, item) -> tuple:
    """Return the subscript that indexes one axis."""
    if axis >= 0:
        return (*(Slice(),) * axis, item)
    return (Const(Ellipsis), item, *(Slice(),) * (-axis - 1))


def axis_in(a: Operand, axis) -> int:
    """Return the axis that a parameter names, not negative where a's rank is known."""
    at, dims = static(fact_of(axis)), dims_of(infer.type_of(a))
    if at is UNKNOWABLE:
        raise Undecided("axis")
    return at % len(dims) if dims else at


def reshaped(builder: Builder, d: Operand, a: Operand, order="C") -> Operand:
    """Return d, which has as many elements as a, in a's shape; `order` is the one in which a was read."""
    type_, how = infer.type_of(a), static(fact_of(order))
    if isinstance(type_, Scalar):
        return builder.apply("numpy.sum", d)
    own, dims = dims_of(infer.type_of(d)), dims_of(type_)
    if own is not None and dims is not None and len(own) == len(dims) and all(map(shapes.same, own, dims)):
        return d
    # A vector lies in one order alone, unless it is read as a matrix by columns.
    if how == "C" or (how != "F" and dims is not None and len(dims) == 1):
        return builder.apply("numpy.reshape", d, of_array(builder, "shape", a))
    if how == "F":
        return builder.apply("numpy.reshape", d, of_array(builder, "shape", a), kwargs=(("order", Const("F")),))
    raise Refusal("orders 'A' and 'K' depend on how an array lies in memory; write order='C' or order='F'")


def fit(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return d summed over the axes along which `like` was broadcast."""
    return fitting.unbroadcast(builder, d, like)
