"""Types of operands, of primitives' results and of elements.

>>> from srcad.ir.types import Array, Dim, Scalar
>>> from srcad.ir.nodes import Value
>>> x = Value(Array("float", (Dim("n", not_one=True), 3)))
>>> str(result_type("numpy.sum", (x,), {"axis": Const(1)}))
'float[n]'
"""

from __future__ import annotations

from dataclasses import replace

from srcad.analysis import complex_results, python_results, results, shapes
from srcad.analysis.primitives import BY_OP
from srcad.analysis.static import DTYPES
from srcad.ir.nodes import Const, Global, Operand, Path, Slice, Subscript, Value
from srcad.ir.types import (
    BOOL,
    COMPLEX,
    INT,
    REAL,
    UNKNOWN,
    Array,
    Known,
    List,
    Opaque,
    Scalar,
    Tape,
    Tuple,
    Type,
    Unknown,
    has_complex,
    present,
    unknown,
)

# Functions that give real numbers even of complex ones.
REAL_RESULTS = frozenset(
    f"numpy.{name}"
    for name in "abs absolute real imag angle var std linalg.norm linalg.matrix_norm linalg.vector_norm linalg.cond "
    "linalg.svdvals linalg.eigvalsh fft.irfft fft.irfft2 fft.irfftn fft.hfft".split()
) | {"builtins.abs", "builtins.float"}
# Whose numbers are NumPy's, and those of their functions that give Python's.
LIBRARIES = ("numpy.", "scipy.")
PYTHONS = tuple(f"numpy.{name}" for name in "size ndim count_nonzero ndarray.item ndarray.nbytes random.".split())
NUMBERS = ("pi", "e", "tau", "inf", "nan", "euler_gamma", "Inf", "NaN", "Infinity")


def type_of(operand: Operand) -> Type:
    """Return the type of an operand."""
    match operand:
        case Value():
            return operand.type
        case Const(value):
            return literal_type(value)
        case Global():
            return _global_type(operand)
    return UNKNOWN


def literal_type(value: object) -> Type:
    """Return the type of a Python number, None, string or tuple of those."""
    match value:
        case bool():
            return Scalar(BOOL, value)
        case int():
            return Scalar(INT, value)
        case float():
            return REAL
        case complex():
            return Scalar(COMPLEX)
        case tuple():
            return Tuple(tuple(map(literal_type, value)))
    return Known(value)


def _global_type(operand: Global) -> Type:
    if operand.type != UNKNOWN or operand.qualified is None:
        return operand.type
    if operand.qualified in DTYPES:
        return Known(operand.qualified)
    module, _, name = operand.qualified.rpartition(".")
    if name in NUMBERS:
        return REAL
    return Known(None) if operand.qualified == "numpy.newaxis" else UNKNOWN


