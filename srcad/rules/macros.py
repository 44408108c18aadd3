"""Functions that recipes call while they are evaluated: facts about operands, and what is too long for a recipe."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import axis_count, dims_of
from srcad.analysis.static import UNKNOWABLE, axes_of, static
from srcad.errors import InternalError
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir import types
from srcad.ir.types import COMPLEX64, FLOAT32, List, Scalar, Tuple, Unknown, dtype_of
from srcad.rules import (
    choosing, conjugate, convolutions, holomorphic, joining, masks, matrices, moving, parts, places, products, sequences, tensors, transforms,
)  # fmt: skip
from srcad.rules.facts import OPERANDS, Undecided, as_operand, fact_of


# -- facts ------------------------------------------------------------------------------------------------


def rank(builder: Builder, a):
    """Return the rank of an operand, UNKNOWABLE where it isn't known."""
    dims = dims_of(fact_of(a))
    return UNKNOWABLE if dims is None else len(dims)


def is_number(builder: Builder, a) -> bool:
    """Say whether an operand is surely a number and no array."""
    return isinstance(infer.type_of(a), Scalar)


def is_named(builder: Builder, y) -> bool:
    """Say whether a result is assigned to a variable, so that the derivative can read it under a name of the user's."""
    return isinstance(y, nodes.Value) and y.named


def is_complex(builder: Builder, a) -> bool:
    """Say whether an operand is complex."""
    return types.is_complex(fact_of(a))


def is_zero(builder: Builder, a) -> bool:
    """Say whether a differential is zero because nothing depends on it; the evaluator answers."""
    raise InternalError("is_zero is answered while a recipe is evaluated")


def of_scipy(builder: Builder, y) -> bool:
    """Say whether the function that is differentiated is SciPy's; the evaluator answers."""
    raise InternalError("of_scipy is answered while a recipe is evaluated")


def is_active(builder: Builder, a) -> bool:
    """Say whether the function is differentiated in an argument; the evaluator answers."""
    raise InternalError("is_active is answered while a recipe is evaluated")


def kin_of(op: str, name) -> str:
    """Return the qualified name of a function of np.polynomial of the same family."""
    module = op.rpartition(".")[0]
    return f"{module}.{holomorphic.SERIES[module.rpartition('.')[2]]}{name.value if isinstance(name, Const) else name}"


def kin(builder: Builder, name, *args) -> Operand:
    """Return a call of a function of the same family of series; the evaluator makes it."""
    raise InternalError("kin is called while a recipe is evaluated")


def again(builder: Builder, d: Operand) -> Operand:
    """Return the call with d as its first argument; the evaluator makes it."""
    raise InternalError("again is made while a recipe is evaluated")


def weighted_sum(builder: Builder, d: Operand, table: Operand) -> Operand:
    """Return the sum of the rows of a table, of which there is one for each element of d, by which they are weighted."""
    rank_ = _rank_or_none(d)
    if rank_ is None or rank_ > 1:
        raise Undecided("at a number or a vector")
    return builder.apply("operator.matmul" if rank_ else "operator.mul", d, table)


def is_single(builder: Builder, a) -> bool:
    """Say whether an operand is of single precision."""
    return dtype_of(infer.type_of(a)) in (FLOAT32, COMPLEX64)


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


def is_oblong(builder: Builder, a) -> bool:
    """Say whether a matrix surely hasn't as many rows as columns."""
    dims = dims_of(infer.type_of(a)) or (None,)
    return isinstance(dims[-1], int) and isinstance(dims[-2], int) and dims[-1] != dims[-2]


def is_tuple(builder: Builder, a) -> bool:
    return isinstance(infer.type_of(a), Tuple)


def is_open(builder: Builder, axis) -> bool:
    """Say whether an axis is one number that only the run knows."""
    return places.is_open(axis)


def is_list(builder: Builder, a) -> bool:
    return isinstance(infer.type_of(a), List)


def has_dtype(builder: Builder, a) -> bool:
    """Say whether it is known if an operand is real or complex."""
    return not isinstance(fact_of(a), (Unknown, types.Opaque)) or types.is_complex(fact_of(a))


def conj(builder: Builder, a: Operand) -> Operand:
    """Return the conjugate of what is complex, and what is real as it is."""
    return conjugate.conjugate(builder, as_operand(a), {})


# -- adjoints of reductions -------------------------------------------------------------------------------


def spread(builder: Builder, d: Operand, a: Operand, axis=None, keepdims=False) -> Operand:
    """Return d, of the shape of a reduction of a over axis, as an adjoint of a: of its shape, or surely of a lower one."""
    wide = raised(builder, d, a, axis, keepdims)
    if isinstance(infer.type_of(d), Scalar) or (_rank_or_none(a) is not None and not is_undecided(axis)):
        return wide
    return builder.apply("srcad.runtime.broadcast_like", wide, a)


def is_undecided(axis) -> bool:
    """Say whether only the run knows the axes of a reduction."""
    return static(fact_of(axis)) is UNKNOWABLE


