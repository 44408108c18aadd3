"""Writes a live derivative as a module that runs without srcad.

What the emitted text reads from the user's module or closure is written above it as it is now: numbers, strings,
small arrays and structures of them as constants, modules and library functions as imports, the user's own functions
as their text.
"""

from __future__ import annotations

import ast
import builtins
import os
import sys
import textwrap
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from srcad import machine, standalone
from srcad.errors import SrcadError
from srcad.frontend import source
from srcad.frontend.scope import MISSING, LiveScope, cell_value, qualified_name
from srcad.ir import nodes

LARGEST_ARRAY = 1000


def save(path: Any, product: Any, root: source.FunctionSource, doc: str, njit: machine.Options = None) -> None:
    """Write a derivative's module to a path; raise SrcadError for a value that can't be written as text.

    njit: the options with which Numba is to compile its functions, None where it isn't to.
    """
    text = module_text(product, root, doc, njit)
    with open(os.fspath(path), "w", encoding="utf-8") as file:
        file.write(text)


def module_text(product: Any, root: source.FunctionSource, doc: str, njit: machine.Options = None) -> str:
    """Return a derivative as a module's text."""
    needs = Needs(product)
    for node in ast.parse(product.text).body:
        scope = product.sources.get(node.name, root).scope
        needs.add_all(node, scope, {read.text.partition(".")[0]: read for read in product.reads.get(node.name, ())})
        if node.name == product.name:
            check_defaults(node, root)
    lines = [import_text(local, module) for local, module in product.imports.items()]
    text = product.text
    if njit is not None:
        needs.bind(needs.imports, "njit", machine.IMPORT)
        text = machine.decorated(text, njit)
    modules = [needs.module(root.file)]
    above = machine.decorator(njit)
    return standalone.completed(text, modules, helpers=product.helpers, imports=lines, heading=doc, decorator=above)


@dataclass
class Needs:
    """What the emitted text needs: statements by the name that they bind."""

    product: Any
    imports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = set(self.product.imports) | set(self.product.helpers)
        self.own |= {node.name for node in ast.parse(self.product.text).body if isinstance(node, ast.FunctionDef)}

    def module(self, file: str) -> standalone.Module:
        """Return the statements as a module to take from."""
        statements = (*self.imports.values(), *self.constants.values(), *self.functions.values())
        return standalone.Module("\n".join(statements) + "\n", file)

    def add_all(
        self, node: ast.AST, scope: LiveScope, reads: Mapping[str, nodes.Global] = MappingProxyType({}), own: set[str] | None = None
    ) -> None:
        """Add the values of all names that a definition reads from outside: from where `reads` says, or its scope.

        own: the names that are there already, by default all that the emitted text brings.
        """
        for name in sorted(standalone.free_names(ast.unparse(node)) - (self.own if own is None else own)):
            read = reads.get(name)
            if read is not None and read.home is None:
                self.bind(self.imports, name, import_text(name, read.qualified or name))
            else:
                self.add(name, value_at(scope.home(name) if read is None else read.home, name))

    def add(self, name: str, value: Any) -> None:
        """Add one value under a name."""
        qualified = qualified_name(value)
        if value is getattr(builtins, name, MISSING):
            return
        if qualified is not None:
            self.bind(self.imports, name, import_text(name, qualified))
        elif isinstance(value, types.FunctionType):
            self.add_function(name, value)
        elif (njit := machine.options_of(value)) is not None:
            self.bind(self.imports, "njit", machine.IMPORT)
            self.add_function(name, value.py_func, machine.decorator(njit))
        else:
            self.bind(self.constants, name, f"{name} = {constant_text(value, name)}")
            if "np.array(" in self.constants[name]:
                self.bind(self.imports, "np", import_text("np", "numpy"))

    def add_function(self, name: str, function: types.FunctionType, decorator: str = "") -> None:
        """Add a function of the user's as its text, and what it reads in turn."""
        read = source.from_function(function)
        if not isinstance(read.tree, source.gast.FunctionDef):
            raise refused(name, function)
        rows = read.lines[read.tree.lineno - 1 : read.tree.end_lineno]
        plain = textwrap.dedent("".join(rows)).rstrip()
        text = decorator + plain
        if read.name != name:
            text += f"\n\n\n{name} = {read.name}"
        if name not in self.functions:
            self.bind(self.functions, name, text)
            self.add_all(ast.parse(plain).body[0], read.scope, own=self.own - set(self.product.imports))
        self.bind(self.functions, name, text)

    def bind(self, kind: dict[str, str], name: str, text: str) -> None:
        """Add a statement; raise SrcadError where the name means something else already."""
        known = {**self.imports, **self.constants, **self.functions}.get(name, text)
        if known != text:
            raise SrcadError(f"the derivative's module needs two different things named {name!r}", instead="rename one")
        kind[name] = text


