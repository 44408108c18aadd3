"""The adjoints of functions that move, repeat or pick elements."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import FLOAT32, Array, Known, Scalar, Tuple, dtype_of
from srcad.rules.facts import Undecided, as_operand, fact_of
from srcad.rules.places import at_axis, axis_in, is_open, length, of_array, reshaped


def is_static(builder: Builder, *values) -> bool:
    """Say whether values, tuples included, are known before the run."""
    return all(static(fact_of(value)) is not UNKNOWABLE for value in values)


# -- axes ---------------------------------------------------------------------------------------------------


def inverse(builder: Builder, axes, a: Operand) -> Operand:
    """Return the permutation that undoes a transposition of a."""
    order = static(fact_of(axes))
    if order is UNKNOWABLE:
        order = builder.apply("operator.mod", as_operand(axes), builder.apply("numpy.ndim", a))
        return builder.apply("numpy.argsort", order)
    order = [axis % len(order) for axis in order]
    return Const(tuple(sorted(range(len(order)), key=order.__getitem__)))


def rolled_back(builder: Builder, d: Operand, axis, start) -> Operand:
    """Return d with the axis that np.rollaxis moved back in its place."""
    at, before, dims = static(fact_of(axis)), static(fact_of(start)), dims_of(infer.type_of(d))
    if UNKNOWABLE in (at, before) or dims is None:
        raise Undecided("axis and start, and the rank")
    at, before = at % len(dims), before + len(dims) if before < 0 else before
    return builder.apply("numpy.moveaxis", d, Const(before - (at < before)), Const(at))


def negated(builder: Builder, shift) -> Operand:
    """Return the shift that undoes a shift, one for each axis where there are several."""
    known = static(fact_of(shift))
    if known is not UNKNOWABLE:
        return Const(tuple(-one for one in known) if isinstance(known, tuple) else -known)
    op = "operator.neg" if isinstance(infer.type_of(shift), (Scalar, Array)) else "numpy.negative"
    return builder.apply(op, shift)


# -- repetitions --------------------------------------------------------------------------------------------


def untiled(builder: Builder, d: Operand, a: Operand, reps) -> Operand:
    """Return the sum of the tiles of d that are a's size."""
    dims, counts = dims_of(infer.type_of(a)), items_of(builder, reps)
    if isinstance(infer.type_of(a), Scalar):
        return builder.apply("numpy.sum", d)
    if dims is None or counts is None:
        return builder.apply("srcad.runtime.untiled", d, a, as_operand(reps))
    rank = max(len(dims), len(counts))
    counts = [Const(1)] * (rank - len(counts)) + counts
    lacking = rank - len(dims)
    shape: list[Operand] = []
    axes: list[int] = []
    for k, count in enumerate(counts):
        if k < lacking or not (isinstance(count, Const) and count.value == 1):
            axes.append(len(shape))
            shape.append(count)
        if k >= lacking:
            shape.append(length(builder, a, k - lacking))
    return _summed(builder, d, shape, axes)


def items_of(builder: Builder, numbers) -> list[Operand] | None:
    """Return the numbers that one number or a tuple gives, None where their count isn't known."""
    type_ = fact_of(numbers)
    known = static(type_)
    if known is not UNKNOWABLE:
        return [Const(one) for one in (known if isinstance(known, tuple) else (known,))]
    if isinstance(type_, Tuple):
        return [builder.load(numbers, ((Const(k),),)) for k in range(len(type_.items))]
    return [numbers] if isinstance(type_, Scalar) else None


def _summed(builder: Builder, d: Operand, shape: list[Operand], axes: list[int]) -> Operand:
    """Return the sums of d, seen in a shape of more axes, over some of them."""
    if not axes:
        return d
    split = builder.apply("numpy.reshape", d, tuple_of(builder, shape))
    return builder.apply("numpy.sum", split, kwargs=(("axis", Const(axes[0] if len(axes) == 1 else tuple(axes))),))


def tuple_of(builder: Builder, items: list[Operand]) -> Operand:
    """Return operands as a tuple, a constant where they all are."""
    if any(isinstance(item, nodes.Value) for item in items):
        return builder.apply("tuple", *items)
    return Const(tuple(item.value for item in items))


def packed(builder: Builder, items: tuple) -> Operand:
    """Return the arguments that a recipe takes as `*items` as one operand."""
    return tuple_of(builder, list(items))


def unrepeated(builder: Builder, d: Operand, a: Operand, repeats: Operand, axis) -> Operand:
    """Return the sums of what each element of a was repeated to."""
    dims, at = dims_of(infer.type_of(a)), static(fact_of(axis))
    if isinstance(infer.type_of(a), Scalar):
        return builder.apply("numpy.sum", d)
    if is_open(axis) or not isinstance(fact_of(repeats), Scalar):
        return _gathered(builder, d, a, repeats, axis)
    if at is UNKNOWABLE:
        raise Undecided("axis")
    if at is None and (dims is None or len(dims) != 1):
        return reshaped(builder, _summed(builder, d, [of_array(builder, "size", a), repeats], [1]), a)
    if dims is None:
        raise Undecided("the rank")
    at = (at or 0) % len(dims)
    lengths = [length(builder, a, k) for k in range(len(dims))]
    return _summed(builder, d, [*lengths[: at + 1], repeats, *lengths[at + 1 :]], [at + 1])


