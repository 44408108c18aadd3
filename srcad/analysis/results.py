"""The type of a primitive's result from the types of its arguments, one short function per kind of shape.

A function here takes types by the parameter names of the function it speaks for, so that binding
arguments is Python's own; `BY_OP` maps qualified names to them.
"""

from __future__ import annotations

from srcad.analysis import shapes, sums
from srcad.analysis.static import UNKNOWABLE, axes_of, static, static_dtype
from srcad.ir.types import (
    BOOL,
    BOOLEAN,
    COMPLEX,
    COMPLEX64,
    FLOAT,
    FLOAT32,
    INT,
    INTEGER,
    REAL,
    REAL_OF,
    UNKNOWN,
    Array,
    Known,
    List,
    Opaque,
    Scalar,
    Tuple,
    Type,
    Unknown,
    is_complex,
    unknown,
    is_sparse,
)

NONE, FALSE = Known(None), Known(False)


def dims_of(type_: Type) -> tuple | None:
    """Return the shape of a number or an array, None where it isn't known."""
    match type_:
        case Scalar():
            return ()
        case Array(_, dims):
            return dims
        case List(item) | Tuple((item, *_)):
            inner = dims_of(item)
            length = len(type_.items) if isinstance(type_, Tuple) else None
            return None if inner is None else (length, *inner)
    return None


def dtype_or(type_: Type, default: str | None = None) -> str | None:
    """Return the dtype of a number, an array or the items of a sequence."""
    match type_:
        case Scalar(dtype) | Array(dtype):
            return dtype
        case Unknown(complex=True):
            return COMPLEX
        case List(item):
            return dtype_or(item, default)
        case Tuple(items) if items:
            dtypes = [dtype_or(item) for item in items]
            return default if None in dtypes else shapes.join_dtype(*dtypes)
    return default


def made(dtype: str | None, dims: tuple | None, scalar: bool = True) -> Type:
    """Return the type of a result with these dims; NumPy gives a number for rank 0 when `scalar`."""
    if dtype is None:
        return Scalar(FLOAT) if dims == () and scalar else UNKNOWN if dims is None else Array(FLOAT, dims)
    return Scalar(dtype, boxed=True) if dims == () and scalar else Array(dtype, dims)


# -- elementwise ----------------------------------------------------------------------------------------


def _numeric(types: tuple[Type, ...]) -> bool:
    return all(isinstance(t, (Scalar, Array, Unknown)) for t in types)


def same_kind(*types: Type) -> Type:
    """The result has the operands' dtype: add, maximum, abs."""
    return shapes.elementwise(_as_arrays(types))


def magnitude(a: Type, **others: Type) -> Type:
    """The result has the operand's dtype, of a complex operand that of its absolute value."""
    return real_kind(same_kind(a))


def phase(z: Type, deg: Type = FALSE) -> Type:
    return real_kind(floating(z))


def real_kind(type_: Type) -> Type:
    """Return a type, the real one where it is complex."""
    match type_:
        case Scalar(dtype) if dtype in REAL_OF:
            return Scalar(REAL_OF[dtype])
        case Array(dtype, dims) if dtype in REAL_OF:
            return Array(REAL_OF[dtype], dims)
        case Unknown(shape, True):
            return Unknown(shape)
    return type_


def complex_kind(type_: Type) -> Type:
    """Return a type, the complex one where it is real or integer."""
    match type_:
        case Scalar(dtype):
            return Scalar(shapes.join_dtype(dtype, COMPLEX64 if dtype == FLOAT32 else COMPLEX))
        case Array(dtype, dims):
            return Array(shapes.join_dtype(dtype, COMPLEX64 if dtype == FLOAT32 else COMPLEX), dims)
        case Unknown(shape):
            return Unknown(shape, True)
    return type_


def fitted(like: Type, *parts: Type) -> Type:
    """The result has the shape of `like`, and the dtype of its parts."""
    if isinstance(like, Array) and all(isinstance(part, (Array, Scalar)) and part.dtype not in (BOOL, INT) for part in parts):
        return Array(shapes.promote(*parts), like.dims)
    return (complex_kind if any(map(is_complex, parts)) else real_kind)(like)


