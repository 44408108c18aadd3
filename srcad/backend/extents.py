"""How long an array must be that is indexed by a loop's counter, where that is known before the loop."""

from __future__ import annotations

from srcad.backend.facts import Facts, statements
from srcad.ir import contents, nodes
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.ir.types import INTEGER

LENGTHS = {"builtins.len", "numpy.size", "numpy.shape"}
ADD, SUB = "operator.add", "operator.sub"


class Extents:
    """Finds the lengths; a counter is at least 0, and below what it returns."""

    def __init__(self, facts: Facts):
        self.facts = facts
        loops = (node for _, _, node in statements(facts.function.body) if isinstance(node, nodes.For))
        self.loop_of = {loop.counter: loop for loop in loops if loop.counter is not None}

    def of(self, loop: nodes.For, block: Block, index: int, before: list[nodes.Statement]) -> nodes.Extent | None:
        """Return the length of an array that is made in a block before its statement `index`; None where it isn't known.

        What has to be computed for it is appended to `before`.
        """
        if isinstance(loop.space, nodes.Items):
            sequence = loop.space.sequences[0]
            if len(loop.space.sequences) > 1 or not self.is_there(sequence, block, index):
                return None
            length = Value(INTEGER, origin=loop.origin)
            before.append(nodes.Apply(length, "builtins.len", (sequence,), origin=loop.origin))
            return nodes.Extent(length)
        end = self.end(loop)
        if end is None or not self.at_least(loop, 0):
            return None
        grows = _int(loop.space.start if _int(loop.space.step) > 0 else loop.space.stop) is not None
        stop, more = self.bound(*end, grows)
        known = self.there(stop, block, index, before)
        return None if known is None else nodes.Extent(known, more, self.may_lack(stop, more))

    def end(self, loop: nodes.For) -> tuple[Operand, int] | None:
        """Return a loop's largest counter plus one, as an operand and what is added to it."""
        step = _int(loop.space.step)
        if step is None or step == 0:
            return None
        return (loop.space.stop, 0) if step > 0 else (loop.space.start, 1)

    def at_least(self, loop: nodes.For, least: int) -> bool:
        """Say whether all counters of a loop are at least so large."""
        step = _int(loop.space.step)
        if step is None:
            return False
        return self.is_from(loop.space.start, least) if step > 0 else self.is_from(loop.space.stop, least - 1)

    def is_from(self, operand: Operand, least: int) -> bool:
        """Say whether an int is surely at least so large."""
        if (value := _int(operand)) is not None:
            return value >= least
        if operand in self.loop_of:
            loop = self.loop_of[operand]
            return isinstance(loop.space, nodes.Range) and self.at_least(loop, least)
        define = self.facts.statement_of(operand)
        if isinstance(define, nodes.Load):
            define = self.facts.statement_of(define.source)
        if not isinstance(define, nodes.Apply):
            return False
        if define.op == ADD:
            a, b = define.args
            return any(_int(y) is not None and self.is_from(x, least - _int(y)) for x, y in ((a, b), (b, a)))
        return define.op in LENGTHS and least <= 0

    def bound(self, operand: Operand, more: int, grows: bool) -> tuple[Operand, int]:
        """Return what an int plus `more` is at most; what `grows` with a counter is less than with that loop's end.

        A band, `range(i, i + 3)`, would leave most of an array empty that has room for all.
        """
        define = self.facts.statement_of(operand)
        if isinstance(define, nodes.Apply) and define.op in (ADD, SUB) and _int(define.args[1]) is not None:
            sign = 1 if define.op == ADD else -1
            return self.bound(define.args[0], more + sign * _int(define.args[1]), grows)
        loop = self.loop_of.get(operand)
        if grows and loop is not None and isinstance(loop.space, nodes.Range) and (end := self.end(loop)) is not None:
            return self.bound(end[0], end[1] - 1 + more, grows)
        return operand, more

    def may_lack(self, stop: Operand, more: int) -> bool:
        """Say whether a length may be less than 0: a user's count, that one knows not to be, is taken at its word."""
        return more < 0 and _int(stop) is None

    def is_there(self, operand: Operand, block: Block, index: int) -> bool:
        """Say whether an operand is known at a place."""
        if not isinstance(operand, Value):
            return True
        definition = self.facts.definitions[operand]
        if definition.statement is None:
            return True
        around = self.facts.loops[block]
        if operand in contents.region_params(definition.statement):
            return definition.statement in around
        if definition.block is block:
            return definition.index < index
        return self.encloses(definition.block, definition.index, block)

    def encloses(self, outer: Block, index: int, inner: Block) -> bool:
        """Say whether a block lies in a later statement of another."""
        later = (*outer.statements[index + 1 :], outer.leaf)
        return any(side is inner or self.encloses(side, -1, inner) for node in later for side in contents.blocks(node))

    def there(self, operand: Operand, block: Block, index: int, before: list[nodes.Statement]) -> Operand | None:
        """Return an operand where it is known at a place, or a copy that is computed there; None where that can't be."""
        if self.is_there(operand, block, index):
            return operand
        define = self.facts.statement_of(operand)
        if isinstance(define, nodes.Apply) and define.op in (*LENGTHS, ADD, SUB) and not define.kwargs:
            args = tuple(self.there(arg, block, index, before) for arg in define.args)
            made: nodes.Statement = nodes.Apply(Value(operand.type, origin=define.origin), define.op, args, origin=define.origin)
        elif isinstance(define, nodes.Load) and all(isinstance(item, Const) for items in define.path for item in items):
            args = (self.there(define.source, block, index, before),)
            made = nodes.Load(Value(operand.type, origin=define.origin), args[0], define.path, define.origin)
        else:
            return None
        if None in args:
            return None
        before.append(made)
        return made.result


def _int(operand: Operand) -> int | None:
    return operand.value if isinstance(operand, Const) and type(operand.value) is int else None
