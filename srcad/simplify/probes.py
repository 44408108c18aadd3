"""Lets what runs behind a try read what the try's body has computed already.

    raised = try:                          raised, y = try:
        t = log(x)                             t = log(x)
        Yield()                                Yield(t)
    if raised:                     ->      if raised:
        Yield(0.0)                             Yield(0.0)
    else:                                  else:
        y = log(x)                             Yield(y)
        Yield(y)
"""

from __future__ import annotations

from collections.abc import Iterator

from srcad.analysis import memory
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Const, Global, Operand, Slice, Value


def shared(function: nodes.Function) -> nodes.Function:
    """Return a function in which nothing that a try's body computes is computed again behind it."""
    tries = [node for node in rewrite.walk(function.body) if isinstance(node, nodes.Try)]
    if not tries:
        return function
    function = rewrite.copy_function(function)
    alias: dict[Value, Value] = {}
    again: set[nodes.Statement] = set()
    defines = {node.result: node for node in rewrite.walk(function.body) if isinstance(node, nodes.Apply)}
    for node, behind in pairs(function.body, defines):
        share(node, behind, alias, again, function.body)
    body = rewrite.block(without(function.body, again), lambda operand: alias.get(operand, operand))
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def pairs(block: Block, defines: dict) -> Iterator[tuple[nodes.Try, Block]]:
    """Yield each try with the block that runs where its body was left by its end."""
    following = [*block.statements, block.leaf]
    for k, node in enumerate(following):
        if isinstance(node, nodes.Try) and isinstance(node.body.leaf, nodes.Yield):
            behind = completed(node, following[k + 1 :], defines)
            if behind is not None:
                yield node, behind
        for inner in contents.blocks(node):
            yield from pairs(inner, defines)


def completed(node: nodes.Try, following: list, defines: dict) -> Block | None:
    """Return the block to which all questions after the flag, answered by no, lead."""
    for later in following:
        if isinstance(later, (nodes.If, nodes.Branch)) and asks(later.condition, node.flag, defines):
            inner = completed(node, [*later.orelse.statements, later.orelse.leaf], defines)
            return later.orelse if inner is None else inner
    return None


def asks(condition: Operand, flag: Value, defines: dict) -> bool:
    if condition is flag:
        return True
    define = defines.get(condition)
    return define is not None and define.op == "operator.eq" and define.args[0] is flag


def share(node: nodes.Try, behind: Block, alias: dict, again: set, root: Block) -> None:
    """Find what is computed again, in order, and let the try yield what of it is read."""
    same: dict[Value, Value] = {}
    overwritten = memory.stale_values(node.body)
    left = [one for one in node.body.statements if overwritten.isdisjoint(contents.results(one))]
    matched: list[tuple[Value, Value]] = []
    for statement in behind.statements:
        twin = next((k for k, one in enumerate(left) if is_twin(one, statement, same)), None)
        if twin is None:
            continue
        one = left.pop(twin)
        if isinstance(statement, nodes.Call) and statement.part != one.part:
            # The first run is the forward half's, which keeps what the backward half reads.
            one.callee, one.args, one.kwargs, one.part = statement.callee, translated(statement, same), (), statement.part
            one.results = (*one.results, *(Value(v.type, v.name, v.named, v.entity, v.origin) for v in statement.results[1:]))
        found = list(zip(contents.results(statement), contents.results(one), strict=True))
        same.update(found)
        matched += found
        again.add(statement)
    inside = {id(one) for one in again}
    read = {value for one in rewrite.walk(root) if id(one) not in inside for value in direct(one)}
    for value, twin in matched:
        if value in read:
            result = Value(value.type, value.name, value.named, value.entity, value.origin)
            node.results += (result,)
            node.body.leaf.values += (twin,)
            alias[value] = result


def direct(node: nodes.Statement | nodes.Leaf) -> Iterator[Operand]:
    yield from contents.operands(node)
    if isinstance(node, nodes.For):
        yield from node.exhausted


def translated(call: nodes.Call, same: dict) -> tuple[Operand, ...]:
    return tuple(same.get(arg, arg) for arg in call.args)


def is_twin(one: nodes.Statement, other: nodes.Statement, same: dict) -> bool:
    """Say whether two statements compute the same; `same` are the values of the second that are ones of the first."""
    match one, other:
        case nodes.Apply(), nodes.Apply():
            names = [name for name, _ in one.kwargs] == [name for name, _ in other.kwargs]
            return (one.op, one.form, one.text) == (other.op, other.form, other.text) and names and reads_same(one, other, same)
        case nodes.Load(), nodes.Load():
            shape = [[isinstance(item, Slice) for item in part] for part in one.path]
            alike = shape == [[isinstance(item, Slice) for item in part] for part in other.path]
            return alike and parts(one.path) == parts(other.path) and reads_same(one, other, same)
        case nodes.Call(part=nodes.PRIMAL_CALL), nodes.Call(part=nodes.FORWARD_CALL | nodes.PRIMAL_CALL):
            function = one.callee.function
            plain = not one.kwargs and not other.kwargs and function is not None
            return plain and function is other.callee.function and reads_same(one, other, same)
    return False


def parts(path: nodes.Path) -> list:
    """Return which bounds the slices of a path have."""
    slices = [item for part in path for item in part if isinstance(item, Slice)]
    return [[bound is None for bound in (one.start, one.stop, one.step)] for one in slices]


def reads_same(one: nodes.Statement, other: nodes.Statement, same: dict) -> bool:
    left, right = list(contents.operands(one)), list(contents.operands(other))
    return len(left) == len(right) and all(a is same.get(b, b) or equal(a, b) for a, b in zip(left, right))


def equal(a: Operand, b: Operand) -> bool:
    if isinstance(a, Const) and isinstance(b, Const):
        return type(a.value) is type(b.value) and repr(a.value) == repr(b.value)
    return isinstance(a, Global) and isinstance(b, Global) and a == b


def without(block: Block, again: set) -> Block:
    """Return a block without some of its statements."""
    statements = tuple(
        rewrite.with_blocks(node, lambda inner: without(inner, again)) if contents.blocks(node) else node
        for node in block.statements if node not in again
    )
    return Block(statements, rewrite.with_sides(block.leaf, lambda inner: without(inner, again)))
