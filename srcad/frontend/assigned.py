"""The names that statements assign, those of nested functions aside; and those they declare nonlocal or global."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import gast

# What assigns nothing in the function around it, and holds nothing that does.
SILENT = (gast.Constant, gast.Lambda, gast.Load, gast.Store, gast.Pass, gast.Break, gast.Continue)
# What statements stand in.
HOLDING = (gast.stmt, gast.ExceptHandler, gast.match_case)
COMPREHENSIONS = (gast.GeneratorExp, gast.ListComp, gast.SetComp, gast.DictComp)


@dataclass(frozen=True)
class Names:
    """A function's own variables, and the names that it declares nonlocal and global."""

    own: frozenset[str]
    outer: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()


def names_of(body: Iterable[gast.AST], parameters: Iterable[str]) -> Names:
    """Return the names of a function with this body."""
    body = list(body)
    outer, outside = (frozenset(declared(body, kind)) for kind in (gast.Nonlocal, gast.Global))
    return Names(frozenset({*assigned_names(body), *parameters}) - outer - outside, outer, outside)


def assigned_names(body: Iterable[gast.AST]) -> list[str]:
    """Return the names that statements assign, in order."""
    found: dict[str, None] = {}
    for node in body:
        for name in assigned_in(node):
            found[name] = None
    return list(found)


def assigned_in(node: gast.AST) -> list[str]:
    """Return the names that a piece of syntax assigns in the function that it stands in."""
    found: list[str] = []
    _gather(node, found)
    return found


def _gather(node: gast.AST, found: list[str]) -> None:
    kind = type(node)
    if kind is gast.Name:
        if isinstance(node.ctx, gast.Store):
            found.append(node.id)
        return
    if kind in SILENT:
        return
    match node:
        case gast.FunctionDef(name=name):
            found.append(name)
            return
        case gast.GeneratorExp() | gast.ListComp() | gast.SetComp() | gast.DictComp():
            found.extend(walruses(node))
            return
        case gast.Import(names=aliases) | gast.ImportFrom(names=aliases):
            found.extend(alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case gast.MatchAs(name=str(name)) | gast.MatchStar(name=str(name)) | gast.MatchMapping(rest=str(name)):
            found.append(name)
    for child in gast.iter_child_nodes(node):
        _gather(child, found)


def walruses(node: gast.AST) -> Iterator[str]:
    """Yield what a comprehension assigns by := in the function around it."""
    for child in gast.iter_child_nodes(node):
        if isinstance(child, gast.NamedExpr):
            yield child.target.id
        if not isinstance(child, (gast.Lambda, gast.FunctionDef)):
            yield from walruses(child)


def declared(body: Iterable[gast.AST], kind: type) -> Iterator[str]:
    """Yield the names that statements of a kind declare, nested functions aside."""
    for node in body:
        if isinstance(node, kind):
            yield from node.names
        if isinstance(node, HOLDING) and not isinstance(node, gast.FunctionDef):
            yield from declared(gast.iter_child_nodes(node), kind)
