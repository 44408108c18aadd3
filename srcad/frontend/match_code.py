"""Finds the text of a running function, and makes sure that it is its text.

The whole file is compiled again; among the code objects that this gives, the one that equals the
function's own leads to its `def` or `lambda`. So a file edited after it was imported, or the other one of two
lambdas on a line, is never taken for the function.
"""

from __future__ import annotations
import __future__

import ast
import dis
import functools
import itertools
import linecache
import operator
import os
import types
from collections.abc import Iterator
from dataclasses import dataclass

from srcad.errors import SourceUnavailableError
from srcad.origin import Origin

FUTURE = functools.reduce(operator.or_, (getattr(__future__, n).compiler_flag for n in __future__.all_feature_names))
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

def find(function: types.FunctionType) -> tuple[FunctionNode, tuple[str, ...]]:
    """Return the node of a function's definition, and the lines of its file."""
    code = function.__code__
    lines = read_lines(code.co_filename, function.__globals__)
    if not lines:
        raise SourceUnavailableError(
            f"the source of {function.__qualname__} can't be found",
            why=f"srcad reads a function's text, and {code.co_filename!r} holds none",
            instead="define the function in a file, a notebook or IPython",
        )
    text = compiled_text("".join(lines), code.co_filename, code.co_flags & FUTURE)
    compiled = text.code
    if rewritten_by_pytest(code):
        compiled = compiled_as_pytest("".join(lines), code.co_filename)
    nodes = list({id(node): node for found in matches(compiled, code) for node in text.definitions(found)}.values())
    if len(nodes) != 1 and len({ast.dump(node) for node in nodes}) != 1:
        raise mismatch(function, ambiguous=bool(nodes))
    return nodes[0], lines


def read_lines(file: str, module_globals: dict | None = None) -> tuple[str, ...]:
    """Return the lines of a file or cell as they are now, with their line ends."""
    entry = linecache.cache.get(file)
    linecache.checkcache(file)
    lines = linecache.getlines(file, module_globals)
    if not lines and entry is not None and len(entry) == 4 and not os.path.exists(file):
        # A text that was registered by hand with a time stamp: no file is there to be newer.
        linecache.cache[file] = entry
        lines = entry[2]
    return tuple(lines)


@dataclass(frozen=True, eq=False)
class Text:
    """A file's text, compiled; `nodes` are the definitions in it."""

    code: types.CodeType
    nodes: tuple[FunctionNode, ...]

    def definitions(self, code: types.CodeType) -> list[FunctionNode]:
        """Return the definitions that a code object of the text can stand for: one, but for missing columns."""
        if code.co_name != "<lambda>":
            named = (node for node in self.nodes if getattr(node, "name", None) == code.co_name)
            return [node for node in named if first_line(node) == code.co_firstlineno]
        lambdas = [n for n in self.nodes if isinstance(n, ast.Lambda) and n.lineno == code.co_firstlineno]
        if not has_columns(code):
            return lambdas
        holding = [n for n in lambdas if all(within(p, n.body) for p in body_places(code))]
        # Lambdas nest: the innermost that holds all of the code is meant.
        return [max(holding, key=lambda n: (n.body.lineno, n.body.col_offset))] if holding else []


def first_line(node: FunctionNode) -> int:
    """Return the line in which the code of a definition begins: that of its first decorator, if it has any."""
    return min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])


@functools.lru_cache(maxsize=64)
def compiled_text(text: str, file: str, future: int = 0) -> Text:
    """Parse and compile a text; raise SourceUnavailableError where it is no Python (any more).

    future: flags of `from __future__` imports that stood elsewhere, in an earlier cell of a notebook.
    """
    try:
        tree = ast.parse(text, file)
        code = compile(text, file, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | future, dont_inherit=True)
        return Text(code, tuple(node for node in ast.walk(tree) if isinstance(node, FunctionNode)))
    except (SyntaxError, ValueError) as error:
        raise SourceUnavailableError(f"{file} can't be parsed", why=str(error)) from error


def rewritten_by_pytest(code: types.CodeType) -> bool:
    """Say whether pytest has compiled this code, or code within it, with asserts of its own."""
    return any(name.startswith("@py") for inner in code_objects(code) for name in inner.co_names)


def compiled_as_pytest(text: str, file: str) -> types.CodeType:
    """Compile a text the way pytest does, which rewrites each assert."""
    from _pytest.assertion.rewrite import rewrite_asserts

    tree = ast.parse(text, file)
    rewrite_asserts(tree, text.encode(), file)
    return compile(tree, file, "exec", dont_inherit=True)


def code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield a code object and all within it."""
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from code_objects(const)


def matches(compiled: types.CodeType, code: types.CodeType) -> list[types.CodeType]:
    """Return the code objects within `compiled` that are the same code at the same place."""
    same = [c for c in code_objects(compiled) if same_code(c, code)]
    placed = [c for c in same if list(c.co_positions()) == list(code.co_positions())]
    # Without columns (-X no_debug_ranges) the line is all that is known.
    return placed if placed or has_columns(code) else same


def has_columns(code: types.CodeType) -> bool:
    return any(column is not None for _, _, column, _ in code.co_positions())


def same_code(one: types.CodeType, other: types.CodeType) -> bool:
    """Compare all of two code objects but the columns and the file's name."""
    fields = (
        "co_name co_firstlineno co_argcount co_posonlyargcount co_kwonlyargcount co_flags "
        "co_code co_names co_varnames co_freevars co_cellvars"
    ).split()
    return all(getattr(one, field) == getattr(other, field) for field in fields) and same_const(
        one.co_consts, other.co_consts
    )


def same_const(one: object, other: object) -> bool:
    """Compare constants strictly: 1 is not 1.0, 0.0 is not -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, types.CodeType):
        return same_code(one, other)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same_const, one, other))
    if isinstance(one, frozenset):
        return one == other
    return repr(one) == repr(other)


def body_places(code: types.CodeType) -> Iterator[dis.Positions]:
    """Yield the spans of a function's instructions; those that the compiler adds at its ends have none."""
    for place in itertools.starmap(dis.Positions, code.co_positions()):
        if place.col_offset is not None and place.col_offset != place.end_col_offset:
            yield place


def within(place: dis.Positions, node: ast.expr) -> bool:
    start, stop = (place.lineno, place.col_offset), (place.end_lineno, place.end_col_offset)
    return (node.lineno, node.col_offset) <= start and stop <= (node.end_lineno, node.end_col_offset)


def mismatch(function: types.FunctionType, ambiguous: bool) -> SourceUnavailableError:
    """Say that the text found is not surely the text of a function."""
    code = function.__code__
    origin = Origin(code.co_filename, code.co_firstlineno)
    if ambiguous:
        return SourceUnavailableError(
            f"several definitions in this line could be {function.__qualname__}",
            origin,
            why="Python was told to keep no columns",
            instead="write one function a line",
        )
    return SourceUnavailableError(
        f"this text is not the source of the running {function.__qualname__}",
        origin,
        why="compiled, it gives other code: the file was edited after it was imported, or the code was generated",
        instead="import the module again",
    )
