"""The types of results of the functions of np.polynomial, the same for each family of series."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import shapes
from srcad.analysis.results import NONE, dims_of, dtype_or, made
from srcad.analysis.static import one_more
from srcad.analysis.vectors import float_of, polyfit
from srcad.ir.types import COMPLEX, FLOAT, UNKNOWN, Array, Type

FAMILIES = {
    "polynomial": "poly", "chebyshev": "cheb", "legendre": "leg", "hermite": "herm", "hermite_e": "herme", "laguerre": "lag",
}  # fmt: skip


def value(x: Type, c: Type, tensor: Type = NONE) -> Type:
    dims, own = dims_of(c), dims_of(x)
    return made(float_of(x, c), own) if own is not None and dims is not None and len(dims) == 1 else UNKNOWN


def coefficients(c: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(c)
    return Array(float_of(c), None if dims is None else (None,) * max(len(dims), 1))


def joined(c1: Type, c2: Type) -> Type:
    return Array(float_of(c1, c2), (None,))


def vandermonde(x: Type, deg: Type) -> Type:
    dims = dims_of(x)
    return Array(float_of(x), None if dims is None else (*(dims or (1,)), one_more(deg)))


def of_two(x: Type, y: Type, c: Type) -> Type:
    dims = shapes.broadcast_dims(dims_of(x), dims_of(y))
    return UNKNOWN if dims is None else made(float_of(x, y, c), dims)


def of_three(x: Type, y: Type, z: Type, c: Type) -> Type:
    dims = shapes.broadcast_dims(shapes.broadcast_dims(dims_of(x), dims_of(y)), dims_of(z))
    return UNKNOWN if dims is None else made(float_of(x, y, z, c), dims)


def grid(x: Type, y: Type, c: Type) -> Type:
    first, second = dims_of(x), dims_of(y)
    return UNKNOWN if first is None or second is None else made(float_of(x, y, c), (*first, *second))


def fitted(x: Type, y: Type, deg: Type, rcond: Type = NONE, full: Type = NONE, w: Type = NONE) -> Type:
    return polyfit(x, y, deg, rcond, full, w)


def roots(c: Type) -> Type:
    """The roots are complex or real, as it turns out at the run."""
    return Array(COMPLEX, (None,))


KINDS: dict[str, Callable[..., Type]] = {
    "val": value, "val2d": of_two, "val3d": of_three, "grid2d": grid, "der": coefficients, "int": coefficients,
    "vander": vandermonde, "fit": fitted, "roots": roots, "fromroots": coefficients, "add": joined, "sub": joined, "mul": joined,
}  # fmt: skip
TABLE = {
    f"numpy.polynomial.{module}.{prefix}{kind}": typed for module, prefix in FAMILIES.items() for kind, typed in KINDS.items()
} | {
    "numpy.roots": roots,
    "srcad.runtime.without_each_root": lambda roots: Array(dtype_or(roots, FLOAT), dims_of(roots) and dims_of(roots) * 2),
}
