"""The source of one function: its tree, its text, and what its free names mean.

It comes from a live function or, with nothing imported or executed, from the text of a file.
"""

from __future__ import annotations

import ast
import functools
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gast

from srcad.errors import SourceUnavailableError, UnsupportedSyntaxError
from srcad.frontend import classes, library_functions, match_code
from srcad.frontend.scope import (
    Binding,
    LiveScope,
    Scope,
    qualified_name,
    read_attribute,
)
from srcad.origin import Origin

__all__ = ["Binding", "FunctionSource", "Scope", "from_file", "from_function", "qualified_name", "unwrapped"]


@dataclass(frozen=True, eq=False)
class FunctionSource:
    """A function as text.

    tree: gast.FunctionDef or gast.Lambda, with the file's own line numbers. lines: the whole file's, with their line
    ends. function: the live function or None. defaults: the live default of each parameter that has one. captured: of a
    nested function that was made one of its own, the parameters that stand for what it captures. owner: of a method
    that is read as text, its class.
    """

    name: str
    qualname: str
    file: str
    lines: tuple[str, ...] = field(repr=False)
    tree: gast.FunctionDef | gast.Lambda = field(repr=False)
    scope: Scope = field(repr=False)
    function: types.FunctionType | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict, repr=False)
    captured: tuple[str, ...] | None = None
    owner: Any = None

    @property
    def key(self) -> tuple:
        """Equal for sources of the same function."""
        if self.function is not None:
            return ("live", self.function)
        return ("text", self.file, self.tree.lineno, self.tree.col_offset)

    def nested(self, tree: gast.FunctionDef | gast.Lambda) -> FunctionSource:
        """Return the source of a function that is defined within this one."""
        name = getattr(tree, "name", "<lambda>")
        qualname = f"{self.qualname}.<locals>.{name}"
        return replace(self, name=name, qualname=qualname, tree=tree, function=None, defaults={})

    def origin(self, node: gast.AST, statement: gast.AST | None = None) -> Origin:
        """Return where a node stands, and the text of the statement that holds it."""
        statement = node if statement is None else statement
        return Origin(
            self.file,
            node.lineno,
            node.col_offset,
            node.end_lineno,
            node.end_col_offset,
            self.statement_text(statement),
            statement.lineno,
        )

    def statement_text(self, statement: gast.AST) -> str:
        """Return a statement's text on one line; for a compound one, its head."""
        head = getattr(statement, "test", None) or getattr(statement, "iter", None)
        if hasattr(statement, "body") and not isinstance(statement, (gast.Lambda, gast.IfExp)):
            if head is None or isinstance(head, list):
                return self.lines[statement.lineno - 1].strip()
            return self.text(statement, head) + ":"
        return self.text(statement, statement)

    def text(self, first: gast.AST, last: gast.AST) -> str:
        """Return the text from the start of one node to the end of another, on one line."""
        start, end = first.lineno - 1, last.end_lineno - 1
        if start == end:
            return self._bytes[start][first.col_offset : last.end_col_offset].decode(errors="ignore").strip()
        rows = [row.decode(errors="ignore") for row in self._bytes[start + 1 : end]]
        rows.insert(0, self._bytes[start][first.col_offset :].decode(errors="ignore"))
        rows.append(self._bytes[end][: last.end_col_offset].decode(errors="ignore"))
        # Brackets that are broken over lines close up again.
        return re.sub(r"\n", gap, "\n".join(row.strip() for row in rows))

    @functools.cached_property
    def _bytes(self) -> tuple[bytes, ...]:
        """The lines as the tree counts their columns."""
        return tuple(line.encode() for line in self.lines)


def gap(line_end: re.Match) -> str:
    """Return what stands for a line's end when a statement is written on one line."""
    text, at = line_end.string, line_end.start()
    beside_bracket = text[at - 1] in "([{" or text[line_end.end()] in ")]}"
    return "" if beside_bracket else " "


