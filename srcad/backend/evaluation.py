"""Says when expressions are evaluated: in which order a statement's operands are, and what of it mustn't change.

A value that is folded into its use is evaluated there. What takes an item off a list, reads a tape or calls a function keeps its
place among the others that do; what reads memory stays on its side of each write.
"""

from __future__ import annotations


from srcad.backend import syntax
from srcad.backend.facts import Facts, Use, is_tape, touched
from srcad.ir import contents, nodes
from srcad.ir.nodes import Value
from srcad.origin import PRIMAL


class Evaluation:
    """What is known of the evaluation of expressions, the folded values among their operands included."""

    def __init__(self, facts: Facts, folded: dict[Value, nodes.Statement]):
        self.facts = facts
        self.folded = folded

    def is_in_order(self, statement: nodes.Statement, use: Use) -> bool:
        """Say whether operands with effects on each other are evaluated in the order of their statements."""
        lazy = self.is_lazy(use.node)
        if lazy and self._contains_ordered(statement):
            return False
        if not self._contains_ordered(statement):
            return True
        if self.shifts_what_is_read(statement, use.node):
            return False
        order = self._evaluated(use.node, value_of(statement))
        places = [self.facts.definitions[value].index for value in order]
        return places == sorted(places)

    def shifts_what_is_read(self, statement: nodes.Statement, node: nodes.Statement | nodes.Leaf) -> bool:
        """Say whether an expression takes an item off a list of which a statement reads others by their places."""
        pops = [one for one in self._inside(statement) if isinstance(one, nodes.Pop)]
        if not pops:
            return False
        places = [one for one in (node, *self._inside(node)) if isinstance(one, (nodes.Load, nodes.Store))]
        return any(
            self.facts.memory(place.source) is self.facts.memory(pop.source) and not _from_the_start(pop, place)
            for place in places
            for pop in pops
        )

    def is_lazy(self, node: nodes.Statement | nodes.Leaf) -> bool:
        """Say whether a node may leave some of its operands unevaluated."""
        return isinstance(node, nodes.Apply) and node.op in syntax.JUNCTIONS or node in self.facts.conditionals

    def is_ordered(self, statement: nodes.Statement) -> bool:
        return isinstance(statement, (nodes.Pull, nodes.Pop, nodes.Effect, nodes.Call)) or _reads_tape(statement)

    def touches(self, statement: nodes.Statement):
        return touched(self.facts, statement)

    def read(self, statement: nodes.Statement) -> list[nodes.Operand]:
        """Return what an expression reads, folded operands replaced by what they read."""
        found: list[nodes.Operand] = []
        for operand in self.facts.reads(statement):
            found += self.read(self.folded[operand]) if operand in self.folded else [operand]
        return found

    def memory_read(self, statement: nodes.Statement) -> frozenset[Value]:
        """Return the memory that a statement reads, folded operands and nested blocks included."""
        found = {memory for operand in self.read(statement) if (memory := self.facts.memory(operand)) is not None}
        for block in contents.blocks(statement):
            for inner in (*block.statements, block.leaf):
                found |= self.memory_read(inner)
        return frozenset(found)

    def may_raise(self, statement: nodes.Statement) -> bool:
        """Say whether evaluating a primal expression may raise, which mustn't cross an effect."""
        if statement.origin.role != PRIMAL:
            return False
        if not isinstance(statement, nodes.Apply) or syntax.may_raise(statement.op):
            return True
        return any(self.may_raise(self.folded[operand]) for operand in statement.args if operand in self.folded)

    def _inside(self, node: nodes.Statement | nodes.Leaf) -> list[nodes.Statement]:
        """Return an expression's statements: its own, if it is one, and those folded into it."""
        inner = [self.folded[operand] for operand in self.facts.reads(node) if operand in self.folded]
        own = [node] if isinstance(node, (nodes.Pop, nodes.Load)) else []
        return own + [one for statement in inner for one in self._inside(statement)]

    def _contains_ordered(self, statement: nodes.Statement) -> bool:
        """Say whether an expression does anything whose time matters."""
        inner = (self.folded[operand] for operand in self.facts.reads(statement) if operand in self.folded)
        return self.is_ordered(statement) or any(map(self._contains_ordered, inner))

    def _evaluated(self, node: nodes.Statement | nodes.Leaf, candidate: Value) -> list[Value]:
        """Return the ordered values folded into a node, with a candidate, in the order of evaluation."""
        found: list[Value] = []
        for operand in self._operands(node):
            if operand in self.folded or operand is candidate:
                inner = self.facts.statement_of(operand)
                found += self._evaluated(inner, candidate)
                if self.is_ordered(inner):
                    found.append(operand)
        return found

    def _operands(self, node: nodes.Statement | nodes.Leaf) -> list[nodes.Operand]:
        """Return the operands of a node as Python evaluates them: what is assigned before where."""
        if isinstance(node, nodes.Store) and not node.add:
            return [node.value, node.source, *contents.path_operands(node.path)]
        return self.facts.reads(node)


def value_of(statement: nodes.Statement) -> Value:
    """Return the value that an expression gives."""
    return statement.value if isinstance(statement, nodes.Pop) else contents.results(statement)[0]


def _from_the_start(pop: nodes.Pop, place: nodes.Load | nodes.Store) -> bool:
    """Say whether an item stands where it stood when the last one has been taken off."""
    match pop.index, place.path:
        case None, ((nodes.Const(int(k)),), *_):
            return k >= 0
        case None, ((nodes.Value(),), *_):
            return True
    return False


def _reads_tape(statement: nodes.Statement) -> bool:
    return any(is_tape(operand) for operand in contents.operands(statement))
