"""Orders pure statements so that fewer versions of a variable live at once.

    ds_1 = ds * x                dw = dw + ds
    dw = dw + ds_0        ->     ds = ds * x
    ds = ds_1

A statement that makes the next version of a variable moves behind the last ones in its block that read the version before.
"""

from __future__ import annotations

from collections.abc import Iterator

from srcad.backend.facts import Facts, touched
from srcad.ir import contents, nodes
from srcad.ir.nodes import Block, Value
from srcad.origin import PRIMAL


def scheduled(facts: Facts) -> nodes.Function:
    """Return a function with its blocks' statements in a better order."""
    function = facts.function
    body = _block(facts, function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _block(facts: Facts, block: Block) -> Block:
    statements = [_inside(facts, statement) for statement in block.statements]
    reads = [frozenset(_read(statement)) for statement in statements]
    at_end = frozenset(_read(block.leaf))
    for index in reversed(range(len(statements))):
        target = _behind(facts, statements, reads, index, at_end)
        if target is not None:
            statements.insert(target, statements.pop(index))
            reads.insert(target, reads.pop(index))
    leaf = block.leaf
    if isinstance(leaf, nodes.Branch):
        leaf = nodes.Branch(leaf.condition, _block(facts, leaf.then), _block(facts, leaf.orelse), leaf.origin)
    return Block(tuple(statements), leaf)


def _inside(facts: Facts, node: nodes.Statement) -> nodes.Statement:
    match node:
        case nodes.If(condition, then, orelse, results, origin):
            return nodes.If(condition, _block(facts, then), _block(facts, orelse), results, origin)
        case nodes.For(space, counter, params, inits, body, results, exhausted, backwards, origin):
            body = _block(facts, body)
            return nodes.For(space, counter, params, inits, body, results, exhausted, backwards, origin)
        case nodes.Loop(params, inits, body, results, origin):
            return nodes.Loop(params, inits, _block(facts, body), results, origin)
    return node


def _behind(
    facts: Facts, statements: list[nodes.Statement], reads: list[frozenset], index: int, at_end: frozenset
) -> int | None:
    """Return where a statement is better put: after the last that reads its variable's version before."""
    node = statements[index]
    if not isinstance(node, nodes.Apply) or node.origin.role == PRIMAL or node.result.entity is None:
        return None
    before = set(_version_before(facts, node, node.result.entity))
    if not before or before & at_end:
        return None
    last = None
    waiting = set(before)  # the version before, and what is computed from it only to be folded into a later statement
    first = _first_reader(statements, index, before)
    for earlier, read in zip(statements[first:index], reads[first:index], strict=True):
        if waiting & read and not isinstance(earlier, (nodes.If, nodes.For, nodes.Loop)):
            waiting |= {value for value in contents.results(earlier) if _is_part(facts, value) and value not in node.args}
    for later in range(index + 1, len(statements)):
        if node.result in reads[later] or not _commutes(facts, node, statements[later]):
            break
        if waiting & reads[later]:
            last = later
            waiting |= {value for value in contents.results(statements[later]) if _is_part(facts, value)}
    return last


def _first_reader(statements: list[nodes.Statement], index: int, values: set[Value]) -> int:
    """Return the first place before a statement at which values could be read: behind the first one's definition."""
    missing = set(values)
    while index and missing:
        index -= 1
        missing.difference_update(contents.results(statements[index]))
    return index


def _version_before(facts: Facts, node: nodes.Apply, entity: tuple) -> Iterator[Value]:
    """Yield the versions of a variable that an expression reads."""
    for arg in node.args:
        if isinstance(arg, Value) and arg.entity == entity:
            yield arg
        elif isinstance(arg, Value) and _is_part(facts, arg) and isinstance(facts.statement_of(arg), nodes.Apply):
            yield from _version_before(facts, facts.statement_of(arg), entity)


def _is_part(facts: Facts, value: Value) -> bool:
    """Say whether a value is but a part of the one expression that reads it."""
    return value.name is None and len(facts.uses.get(value, ())) == 1


def _commutes(facts: Facts, node: nodes.Apply, other: nodes.Statement) -> bool:
    """Say whether a pure statement may come after another just as well."""
    read = {memory for operand in contents.operands(node) if (memory := facts.memory(operand)) is not None}
    return not touched(facts, other).writes & read


def _read(node: nodes.Statement | nodes.Leaf):
    """Yield every operand that a node reads, in its blocks too."""
    yield from contents.operands(node)
    if isinstance(node, nodes.For):
        yield from node.exhausted
    for block in contents.blocks(node):
        for inner in (*block.statements, block.leaf):
            yield from _read(inner)
