"""Fits adjoints to the shapes of their values: zeros, spreading out what broadcasts, summing what was broadcast.

An adjoint of lower rank than its value, or with axes of length 1, stands for the one it broadcasts to: the
gradient of np.sum(u**2) is 2 * u, not 2 * u * np.ones_like(u).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from srcad.analysis import shapes, updates
from srcad.analysis.operands import type_of
from srcad.analysis.results import dims_of
from srcad.ir import contents, nodes
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import (
    BOOL,
    COMPLEX,
    COMPLEX64,
    FLOAT,
    FLOAT32,
    INT,
    Array,
    List,
    Never,
    Scalar,
    Tuple,
    Type,
    Unknown,
    dtype_of,
    holds_record,
    is_complex,
)
from srcad.simplify import algebra, spelling
from srcad.simplify.spelling import FLOAT_TYPE

if TYPE_CHECKING:
    from srcad.ir.build import Builder

# How many statements back a product is looked for of which another is a multiple.
LOOKED_BACK = 8
PRODUCTS = {"operator.mul", "operator.truediv", "operator.neg"}

# What makes a number of an array of rank 0.
NUMBERS = {FLOAT32: "numpy.float32", COMPLEX: "builtins.complex", COMPLEX64: "numpy.complex64"}

KEEP, SUM = "keep", "sum"
RECORD_HELPERS = {"zeros_like": "zeros_of", "add_lists": "add_structures", "copy_list": "copy_structure"}


def zeros_like(builder: Builder, operand: Operand, name: str | None = None, entity: tuple | None = None) -> Operand:
    """Append the zero of an operand's type: 0.0 for a number, zeros for an array, a structure of those."""
    type_ = type_of(operand)
    match type_:
        case Scalar() | Unknown(may_lack=True):
            return Const(0.0)
        case Array():
            return builder.apply("numpy.zeros_like", operand, name=name, entity=entity)
        case Tuple(items):
            parts = [zeros_like(builder, builder.load(operand, ((Const(k),),))) for k in range(len(items))]
            return builder.packed(parts, type_, operand, name, entity)
        case List(Never()):
            return builder.apply("list", name=name, entity=entity)
    return builder.apply(helper("zeros_like", type_), operand, name=name, entity=entity)


def helper(name: str, type_: Type) -> str:
    """Return the run-time helper of a name for structures of a type: records need more than lists do."""
    return f"srcad.runtime.{RECORD_HELPERS[name] if holds_record(type_) else name}"


def is_lower(d: Type, full: Type) -> bool:
    """Say whether an adjoint of type d surely stands for one of type `full` by broadcasting to it."""
    if isinstance(d, Scalar):
        return isinstance(full, (Array, Unknown))
    if not isinstance(d, Array) or not isinstance(full, Array) or d.dims is None or full.dims is None:
        return False
    if d.rank < full.rank:
        return True
    return any(a == 1 and b != 1 for a, b in zip(d.dims, full.dims))


def materialise(
    builder: Builder, d: Operand, like: Operand, name: str | None = None, entity: tuple | None = None
) -> Operand:
    """Return d as floats of the shape of `like`: d itself, unless it is a lower-rank adjoint that stands for an array."""
    d = floating(builder, d, like)
    type_, full = type_of(d), type_of(like)
    if isinstance(full, Scalar):
        return as_number(builder, d)
    lacking = isinstance(type_, Unknown) and type_.may_lack and isinstance(full, Array)
    if not is_lower(type_, full) and not lacking:
        return d
    if isinstance(full, Unknown) or lacking:
        return builder.apply("srcad.runtime.broadcast_like", d, like, name=name, entity=entity)
    if isinstance(d, Const) and d.value == 1:
        return builder.apply("numpy.ones_like", like, name=name, entity=entity)
    if isinstance(d, Const) and d.value == 0:
        return builder.apply("numpy.zeros_like", like, name=name, entity=entity)
    return builder.apply("numpy.full_like", like, d, name=name, entity=entity)


def as_number(builder: Builder, d: Operand) -> Operand:
    """Return a number as one: np.where gives an array of rank 0 even of numbers, and `+=` would write to it."""
    define, type_ = definition(builder, d), type_of(d)
    if define is None or define.op != "numpy.where" or not isinstance(type_, Scalar):
        return d
    return builder.apply(NUMBERS.get(type_.dtype, "builtins.float"), d)


