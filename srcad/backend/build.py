"""From emitted text to a running function.

The text is compiled under a file name of its own that `linecache` knows, so that inspect.getsource, tracebacks, pdb
and IPython's `??` show it. Each emitted function runs in the globals and the closure cells of the
function that it was derived from: what the user changes there, it sees. The names that only the
emitted text has (its other functions, modules, run-time helpers) are closure cells as well, and so leave no trace
in the user's module.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import itertools
import linecache
import os
import types
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from srcad import errors
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.origin import ADJOINT, TANGENT, Origin

BUILTINS = {name for name in dir(builtins) if not name.startswith("_")}
_numbers = itertools.count(1)
VERBS = {ADJOINT: "reverses", TANGENT: "differentiates"}
# Not an identifier, so that no name of the user's can clash with it.
EXPLAIN, ERROR = ".explain", ".error"


def function(product: Any, root: FunctionSource) -> types.FunctionType:
    """Return the live function that a product of the pipeline describes."""
    return functions(product, root)[product.name]


def functions(product: Any, root: FunctionSource, compiler: Callable | None = None) -> dict[str, Any]:
    """Return all live functions of a product by name.

    root: the source of the function that was differentiated, whose defaults the live function takes over. compiler: what
    makes a Python function one of the machine's (numba.njit), helpers included.
    """
    file = f"<srcad {product.name} {next(_numbers)}>"
    linecache.cache[file] = (len(product.text), None, product.text.splitlines(keepends=True), file)
    definitions = [node for node in ast.parse(product.text, file).body if isinstance(node, ast.FunctionDef)]
    explain = Explanation(file, product.line_map)
    outside = {name: machine_function(value, compiler) for name, value in outside_names(product).items()}
    shared = {name: types.CellType(value) for name, value in outside.items()}
    shared |= {EXPLAIN: types.CellType(explain)} | {node.name: types.CellType() for node in definitions}
    for node in definitions:
        if node.name == product.name and product.dialect == "python":
            node.body = explained(node.body)
        source = product.sources.get(node.name, root)
        reads = product.reads.get(node.name, ())
        namespace = namespace_of(reads, globals_of(source, root))
        made = live(node, file, namespace, cells_of(node, reads, namespace) | shared)
        set_defaults(made, source.defaults)
        shared[node.name].cell_contents = machine_function(made, compiler)
    found = {node.name: shared[node.name].cell_contents for node in definitions}
    weakref.finalize(found[product.name], linecache.cache.pop, file, None)
    return found


def globals_of(source: FunctionSource, root: FunctionSource) -> dict[str, Any]:
    """Return the globals of a function; of a nested one, those of the function that it stands in."""
    return (source.function or root.function).__globals__


def machine_function(value: Any, compiler: Callable | None) -> Any:
    """Return a Python function compiled, where there is a compiler; anything else as it is."""
    return compiler(value) if compiler is not None and isinstance(value, types.FunctionType) else value


def namespace_of(reads: Iterable[nodes.Global], preferred: dict[str, Any]) -> dict[str, Any]:
    """Return the globals to run in: the preferred ones unless all that is read is in those of another module."""
    holders = [operand.home.holder for operand in reads if operand.home is not None]
    dicts = [holder for holder in holders if isinstance(holder, dict)]
    return preferred if not dicts or any(holder is preferred for holder in dicts) else dicts[0]


def cells_of(
    node: ast.FunctionDef, reads: Iterable[nodes.Global], namespace: dict[str, Any]
) -> dict[str, types.CellType]:
    """Return the closure cells through which a function reads what its globals don't have under that name."""
    found = {}
    for operand in reads:
        name = operand.text.partition(".")[0]
        holder = None if operand.home is None else operand.home.holder
        if isinstance(holder, types.CellType):
            found[name] = holder
        elif holder is not None and holder is not namespace:
            # Of another module's global the value is taken: `foreign_reads` says which are to be watched.
            value = holder[name] if name in holder else getattr(builtins, name)
            found[name] = types.CellType(value)
        elif holder is None and operand.qualified is not None and operand.scope != "builtin":
            found[name] = types.CellType(imported(operand.qualified.removesuffix(operand.text.removeprefix(name))))
    meant = {operand.text.partition(".")[0] for operand in reads if operand.home is not None}
    hidden = (BUILTINS & namespace.keys()) - meant
    if hidden:
        used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        found |= {name: types.CellType(getattr(builtins, name)) for name in hidden & used}
    return found


