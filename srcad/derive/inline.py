"""Puts the bodies of the user's functions in the place of their calls.

A derivative that is to be derived again is made from a primal function without calls: then nothing crosses from a
forward half to a backward half but plain values. Functions that call themselves stay calls; `derive.calls` derives
those by functions that need no forward half.

    def f(x):                        def f(x):
        return g(x) + x       ->         return x * x + x
"""

from __future__ import annotations

import ast

from srcad import errors
from srcad.derive.calls import positional
from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value


def inlined(function: nodes.Function) -> nodes.Function:
    """Return the function with each call of a user's function replaced by that function's body, unless it calls itself."""
    if not any(isinstance(node, nodes.Call) for node in rewrite.walk(function.body)):
        return function
    body = _Inliner().block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def reaches(callee: nodes.Callee, wanted: tuple) -> bool:
    """Say whether a call of a function leads to one of the function with this key."""
    seen: set[tuple] = set()
    todo = [callee]
    while todo:
        function = todo.pop().function
        for node in rewrite.walk(function.body) if function is not None else ():
            if isinstance(node, nodes.Call):
                if node.callee.key == wanted:
                    return True
                if node.callee.key not in seen:
                    seen.add(node.callee.key)
                    todo.append(node.callee)
    return False


class _Inliner:
    def __init__(self) -> None:
        self.alias: dict[Value, Operand] = {}

    def use(self, operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in self.alias:
            operand = self.alias[operand]
        return operand

    def block(self, block: Block) -> Block:
        statements: list[nodes.Statement] = []
        for node in block.statements:
            if isinstance(node, nodes.Call) and node.callee.function is not None and not reaches(node.callee, node.callee.key):
                statements += self.call(node)
            else:
                statements.append(rewrite.with_blocks(node, self.block, self.use))
        return Block(tuple(statements), rewrite.with_sides(block.leaf, self.block, self.use))

    def call(self, node: nodes.Call) -> list[nodes.Statement]:
        """Return the statements of a callee, its parameters replaced by the call's arguments."""
        call = positional(node)
        function = call.callee.function
        inner = _Inliner().block(function.body)
        args = list(map(self.use, call.args))
        mapping = {
            param.value: args[k] if k < len(args) else _default(param, call) for k, param in enumerate(function.params)
        }
        body = rewrite.Copier(mapping).block(inner)
        if isinstance(body.leaf, nodes.Return):
            self.alias[call.results[0]] = body.leaf.value
            return list(body.statements)
        return [*body.statements, _as_statement(body.leaf, call)]


def _as_statement(leaf: nodes.Leaf, call: nodes.Call) -> nodes.Statement:
    """Return a callee's tail branch as a statement whose result is the call's."""
    if isinstance(leaf, nodes.Branch):
        return nodes.If(leaf.condition, _yielding(leaf.then), _yielding(leaf.orelse), call.results, leaf.origin)
    raise errors.UnsupportedCallError(
        f"{call.callee.name} always raises", call.origin, why="its derivative can't be derived again"
    )


def _yielding(block: Block) -> Block:
    leaf = block.leaf
    if isinstance(leaf, nodes.Return):
        return Block(block.statements, nodes.Yield((leaf.value,), leaf.origin))
    if isinstance(leaf, nodes.Branch):
        made = nodes.Branch(leaf.condition, _yielding(leaf.then), _yielding(leaf.orelse), leaf.origin)
        return Block(block.statements, made)
    return block


def _default(param: nodes.Param, call: nodes.Call) -> Operand:
    try:
        return nodes.Const(ast.literal_eval(param.default or ""), param.default)
    except (ValueError, SyntaxError):
        raise errors.UnsupportedCallError(
            f"the default of '{param.name}' is no literal", call.origin, instead="pass the argument"
        ) from None
