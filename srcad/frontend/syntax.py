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
    "TryStar": ("except*", "which statements ran can't be told from the text", "test the condition with if"),
    "SetComp": ("a set comprehension", "it has no order", "append to a list in a for loop"),
}
JUMPS = (gast.Return, gast.Raise, gast.Break, gast.Continue)


def check(source: FunctionSource) -> None:
    """Raise UnsupportedSyntaxError at the first construct, in reading order, that is not supported."""
    for star, one in (("*", source.tree.args.vararg), ("**", source.tree.args.kwarg)):
        if one is not None:
            why = "what is differentiated has parameters by name"
            raise refusal(source, one, source.tree, f"{star}{one.id} here", why, "name each, or take a tuple or a dict")
    refused = sorted(problems(source), key=place)
    if refused:
        raise refused[0]


def check_callee(source: FunctionSource) -> None:
    """Check a function that another one calls, which may be a generator."""
    refused = sorted(problems(source, ("Yield", "YieldFrom")), key=place)
    if refused:
        raise refused[0]


def place(error: UnsupportedSyntaxError) -> tuple[int, int]:
    return error.origin.line, error.origin.column


def problems(source: FunctionSource, allowed: tuple[str, ...] = ()) -> Iterator[UnsupportedSyntaxError]:
    """Yield an error for each unsupported construct of a function."""
    for statement, node in placed(source.tree):
        name = type(node).__name__
        if name in REFUSED and name not in allowed:
            yield refusal(source, node, statement, *REFUSED[name])


def placed(tree: gast.AST) -> Iterator[tuple[gast.AST, gast.AST]]:
    """Yield a function and all within it that may run with it, each node with its innermost statement, parents first.

    What stands in nested functions runs when they are called, and is looked at then.
    """
    pending = [(tree, tree)]
    while pending:
        statement, node = pending.pop()
        yield statement, node
        nested = node is not tree and isinstance(node, (gast.FunctionDef, gast.Lambda))
        for field, value in gast.iter_fields(node):
            if field in ("decorator_list", "returns", "annotation", "type_params", "ctx") or (nested and field == "body"):
                continue
            for child in reached(value) if isinstance(value, list) else (value,):
                if isinstance(child, gast.AST):
                    pending.append((child if isinstance(child, gast.stmt) else statement, child))


def reached(parts: list) -> Iterator[gast.AST]:
    """Yield the parts of a list, of a block those up to its first jump."""
    for part in parts:
        yield part
        if isinstance(part, JUMPS):
            return


def refusal(
    source: FunctionSource, node: gast.AST, statement: gast.AST, what: str, why: str, instead: str
) -> UnsupportedSyntaxError:
    return UnsupportedSyntaxError(f"{what} is not supported", source.origin(node, statement), why, instead)
