"""The last passes over a derived function: those that choose between forms which mean the same.

    for _ in reversed(range(count)):          while x_tape:
        x = x_tape.pop()               ->         x = x_tape.pop()
"""

from __future__ import annotations

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Value
from srcad.simplify import (
    accumulators,
    clean,
    common,
    copies,
    counts,
    factors,
    latest,
    order,
    pieces,
    probes,
    products,
    sinking,
    spent,
    stores,
    uniform,
    walks,
)
from srcad.simplify.clean import own_leaves


def finish(function: nodes.Function) -> nodes.Function:
    """Return the function in the form in which it is written."""
    function = pieces.put_together(clean.clean(function))
    function = clean.clean(sinking.sunk(clean.clean(common.shared(counts.read_ints(function)))))
    function = clean.clean(factors.factored(clean.clean(products.collect(function))))
    function = uniform.read(copies.dropped(spent.left(stores.merge(products.collect(function, last=True)))))
    function = latest.read(walks.by_items(order.forwards(function)))
    function = accumulators.accumulated(function)
    body = _drained(_early_return(function.body), function.body)
    finished = nodes.Function(function.name, function.params, body, function.doc, function.origin)
    return clean.clean(probes.shared(clean.clean(finished)))


def _early_return(block: Block) -> Block:
    """Let a function whose last statement does something deep on one side only return at once on the other.

        if saved is None:                 if saved is None:
            dx = 0.0                          return 0.0
        else:                      ->     for ...
            for ...                       return dx
        return dx
    """
    if not block.statements or not isinstance(block.leaf, nodes.Return):
        return block
    tail = _before_tuple(block)
    node = block.statements[tail] if tail >= 0 else None
    if not isinstance(node, nodes.If) or not all(isinstance(side.leaf, nodes.Yield) for side in contents.blocks(node)):
        return block
    if not any(_at_once(a) and _is_deep(b) for a, b in (contents.blocks(node), contents.blocks(node)[::-1])):
        return block
    behind = block.statements[tail + 1 :]
    sides = []
    for side in contents.blocks(node):
        copier = rewrite.Copier(dict(zip(node.results, side.leaf.values, strict=True)))
        made = tuple(copier.statement(statement) for statement in behind)
        origin = side.leaf.origin if _at_once(side) else block.leaf.origin
        leaf = nodes.Return(copier.use(block.leaf.value), origin)
        sides.append(_early_return(Block((*side.statements, *made), leaf)))
    return Block(block.statements[:tail], nodes.Branch(node.condition, *sides, node.origin))


def _before_tuple(block: Block) -> int:
    """Return the position of the last statement, the making of the returned tuple apart."""
    last = block.statements[-1]
    return len(block.statements) - (2 if isinstance(last, nodes.Apply) and last.op == "tuple" else 1)


def _at_once(side: Block) -> bool:
    return not side.statements


def _is_deep(side: Block) -> bool:
    return any(contents.blocks(node) for node in side.statements)


def _drained(block: Block, root: Block) -> Block:
    """Let loops at the outermost level that need a count only to empty a tape run until that tape is empty."""
    statements = []
    for node in block.statements:
        tape = _tape_that_counts(node, root) if isinstance(node, nodes.For) else None
        if tape is not None:
            node = nodes.For(
                nodes.Drain(tape), None, node.params, node.inits, node.body, node.results, node.exhausted, False, node.origin
            )
        elif isinstance(node, nodes.If):
            then, orelse = _drained(node.then, root), _drained(node.orelse, root)
            node = nodes.If(node.condition, then, orelse, node.results, node.origin)
        statements.append(node)
    leaf = block.leaf
    if isinstance(leaf, nodes.Branch):
        leaf = nodes.Branch(leaf.condition, _drained(leaf.then, root), _drained(leaf.orelse, root), leaf.origin)
    return Block(tuple(statements), leaf)


def _tape_that_counts(node: nodes.For, root: Block) -> Value | None:
    """Return a tape with one entry for each iteration of a reversed loop whose count had to be carried."""
    if not node.reversed or not isinstance(node.space, nodes.Range) or _counts(node.space.stop, root) is None:
        return None
    if node.counter is not None and _reads(node.body, node.counter):
        return None
    pulls = [s.tape for s in node.body.statements if isinstance(s, nodes.Pull) and not s.peek]
    for tape in pulls:
        users = [inner for inner in rewrite.walk(root) if tape in list(_direct(inner))]
        pushes = [inner for inner in users if isinstance(inner, nodes.Push)]
        if len(users) == 2 and len(pushes) == 1 and _once_an_iteration(pushes[0], node.space.stop, root):
            return tape
    return None


def _direct(node):
    return (operand for operand in contents.operands(node) if isinstance(operand, Value))


def _reads(block: Block, value: Value) -> bool:
    return any(operand is value for node in rewrite.walk(block) for operand in contents.operands(node))


def _counts(stop, root: Block):
    """Return the loop whose result (or whose result plus one) an iteration count is."""
    for node in rewrite.walk(root):
        if isinstance(node, (nodes.For, nodes.Loop)) and any(result is stop for result in node.results):
            return node
        if isinstance(node, nodes.Apply) and node.result is stop and node.op == "operator.add":
            return _counts(node.args[0], root)
    return None


def _once_an_iteration(push: nodes.Push, stop, root: Block) -> bool:
    """Say whether a push stands where each counted iteration of the forward loop passes once."""
    loop = _counts(stop, root)
    block: Block | None = loop.body
    while block is not None:
        if any(inner is push for inner in block.statements):
            return True
        if not isinstance(block.leaf, nodes.Branch):
            return False
        # Behind an exit the iteration goes on in one side only.
        going_on = [side for side in contents.blocks(block.leaf) if not all(isinstance(x, (nodes.Exit, nodes.Raise)) for x in own_leaves(side))]
        block = going_on[0] if len(going_on) == 1 else None
    return False