def complex_number(real: Type = REAL, imag: Type = REAL) -> Type:
    return Scalar(COMPLEX)


def floating(*types: Type) -> Type:
    """The result is a float: true division, sin."""
    types = _as_arrays(types)
    if any(isinstance(t, Unknown) for t in types) or not _numeric(types):
        return shapes.elementwise(types)
    dtype = shapes.promote(*types)
    return shapes.elementwise(types, FLOAT if dtype in (BOOL, INT) else dtype)


def in_double(*types: Type) -> Type:
    """The result is of double precision whatever its operands are: float_power."""
    found = floating(*types)
    if isinstance(found, (Array, Scalar)):
        found = made(COMPLEX if found.dtype in REAL_OF else FLOAT, dims_of(found))
    return found


def boolean(*types: Type) -> Type:
    """The result is True or False, elementwise for arrays."""
    return shapes.elementwise(types, BOOL) if _numeric(types) else BOOLEAN


def ufunc(function):
    """Add the keywords of ufuncs to the function of a result's type."""

    def typed(
        *types: Type, out: Type = NONE, where: Type = NONE, dtype: Type = NONE, casting: Type = NONE, order: Type = NONE,
        subok: Type = NONE,
    ) -> Type:  # fmt: skip
        found = function(*types)
        place = out.items[0] if isinstance(out, Tuple) else out
        more = tuple(t for t in (where, place) if isinstance(t, (Array, Unknown)))
        if not more and dtype == NONE:
            return found
        if isinstance(found, Tuple):
            return Tuple((UNKNOWN,) * len(found.items))
        kind = dtype_or(place) or static_dtype(dtype) or dtype_or(found)
        return shapes.elementwise((found, *more), kind)

    return typed


def _as_arrays(types: tuple[Type, ...]) -> tuple[Type, ...]:
    """Return the types with lists and tuples of numbers read as arrays, as NumPy reads them."""
    return tuple(made(dtype_or(t), dims_of(t)) if isinstance(t, (List, Tuple)) and dims_of(t) else t for t in types)


def pair(function):
    """Two results, each of the type that the function gives."""
    return lambda *types: Tuple((function(*types),) * 2)


def mantissa_and_exponent(x: Type) -> Type:
    mantissa = floating(x)
    exponent = Array(INT, mantissa.dims) if isinstance(mantissa, Array) else INTEGER
    return Tuple((mantissa, exponent if isinstance(mantissa, (Array, Scalar)) else UNKNOWN))


def math_float(*types: Type) -> Type:
    return REAL


def math_int(*types: Type) -> Type:
    return INTEGER


def math_bool(*types: Type) -> Type:
    return BOOLEAN


def add(a: Type, b: Type) -> Type:
    match a, b:
        case Tuple(x), Tuple(y):
            return Tuple(x + y)
        case List(x), List(y):
            return List(x if x == y else unknown(x, y))
        case Scalar("int", x), Scalar("int", y) if x is not None and y is not None:
            return Scalar(INT, sums.combined(x, y), boxed=a.boxed or b.boxed)
    return same_kind_operator(a, b)


def subtract(a: Type, b: Type) -> Type:
    match a, b:
        case Scalar("int", x), Scalar("int", y) if x is not None and y is not None:
            return Scalar(INT, sums.combined(x, y, -1), boxed=a.boxed or b.boxed)
    return same_kind_operator(a, b)


def multiply(a: Type, b: Type) -> Type:
    match a, b:
        case (List() as items, Scalar("int")) | (Scalar("int"), List() as items):
            return items
        case (Tuple(items), Scalar("int", int(n))) | (Scalar("int", int(n)), Tuple(items)):
            return Tuple(items * n)
        case (Scalar("int", int(times)), Scalar("int", size) as other) | (Scalar("int", size) as other, Scalar("int", int(times))):
            boxed = a.boxed or b.boxed
            return other if times == 1 and other.boxed == boxed else Scalar(INT, sums.combined(0, size, times), boxed=boxed)
    return same_kind_operator(a, b)


