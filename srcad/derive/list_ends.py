"""Lets a loop yield each list that it lengthens or shortens: its adjoint starts as long as the list was in the end.

    while xs:                       while xs:
        total += xs.pop()    ->         total += xs.pop()
                                    dxs = zeros_like(xs)    # as it is behind the loop, not before
"""

from __future__ import annotations

from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Block, Value
from srcad.simplify.clean import own_leaves

Region = nodes.For | nodes.Loop


def yield_lists(function: nodes.Function, active: set[Value]) -> tuple[nodes.Function, dict[Value, Value]]:
    """Return the function whose loops yield the lists that they resize, and those results by the lists at the head."""
    ends: dict[Value, Value] = {}

    def block(inner: Block) -> Block:
        return Block(tuple(statement(node) for node in inner.statements), rewrite.with_sides(inner.leaf, block))

    def statement(node: nodes.Statement) -> nodes.Statement:
        made = rewrite.with_blocks(node, block)
        return _yielding(made, active, ends) if isinstance(made, Region) else made

    body = block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin), ends


def _yielding(node: Region, active: set[Value], ends: dict[Value, Value]) -> Region:
    resized = [param for k, param in enumerate(node.params) if param in active and _is_resized(node, k)]
    if not resized:
        return node
    more = tuple(Value(p.type, p.name, p.named, p.entity, node.origin) for p in resized)
    ends.update(zip(resized, more))
    for leaf in own_leaves(node.body):
        if isinstance(leaf, nodes.Exit):
            leaf.values = (*leaf.values, *(at_leaf(node.body, leaf, param) for param in resized))
    results = (*node.results, *more)
    if isinstance(node, nodes.Loop):
        return nodes.Loop(node.params, node.inits, node.body, results, node.origin)
    exhausted = (*node.exhausted, *resized)
    return nodes.For(
        node.space, node.counter, node.params, node.inits, node.body, results, exhausted, node.reversed, node.origin
    )


def at_leaf(block: Block, leaf: nodes.Leaf, current: Value) -> Value:
    """Return what a list carried into a loop's body has become on the way to one of the body's leaves."""
    for node in block.statements:
        if isinstance(node, nodes.Append | nodes.Pop | nodes.Store) and node.source is current:
            current = node.result
        elif isinstance(node, nodes.Apply | nodes.Load) and _may_resize(node) and node.result.entity == current.entity:
            current = node.result
        elif contents.blocks(node) and any(read is current for read in rewrite.read_by(node)):
            changed = [r for r in contents.results(node) if isinstance(r.type, types.List) and r.entity == current.entity]
            current = changed[0] if len(changed) == 1 else current
    for side in contents.blocks(block.leaf):
        if any(one is leaf for one in own_leaves(side)):
            return at_leaf(side, leaf, current)
    return current


def _is_resized(node: Region, k: int) -> bool:
    """Say whether a carried list may leave an iteration with another length: its end is changed, or it is made anew."""
    param = node.params[k]
    if not isinstance(param.type, types.List):
        return False
    if not any(map(_may_resize, rewrite.walk(node.body))):
        return False
    return any(isinstance(leaf, nodes.Next) and leaf.values[k] is not param for leaf in own_leaves(node.body))


def _may_resize(node: nodes.Statement | nodes.Leaf) -> bool:
    """Say whether a statement changes a list's length, or makes one."""
    if isinstance(node, nodes.Apply | nodes.Load):
        return isinstance(node.result.type, types.List)
    return isinstance(node, nodes.Append | nodes.Pop)
