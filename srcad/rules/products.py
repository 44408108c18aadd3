"""The adjoints of a matrix product's factors, by their ranks."""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.analysis.results import dims_of
from srcad.ir.build import Builder
from srcad.ir.nodes import ATTRIBUTE, Const, Operand, Slice
from srcad.ir.types import FLOAT, Array, Scalar, is_sparse


def _ranks(a: Operand, b: Operand) -> tuple[int, int] | None:
    x, y = dims_of(infer.type_of(a)), dims_of(infer.type_of(b))
    return None if x is None or y is None else (len(x), len(y))


def left_factor(builder: Builder, dy: Operand, a: Operand, b: Operand, y: Operand) -> Operand:
    """Return the adjoint of a in y = a @ b."""
    if is_uniform(dy, y):
        match _ranks(a, b):
            case (2, 1):
                return builder.apply("operator.mul", dy, b)
            case (_, 2):
                return builder.apply("operator.mul", dy, fitting.sum_over(builder, b, 1))
    dy = infer.materialise(builder, dy, y)
    if is_sparse(infer.type_of(b)):
        return builder.apply("operator.matmul", dy, builder.apply("numpy.transpose", b, form=ATTRIBUTE, text="T"))
    match _ranks(a, b):
        case None:
            return builder.apply("srcad.runtime.left_factor", dy, a, b)
        case (1, 1):
            return builder.apply("operator.mul", dy, b)
        case (2, 1):
            return builder.apply("numpy.outer", dy, b)
        case (_, 1):
            return builder.apply("operator.mul", _column(builder, dy), b)
        case (1, 2):
            return builder.apply("operator.matmul", b, dy)
        case (1, _):
            columns = builder.apply("operator.matmul", b, _column(builder, dy))
            flat = builder.load(columns, ((Const(Ellipsis), Const(0)),))
            return _over_stack(builder, flat, a, 1)
    return _over_stack(builder, builder.apply("operator.matmul", dy, swapped(builder, b)), a, 2)


def right_factor(builder: Builder, dy: Operand, a: Operand, b: Operand, y: Operand) -> Operand:
    """Return the adjoint of b in y = a @ b."""
    if is_uniform(dy, y):
        match _ranks(a, b):
            case (1, 2):
                return builder.load(builder.apply("operator.mul", dy, a), ((Slice(), Const(None)),))
            case (2, 1):
                return builder.apply("operator.mul", dy, fitting.sum_over(builder, a, 0))
            case (2, 2):
                sums = builder.apply("operator.mul", dy, fitting.sum_over(builder, a, 0))
                return builder.load(sums, ((Slice(), Const(None)),))
    dy = infer.materialise(builder, dy, y)
    if is_sparse(infer.type_of(a)):
        return builder.apply("operator.matmul", builder.apply("numpy.transpose", a, form=ATTRIBUTE, text="T"), dy)
    match _ranks(a, b):
        case None:
            return builder.apply("srcad.runtime.right_factor", dy, a, b)
        case (1, 1):
            return builder.apply("operator.mul", dy, a)
        case (1, 2):
            return builder.apply("numpy.outer", a, dy)
        case (1, _):
            rows = builder.apply("numpy.expand_dims", dy, Const(-2))
            return builder.apply("operator.mul", _column(builder, a), rows)
        case (2, 1):
            return builder.apply("operator.matmul", swapped(builder, a), dy)
        case (_, 1):
            return _over_stack(builder, builder.apply("operator.mul", a, _column(builder, dy)), b, 1)
    return _over_stack(builder, builder.apply("operator.matmul", swapped(builder, a), dy), b, 2)


def _over_stack(builder: Builder, d: Operand, like: Operand, core: int) -> Operand:
    """Return d summed over the axes, but for the last `core`, along which `like` was broadcast."""
    full, own = dims_of(infer.type_of(d)), dims_of(infer.type_of(like))
    if full is None:
        return builder.apply("srcad.runtime.unbroadcast", d, like)
    stacks = [Array(FLOAT, dims[: len(dims) - core]) for dims in (own, full)]
    roles = fitting.axis_roles(stacks[0], stacks[1:])
    if roles is None:
        return builder.apply("srcad.runtime.unbroadcast", d, like)
    return fitting.summed(builder, d, [*roles, *[fitting.KEEP] * core], len(own)) if fitting.SUM in roles else d


def is_uniform(dy: Operand, y: Operand) -> bool:
    """Say whether all elements of a product's adjoint are one number: sums then stand in for products with ones."""
    return isinstance(infer.type_of(dy), Scalar) and dims_of(infer.type_of(y)) not in ((), None)


def _column(builder: Builder, v: Operand) -> Operand:
    """Return vectors as matrices of one column."""
    return builder.apply("numpy.expand_dims", v, Const(-1))


def swapped(builder: Builder, a: Operand) -> Operand:
    """Return the transpose of a matrix, or of each of a stack of matrices."""
    dims = dims_of(infer.type_of(a))
    if dims is not None and len(dims) == 2:
        return builder.apply("numpy.transpose", a)
    return builder.apply("numpy.swapaxes", a, Const(-1), Const(-2))


def turned(builder: Builder, d: Operand) -> Operand:
    """Return the transpose of d; that of x.T @ e is e.T @ x."""
    define = fitting.definition(builder, d)
    if define is None or define.op != "operator.matmul" or _ranks(*define.args) != (2, 2):
        return builder.apply("numpy.transpose", d)
    left, right = define.args
    turn = fitting.definition(builder, left)
    if turn is None or turn.op != "numpy.transpose" or len(turn.args) != 1:
        return builder.apply("numpy.transpose", d)
    return builder.apply("operator.matmul", builder.apply("numpy.transpose", right), turn.args[0])
