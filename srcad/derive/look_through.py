"""Lets the backward pass read what a primal value was made of, where that is all that it reads of it.

    items = x, w * x                       items = x, w * x
    y = np.concatenate(items)              y = np.concatenate(items)
    ...                            ->      ...
    n = len(items[0])                      n = len(x)
    dz = A.T.T @ dy                        dz = A @ dy

What is written to a whole buffer is read from the buffer: after `P /= s`, the quotient is P.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from srcad.derive.tree import replace_operands
from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Apply, Block, Const, Load, Operand, Store, Value
from srcad.ir.types import Array


def look_through(root: Block, primal: Collection[int], stale: Collection[Value]) -> None:
    """Replace, in place, items of tuples and transposes of transposes in what isn't primal; stale memory is never read."""
    defines = {s.result: s for s in rewrite.walk(root) if isinstance(s, Apply)}
    alias: dict[Value, Operand] = dict(_written_whole(root, stale))

    def use(operand: Operand) -> Operand:
        return alias.get(operand, operand) if isinstance(operand, Value) else operand

    for node in rewrite.walk(root):
        if id(node) in primal:
            continue
        replace_operands(node, use)
        found = _origin(node, defines)
        if found is not None and found not in stale:
            alias[node.result] = found


def _written_whole(root: Block, stale: Collection[Value]) -> Iterator[tuple[Value, Value]]:
    """Yield each value without a name that is written to a whole buffer, with the buffer that then holds it."""
    for node in rewrite.walk(root):
        if isinstance(node, Store) and not node.path and not node.add and isinstance(node.value, Value):
            kept = node.result not in stale and not node.value.named
            if kept and isinstance(node.result.type, Array) and node.value.type == node.result.type:
                yield node.value, node.result


def _origin(node: nodes.Statement | nodes.Leaf, defines: dict[Value, Apply]) -> Operand | None:
    """Return the value that a statement only reads back."""
    match node:
        case Load(_, Value() as source, ((Const(int(k)),),)):
            made = defines.get(source)
            return made.args[k] if made is not None and made.op == "tuple" and k < len(made.args) else None
        case Apply(op="numpy.transpose", args=(Value() as source,), kwargs=()):
            made = defines.get(source)
            plain = made is not None and made.op == node.op and len(made.args) == 1 and not made.kwargs
            return made.args[0] if plain else None
    return None
