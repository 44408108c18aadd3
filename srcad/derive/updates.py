"""Says whether a buffer is updated in place."""

from __future__ import annotations

from srcad.ir import nodes
from srcad.ir.nodes import Block, Value


def updated(value: Value, statements) -> bool:
    """Say whether statements update a buffer in place, under this or a later name."""
    for node in statements:
        match node:
            case nodes.Store() | nodes.Append() | nodes.Pop():
                if node.source is value:
                    return True
            case nodes.For() | nodes.Loop():
                for param, init in zip(node.params, node.inits, strict=True):
                    if init is value and updated(param, node.body.statements):
                        return True
                if _updated_in(value, node.body):
                    return True
            case nodes.If():
                if _updated_in(value, node.then) or _updated_in(value, node.orelse):
                    return True
    return False


def _updated_in(value: Value, block: Block) -> bool:
    if updated(value, block.statements):
        return True
    return any(_updated_in(value, inner) for inner in nodes.blocks(block.leaf))
