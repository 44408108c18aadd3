"""A module read as text: what its names mean, found without importing or executing anything."""

from __future__ import annotations

import ast
import math
import operator
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import gast

from srcad.errors import SourceUnavailableError
from srcad.frontend import class_text, match_code
from srcad.frontend.scope import ROOTS, Binding, Home, Scope, builtin_binding
from srcad.frontend.source import FunctionSource, converted
from srcad.origin import Origin

ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
# Decorators behind which a function gives what it gave.
TRANSPARENT = ("numba.njit", "numba.jit", "functools.lru_cache", "functools.cache")
# The decorator behind which a function of numbers is one of arrays, element by element.
ELEMENTWISE = "numba.vectorize"
STARS = {"math": math}
# What makes something of functions: of them, and of nothing else, it is known what it is before the module runs.
PUT_TOGETHER = ("functools.partial", "builtins.dict", "builtins.list", "builtins.tuple")
MATH_CONSTANTS = ("pi", "e", "tau", "inf", "nan")


@dataclass(frozen=True, eq=False)
class ModuleText(Scope):
    """A module's text as a scope: `statements` are those that bind a name, in the text's order."""

    file: str
    lines: tuple[str, ...] = field(repr=False)
    statements: dict[str, list[ast.AST]] = field(repr=False)
    conditional: frozenset[str] = field(repr=False)
    stars: tuple[str, ...] = ()
    functions: dict[str, FunctionSource] = field(default_factory=dict, repr=False)
    classes: dict[str, Any] = field(default_factory=dict, repr=False)

    def function(self, name: str) -> FunctionSource:
        """Return a function of the top level; raise SourceUnavailableError where there is none of that name."""
        bound = self.statements.get(name, [None])
        node = only_meaning(bound) or bound[-1]
        if isinstance(node, ast.FunctionDef) and name not in self.conditional:
            unknown = [d for d in self.decorators(node) if not d.startswith(("srcad.", *TRANSPARENT))]
            if unknown:
                raise SourceUnavailableError(
                    f"{self.file}: {name} is what the decorator {unknown[0]} makes of it",
                    why="that is known only when the file runs",
                    instead="move the decorated part to a function of its own",
                )
            return self.source(name, node)
        binding = self.lookup(name) if node is not None else None
        if binding is None or binding.source is None:
            known = [n for n, found in self.statements.items() if isinstance(found[-1], ast.FunctionDef)]
            raise SourceUnavailableError(
                f"{self.file} defines no function {name!r} at its top level",
                instead=f"choose one of {', '.join(known)}" if known else "",
            )
        return binding.source

    def home(self, name: str) -> Home:
        return Home(self.file)

    def lookup(self, name: str) -> Binding | None:
        if name not in self.statements:
            return self.from_star(name) or builtin_binding(name)
        if name in self.conditional:
            # Which of its bindings holds is decided when the module runs.
            return Binding(name)
        return self.binding(name, only_meaning(self.statements[name]) or self.statements[name][-1])

    def from_star(self, name: str) -> Binding | None:
        for module in self.stars:
            known = hasattr(STARS[module], name) if module in STARS else builtin_binding(name) is None
            if known:
                return Binding(name, qualified=f"{module}.{name}")
        return None

    def binding(self, name: str, node: ast.AST) -> Binding:
        match node:
            case ast.FunctionDef() if all(d.startswith(TRANSPARENT) for d in self.decorators(node)):
                return Binding(name, source=self.source(name, node))
            case ast.FunctionDef() if self.decorators(node) == [ELEMENTWISE]:
                return Binding(name, source=self.source(name, node), is_elementwise=True)
            case ast.ClassDef():
                return self.class_binding(name, node)
            case ast.Import(names=aliases):
                return self.imported_module(name, aliases)
            case ast.ImportFrom(module=module, names=aliases, level=level):
                return self.imported_name(name, module or "", aliases, level)
            case ast.Assign(targets=[ast.Name()], value=ast.Call() as value) if class_text.qualified(self, value) in class_text.TUPLES:
                if name not in self.classes:
                    self.classes[name] = class_text.named_tuple(self, name, value)
                return Binding(name, cls=self.classes[name])
            case ast.Assign(targets=[ast.Name()], value=ast.Lambda() as value):
                return Binding(name, source=self.source(name, value))
            case (
                ast.Assign(targets=[ast.Name()], value=value)
                | ast.AnnAssign(target=ast.Name(), value=ast.expr() as value)
            ):
                return self.constant(name, node, value)
        return Binding(name)

    def class_binding(self, name: str, node: ast.ClassDef) -> Binding:
        """Return the binding of a class; the one under way has none, should it name itself."""
        if name not in self.classes:
            self.classes[name] = None
            self.classes[name] = class_text.read(self, node)
        return Binding(name, cls=self.classes[name], is_exception=self.classes[name] is None and self.is_exception(node))

    def is_exception(self, node: ast.ClassDef) -> bool:
        """Say whether a class derives from Python's exceptions."""
        bases = [self.lookup(base.id) for base in node.bases if isinstance(base, ast.Name)]
        kinds = (base.value for base in bases if base is not None and base.scope == "builtin")
        raised = any(isinstance(kind, type) and issubclass(kind, BaseException) for kind in kinds)
        return raised or any(base is not None and base.is_exception for base in bases)

    def evaluated(self, node: ast.expr) -> Any:
        """Return the value of a constant expression; raise ValueError for what is none."""
        return evaluated(node, lambda inner: self.named_constant(inner, node.lineno))

    def decorators(self, node: ast.FunctionDef) -> list[str]:
        """Return a function's decorators by their dotted names, those of no known library as they are written."""
        found = []
        for decorator in node.decorator_list:
            words = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator).split(".")
            binding = self.lookup(words[0])
            head = binding.qualified if binding is not None and binding.qualified else words[0]
            found.append(".".join([head, *words[1:]]))
        return found

    def source(self, name: str, node: ast.FunctionDef | ast.Lambda) -> FunctionSource:
        if name not in self.functions:
            tree = converted(node, name, self.file)
            self.functions[name] = FunctionSource(name, name, self.file, self.lines, tree, self)
        return self.functions[name]

    def imported_module(self, name: str, aliases: list[ast.alias]) -> Binding:
        alias = next(a for a in aliases if bound_name(a) == name)
        module = alias.name if alias.asname else alias.name.partition(".")[0]
        return Binding(name, qualified=module if is_library(module) else None, module=self.beside(module, 0))

    def imported_name(self, name: str, module: str, aliases: list[ast.alias], level: int) -> Binding:
        original = next(a.name for a in aliases if bound_name(a) == name)
        if not level and is_library(module):
            return Binding(name, qualified=f"{module}.{original}")
        user_module = self.beside(module, level)
        found = user_module.lookup(original) if user_module else None
        return found or Binding(name, module=self.beside(f"{module}.{original}".lstrip("."), level))

    def beside(self, module: str, level: int) -> ModuleText | None:
        """Return a module of the user's, read from the directory of this one; None where no file is there."""
        if not level and is_library(module):
            return None
        directory = os.path.dirname(self.file)
        for _ in range(level - 1):
            directory = os.path.dirname(directory)
        path = os.path.join(directory, *module.split(".")) + ".py"
        return read(path) if os.path.isfile(path) else None

    def constant(self, name: str, statement: ast.stmt, expression: ast.expr) -> Binding:
        """Return the binding of a name that a constant expression is assigned to."""
        text = " ".join(ast.get_source_segment("".join(self.lines), statement).split())
        try:
            value = evaluated(expression, lambda node: self.named_constant(node, statement.lineno))
        except (ValueError, TypeError, ArithmeticError):
            return Binding(name, made=self.source(name, thunk(expression)) if self.holds_code(expression) else None)
        return Binding(name, value=value, has_value=True, literal=gast.ast_to_gast(expression), statement=text)

    def holds_code(self, node: ast.expr) -> bool:
        """Say whether an expression puts together functions, classes, or objects of the user's classes."""
        match node:
            case ast.Lambda():
                return True
            case ast.Name() | ast.Attribute():
                found = self.lookup(node.id) if isinstance(node, ast.Name) else None
                known = class_text.qualified(self, node)
                is_number = known is not None and known.rpartition(".")[2] in MATH_CONSTANTS
                return known is not None and not is_number or found is not None and (found.source or found.cls or found.made) is not None
            case ast.Call(func=function, args=args):
                if class_text.qualified(self, function) in PUT_TOGETHER:
                    return any(map(self.holds_code, args))
                return isinstance(function, ast.Name) and (found := self.lookup(function.id)) is not None and found.cls is not None
            case ast.Dict(values=items) | ast.List(elts=items) | ast.Tuple(elts=items):
                return any(map(self.holds_code, items))
            case ast.ListComp(elt=item) | ast.DictComp(value=item):
                return self.holds_code(item)
        return False

    def named_constant(self, node: ast.Name | ast.Attribute, line: int) -> Any:
        """Return the value of a constant read at a line; raise ValueError where the text doesn't tell it."""
        words = ast.unparse(node).split(".")
        bound = self.statements.get(words[0], [])
        # What is assigned once, above, has its value here; so no constant is looked for in itself.
        if len(bound) == 1 and bound[0].lineno < line:
            binding = self.lookup(words[0])
            if binding.has_value and len(words) == 1:
                return binding.value
            qualified = ".".join([binding.qualified or "", *words[1:]])
            module, _, name = qualified.rpartition(".")
            if module in ("math", "numpy") and name in MATH_CONSTANTS:
                return getattr(math, name)
        raise ValueError("not a plain constant")


