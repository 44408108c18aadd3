"""What recipes of linear algebra call: transposes, gaps between eigenvalues, halves of matrices, the axes of norms."""

from __future__ import annotations

import math

from srcad.analysis import infer, results
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, axes_of, static
from srcad.ir import nodes, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Global, Operand, Slice
from srcad.rules import conjugate, products
from srcad.rules.facts import Refusal, Undecided, as_fact, fact_of

SINGLE = (types.FLOAT32, types.COMPLEX64)


def _rank(a: Operand) -> int | None:
    dims = dims_of(infer.type_of(a))
    return None if dims is None else len(dims)


def hermitian(builder: Builder, a: Operand) -> Operand:
    """Return the conjugate transpose of a matrix, or of each of a stack of them."""
    return products.swapped(builder, conjugate.conjugate(builder, a, {}))


def column(builder: Builder, v: Operand) -> Operand:
    """Return each vector of a stack as a column: for one vector, v[:, None]."""
    if _rank(v) == 1:
        return builder.load(v, ((Slice(), Const(None)),))
    return builder.load(v, ((Const(Ellipsis), Slice(), Const(None)),))


def row(builder: Builder, v: Operand) -> Operand:
    """Return each vector of a stack as a row; a single one broadcasts as it is."""
    return v if _rank(v) == 1 else builder.load(v, ((Const(Ellipsis), Const(None), Slice()),))


def core(builder: Builder, d: Operand) -> Operand:
    """Return the numbers that belong to the matrices of a stack so that they broadcast over them."""
    if _rank(d) is None:
        return builder.apply("numpy.expand_dims", d, Const((-2, -1)))
    return d if _rank(d) == 0 else builder.load(d, ((Const(Ellipsis), Const(None), Const(None)),))


def identity(builder: Builder, w: Operand) -> Operand:
    """Return the unit matrix as large as vectors are long, in their precision."""
    size, kwargs = length_of(builder, w), ()
    if types.dtype_of(infer.type_of(w)) in SINGLE:
        kwargs = (("dtype", builder.apply("numpy.dtype", w, form=nodes.ATTRIBUTE, text="dtype")),)
    return builder.apply("numpy.eye", size, kwargs=kwargs)


def inverse_gaps(builder: Builder, w: Operand) -> Operand:
    """Return the matrix of 1 / (w[j] - w[i]), 0 on its diagonal."""
    unit = identity(builder, w)
    gaps = builder.apply("operator.sub", row(builder, w), column(builder, w))
    return builder.apply("operator.sub", builder.apply("operator.truediv", Const(1), builder.apply("operator.add", gaps, unit)), unit)


def lower_half(builder: Builder, a: Operand) -> Operand:
    """Return the lower triangle of a matrix, its diagonal halved."""
    return _halved(builder, "numpy.tril", a, Const(-1))


def upper_half(builder: Builder, a: Operand) -> Operand:
    """Return the upper triangle of a matrix, its diagonal halved."""
    return _halved(builder, "numpy.triu", a, Const(1))


def _halved(builder: Builder, op: str, a: Operand, k: Const) -> Operand:
    both = builder.apply("operator.add", builder.apply(op, a), builder.apply(op, a, k))
    return builder.apply("operator.truediv", both, Const(2))


def gives_tuple(builder: Builder, y: Operand) -> bool:
    """Say whether a call gives a tuple."""
    return isinstance(infer.type_of(y), types.Tuple)


def leading(builder: Builder, a: Operand, like: Operand, axis) -> Operand:
    """Return as many columns (axis -1) or rows (axis -2) of matrices as the vectors `like` are long."""
    count = length_of(builder, like)
    items = (Slice(), Slice(None, count)) if static(fact_of(axis)) == -1 else (Slice(None, count), Slice())
    return builder.load(a, (items if _rank(a) == 2 else (Const(Ellipsis), *items),))


def length_of(builder: Builder, w: Operand) -> Operand:
    """Return how long vectors are."""
    if _rank(w) == 1:
        return builder.apply("builtins.len", w)
    return builder.load(builder.apply("numpy.shape", w, form=nodes.ATTRIBUTE, text="shape"), ((Const(-1),),))


# -- norms -------------------------------------------------------------------------------------------------


def axis_count(builder: Builder, x: Operand, axis):
    """Return over how many axes a norm goes, UNKNOWABLE where it isn't known."""
    given = static(fact_of(axis))
    if given is None:
        rank = _rank(x)
        return UNKNOWABLE if rank is None else rank
    if given is UNKNOWABLE:
        count = results.axis_count(fact_of(axis))
        return UNKNOWABLE if count is None else count
    return 1 if isinstance(given, int) else len(given)


