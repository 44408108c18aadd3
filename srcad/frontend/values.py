"""The type of a live value, and a key that is equal for values of one signature.

A signature is what a version of a derivative is made for: of an array its dtype, its rank and which of its
dims are 1; of a number its kind; of a list or a tuple its items' signatures; of None, a string, a flag or a
function the value itself.

>>> key(2.0) == key(-1.0), key(2.0) == key(2), key(1) == key(True), key((1.0, [2.0])) == key((3.0, [4.0, 5.0]))
(True, False, False, True)
>>> str(type_of((1.0, [2, 3]), "x"))
'tuple[float, list[int]]'
"""

from __future__ import annotations

import contextlib
import enum
import sys
import threading
import types as python_types
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import reduce
from typing import Any

from srcad.errors import ArgumentError
from srcad.frontend import classes
from srcad.ir import types
from srcad.ir.types import DICT, NAMED, OBJECT, Array, Dim, Known, Layout, List, Opaque, Scalar, Tuple, Type

# Types whose values differ in nothing but their number: the type is the key. NumPy's scalars join when met.
PLAIN: set[type] = {float, int, complex}

DTYPES = {
    "float64": types.FLOAT,
    "float32": types.FLOAT32,
    "bool": types.BOOL,
    "complex128": types.COMPLEX,
    "complex64": types.COMPLEX64,
    **dict.fromkeys(("complex192", "complex256"), types.COMPLEX),
    **dict.fromkeys((f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)), types.INT),
}
# Short tuples of these are shapes, axes and the like: they belong to a signature by value.
STATIC = (int, bool, str, type(None))
STATIC_LENGTH = 8
# Lists of objects that are longer than this are of any length.
LONGEST_KNOWN = 64

BY_VALUE = (
    bool,
    str,
    bytes,
    type(None),
    type(...),
    type,
    enum.Enum,
    python_types.FunctionType,
    python_types.BuiltinFunctionType,
    python_types.MethodType,
    python_types.ModuleType,
)


def key(value: Any) -> Hashable:
    """Return what is equal for values of equal signature."""
    kind = type(value)
    return kind if kind in PLAIN else (READERS.get(kind) or reader(kind))(value)


def array_key(array: Any) -> Hashable:
    """Return the key of an array; `dispatch` writes out the first of the three cases."""
    shape = array.shape
    if type(array) is ndarray_type():
        return (array.dtype, tuple([dim == 1 for dim in shape]) if 1 in shape else len(shape))
    return type(array), array.dtype, tuple([dim == 1 for dim in shape])


def ndarray_type() -> type | None:
    """Return NumPy's array type, None where NumPy isn't loaded."""
    numpy = sys.modules.get("numpy")
    return None if numpy is None else numpy.ndarray


def tuple_key(items: tuple) -> Hashable:
    if is_static(items):
        return tuple, "values", tuple([(type(item), item) for item in items])
    return tuple, tuple([key(item) for item in items])


def list_key(items: list) -> Hashable:
    kinds = frozenset(map(type, items))
    # The keys of plain numbers are their types, which are found much faster.
    if kinds <= PLAIN:
        return list, kinds
    keys = [key(item) for item in items]
    return list, tuple(keys) if is_known_by_item(items) else frozenset(keys)


def is_known_by_item(items: list) -> bool:
    """Say whether a list belongs to a signature item by item: one of objects, of dicts or of functions."""
    return 0 < len(items) <= LONGEST_KNOWN and any(map(is_followed, items))


def is_followed(item: Any) -> bool:
    """Say whether an item of a list is, or holds, a function, a dict or an object with attributes of its own."""
    kind = type(item)
    if kind in (tuple, list):
        return not PLAIN.issuperset(map(type, item)) and any(map(is_followed, item))
    own = classes.is_followed(kind) and not classes.is_named_tuple(kind)
    return own or kind is dict or isinstance(item, (python_types.FunctionType, python_types.BuiltinFunctionType)) or is_numpy(kind, "ufunc")


def dict_key(items: dict) -> Hashable:
    return dict, tuple([(name, type(name), key(item)) for name, item in items.items()])


def named_key(items: tuple) -> Hashable:
    return type(items), tuple([key(item) for item in items])


def object_key(value: Any) -> Hashable:
    """Return the key of an object that is followed: those of its attributes."""
    with entered(value) as is_new:
        if not is_new:
            return type(value), "itself"
        return type(value), tuple([(name, key(item)) for name, item in classes.attributes(value)])


