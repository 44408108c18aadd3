"""Reads a length from the int that is known to equal it, where the function has one.

    n = len(labels)                             n = len(labels)
    ...                                 ->      ...
    d = -1.0 / logp[rows, labels].size          d = -1.0 / n
"""

from __future__ import annotations

from srcad.analysis import infer, sums
from srcad.ir import nodes, rewrite, types
from srcad.ir.nodes import Operand, Value
from srcad.origin import PRIMAL


def read_ints(function: nodes.Function) -> nodes.Function:
    """Return the function in which the derived lengths that an int equals are read from that."""
    known = sizes(function)
    alias: dict[Value, Operand] = {}
    for node in rewrite.walk(function.body):
        if isinstance(node, nodes.Apply) and (count := _count(node, known)) is not None:
            alias[node.result] = count
    if not alias:
        return function

    def use(operand: Operand) -> Operand:
        return alias.get(operand, operand) if isinstance(operand, Value) else operand

    body = rewrite.block(function.body, use)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _count(define: nodes.Apply, sizes: dict) -> Value | None:
    """Return the int that a length or a size is known to equal, where there is one already."""
    if define.op not in ("numpy.size", "builtins.len") or define.origin.role == PRIMAL or len(define.args) != 1:
        return None
    type_ = infer.type_of(define.args[0])
    dims = type_.dims if isinstance(type_, types.Array) else None
    return sizes.get(dims[0]) if dims is not None and len(dims) == 1 and dims[0] is not None else None


def sizes(function: nodes.Function) -> dict[object, Value]:
    """Return the ints at the head of a function whose symbolic value is known, by that."""
    found: dict[object, Value] = {}
    given = [param.value for param in function.params]
    # What an if or a loop yields may be undefined on some path.
    plain = [node for node in function.body.statements if isinstance(node, (nodes.Apply, nodes.Load))]
    made = [node.result for node in plain if node.origin.role == PRIMAL]
    for value in (*given, *made):
        size = sums.length(value.type.size) if isinstance(value.type, types.Scalar) and value.type.dtype == types.INT else None
        # A number that is known is read from what has a name alone: it may as well be written down.
        if size is not None and (value.named or not isinstance(size, int)):
            found.setdefault(size, value)
    return found