def _gathered(builder: Builder, d: Operand, a: Operand, repeats: Operand, axis) -> Operand:
    from srcad.rules import macros

    dims, at = dims_of(infer.type_of(a)), static(fact_of(axis))
    flat = at is None and (dims is None or len(dims) != 1)
    if not flat and not is_open(axis):
        axis = axis_in(a, 0 if at is None else axis)
    count = of_array(builder, "size", a) if flat else length(builder, a, axis)
    index = builder.apply("numpy.repeat", builder.apply("numpy.arange", count), as_operand(repeats))
    return macros.scattered(builder, d, a, index, axis)


# -- borders ------------------------------------------------------------------------------------------------


def unpadded(builder: Builder, d: Operand, a: Operand, pad_width) -> Operand:
    """Return the part of d that np.pad puts constants around."""
    dims, widths = dims_of(infer.type_of(a)), static(fact_of(pad_width))
    pairs = None if dims is None else _pairs(builder, pad_width, widths, len(dims))
    if pairs is None:
        return builder.apply("srcad.runtime.unpadded", d, a, as_operand(pad_width))
    path = tuple(_inside(builder, a, axis, *pair) for axis, pair in enumerate(pairs))
    return d if all(part == Slice() for part in path) else builder.load(d, (path,))


def _pairs(builder: Builder, pad_width, widths, rank: int) -> list[tuple] | None:
    """Return what np.pad puts before and behind each axis; None where that isn't spelled out."""
    if isinstance(fact_of(pad_width), Scalar):
        return [(as_operand(pad_width),) * 2] * rank
    if widths is UNKNOWABLE:
        items = items_of(builder, pad_width)
        if items is None or not all(isinstance(infer.type_of(item), Scalar) for item in items):
            return None
        return [tuple(items) if len(items) == 2 else (items[0],) * 2] * rank
    if isinstance(widths, dict) or getattr(fact_of(pad_width), "layout", None) is not None:
        return None
    rows = widths if widths and isinstance(widths[0], tuple) else (widths,)
    pairs = [tuple(map(Const, row if len(row) == 2 else row * 2)) for row in rows]
    return pairs * rank if len(pairs) == 1 else pairs if len(pairs) == rank else None


def _inside(builder: Builder, a: Operand, axis: int, before: Operand, after: Operand) -> Slice:
    start = None if isinstance(before, Const) and before.value == 0 else before
    if isinstance(after, Const):
        return Slice(start, Const(-after.value) if after.value else None)
    extent = length(builder, a, axis)
    return Slice(start, extent if start is None else builder.apply("operator.add", start, extent))


def apart(builder: Builder, d: Operand, a: Operand, axis, before=None, after=None) -> Operand:
    """Return the parts of d that belong to what stood before a along axis, to a itself and to what stood behind it."""
    if is_open(axis):
        return _apart_along(builder, d, a, axis, before, after)
    at = axis_in(a, axis)
    ends = [_end(builder, end, at) for end in (before, after)]
    start = ends[0]
    stop = None
    if ends[1] is not None:
        extent = length(builder, a, at) if at >= 0 else builder.load(of_array(builder, "shape", a), ((Const(at),),))
        stop = extent if start is None else builder.apply("operator.add", start, extent)
    cuts = [Slice(None, start), Slice(start, stop), Slice(stop, None)]
    parts = [builder.load(d, (at_axis(at, cut),)) if cut != Slice() else d for cut in cuts]
    first, last = (_of_end(builder, part, end) for part, end in ((parts[0], before), (parts[2], after)))
    return builder.apply("tuple", first, parts[1], last)


def _apart_along(builder: Builder, d: Operand, a: Operand, axis: Operand, before, after) -> Operand:
    """Return the parts of d along an axis that only the run knows."""
    start = _end(builder, before, axis) or Const(0)
    stop = builder.apply("operator.add", start, length(builder, a, axis))
    parts = builder.apply("numpy.split", d, builder.apply("list", start, stop), kwargs=(("axis", axis),))
    first, middle, last = (builder.load(parts, ((Const(k),),)) for k in range(3))
    return builder.apply("tuple", _of_end(builder, first, before), middle, _of_end(builder, last, after))


def _is_none(value) -> bool:
    return value is None or fact_of(value) == Known(None)


def _end(builder: Builder, end, axis) -> Operand | None:
    """Return how much of an axis a number or an array at its end takes up."""
    if _is_none(end):
        return None
    if dims_of(fact_of(end)) is None:
        raise Undecided("the rank of what is put at the ends")
    return Const(1) if dims_of(fact_of(end)) == () else length(builder, end, axis)


def _of_end(builder: Builder, part: Operand, end) -> Operand:
    return builder.apply("numpy.sum", part) if not _is_none(end) and isinstance(fact_of(end), Scalar) else part


