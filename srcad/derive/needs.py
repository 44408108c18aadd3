"""What a region's backward part needs of its forward part: the values, what computing them again takes, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srcad.analysis import cut, infer
from srcad.derive.costs import CHEAP, DEAR, HALF
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Block, Value
from srcad.simplify import clean

if TYPE_CHECKING:
    from srcad.derive.residuals import Residuals

INFINITE = cut.INFINITE
SHAPES = {"numpy.shape", "numpy.size", "builtins.len"}


def has_effects(block: Block) -> bool:
    for node in rewrite.walk(block):
        if isinstance(node, (nodes.Effect, nodes.Raise, nodes.Pull)):
            return True
        if isinstance(node, nodes.Call) and clean.may_have_effects(node):
            return True
    return False


class Needs:
    """The values of a region that are needed, directly or to compute others again.

    stored: what a loop stores is read from there, which takes that the loop runs forward.
    """

    def __init__(
        self, state: Residuals, primal: Block, backward: Block, needed: dict[Value, list[Block]], stored: bool = False
    ):
        self.state, self.primal, self.backward = state, primal, backward
        self.needed = needed
        self.blocks = {id(block) for block in state.tree.region_blocks(primal)}
        self.operands: dict[Value, list[Value]] = {}
        self.definitions: dict[Value, nodes.Statement] = {}
        self.free = primal is not backward
        self.stored = stored and self.free and state.tree.is_loop_body(primal)
        for value in needed:
            self.add(value)

    def add(self, value: Value) -> None:
        """Add a value and what computing it again takes."""
        stack = [value]
        while stack:
            value = stack.pop()
            if value in self.operands:
                continue
            operands = self.inputs(value)
            self.operands[value] = operands
            stack.extend(operands)

    def inputs(self, value: Value) -> list[Value]:
        """Return the operands of a value's definition that have to be made available with it."""
        node = self.state.tree.node_of.get(value)
        if node is None or value in contents.region_params(node):
            return []
        if isinstance(node, nodes.Load):
            node = self.current(node)
        elif isinstance(node, nodes.Apply) and node.op in SHAPES:
            node = self.of_latest(node)
        elif self.stored and isinstance(node, nodes.Apply) and node.op not in CHEAP:
            if (found := self.state.read_back(value)) is not None:
                self.definitions[value], indices = found
                return indices
        self.definitions[value] = node
        return [operand for operand in rewrite.free_values(node) if self.is_needed(operand)]

    def current(self, node: nodes.Load) -> nodes.Load:
        """Return a load from the version that still holds the element at the end, where there is one."""
        if node.source not in self.state.stale:
            return node
        final = self.state.written_once.final(node)
        if final is None or not self.state.tree.visible(final, self.backward):
            return node
        return nodes.Load(node.result, final, node.path, node.origin)

    def of_latest(self, node: nodes.Apply) -> nodes.Apply:
        """Return the reading of an overwritten array's shape from a version that is still there, where there is one."""
        twin = self.state.latest(node.args[0], self.backward)
        if twin is None:
            return node
        return nodes.Apply(node.result, node.op, (twin, *node.args[1:]), node.kwargs, node.form, node.text, origin=node.origin)

    def is_needed(self, operand: Value) -> bool:
        state = self.state
        home = state.tree.block_of.get(operand)
        if operand in state.counters:
            return False
        if home is None or id(home) not in self.blocks:
            return operand in state.stale and state.is_primal(operand)
        if self.primal is self.backward and home is self.backward:
            return operand in state.stale and state.is_primal(operand)
        return True

    # -- costs -----------------------------------------------------------------------------------------------

    def keeping(self, value: Value) -> float:
        costs, state = self.state.costs, self.state
        home = state.tree.block_of.get(value)
        if home is None or id(home) not in self.blocks:
            return INFINITE
        if isinstance(value.type, types.Tape) and state.tree.is_loop_body(self.primal):
            return INFINITE
        if value in state.stale:
            return costs.part if is_part(state.tree.node_of.get(value)) else costs.copy
        if not state.tree.is_loop_body(self.primal) or self.primal is self.backward:
            return costs.variable
        if id(home) not in state.backward_of:
            return INFINITE
        if state.is_unchanging(value, self.primal, self.backward):
            return costs.unchanging
        return costs.tape if isinstance(value.type, types.Scalar) else costs.tape_array

    def computing(self, value: Value) -> float:
        node = self.definitions.get(value)
        costs = self.state.costs
        match node:
            case None:
                return INFINITE
            case nodes.Apply():
                return self.apply_cost(node)
            case nodes.Load():
                return costs.load
            case nodes.If():
                return self.if_cost(node)
            case nodes.For() | nodes.Loop() | nodes.Call():
                return INFINITE if not self.free or not repeatable(node) else costs.call
            case _:
                return INFINITE

    def apply_cost(self, node: nodes.Apply) -> float:
        costs = self.state.costs
        if node.op in costs.by_op:
            return costs.by_op[node.op]
        if node.op in CHEAP:
            return costs.index if isinstance(node.result.type, types.Scalar) and node.result.type.dtype == types.INT and not node.result.named else costs.cheap
        if node.op in HALF:
            return HALF[node.op] * costs.cheap
        if node.op.startswith("math."):
            return costs.number_function
        return costs.call if node.op.startswith(DEAR) else costs.function

    def if_cost(self, node: nodes.If) -> float:
        if not repeatable(node):
            return INFINITE
        total = self.state.costs.cheap
        for side in contents.blocks(node):
            for inner in rewrite.walk(side):
                if isinstance(inner, nodes.Apply):
                    total += self.apply_cost(inner)
                elif isinstance(inner, (nodes.For, nodes.Loop, nodes.Call)):
                    total += self.state.costs.call
        return total

    def choose(self, also: tuple[Value, ...] = (), free: tuple[Value, ...] = ()) -> set[Value]:
        """Return what to keep; `also` has to be available too, and `free` costs nothing to keep."""
        values = list(self.operands)
        keeping = {value: 0.0 if value in free else self.keeping(value) for value in values}
        computing = {value: INFINITE if value in free else self.computing(value) for value in values}
        return cut.choose([*self.needed, *also, *free], self.operands, keeping, computing)

    def to_move(self) -> list[Value]:
        """Return the values that moving the forward part takes, those that inner loops with tapes read included."""
        for node in self.tape_makers():
            for operand in rewrite.free_values(node):
                if self.is_needed(operand):
                    self.add(operand)
            for result in contents.results(node):
                self.operands.setdefault(result, [])
        return list(self.operands)

    def reads_ends(self, values: list[Value]) -> bool:
        """Say whether elements or shapes among the values are read from what a buffer is in the end, which the forward loop makes."""
        pairs = ((self.state.tree.node_of.get(value), self.definitions.get(value)) for value in values)
        return any(node is not read is not None for node, read in pairs)

    def recomputable(self, values: list[Value]) -> bool:
        """Say whether values can all be computed within one iteration, from nothing that is carried into it."""
        return all(self.computing_moved(value) for value in values)

    def computing_moved(self, value: Value) -> bool:
        node = self.state.tree.node_of.get(value)
        home = self.state.tree.block_of.get(value)
        if home is None or id(home) not in self.blocks:
            return False
        if node is None or value in contents.region_params(node):
            return False
        return repeatable(node) or isinstance(node, nodes.NewTape)

    def wanted(self, kept: set[Value]) -> set[Value]:
        """Return the values that are needed, and the operands of those among them that are computed again."""
        found: set[Value] = set()
        pending = [value for value in self.operands if value in self.needed]
        while pending:
            value = pending.pop()
            if value not in found:
                found.add(value)
                pending += () if value in kept else self.operands[value]
        return found

    def readers_first(self, computed: list[Value]) -> list[Value]:
        """Return values, given in the order of their definition, each behind all that are computed from it.

        An element's index may be defined after what is stored there: `h[t + 1] = math.tanh(...)`.
        """
        readers: dict[Value, list[Value]] = {value: [] for value in computed}
        for value in reversed(computed):
            for operand in self.operands[value]:
                if operand in readers:
                    readers[operand].append(value)
        order: dict[Value, None] = {}

        def place(value: Value) -> None:
            for reader in readers[value]:
                if reader not in order:
                    place(reader)
            order.setdefault(value)

        for value in reversed(computed):
            place(value)
        return list(order)

    def in_order(self) -> list[Value]:
        """Return the values in the order of their definition."""
        order: dict[Value, int] = {}

        def walk(block: Block) -> None:
            for node in block.statements:
                for inner in contents.blocks(node):
                    if isinstance(node, nodes.If):
                        walk(inner)
                for result in contents.results(node):
                    order.setdefault(result, len(order))
            if isinstance(block.leaf, nodes.Branch):
                for inner in contents.blocks(block.leaf):
                    walk(inner)

        outer = self.state.tree.outer[id(self.primal)]
        for param in contents.region_params(outer[1]) if outer is not None and isinstance(outer[1], nodes.Statement) else ():
            order.setdefault(param, len(order))
        walk(self.primal)
        return sorted(self.operands, key=lambda value: order.get(value, -1))

    def nodes_of(self, values: list[Value]) -> set[int]:
        """Return the statements that define values, and the loops that fill tapes."""
        found = {id(self.state.tree.node_of[value]) for value in values if value in self.state.tree.node_of}
        return found | set(map(id, self.tape_makers()))

    def tape_makers(self) -> list[nodes.Statement]:
        """Return the region's statements that fill tapes which the reversed iteration empties."""
        pulled = {
            node.tape
            for block in self.state.tree.subtree(self.backward)
            for node in block.statements
            if isinstance(node, nodes.Pull)
        }
        return [
            node
            for block in self.state.tree.region_blocks(self.primal)
            for node in block.statements
            if any(
                isinstance(inner, nodes.Push) and inner.tape in pulled
                for side in contents.blocks(node)
                for inner in rewrite.walk(side)
            )
        ]


def is_part(node: nodes.Statement | None) -> bool:
    """Say whether a statement reads a small part of an array: its path names an element of some axis."""
    if not isinstance(node, nodes.Load) or not isinstance(node.result.type, types.Array):
        return False
    items = (item for subscript in node.path for item in subscript if not isinstance(item, nodes.Slice))
    return any(isinstance(infer.type_of(item), types.Scalar) for item in items)


def repeatable(node: nodes.Statement) -> bool:
    """Say whether a statement can be executed again, or elsewhere, to the same effect."""
    if isinstance(node, (nodes.Effect, nodes.Pull, nodes.Push, nodes.NewTape)):
        return False
    if isinstance(node, nodes.Call):
        return node.part in (nodes.PRIMAL_CALL, nodes.FORWARD_CALL) and not clean.may_have_effects(node)
    return not any(has_effects(block) for block in contents.blocks(node))
