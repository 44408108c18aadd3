"""Dims: how broadcasting, slicing and integer arithmetic combine what is known of lengths."""

from __future__ import annotations

from dataclasses import replace

from srcad.analysis import sums
from srcad.ir.types import (
    BOOL,
    COMPLEX,
    COMPLEX64,
    FLOAT,
    FLOAT32,
    INT,
    REAL_OF,
    Array,
    Dim,
    Scalar,
    Type,
    Unknown,
    is_complex,
)

ORDER = (BOOL, INT, FLOAT32, FLOAT)
Length = int | Dim | None


def surely_not_one(dim: Length) -> bool:
    """Say whether an axis of this length can't be stretched by broadcasting."""
    return dim.not_one if isinstance(dim, Dim) else dim is not None and dim != 1


def same(a: Length, b: Length) -> bool:
    """Say whether two lengths are surely equal."""
    if isinstance(a, Dim) and isinstance(b, Dim):
        return (a.symbol, a.offset) == (b.symbol, b.offset)
    return a is not None and a == b


def is_as_long(dim: Length, size: sums.Size) -> bool:
    """Say whether an int surely is the length of an axis."""
    return None not in (dim, size) and sums.combined(dim, size, -1) == 0


def equal(a: Length, b: Length) -> bool:
    """Say whether two lengths are surely equal, given that their arrays broadcast."""
    return same(a, b) or (surely_not_one(a) and surely_not_one(b))


def broadcast_dim(a: Length, b: Length) -> Length:
    """Return the length of an axis on which a and b broadcast."""
    if a == 1 or equal(a, b):
        return b if a == 1 else a
    if b == 1 or surely_not_one(a):
        return a
    return b if surely_not_one(b) else None


def broadcast_dims(a: tuple | None, b: tuple | None) -> tuple | None:
    """Return the shape to which two shapes broadcast."""
    if a is None or b is None:
        return None
    rank = max(len(a), len(b))
    return tuple(map(broadcast_dim, padded(a, rank), padded(b, rank)))


def padded(dims: tuple, rank: int) -> tuple:
    """Return dims with axes of length 1 in front, as broadcasting sees them."""
    return (1,) * (rank - len(dims)) + tuple(dims)


def join_dtype(*dtypes: str) -> str:
    """Return the dtype of an elementwise result; ints with float32 give float, as in NumPy."""
    if any(dtype in REAL_OF for dtype in dtypes):
        real = join_dtype(*(REAL_OF.get(dtype, dtype) for dtype in dtypes))
        return COMPLEX64 if real == FLOAT32 else COMPLEX
    if INT in dtypes and FLOAT32 in dtypes:
        dtypes += (FLOAT,)
    return max(dtypes, key=ORDER.index)


def is_numpys(type_: Type) -> bool:
    """Say whether a number is NumPy's, or may be: its dtype counts like an array's."""
    return isinstance(type_, Scalar) and (type_.boxed or type_.dtype in (FLOAT32, COMPLEX64))


def promote(*types: Type) -> str:
    """Return the dtype that operands of these types give; a number of Python's doesn't widen NumPy's of its kind."""
    strong = [t.dtype for t in types if isinstance(t, Array) or is_numpys(t)]
    numbers = [t.dtype for t in types if isinstance(t, Scalar) and not is_numpys(t)]
    if not strong:
        return join_dtype(*numbers) if numbers else FLOAT
    dtype = join_dtype(*strong)
    for scalar in numbers:
        weak = scalar in (BOOL, INT) or (scalar in (FLOAT, COMPLEX) and dtype in (FLOAT32, COMPLEX64))
        kind = COMPLEX64 if weak and scalar == COMPLEX else BOOL if weak and dtype != BOOL else scalar
        dtype = join_dtype(dtype, kind)
    return dtype


def elementwise(types: tuple[Type, ...], dtype: str | None = None) -> Type:
    """Return the type of an elementwise function of operands of these types."""
    if any(isinstance(t, Unknown) for t in types):
        return _with_unknown(types, dtype)
    if not all(isinstance(t, (Scalar, Array)) for t in types):
        return Unknown()
    dtype = dtype or promote(*types)
    if not any(isinstance(t, Array) for t in types):
        return Scalar(dtype, boxed=any(t.boxed for t in types))
    dims: tuple | None = ()
    for type_ in types:
        dims = broadcast_dims(dims, type_.dims if isinstance(type_, Array) else ())
    # Of arrays of rank 0 a ufunc makes a NumPy number.
    return Scalar(dtype, boxed=True) if dims == () else Array(dtype, dims)


def _with_unknown(types: tuple[Type, ...], dtype: str | None) -> Type:
    """Return an unknown type that keeps the shape's name where all operands that may have a shape share it."""
    others = {t for t in types if not isinstance(t, Scalar)}
    if dtype in REAL_OF or (dtype is None and any(map(is_complex, types))):
        return Unknown(_one_shape(others), complex=True)
    if dtype is not None and dtype not in (FLOAT, FLOAT32):
        return Array(dtype, None) if any(isinstance(t, Array) for t in types) else Unknown(_one_shape(others))
    return Unknown(_one_shape(others))


def _one_shape(others: set) -> str | None:
    return next(iter(others)).shape if len(others) == 1 and all(isinstance(t, Unknown) for t in others) else None


def sliced(dim: Length, start: Length, stop: Length, step: Length, given: tuple[bool, bool, bool]) -> Length:
    """Return the length of `dim[start:stop:step]`; `given` says which of the three were written at all."""
    has_start, has_stop, has_step = given
    if has_step and step != 1:
        return dim if step == -1 and not has_start and not has_stop else _counted(dim, start, stop, step, given)
    if not has_start and (not has_stop or is_as_long(dim, stop)):
        return dim
    if isinstance(dim, int):
        return _counted(dim, start, stop, 1, (has_start, has_stop, True))
    if has_start and not isinstance(start, int):
        return sums.cut(dim, start, stop if has_stop else dim)
    if not isinstance(dim, Dim):
        return None
    if has_stop and (not isinstance(stop, int) or stop > 0):
        return sums.cut(dim, start if has_start else 0, stop)
    front = start if has_start else 0
    back = -stop if has_stop and isinstance(stop, int) else 0 if not has_stop else None
    if not isinstance(front, int) or front < 0 or back is None or (has_stop and back <= 0):
        return None
    return Dim(dim.symbol, dim.offset + front + back, dim.not_one and front + back == 0)


def _counted(dim: Length, start: Length, stop: Length, step: Length, given: tuple[bool, bool, bool]) -> int | None:
    """Return the length of a slice of an axis whose length is a number."""
    parts = [part if was else None for part, was in zip((start, stop, step), given)]
    if not isinstance(dim, int) or any(was and not isinstance(part, int) for part, was in zip(parts, given)):
        return None
    return len(range(*slice(*parts).indices(dim)))


def size_add(a: Length, b: Length) -> Length:
    """Return the symbolic value of the sum of two ints."""
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    if isinstance(b, Dim):
        a, b = b, a
    if not isinstance(a, Dim) or not isinstance(b, int):
        return None
    if b == 0:
        return a
    # A length such as len(x[2:]) is clamped at 0, so that adding to it doesn't undo the subtraction.
    if b > 0 and a.offset > 0:
        return None
    return replace(a, offset=a.offset - b, not_one=False)