def foreign_reads(product: Any, root: FunctionSource) -> set[tuple[int, str]]:
    """Return the globals whose value was taken: each by the identity of its module's dict, and its name."""
    found = set()
    for name, reads in product.reads.items():
        namespace = namespace_of(reads, globals_of(product.sources.get(name, root), root))
        for operand in reads:
            holder = None if operand.home is None else operand.home.holder
            if isinstance(holder, dict) and holder is not namespace:
                found.add((id(holder), operand.text.partition(".")[0]))
    return found


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
    node: ast.FunctionDef, file: str, namespace: dict[str, Any], cells: Mapping[str, types.CellType]
) -> types.FunctionType:
    """Compile a definition to a function in the given globals and cells."""
    code = compiled(node, file, tuple(cells))
    made = types.FunctionType(code, namespace, code.co_name, None, tuple(cells[name] for name in code.co_freevars))
    made.__qualname__ = code.co_name
    return made


def compiled(node: ast.FunctionDef, file: str, free: tuple[str, ...]) -> types.CodeType:
    """Compile a definition whose names `free` are closure variables; its lines and columns stay."""
    place = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    arguments = ast.arguments([], [ast.arg(name, **place) for name in free], None, [], [], None, [])
    tree = ast.Module([ast.FunctionDef("", arguments, [node], [], type_params=[], **place)], [])
    outer = next(c for c in compile(tree, file, "exec", dont_inherit=True).co_consts if isinstance(c, types.CodeType))
    code = next(c for c in outer.co_consts if isinstance(c, types.CodeType) and c.co_name == node.name)
    return code.replace(co_qualname=node.name)


def explained(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a function's body, in which an exception gets a note; that costs nothing where none is raised."""
    start = int(isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant))
    if not body[start:]:
        return body
    call = ast.Expr(ast.Call(ast.Name(EXPLAIN, ast.Load()), [ast.Name(ERROR, ast.Load())], []))
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), ERROR, [call, ast.Raise()])
    for part in ast.walk(handler):
        ast.copy_location(part, body[start])
    return [*body[:start], ast.copy_location(ast.Try(body[start:], [handler], [], []), body[start])]


def set_defaults(made: types.FunctionType, defaults: Mapping[str, Any]) -> None:
    """Give a function the live defaults of the function that it was derived from."""
    code = made.__code__
    positional = code.co_varnames[: code.co_argcount]
    # A default is only of use if every parameter behind it has one.
    given = tuple(itertools.takewhile(defaults.__contains__, reversed(positional)))[::-1]
    if given:
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
        ending = next(filter(str(error).endswith, errors.OF_THE_RUN), None) if type(error) is ValueError else None
        if lines and ending is not None:
            raise errors.OF_THE_RUN[ending](str(error).partition(": ")[2].removesuffix(ending), origin) from None
        if origin is None or not origin.line:
            return
        verb = VERBS.get(origin.role, "runs")
        note = f"{verb} {os.path.basename(origin.file)}:{origin.statement_line}: {origin.statement}"
        if note not in getattr(error, "__notes__", ()):
            error.add_note(note)


def frames(error: Exception) -> Iterator[tuple[str, int]]:
    """Yield the file and the line of each frame of an exception's traceback."""
    place = error.__traceback__
    while place is not None:
        yield place.tb_frame.f_code.co_filename, place.tb_lineno
        place = place.tb_next

