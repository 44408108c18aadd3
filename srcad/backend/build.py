"""From emitted text to a running function.

The text is compiled under a file name of its own that `linecache` knows, so that inspect.getsource, tracebacks, pdb
and IPython's `??` show it. Each emitted function runs in the globals and the closure cells of the
function that it was derived from: what the user changes there, it sees. The names that only the
emitted text has (its other functions, modules, run-time helpers) are closure cells as well, and so leave no trace
in the user's module.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import linecache
import os
import types
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

from srcad.frontend.source import FunctionSource
from srcad.origin import ADJOINT, TANGENT, Origin

_numbers = itertools.count(1)
VERBS = {ADJOINT: "reverses", TANGENT: "differentiates"}
# Not an identifier, so that no name of the user's can clash with it.
EXPLAIN, ERROR = ".explain", ".error"


def function(product: Any, root: FunctionSource) -> types.FunctionType:
    """Return the live function that a product of the pipeline describes.

    root: the source of the function that was differentiated, whose defaults the live function takes over.
    """
    file = f"<srcad {product.name} {next(_numbers)}>"
    linecache.cache[file] = (len(product.text), None, product.text.splitlines(keepends=True), file)
    definitions = [node for node in ast.parse(product.text, file).body if isinstance(node, ast.FunctionDef)]
    explain = Explanation(file, product.line_map)
    shared = {name: types.CellType(value) for name, value in outside_names(product).items()}
    shared |= {EXPLAIN: types.CellType(explain)} | {node.name: types.CellType() for node in definitions}
    for node in definitions:
        if node.name == product.name and product.dialect == "python":
            node.body = explained(node.body)
        source = product.sources.get(node.name, root)
        shared[node.name].cell_contents = live(node, file, source.function, shared)
    made = shared[product.name].cell_contents
    set_defaults(made, root.defaults)
    weakref.finalize(made, linecache.cache.pop, file, None)
    return made


def outside_names(product: Any) -> dict[str, Any]:
    """Return the modules and run-time helpers that the text calls by their names there."""
    found = {local: imported(qualified) for local, qualified in product.imports.items()}
    if product.helpers:
        runtime = importlib.import_module("srcad.runtime")
        found |= {name: getattr(runtime, name) for name in product.helpers}
    return found


def imported(qualified: str) -> Any:
    """Return a module, or an object of a module, by its dotted name."""
    try:
        return importlib.import_module(qualified)
    except ModuleNotFoundError as error:
        module, _, name = qualified.rpartition(".")
        if not module or error.name != qualified:
            raise
        return getattr(importlib.import_module(module), name)


def live(
    node: ast.FunctionDef | ast.Lambda, file: str, original: types.FunctionType | None, shared: Mapping[str, types.CellType]
) -> types.FunctionType:
    """Compile one definition to a function in the globals and cells of `original`; `shared` cells come first."""
    cells = dict(zip(original.__code__.co_freevars, original.__closure__ or ())) if original else {}
    cells |= shared
    code = compiled(node, file, tuple(cells))
    namespace = original.__globals__ if original else {"__name__": "__main__"}
    made = types.FunctionType(code, namespace, code.co_name, None, tuple(cells[name] for name in code.co_freevars))
    made.__qualname__ = code.co_name
    return made


def compiled(node: ast.FunctionDef | ast.Lambda, file: str, free: tuple[str, ...]) -> types.CodeType:
    """Compile a definition whose names `free` are closure variables; its lines and columns stay."""
    arguments = ast.arguments([], [ast.arg(name) for name in free], None, [], [], None, [])
    definition = node if isinstance(node, ast.FunctionDef) else ast.Expr(node)
    factory = ast.FunctionDef("", arguments, [definition], [], type_params=[])
    tree = ast.fix_missing_locations(ast.copy_location(ast.Module([ast.copy_location(factory, node)], []), node))
    name = getattr(node, "name", "<lambda>")
    outer = next(c for c in compile(tree, file, "exec", dont_inherit=True).co_consts if isinstance(c, types.CodeType))
    code = next(c for c in outer.co_consts if isinstance(c, types.CodeType) and c.co_name == name)
    return code.replace(co_qualname=name)


def explained(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a function's body, in which an exception gets a note; that costs nothing where none is raised."""
    start = int(isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant))
    if not body[start:]:
        return body
    call = ast.Expr(ast.Call(ast.Name(EXPLAIN, ast.Load()), [ast.Name(ERROR, ast.Load())], []))
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), ERROR, [call, ast.Raise()])
    guarded = ast.copy_location(ast.Try(body[start:], [handler], [], []), body[start])
    return [*body[:start], guarded]


def set_defaults(made: types.FunctionType, defaults: Mapping[str, Any]) -> None:
    """Give a function the live defaults of the function that it was derived from."""
    code = made.__code__
    positional = code.co_varnames[: code.co_argcount]
    given = [name for name in positional if name in defaults]
    # A default is only of use if every parameter behind it has one.
    last = positional[len(positional) - len(given) :]
    if given and tuple(given) == last:
        made.__defaults__ = tuple(defaults[name] for name in given)
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    made.__kwdefaults__ = {name: defaults[name] for name in keywords if name in defaults} or None


class Explanation:
    """Adds to an exception the line of the user's that the emitted line came from."""

    def __init__(self, file: str, line_map: Mapping[int, Origin]):
        self.file, self.line_map = file, line_map

    def __call__(self, error: Exception) -> None:
        lines = [line for name, line in frames(error) if name == self.file]
        origin = self.line_map.get(lines[-1]) if lines else None
        if origin is None or not origin.line:
            return
        verb = VERBS.get(origin.role, "runs")
        error.add_note(f"{verb} {os.path.basename(origin.file)}:{origin.statement_line}: {origin.statement}")


def frames(error: Exception) -> Iterator[tuple[str, int]]:
    """Yield the file and the line of each frame of an exception's traceback."""
    place = error.__traceback__
    while place is not None:
        yield place.tb_frame.f_code.co_filename, place.tb_lineno
        place = place.tb_next

