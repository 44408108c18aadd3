"""Types as text: the notation of `--types`, of test tables and of annotations, read and written.

>>> types = parse("x: float, A: float[:, :], params: list[tuple[float[:, :], float[:]]], n: int")
>>> types["A"].rank
2
>>> render(types["params"])
'list[tuple[float[:, :], float[:]]]'

`:` is an axis of any length but 1, which NumPy never broadcasts (a mismatch raises); an int is that
length; a name is a length shared by every axis with that name; `_` is an axis of which nothing is
known. `float[...]` is an array of any rank, `float[()]` one of rank 0, `Any` a number or an array.
None, True, False, strings and whole numbers stand for themselves: arguments that are known before the run. `{'W': float[:, :], 'b':
float[:]}` is a dict with these keys.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import gast

from srcad.ir import types
from srcad.ir.types import Array, Dim, Known, Layout, List, Scalar, Tuple, Type

DTYPES = {
    **dict.fromkeys(("float", "float64", "double"), types.FLOAT),
    **dict.fromkeys(("float32", "single"), types.FLOAT32),
    **dict.fromkeys(("int", "int8", "int16", "int32", "int64", "intp"), types.INT),
    **dict.fromkeys(("uint8", "uint16", "uint32", "uint64"), types.INT),
    **dict.fromkeys(("bool", "bool_"), types.BOOL),
    **dict.fromkeys(("complex", "complex128"), types.COMPLEX),
    "complex64": types.COMPLEX64,
}
# jaxtyping's array annotations, Float[Array, "n m"], and the dtypes that they mean.
JAXTYPING = {"Float": "float", "Float64": "float", "Float32": "float32", "Int": "int", "Bool": "bool", "Complex": "complex"}
LISTS = ("list", "List", "Sequence")
TUPLES = ("tuple", "Tuple")


def parse(text: str) -> dict[str, Type]:
    """Return the type of each parameter of `x: float, A: float[:, :]`; raise ValueError where that can't be read."""
    try:
        definition = gast.parse(f"def _(*, {text}): pass" if text.strip() else "def _(): pass").body[0]
    except SyntaxError as error:
        raise ValueError(f"can't read the types {text!r}: write them as 'x: float, A: float[:, :]'") from error
    result = {}
    for parameter, default in zip(definition.args.kwonlyargs, definition.args.kw_defaults):
        if parameter.annotation is None or default is not None:
            raise ValueError(f"can't read the types {text!r}: write '{parameter.id}: float'")
        result[parameter.id] = _required(parameter.annotation, parameter.id)
    return result


def parse_type(text: str, name: str) -> Type:
    """Return the type that a text means for the parameter `name`; raise ValueError where it can't be read."""
    return parse(f"{name}: {text}")[name]


def render(type_: Type) -> str:
    """Return a type as the text that `parse_type` reads; raise ValueError where it has none."""
    match type_:
        case types.Unknown():
            return "Any"
        case Scalar(types.INT, int(size)):
            return str(size)
        case Scalar(dtype):
            return dtype
        case Array(dtype, None):
            return f"{dtype}[...]"
        case Array(dtype, dims):
            return f"{dtype}[{', '.join(map(_render_dim, dims)) or '()'}]"
        case Tuple(items, Layout("dict", keys)):
            pairs = zip(keys, items, strict=True)
            return "{" + ", ".join(f"{key!r}: {render(item)}" for key, item in pairs) + "}"
        case Tuple(items, None):
            return f"tuple[{', '.join(map(render, items)) or '()'}]"
        case List(item):
            return f"list[{render(item)}]"
        case Known(value) if value is None or isinstance(value, (bool, str)):
            return repr(value)
    raise ValueError(f"no text for the type {type_}")


def render_all(facts: Mapping[str, Type]) -> str:
    """Return the types of parameters as the text that `parse` reads."""
    return ", ".join(f"{name}: {render(type_)}" for name, type_ in facts.items())


def render_known(facts: Mapping[str, Type]) -> str:
    """Return the types of parameters for a reader: a function by its name, those of which nothing is known left out."""
    parts = []
    for name, type_ in facts.items():
        match type_:
            case types.Unknown():
                continue
            case Known(value) if not (value is None or isinstance(value, (bool, str))):
                parts.append(f"{name}: {getattr(value, '__name__', None) or getattr(value, 'text', None) or repr(value)}")
            case _:
                parts.append(f"{name}: {_render_any(type_)}")
    return ", ".join(parts)


def _render_any(type_: Type) -> str:
    try:
        return render(type_)
    except ValueError:
        return getattr(getattr(type_, "layout", None), "name", None) or str(type_)


def from_annotation(node: gast.AST | None, name: str) -> Type | None:
    """Return the type that an annotation means for the parameter `name`, None where it means none known here."""
    match node:
        case gast.Constant(value=str(text)):
            try:
                return from_annotation(gast.parse(text, mode="eval").body, name)
            except SyntaxError:
                return None
        case gast.Name() | gast.Attribute():
            return _from_word(_last_word(node))
        case gast.Subscript(value=head, slice=items):
            return _from_subscript(_last_word(head), _items(items), name)
        case gast.Dict(keys=keys, values=values):
            return _dict(keys, values, name)
        case _:
            return None


