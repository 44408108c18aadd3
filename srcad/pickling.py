"""Functions in a form that plain pickle takes: by their module and name or, where that doesn't reach them, as text.

A nested function, a lambda, the function under a decorator and whatever was defined in __main__ are not to be
had by name in another process. They travel as the text of their definition, the values of their cells, their
defaults, and the name of the module whose globals they read; of __main__, those globals as well.
"""

from __future__ import annotations

import importlib
import linecache
import types
from dataclasses import dataclass
from typing import Any

from srcad.errors import SourceUnavailableError
from srcad.frontend import match_code


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
    return as_text(function, tuple(main_globals(function).items()) if module == "__main__" else ())


def as_text(function: types.FunctionType, names: tuple[tuple[str, Any], ...]) -> Portable:
    """Return a function as the text of its definition and what belongs to it."""
    node, lines = match_code.find(function)
    freevars = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return Portable(
        function.__module__,
        function.__qualname__,
        function.__code__.co_filename,
        lines,
        (node.lineno, node.col_offset),
        tuple((name, packed(cell.cell_contents)) for name, cell in freevars),
        names,
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


def main_globals(function: types.FunctionType) -> dict[str, Any]:
    """Return the globals of __main__ that a function and the functions among them read."""
    found: dict[str, Any] = {}
    pending = [function]
    while pending:
        reader = pending.pop()
        for name in sorted({n for code in match_code.code_objects(reader.__code__) for n in code.co_names}):
            value = reader.__globals__.get(name, found)
            if value is found or name in found:
                continue
            if isinstance(value, types.FunctionType) and value.__globals__ is function.__globals__:
                found[name] = as_text(value, ())
                pending.append(value)
            else:
                found[name] = packed(value)
    return found


def packed(value: Any) -> Any:
    """Return a value in a form that pickle takes."""
    if isinstance(value, types.ModuleType):
        return Module(value.__name__)
    return portable(value) if isinstance(value, types.FunctionType) else value


def unpacked(value: Any) -> Any:
    match value:
        case Module(name):
            return importlib.import_module(name)
        case Portable():
            return value.function()
    return value


def rebuilt(parts: Portable, namespace: dict[str, Any] | None = None) -> types.FunctionType:
    """Compile a function that came as text, and let its text be found again."""
    file = file_of(parts)
    namespace = namespace_of(parts) if namespace is None else namespace
    cells = {name: types.CellType(unpacked(value)) for name, value in parts.cells}
    code = find_code(parts, file)
    closure = tuple(cells[name] for name in code.co_freevars)
    made = types.FunctionType(code, namespace, code.co_name, parts.defaults, closure)
    made.__kwdefaults__ = parts.kwdefaults
    made.__module__, made.__qualname__ = parts.module, parts.qualname
    return made


def file_of(parts: Portable) -> str:
    """Return the file under which the text is found: its own, unless something else stands there now."""
    if tuple(linecache.getlines(parts.file)) == parts.lines:
        return parts.file
    file = f"<{parts.qualname} of {parts.file}>"
    linecache.cache[file] = (sum(map(len, parts.lines)), None, list(parts.lines), file)
    return file


def find_code(parts: Portable, file: str) -> types.CodeType:
    """Compile the whole text, as Python did, and return the function's code."""
    text = match_code.compiled_text("".join(parts.lines), file)
    for code in match_code.code_objects(text.code):
        if any((node.lineno, node.col_offset) == parts.place for node in text.definitions(code)):
            return code
    raise SourceUnavailableError(f"the pickled text of {parts.qualname} doesn't hold it")


def namespace_of(parts: Portable) -> dict[str, Any]:
    """Return the globals of a function's module or, of a __main__ that was another's, those that it reads."""
    if parts.module != "__main__":
        return importlib.import_module(parts.module).__dict__
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for name, value in parts.names:
        shares = isinstance(value, Portable) and value.module == "__main__" and not value.names
        namespace[name] = rebuilt(value, namespace) if shares else unpacked(value)
    return namespace
