"""Keeps values for the backward pass: in a variable, exported from the branches around it, or on a tape."""

from __future__ import annotations

from srcad.derive.tree import replace_operands
from srcad.ir import contents, nodes, types
from srcad.ir.nodes import Block, Operand, Value


class Keeping:
    """The part of the residual pass that keeps what `analysis.cut` chose to keep."""

    def keep(self, value: Value, primal: Block, backward: Block) -> None:
        if self.tree.is_loop_body(primal) and primal is not backward:
            if self.is_unchanging(value, primal, backward):
                self.tree.substitute(backward, {value: self.last_value(value, primal)})
            else:
                self.keep_on_tape(value)
        elif primal is backward:
            self.keep_in_variable(value, backward)
        elif value in self.stale:
            # The halves of a pair: what is written later crosses as a copy.
            kept, _ = self.snapshot(value, self.tree.block_of[value])
            self.tree.substitute(backward, {value: kept})

    # -- what doesn't change in a loop ------------------------------------------------------------------------------

    def is_unchanging(self, value: Value, primal: Block, backward: Block) -> bool:
        """Say whether each iteration of an outermost loop computes a value from what is outside of the loop.

        Behind the loop the value is then still there; and where the loop hasn't run, its reverse doesn't, either.
        """
        around = self.tree.chain(primal)[1:]
        together = any(block is around[-1] for block in self.tree.chain(backward)) if around else False
        if not together or any(self.tree.is_loop_body(block) for block in around) or value in self.stale:
            return False
        inside = {id(block) for block in self.tree.region_blocks(primal)}
        return self.comes_from_outside(value, inside, primal)

    def comes_from_outside(self, value: Value, inside: set[int], primal: Block) -> bool:
        home = self.tree.block_of.get(value)
        if home is None or id(home) not in inside:
            return value not in self.stale
        node = self.tree.node_of.get(value)
        if not isinstance(node, nodes.Apply) or node.op in ("list", "tuple") or id(node) not in self.primal:
            return False
        if self.tree.statement_around(home) is not None and home is not primal:
            return False  # not every iteration computes it
        operands = [operand for operand in contents.operands(node) if isinstance(operand, Value)]
        return all(self.comes_from_outside(operand, inside, primal) for operand in operands)

    def last_value(self, value: Value, primal: Block) -> Value:
        """Return the result of a loop that is what its last iteration has computed of a value."""
        loop = self.tree.outer[id(primal)][1]
        outer = self.tree.outer[id(primal)][0]
        home = self.tree.block_of[value]
        param, result = (Value(value.type, value.name, value.named, value.entity, value.origin) for _ in range(2))
        loop.params, loop.inits, loop.results = (*loop.params, param), (*loop.inits, nodes.UNDEFINED), (*loop.results, result)
        if isinstance(loop, nodes.For):
            loop.exhausted = (*loop.exhausted, param)
        for block in self.tree.region_blocks(primal):
            if isinstance(block.leaf, (nodes.Next, nodes.Exit)):
                block.leaf.values = (*block.leaf.values, value if self.tree.encloses(home, block) else param)
        self.tree.block_of[param], self.tree.node_of[param] = primal, loop
        self.tree.block_of[result], self.tree.node_of[result] = outer, loop
        return result

    def snapshot(self, value: Value, block: Block) -> tuple[Operand, int]:
        """Return what to keep of a value, and where: the value, or a copy when its memory is written later."""
        at = self.tree.after_definition(value, block)
        if value not in self.stale:
            return value, at
        copy = self.insert_copy(value, block, at)
        self.primal.add(id(self.tree.node_of[copy]))
        return copy, at + 1

    def insert_copy(self, value: Value, block: Block, at: int) -> Value:
        """Insert a copy of an array or list into a block; return it."""
        copy = Value(value.type, value.name, False, value.entity, value.origin)
        if isinstance(value.type, types.List) and isinstance(value.type.item, types.List):
            made = nodes.Apply(copy, "srcad.runtime.copy_list", (value,), origin=value.origin)
        elif isinstance(value.type, types.List):
            made = nodes.Apply(copy, "builtins.list", (value,), origin=value.origin)
        else:
            made = nodes.Apply(copy, "numpy.copy", (value,), (), nodes.METHOD, "copy", origin=value.origin)
        self.tree.insert(block, at, made)
        return copy

    def keep_on_tape(self, value: Value) -> None:
        home = self.tree.block_of[value]
        pull_in = self.backward_of[id(home)]
        kept, at = self.snapshot(value, home)
        push_in = self.executed_with(home, pull_in)
        if push_in is not home:
            at = 0
        name = None if value.name is None else f"{value.name}_tape"
        entity = None if value.entity is None else (*value.entity, ("tape", len(self.tapes)))
        tape = Value(types.Tape(value.type), name, False, entity, value.origin)
        pulled = Value(value.type, value.name, value.named, value.entity, value.origin)
        push = nodes.Push(tape, kept, value.origin)
        self.tree.insert(push_in, at, push)
        self.primal.add(id(push))
        self.tree.insert(pull_in, self.pull_position(pull_in), nodes.Pull(pulled, tape, origin=value.origin))
        self.tree.substitute(pull_in, {value: pulled})
        self.create_tape(tape, push_in, pull_in)

    def pull_position(self, block: Block) -> int:
        """Return the position behind what a reversed iteration begins with: its elements, tapes and what it pulls."""
        elements = set(self.counters.values())
        k = 0
        while k < len(block.statements):
            node = block.statements[k]
            is_element = isinstance(node, nodes.Load) and node.result in elements
            if not is_element and not isinstance(node, (nodes.Pull, nodes.NewTape)):
                break
            k += 1
        return k

    def executed_with(self, home: Block, mirror: Block) -> Block:
        """Return the block that is executed as often as the reversed block, at or below a value's home.

        Where iterations that leave the loop aren't reversed, that is the block behind the exits.
        """
        block = home
        while isinstance(block.leaf, nodes.Branch):
            sides = [side for side in contents.blocks(block.leaf) if self.backward_of.get(id(side)) is mirror]
            if len(sides) != 1:
                break
            block = sides[0]
        return block

    def create_tape(self, tape: Value, push_in: Block, pull_in: Block) -> None:
        """Make the tape in the innermost block around both its ends, before the statement that fills it."""
        self.tapes.append(tape)
        pulls = self.tree.chain(pull_in)
        below = None
        for block in self.tree.chain(push_in):
            if any(block is other for other in pulls):
                at = 0 if below is None else self.tree.position(block, self.tree.outer[id(below)][1])
                made = nodes.NewTape(tape, tape.origin)
                self.tree.insert(block, at, made)
                self.primal.add(id(made))
                return
            below = block
        # The two halves of a pair have no block in common: the forward half makes the tape, and hands it over.
        root = self.tree.chain(push_in)[-1]
        owner = self.tree.outer[id(self.tree.chain(push_in)[-2])][1] if push_in is not root else None
        at = next((k for k, node in enumerate(root.statements) if node is owner), len(root.statements))
        made = nodes.NewTape(tape, tape.origin)
        self.tree.insert(root, at, made)
        self.primal.add(id(made))

    def keep_in_variable(self, value: Value, backward: Block) -> None:
        """Export a value out of the branches around it to where the backward statements can see it."""
        home = self.tree.block_of[value]
        kept, _ = self.snapshot(value, home)
        readers = [reader for read, reader in self.backward_reads_in(backward, value)]
        exported = kept
        while not all(self.tree.encloses(home, reader) for reader in readers):
            home, exported = self.tree.export(exported, home, nodes.UNDEFINED)
            if kept in self.stale:
                self.stale.add(exported)
        if exported is not value:
            for reader in readers:
                self.substitute_backward(reader, {value: exported})

    def backward_reads_in(self, block: Block, value: Value):
        return [(read, reader) for read, reader in self.backward_reads(block) if read is value]

    def substitute_backward(self, block: Block, mapping: dict[Value, Operand]) -> None:
        """Replace values in a block's own backward statements."""

        for node in (*block.statements, block.leaf):
            if id(node) not in self.primal:
                replace_operands(node, lambda operand: mapping.get(operand, operand) if isinstance(operand, Value) else operand)
