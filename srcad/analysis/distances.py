"""The types of what scipy.spatial's distances give."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import contractions, results, shapes
from srcad.ir.types import FLOAT, Array, Type

VECTORS = (
    "euclidean sqeuclidean cityblock chebyshev minkowski seuclidean mahalanobis cosine correlation canberra braycurtis"
).split()


def along_last(u: Type, v: Type, *others: Type, **named: Type) -> Type:
    """A number for each pair of vectors along the last axis."""
    dims = shapes.broadcast_dims(results.dims_of(u), results.dims_of(v))
    return results.made(_dtype(u, v), None if dims is None else dims[:-1])


def divergence(p: Type, q: Type, base: Type = results.NONE, *, axis: Type = results.Scalar("int", 0), **named: Type) -> Type:
    dims = shapes.broadcast_dims(results.dims_of(p), results.dims_of(q))
    return results.made(_dtype(p, q), results.reduced_dims(dims, axis, results.FALSE))


def _dtype(u: Type, v: Type) -> str:
    return results._reduced_dtype("mean", contractions.product_dtype(u, v)) or FLOAT


def of_rows(XA: Type, XB: Type, *others: Type, **named: Type) -> Type:
    rows, columns = results.dims_of(XA), results.dims_of(XB)
    return Array(FLOAT, ((rows or (None,))[0], (columns or (None,))[0]))


def squareform(X: Type, *others: Type, **named: Type) -> Type:
    dims = results.dims_of(X)
    return Array(results.dtype_or(X) or FLOAT, None if dims is None else (None,) * (3 - len(dims)))


BY_OP: dict[str, Callable[..., Type]] = {
    **{f"scipy.spatial.distance.{name}": along_last for name in VECTORS},
    "scipy.spatial.distance.jensenshannon": divergence,
    "scipy.spatial.distance.cdist": of_rows,
    "scipy.spatial.distance_matrix": lambda x, y, *others, **named: of_rows(x, y),
    "scipy.spatial.distance.pdist": lambda X, *others, **named: Array(FLOAT, (None,)),
    "scipy.spatial.distance.squareform": squareform,
}
