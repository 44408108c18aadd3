"""Lets the run look at what was taken to be real, where a complex number would give a wrong derivative.

    y = x ** p
    if isinstance(y, complex):
        raise ValueError("f.py:2: a power of a negative number is complex, ...")
"""

from __future__ import annotations

import os

from srcad.analysis import infer, realness
from srcad.errors import TYPE_AT_THE_RUN
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Apply, Block, Const, Global, Value

COMPLEX_TYPE = Global("complex", types.Known("builtins.complex"), "builtin", "builtins.complex")


def checked(function: nodes.Function, found: realness.Findings) -> nodes.Function:
    """Return the function, and in it those that it calls, with the checks that the findings ask for."""
    if not found.lost:
        return function
    made = {key: _checked(one, found.lost) for key, one in found.functions.items()}
    for one in made.values():
        for node in rewrite.walk(one.body):
            if isinstance(node, nodes.Call) and id(node.callee.function) in made:
                node.callee.function = made[id(node.callee.function)]
    return made[id(function)]


def _checked(function: nodes.Function, lost: realness.Sources) -> nodes.Function:
    def block(inner: Block) -> Block:
        statements: list[nodes.Statement] = []
        for node in inner.statements:
            statements.append(rewrite.with_blocks(node, block) if contents.blocks(node) else node)
            if node in lost:
                statements += [made for result in contents.results(node) for made in check(node, result)]
        return Block(tuple(statements), rewrite.with_sides(inner.leaf, block))

    return nodes.Function(function.name, function.params, block(function.body), function.doc, function.origin)


def check(node: Apply | nodes.Effect, result: Value) -> list[nodes.Statement]:
    """Return the statements that raise an error where a result is complex."""
    condition, origin = Value(types.BOOLEAN, origin=node.origin), node.origin
    if isinstance(infer.type_of(result), types.Scalar):
        made = Apply(condition, "builtins.isinstance", (result, COMPLEX_TYPE), origin=origin)
    else:
        made = Apply(condition, "numpy.iscomplexobj", (result,), origin=origin)
    text = f"{os.path.basename(origin.file)}:{origin.line}: {_reason(node)}{TYPE_AT_THE_RUN}"
    return [made, nodes.Effect("refuse", (condition, Const(text)), text="ValueError", origin=origin)]


def _reason(node: Apply | nodes.Effect) -> str:
    if isinstance(node, Apply) and node.op in realness.POWERS:
        return "a power of a negative number is complex, and was taken to be real; raise complex(x) to the power"
    if isinstance(node, Apply) and node.op in realness.MATRICES:
        return "the result is complex, and was taken to be real; give the function a complex matrix, a + 0j"
    return "the result is complex, and was taken to be real; add 0j to it"