def two_axes(builder: Builder, x: Operand, axis) -> Const:
    """Return the two axes over which a matrix norm goes, counted from the front."""
    rank, given = _rank(x), axes_of(fact_of(axis), _rank(x))
    if rank is None or given is UNKNOWABLE:
        raise Undecided("the rank of its argument" if rank is None else "axis")
    given = tuple(range(rank)) if given is None else given
    if len(given) != 2:
        raise Refusal("it is a norm of matrices, of an array with another number of axes")
    return Const(given)


def are_last(builder: Builder, x: Operand, axes) -> bool:
    """Say whether two axes are the last ones, in their order."""
    return as_fact(axes) == (_rank(x) - 2, _rank(x) - 1)


def first_of(builder: Builder, axes) -> Const:
    return Const(as_fact(axes)[0])


def second_of(builder: Builder, axes) -> Const:
    return Const(as_fact(axes)[1])


def without(builder: Builder, axis, gone) -> Const:
    """Return an axis, counted from the front, in an array that lacks another axis."""
    return Const(as_fact(axis) - (as_fact(gone) < as_fact(axis)))


def matrices(builder: Builder, x: Operand, axes) -> Operand:
    """Return x with two axes, in any order, as its last two."""
    rank = _rank(x)
    if sorted(as_fact(axes)) == [rank - 2, rank - 1]:
        return x
    moved = builder.apply("numpy.moveaxis", x, Const(as_fact(axes)), Const((-2, -1)))
    rest = tuple(dim for k, dim in enumerate(dims_of(infer.type_of(x))) if k not in as_fact(axes))
    moved.type = types.Array(types.dtype_of(infer.type_of(x)), rest + tuple(dims_of(infer.type_of(x))[k] for k in as_fact(axes)))
    return moved


def infinite(builder: Builder, ord) -> int:
    """Return 1 for an infinite order, -1 for a negative one, 0 for any other that is known."""
    match ord:
        case Global(qualified="numpy.inf" | "math.inf"):
            return 1
        case Const(float() as value):
            return 0 if math.isfinite(value) else int(math.copysign(1, value))
    if not isinstance(ord, (Const, int, float, str, type(None))) and static(fact_of(ord)) is UNKNOWABLE:
        raise Undecided("ord")
    return 0


def is_order(builder: Builder, ord) -> bool:
    """Say whether it is known what a norm's order is."""
    return isinstance(ord, (Const, Global, int, float, str, type(None))) or static(fact_of(ord)) is not UNKNOWABLE


def direction(builder: Builder, x: Operand) -> Operand:
    """Return x / |x|, 0 where x is 0."""
    if not types.is_complex(infer.type_of(x)):
        return builder.apply("numpy.sign", x)
    length = builder.apply("numpy.abs", x)
    return builder.apply("operator.truediv", x, builder.apply("operator.add", length, builder.apply("operator.eq", length, Const(0))))


# -- powers and chains ---------------------------------------------------------------------------------------


def triangular(builder: Builder, a: Operand, b: Operand) -> Operand:
    """Return [[a, b], [0, a]]."""
    zero = builder.apply("numpy.zeros_like", a)
    rows = [builder.apply("tuple", *parts) for parts in ((a, b), (zero, a))]
    wide = [builder.apply("numpy.concatenate", parts, kwargs=(("axis", Const(-1)),)) for parts in rows]
    return builder.apply("numpy.concatenate", builder.apply("tuple", *wide), kwargs=(("axis", Const(-2)),))


def corner(builder: Builder, whole: Operand, a: Operand) -> Operand:
    """Return the upper right block, as large as a, of a matrix of four blocks."""
    if _rank(a) is None:
        raise Undecided("the rank of its argument")
    if _rank(a) == 2:
        size = builder.apply("builtins.len", a)
    else:
        size = builder.load(builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape"), ((Const(-1),),))
    items = (Slice(None, size), Slice(size, None))
    return builder.load(whole, (items if _rank(a) == 2 else (Const(Ellipsis), *items),))


def chain(builder: Builder, arrays: Operand) -> Operand:
    """Return the product of the matrices in a tuple, taken in the order that costs least where that is known."""
    parts = getattr(infer.type_of(arrays), "items", None)
    if parts is None:
        raise Refusal("the number of arrays isn't known before the run")
    factors = [builder.load(arrays, ((Const(k),),)) for k in range(len(parts))]
    # From the right where a vector ends the chain, so that no two matrices are multiplied.
    if _rank(factors[-1]) == 1:
        product = factors.pop()
        while factors:
            product = builder.apply("operator.matmul", factors.pop(), product)
        return product
    product = factors[0]
    for factor in factors[1:]:
        product = builder.apply("operator.matmul", product, factor)
    return product


MACROS = (
    hermitian, column, row, core, identity, inverse_gaps, lower_half, upper_half, gives_tuple, leading, axis_count, two_axes, are_last, first_of,
    second_of, without, matrices, infinite, is_order, direction, triangular, corner, chain,
)  # fmt: skip
