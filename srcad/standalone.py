"""Completes emitted functions to a module that runs as it is.

The free names of the emitted text are looked up in the text of the user's file and of `srcad.runtime`; the
statements that bind them come along, and what those need in turn. Nothing is imported or executed.

>>> module = Module("import math\\nRATE = math.pi / 2\\nOTHER = 3\\n\\ndef f(x):\\n    return RATE * x\\n", "decay.py")
>>> print(completed("def f_grad(x):\\n    return RATE\\n", [module]), end="")
import math
<BLANKLINE>
RATE = math.pi / 2
<BLANKLINE>
<BLANKLINE>
def f_grad(x):
    return RATE
"""

from __future__ import annotations

import ast
import builtins
import importlib.resources
import itertools
import symtable
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from srcad.errors import SrcadError
from srcad.origin import Origin

MODULE_NAMES = frozenset(("__name__", "__file__", "__doc__", "__builtins__"))
_IMPORTS = (ast.Import, ast.ImportFrom)


class Module:
    """A module's text, and for each name the top-level statements that bind it."""

    def __init__(self, text: str, file: str):
        self.file = file
        self.lines = text.splitlines()
        self.tree = ast.parse(text, file)
        self.future = any(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in self.tree.body)
        self.binders: dict[str, list[ast.stmt]] = {}
        for statement in self.tree.body:
            for name in symtable_names(ast.unparse(statement)):
                self.binders.setdefault(name, []).append(statement)
        self.rebound = {name for node in ast.walk(self.tree) if isinstance(node, ast.Global) for name in node.names}

    def find(self, name: str) -> ast.stmt | None:
        """Return the statement that binds a name, None where none does; raise SrcadError where only the run can tell."""
        statements = self.binders.get(name, [])
        texts = {self.text(statement, name) for statement in statements}
        if name in self.rebound or len(texts) > 1:
            raise SrcadError(
                f"the value of {name!r} can't be written into a module",
                self.origin(statements[-1] if statements else self.tree.body[0]),
                why="it is assigned in several places, and which one holds is known only when the file runs",
                instead=f"pass {name} as a parameter",
            )
        return statements[-1] if statements else None

    def origin(self, statement: ast.stmt) -> Origin:
        line = self.lines[statement.lineno - 1]
        place = statement.lineno, statement.col_offset, statement.end_lineno, statement.end_col_offset
        return Origin(self.file, *place, line.strip(), statement.lineno)

    def text(self, statement: ast.stmt, name: str) -> str:
        """Return a statement's text, decorators included; of an import, the part that binds the name."""
        if isinstance(statement, _IMPORTS):
            return _one_import(statement, name)
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        return "\n".join(self.lines[first - 1 : statement.end_lineno])


@dataclass(frozen=True, eq=False)
class _Piece:
    """A statement that comes along, and its text; of an import, only the part that is needed."""

    module: Module
    statement: ast.stmt
    text: str

    @property
    def names(self) -> set[str]:
        return set(symtable_names(self.text))

    @property
    def is_definition(self) -> bool:
        return isinstance(self.statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def runtime_modules() -> list[Module]:
    """Return the texts of srcad's run-time helpers."""
    folder = importlib.resources.files("srcad").joinpath("runtime")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".py")), key=lambda file: file.name)
    return [Module(f.read_text("utf-8"), f"srcad/runtime/{f.name}") for f in files if f.name != "__init__.py"]


def completed(
    text: str,
    modules: Sequence[Module],
    homes: Mapping[str, str] = MappingProxyType({}),
    helpers: Collection[str] = (),
    imports: Iterable[str] = (),
    heading: str = "",
    places: Mapping[tuple[str, str], str] = MappingProxyType({}),
    decorator: str = "",
) -> str:
    """Return the module that holds the emitted `text`, and all that it needs, under a docstring `heading`.

    The free names of an emitted function are looked for in its home, the module with the file `homes[function]`,
    by default the first, a name that it took over from another function in the file `places[function, name]`; those in `helpers` are srcad's run-time helpers; `imports` are statements that the text
    brings. decorator: what stands above each of the helpers. Raises SrcadError for a name whose value can't be written as text.
    """
    imports = set(imports)
    provided = dict.fromkeys(symtable_names(text), "")
    provided |= {name: line for line in imports for name in symtable_names(line)}
    runtime = runtime_modules() if helpers else []
    files = {module.file: module for module in modules}
    demands = []
    for definition in ast.parse(text).body:
        home = files.get(homes.get(getattr(definition, "name", "")), modules[0])
        for name in sorted(free_names(ast.unparse(definition)) - set(provided)):
            place = files.get(places.get((getattr(definition, "name", ""), name)), home)
            helper = next((module for module in runtime if module.find(name) is not None), None)
            demands.append((name, helper if helper is not None and name in helpers else place))
    pieces = _closure(demands, provided, [*modules, *runtime])
    pieces = [replace(p, text=decorator + p.text) if p.is_definition and p.module in runtime else p for p in pieces]
    copied = [piece for piece in pieces if not isinstance(piece.statement, _IMPORTS)]
    imports |= {piece.text for piece in pieces if isinstance(piece.statement, _IMPORTS)}
    head = [f'"""{heading}"""'] if heading else []
    if any(piece.module.future for piece in copied):
        head.append("from __future__ import annotations")
    head.extend(_grouped(imports))
    # In the user's own order: a constant may call a function that stands before it.
    runs = [(kind, [p.text for p in run]) for kind, run in itertools.groupby(copied, lambda p: p.is_definition)]
    if runs and not runs[0][0]:
        head.append("\n".join(runs.pop(0)[1]))
    parts = ["\n\n".join(head), *("\n\n\n".join(run) if kind else "\n".join(run) for kind, run in runs)]
    return "\n\n\n".join(part for part in (*parts, text.strip("\n")) if part) + "\n"


