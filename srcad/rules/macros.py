"""Functions that recipes call while they are evaluated: facts about operands, and what is too long for a recipe."""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, axes_of, static
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import FLOAT32, List, Scalar, Tuple, Unknown, dtype_of
from srcad.rules import products
from srcad.rules.facts import OPERANDS, Undecided, as_operand, fact_of


# -- facts ------------------------------------------------------------------------------------------------


def rank(builder: Builder, a):
    """Return the rank of an operand, UNKNOWABLE where it isn't known."""
    dims = dims_of(infer.type_of(a))
    return UNKNOWABLE if dims is None else len(dims)


def is_number(builder: Builder, a) -> bool:
    """Say whether an operand is surely a number and no array."""
    return isinstance(infer.type_of(a), Scalar)


def is_named(builder: Builder, y) -> bool:
    """Say whether a result is assigned to a variable, so that the derivative can read it under a name of the user's."""
    return isinstance(y, nodes.Value) and y.named


def is_single(builder: Builder, a) -> bool:
    """Say whether an operand is of single precision."""
    return dtype_of(infer.type_of(a)) == FLOAT32


def is_known(builder: Builder, a) -> bool:
    """Say whether an operand's value is known before the run."""
    if not isinstance(a, OPERANDS):
        return True
    return (isinstance(a, Const) and isinstance(a.value, (int, float))) or static(infer.type_of(a)) is not UNKNOWABLE


def has_rank(builder: Builder, *operands) -> bool:
    """Say whether the ranks of all operands are known."""
    return all(dims_of(infer.type_of(a)) is not None for a in operands)


def is_square(builder: Builder, a) -> bool:
    """Say whether a matrix surely has as many rows as columns."""
    dims = dims_of(infer.type_of(a))
    return dims is not None and len(dims) == 2 and dims[0] is not None and dims[0] == dims[1]


def is_tuple(builder: Builder, a) -> bool:
    return isinstance(infer.type_of(a), Tuple)


def is_list(builder: Builder, a) -> bool:
    return isinstance(infer.type_of(a), List)


# -- adjoints of reductions -------------------------------------------------------------------------------


def spread(builder: Builder, d: Operand, a: Operand, axis=None, keepdims=False) -> Operand:
    """Return d, of the shape of a reduction of a over axis, so that it broadcasts to a's shape."""
    axes, kept, rank_ = axes_of(fact_of(axis), _rank_or_none(a)), static(fact_of(keepdims)), _rank_or_none(a)
    if isinstance(infer.type_of(d), Scalar):
        return d
    if kept is UNKNOWABLE or (static(fact_of(axis)) is UNKNOWABLE and not kept):
        raise Undecided("keepdims" if kept is UNKNOWABLE else "axis")
    if rank_ is None:
        wide = d if kept or axes is None else builder.apply("numpy.expand_dims", d, as_operand(axis))
        return builder.apply("srcad.runtime.broadcast_like", wide, a)
    if kept or axes is None or sorted(axes) == list(range(len(axes))):
        return d
    return builder.load(d, (tuple(Const(None) if k in axes else Slice() for k in range(rank_)),))


def _rank_or_none(a: Operand) -> int | None:
    dims = dims_of(infer.type_of(a))
    return None if dims is None else len(dims)


def count(builder: Builder, a: Operand, axis=None) -> Operand:
    """Return over how many elements a reduction of a over axis goes."""
    axes = axes_of(fact_of(axis), _rank_or_none(a))
    if axes is None:
        return of_array(builder, "size", a)
    if axes is UNKNOWABLE:
        return builder.apply("numpy.size", a, as_operand(axis))
    shape = builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape")
    total: Operand = Const(1)
    for k in axes:
        total = builder.apply("operator.mul", total, builder.load(shape, ((Const(k),),)))
    return total


def of_array(builder: Builder, name: str, a: Operand) -> Operand:
    """Return the shape or the size of an operand; of what may be a number, by NumPy's function."""
    match infer.type_of(a):
        case Scalar():
            return Const(1 if name == "size" else ())
        case Unknown():
            return builder.apply(f"numpy.{name}", a, form=nodes.FUNCTION, text=f"np.{name}")
    return builder.apply(f"numpy.{name}", a, form=nodes.ATTRIBUTE, text=name)