def thunk(expression: ast.expr) -> ast.Lambda:
    """Return the function of no parameters that gives an expression."""
    nothing = ast.arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[])
    return ast.copy_location(ast.Lambda(nothing, expression), expression)


def read(path: str) -> ModuleText:
    """Read a module's text; raise SourceUnavailableError where that fails or it is no Python."""
    lines = match_code.read_lines(path)
    if not "".join(lines).strip():
        raise SourceUnavailableError(f"{path} can't be read, or is empty")
    try:
        tree = ast.parse("".join(lines), path)
    except SyntaxError as error:
        origin = Origin(path, error.lineno or 1, max(0, (error.offset or 1) - 1))
        raise SourceUnavailableError(f"this is no Python: {error.msg}", origin) from error
    except (RecursionError, MemoryError):
        why = "Python's own parser gives up on it"
        raise SourceUnavailableError(f"{path} is nested too deeply", why=why, instead="split its expressions") from None
    tree.body = [node for node in tree.body if not is_main_block(node)]
    statements: dict[str, list[ast.AST]] = {}
    for name, node in bindings(tree.body):
        statements.setdefault(name, []).append(node)
    stars = tuple(n.module for n in tree.body if isinstance(n, ast.ImportFrom) and n.names[0].name == "*")
    return ModuleText(path, lines, statements, conditional_names(tree, statements), stars)