def _dict(keys: list[gast.AST | None], values: list[gast.AST], name: str) -> Type | None:
    """Return the type of a dict, None where a key is no literal or an item's type isn't known here."""
    try:
        names = tuple(ast.literal_eval(gast.unparse(key)) for key in keys if key is not None)
    except ValueError:
        return None
    found = tuple(_item(value, f"{name}[{key!r}]") for key, value in zip(names, values, strict=False))
    return None if None in found or len(names) < len(keys) else Tuple(found, Layout(types.DICT, names))


def _item(node: gast.AST, name: str) -> Type | None:
    """Return the type of an item of a dict; a flag or a text stands for itself."""
    match node:
        case gast.Constant(value=value) if value is None or isinstance(value, bool):
            return Known(value)
    return from_annotation(node, name)


def _required(node: gast.AST, name: str) -> Type:
    """Return the type that a piece of the notation means; raise ValueError where it means none."""
    match node:
        case gast.Constant(value=value) if value is None or isinstance(value, (bool, str)):
            return Known(value)
        case gast.Constant(value=int(value)):
            return Scalar(types.INT, value)
    found = from_annotation(node, name)
    if found is None:
        raise ValueError(
            f"can't read the type {gast.unparse(node)!r} of {name}: write float, float32, int, bool, complex, "
            "an array as float[:, :], list[...] or tuple[...]"
        )
    return found


def _from_word(word: str | None) -> Type | None:
    match word:
        case "Any":
            return types.UNKNOWN
        case "ndarray":
            return Array(types.FLOAT, None)
        case "str":
            return types.Text()
        case "Generator" | "RandomState":
            return types.Instance(f"numpy.random.{word}")
        case _:
            return Scalar(DTYPES[word]) if word in DTYPES else None


def _from_subscript(head: str | None, items: list[gast.AST], name: str) -> Type | None:
    match head:
        case _ if head in LISTS and len(items) == 1:
            # Items of a list differ in shape: their symbols say 'of some item', never of one.
            item = from_annotation(items[0], f"{name}[*]")
            return None if item is None else List(item)
        case _ if head in TUPLES:
            return _tuple(items, name)
        case "NDArray" if len(items) == 1:
            dtype = DTYPES.get(_last_word(items[0]))
            return Array(dtype, None) if dtype else None
        case _ if head in JAXTYPING and len(items) == 2 and isinstance(items[1], gast.Constant):
            return _jaxtyping(JAXTYPING[head], str(items[1].value).split())
        case _ if head in DTYPES:
            return _array(DTYPES[head], items, name)
    return None


def _tuple(items: list[gast.AST], name: str) -> Type | None:
    if len(items) == 2 and isinstance(items[1], gast.Constant) and items[1].value is ...:
        return None  # tuple[float, ...]: of any length, which a tuple's type can't say
    found = [from_annotation(item, f"{name}[{k}]") for k, item in enumerate(items)]
    return None if None in found else Tuple(tuple(found))


def _array(dtype: str, items: list[gast.AST], name: str) -> Type | None:
    if len(items) == 1 and isinstance(items[0], gast.Constant) and items[0].value is ...:
        return Array(dtype, None)
    dims = [_dim(item, f"{name}.shape[{k}]") for k, item in enumerate(items)]
    return None if False in dims else Array(dtype, tuple(dims))


def _dim(item: gast.AST, symbol: str) -> int | Dim | None | bool:
    """Return the dim that an item of `float[...]` means, False where it means none."""
    match item:
        case gast.Slice(lower=None, upper=None, step=None):
            return Dim(symbol, not_one=True)
        case gast.Constant(value=int(length)) if not isinstance(length, bool) and length >= 0:
            return length
        case gast.Name(id="_"):
            return None
        case gast.Name(id=name):
            return Dim(name, not_one=True)
        case _:
            return False


def _jaxtyping(dtype: str, words: list[str]) -> Type:
    """Return the type of Float[Array, "n 3 ..."]; a name alone doesn't promise a length other than 1."""
    if any(word.startswith(("*", "...")) for word in words):
        return Array(dtype, None)
    dims = []
    for word in words:
        word = word.rsplit("=", 1)[-1]
        dims.append(int(word) if word.isdigit() else Dim(word) if word.isidentifier() and word != "_" else None)
    return Array(dtype, tuple(dims)) if dims else Scalar(dtype)


def _render_dim(dim: int | Dim | None) -> str:
    match dim:
        case None:
            return "_"
        case Dim(symbol, 0, True):
            return symbol if symbol.isidentifier() else ":"
        case Dim():
            return "_"
        case _:
            return str(dim)


def _items(node: gast.AST) -> list[gast.AST]:
    return list(node.elts) if isinstance(node, gast.Tuple) else [node]


def _last_word(node: gast.AST) -> str | None:
    match node:
        case gast.Name(id=word) | gast.Attribute(attr=word):
            return word
        case _:
            return None
