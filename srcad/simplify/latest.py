"""Reads the shape of a variable off its last version, where the one that a loop starts with would be held for its shape alone.

    pos_1 = pos                            for _ in range(steps):
    for _ in range(steps):                     pos = pos + dt * vel
        pos_1 = pos_1 + dt * vel     ->    dpos = np.zeros_like(pos)
    dpos = np.zeros_like(pos)
"""

from __future__ import annotations

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Apply, Block, For, Loop, Value
from srcad.ir.types import Array
from srcad.origin import PRIMAL
from srcad.simplify.clean import own_leaves

# Where an operand's shape alone is read.
SHAPE_ONLY = dict.fromkeys(
    [f"numpy.{name}" for name in "zeros_like ones_like full_like empty_like shape size ndim".split()] + ["builtins.len"], 0
) | {"srcad.runtime.unbroadcast": 1, "srcad.runtime.broadcast_like": 1}


def read(function: nodes.Function) -> nodes.Function:
    """Return the function with shapes read off the versions that are held."""
    body = _Reading(function).block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


class _Reading:
    def __init__(self, function: nodes.Function):
        self.users: dict[Value, list] = {}
        for node in rewrite.walk(function.body):
            exhausted = node.exhausted if isinstance(node, For) else ()
            for operand in dict.fromkeys((*contents.operands(node), *exhausted)):
                if isinstance(operand, Value):
                    self.users.setdefault(operand, []).append(node)
        self.twins: dict[Value, Value] = {}

    def block(self, block: Block) -> Block:
        statements: list[nodes.Statement] = []
        for k, node in enumerate(block.statements):
            if isinstance(node, Apply):
                node = self.reading(node)
            if isinstance(node, (For, Loop)) and node.origin.role == PRIMAL:
                node = self.loop(node, (*block.statements[k + 1 :], block.leaf))
            statements.append(rewrite.with_blocks(node, self.block))
        return Block(tuple(statements), rewrite.with_sides(block.leaf, self.block))

    def reading(self, node: Apply) -> Apply:
        at = SHAPE_ONLY.get(node.op)
        if at is None or len(node.args) <= at or node.args[at] not in self.twins:
            return node
        args = (*node.args[:at], self.twins[node.args[at]], *node.args[at + 1 :])
        return Apply(node.result, node.op, args, node.kwargs, node.form, node.text, node.accumulates, node.origin)

    def loop(self, node: For | Loop, rest: tuple) -> For | Loop:
        """Note the last versions of a loop's variables that may stand for the first, as results of the loop."""
        inside = {id(one) for one in rewrite.walk(node.body)}
        behind = {id(one) for later in rest for one in _within(later)}
        for param, init in zip(node.params, node.inits, strict=True):
            if not isinstance(init, Value) or not init.named or init.entity != param.entity:
                continue
            later = [user for user in self.users[init] if id(user) in behind]
            held = any(id(user) in inside for user in self.users[init])
            if later and not held and all(self.is_for_shape(user, init, param) for user in later):
                result, node = self.last(node, param)
                if result is not None:
                    self.twins[init] = result
        return node

    def is_for_shape(self, user, init: Value, param: Value) -> bool:
        """Say whether a node reads a value's shape only, which is that of the last version, too."""
        if not isinstance(user, Apply) or user.op not in SHAPE_ONLY or user.origin.role == PRIMAL:
            return False
        at = SHAPE_ONLY[user.op]
        if any(operand is init for k, operand in enumerate(contents.operands(user)) if k != at):
            return False
        if isinstance(init.type, Array) and init.type == param.type and None not in (init.type.dims or (None,)):
            return True
        # With the adjoint of what the loop ends with, the reversed loop begins.
        begins = [isinstance(one, For) and user.result in one.inits for one in self.users.get(user.result, ())]
        own = user.result.entity is not None and user.result.entity[: len(init.entity)] == init.entity
        return user.op == "numpy.zeros_like" and own and bool(begins) and all(begins)

    def last(self, node: For | Loop, param: Value) -> tuple[Value | None, For | Loop]:
        """Return what a loop's parameter is in the end, and the loop that gives it."""
        exits = [leaf for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Exit)]
        if isinstance(node, Loop) or exits:
            return next((one for one in node.results if one.entity == param.entity and one.type == param.type), None), node
        for result, operand in zip(node.results, node.exhausted, strict=True):
            if operand is param:
                return result, node
        result = Value(param.type, param.name, param.named, param.entity, param.origin)
        results, exhausted = (*node.results, result), (*node.exhausted, param)
        made = For(
            node.space, node.counter, node.params, node.inits, node.body, results, exhausted, node.reversed, node.origin
        )
        return result, made


def _within(node: nodes.Statement | nodes.Leaf):
    yield node
    for inner in contents.blocks(node):
        yield from rewrite.walk(inner)
