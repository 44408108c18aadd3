"""The adjoints of functions that join arrays: the parts of the whole, and where they lie in it."""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import Array, List, Scalar, Tuple, Unknown
from srcad.rules import sequences
from srcad.rules.facts import Refusal, Undecided, as_operand, fact_of
from srcad.rules.places import at_axis, fit, is_open, length, of_array, reshaped
from srcad.simplify import algebra


def pieces(builder: Builder, d: Operand, arrays: Operand, axis=0) -> Operand:
    """Return the parts of d that belong to the arrays that were concatenated along axis."""
    type_ = infer.type_of(arrays)
    if isinstance(type_, List):
        given = () if static(fact_of(axis)) == 0 else (as_operand(axis),)
        return builder.apply("srcad.runtime.pieces", d, arrays, *given)
    if not isinstance(type_, Tuple):
        return _of_array(builder, d, arrays, axis)
    at = static(fact_of(axis))
    if is_open(axis):
        return _split(builder, d, arrays, axis)
    if at is UNKNOWABLE:
        raise Undecided("axis")
    if at is None:
        return _flat_pieces(builder, d, arrays)
    rank = max((len(dims) for dims in map(dims_of, type_.items) if dims is not None), default=0)
    return _cut(builder, d, arrays, at % rank if rank else at, rank)


def _of_array(builder: Builder, d: Operand, arrays: Operand, axis) -> Operand:
    """Return the adjoint of an array whose rows were concatenated."""
    if static(fact_of(axis)) in (0, None):
        return reshaped(builder, d, arrays)
    count = builder.apply("builtins.len", arrays)
    return builder.apply("numpy.stack", builder.apply("numpy.split", d, count, as_operand(axis)))


def _split(builder: Builder, d: Operand, arrays: Operand, axis: Operand) -> Operand:
    """Return the parts of d along an axis that only the run knows."""
    items = [builder.load(arrays, ((Const(k),),)) for k in range(len(infer.type_of(arrays).items))]
    stops: list[Operand] = []
    for item in items[:-1]:
        extent = length(builder, item, axis)
        stops.append(builder.apply("operator.add", stops[-1], extent) if stops else extent)
    parts = builder.apply("numpy.split", d, builder.apply("list", *stops), kwargs=(("axis", axis),))
    return builder.apply("tuple", *(_as(builder, builder.load(parts, ((Const(k),),)), item) for k, item in enumerate(items)))


def _as(builder: Builder, part: Operand, item: Operand) -> Operand:
    """Return the adjoint of an item that may be a list or a tuple itself."""
    return sequences.unpacked(builder, part, item) if isinstance(infer.type_of(item), (List, Tuple)) else part


def _cut(builder: Builder, d: Operand, arrays: Operand, axis: int, rank: int) -> Operand:
    """Return the parts of d along an axis; an array of lower rank than the others is one layer of it."""
    count = len(infer.type_of(arrays).items)
    start, parts = None, []
    for k in range(count):
        item = builder.load(arrays, ((Const(k),),))
        dims = dims_of(infer.type_of(item))
        lower = dims is not None and len(dims) < max(rank, axis + 1)
        length_ = Const(1) if lower else length(builder, item, axis)
        stop = length_ if start is None else builder.apply("operator.add", start, length_)
        if rank < 2 and isinstance(infer.type_of(item), Scalar):
            parts.append(builder.load(d, ((Const(0) if start is None else start,),)))
            start = stop
            continue
        part = builder.load(d, (at_axis(axis, Slice(start, None if k == count - 1 else stop)),))
        parts.append(reshaped(builder, part, item) if lower else _as(builder, part, item))
        start = stop
    return builder.apply("tuple", *parts)


def diagonal_blocks(builder: Builder, d: Operand, arrays: tuple[Operand, ...]) -> tuple[Operand, ...]:
    """Return the parts of d that belong to the arrays that were put on the diagonal; a vector is one row, a number an element."""
    row: Operand = Const(0)
    column: Operand = Const(0)
    parts = []
    for k, item in enumerate(arrays):
        dims = dims_of(infer.type_of(item))
        if dims is None or len(dims) > 2:
            raise Undecided("the ranks of its arguments")
        height = length(builder, item, 0) if len(dims) == 2 else Const(1)
        width = length(builder, item, -1) if dims else Const(1)
        below, right = _behind(builder, row, height), _behind(builder, column, width)
        rows = Slice(None if k == 0 else row, below) if len(dims) == 2 else row
        columns = Slice(None if column == Const(0) else column, right) if dims else column
        parts.append(builder.load(d, ((rows, columns),)))
        row, column = below, right
    return tuple(parts)


