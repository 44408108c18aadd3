"""Classes as a file's text defines them: what `classes.Class` tells of a live one, with nothing executed.

A class is followed if its bases are, its decorator is `dataclass`, and its body holds methods, fields and constants.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import gast

from srcad import types_text
from srcad.frontend import classes, scope
from srcad.frontend.bindings import Library
from srcad.frontend.classes import INTERCEPTORS
from srcad.frontend.source import FunctionSource, converted
from srcad.ir import types
from srcad.ir.types import Layout, Tuple, Type

PLAIN_BASES = ("builtins.object", "abc.ABC", "typing.Protocol", "typing.Generic")
ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum")
AUTO = "enum.auto"
NAMED = ("typing.NamedTuple",)
TUPLES = ("collections.namedtuple",)
DATACLASS = ("dataclasses.dataclass",)
FIELD = "dataclasses.field"


@dataclass(frozen=True)
class Field:
    """A field of a dataclass or a named tuple, as `dataclasses.Field` has it."""

    name: str
    annotation: ast.expr | None = field(compare=False)
    default: Any = field(default_factory=lambda: dataclasses.MISSING)
    default_factory: Any = field(default_factory=lambda: dataclasses.MISSING)
    init: bool = True
    kw_only: bool = False
    compare: bool = True


@dataclass(frozen=True)
class EnumMember:
    """A member of an enumeration; `is_value`: it is its value, a number or a text, as well."""

    cls: TextClass
    name: str
    value: Any
    is_value: bool


@dataclass(frozen=True)
class TextClass:
    """A class read as text; equal for the same one. module: the scope that its names are looked up in."""

    file: str
    name: str
    node: ast.ClassDef = field(compare=False, repr=False)
    module: Any = field(compare=False, repr=False)
    bases: tuple[TextClass, ...] = field(compare=False, repr=False)
    roots: tuple[str, ...] = field(compare=False, repr=False)
    is_dataclass: bool = field(compare=False)
    is_frozen_itself: bool = field(compare=False)

    is_namespace = False

    @property
    def order(self) -> tuple[TextClass, ...]:
        """The classes that a name is looked up in, one after the other."""
        return (self, *(one for base in self.bases for one in base.order))

    @property
    def is_named_tuple(self) -> bool:
        return any(root in NAMED for one in self.order for root in one.roots)

    @property
    def is_enum(self) -> bool:
        return any(root in ENUMS for one in self.order for root in one.roots)

    @property
    def is_frozen(self) -> bool:
        return any(one.is_frozen_itself for one in self.order)

    @property
    def own_fields(self) -> tuple[Field, ...]:
        found = (n for n in self.node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name))
        return tuple(self.field(one) for one in found if "ClassVar" not in ast.unparse(one.annotation))

    def field(self, node: ast.AnnAssign) -> Field:
        """Return the field that an annotated name declares."""
        value = node.value
        made = Field(node.target.id, node.annotation)
        if not isinstance(value, ast.Call) or self.qualified(value.func) != FIELD:
            return made if value is None else replace(made, default=self.literal(value))
        options = {keyword.arg: keyword.value for keyword in value.keywords}
        flags = {name: self.literal(options[name]) for name in ("init", "kw_only", "compare") if name in options}
        if "default" in options:
            return replace(made, default=self.literal(options["default"]), **flags)
        if "default_factory" in options:
            return replace(made, default_factory=self.factory(options["default_factory"]), **flags)
        return replace(made, **flags)

    @property
    def fields(self) -> tuple[Field, ...] | None:
        if not any(one.is_dataclass for one in self.order):
            return None
        found: dict[str, Field] = {}
        for cls in reversed(self.order):
            if cls.is_dataclass:
                found |= {one.name: one for one in cls.own_fields}
        return tuple(found.values())

    @property
    def has_generated_init(self) -> bool:
        return self.is_dataclass and "__init__" not in self.members

    @property
    def plain_fields(self) -> tuple[str, ...] | None:
        fields = self.fields
        if fields is None or not self.has_generated_init or self.post_init is not None:
            return None
        return tuple(one.name for one in fields) if all(one.init and not one.kw_only for one in fields) else None

    @property
    def parameters(self) -> int:
        return sum(one.init for one in self.fields or ())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.order[-1].own_fields)

    @property
    def defaults(self) -> dict[str, Any]:
        given = (one for one in self.order[-1].own_fields if one.default is not dataclasses.MISSING)
        return {one.name: one.default for one in given}

    @property
    def post_init(self) -> Any:
        found = self.member("__post_init__")
        return None if found is scope.MISSING else found

    @property
    def members(self) -> dict[str, list[ast.stmt]]:
        """The statements that bind the names of the class's body."""
        found: dict[str, list[ast.stmt]] = {}
        for node in self.node.body:
            for name in bound(node):
                found.setdefault(name, []).append(node)
        return found

    def member(self, name: str, behind: TextClass | None = None) -> Any:
        """Return what a name stands for in the class; MISSING where there is nothing of that name."""
        order = self.order
        for cls in order[order.index(behind) + 1 :] if behind is not None else order:
            if name in cls.members:
                return cls.meaning(cls.members[name])
        return scope.MISSING

    def meaning(self, nodes: list[ast.stmt]) -> Any:
        """Return what the statements that bind a name make of it."""
        node = nodes[-1]
        if not isinstance(node, ast.FunctionDef):
            alias = node.value if isinstance(node, ast.Assign) else None
            if isinstance(alias, ast.Name) and alias.id in self.members:
                return self.meaning(self.members[alias.id])
            return scope.MISSING if getattr(node, "value", None) is None else self.literal(node.value)
        words = [ast.unparse(one) for one in node.decorator_list]
        source = self.source(node)
        match words:
            case []:
                return source
            case ["staticmethod"]:
                return staticmethod(source)
            case ["classmethod"]:
                return classmethod(source)
            case [word] if qualified(self.module, node.decorator_list[0]) == "functools.cached_property":
                return functools.cached_property(source)
            case ["property"] | ["abstractmethod"] | ["abc.abstractmethod"]:
                return property(source) if words == ["property"] else source
            case [word] if word.endswith(".setter"):
                return property(self.source(nodes[0]), source)
        return Undecided()

    def source(self, node: ast.FunctionDef) -> FunctionSource:
        known = self.module.functions
        name = f"{self.name}.{node.name}:{node.lineno}"
        if name not in known:
            tree = converted(node, node.name, self.file)
            qualname = f"{self.name}.{node.name}"
            known[name] = FunctionSource(node.name, qualname, self.file, self.module.lines, tree, self.module, owner=self)
        return known[name]

    def overrides(self, name: str) -> bool:
        return self.member(name) is not scope.MISSING

    def is_generated(self, member: Any) -> bool:
        return False

    def derives(self, other: Any) -> bool:
        return other in self.order

    def has(self, name: str) -> bool:
        return self.member(name) is not scope.MISSING or hasattr(object, name)

    def watch(self, name: str) -> None:
        """A text doesn't change."""

    @property
    def enum_members(self) -> tuple[EnumMember, ...]:
        """The members of an enumeration, in their order."""
        found: list[EnumMember] = []
        is_value = any(root != ENUMS[0] for one in self.order for root in one.roots)
        assigned = [node for node in self.node.body if isinstance(node, ast.Assign)]
        for node, name in ((node, name) for node in assigned for name in bound(node) if not name.startswith("_")):
            value = self.automatic(name, found) if self.qualified(node.value) == AUTO else self.literal(node.value)
            found.append(EnumMember(self, name, value, is_value))
        return tuple(found)

    def automatic(self, name: str, before: list[EnumMember]) -> Any:
        """Return what `auto()` gives a member."""
        if any(root == "enum.StrEnum" for one in self.order for root in one.roots):
            return name.lower()
        return before[-1].value + 1 if before and isinstance(before[-1].value, int) else 1

    def enum_member(self, name: str) -> Any:
        """Return a member of an enumeration, MISSING where there is none of that name."""
        members = self.enum_members if self.is_enum else ()
        return next((one for one in members if one.name == name), scope.MISSING)

    def literal(self, node: ast.expr) -> Any:
        """Return the value of a constant expression; what is none can't be followed."""
        try:
            return self.module.evaluated(node)
        except (ValueError, TypeError, ArithmeticError):
            return Undecided()

    def factory(self, node: ast.expr) -> Any:
        qualified = self.qualified(node)
        if qualified is not None:
            return Library(qualified, ast.unparse(node))
        return Undecided()

    def qualified(self, node: ast.expr) -> str | None:
        return qualified(self.module, node)

    def record(self, name: str) -> Type | None:
        """Return the type of an object whose attributes are annotated in the class; None where they aren't."""
        fields = self.order[-1].own_fields if self.is_named_tuple else self.fields
        if not fields:
            return None
        found = [annotated(self.module, one.annotation, f"{name}.{one.name}") for one in fields]
        kind = types.NAMED if self.is_named_tuple else types.OBJECT
        keys = tuple(one.name for one in fields)
        return None if None in found else Tuple(tuple(found), Layout(kind, keys, self.name, self))