def floating(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return d in the dtype of `like` where it is a mask, holds whole numbers, or is an array of more precision."""
    type_, wanted = type_of(d), dtype_of(type_of(like))
    narrowed = isinstance(type_, Array) and (wanted, type_.dtype) in ((FLOAT32, FLOAT), (COMPLEX64, COMPLEX))
    if not narrowed and (dtype_of(type_) not in (BOOL, INT) or wanted in (BOOL, INT)):
        return d
    if isinstance(d, Const):
        return Const(float(d.value))
    if isinstance(type_, Scalar):
        return builder.apply("builtins.float", d)
    single = wanted in (FLOAT32, COMPLEX64)
    dtype = builder.apply("numpy.dtype", like, form=nodes.ATTRIBUTE, text="dtype") if single else FLOAT_TYPE
    return builder.apply("numpy.ndarray.astype", d, dtype, form=nodes.METHOD, text="astype")


def in_precision(builder: Builder, d: Operand, like: Operand, sure: bool = True) -> Operand:
    """Return d in the precision of what it is the derivative of, a number or an array, whatever it was made of.

    sure: an array that is said to be of single precision is.
    """
    found, wanted = type_of(d), type_of(like)
    unsure = isinstance(wanted, Array) and wanted.dtype == FLOAT32 and not sure
    if isinstance(found, Unknown) and unsure and not found.may_lack or isinstance(found, Array) and unsure:
        found = Array(FLOAT)
    if not isinstance(found, (Array, Scalar)) or type(found) is not type(wanted) or found.dtype == wanted.dtype:
        return d
    if isinstance(found, Array):
        dtype = builder.apply("numpy.dtype", like, form=nodes.ATTRIBUTE, text="dtype")
        return builder.apply("numpy.ndarray.astype", d, dtype, form=nodes.METHOD, text="astype")
    conversion = {(FLOAT32, FLOAT): "numpy.float32", (FLOAT, FLOAT32): "builtins.float"}.get((wanted.dtype, found.dtype))
    return d if conversion is None or isinstance(d, Const) and conversion == "builtins.float" else builder.apply(conversion, d)


def real_part(builder: Builder, d: Operand, like: Type) -> Operand:
    """Return d without the imaginary part that it has no use for where it belongs to something real."""
    type_ = type_of(d)
    match like:
        case Tuple(items) if any(map(is_complex, map(type_of, _items(builder, d)))):
            parts = zip(_items(builder, d), items, strict=True)
            return builder.apply("tuple", *(real_part(builder, part, item) for part, item in parts))
        case List(Scalar() as item) if isinstance(type_, List) and is_complex(type_.item) and not is_complex(item):
            return builder.apply("builtins.list", builder.apply("numpy.real", d))
        case Scalar() | Array() | Unknown() if is_complex(type_) and not is_complex(like):
            if isinstance(d, Const):
                return Const(d.value.real)
            return builder.apply("numpy.real", d, form=nodes.ATTRIBUTE, text="real")
    return d


def wide(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return an array that is about to be written to in the dtype of `like`, where that is complex and its own is not."""
    if not is_complex(type_of(like)) or is_complex(type_of(d)) or not isinstance(type_of(d), Array):
        return d
    dtype = builder.apply("numpy.dtype", like, form=nodes.ATTRIBUTE, text="dtype")
    return builder.apply("numpy.ndarray.astype", d, dtype, form=nodes.METHOD, text="astype")


def _items(builder: Builder, d: Operand) -> tuple[Operand, ...]:
    """Return what a tuple was made of in the block under construction, nothing where it wasn't made there."""
    define = definition(builder, d)
    return define.args if define is not None and define.op == "tuple" else ()


# -- which axes ----------------------------------------------------------------------------------------------


def axis_roles(operand: Type, others: list[Type]) -> list[str] | None:
    """Say for each axis of a broadcast result whether the operand's adjoint keeps or sums it; None if unknown."""
    if isinstance(operand, (Array, Unknown)) and all(isinstance(other, Scalar) for other in others):
        return [KEEP]
    if isinstance(operand, Unknown) or any(isinstance(other, Unknown) for other in others):
        alone = all(isinstance(t, Scalar) or (operand == t and operand.shape is not None) for t in others)
        return [KEEP] if isinstance(operand, Unknown) and alone else None
    all_dims = [dims_of(t) for t in (operand, *others)]
    if None in all_dims:
        return None
    rank = max(map(len, all_dims))
    padded = [shapes.padded(dims, rank) for dims in all_dims]
    missing = rank - len(all_dims[0])
    roles = [_axis_role(column[0], column[1:], k < missing) for k, column in enumerate(zip(*padded))]
    return None if None in roles else roles


def _axis_role(own: shapes.Length, others: tuple, missing: bool) -> str | None:
    if missing:
        return SUM
    if shapes.surely_not_one(own) or all(other == 1 or shapes.equal(own, other) for other in others):
        return KEEP
    return SUM if own == 1 else None


def is_sure(d: Type, full: Type) -> bool:
    """Say whether it is known, axis by axis, that d is full or stands for full by broadcasting."""
    if isinstance(d, Scalar):
        return True
    if isinstance(d, Unknown) or isinstance(full, Unknown):
        return d == full and d.shape is not None
    a, b = dims_of(d), dims_of(full)
    if a is None or b is None or len(a) > len(b):
        return False
    return all(x == 1 or shapes.equal(x, y) for x, y in zip(shapes.padded(a, len(b)), b))


def is_full(d: Type, full: Type) -> bool:
    """Say whether d surely has the shape of full."""
    return is_sure(d, full) and not is_lower(d, full)


# -- sums ------------------------------------------------------------------------------------------------------


def unbroadcast(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return d summed over the axes along which `like` was broadcast to d's shape."""
    full, operand = type_of(d), type_of(like)
    if isinstance(operand, Scalar):
        return d if isinstance(full, Scalar) else total(builder, d)
    roles = axis_roles(operand, [full])
    if roles is None:
        return builder.apply("srcad.runtime.unbroadcast", d, like)
    return summed(builder, d, roles, len(dims_of(operand))) if SUM in roles else d


def summed(builder: Builder, d: Operand, roles: list[str], rank: int, since: int | None = None) -> Operand:
    """Append the sums over the leading axes that the operand lacks and those in which its length is 1."""
    lacking = len(roles) - rank
    if lacking == len(roles):
        return total(builder, d, since)
    if lacking:
        axes = tuple(range(lacking))
        d = sum_over(builder, d, axes[0] if lacking == 1 else axes, since=since)
    # d may lack leading axes that are kept: it stands for them by broadcasting.
    own = dims_of(type_of(d))
    first = lacking + (0 if own is None else rank - len(own))
    kept = tuple(k - first for k, role in enumerate(roles) if role == SUM and k >= lacking)
    return sum_over(builder, d, kept[0] if len(kept) == 1 else kept, keepdims=True, since=since) if kept else d


def sum_over(builder: Builder, d: Operand, axis, keepdims: bool = False, since: int | None = None) -> Operand:
    """Append the sum of d over axes, a minus sign taken out in front."""
    kwargs = (("axis", Const(axis)),) + ((("keepdims", Const(True)),) if keepdims else ())
    return _with_sign(builder, d, lambda inner: builder.apply("numpy.sum", inner, kwargs=kwargs), since)


def total(builder: Builder, d: Operand, since: int | None = None) -> Operand:
    """Append the sum of all elements; of a product of two vectors that was made `since` then, as their dot product."""
    define = definition(builder, d)
    new = since is not None and define is not None and define in builder.statements[since:]
    if new and define.op == "operator.mul" and _are_vectors(*map(type_of, define.args)):
        builder.statements.remove(define)
        a, b = define.args
        return _with_sign(builder, a, lambda inner: builder.apply("operator.matmul", inner, b))
    return _with_sign(builder, d, lambda inner: builder.apply("numpy.sum", inner), since)


def _with_sign(builder: Builder, d: Operand, made: Callable[[Operand], Operand], since: int | None = None) -> Operand:
    """Append what is made of d, its coefficient taken out in front; a product is made anew only if it is new `since`."""
    term, define = algebra.product(builder, d), definition(builder, d)
    if term.coefficient == 1 or not term.factors:
        return made(d)
    if define.op == "operator.neg":
        return builder.apply("operator.neg", made(define.args[0]))
    new = since is not None and define in builder.statements[since:]
    if not new and (len(term.factors) > 1 or term.divisors):
        return made(d)
    if new and (held := _multiple(builder, d, term, since)) is not None:
        number, whole = held
        return builder.apply("operator.mul", Const(spelling.short(number)), made(whole))
    inner = made(algebra.emit(builder, replace(term, coefficient=1)))
    return builder.apply("operator.mul", Const(spelling.short(term.coefficient)), inner)


def _multiple(builder: Builder, d: Operand, term: algebra.Product, since: int) -> tuple[float, Value] | None:
    """Return (number, value) where d is the number times a value that was there before `since`."""
    if not isinstance(d, Value):
        return None
    for statement in reversed(builder.statements[max(since - LOOKED_BACK, 0) : since]):
        if isinstance(statement, nodes.Apply) and statement.op in PRODUCTS and statement.result.type == d.type:
            other = algebra.product(builder, statement.result)
            if other.coefficient and algebra.same_factors(other, term) and algebra.divides(term.coefficient, other.coefficient):
                return term.coefficient / other.coefficient, statement.result
    return None


def definition(builder: Builder, operand: Operand) -> nodes.Apply | None:
    """Return the Apply that defines an operand in the block under construction."""
    define = builder.statements.defining(operand)
    if not isinstance(define, nodes.Apply):
        return None
    if all(isinstance(type_of(read), Scalar) for read in contents.operands(define)):
        return define  # numbers aren't updated
    return updates.definition(builder.statements, operand)


def _are_vectors(a: Type, b: Type) -> bool:
    return isinstance(a, Array) and isinstance(b, Array) and a.rank == b.rank == 1 and shapes.equal(a.dims[0], b.dims[0])