def _behind(builder: Builder, start: Operand, length_: Operand) -> Operand:
    if isinstance(start, Const) and isinstance(length_, Const):
        return Const(start.value + length_.value)
    return length_ if start == Const(0) else builder.apply("operator.add", start, length_)


def _flat_pieces(builder: Builder, d: Operand, arrays: Operand) -> Operand:
    """Return the parts of a vector that belong to arrays of any shapes, numbers included."""
    types = infer.type_of(arrays).items
    start, parts = None, []
    for k, type_ in enumerate(types):
        item = builder.load(arrays, ((Const(k),),))
        array = builder.apply("numpy.asarray", item) if isinstance(type_, (List, Tuple)) else item
        size = of_array(builder, "size", array)
        stop = size if start is None else builder.apply("operator.add", start, size)
        if isinstance(type_, Scalar):
            parts.append(builder.load(d, ((Const(0) if start is None else start,),)))
        else:
            part = builder.load(d, ((Slice(start, None if k == len(types) - 1 else stop),),))
            flat = dims_of(type_) is not None and len(dims_of(type_)) == 1
            parts.append(_as(builder, part, item) if flat else reshaped(builder, part, item))
        start = stop
    return builder.apply("tuple", *parts)


def layers(builder: Builder, d: Operand, arrays: Operand, axis=0) -> Operand:
    """Return the parts of d that belong to the arrays that were stacked along axis."""
    at = static(fact_of(axis))
    if is_open(axis):
        d, at = builder.apply("numpy.moveaxis", d, axis, Const(0)), 0
    if at is UNKNOWABLE:
        raise Undecided("axis")
    type_ = infer.type_of(arrays)
    if isinstance(type_, Tuple):
        items = [builder.load(arrays, ((Const(k),),)) for k in range(len(type_.items))]
        rows = (builder.load(d, (at_axis(at, Const(k)),)) for k in range(len(items)))
        return builder.apply("tuple", *(_as(builder, row, item) for row, item in zip(rows, items)))
    rows = d if at == 0 else builder.apply("numpy.moveaxis", d, Const(at), Const(0))
    return builder.apply("builtins.list", rows) if isinstance(type_, List) else rows


def item_rank(builder: Builder, arrays: Operand):
    """Return the greatest rank of the arrays in a sequence, UNKNOWABLE where it isn't known."""
    match infer.type_of(arrays):
        case Tuple(items) if items:
            known = [len(dims) for dims in map(dims_of, items) if dims is not None]
            return max(known) if known else UNKNOWABLE
        case List(item):
            dims = dims_of(item)
        case Array(_, (_, *dims)):
            return len(dims)
        case _:
            return UNKNOWABLE
    return UNKNOWABLE if dims is None else len(dims)


def is_sequence(builder: Builder, arrays) -> bool:
    """Say whether an operand is surely a list or a tuple."""
    return isinstance(infer.type_of(arrays), (List, Tuple))


# -- nested lists of blocks ---------------------------------------------------------------------------------


def blocks(builder: Builder, d: Operand, arrays: Operand) -> Operand:
    """Return the parts of d that belong to the blocks that np.block put together, nested as they are."""
    type_ = infer.type_of(arrays)
    if isinstance(type_, List) and isinstance(type_.item, Array):
        return builder.apply("srcad.runtime.pieces", d, arrays, Const(-1))
    if isinstance(type_, List):
        raise Refusal("the number of blocks isn't known before the run; write the lists out in the call")
    depth, ranks = _depth(type_), [dims_of(leaf) for leaf in _leaves(type_)]
    if None in ranks:
        raise Undecided("the ranks of the blocks")
    rank = max(depth, *(len(dims) for dims in ranks))
    return _blocks(builder, d, arrays, [Slice()] * rank, depth)


def _depth(type_) -> int:
    return 1 + _depth(type_.items[0]) if isinstance(type_, Tuple) else 0


