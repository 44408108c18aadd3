"""Makes every primal value that the backward pass reads available there: residuals.

    for i in range(n):                 v_tape = []
        v = 4 * v * (1 - v)            for i in range(n):
    ...                          ->        v_tape.append(v)
    for i in reversed(range(n)):           v = 4 * v * (1 - v)
        dv = 4 * dv * (1 - 2 * v)      ...
                                       for i in reversed(range(n)):
                                           v = v_tape.pop()
                                           dv = 4 * dv * (1 - 2 * v)

Regions are taken innermost first. In each, `analysis.cut` chooses between keeping a value (in a variable, on a tape)
and computing it again. A loop that would run forward only to fill tapes, and whose iterations don't depend on each
other, isn't run at all: each iteration's forward part moves to the head of its reversed iteration.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from srcad.analysis import cut, infer, memory
from srcad.derive import shape_sources
from srcad.derive.look_through import look_through
from srcad.derive.tree import Tree
from srcad.ir import nodes, rewrite, types
from srcad.ir.nodes import Block, Operand, Value
from srcad.origin import PRIMAL
from srcad.simplify import clean

INFINITE = cut.INFINITE
SHAPE_ONLY = {
    "numpy.zeros_like", "numpy.ones_like", "numpy.empty_like", "numpy.full_like", "numpy.shape", "numpy.size", "numpy.ndim",
    "builtins.len", "srcad.runtime.zeros_like",
}
SHAPE_OF_SECOND = {"srcad.runtime.unbroadcast", "srcad.runtime.broadcast_like"}


@dataclass(frozen=True)
class Costs:
    """What keeping and computing again cost, in units of about one scalar multiplication.

    A copy is what a whole array costs whose buffer is written later.
    """

    variable: float = 1.5
    tape: float = 4.0
    tape_array: float = 6.0
    copy: float = 30.0
    cheap: float = 1.0
    load: float = 0.5
    function: float = 6.0
    call: float = 1000.0
    by_op: dict[str, float] = field(default_factory=dict)


CHEAP = {
    f"operator.{name}"
    for name in "add sub mul neg pos lt le gt ge eq ne and_ or_ not_ is_ is_not mod floordiv".split()
} | {"and", "or", "not", "tuple", "builtins.len", "numpy.shape", "numpy.size", "numpy.transpose", "numpy.reshape", "builtins.abs"}
HALF = {"operator.truediv": 1.5, "operator.pow": 2.0}
DEAR = ("numpy.matmul", "operator.matmul", "numpy.dot", "numpy.linalg.", "numpy.einsum", "numpy.outer", "scipy.", "numpy.tensordot")


class Residuals:
    """One run of the pass over a function (or over both halves of a pair)."""

    def __init__(self, tree: Tree, mirrored, counters, primal: set[int], stale: set[Value], body: Block, costs: Costs):
        self.tree, self.costs = tree, costs
        self.counters = counters
        self.primal = primal
        self.stale = stale
        self.written_once = memory.WrittenOnce(body, stale)
        self.backward_of: dict[int, Block] = {}
        self.primal_of: dict[int, list[Block]] = {}
        for primal_block, backward_block in mirrored:
            self.backward_of[id(primal_block)] = backward_block
            self.primal_of.setdefault(id(backward_block), []).append(primal_block)
        self.tapes: list[Value] = []
        self.loads = {n.result: n for n in rewrite.walk(body) if isinstance(n, nodes.Load)}

    # -- the order of regions ---------------------------------------------------------------------------------

    def run(self, root: Block) -> None:
        look_through(root, self.primal, self.stale)
        shape_sources.read_elsewhere(root, self.primal, self.stale)
        self.visit(root)
        self.region(root, root)

    def visit(self, block: Block) -> None:
        """Settle the reversed loops inside a block, innermost first."""
        for node in list(block.statements):
            for inner in nodes.blocks(node):
                self.visit(inner)
            if isinstance(node, nodes.For) and id(node.body) in self.primal_of:
                self.region(self.primal_of[id(node.body)][0], node.body)
        for inner in nodes.blocks(block.leaf):
            self.visit(inner)

    def region(self, primal: Block, backward: Block) -> None:
        self.map_counters(primal, backward)
        self.read_shapes(primal, backward)
        needed = self.needed(primal, backward)
        graph = _Graph(self, primal, backward, needed)
        if self.tree.is_loop_body(primal) and primal is not backward and self.movable(primal, graph):
            self.move(primal, backward, graph)
        elif needed:
            self.settle(primal, backward, graph)
            self.map_counters(primal, backward)

    def movable(self, primal: Block, graph: _Graph) -> bool:
        wanted = graph.to_move()
        return bool(wanted) and graph.recomputable(wanted) and self.runs_for_tapes_only(primal)

    def read_shapes(self, primal: Block, backward: Block) -> None:
        """Where only the shape of an overwritten buffer is read, read that of a version that is still there."""

        def change(node) -> None:
            if isinstance(node, nodes.Apply) and id(node) not in self.primal and node.op in SHAPE_ONLY:
                first, *rest = node.args
                if first in self.stale and (twin := self.written_once.latest(first)) is not None:
                    node.args = (twin, *rest)
            elif isinstance(node, nodes.Apply) and id(node) not in self.primal and node.op in SHAPE_OF_SECOND:
                value, like, *rest = node.args
                if like in self.stale and (twin := self.written_once.latest(like)) is not None:
                    node.args = (value, twin, *rest)

        self.tree.each_node(backward, change)

    def settle(self, primal: Block, backward: Block, graph: _Graph) -> None:
        kept = graph.choose()
        history = self.histories(primal, backward, graph, kept)
        if history:
            kept = graph.choose(tuple(history.values()), tuple(history))
        order = graph.in_order()
        computed = [value for value in order if value not in kept and graph.wanted(value, kept)]
        for value in reversed(computed):
            self.compute_again(value, graph)
        for following, head in history.items():
            self.carry(following, head, backward)
        for value in order:
            if value in kept and value not in history:
                self.keep(value, primal, backward)
        for head in history.values():
            self.pull_late(head, backward)

    # -- a value and its next value ----------------------------------------------------------------------------

    def histories(self, primal: Block, backward: Block, graph: _Graph, kept: set[Value]) -> dict[Value, Value]:
        """Return the next values that are had for nothing where the carried value itself is kept.

        What a carried variable becomes in an iteration is what it was in the one reversed before: the reversed loop carries it.
        """
        if primal is backward or not self.tree.is_loop_body(primal) or not self.tree.is_loop_body(backward):
            return {}
        loop = self.tree.outer[id(primal)][1]
        leaves = list(clean.own_leaves(primal))
        nexts = [leaf for leaf in leaves if isinstance(leaf, nodes.Next)]
        if len(nexts) != 1 or not isinstance(backward.leaf, nodes.Next) or self.reversed_past_exits(primal, leaves):
            return {}
        found: dict[Value, Value] = {}
        for param, value in zip(loop.params, nexts[0].values, strict=True):
            wanted = value in graph.operands and (value in kept or graph.wanted(value, kept))
            if param in kept and wanted and value not in found and param not in self.stale and value not in self.stale:
                found[value] = param
        return found

    def reversed_past_exits(self, primal: Block, leaves) -> bool:
        """Say whether the reversed loop also runs over an iteration that left the loop."""
        if not any(isinstance(leaf, nodes.Exit) for leaf in leaves):
            return False
        return self.executed_with(primal, self.backward_of[id(primal)]) is primal

    def pull_late(self, head: Value, backward: Block) -> None:
        """Move the pull of a carried variable behind the uses of its next value, whose name it takes over."""
        for operand in backward.leaf.values:
            node = self.tree.node_of.get(operand) if isinstance(operand, Value) else None
            if isinstance(node, nodes.Pull) and node in backward.statements and operand.entity == head.entity:
                backward.statements.remove(node)
                backward.statements.insert(self.tree.first_reader(backward, operand), node)

    def carry(self, following: Value, head: Value, backward: Block) -> None:
        """Let the reversed loop carry a variable's next value: at first what it was in the end, then what it was before."""
        loop = self.tree.outer[id(self.tree.block_of[head])][1]
        final = self.final_value(loop, head)
        reversed_loop = self.tree.outer[id(backward)][1]
        param = Value(following.type, head.name, head.named, head.entity, following.origin)
        reversed_loop.params = (*reversed_loop.params, param)
        reversed_loop.inits = (*reversed_loop.inits, final)
        backward.leaf.values = (*backward.leaf.values, head)
        self.tree.block_of[param], self.tree.node_of[param] = backward, reversed_loop
        self.tree.substitute(backward, {following: param})

    def final_value(self, loop, head: Value) -> Value:
        """Return the loop's result that a carried variable has at its end; make it one if it isn't."""
        ends = [loop.exhausted] if isinstance(loop, nodes.For) else []
        ends += [leaf.values for leaf in clean.own_leaves(loop.body) if isinstance(leaf, nodes.Exit)]
        for k, result in enumerate(loop.results):
            if all(end[k] is head for end in ends):
                return result
        final = Value(head.type, head.name, head.named, head.entity, head.origin)
        loop.results = (*loop.results, final)
        if isinstance(loop, nodes.For):
            loop.exhausted = (*loop.exhausted, head)
        for leaf in clean.own_leaves(loop.body):
            if isinstance(leaf, nodes.Exit):
                leaf.values = (*leaf.values, head)
        outer = self.tree.outer[id(loop.body)][0]
        self.tree.block_of[final], self.tree.node_of[final] = outer, loop
        return final

    def map_counters(self, primal: Block, backward: Block) -> None:
        """Let the reversed loop's counter and elements stand for the primal loop's."""
        mapping = {old: new for old, new in self.counters.items() if self.tree.block_of.get(old) is primal}
        parts = {old: new for old, new in self.counters.items() if old not in mapping and self.tree.block_of.get(new) is backward}
        self.tree.substitute(backward, {**mapping, **parts})

    def needed(self, primal: Block, backward: Block) -> dict[Value, list[Block]]:
        """Return the primal region's values that the backward region reads and can't see, or that went stale."""
        found: dict[Value, list[Block]] = {}
        blocks = {id(block) for block in self.tree.region_blocks(primal)}
        for value, reader in self.backward_reads(backward):
            home = self.tree.block_of.get(value)
            if home is None or id(home) not in blocks:
                continue
            if not self.tree.visible(value, reader) or (value in self.stale and self.is_primal(value)):
                found.setdefault(value, []).append(reader)
        return found

    def is_primal(self, value: Value) -> bool:
        node = self.tree.node_of.get(value)
        return node is None or id(node) in self.primal

    def backward_reads(self, block: Block):
        """Yield what backward statements read, with the block in which they stand."""
        for node in (*block.statements, block.leaf):
            if id(node) in self.primal:
                continue
            for operand in nodes.operands(node):
                if isinstance(operand, Value):
                    yield operand, block
            for inner in nodes.blocks(node):
                yield from self.backward_reads(inner)

    # -- keeping --------------------------------------------------------------------------------------------------

    def keep(self, value: Value, primal: Block, backward: Block) -> None:
        if self.tree.is_loop_body(primal) and primal is not backward:
            self.keep_on_tape(value)
        elif primal is backward:
            self.keep_in_variable(value, backward)
        elif value in self.stale:
            # The halves of a pair: what is written later crosses as a copy.
            kept, _ = self.snapshot(value, self.tree.block_of[value])
            self.tree.substitute(backward, {value: kept})

    def snapshot(self, value: Value, block: Block) -> tuple[Operand, int]:
        """Return what to keep of a value, and where: the value, or a copy when its memory is written later."""
        at = self.tree.after_definition(value, block)
        if value not in self.stale:
            return value, at
        copy = Value(value.type, value.name, False, value.entity, value.origin)
        if isinstance(value.type, types.List):
            made = nodes.Apply(copy, "builtins.list", (value,), origin=value.origin)
        else:
            made = nodes.Apply(copy, "numpy.copy", (value,), (), nodes.METHOD, "copy", origin=value.origin)
        self.tree.insert(block, at, made)
        self.primal.add(id(made))
        return copy, at + 1

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
            sides = [side for side in nodes.blocks(block.leaf) if self.backward_of.get(id(side)) is mirror]
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
        from srcad.derive.tree import replace_operands

        for node in (*block.statements, block.leaf):
            if id(node) not in self.primal:
                replace_operands(node, lambda operand: mapping.get(operand, operand) if isinstance(operand, Value) else operand)

    # -- computing again -----------------------------------------------------------------------------------------------

    def compute_again(self, value: Value, graph: _Graph) -> None:
        """Insert a copy of a value's definition before its first use in the backward region."""
        block = self.backward_of.get(id(self.tree.block_of[value]))
        if block is None:
            block = graph.backward
        copier = rewrite.Copier()
        again = copier.statement(graph.definitions[value])
        block, at = self.place(block, value)
        if at is None:
            return
        self.tree.insert(block, at, again)
        self.substitute_deeply(block, {value: copier.mapping[value]})

    def substitute_deeply(self, block: Block, mapping: dict[Value, Operand]) -> None:
        """Replace values in the backward statements of a block and of those inside it."""
        self.substitute_backward(block, mapping)
        for node in (*block.statements, block.leaf):
            if id(node) not in self.primal:
                for inner in nodes.blocks(node):
                    self.substitute_deeply(inner, mapping)

    def place(self, block: Block, value: Value) -> tuple[Block, int | None]:
        """Return the innermost block, and the position in it, before all uses of a value; no loop is entered."""
        at = self.first_backward_reader(block, value)
        while at is not None and at < len(block.statements):
            node = block.statements[at]
            if not isinstance(node, nodes.If) or any(read is value for read in nodes.operands(node)):
                break
            later = (*block.statements[at + 1 :], block.leaf)
            if any(read is value for other in later for read in rewrite.read_by(other)):
                break
            sides = [side for side in nodes.blocks(node) if self.first_backward_reader(side, value) is not None]
            if len(sides) != 1:
                break
            block = sides[0]
            at = self.first_backward_reader(block, value)
        return block, at

    def first_backward_reader(self, block: Block, value: Value) -> int | None:
        for k, node in enumerate((*block.statements, block.leaf)):
            if id(node) not in self.primal and any(read is value for read in rewrite.read_by(node)):
                return k
        return None

    # -- iterations that move --------------------------------------------------------------------------------------------

    def runs_for_tapes_only(self, primal: Block) -> bool:
        """Say whether the forward loop does nothing but make what its reverse needs."""
        outer = self.tree.outer[id(primal)]
        if outer is None:
            return False
        loop = outer[1]
        live = _LiveOutside(set(rewrite.defined_in(primal)) | set(nodes.region_params(loop)))
        while live.changed:
            live.changed = False
            for root in self.tree.roots:
                live.block(root, (), ())
        if any(result in live.found for result in loop.results):
            return False
        return not _has_effects(primal)

    def move(self, primal: Block, backward: Block, graph: _Graph) -> None:
        """Move an iteration's forward part to the head of its reversed iteration; the forward loop goes."""
        outer, loop = self.tree.outer[id(primal)]
        outer.statements.remove(loop)
        wanted = graph.nodes_of(graph.to_move())
        moved = self.move_block(primal, wanted)
        mapping = {old: new for old, new in self.counters.items() if self.tree.block_of.get(old) is primal}
        self.tree.substitute(backward, mapping)
        self.remake_tapes(moved)
        # Branches that moved as statements stand before their mirrored ones: what those read, they export.
        self.region(backward, backward)
        for node in moved:
            self.primal.discard(id(node))
            for inner in nodes.blocks(node):
                self.primal.difference_update(map(id, rewrite.walk(inner)))

    def move_block(self, block: Block, wanted: set[int]) -> list[nodes.Statement]:
        """Move the wanted statements of a block to the head of its reversed block, those of its branches to theirs.

        An If moves as a whole where its results are wanted, or where no reversed If mirrors it.
        """
        target = self.backward_of[id(block)]
        moving: list[nodes.Statement] = []
        moved: list[nodes.Statement] = []
        for node in block.statements:
            inner = [other for side in nodes.blocks(node) for other in rewrite.walk(side) if id(other) in wanted]
            mirrored = isinstance(node, nodes.If) and all(id(side) in self.backward_of for side in nodes.blocks(node))
            if id(node) in wanted or (inner and not mirrored):
                moving.append(node)
            elif inner:
                for side in nodes.blocks(node):
                    moved += self.move_block(side, wanted)
        at = self.pull_position(target)
        for node in reversed(moving):
            self.tree.insert(target, at, node)
        for side in nodes.blocks(block.leaf):
            if id(side) in self.backward_of:
                moved += self.move_block(side, wanted)
        return moved + moving

    def remake_tapes(self, moved: list[nodes.Statement]) -> None:
        """Make the tapes of inner loops anew in each iteration that those loops have moved into."""
        for node in moved:
            for inner in nodes.blocks(node):
                for block in list(self.tree.subtree(inner)):
                    for push in list(block.statements):
                        if isinstance(push, nodes.Push):
                            self.remake_tape(push, block)

    def remake_tape(self, push: nodes.Push, push_in: Block) -> None:
        for root in self.tree.roots:
            for block in self.tree.subtree(root):
                for node in list(block.statements):
                    if isinstance(node, nodes.NewTape) and node.tape is push.tape:
                        block.statements.remove(node)
        pulls = [
            block for root in self.tree.roots for block in self.tree.subtree(root)
            for node in block.statements if isinstance(node, nodes.Pull) and node.tape is push.tape
        ]
        if pulls:
            self.create_tape(push.tape, push_in, pulls[0])


