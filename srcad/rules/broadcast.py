"""Broadcasting in reverse: what an operand's adjoint is, given its contribution in the result's shape.

An adjoint of lower rank than its value, or with axes of length 1, stands for the one it broadcasts to: the
gradient of np.sum(u**2) is 2 * u, not 2 * u * np.ones_like(u).
"""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import infer, shapes
from srcad.analysis.results import dims_of
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import Array, Scalar, Type, Unknown

KEEP, SUM = "keep", "sum"


def axis_roles(operand: Type, others: list[Type]) -> list[str] | None:
    """Say for each axis of a broadcast result whether the operand's adjoint keeps or sums it; None if unknown."""
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
    return is_sure(d, full) and not infer.is_lower(d, full)


def contribution(
    builder: Builder, result: Operand, operands: tuple[Operand, ...], index: int, dy: Operand, local: Callable[[Operand], Operand]
) -> Operand:
    """Append operand `index`'s adjoint: local(dy), summed over the axes along which the operand was broadcast."""
    full, operand = infer.type_of(result), infer.type_of(operands[index])
    others = [infer.type_of(other) for k, other in enumerate(operands) if k != index]
    others = [other for other in others if isinstance(other, (Scalar, Array, Unknown))]
    roles = axis_roles(operand, others)
    at = len(builder.statements)
    d = local(dy)
    if infer.is_lower(infer.type_of(dy), full) and not _lower_is_enough(infer.type_of(d), full, operand, roles):
        if isinstance(operand, Scalar) and isinstance(infer.type_of(d), Scalar):
            return _times_size(builder, d, result, operands)
        del builder.statements[at:]
        d = local(infer.materialise(builder, dy, _of_full_shape(result, operands)))
    if roles is None and not isinstance(operand, Scalar):
        return builder.apply("srcad.unbroadcast", d, operands[index])
    if isinstance(operand, Scalar):
        return d if isinstance(full, Scalar) else total(builder, d)
    return _summed(builder, d, roles, len(dims_of(operand))) if SUM in roles else d


def _lower_is_enough(d: Type, full: Type, operand: Type, roles: list[str] | None) -> bool:
    """Say whether an adjoint that came from one of lower rank can be used for the operand as it is."""
    if roles is None:
        return False
    if SUM in roles:
        return is_full(d, full)
    return is_sure(d, operand)


def _times_size(builder: Builder, d: Operand, result: Operand, operands: tuple[Operand, ...]) -> Operand:
    """Append the sum of as many d as the result has elements."""
    like = _of_full_shape(result, operands)
    size = builder.apply("numpy.size", like, form=nodes.ATTRIBUTE, text="size")
    if isinstance(d, Const) and d.value == 1:
        return builder.apply("builtins.float", size)
    return builder.apply("operator.mul", d, size)


def _of_full_shape(result: Operand, operands: tuple[Operand, ...]) -> Operand:
    """Return an operand that has the result's shape, so that the result need not be kept; else the result."""
    full = infer.type_of(result)
    return next((operand for operand in operands if is_full(infer.type_of(operand), full)), result)


def _summed(builder: Builder, d: Operand, roles: list[str], rank: int) -> Operand:
    """Append the sums over the leading axes that the operand lacks and those in which its length is 1."""
    lacking = len(roles) - rank
    if lacking:
        axes = tuple(range(lacking))
        if lacking == len(roles):
            d = total(builder, d)
        else:
            d = sum_over(builder, d, axes[0] if lacking == 1 else axes)
    kept = tuple(k - lacking for k, role in enumerate(roles) if role == SUM and k >= lacking)
    return sum_over(builder, d, kept[0] if len(kept) == 1 else kept, keepdims=True) if kept else d


def sum_over(builder: Builder, d: Operand, axis, keepdims: bool = False) -> Operand:
    kwargs = (("axis", Const(axis)),) + ((("keepdims", Const(True)),) if keepdims else ())
    return builder.apply("numpy.sum", d, kwargs=kwargs)


def total(builder: Builder, d: Operand) -> Operand:
    """Append the sum of all elements; of a product of two vectors it is their dot product."""
    last = builder.statements[-1] if builder.statements else None
    if isinstance(last, nodes.Apply) and last.result is d and last.op == "operator.mul":
        if _are_vectors(*map(infer.type_of, last.args)):
            builder.statements.pop()
            return dot(builder, *last.args)
    return builder.apply("numpy.sum", d)


def _are_vectors(a: Type, b: Type) -> bool:
    return isinstance(a, Array) and isinstance(b, Array) and a.rank == b.rank == 1 and shapes.equal(a.dims[0], b.dims[0])


def dot(builder: Builder, a: Operand, b: Operand) -> Operand:
    """Append a @ b, a minus sign taken out in front."""
    last = builder.statements[-1] if builder.statements else None
    if isinstance(last, nodes.Apply) and last.result is a and last.op == "operator.neg":
        builder.statements.pop()
        return builder.apply("operator.neg", builder.apply("operator.matmul", last.args[0], b))
    return builder.apply("operator.matmul", a, b)