_entered = threading.local()


@contextlib.contextmanager
def entered(value: Any) -> Iterator[bool]:
    """Note that an object is looked into; gives whether it isn't already: an object may hold itself."""
    inside = _entered.__dict__.setdefault("objects", set())
    is_new = id(value) not in inside
    inside.add(id(value))
    try:
        yield is_new
    finally:
        if is_new:
            inside.discard(id(value))


def value_key(value: Any) -> Hashable:
    return type(value), value


def exact_key(value: Any) -> Hashable:
    """Return what is equal for values of equal signature that hold the same whole numbers."""
    return key(value), figures(value)


def figures(value: Any) -> Hashable:
    """Return the whole numbers in a value, and the lengths of its lists, as far as `exactly` takes them."""
    if isinstance(value, (tuple, list)) and len(value) <= LONGEST_KNOWN:
        return tuple(map(figures, value))
    return value if type(value) is int else None


def holds_figures(value: Any) -> bool:
    """Say whether whole numbers, or the lengths of lists, are among what `exactly` takes of a value."""
    if isinstance(value, (tuple, list)) and 0 < len(value) <= LONGEST_KNOWN:
        return type(value) is list or any(map(holds_figures, value))
    return type(value) is int


def exactly(type_: Type, value: Any) -> Type:
    """Return a value's type with the whole numbers that it holds, and the lengths of its lists."""
    match type_:
        case Scalar(types.INT) if type(value) is int:
            return Scalar(types.INT, value)
        case Tuple(items) if type(value) is tuple:
            return type_.of(tuple(map(exactly, items, value)))
        case List(item, parts) if holds_figures(value):
            found = parts or tuple(type_of(one, "") for one in value)
            return List(item, tuple(map(exactly, found, value)))
    return type_


def is_static(items: tuple) -> bool:
    return 0 < len(items) <= STATIC_LENGTH and all(type(item) in STATIC for item in items)


READERS: dict[type, Callable[[Any], Hashable]] = {
    tuple: tuple_key,
    list: list_key,
    dict: dict_key,
    **dict.fromkeys((bool, str, bytes, type(None), type(...), type), value_key),
}


def reader(kind: type) -> Callable[[Any], Hashable]:
    """Return, and remember, what makes the key of a type's values."""
    if is_numpy(kind, "number") or is_numpy(kind, "bool_"):
        PLAIN.add(kind)
        return READERS.setdefault(kind, type)
    if is_array(kind):
        return READERS.setdefault(kind, array_key)
    if is_known(kind):
        return READERS.setdefault(kind, value_key)
    if classes.is_named_tuple(kind):
        return READERS.setdefault(kind, named_key)
    if classes.is_followed(kind):
        return READERS.setdefault(kind, object_key)
    return READERS.setdefault(kind, type)


def is_known(kind: type) -> bool:
    """Say whether a value of this type is known before the run: a function, a flag, a string."""
    return issubclass(kind, BY_VALUE) or is_numpy(kind, "ufunc") or is_numpy(kind, "dtype") or is_derivative(kind)


def is_derivative(kind: type) -> bool:
    return hasattr(kind, "srcad_callee")


def is_mutable(value: Any) -> bool:
    """Say whether a value is a list, a dict or an object that is followed, or a tuple with one of them in it."""
    if isinstance(value, (list, dict)):
        return True
    return any(map(is_mutable, value)) if isinstance(value, tuple) else classes.is_followed(type(value))


def is_numpy(kind: type, base: str) -> bool:
    """Say whether a type is, or derives from, one of NumPy's; NumPy is never imported for it."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(kind, getattr(numpy, base))


def is_array(kind: type) -> bool:
    """Say whether a type is an array: NumPy's, or one that implements NumPy's protocol."""
    return is_numpy(kind, "ndarray") or all(hasattr(kind, name) for name in ("__array_function__", "shape", "dtype"))


def type_of(value: Any, name: str) -> Type:
    """Return the type of a live value; `name` is the variable that its dims are named after.

    Raises ArgumentError for arrays whose operators mean something else (matrix, masked arrays).
    """
    kind = type(value)
    if is_known(kind):
        return Known(value)
    if kind in (int, float, complex):
        return Scalar({int: types.INT, float: types.FLOAT, complex: types.COMPLEX}[kind])
    if is_numpy(kind, "generic"):
        return number_type(str(value.dtype))
    if is_array(kind):
        return array_type(value, name)
    if kind is tuple:
        return tuple_type(value, name)
    if kind is list:
        return list_type(value, name)
    if kind is dict:
        return dict_type(value, name)
    if classes.is_named_tuple(kind) and classes.is_followed(kind):
        layout = Layout(NAMED, kind._fields, kind.__name__, classes.Class(kind))
        return record_type(layout, value, [f"{name}.{field}" for field in kind._fields])
    if classes.is_followed(kind):
        return object_type(value, name)
    library = kind.__module__.partition(".")[0] in ("numpy", "scipy")
    return types.Instance(f"{kind.__module__.partition('._')[0]}.{kind.__name__}{valued(value)}") if library else Opaque()


def valued(value: Any) -> str:
    """Return what is added to the name of an interpolant's class where its values are arrays."""
    first = getattr(value, "c", None) if hasattr(value, "extrapolate") else None
    axes = getattr(first, "ndim", 1) - (1 if hasattr(value, "t") else 2)
    return " of arrays" if first is not None and axes > 0 else ""