class _LiveOutside(clean._Live):
    """Liveness that ignores what is read of some hidden values."""

    def __init__(self, hidden: set[Value]):
        super().__init__()
        self.hidden = hidden

    def mark(self, *operands) -> None:
        super().mark(*(operand for operand in operands if operand not in self.hidden))


def _has_effects(block: Block) -> bool:
    for node in rewrite.walk(block):
        if isinstance(node, (nodes.Effect, nodes.Raise, nodes.Pull)):
            return True
        if isinstance(node, nodes.Call) and clean.may_have_effects(node):
            return True
    return False


class _Graph:
    """The values of a region that are needed, directly or to compute others again."""

    def __init__(self, state: Residuals, primal: Block, backward: Block, needed: dict[Value, list[Block]]):
        self.state, self.primal, self.backward = state, primal, backward
        self.needed = needed
        self.blocks = {id(block) for block in state.tree.region_blocks(primal)}
        self.operands: dict[Value, list[Value]] = {}
        self.definitions: dict[Value, nodes.Statement] = {}
        self.free = primal is not backward
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
        if node is None or value in nodes.region_params(node):
            return []
        if isinstance(node, nodes.Load):
            node = self.current(node)
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
            return costs.copy
        if not state.tree.is_loop_body(self.primal) or self.primal is self.backward:
            return costs.variable
        if id(home) not in state.backward_of:
            return INFINITE
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
                return INFINITE if not self.free or not _repeatable(node) else costs.call
            case _:
                return INFINITE

    def apply_cost(self, node: nodes.Apply) -> float:
        costs = self.state.costs
        if node.op in costs.by_op:
            return costs.by_op[node.op]
        if node.op in CHEAP:
            return costs.cheap
        if node.op in HALF:
            return HALF[node.op] * costs.cheap
        return costs.call if node.op.startswith(DEAR) else costs.function

    def if_cost(self, node: nodes.If) -> float:
        if not _repeatable(node):
            return INFINITE
        total = self.state.costs.cheap
        for side in nodes.blocks(node):
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
            for result in nodes.results(node):
                self.operands.setdefault(result, [])
        return list(self.operands)

    def recomputable(self, values: list[Value]) -> bool:
        """Say whether values can all be computed within one iteration, from nothing that is carried into it."""
        return all(self.computing_moved(value) for value in values)

    def computing_moved(self, value: Value) -> bool:
        node = self.state.tree.node_of.get(value)
        home = self.state.tree.block_of.get(value)
        if home is None or id(home) not in self.blocks:
            return False
        if node is None or value in nodes.region_params(node):
            return False
        return _repeatable(node) or isinstance(node, nodes.NewTape)

    def wanted(self, value: Value, kept: set[Value]) -> bool:
        """Say whether a value that isn't kept is needed, or an operand of one that is computed again."""
        if value in self.needed:
            return True
        return any(
            value in operands and other not in kept and self.wanted(other, kept)
            for other, operands in self.operands.items()
        )

    def in_order(self) -> list[Value]:
        """Return the values in the order of their definition."""
        order: dict[Value, int] = {}

        def walk(block: Block) -> None:
            for node in block.statements:
                for inner in nodes.blocks(node):
                    if isinstance(node, nodes.If):
                        walk(inner)
                for result in nodes.results(node):
                    order.setdefault(result, len(order))
            if isinstance(block.leaf, nodes.Branch):
                for inner in nodes.blocks(block.leaf):
                    walk(inner)

        outer = self.state.tree.outer[id(self.primal)]
        for param in nodes.region_params(outer[1]) if outer is not None and isinstance(outer[1], nodes.Statement) else ():
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
                for side in nodes.blocks(node)
                for inner in rewrite.walk(side)
            )
        ]


def _repeatable(node: nodes.Statement) -> bool:
    """Say whether a statement can be executed again, or elsewhere, to the same effect."""
    if isinstance(node, (nodes.Effect, nodes.Pull, nodes.Push, nodes.NewTape)):
        return False
    if isinstance(node, nodes.Call):
        return node.part in (nodes.PRIMAL_CALL, nodes.FORWARD_CALL) and not clean.may_have_effects(node)
    return not any(_has_effects(block) for block in nodes.blocks(node))
