"""Which Ifs are written as expressions: `a if c else b`, `a and b`, `a or b`."""

from __future__ import annotations

from srcad.backend import facts as facts_
from srcad.backend.facts import Facts
from srcad.ir import contents, nodes
from srcad.ir.nodes import Value
from srcad.origin import PRIMAL

# A conditional expression that srcad makes of its own reads at most this many names and literals.
LARGEST = 6


def conditional_expressions(facts: Facts) -> dict[nodes.If, tuple[Value, ...]]:
    """Return the Ifs to be written as expressions, each with the values that are folded into it."""
    found: dict[nodes.If, tuple[Value, ...]] = {}
    for _, _, statement in reversed(list(facts_.statements(facts.function.body))):
        if isinstance(statement, nodes.If) and len(statement.results) == 1:
            inner = _sides(facts, statement, found)
            if inner is not None and _fits(facts, statement, inner):
                found[statement] = inner
    return found


def _sides(facts: Facts, node: nodes.If, found: dict) -> tuple[Value, ...] | None:
    """Return the values computed in both sides if each side is one expression."""
    inner: tuple[Value, ...] = ()
    for block in contents.blocks(node):
        if not isinstance(block.leaf, nodes.Yield) or isinstance(block.leaf.values[0], nodes.Undefined):
            return None
        for index, statement in enumerate(block.statements):
            if not _pure(statement, found):
                return None
            value = contents.results(statement)[0]
            uses = facts.uses.get(value, [])
            if value.named or len(uses) != 1 or uses[0].block is not block or uses[0].index <= index:
                return None
            inner += (value,)
    return inner


def _pure(statement: nodes.Statement, found: dict) -> bool:
    if isinstance(statement, nodes.If):
        return statement in found
    if isinstance(statement, (nodes.Call, nodes.Effect)):
        return len(statement.results) == 1 and statement.origin.role == PRIMAL
    return isinstance(statement, (nodes.Apply, nodes.Load))


def _fits(facts: Facts, node: nodes.If, inner: tuple[Value, ...]) -> bool:
    """Say whether the source has an expression here, or one is short enough."""
    result = node.results[0]
    if node.origin.role == PRIMAL:
        return from_expression(node)
    return len(inner) + 3 <= LARGEST and not any(_named(value) for value in inner) and not result.named


def from_expression(node: nodes.If) -> bool:
    """Say whether an If comes from an expression of the source, and not from an if statement."""
    origin = node.origin
    statement_if = origin.statement.startswith(("if ", "elif ", "if(", "elif("))
    return (
        not statement_if
        or (origin.line, origin.column) != (origin.statement_line, 0) and origin.end_line == origin.line
    )


def _named(value: Value) -> bool:
    return value.name is not None
