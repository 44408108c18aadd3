"""Puts the bodies of callee pairs in the place of their calls, so that a derivative can be derived again.

    y, saved = g_fwd(x)            y = x * x
    ...                     ->     ...
    dx = g_bwd(saved, dy)          dx = 2 * dy * x
"""

from __future__ import annotations

from srcad import errors
from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value

DEEPEST = 12


def inlined(function: nodes.Function) -> nodes.Function:
    """Return the function with every call of a half of a pair replaced by that half's body."""
    body, depth = function.body, 0
    while any(_is_half(node) for node in rewrite.walk(body)):
        depth += 1
        call = next(node for node in rewrite.walk(body) if _is_half(node))
        if depth > DEEPEST:
            raise errors.UnsupportedCallError(
                f"{call.callee.name} calls itself",
                call.origin,
                why="derivatives of derivatives of recursive functions are not supported",
                instead="write the recursion as a loop",
            )
        body = _block(body, {})
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _is_half(node) -> bool:
    return isinstance(node, nodes.Call) and node.part != nodes.PRIMAL_CALL


def _block(block: Block, alias: dict[Value, Operand]) -> Block:
    def use(operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in alias:
            operand = alias[operand]
        return operand

    statements: list[nodes.Statement] = []
    for node in block.statements:
        match node:
            case nodes.Call() if _is_half(node):
                statements += _body(node, use, alias)
            case nodes.If():
                then, orelse = _block(node.then, alias), _block(node.orelse, alias)
                statements.append(nodes.If(use(node.condition), then, orelse, node.results, node.origin))
            case nodes.For():
                space = rewrite._space(node.space, use, rewrite.same)
                inits = tuple(map(use, node.inits))
                body = _block(node.body, alias)
                exhausted = tuple(map(use, node.exhausted))
                statements.append(
                    nodes.For(space, node.counter, node.params, inits, body, node.results, exhausted, node.reversed, node.origin)
                )
            case nodes.Loop():
                inits = tuple(map(use, node.inits))
                statements.append(nodes.Loop(node.params, inits, _block(node.body, alias), node.results, node.origin))
            case _:
                statements.append(rewrite.statement(node, use))
    leaf = block.leaf
    if isinstance(leaf, nodes.Branch):
        leaf = nodes.Branch(use(leaf.condition), _block(leaf.then, alias), _block(leaf.orelse, alias), leaf.origin)
    else:
        leaf = rewrite.leaf(leaf, use)
    return Block(tuple(statements), leaf)


def _body(call: nodes.Call, use, alias: dict[Value, Operand]) -> list[nodes.Statement]:
    """Return the statements of a half, its parameters replaced by the call's arguments; bind the call's results."""
    derived = call.callee.source
    half = {nodes.FORWARD_CALL: derived.forward, nodes.BACKWARD_CALL: derived.backward, nodes.TANGENT_CALL: derived.tangent}[
        call.part
    ]
    args = list(map(use, call.args))
    mapping: dict[Value, Operand] = {}
    for k, param in enumerate(half.params):
        if k < len(args):
            mapping[param.value] = args[k]
        else:
            mapping[param.value] = _default(param, call)
    copier = rewrite.Copier(mapping)
    body = copier.block(half.body)
    if isinstance(body.leaf, nodes.Return):
        return _returned(body, call, alias)
    raise errors.UnsupportedCallError(
        f"{call.callee.name} returns in several places",
        call.origin,
        why="derivatives of derivatives of such callees are not supported",
        instead="assign the result in each branch, and return it once",
    )


def _returned(body: Block, call: nodes.Call, alias: dict[Value, Operand]) -> list[nodes.Statement]:
    value = body.leaf.value
    statements = list(body.statements)
    if len(call.results) == 1:
        alias[call.results[0]] = value
        return statements
    pair = next(s for s in statements if isinstance(s, nodes.Apply) and s.result is value)
    for result, item in zip(call.results, pair.args, strict=True):
        alias[result] = item
    statements.remove(pair)
    return statements


def _default(param: nodes.Param, call: nodes.Call) -> Operand:
    import ast

    try:
        return nodes.Const(ast.literal_eval(param.default or ""), param.default)
    except (ValueError, SyntaxError):
        raise errors.UnsupportedCallError(f"the default of '{param.name}' is no literal", call.origin) from None
