"""Says which buffers are updated in place, under the name that they have or under a later one.

In `b[:] = a * a; a, b = b, a` the buffer of `a` is updated one iteration later, as `b`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from srcad.ir import contents, nodes
from srcad.ir.nodes import Block, Operand, Value


def updated(param: Value, params: tuple[Value, ...], body: Block) -> bool:
    """Say whether the buffer that a loop's parameter holds at first is updated, in this iteration or a later one."""
    flow = _Flow()
    flow.block(body, params, (), ())
    return param in flow.updated()


def written(body: Block) -> set[Operand]:
    """Return the values of a function's body whose buffer is updated while or after they hold it."""
    flow = _Flow()
    flow.block(body, (), (), ())
    return flow.updated()


def changed(node: nodes.Statement) -> set[Operand]:
    """Return the values whose buffer a statement updates, also those under whose later name it does."""
    flow = _Flow()
    flow.statement(node)
    return flow.updated()


def definition(statements: Sequence[nodes.Statement], operand: Operand) -> nodes.Apply | None:
    """Return the Apply among statements that defines an operand, None where what it read has been updated since."""
    since: list[nodes.Statement] = []
    for statement in reversed(statements):
        if not isinstance(statement, nodes.Apply):
            since.append(statement)
        elif statement.result is operand:
            return None if has_changed(statement, since) else statement
    return None


def has_changed(define: nodes.Apply, since: Sequence[nodes.Statement]) -> bool:
    """Say whether statements update what a definition reads."""
    read = set(contents.operands(define)) if since and define.op != "tuple" else set()
    return bool(read) and any(not read.isdisjoint(changed(one)) for one in since)


def forget(defines: dict[Operand, nodes.Apply], node: nodes.Statement) -> None:
    """Drop, in place, the definitions that read what a statement updates: they can't be written again behind it."""
    gone = set() if isinstance(node, (nodes.Apply, nodes.Load)) else changed(node)
    if not gone:
        return
    for value in [value for value, define in defines.items() if not gone.isdisjoint(contents.operands(define))]:
        del defines[value]


class _Flow:
    """Which values hold the buffer of which others, and which are updated."""

    def __init__(self) -> None:
        self.came_from: dict[Value, list[Operand]] = {}
        self.stored: set[Operand] = set()

    def goes(self, operands: Iterable[Operand], values: Iterable[Value]) -> None:
        for operand, value in zip(operands, values):
            self.came_from.setdefault(value, []).append(operand)

    def updated(self) -> set[Operand]:
        """Return the values that are stored to, and those whose buffer they hold."""
        found: set[Operand] = set()
        pending = list(self.stored)
        while pending:
            value = pending.pop()
            if value not in found:
                found.add(value)
                pending += self.came_from.get(value, ()) if isinstance(value, Value) else ()
        return found

    def block(self, block: Block, params: tuple, results: tuple, yielded: tuple) -> None:
        """Walk a block: what an iteration ends with goes to `params`, what leaves a loop or an if to the others."""
        for node in block.statements:
            self.statement(node)
        self.leaf(block.leaf, params, results, yielded)

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Store() | nodes.Append() | nodes.Pop():
                self.stored.add(node.source)
                self.goes((node.source,), (node.result,))
            case nodes.If():
                for side in contents.blocks(node):
                    self.block(side, (), (), node.results)
            case nodes.For() | nodes.Loop():
                self.goes(node.inits, node.params)
                if isinstance(node, nodes.For):
                    self.goes(node.exhausted, node.results)
                self.block(node.body, node.params, node.results, ())

    def leaf(self, leaf: nodes.Leaf, params: tuple, results: tuple, yielded: tuple) -> None:
        match leaf:
            case nodes.Next(values):
                self.goes(values, params)
            case nodes.Exit(values):
                self.goes(values, results)
            case nodes.Yield(values):
                self.goes(values, yielded)
            case nodes.Branch():
                for side in contents.blocks(leaf):
                    self.block(side, params, results, yielded)