def floor_divide(a: Type, b: Type) -> Type:
    match a, b:
        case Scalar("int", int(x)), Scalar("int", int(y)) if y:
            return Scalar(INT, x // y, boxed=a.boxed or b.boxed)
        case Scalar("int", size), Scalar("int", int(by)):
            return Scalar(INT, sums.quotient(size, by), boxed=a.boxed or b.boxed)
    return same_kind_operator(a, b)


def negative(a: Type) -> Type:
    match a:
        case Scalar("int", size):
            return Scalar(INT, sums.combined(0, size, -1), boxed=a.boxed)
    return same_kind_operator(a)


def same_kind_operator(*types: Type) -> Type:
    """Arithmetic by an operator: bools count as ints, and anything but numbers and arrays is opaque."""
    if any(map(is_sparse, types)) and all(is_sparse(t) or isinstance(t, Scalar) for t in types):
        return next(filter(is_sparse, types))
    if any(isinstance(t, (Scalar, Array, Unknown)) for t in types):
        # What a number is added to or multiplied with is a number or an array itself.
        types = tuple(UNKNOWN if isinstance(t, Opaque) else t for t in types)
    if any(isinstance(t, Array) for t in types):
        types = _as_arrays(types)
    if not _numeric(types):
        return Opaque()
    result = shapes.elementwise(types)
    return Scalar(INT, boxed=result.boxed) if result == BOOLEAN else result


def power(a: Type, b: Type) -> Type:
    """An int to a power of unknown sign is an int or a float; arrays of ints stay ints."""
    if isinstance(a, Scalar) and isinstance(b, Scalar) and a.dtype in (INT, BOOL) and b.dtype in (INT, BOOL):
        exponent = static(b)
        return Scalar(INT if exponent is UNKNOWABLE or exponent >= 0 else FLOAT, boxed=a.boxed or b.boxed)
    return same_kind_operator(a, b)


def where(condition: Type, x: Type | None = None, y: Type | None = None) -> Type:
    if x is None or y is None:
        return Opaque()
    condition, x, y = _as_arrays((condition, x, y))
    if any(isinstance(t, Unknown) for t in (condition, x, y)) or not _numeric((condition, x, y)):
        return shapes.elementwise((condition, x, y))
    return shapes.elementwise((condition, x, y), shapes.promote(x, y))


# -- reductions -----------------------------------------------------------------------------------------


def reduced_dims(dims: tuple | None, axis: Type, keepdims: Type) -> tuple | None:
    """Return the shape after reducing the given axes (None: all)."""
    keep, axes = static(keepdims), axes_of(axis, None if dims is None else len(dims))
    if axes is None and not keep and keep is not UNKNOWABLE:
        return ()
    if dims is None or keep is UNKNOWABLE:
        return None
    if axes is UNKNOWABLE:
        count = axis_count(axis)
        return None if count is None else (None,) * (len(dims) - (0 if keep else count))
    gone = range(len(dims)) if axes is None else axes
    if keep:
        return tuple(1 if k in gone else dim for k, dim in enumerate(dims))
    return tuple(dim for k, dim in enumerate(dims) if k not in gone)


def axis_count(axis: Type) -> int | None:
    """Return how many axes an argument names whose value only the run knows, None where not even that is known."""
    match axis:
        case Scalar():
            return 1
        case Tuple(items) if all(isinstance(item, Scalar) for item in items):
            return len(items)
    return None


def _reduction(kind: str | None):
    def reduced(
        a: Type, axis: Type = NONE, dtype: Type = NONE, out: Type = NONE, keepdims: Type = FALSE, **others: Type
    ) -> Type:
        was = dtype_or(a)
        result = static_dtype(dtype) or (was if kind is None else _reduced_dtype(kind, was))
        return made(result, reduced_dims(dims_of(a), axis, keepdims))

    return reduced


def _reduced_dtype(kind: str, dtype: str | None) -> str | None:
    if kind == "sum":
        return INT if dtype == BOOL else dtype
    if kind == "mean":
        return FLOAT if dtype in (BOOL, INT) else dtype
    return kind


def maximum_of(a: Type, axis: Type = NONE, out: Type = NONE, keepdims: Type = FALSE, **others: Type) -> Type:
    return made(dtype_or(a), reduced_dims(dims_of(a), axis, keepdims))


def index_of(a: Type, axis: Type = NONE, out: Type = NONE, keepdims: Type = FALSE) -> Type:
    return made(INT, reduced_dims(dims_of(a), axis, keepdims))


def truth_of(a: Type, axis: Type = NONE, out: Type = NONE, keepdims: Type = FALSE, **others: Type) -> Type:
    return made(BOOL, reduced_dims(dims_of(a), axis, keepdims))


def moment_of(
    a: Type, axis: Type = NONE, dtype: Type = NONE, out: Type = NONE, ddof: Type = NONE, keepdims: Type = FALSE, **others: Type
) -> Type:
    dtype = _reduced_dtype("mean", dtype_or(a))
    return made(REAL_OF.get(dtype, dtype), reduced_dims(dims_of(a), axis, keepdims))


def average(
    a: Type, axis: Type = NONE, weights: Type = NONE, returned: Type = FALSE, *, keepdims: Type = FALSE
) -> Type:
    dtypes = [dtype_or(a)] if static(weights) is None else [dtype_or(a), dtype_or(weights)]
    dtype = None if None in dtypes else _reduced_dtype("mean", shapes.join_dtype(*dtypes))
    found = made(dtype, reduced_dims(dims_of(a), axis, keepdims))
    return found if static(returned) is False else Tuple((found, found))


def norm_of(x: Type, ord: Type = NONE, axis: Type = NONE, keepdims: Type = FALSE) -> Type:
    dims = dims_of(x)
    if static(axis) is None and dims is not None and static(ord) is not None and len(dims) > 2:
        return UNKNOWN
    dtype = _reduced_dtype("mean", dtype_or(x))
    return made(REAL_OF.get(dtype, dtype), reduced_dims(dims, axis, keepdims))


def cumulative(a: Type, axis: Type = NONE, dtype: Type = NONE, out: Type = NONE) -> Type:
    dims, at = dims_of(a), static(axis)
    if at is None:
        dims = dims if dims is not None and len(dims) == 1 else (product(dims),)
    elif at is UNKNOWABLE:
        dims = None if dims is None else (None,) * len(dims)
    return Array(static_dtype(dtype) or _reduced_dtype("sum", dtype_or(a, FLOAT)), dims)


def cumulative_of(x: Type, *, axis: Type = NONE, dtype: Type = NONE, include_initial: Type = FALSE) -> Type:
    found, more, at = cumulative(x, axis, dtype), static(include_initial), static(axis)
    if more is False or found.dims is None:
        return found
    at = len(found.dims) if at is UNKNOWABLE else (at or 0) % max(len(found.dims), 1)
    dims = (shapes.size_add(dim, 1) if k == at and dim is not None else dim for k, dim in enumerate(found.dims))
    return Array(found.dtype, tuple(dims) if more is True else (None,) * len(found.dims))


def trapezoid(y: Type, x: Type = NONE, dx: Type = NONE, axis: Type = Scalar(INT, -1)) -> Type:
    dtypes = [dtype_or(t) for t in (y, x) if isinstance(t, (Array, Scalar, List, Tuple, Unknown))]
    kind = None if None in dtypes else _reduced_dtype("mean", shapes.promote(*map(Array, dtypes), dx))
    return made(kind, reduced_dims(dims_of(y), axis, FALSE))


def product(dims: tuple | None) -> shapes.Length:
    """Return the number of elements of a shape."""
    if dims is None or (len(dims) != 1 and not all(isinstance(dim, int) for dim in dims)):
        return None
    total: shapes.Length = 1
    for dim in dims:
        total = dim if len(dims) == 1 else total * dim
    return total
