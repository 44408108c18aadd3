"""Refuses, when a derivative is asked for, the syntax that srcad doesn't differentiate."""

from __future__ import annotations

from collections.abc import Iterator

import gast

from srcad.errors import UnsupportedSyntaxError
from srcad.frontend.source import FunctionSource

# What a construct is called, why it is refused, and what to write instead.
REFUSED: dict[str, tuple[str, str, str]] = {
    "AsyncFunctionDef": ("an async function", "a derivative runs from start to end", "write a plain function"),
    "Await": ("await", "a derivative runs from start to end", "pass the awaited value as an argument"),
    "AsyncFor": ("async for", "a derivative runs from start to end", "pass the values as a list"),
    "AsyncWith": ("async with", "a derivative runs from start to end", "enter the context around the call"),
    "Yield": ("yield", "a generator's statements run when its caller asks", "append to a list and return it"),
    "YieldFrom": ("yield from", "a generator's statements run when its caller asks", "append to a list and return it"),
    "ClassDef": ("a class within a function", "objects are not differentiated", "use tuples, lists and functions"),
    "Try": ("try", "which statements ran can't be told from the text", "test the condition with if"),
    "TryStar": ("try", "which statements ran can't be told from the text", "test the condition with if"),
    "With": ("with", "what a context does to its body can't be told from the text", "enter it around the call"),
    "Match": ("match", "patterns are not differentiated", "write if and elif"),
    "Global": ("global", "a derivative must not write outside of itself", "return the value"),
    "Nonlocal": ("nonlocal", "a derivative must not write outside of itself", "return the value"),
    "Delete": ("del", "names and items are not removed", "leave the name, or build what remains"),
    "Import": (
        "an import within a function",
        "names are resolved before the function runs",
        "import at the module's top",
    ),
    "ImportFrom": (
        "an import within a function",
        "names are resolved before the function runs",
        "import at the module's top",
    ),
    "Dict": ("a dict", "only tuples, lists and arrays hold values that are differentiated", "use a tuple or a list"),
    "Set": ("a set", "it has no order", "use a tuple or a list"),
    "DictComp": (
        "a dict comprehension",
        "only tuples, lists and arrays hold differentiated values",
        "append to a list",
    ),
    "SetComp": ("a set comprehension", "it has no order", "append to a list in a for loop"),
    "GeneratorExp": ("a generator expression here", "only sum(...) reads one", "append to a list in a for loop"),
    "TypeAlias": ("a type statement within a function", "it computes nothing", "move it to the module's top"),
    "Starred": ("* unpacking", "how many values it gives can't be told from the text", "name each value"),
}

# Calls that take a generator expression as their only argument.
READERS = ("sum", "min", "max", "any", "all", "fsum")


def check(source: FunctionSource) -> None:
    """Raise UnsupportedSyntaxError at the first construct, in reading order, that is not supported."""
    refused = sorted(problems(source), key=lambda error: (error.origin.line, error.origin.column))
    if refused:
        raise refused[0]


def problems(source: FunctionSource) -> Iterator[UnsupportedSyntaxError]:
    """Yield an error for each unsupported construct of a function."""
    read: set[int] = set()
    for statement, node in placed(source.tree):
        name = type(node).__name__
        read.update(map(id, read_generators(node)))
        if name in REFUSED and id(node) not in read:
            yield refusal(source, node, statement, *REFUSED[name])
        yield from (refusal(source, part, statement, *words) for part, words in inner_problems(node))
        if isinstance(node, gast.FunctionDef) and node is not source.tree:
            why = "what it makes of the function is known only to it"
            words = ("a decorator within a function", why, "call it by name")
            yield from (refusal(source, decorator, node, *words) for decorator in node.decorator_list)


def placed(tree: gast.AST) -> Iterator[tuple[gast.AST, gast.AST]]:
    """Yield a function and all within it that runs with it, each node with its innermost statement, parents first."""
    pending = [(tree, tree)]
    while pending:
        statement, node = pending.pop()
        yield statement, node
        for field, value in gast.iter_fields(node):
            if field not in ("decorator_list", "returns", "annotation", "type_params", "ctx"):
                for child in value if isinstance(value, list) else (value,):
                    if isinstance(child, gast.AST):
                        pending.append((child if isinstance(child, gast.stmt) else statement, child))


def read_generators(node: gast.AST) -> Iterator[gast.AST]:
    """Yield the generator expression that a call reads from its start to its end."""
    match node:
        case gast.Call(func=gast.Name(id=name), args=[gast.GeneratorExp() as generator, *_]) if name in READERS:
            yield generator
        case gast.Call(func=gast.Attribute(attr=name), args=[gast.GeneratorExp() as generator, *_]) if name in READERS:
            yield generator


def inner_problems(node: gast.AST) -> Iterator[tuple[gast.AST, tuple[str, str, str]]]:
    """Yield the unsupported parts of a node that is itself supported."""
    match node:
        case gast.arguments(vararg=vararg, kwarg=kwarg):
            why = "how many arguments there are can't be told from the text"
            if vararg is not None:
                yield vararg, (f"*{vararg.id}", why, "name each parameter, or take a tuple")
            if kwarg is not None:
                yield kwarg, (f"**{kwarg.id}", why, "name each parameter")
        case gast.Call(keywords=keywords):
            unpacked = [k.value for k in keywords if k.arg is None]
            yield from ((v, ("** unpacking", "which arguments it gives can't be told", "name each")) for v in unpacked)
        case gast.Attribute(ctx=gast.Store()):
            yield node, ("an assignment to an attribute", "objects are not differentiated", "assign to a variable")
        case gast.GeneratorExp(generators=[_, second, *_]):
            yield second.target, ("a second for in a generator expression", "it is a nested loop", "write for loops")


def refusal(
    source: FunctionSource, node: gast.AST, statement: gast.AST, what: str, why: str, instead: str
) -> UnsupportedSyntaxError:
    return UnsupportedSyntaxError(f"{what} is not supported", source.origin(node, statement), why, instead)
