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
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from srcad import standalone
from srcad.errors import SrcadError
from srcad.frontend import source
from srcad.frontend.scope import MISSING, LiveScope, qualified_name

LARGEST_ARRAY = 1000


def save(path: Any, product: Any, root: source.FunctionSource, doc: str) -> None:
    """Write a derivative's module to a path; raise SrcadError for a value that can't be written as text."""
    text = module_text(product, root, doc)
    with open(os.fspath(path), "w", encoding="utf-8") as file:
        file.write(text)


def module_text(product: Any, root: source.FunctionSource, doc: str) -> str:
    """Return a derivative as a module's text."""
    needs = Needs(product)
    for node in ast.parse(product.text).body:
        needs.add_all(node, product.sources.get(node.name, root).scope)
    for name, value in root.defaults.items():
        needs.add_default(name, value)
    constants = standalone.Module("\n".join(needs.statements.values()) + "\n", root.file)
    return standalone.completed(product.text, [constants], helpers=product.helpers, imports=needs.imports, heading=doc)


@dataclass
class Needs:
    """What the emitted text needs: statements by the name that they bind, and import statements."""

    product: Any
    statements: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.imports.update(import_text(local, module) for local, module in self.product.imports.items())
        self.own = set(self.product.imports) | set(self.product.helpers)
        self.own |= {node.name for node in ast.parse(self.product.text).body if isinstance(node, ast.FunctionDef)}

    def add_all(self, node: ast.AST, scope: Any) -> None:
        """Add the values of all names that a definition reads from outside."""
        for name in sorted(standalone.free_names(ast.unparse(node))):
            if name not in self.own:
                self.add(name, scope)

    def add(self, name: str, scope: LiveScope) -> None:
        binding = scope.lookup(name)
        if binding is None or binding.scope == "builtin" or not binding.has_value:
            return
        value = binding.value
        qualified = qualified_name(value)
        if qualified is not None and not qualified.startswith("builtins."):
            self.imports.add(import_text(name, qualified))
        elif isinstance(value, types.FunctionType):
            self.add_function(name, value)
        else:
            self.bind(name, f"{name} = {constant_text(value, name)}")
            if "np.array(" in self.statements[name]:
                self.imports.add(import_text("np", "numpy"))

    def add_function(self, name: str, function: types.FunctionType) -> None:
        """Add a function of the user's as its text, and what it reads in turn."""
        read = source.from_function(function)
        if not isinstance(read.tree, source.gast.FunctionDef):
            raise refused(name, function)
        rows = read.lines[read.tree.lineno - 1 : read.tree.end_lineno]
        text = textwrap.dedent("".join(rows)).rstrip()
        if read.name != name:
            text += f"\n\n\n{name} = {read.name}"
        if self.bind(name, text):
            self.add_all(ast.parse(text).body[0], read.scope)

    def add_default(self, name: str, value: Any) -> None:
        """Make sure that a default's text, which stands in the emitted text, means the default's value."""
        for node in ast.parse(self.product.text).body:
            for default in default_nodes(node, name) if isinstance(node, ast.FunctionDef) else ():
                for part in ast.walk(default):
                    if isinstance(part, ast.Name) and part.id not in self.own and not hasattr(builtins, part.id):
                        raise refused(part.id, value)

    def bind(self, name: str, text: str) -> bool:
        """Add a statement; say whether it is new; raise SrcadError where the name means something else already."""
        known = self.statements.setdefault(name, text)
        if known != text:
            raise SrcadError(f"the derivative's module needs two different things named {name!r}", instead="rename one")
        return known is text


def default_nodes(node: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """Yield the expression of a parameter's default."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True))
    pairs += [pair for pair in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if pair[1] is not None]
    return (default for parameter, default in pairs if parameter.arg == name)


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
