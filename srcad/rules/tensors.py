"""The adjoints of the factors of products of arrays of any rank."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import Scalar
from srcad.rules.facts import Undecided, fact_of
from srcad.rules.moving import tuple_of
from srcad.rules.places import length

Axes = list[int]


def left_tensor(builder: Builder, dy: Operand, a: Operand, b: Operand, axes) -> Operand:
    """Return the adjoint of a in y = np.tensordot(a, b, axes)."""
    own, other = contracted(a, b, axes)
    return _factor(builder, dy, a, b, own, other, behind=True)


def right_tensor(builder: Builder, dy: Operand, a: Operand, b: Operand, axes) -> Operand:
    """Return the adjoint of b in y = np.tensordot(a, b, axes)."""
    other, own = contracted(a, b, axes)
    return _factor(builder, dy, b, a, own, other, behind=False)


def contracted(a: Operand, b: Operand, axes) -> tuple[Axes, Axes]:
    """Return the axes of a and of b that a product sums over, pair by pair."""
    x, y, given = dims_of(infer.type_of(a)), dims_of(infer.type_of(b)), static(fact_of(axes))
    if x is None or y is None or given is UNKNOWABLE:
        raise Undecided("axes, and the ranks of its arguments")
    if isinstance(given, int):
        return list(range(len(x) - given, len(x))), list(range(given))
    left, right = ([one] if isinstance(one, int) else list(one) for one in given)
    return [axis % len(x) for axis in left], [axis % len(y) for axis in right]


def _factor(builder: Builder, dy: Operand, a: Operand, b: Operand, own: Axes, other: Axes, behind: bool) -> Operand:
    """Return the adjoint of a factor; `behind` says that the other's free axes are the last ones of y."""
    ranks = [len(dims_of(infer.type_of(one))) for one in (a, b)]
    free, rest = ([k for k in range(rank) if k not in used] for rank, used in zip(ranks, (own, other)))
    # The other's axes that were summed over come in the order in which it has them.
    met = [own[other.index(k)] for k in sorted(other)]
    order = [*free, *met] if behind else [*met, *free]
    if isinstance(infer.type_of(dy), Scalar):
        product = builder.apply("operator.mul", dy, b)
    elif behind:
        product = _tensordot(builder, dy, b, list(range(len(free), len(free) + len(rest))), rest)
    else:
        product = _tensordot(builder, b, dy, rest, list(range(len(rest))))
    if order == sorted(order):
        return product
    return builder.apply("numpy.transpose", product, Const(tuple(sorted(range(len(order)), key=order.__getitem__))))


def _tensordot(builder: Builder, a: Operand, b: Operand, left: Axes, right: Axes) -> Operand:
    ranks = [len(dims_of(infer.type_of(one))) for one in (a, b)]
    if len(left) == 1 and max(ranks) == 2:
        # One of two axes is left of each matrix: the product by its transpose.
        a = builder.apply("numpy.transpose", a) if ranks[0] == 2 and left == [0] else a
        b = builder.apply("numpy.transpose", b) if ranks[1] == 2 and right == [1] else b
        return builder.apply("operator.matmul", a, b)
    if not left:
        return builder.apply("numpy.outer", a, b) if ranks == [1, 1] else builder.apply("numpy.tensordot", a, b, Const(0))
    axes = (tuple(left), tuple(right)) if len(left) > 1 else (left[0], right[0])
    return builder.apply("numpy.tensordot", a, b, Const(axes))


# -- Kronecker products -------------------------------------------------------------------------------------


def kron_left(builder: Builder, dy: Operand, a: Operand, b: Operand) -> Operand:
    """Return the adjoint of a in y = np.kron(a, b)."""
    blocks, _, inner = _blocks(builder, dy, a, b)
    return _tensordot(builder, blocks, b, inner, list(range(len(inner)))) if inner else builder.apply("operator.mul", blocks, b)


def kron_right(builder: Builder, dy: Operand, a: Operand, b: Operand) -> Operand:
    """Return the adjoint of b in y = np.kron(a, b)."""
    blocks, outer, _ = _blocks(builder, dy, a, b)
    return _tensordot(builder, blocks, a, outer, list(range(len(outer)))) if outer else builder.apply("operator.mul", blocks, a)


def _blocks(builder: Builder, dy: Operand, a: Operand, b: Operand) -> tuple[Operand, Axes, Axes]:
    """Return dy with each axis split into a's and b's, and which of its axes are a's, which b's."""
    x, y = dims_of(infer.type_of(a)), dims_of(infer.type_of(b))
    if x is None or y is None:
        raise Undecided("the ranks of its arguments")
    rank, shape, axes = max(len(x), len(y)), [], ([], [])
    for k in range(rank):
        for found, one, dims in zip(axes, (a, b), (x, y)):
            if k >= rank - len(dims):
                found.append(len(shape))
                shape.append(length(builder, one, k - rank + len(dims)))
    if len(shape) == rank:
        return dy, *axes
    return builder.apply("numpy.reshape", dy, tuple_of(builder, shape)), *axes