def reshaped(builder: Builder, d: Operand, a: Operand) -> Operand:
    """Return d, which has as many elements as a, in a's shape."""
    if isinstance(infer.type_of(a), Scalar):
        return builder.apply("numpy.sum", d)
    return builder.apply("numpy.reshape", d, of_array(builder, "shape", a))


def fit(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return d summed over the axes along which `like` was broadcast."""
    return fitting.unbroadcast(builder, d, like)


# -- adjoints of what moves elements ----------------------------------------------------------------------


def inverse(builder: Builder, axes) -> Operand:
    """Return the permutation that undoes a transposition."""
    order = static(fact_of(axes))
    if order is UNKNOWABLE or UNKNOWABLE in order:
        raise Undecided("axes")
    order = [axis % len(order) for axis in order]
    return Const(tuple(sorted(range(len(order)), key=order.__getitem__)))


def pieces(builder: Builder, d: Operand, arrays: Operand, axis=0) -> Operand:
    """Return the parts of d that belong to the arrays that were concatenated along axis."""
    at = static(fact_of(axis))
    if at is UNKNOWABLE:
        raise Undecided("axis")
    types = infer.type_of(arrays).items
    rank_ = next((len(dims) for dims in map(dims_of, types) if dims is not None), None)
    axis_ = at % rank_ if rank_ else at
    start, parts = None, []
    for k in range(len(types)):
        length = _length(builder, builder.load(arrays, ((Const(k),),)), axis_)
        stop = length if start is None else builder.apply("operator.add", start, length)
        last = k == len(types) - 1
        parts.append(builder.load(d, (_at_axis(axis_, Slice(start, None if last else stop)),)))
        start = stop
    return builder.apply("tuple", *parts)


def _length(builder: Builder, a: Operand, axis: int) -> Operand:
    dims = dims_of(infer.type_of(a))
    if dims is not None and isinstance(dims[axis], int):
        return Const(dims[axis])
    if axis == 0:
        return builder.apply("builtins.len", a)
    return builder.load(builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape"), ((Const(axis),),))


def _at_axis(axis: int, item) -> tuple:
    if axis >= 0:
        return (*(Slice(),) * axis, item)
    return (Const(Ellipsis), item, *(Slice(),) * (-axis - 1))


def layers(builder: Builder, d: Operand, arrays: Operand, axis=0) -> Operand:
    """Return the parts of d that belong to the arrays that were stacked along axis."""
    at = static(fact_of(axis))
    if at is UNKNOWABLE:
        raise Undecided("axis")
    count_ = len(infer.type_of(arrays).items)
    return builder.apply("tuple", *(builder.load(d, (_at_axis(at, Const(k)),)) for k in range(count_)))


def scattered(builder: Builder, d: Operand, a: Operand, index: Operand, axis=None) -> Operand:
    """Return zeros of a's shape to which d is added at an index along axis."""
    at = static(fact_of(axis))
    if at is UNKNOWABLE or (at is not None and at < 0):
        raise Undecided("axis")
    zeros = builder.apply("numpy.zeros_like", a)
    return builder.store(zeros, (_at_axis(at or 0, index),), d, add=True)


def item_rank(builder: Builder, arrays):
    """Return the rank of the arrays in a tuple, UNKNOWABLE where it isn't known."""
    items = infer.type_of(arrays)
    dims = dims_of(items.items[0]) if isinstance(items, Tuple) and items.items else None
    return UNKNOWABLE if dims is None else len(dims)


BY_NAME = {
    function.__name__: function
    for function in (
        *(rank, is_number, is_named, is_single, is_known, has_rank, is_square, is_tuple, is_list),
        *(item_rank, reshaped, spread, count, fit, inverse, pieces, layers, scattered),
        *(products.left_factor, products.right_factor, products.swapped, products.turned),
    )
}