def _closure(demands: list[tuple[str, Module]], provided: dict[str, str], modules: list[Module]) -> list[_Piece]:
    """Return the statements that bind the names, each as its module sees it, and what those read; in order.

    `provided` holds for each name that is bound already the text that binds it ('' for the emitted text's own).
    """
    found: dict[tuple[int, int, str], _Piece] = {}
    stack = demands[::-1]
    while stack:
        name, place = stack.pop()
        piece = None if name in MODULE_NAMES else _resolved(name, place, modules)
        if piece is None:
            if name not in MODULE_NAMES and not hasattr(builtins, name):
                raise SrcadError(f"nothing at the top level of {place.file} binds {name!r}, which the derivative reads")
            continue
        for bound in sorted({name, *piece.names}):
            if provided.setdefault(bound, piece.text) != piece.text:
                raise _clash(bound, piece)
        key = modules.index(piece.module), piece.statement.lineno, piece.text
        if key not in found:
            found[key] = piece
            stack += [(inner, piece.module) for inner in sorted(free_names(piece.text, piece.module.future))]
    return [found[key] for key in sorted(found)]


def _resolved(name: str, module: Module, modules: list[Module]) -> _Piece | None:
    """Return the piece that binds a name in a module, followed through imports from the other modules."""
    statement = module.find(name)
    match statement:
        case None:
            return None
        case ast.ImportFrom(module=str(path)) if any(a.name == name and not a.asname for a in statement.names):
            for other in modules:
                if other is not module and Path(other.file).stem == path.rpartition(".")[2] and name in other.binders:
                    return _resolved(name, other, modules)
    return _Piece(module, statement, module.text(statement, name))


def _clash(name: str, piece: _Piece) -> SrcadError:
    """Return the error for two things of one name in one module."""
    place = piece.module.origin(piece.statement)
    return SrcadError(f"the derivative's module needs two different things named {name!r}", place, instead="rename one")


def symtable_names(text: str) -> Iterator[str]:
    """Yield the names that a module's text binds at its top level."""
    for symbol in symtable.symtable(text, "<text>", "exec").get_symbols():
        if symbol.is_assigned() or symbol.is_namespace() or symbol.is_imported():
            yield symbol.get_name()


def free_names(text: str, future: bool = False) -> set[str]:
    """Return the global names that a module's text reads and doesn't bind."""
    table = symtable.symtable("from __future__ import annotations\n" * future + text, "<text>", "exec")
    read = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    stack = list(table.get_children())
    while stack:
        inner = stack.pop()
        read |= {s.get_name() for s in inner.get_symbols() if s.is_global() and s.is_referenced()}
        stack.extend(inner.get_children())
    return read - set(symtable_names(text))


def _one_import(statement: ast.Import | ast.ImportFrom, name: str) -> str:
    """Return the import of one name alone."""
    for alias in statement.names:
        if (alias.asname or alias.name.split(".")[0]) == name:
            return ast.unparse(type(statement)(**{**dict(ast.iter_fields(statement)), "names": [alias]}))
    return ast.unparse(statement)  # from m import *


def _grouped(imports: Iterable[str]) -> Iterator[str]:
    """Yield the imports of the standard library, then the others, each group as one text."""
    groups: tuple[list[str], list[str]] = ([], [])
    for line in sorted(imports, key=lambda line: (line.split()[1], line.startswith("from"), line)):
        groups[line.split()[1].split(".")[0] not in sys.stdlib_module_names].append(line)
    for group in groups:
        if group:
            yield "\n".join(group)
