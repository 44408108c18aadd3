"""Which arrays are parts of others, whose memory they show.

The tangent of `v[1:] + 1.0`, which is an array of its own, is `dv[1:]`: a part of one that may be written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from srcad.analysis import memory
from srcad.derive.adjoints import ALLOCATING
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Operand, Value


def allocates(op: str) -> bool:
    """Say whether a primitive's result is a new array."""
    return op.startswith(ALLOCATING) and op not in memory.VIEWING


def is_part(array: Operand, made: Iterable[nodes.Statement], parts: Collection[Operand]) -> bool:
    """Say whether an array shows a part of one that was there before these statements; `parts` are known to do so."""
    defines = {result: one for one in made for result in contents.results(one)}
    viewed = False
    while array in defines:
        match defines[array]:
            case nodes.Load(source=source):
                array = source
            case nodes.Apply(op=op, args=(first, *_)) if not allocates(op):
                array = first
            case _:
                return False
        viewed = True
    return viewed or array in parts


def shows(function: nodes.Function, operand: Operand) -> bool:
    """Say whether a value is an argument of a function, or a view of one."""
    statements = (node for node in rewrite.walk(function.body) if isinstance(node, nodes.Statement))
    defines = {result: node for node in statements for result in contents.results(node)}
    while operand in defines:
        match defines[operand]:
            case nodes.Load(source=source):
                operand = source
            case nodes.Apply(op=op, args=(first, *_)) if op in memory.VIEWING:
                operand = first
            case _:
                return False
    return isinstance(operand, Value)