def is_main_block(node: ast.stmt) -> bool:
    """Say whether a statement is `if __name__ == "__main__":`, which doesn't run when the module is imported."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("__name__ == '__main__'", "'__main__' == __name__")


def bindings(body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
    """Yield each name that a module's statements bind, with the node that binds it."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Import() | ast.ImportFrom():
                yield from ((bound_name(alias), node) for alias in node.names)
            case _:
                yield from ((name, node) for name in stored_names(node))
                for inner in nested_bodies(node):
                    yield from bindings(inner)


def nested_bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the statement lists within a compound statement that runs in the same scope."""
    for part in (node, *getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        for attribute in ("body", "orelse", "finalbody"):
            if isinstance(inner := getattr(part, attribute, None), list):
                yield inner


def stored_names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement itself assigns to, not those in statements within it."""
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        children = ast.iter_child_nodes(part)
        pending += [c for c in children if not isinstance(c, (ast.stmt, ast.Lambda, ast.ExceptHandler))]


def conditional_names(tree: ast.Module, statements: dict[str, list[ast.AST]]) -> frozenset[str]:
    """Return the names whose value depends on what the module does when it runs."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.AugAssign):
            names.update(stored_names(node))
        own_scope = isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in () if own_scope else nested_bodies(node):
            names.update(name for name, _ in bindings(inner))
    written = {n for node in ast.walk(tree) if isinstance(node, ast.Global) for n in node.names}
    return frozenset({name for name in names if only_meaning(statements.get(name, [])) is None} | written)


def only_meaning(bound: list[ast.AST]) -> ast.AST | None:
    """Return what a name means wherever it means anything, None where it is bound in several ways.

    Of `try: import numba` with `except ImportError: numba = None`, that is the module.
    """
    meant = [node for node in bound if not is_nothing(node)]
    whole = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return meant[0] if len(meant) == 1 and isinstance(meant[0], whole) else None


def is_nothing(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None


def bound_name(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def is_library(module: str) -> bool:
    return module.partition(".")[0] in ROOTS


def evaluated(node: ast.expr, named: Callable[[ast.expr], Any]) -> Any:
    """Return the value of a constant expression; `named` gives that of a name.

    Raises ValueError for what is no constant, or might be large to compute.
    """
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name() | ast.Attribute():
            return named(node)
        case ast.UnaryOp(op=op, operand=inner) if type(op) in ARITHMETIC:
            return ARITHMETIC[type(op)](evaluated(inner, named))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            sides = evaluated(left, named), evaluated(right, named)
            if all(isinstance(side, (int, float, complex)) for side in sides):
                return ARITHMETIC[type(op)](*sides)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, exponent = evaluated(left, named), evaluated(right, named)
            if isinstance(base, (int, float)) and isinstance(exponent, (int, float)) and abs(exponent) < 1000:
                return base**exponent
        case ast.Tuple(elts=items):
            return tuple(evaluated(item, named) for item in items)
        case ast.List(elts=items):
            return [evaluated(item, named) for item in items]
        case ast.Dict(keys=keys, values=items) if None not in keys:
            return {evaluated(key, named): evaluated(item, named) for key, item in zip(keys, items, strict=True)}
    raise ValueError("not a plain constant")
