"""Functions in a form that plain pickle takes: by their module and name or, where that doesn't reach them, as text.

A nested function, a lambda, the function under a decorator and whatever was defined in __main__ are not to be
had by name in another process. They travel as the text of their definition, the values of their cells, their
defaults, and the name of the module whose globals they read; of __main__, those globals as well.
"""

from __future__ import annotations

import ast
import importlib
import linecache
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from srcad.backend import build
from srcad.errors import SourceUnavailableError
from srcad.frontend import match_code, source


@dataclass(frozen=True)
class Module:
    """A module, by its name."""

    name: str


@dataclass(frozen=True)
class Portable:
    """A Python function on its way to another process.

    lines: the text of the file it stands in. place: the line and the column of its definition there. cells: its free
    variables by name. names: the globals that it reads, where its module can't be counted on to have them.
    """

    module: str
    qualname: str
    file: str
    lines: tuple[str, ...] = ()
    place: tuple[int, int] | None = None
    cells: tuple[tuple[str, Any], ...] = ()
    names: tuple[tuple[str, Any], ...] = ()
    defaults: Any = None
    kwdefaults: Any = None

    def function(self) -> types.FunctionType:
        """Return the function."""
        if self.place is None:
            return by_name(self.module, self.qualname)
        return rebuilt(self)


def portable(function: types.FunctionType) -> Portable:
    """Return a function in a form that pickle takes; raise SourceUnavailableError where it has no text."""
    module, qualname, file = function.__module__, function.__qualname__, function.__code__.co_filename
    if module != "__main__" and by_name(module, qualname) is function:
        return Portable(module, qualname, file)
    node, lines = match_code.find(function)
    freevars = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return Portable(
        module,
        qualname,
        file,
        lines,
        (node.lineno, node.col_offset),
        tuple((name, packed(cell.cell_contents, function)) for name, cell in freevars),
        tuple(main_globals(function)) if module == "__main__" else (),
        function.__defaults__,
        function.__kwdefaults__,
    )


def by_name(module: str, qualname: str) -> Any:
    """Return what a module holds under a dotted name; behind a derivative, its function; None where nothing is."""
    try:
        found: Any = importlib.import_module(module)
        for name in qualname.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError):
        return None
    request = getattr(found, "request", None)
    return found if request is None else request.inner


def main_globals(function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield the globals of __main__ that a function reads, itself aside."""
    for code in match_code.code_objects(function.__code__):
        for name in code.co_names:
            value = function.__globals__.get(name, function)
            if value is not function:
                yield name, packed(value, function)


def packed(value: Any, within: types.FunctionType) -> Any:
    """Return a value in a form that pickle takes; a function's own name within itself stays a name."""
    if isinstance(value, types.ModuleType):
        return Module(value.__name__)
    if isinstance(value, types.FunctionType) and value is not within:
        return portable(value)
    return None if value is within else value


def unpacked(value: Any) -> Any:
    match value:
        case Module(name):
            return importlib.import_module(name)
        case Portable():
            return value.function()
    return value


def rebuilt(parts: Portable) -> types.FunctionType:
    """Compile a function that came as text, and let its text be found again."""
    file = file_of(parts)
    node = find_definition(parts)
    namespace = namespace_of(parts)
    cells = {name: types.CellType(unpacked(value)) for name, value in parts.cells}
    code = build.compiled(node, file, tuple(cells))
    closure = tuple(cells[name] for name in code.co_freevars)
    made = types.FunctionType(code, namespace, code.co_name, parts.defaults, closure)
    made.__kwdefaults__ = parts.kwdefaults
    made.__module__, made.__qualname__ = parts.module, parts.qualname
    if parts.names:
        namespace.setdefault(made.__name__, made)
    return made


def file_of(parts: Portable) -> str:
    """Return the file under which the text is found: its own, unless something else stands there now."""
    if tuple(linecache.getlines(parts.file)) == parts.lines:
        return parts.file
    file = f"<{parts.qualname} of {parts.file}>"
    linecache.cache[file] = (sum(map(len, parts.lines)), None, list(parts.lines), file)
    return file


def find_definition(parts: Portable) -> ast.FunctionDef | ast.Lambda:
    for node in ast.walk(ast.parse("".join(parts.lines))):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and (node.lineno, node.col_offset) == parts.place:
            return node
    raise SourceUnavailableError(f"the pickled text of {parts.qualname} doesn't hold it")


def namespace_of(parts: Portable) -> dict[str, Any]:
    """Return the globals of a function's module or, of a __main__ that was another's, those that it reads."""
    if parts.module == "__main__":
        return {"__name__": "__main__", **{name: unpacked(value) for name, value in parts.names}}
    return importlib.import_module(parts.module).__dict__