def result_type(op: str, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Type:
    """Return the type of `op(*args, **kwargs)`; Unknown where nothing is known of op or of such arguments."""
    function = BY_OP.get(op)
    if function is None:
        return complex_results.of(op)
    types = [present(type_of(arg)) for arg in args]
    named = {name: present(type_of(arg)) for name, arg in kwargs.items()}
    try:
        found = function(*types, **named)
    except (TypeError, IndexError, ValueError, AttributeError):
        # Arguments that the function itself would refuse: what it raises is the program's own business.
        found = UNKNOWN
    if isinstance(found, Scalar) and op.startswith(LIBRARIES) and not op.startswith(PYTHONS):
        return replace(found, boxed=True)
    if found == UNKNOWN and op not in REAL_RESULTS and any(map(has_complex, (*types, *named.values()))):
        return Unknown(complex=True)
    return found


def element_type(type_: Type) -> Type:
    """Return the type of what iterating over a value gives."""
    match type_:
        case List(item) | Tape(item):
            return item
        case Tuple(items):
            return python_results.join(items) if items else UNKNOWN
        case Array(dtype, (_, *rest)):
            return results.made(dtype, tuple(rest))
    return unknown(type_)


# -- subscripts -------------------------------------------------------------------------------------------


def load_type(source: Type, path: Path) -> Type:
    """Return the type of `source[...][...]`."""
    for subscript in path:
        source = _subscript_type(present(source), subscript)
    return source


def _subscript_type(source: Type, subscript: Subscript) -> Type:
    match source, subscript:
        case Tuple(items), (Const(int(k)),):
            return items[k] if -len(items) <= k < len(items) else UNKNOWN
        case Tuple(items), (Slice(start, stop, step),) if all(p is None or isinstance(p, Const) for p in (start, stop, step)):
            return Tuple(items[slice(*(None if p is None else p.value for p in (start, stop, step)))])
        case Tuple(items), _:
            return python_results.join(items) if items else UNKNOWN
        case List(item), (Slice(),):
            return List(item)
        case List(_, parts), (Const(int(k)),) if parts is not None and -len(parts) <= k < len(parts):
            return parts[k]
        case (List(item) | Tape(item)), _:
            return item
        case Array(dtype, None), _:
            return Array(dtype, None) if any(isinstance(item, Slice) for item in subscript) else unknown(source)
        case Array(dtype, dims), _:
            kept = _indexed(dims, subscript)
            return unknown(source) if kept is None else results.made(dtype, kept)
    return unknown(source) if isinstance(source, Unknown) else Opaque()


def _axes_taken(item: Operand | Slice) -> int:
    """Return how many axes of the array an item of a subscript speaks for."""
    if isinstance(item, Slice):
        return 1
    type_ = type_of(item)
    if type_ == Known(None):
        return 0
    return type_.rank or 1 if isinstance(type_, Array) and type_.dtype == BOOL else 1


def _is_ellipsis(item: Operand | Slice) -> bool:
    return isinstance(item, Const) and item.value is Ellipsis


def _indexed(dims: tuple, subscript: Subscript) -> tuple | None:
    """Return the dims of an array with these dims under one subscript, None where the rank isn't known."""
    taken = sum(_axes_taken(item) for item in subscript if not _is_ellipsis(item))
    rest = len(dims) - taken
    if rest < 0:
        return None
    full = [Slice()] * rest
    at = next((k for k, item in enumerate(subscript) if _is_ellipsis(item)), len(subscript))
    items = [*subscript[:at], *full, *subscript[at + 1 :]]
    return _walk(dims, items)


def _walk(dims: tuple, items: list) -> tuple | None:
    kept: list = []
    advanced: list = []
    axis, places = 0, []
    for place, item in enumerate(items):
        type_ = None if isinstance(item, Slice) else type_of(item)
        if isinstance(item, Slice):
            kept.append(_slice_length(dims[axis], item))
        elif type_ == Known(None):
            kept.append(1)
        elif isinstance(type_, Scalar) and type_.dtype != BOOL:
            places.append((place, len(kept), True))
        elif isinstance(type_, (Array, List, Tuple)):
            advanced.append(_index_dims(type_))
            places.append((place, len(kept), False))
        else:
            return None
        axis += _axes_taken(item)
    return _insert(kept, advanced, places)


def _index_dims(type_: Type) -> tuple | None:
    """Return the dims of an integer-array index; a mask picks an unknown number of elements."""
    return (None,) if results.dtype_or(type_) == BOOL else results.dims_of(type_)


def _insert(kept: list, advanced: list, places: list) -> tuple | None:
    """Put the broadcast dims of array indices where NumPy puts them: in place if adjacent, else first."""
    if not advanced:
        return tuple(kept)
    dims: tuple | None = ()
    for part in advanced:
        dims = shapes.broadcast_dims(dims, part)
    if dims is None:
        return None
    adjacent = places[-1][0] - places[0][0] == len(places) - 1
    at = places[0][1] if adjacent else 0
    return (*kept[:at], *dims, *kept[at:])


def _slice_length(dim: shapes.Length, item: Slice) -> shapes.Length:
    bounds = (item.start, item.stop, item.step)
    given = tuple(bound is not None and type_of(bound) != Known(None) for bound in bounds)
    values = [type_of(bound) if bound is not None else None for bound in bounds]
    sizes = [value.size if isinstance(value, Scalar) else None for value in values]
    return shapes.sliced(dim, *sizes, given)