def value_at(home: Any, name: str) -> Any:
    """Return the value that a name has at its home."""
    if isinstance(home.holder, types.CellType):
        return cell_value(home.holder)
    return home.holder.get(name, getattr(builtins, name, MISSING))


def check_defaults(node: ast.FunctionDef, root: source.FunctionSource) -> None:
    """Make sure that each default's text, which stands in the emitted text, means the live default's value."""
    for name, default in default_nodes(node):
        if name in root.defaults and not isinstance(default, ast.Constant):
            cells = {n: cell_value(root.scope.cell(n)) for n in root.function.__code__.co_freevars}
            code = compile(ast.Expression(default), root.file, "eval")
            found = eval(code, {**root.function.__globals__, **cells})
            if constant_text(found, name) != constant_text(root.defaults[name], name):
                raise refused(name, found, "the default's text gives another value now")


def default_nodes(node: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield each parameter that has a default, and the default's expression."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    yield from ((one.arg, default) for one, default in (*pairs, *keywords) if default is not None)


def import_text(local: str, qualified: str) -> str:
    """Return the import statement that binds a library's module or object to a name."""
    module, _, name = qualified.rpartition(".")
    if qualified in sys.modules:
        return f"import {qualified}" if local == qualified else f"import {qualified} as {local}"
    return f"from {module} import {name}" if local == name else f"from {module} import {name} as {local}"


def constant_text(value: Any, name: str) -> str:
    """Return the text of a constant; raise SrcadError where it has none."""
    match value:
        case bool() | int() | str() | bytes() | None:
            return repr(value)
        case float() | complex():
            return number_text(value)
        case tuple() if type(value) is tuple:
            items = ", ".join(constant_text(item, name) for item in value)
            return f"({items},)" if len(value) == 1 else f"({items})"
        case list():
            return f"[{', '.join(constant_text(item, name) for item in value)}]"
    if type(value).__module__ == "numpy" and getattr(value, "dtype", None) is not None and value.dtype.kind in "fiub":
        return array_text(value, name)
    raise refused(name, value)


def number_text(value: float | complex) -> str:
    """Return a number's text, from which the same number is read again."""
    plain = float(value) if isinstance(value, float) else complex(value)
    text = repr(plain)
    return text if "inf" not in text and "nan" not in text else f'{type(plain).__name__}("{text}")'


def array_text(value: Any, name: str) -> str:
    if value.size > LARGEST_ARRAY:
        raise refused(name, value, f"an array of {value.size} numbers is too long for a module's text")
    inner = constant_text(value.tolist(), name)
    return f'np.array({inner}, dtype="{value.dtype}")' if value.shape else f'np.{value.dtype}({inner})'


def refused(name: str, value: Any, why: str = "") -> SrcadError:
    return SrcadError(
        f"{name!r}, which the derivative reads, can't be written into a module",
        why=why or f"it is a {type(value).__name__}, which has no text",
        instead=f"pass {name} as a parameter",
    )