def dict_type(items: dict, name: str) -> Type:
    if not all(map(is_key, items)):
        return Opaque()
    return record_type(Layout(DICT, tuple(items)), items.values(), [f"{name}[{key!r}]" for key in items])


def is_key(value: Any) -> bool:
    """Say whether a dict's key can be written down."""
    return isinstance(value, (str, int, float, bytes, type(None))) or type(value) is tuple and all(map(is_key, value))


def object_type(value: Any, name: str) -> Type:
    with entered(value) as is_new:
        if not is_new:
            return Opaque()
        found = dict(classes.attributes(value))
        kind = type(value)
        layout = Layout(OBJECT, tuple(found), kind.__name__, classes.Class(kind))
        return record_type(layout, found.values(), [f"{name}.{attribute}" for attribute in found])


def record_type(layout: Layout, items: Iterable[Any], names: list[str]) -> Type:
    return Tuple(tuple(type_of(item, name) for item, name in zip(items, names, strict=True)), layout)


def number_type(dtype: str) -> Type:
    return Scalar(DTYPES[dtype], boxed=True) if dtype in DTYPES else Opaque()


def array_type(array: Any, name: str) -> Type:
    ma = sys.modules.get("numpy.ma")
    if is_numpy(type(array), "matrix") or (ma is not None and isinstance(array, ma.MaskedArray)):
        raise ArgumentError(
            f"{name} is a {type(array).__name__}",
            why="its operators don't mean what an array's do",
            instead="pass an array",
        )
    if str(array.dtype) not in DTYPES:
        return Opaque()
    dims = tuple(1 if dim == 1 else Dim(f"{name}.shape[{k}]", not_one=True) for k, dim in enumerate(array.shape))
    return Array(DTYPES[str(array.dtype)], dims)


def tuple_type(items: tuple, name: str) -> Type:
    if is_static(items):
        return Tuple(tuple(static_type(item) for item in items))
    return Tuple(tuple(type_of(item, f"{name}[{k}]") for k, item in enumerate(items)))


def static_type(value: Any) -> Type:
    return Scalar(types.INT, value) if type(value) is int else Known(value)


def list_type(items: list, name: str) -> Type:
    """Return a list's type; its items' dims are those of some item, never of one."""
    found = [type_of(item, f"{name}[*]") for item in items]
    parts = tuple(type_of(item, f"{name}[{k}]") for k, item in enumerate(items)) if is_known_by_item(items) else None
    return List(reduce(joined, found), parts) if found else List(types.Never(), ())


def joined(one: Type, other: Type) -> Type:
    """Return the type that both of two items of a list have."""
    match one, other:
        case Scalar(a), Scalar(b):
            return Scalar(a, boxed=one.boxed or other.boxed) if a == b else types.unknown(one, other)
        case Array(a, dims), Array(b, others) if a == b:
            same_rank = dims is not None and others is not None and len(dims) == len(others)
            return Array(a, tuple(map(joined_dim, dims, others)) if same_rank else None)
        case Tuple(items, layout), Tuple(others, layout_) if len(items) == len(others) and layout == layout_:
            return Tuple(tuple(map(joined, items, others)), layout)
        case List(item), List(second):
            return List(joined(item, second))
    if one == other:
        return one
    numbers = (Scalar, Array, types.Unknown)
    return types.unknown(one, other) if isinstance(one, numbers) and isinstance(other, numbers) else Opaque()


def joined_dim(one: Any, other: Any) -> Any:
    return one if one == other else None
