"""The types of results of differences, convolutions, interpolation, polynomials and covariances."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import shapes
from srcad.analysis.moves import ONE, blurred, of
from srcad.analysis.results import NONE, dims_of, dtype_or, made
from srcad.analysis.static import UNKNOWABLE, axes_of, one_more, static
from srcad.analysis.tensors import LAST, dtype_of_product
from srcad.ir.types import BOOL, COMPLEX, FLOAT, INT, REAL_OF, UNKNOWN, Array, Scalar, Tuple, Type


def float_of(*types: Type) -> str:
    dtype = shapes.join_dtype(*(dtype_or(t, FLOAT) for t in types))
    return FLOAT if dtype in (BOOL, INT) else dtype


def diff(a: Type, n: Type = ONE, axis: Type = LAST, prepend: Type = NONE, append: Type = NONE) -> Type:
    dims, at, times = dims_of(a), static(axis), static(n)
    ends = [dtype_or(end, FLOAT) for end in (prepend, append) if static(end) is not None]
    if ends and dims is not None:
        a = Array(shapes.join_dtype(dtype_or(a, FLOAT), *ends), dims)
    if dims is None or UNKNOWABLE in (at, times):
        return blurred(a)
    at %= len(dims)
    own = dims[at]
    plain = static(prepend) is None and static(append) is None
    length = shapes.sliced(own, times, None, None, (True, False, False)) if plain else _ended(own, times, prepend, append)
    return of(a, tuple(length if k == at else dim for k, dim in enumerate(dims)))


def _ended(own: shapes.Length, times: int, *ends: Type) -> shapes.Length:
    """Return the length of differences of an array with numbers at its ends."""
    more = sum(1 for end in ends if static(end) is not None)
    numbers = all(static(end) is None or dims_of(end) == () for end in ends)
    if not numbers:
        return None
    return shapes.size_add(own, more - times)


def ediff1d(ary: Type, to_end: Type = NONE, to_begin: Type = NONE) -> Type:
    return of(ary, (None,))


def gradient(f: Type, *varargs: Type, axis: Type = NONE, edge_order: Type = ONE) -> Type:
    dims = dims_of(f)
    axes = axes_of(axis, None if dims is None else len(dims))
    if dims is None or axes is UNKNOWABLE:
        return UNKNOWN
    one = Array(float_of(f), dims)
    count = len(dims) if axes is None else len(axes)
    return one if count == 1 else Tuple((one,) * count)


def gradient_adjoint(dy: Type, spacing: Type, axis: Type = NONE, edge_order: Type = ONE) -> Type:
    return dy.items[0] if isinstance(dy, Tuple) else dy


def convolve(a: Type, v: Type, mode: Type = NONE) -> Type:
    return Array(dtype_of_product(a, v) or FLOAT, (None,))


def interp(x: Type, xp: Type, fp: Type, left: Type = NONE, right: Type = NONE, period: Type = NONE) -> Type:
    kind = COMPLEX if any(dtype_or(one) in REAL_OF for one in (fp, left, right)) else FLOAT
    return UNKNOWN if dims_of(x) is None else made(kind, dims_of(x))


def polyval(p: Type, x: Type) -> Type:
    return UNKNOWN if dims_of(x) is None else made(float_of(p, x), dims_of(x))


def coefficients(*others: Type, **more: Type) -> Type:
    """The result is multiplied with whole numbers, which makes single precision double."""
    return Array(float_of(others[0], Scalar(INT)), (None,))


def joined(a1: Type, a2: Type) -> Type:
    return Array(float_of(a1, a2), (None,))


def polyfit(x: Type, y: Type, deg: Type, rcond: Type = NONE, full: Type = NONE, w: Type = NONE, cov: Type = NONE) -> Type:
    dims = dims_of(y)
    if dims is None or static(full) not in (None, False) or static(cov) not in (None, False):
        return UNKNOWN
    return Array(FLOAT, (one_more(deg), *dims[1:]))


def cov(m: Type, y: Type = NONE, *others: Type, **more: Type) -> Type:
    dims = dims_of(m)
    if dims is None:
        return UNKNOWN
    # In double precision whatever that of the data is.
    if static(y) is None and len(dims) < 2:
        return Array(FLOAT, ())
    return Array(FLOAT, (2, 2) if len(dims) < 2 else (None, None))


TABLE: dict[str, Callable[..., Type]] = {
    "numpy.diff": diff,
    "numpy.ediff1d": ediff1d,
    "numpy.gradient": gradient,
    "srcad.runtime.gradient_of": lambda f, spacing, axis=NONE, edge_order=ONE: gradient(f, axis=axis),
    "srcad.runtime.gradient_adjoint": gradient_adjoint,
    "srcad.runtime.spacing_tangent": lambda dx, f, *others: f,
    "srcad.runtime.spacing_adjoint": lambda dy, f, x, *others: x,
    **dict.fromkeys(("numpy.convolve", "numpy.correlate"), convolve),
    "numpy.interp": interp,
    "numpy.polyval": polyval,
    **dict.fromkeys(("numpy.polyder", "numpy.polyint"), coefficients),
    **{f"numpy.{name}": joined for name in ("polyadd", "polysub", "polymul")},
    "numpy.polyfit": polyfit,
    "numpy.poly": lambda seq_of_zeros: Array(float_of(seq_of_zeros), (None,)),
    "numpy.cov": cov,
    "numpy.corrcoef": cov,
    "numpy.delete": lambda arr, obj, axis=NONE: of(arr, (None,)) if static(axis) is None else blurred(arr),
    "numpy.insert": lambda arr, obj, values, axis=NONE: of(arr, (None,)) if static(axis) is None else blurred(arr),
}