def raised(builder: Builder, d: Operand, a: Operand, axis=None, keepdims=False) -> Operand:
    """Return d, of the shape of a reduction of a over axis, so that it broadcasts against a."""
    axes, kept, rank_ = axes_of(fact_of(axis), _rank_or_none(a)), static(fact_of(keepdims)), _rank_or_none(a)
    if isinstance(infer.type_of(d), Scalar) or kept is True:
        return d
    if kept is UNKNOWABLE or (static(fact_of(axis)) is UNKNOWABLE and axis_count(fact_of(axis)) is None):
        raise Undecided("keepdims" if kept is UNKNOWABLE else "axis")
    if axes is None:
        return d
    if rank_ is None or axes is UNKNOWABLE:
        return builder.apply("numpy.expand_dims", d, as_operand(axis))
    if sorted(axes) == list(range(len(axes))):
        return d
    return builder.load(d, (tuple(Const(None) if k in axes else Slice() for k in range(rank_)),))


def _rank_or_none(a: Operand) -> int | None:
    dims = dims_of(infer.type_of(a))
    return None if dims is None else len(dims)


def count(builder: Builder, a: Operand, axis=None, where=True, keepdims=False) -> Operand:
    """Return over how many elements a reduction of a over axis goes."""
    if not masks.is_all(where):
        shape = places.of_array(builder, "shape", a)
        return masks.tally(builder, builder.apply("numpy.broadcast_to", where, shape), a, axis, keepdims)
    axes = axes_of(fact_of(axis), _rank_or_none(a))
    if axes is None:
        return places.of_array(builder, "size", a)
    if axes is UNKNOWABLE and not places.is_open(axis):
        return builder.apply("numpy.size", a, as_operand(axis))
    if axes is UNKNOWABLE:
        return places.length(builder, a, axis)
    shape = builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape")
    total: Operand = Const(1)
    for k in axes:
        total = builder.apply("operator.mul", total, builder.load(shape, ((Const(k),),)))
    return total


# -- adjoints of what moves elements ----------------------------------------------------------------------


def scattered(builder: Builder, d: Operand, a: Operand, index: Operand, axis=None, once: bool = False) -> Operand:
    """Return zeros of a's shape to which d is added at an index along axis; without one, of a flattened.

    `once` says that the index names no element twice.
    """
    at = static(fact_of(axis))
    if places.is_open(axis):
        return builder.apply("srcad.runtime.untaken", d, a, index, axis)
    if at is None and _rank_or_none(a) != 1:
        plain = not is_single(builder, a) and not is_complex(builder, a)
        kind = () if plain else (("dtype", builder.apply("numpy.dtype", a, form=nodes.ATTRIBUTE, text="dtype")),)
        flat = builder.apply("numpy.zeros", places.of_array(builder, "size", a), kwargs=kind)
        return places.reshaped(builder, builder.store(flat, ((index,),), d, add=not once), a)
    zeros = builder.apply("numpy.zeros_like", a)
    return builder.store(zeros, (places.at_axis(places.axis_in(a, 0 if at is None else at), index),), d, add=not once)


BY_NAME = {
    function.__name__: function
    for function in (
        *(rank, is_zero, is_active, again, kin, of_scipy, is_number, is_named, is_complex, has_dtype, conj, is_single, is_known, has_rank, is_square, is_tuple, is_list),
        is_open,
        *(spread, raised, count, scattered),
        *(places.reshaped, places.fit),
        *(joining.pieces, joining.layers, joining.item_rank, joining.is_sequence, joining.blocks),
        *(joining.alone, joining.each_reshaped, joining.each_fitted, joining.each_along_its_axis, sequences.unpacked),
        *(is_oblong, joining.diagonal_blocks),
        *(moving.inverse, moving.rolled_back, moving.negated, moving.untiled, moving.unrepeated, moving.unpadded),
        *(moving.on_diagonal, moving.apart, moving.is_static, moving.within, moving.put_back, moving.columns, moving.weighted),
        *(choosing.chosen_by_number, choosing.chosen_by_mask, choosing.left_over),
        *(moving.packed, moving.undiffed, moving.placed, moving.percent, moving.at_item),
        convolutions.uncut, convolutions.extension, convolutions.extended, convolutions.folded, convolutions.parity,
        convolutions.segments, convolutions.is_sampled,
        weighted_sum,
        *(tensors.left_tensor, tensors.right_tensor, tensors.kron_left, tensors.kron_right),
        *matrices.MACROS,
        *(transforms.opposite, transforms.length, transforms.lengths, transforms.every_axis, transforms.last_axis),
        *(transforms.last_length, transforms.cut, transforms.doubled, transforms.cosines),
        *(masks.tally, masks.total, masks.among, masks.selected, masks.along, masks.whole, masks.zero),
        *(parts.tail, parts.head, parts.start, parts.ends, parts.as_array, parts.itemised),
        *(parts.differences, parts.scaled, parts.dotted),
        *(products.left_factor, products.right_factor, products.swapped, products.turned),
    )
}
