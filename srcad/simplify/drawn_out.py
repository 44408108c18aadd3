"""Draws out of a derived sum the factors that are the same for all that is added up.

    np.sum(dp * p / s)                            ->      dp @ p / s
    np.sum(dw * w / s, axis=1, keepdims=True)     ->      np.sum(dw * w, axis=1, keepdims=True) / s
"""

from __future__ import annotations

from dataclasses import dataclass

from srcad.analysis import infer, shapes
from srcad.analysis.results import dims_of
from srcad.ir import types
from srcad.ir.nodes import Apply, Const, Operand
from srcad.simplify.algebra import Product
from srcad.simplify.spelling import is_mask, wraps


@dataclass(frozen=True)
class Axes:
    """The axes that a sum goes along; None for all of them."""

    along: tuple[int, ...] | None
    keepdims: bool


def axes_of(node: Apply) -> Axes | None:
    """Return a sum's axes, None where they, or something else about it, aren't known."""
    kwargs = dict(node.kwargs)
    axis, keepdims = kwargs.pop("axis", Const(None)), kwargs.pop("keepdims", Const(False))
    if kwargs or len(node.args) != 1 or not isinstance(axis, Const) or not isinstance(keepdims, Const):
        return None
    along = (axis.value,) if isinstance(axis.value, int) else axis.value
    return Axes(along, bool(keepdims.value)) if along is None or all(type(k) is int for k in along) else None


def parted(node: Apply, term: Product, whole: types.Type) -> tuple[Product, Product] | None:
    """Return a summed product's parts that stay in the sum and that go in front; None where none goes."""
    axes, dims = axes_of(node), dims_of(whole)
    if axes is None or not dims:
        return None
    rank = len(dims)
    along = None if axes.along is None else {k % rank for k in axes.along}

    def is_outer(operand: Operand) -> bool:
        kind = infer.type_of(operand)
        if isinstance(kind, types.Scalar):
            return not is_mask(operand) and not wraps(operand)
        own = dims_of(kind)
        if own is None or along is None or not types.differentiable(kind):
            return False
        places = [k - (rank - len(own)) for k in along]
        return all(k < 0 or axes.keepdims and own[k] == 1 for k in places)

    outer = [operand for operand in term.factors if is_outer(operand)]
    under = [operand for operand in term.divisors if is_outer(operand)]
    inner = Product(1, *(tuple(one for one in side if not is_outer(one)) for side in (term.factors, term.divisors)))
    if not inner.factors or not (outer or under) or not is_summed_as_before(inner, dims, along):
        return None
    return inner, Product(term.coefficient, tuple(outer), tuple(under))


def is_summed_as_before(inner: Product, dims: tuple, along: set[int] | None) -> bool:
    """Say whether what stays in a sum has floats, and the whole product's length along what is summed."""
    kinds = [infer.type_of(operand) for operand in (*inner.factors, *inner.divisors)]
    if not any(types.differentiable(kind) for kind in kinds[: len(inner.factors)]):
        return False
    for k in range(len(dims)) if along is None else along:
        lengths = [own[k - len(dims)] for kind in kinds if (own := dims_of(kind)) and len(own) >= len(dims) - k]
        if not any(length is not None and shapes.same(length, dims[k]) for length in lengths):
            return False
    return any(len(dims_of(kind) or ()) == len(dims) for kind in kinds)


def is_trace(factors: tuple[Operand, ...], defines: dict) -> Operand | None:
    """Return the matrix of whose product with the identity all elements are summed, None where there is no such product."""
    for k, factor in enumerate(factors if len(factors) == 2 else ()):
        define, other = defines.get(factor), factors[1 - k]
        if isinstance(define, Apply) and define.op in ("numpy.eye", "numpy.identity") and len(define.args) == 1 and not define.kwargs:
            own, dims = dims_of(infer.type_of(other)), dims_of(define.result.type)
            if own and dims and len(own) == 2 and None not in own and all(map(shapes.same, own, dims)):
                return other
    return None


def are_vectors(a: Operand, b: Operand) -> bool:
    """Say whether the sum of a product is a dot product."""
    first, second = dims_of(infer.type_of(a)), dims_of(infer.type_of(b))
    floats = types.differentiable(infer.type_of(a)) and types.differentiable(infer.type_of(b))
    return floats and bool(first and second) and len(first) == len(second) == 1 and shapes.equal(first[0], second[0])