def _leaves(type_) -> list:
    return [leaf for item in type_.items for leaf in _leaves(item)] if isinstance(type_, Tuple) else [type_]


def _blocks(builder: Builder, d: Operand, block: Operand, region: list, depth: int) -> Operand:
    """Return the adjoint of a block that fills a region of the whole; its items lie along the axis -depth."""
    type_ = infer.type_of(block)
    if not isinstance(type_, Tuple):
        part = builder.load(d, (tuple(region),)) if any(s != Slice() for s in region) else d
        return part if len(dims_of(type_)) == len(region) else reshaped(builder, part, block)
    start, parts = None, []
    for k in range(len(type_.items)):
        item = builder.load(block, ((Const(k),),))
        extent = _extent(builder, item, depth)
        stop = extent if start is None else builder.apply("operator.add", start, extent)
        inner = list(region)
        inner[-depth] = Slice(start, None if k == len(type_.items) - 1 else stop)
        if len(type_.items) > 1:
            parts.append(_blocks(builder, d, item, inner, depth - 1))
        else:
            parts.append(_blocks(builder, d, item, region, depth - 1))
        start = stop
    return builder.apply("tuple", *parts)


def _extent(builder: Builder, block: Operand, axis: int) -> Operand:
    """Return how far a block reaches along the axis -axis: as far as its first array does."""
    while isinstance(infer.type_of(block), Tuple):
        block = builder.load(block, ((Const(0),),))
    rank = len(dims_of(infer.type_of(block)))
    return length(builder, block, rank - axis) if rank >= axis else Const(1)


# -- one array or several -----------------------------------------------------------------------------------


def alone(builder: Builder, d: Operand) -> tuple:
    """Return the adjoint of the one array among `*arrays`."""
    return (d,)


def each_reshaped(builder: Builder, d: Operand, arrays: tuple) -> tuple:
    """Return the adjoints of arrays that a function gave other shapes: of one alone, or of each."""
    parts = (d,) if len(arrays) == 1 else _parts(builder, d, len(arrays))
    return tuple(part if is_zero(builder, part) else reshaped(builder, part, a) for part, a in zip(parts, arrays))


def each_fitted(builder: Builder, d: Operand, arrays: tuple) -> tuple:
    """Return the adjoints of arrays that were broadcast against each other."""
    parts = _parts(builder, d, len(arrays))
    return tuple(part if is_zero(builder, part) else fit(builder, part, a) for part, a in zip(parts, arrays))


def _parts(builder: Builder, d: Operand, count: int) -> tuple:
    """Return the adjoints of a tuple's items; 0 for an item that nothing reads."""
    made = fitting.definition(builder, d)
    if made is None or made.op != "tuple":
        return tuple(builder.load(d, ((Const(k),),)) for k in range(count))
    zeros = (fitting.definition(builder, part) for part in made.args)
    unread = (zero is not None and zero.op in ("numpy.zeros_like", "srcad.runtime.zeros_like") for zero in zeros)
    return tuple(Const(0.0) if nothing else part for part, nothing in zip(made.args, unread))


def is_zero(builder: Builder, d: Operand) -> bool:
    """Say whether an adjoint is surely 0."""
    return algebra.is_constant(d, 0)


def each_along_its_axis(builder: Builder, d: Operand, arrays: tuple, indexing, sparse) -> tuple:
    """Return the adjoints of the vectors of a mesh: each summed over the others' axes."""
    count, swapped = len(arrays), static(fact_of(indexing)) == "xy"
    if UNKNOWABLE in (static(fact_of(indexing)), static(fact_of(sparse))):
        raise Undecided("indexing and sparse")
    found = []
    for k, (part, a) in enumerate(zip(_parts(builder, d, count), arrays)):
        own = 1 - k if swapped and count > 1 and k < 2 else k
        others = tuple(axis for axis in range(count) if axis != own)
        if isinstance(infer.type_of(a), Unknown):
            raise Undecided("the ranks of its arguments")
        if is_zero(builder, part):
            found.append(part)
        elif others and not static(fact_of(sparse)):
            part = builder.apply("numpy.sum", part, kwargs=(("axis", Const(others if len(others) > 1 else others[0])),))
            found.append(part if dims_of(infer.type_of(a)) not in ((), None) else builder.apply("numpy.sum", part))
        else:
            found.append(reshaped(builder, part, a))
    return tuple(found)
