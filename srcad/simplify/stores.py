"""Assigns what is zeroed first and added to afterwards.

    du[1:-1] = 0.0                  du[1:-1] = d
    du[2:] += e              ->     du[2:] += e
    du[1:-1] += d
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Const, Value

ZEROS = {"numpy.zeros_like", "numpy.zeros"}


def merge(function: nodes.Function) -> nodes.Function:
    """Return the function with each zeroing store merged into the addition to the same elements that follows it."""
    uses = Counter(operand for node in rewrite.walk(function.body) for operand in _reads(node))
    return nodes.Function(function.name, function.params, _block(function.body, uses), function.doc, function.origin)


def _reads(node):
    yield from (operand for operand in contents.operands(node) if isinstance(operand, Value))
    if isinstance(node, nodes.For):
        yield from (operand for operand in node.exhausted if isinstance(operand, Value))


def _block(block: Block, uses: Counter) -> Block:
    def change(inner: Block) -> Block:
        return _block(inner, uses)

    statements = [rewrite.with_blocks(node, change) for node in block.statements]
    _assign_to_zeros(statements)
    for zeroing in [node for node in statements if _zeroes(node)]:
        chain = _chain(zeroing, statements, uses)
        if chain:
            _rewrite(statements, zeroing, chain)
    return Block(tuple(statements), rewrite.with_sides(block.leaf, change))


def _assign_to_zeros(statements: list) -> None:
    """Let what is added to elements of new zeros, each named by literals and once, be assigned."""
    paths: dict[Value, list[nodes.Path]] = {}
    for k, node in enumerate(statements):
        if isinstance(node, nodes.Apply) and node.op in ZEROS:
            paths[node.result] = []
        elif isinstance(node, nodes.Store) and node.source in paths:
            written = paths.pop(node.source)
            if node.add and written and all(_distinct(node.path, path) for path in written):
                statements[k] = replace(node, add=False)
            paths[node.result] = [*written, node.path]


def _distinct(a: nodes.Path, b: nodes.Path) -> bool:
    """Say whether two paths of literal indices surely name different elements."""
    if len(a) != 1 or len(b) != 1 or len(a[0]) != len(b[0]):
        return False
    literal = all(isinstance(item, Const) and type(item.value) is int for item in (*a[0], *b[0]))
    return literal and any(x.value != y.value and (x.value < 0) == (y.value < 0) for x, y in zip(a[0], b[0], strict=True))


def _zeroes(node: nodes.Statement) -> bool:
    return isinstance(node, nodes.Store) and not node.add and isinstance(node.value, Const) and node.value.value == 0


def _chain(zeroing: nodes.Store, statements, uses: Counter) -> list[nodes.Store]:
    """Return the additions from a zeroing store to the one to the same elements; nothing else may read the buffer."""
    chain: list[nodes.Store] = []
    version = zeroing.result
    for node in statements:
        if isinstance(node, nodes.Store) and node.source is version and node.add and uses[version] == 1:
            chain.append(node)
            if same_path(node.path, zeroing.path):
                return chain
            version = node.result
    return []


def _rewrite(statements: list, zeroing: nodes.Store, chain: list[nodes.Store]) -> None:
    """Replace a zeroing store and its chain of additions by an assignment, then the other additions."""
    *others, last = chain
    statements.remove(zeroing)
    for node in others:
        statements.remove(node)
    at = statements.index(last)
    made: list[nodes.Store] = []
    source = zeroing.source
    for k, node in enumerate((last, *others)):
        final = k == len(others)
        result = last.result if final else Value(node.result.type, node.result.name, False, node.result.entity, node.origin)
        made.append(nodes.Store(result, source, node.path, node.value, node is not last, node.origin))
        source = result
    statements[at : at + 1] = made


def same_path(a: nodes.Path, b: nodes.Path) -> bool:
    """Say whether two paths surely name the same elements, each once."""
    if len(a) != len(b) or any(len(x) != len(y) for x, y in zip(a, b, strict=True)):
        return False
    return all(_same_item(x, y) for s, t in zip(a, b, strict=True) for x, y in zip(s, t, strict=True))


def _same_item(x: nodes.Item, y: nodes.Item) -> bool:
    if isinstance(x, nodes.Slice) and isinstance(y, nodes.Slice):
        return all(_same_operand(p, q) for p, q in ((x.start, y.start), (x.stop, y.stop), (x.step, y.step)))
    return not isinstance(x, nodes.Slice) and not isinstance(y, nodes.Slice) and _same_operand(x, y)


def _same_operand(p, q) -> bool:
    if isinstance(p, Const) and isinstance(q, Const):
        return type(p.value) is type(q.value) and p.value == q.value
    return p is q
