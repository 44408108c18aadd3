"""Broadcasting in reverse: what an operand's adjoint is, given its contribution in the result's shape.

An adjoint of lower rank than its value, or with axes of length 1, stands for the one it broadcasts to: the
gradient of np.sum(u**2) is 2 * u, not 2 * u * np.ones_like(u).
"""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import fitting, infer, shapes
from srcad.analysis.results import dims_of
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import Array, Scalar, Type, Unknown, dtype_of
from srcad.rules import places


def contribution(
    builder: Builder,
    result: Operand,
    operands: tuple[Operand, ...],
    index: int,
    dy: Operand,
    local: Callable[[Operand], Operand],
) -> Operand:
    """Append operand `index`'s adjoint: local(dy), summed over the axes along which the operand was broadcast."""
    full, operand = infer.type_of(result), infer.type_of(operands[index])
    # An operand that stands there twice broadcasts against itself alone.
    others = [infer.type_of(other) for other in operands if other is not operands[index]]
    others = [other for other in others if isinstance(other, (Scalar, Array, Unknown))]
    roles = fitting.axis_roles(operand, others)
    at = len(builder.statements)
    d = local(dy)
    if fitting.is_lower(infer.type_of(dy), full) and not _lower_is_enough(infer.type_of(d), full, operand, others, roles):
        if isinstance(operand, Scalar) and isinstance(infer.type_of(d), Scalar):
            return _times_size(builder, d, result, operands)
        del builder.statements[at:]
        d = local(fitting.materialise(builder, dy, _alike(result, operands)))
    if roles is None and not isinstance(operand, Scalar):
        return builder.apply("srcad.runtime.unbroadcast", d, operands[index])
    if isinstance(operand, Scalar):
        return d if isinstance(full, Scalar) else fitting.total(builder, d, at)
    return fitting.summed(builder, d, roles, len(dims_of(operand)), at) if fitting.SUM in roles else d


def _lower_is_enough(d: Type, full: Type, operand: Type, others: list[Type], roles: list[str] | None) -> bool:
    """Say whether an adjoint that came from one of lower rank can be used for the operand as it is."""
    if isinstance(operand, Scalar):
        return fitting.is_full(d, full)
    if roles is not None and fitting.SUM in roles:
        return _has_what_is_summed(d, full, roles)
    # With numbers for company, the operand alone can have given d its shape.
    return roles is not None and (fitting.is_sure(d, operand) or all(isinstance(other, Scalar) for other in others))


def _has_what_is_summed(d: Type, full: Type, roles: list[str]) -> bool:
    """Say whether d surely has the axes that are to be summed in full, and broadcasts along the others."""
    own, whole = dims_of(d), dims_of(full)
    if own is None or whole is None or len(own) > len(whole):
        return False
    columns = zip(shapes.padded(own, len(whole)), whole, roles)
    missing = len(whole) - len(own)
    if fitting.SUM in roles[:missing]:
        return False
    return all(shapes.equal(x, y) or (x == 1 and role == fitting.KEEP) for x, y, role in columns)


def _times_size(builder: Builder, d: Operand, result: Operand, operands: tuple[Operand, ...]) -> Operand:
    """Append the sum of as many d as the result has elements."""
    like = _alike(result, operands, any_dtype=True)
    size = places.of_array(builder, "size", like)
    if isinstance(d, Const) and d.value == 1:
        return builder.apply("builtins.float", size)
    return builder.apply("operator.mul", d, size)


def _alike(result: Operand, operands: tuple[Operand, ...], any_dtype: bool = False) -> Operand:
    """Return an operand of the result's shape and dtype, so that the result need not be kept; else the result."""
    full = infer.type_of(result)
    for operand in operands:
        type_ = infer.type_of(operand)
        if fitting.is_full(type_, full) and (any_dtype or dtype_of(type_) == dtype_of(full)):
            return operand
    return result
