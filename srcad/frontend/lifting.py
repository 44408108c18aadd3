"""Makes a nested function that calls itself a function of its own: what it reads from around it becomes parameters.

def f(x, n):                               def power(k, x):
    def power(k):                              return 1.0 if k == 0 else x * power(k - 1, x)
        return 1.0 if k == 0 else x * power(k - 1)
    return power(n)               ->       def f(x, n):
                                               return power(n, x)

Nested functions that it calls come along.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import gast

from srcad.frontend import assigned, lower_expressions, lower_names, streams
from srcad.frontend.bindings import Binding, Closure, Library, Thing
from srcad.frontend.context import Frame, Lowering
from srcad.frontend.scope import Binding as Meaning
from srcad.frontend.scope import Home, Scope
from srcad.frontend.source import FunctionSource
from srcad.ir.nodes import Const


@dataclass(frozen=True, eq=False)
class LiftedScope(Scope):
    """The scope of a lifted function: its own name means itself, all others what they mean around it."""

    around: Scope
    name: str
    lifted: list[FunctionSource] = field(default_factory=list, repr=False)

    def home(self, name: str) -> Home:
        return self.around.home(name)

    def lookup(self, name: str) -> Meaning | None:
        return Meaning(name, source=self.lifted[0]) if name == self.name else self.around.lookup(name)


@dataclass(eq=False)
class Captured:
    """What a nested function reads from the activations around it: values, and functions that are defined there."""

    values: dict[str, Binding] = field(default_factory=dict)
    functions: dict[str, Closure] = field(default_factory=dict)


def calls_itself(tree: gast.FunctionDef | gast.Lambda) -> bool:
    """Say whether a function reads its own name."""
    return isinstance(tree, gast.FunctionDef) and tree.name in set(read_names(tree))


def lifted(lo: Lowering, closure: Closure) -> tuple[FunctionSource, dict[str, Binding]] | None:
    """Return a nested function as one of its own, and what it captures; None where it can't stand alone."""
    tree = closure.tree
    if not all(isinstance(one, Const) for one in closure.defaults.values()) or lower_names.variadic(tree) or streams.is_generator(tree) or not all(is_cache(lo, closure, one) for one in tree.decorator_list):
        return None
    found = captured(lo, closure)
    if found is None:
        return None
    scope = LiftedScope(closure.frame.source.scope, tree.name)
    defaults = {name: one.value for name, one in closure.defaults.items()}
    source = replace(closure.frame.source.nested(tree), scope=scope, captured=tuple(found.values), defaults=defaults)
    made = source if not (found.values or found.functions) else replace(source, tree=with_captured(lo, tree, found))
    scope.lifted.append(made)
    return made, found.values


def is_cache(lo: Lowering, closure: Closure, decorator: gast.AST) -> bool:
    """Say whether a decorator changes nothing but how often the function runs."""
    with lo.within(closure.frame):
        found = lower_expressions.expression(lo, decorator.func if isinstance(decorator, gast.Call) else decorator)
    return isinstance(found, Library) and found.qualified in ("functools.lru_cache", "functools.cache")


def captured(lo: Lowering, closure: Closure) -> Captured | None:
    """Return what a function and those that it calls capture; None where that is no value and no plain function."""
    found, homes = Captured(), {}
    pending = [(name, closure) for name in read_names(closure.tree)]
    while pending:
        name, reader = pending.pop()
        frame = frame_of(name, reader.frame)
        if frame is None or name in own_names(reader.tree) or (name == closure.name and frame is closure.frame):
            continue
        if homes.setdefault(name, frame) is not frame:
            return None
        binding = lo.state.get(frame.number, name)
        if isinstance(binding, Closure) and not binding.defaults and not writes(binding.tree):
            if name not in found.functions:
                found.functions[name] = binding
                pending += [(inner, binding) for inner in read_names(binding.tree)]
        elif isinstance(binding, Thing):
            return None
        else:
            found.values[name] = binding
    return None if writes(closure.tree) else found


def frame_of(name: str, frame: Frame | None) -> Frame | None:
    """Return the activation whose variable a name is, None where it is read from outside of all."""
    while frame is not None and name not in frame.names:
        frame = frame.parent
    return frame


def read_names(tree: gast.AST) -> Iterator[str]:
    body = tree.body if isinstance(tree, gast.FunctionDef) else [tree.body]
    return (n.id for part in body for n in gast.walk(part) if isinstance(n, gast.Name))


def own_names(tree: gast.FunctionDef | gast.Lambda) -> frozenset[str]:
    body = tree.body if isinstance(tree, gast.FunctionDef) else [tree.body]
    parameters = (*lower_names.parameters(tree), *lower_names.variadic(tree))
    return assigned.names_of(body, (one.id for one in parameters)).own


def writes(tree: gast.FunctionDef | gast.Lambda) -> bool:
    """Say whether a function writes to variables around it."""
    return any(isinstance(node, gast.Nonlocal) for node in gast.walk(tree))


def with_captured(lo: Lowering, tree: gast.FunctionDef, found: Captured) -> gast.FunctionDef:
    """Return a definition that takes what it captures, and that defines the functions which it calls."""
    made = copy.copy(tree)
    made.args = copy.copy(tree.args)
    names = [gast.copy_location(gast.Name(name, gast.Param(), None, None), tree) for name in found.values]
    plain = not (tree.args.defaults or tree.args.kwonlyargs)
    if plain:
        made.args.args = [*tree.args.args, *names]
    else:
        made.args.kwonlyargs = [*tree.args.kwonlyargs, *names]
        made.args.kw_defaults = [*tree.args.kw_defaults, *[None] * len(names)]
    made.body = [*(definition(name, one.tree) for name, one in found.functions.items()), *tree.body]
    return made


def definition(name: str, tree: gast.FunctionDef | gast.Lambda) -> gast.AST:
    """Return the statement that defines a function under a name."""
    if isinstance(tree, gast.FunctionDef):
        return tree
    target = gast.copy_location(gast.Name(name, gast.Store(), None, None), tree)
    return gast.copy_location(gast.Assign([target], tree, None), tree)