class Undecided:
    """What can't be told from the text."""


def bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a class's body binds."""
    match node:
        case ast.FunctionDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            yield name


def qualified(module: Any, node: ast.expr) -> str | None:
    """Return the dotted name of a library's object that an expression names."""
    words = ast.unparse(node.func if isinstance(node, ast.Call) else node).split("[")[0].split(".")
    binding = module.lookup(words[0])
    head = None if binding is None else binding.qualified
    return None if head is None else ".".join([head, *words[1:]])


def annotated(module: Any, node: ast.expr | None, name: str) -> Type | None:
    """Return the type that an annotation means: a notation of types, or a class whose attributes are annotated."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value, mode="eval").body
        except SyntaxError:
            return None
    if isinstance(node, ast.Name):
        binding = module.lookup(node.id)
        if binding is not None and binding.cls is not None:
            return binding.cls.record(name)
        if node.id == "str":
            return types.Opaque()
        if binding is not None and binding.has_value and classes.is_followed(binding.value):
            return classes.Class(binding.value).record(name)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and ast.unparse(node.value) in ("list", "List"):
        item = annotated(module, node.slice, f"{name}[*]")
        return None if item is None else types.List(item)
    return None if node is None else types_text.from_annotation(gast.ast_to_gast(node), name)


def named_tuple(module: Any, name: str, call: ast.Call) -> TextClass | None:
    """Return the class that `namedtuple("Point", "x y", defaults=[0.0])` makes, None where its fields aren't spelled out."""
    try:
        _, fields = (module.evaluated(one) for one in call.args)
        options = {one.arg: module.evaluated(one.value) for one in call.keywords}
    except (ValueError, TypeError, ArithmeticError):
        return None
    words = fields.replace(",", " ").split() if isinstance(fields, str) else list(fields)
    given = list(options.pop("defaults", ()))
    if options or not all(isinstance(word, str) and word.isidentifier() for word in words):
        return None
    defaults = [None] * (len(words) - len(given)) + [ast.copy_location(ast.Constant(value), call) for value in given]
    body = [
        ast.AnnAssign(ast.Name(word, ast.Store()), ast.Name("Any", ast.Load()), value, 1)
        for word, value in zip(words, defaults, strict=True)
    ]
    node = ast.copy_location(ast.ClassDef(name, [], [], body, []), call)
    return TextClass(module.file, name, node, module, (), NAMED, False, False)


def read(module: Any, node: ast.ClassDef) -> TextClass | None:
    """Return a class as its text defines it, None where what its objects do can't be told from that."""
    bases, roots = [], []
    for base in node.bases:
        known = qualified(module, base)
        found = module.lookup(ast.unparse(base)) if isinstance(base, ast.Name) else None
        if known in (*PLAIN_BASES, *ENUMS, *NAMED):
            roots.append(known)
        elif found is not None and found.cls is not None:
            bases.append(found.cls)
        else:
            return None
    decorators = [qualified(module, one) for one in node.decorator_list]
    if node.keywords or len(bases) > 1 or any(one not in DATACLASS for one in decorators):
        return None
    statements = (ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.Pass, ast.Expr)
    names = {name for one in node.body for name in bound(one)}
    if not all(isinstance(one, statements) for one in node.body) or names & {*INTERCEPTORS, "__slots__"} - {"__slots__"}:
        return None
    frozen = any("frozen=True" in ast.unparse(one) for one in node.decorator_list)
    return TextClass(module.file, node.name, node, module, tuple(bases), tuple(roots), bool(decorators), frozen)