def undiffed(builder: Builder, d: Operand, n, axis) -> Operand:
    """Return the adjoint of a in np.diff(a, n, axis): differences again, zeros being before and behind d."""
    times = static(fact_of(n))
    if times is UNKNOWABLE:
        raise Undecided("n")
    zero: Operand = Const(0.0)
    if dtype_of(infer.type_of(d)) == FLOAT32:
        kind = builder.apply("numpy.dtype", d, form=nodes.ATTRIBUTE, text="dtype")
        zero = builder.apply("numpy.zeros", Const(()), kind)
    for _ in range(times):
        ends = (*along(axis), ("prepend", zero), ("append", zero))
        d = builder.apply("operator.neg", builder.apply("numpy.diff", d, kwargs=ends))
    return d


# -- places -------------------------------------------------------------------------------------------------


def within(builder: Builder, indices: Operand, count: Operand, mode) -> Operand:
    """Return indices as `mode` reads those that lie outside of an axis with `count` elements."""
    match static(fact_of(mode)):
        case "raise":
            return indices
        case "wrap":
            return builder.apply("numpy.mod", indices, count)
        case "clip":
            last = builder.apply("operator.sub", count, Const(1))
            return builder.apply("numpy.clip", indices, Const(0), last)
    raise Undecided("mode")


def on_diagonal(builder: Builder, d: Operand, a: Operand, offset=0, axis1=0, axis2=1) -> Operand:
    """Return zeros of a's shape with d on a diagonal of two of its axes."""
    dims, facts = dims_of(infer.type_of(a)), tuple(static(fact_of(one)) for one in (offset, axis1, axis2))
    if dims is None or len(dims) != 2 or UNKNOWABLE in facts or facts[1:] != (0, 1):
        default = facts == (0, 0, 1)
        given = () if default else tuple(map(as_operand, (offset, axis1, axis2)))
        return builder.apply("srcad.runtime.on_diagonal", d, a, *given)
    zeros = builder.apply("numpy.zeros_like", a)
    if isinstance(infer.type_of(d), Scalar):
        raise Undecided("the length of the diagonal")
    rows = columns = builder.apply("numpy.arange", builder.apply("builtins.len", d))
    if facts[0] > 0:
        columns = builder.apply("operator.add", rows, Const(facts[0]))
    elif facts[0] < 0:
        rows = builder.apply("operator.add", columns, Const(-facts[0]))
    return builder.store(zeros, ((rows, columns),), d)


def placed(builder: Builder, d: Operand, a: Operand, index: Operand, axis=None) -> Operand:
    """Return zeros of a's shape with d at an index along axis, which names no element twice."""
    from srcad.rules import macros

    return macros.scattered(builder, d, a, index, axis, once=True)


def at_item(builder: Builder, d: Operand, a: Operand, index: tuple) -> Operand:
    """Return zeros of a's shape with the number d where a.item(*index) reads."""
    if not index or isinstance(infer.type_of(a), Scalar):
        return reshaped(builder, d, a)
    items = items_of(builder, index[0]) if len(index) == 1 else list(index)
    if items is None:
        raise Undecided("what names the element")
    if len(items) == 1:
        return placed(builder, d, a, items[0])
    return builder.store(builder.apply("numpy.zeros_like", a), (tuple(items),), d)


def put_back(builder: Builder, d: Operand, order: Operand, axis) -> Operand:
    """Return d with the elements that were put in this order along axis back in their places."""
    inverse_ = builder.apply("numpy.argsort", order, kwargs=along(axis))
    return builder.apply("numpy.take_along_axis", d, inverse_, kwargs=along(axis))


def along(axis) -> tuple:
    """Return the keyword for an axis that isn't the last."""
    return () if static(fact_of(axis)) == -1 else (("axis", as_operand(axis)),)


def percent(builder: Builder, q) -> Operand:
    """Return a number, or an array, of hundredths."""
    known = static(fact_of(q))
    if isinstance(known, (int, float)):
        return Const(known / 100)
    return builder.apply("operator.truediv" if isinstance(fact_of(q), Scalar) else "numpy.divide", as_operand(q), Const(100))


# -- along an axis ------------------------------------------------------------------------------------------


def columns(builder: Builder, v: Operand, y: Operand) -> Operand:
    """Return a vector along the first axis of an array of y's rank, so that it broadcasts."""
    dims = dims_of(infer.type_of(y))
    if dims is None:
        raise Undecided("the rank")
    return v if len(dims) == 1 else builder.load(v, ((Slice(), *(Const(None),) * (len(dims) - 1)),))


def weighted(builder: Builder, weights: Operand, d: Operand, axis) -> Operand:
    """Return the sum of d along axis, weighted."""
    dims, at = dims_of(infer.type_of(d)), static(fact_of(axis))
    if dims is not None and len(dims) == 1:
        return builder.apply("operator.matmul", weights, d)
    axes = Const(1) if at == 0 else builder.apply("tuple", Const(0), as_operand(axis))
    return builder.apply("numpy.tensordot", weights, d, axes)