def from_function(function: Any) -> FunctionSource:
    """Return the source of a live function; its text is surely the text of the code that runs.

    Raises SourceUnavailableError where there is none, and for what is no Python function.
    """
    function = function_behind(function)
    node, lines = match_code.find(function)
    record_facts(function)
    from srcad.frontend import variadic

    read = FunctionSource(
        name=function.__name__,
        qualname=function.__qualname__,
        file=function.__code__.co_filename,
        lines=lines,
        tree=converted(node, function.__name__, function.__code__.co_filename),
        scope=LiveScope(function),
        function=function,
        defaults=live_defaults(function),
    )
    return variadic.named(read, function)


def converted(node: ast.AST, name: str, file: str) -> gast.FunctionDef | gast.Lambda:
    """Return a definition as a gast tree; refuse one that is nested too deeply to be walked."""
    try:
        return gast.ast_to_gast(node)
    except RecursionError:
        raise too_deep(name, Origin(file, node.lineno)) from None


def too_deep(name: str, origin: Origin | None) -> UnsupportedSyntaxError:
    return UnsupportedSyntaxError(
        f"{name} is nested too deeply",
        origin,
        "Python's recursion limit is reached while it is read",
        "split its expressions, or raise sys.setrecursionlimit",
    )


def record_facts(function: types.FunctionType) -> None:
    """Note that a function's code and defaults were read."""
    read_attribute(function, "__code__")
    for name in ("__defaults__", "__kwdefaults__"):
        if getattr(function, name) is not None:
            # Emitted functions have been given these very values.
            read_attribute(function, name, exact=True)


def from_file(path: str, func_name: str) -> FunctionSource:
    """Return the source of a function at the top level of a file, which is neither imported nor executed."""
    from srcad.frontend import module_text

    return module_text.read(str(path)).function(func_name)


def live_defaults(function: types.FunctionType) -> dict[str, Any]:
    """Return the default values of a live function, by parameter."""
    code = function.__code__
    positional = code.co_varnames[: code.co_argcount]
    values = function.__defaults__ or ()
    defaults = dict(zip(positional[len(positional) - len(values) :], values, strict=True))
    return defaults | (function.__kwdefaults__ or {})


def function_behind(value: Any) -> types.FunctionType:
    """Return the Python function that a callable stands for; raise SourceUnavailableError for anything else."""
    function = unwrapped(value)
    function = library_functions.around(function) or function
    if not isinstance(function, types.FunctionType):
        raise not_a_function(function)
    return function


def parts_of(value: Any) -> tuple[Any, tuple, dict[str, Any]]:
    """Return the function behind a callable, and the arguments that it is given before: a method's object, say.

    A method, a `functools.partial` and an object with `__call__` are functions of which some arguments are given.
    """
    match value:
        case types.MethodType():
            return value.__func__, (value.__self__,), {}
        case functools.partial() if not hasattr(type(value), "srcad_callee"):
            function, first, named = parts_of(value.func)
            return function, (*first, *value.args), {**named, **value.keywords}
    call = getattr(type(value), "__call__", None)
    if isinstance(call, types.FunctionType) and classes.is_followed(type(value)):
        return call, (value,), {}
    return value, (), {}


def unwrapped(value: Any) -> Any:
    """Return the function behind wrappers that add nothing to its value: lru_cache and numba.njit."""
    if isinstance(value, functools._lru_cache_wrapper):
        return unwrapped(value.__wrapped__)
    if type(value).__module__.partition(".")[0] == "numba" and hasattr(value, "py_func"):
        return value.py_func
    return value


def not_a_function(value: Any) -> SourceUnavailableError:
    """Say why a value that is no Python function can't be read, and what to pass instead."""
    what = f"{value!r} has no Python source"
    match value:
        case type():
            return SourceUnavailableError(what, why="it is a class", instead="pass a function")
    if not callable(value):
        return SourceUnavailableError(f"{value!r} is no function", instead="pass a function")
    instead = "wrap it: lambda x: f(x)"
    if type(value).__module__.partition(".")[0] == "numba":
        instead = "write its loop over the elements out, in a function under numba.njit"
    return SourceUnavailableError(what, why=f"it is a {type(value).__name__}, not a Python function", instead=instead)

