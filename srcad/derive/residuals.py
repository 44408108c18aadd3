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

from srcad.analysis import cut, memory
from srcad.derive import shape_sources
from srcad.derive.costs import CHEAP, Costs
from srcad.derive.keeping import Keeping
from srcad.derive.look_through import look_through
from srcad.derive.moving import Moving
from srcad.derive.needs import Needs
from srcad.derive.tree import Tree
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value
from srcad.simplify import clean

INFINITE = cut.INFINITE
SHAPE_ONLY = {
    "numpy.zeros_like", "numpy.ones_like", "numpy.empty_like", "numpy.full_like", "numpy.shape", "numpy.size", "numpy.ndim",
    "builtins.len", "srcad.runtime.zeros_like", "srcad.runtime.zeros_of",
}
SHAPE_OF_SECOND = {"srcad.runtime.unbroadcast", "srcad.runtime.broadcast_like"}


class Residuals(Keeping, Moving):
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

    def run(self, function: nodes.Function, root: Block) -> None:
        """Settle a function's derivative, forward and backward pass in one body."""
        look_through(root, self.primal, self.stale)
        self.read_behind_branches(root)
        shape_sources.read_elsewhere(self.tree, function, root, self.primal, self.stale)
        self.visit(root)
        self.region(root, root)

    def read_behind_branches(self, root: Block) -> None:
        """Read what a branch ends with from the result of the if, where the reversed branch sees that."""
        for backward in list(self.tree.subtree(root)):
            for primal in self.primal_of.get(id(backward), ()):
                around = self.tree.statement_around(primal) if id(primal) in self.tree.outer else None
                if around is not None and isinstance(primal.leaf, nodes.Yield) and primal is not backward:
                    pairs = zip(primal.leaf.values, around.results, strict=True)
                    self.substitute_deeply(backward, {v: r for v, r in pairs if self.serves(v, r, primal, backward)})

    def serves(self, value: Operand, result: Value, primal: Block, backward: Block) -> bool:
        """Say whether the result of an if may be read for a value that was made in one of its branches."""
        inside = isinstance(value, Value) and self.tree.encloses(primal, self.tree.block_of[value])
        return inside and result not in self.stale and self.tree.visible(result, backward)

    def visit(self, block: Block) -> None:
        """Settle the reversed loops inside a block, innermost first."""
        for node in list(block.statements):
            for inner in contents.blocks(node):
                self.visit(inner)
            if isinstance(node, nodes.For) and id(node.body) in self.primal_of:
                self.region(self.primal_of[id(node.body)][0], node.body)
        for inner in contents.blocks(block.leaf):
            self.visit(inner)

    def region(self, primal: Block, backward: Block) -> None:
        self.map_counters(primal, backward)
        self.read_shapes(primal, backward)
        needed = self.needed(primal, backward)
        needs = Needs(self, primal, backward, needed)
        if self.tree.is_loop_body(primal) and primal is not backward and self.movable(primal, needs):
            self.move(primal, backward, needs)
        elif needed:
            self.settle(primal, backward, Needs(self, primal, backward, needed, stored=True))
            self.map_counters(primal, backward)

    def movable(self, primal: Block, needs: Needs) -> bool:
        wanted = needs.to_move()
        return bool(wanted) and not needs.reads_ends(wanted) and needs.recomputable(wanted) and self.runs_for_tapes_only(primal)

    def read_shapes(self, primal: Block, backward: Block) -> None:
        """Where only the shape of an overwritten buffer is read, read that of a version that is still there."""

        for block in list(self.tree.subtree(backward)):
            for node in block.statements:
                if isinstance(node, nodes.Apply) and id(node) not in self.primal:
                    at = 0 if node.op in SHAPE_ONLY else 1 if node.op in SHAPE_OF_SECOND else None
                    if at is not None and (twin := self.latest(node.args[at], block)) is not None:
                        node.args = (*node.args[:at], twin, *node.args[at + 1 :])

    def latest(self, value: Operand, block: Block) -> Value | None:
        """Return the last version of an overwritten buffer, where a block sees it."""
        twin = self.written_once.latest(value) if value in self.stale else None
        return twin if twin is not None and self.tree.visible(twin, block) else None

    def settle(self, primal: Block, backward: Block, needs: Needs) -> None:
        kept = needs.choose()
        history = self.histories(primal, backward, needs, kept)
        if history:
            kept = needs.choose(tuple(history.values()), tuple(history))
        order = needs.in_order()
        wanted = needs.wanted(kept)
        computed = [value for value in order if value not in kept and value in wanted]
        again = [self.compute_again(value, needs) for value in needs.readers_first(computed)]
        for node in again:
            if node is not None:
                self.write_to_copies(node)
        carried = {following: self.carry(following, head, backward) for following, head in history.items()}
        self.tree.substitute(backward, carried)
        for value in order:
            if value in kept and value not in history:
                self.keep(value, primal, backward)
        for head in history.values():
            self.pull_late(head, backward)

    def read_back(self, value: Value) -> tuple[nodes.Load, list[Value]] | None:
        """Return the reading of a loop's value from where the function stores it, with the indices that have to be there."""
        block = self.backward_of.get(id(self.tree.block_of[value]))
        if block is None or value in self.stale or (load := self.written_once.stored_as(value)) is None:
            return None
        indices = [operand for operand in rewrite.free_values(load) if not self.is_there(operand, block)]
        return (load, indices) if all(self.is_index(operand, block) for operand in indices) else None

    def is_there(self, operand: Operand, block: Block) -> bool:
        """Say whether a block of the backward pass sees a value as it was, or what stands for it there."""
        if not isinstance(operand, Value) or operand in self.counters:
            return True
        return self.tree.visible(operand, block) and operand not in self.stale

    def is_index(self, operand: Value, block: Block) -> bool:
        """Say whether a value is arithmetic with what a block of the backward pass has."""
        node = self.tree.node_of.get(operand)
        if not isinstance(node, nodes.Apply) or node.op not in CHEAP:
            return False
        return all(self.is_there(arg, block) or self.is_index(arg, block) for arg in node.args)

    # -- a value and its next value ----------------------------------------------------------------------------

    def histories(self, primal: Block, backward: Block, needs: Needs, kept: set[Value]) -> dict[Value, Value]:
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
        wanted = needs.wanted(kept) | (kept & set(needs.operands))
        for param, value in zip(loop.params, nexts[0].values, strict=True):
            if param in kept and value in wanted and value not in found and param not in self.stale and value not in self.stale:
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

    def carry(self, following: Value, head: Value, backward: Block) -> Value:
        """Let the reversed loop carry a variable's next value: at first what it was in the end, then what it was before."""
        loop = self.tree.outer[id(self.tree.block_of[head])][1]
        final = self.final_value(loop, head)
        reversed_loop = self.tree.outer[id(backward)][1]
        param = Value(following.type, head.name, head.named, head.entity, following.origin)
        reversed_loop.params = (*reversed_loop.params, param)
        reversed_loop.inits = (*reversed_loop.inits, final)
        backward.leaf.values = (*backward.leaf.values, head)
        self.tree.block_of[param], self.tree.node_of[param] = backward, reversed_loop
        return param

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
            for operand in contents.operands(node):
                if isinstance(operand, Value):
                    yield operand, block
            for inner in contents.blocks(node):
                yield from self.backward_reads(inner)

    # -- computing again -----------------------------------------------------------------------------------------------

    def compute_again(self, value: Value, needs: Needs) -> nodes.Statement | None:
        """Insert a copy of a value's definition before its first use in the backward region; return it, if there is one."""
        block = self.backward_of.get(id(self.tree.block_of[value]))
        if block is None:
            block = needs.backward
        copier = rewrite.Copier()
        again = without_pushes(copier.statement(needs.definitions[value]))
        block, at = self.place(block, value)
        if at is None:
            return None
        self.tree.insert(block, at, again)
        self.substitute_deeply(block, {value: copier.mapping[value]})
        return again

    def write_to_copies(self, again: nodes.Statement) -> None:
        """Let a statement that is executed again write to copies of what others read as well."""
        alone = Block((again,), nodes.Yield())
        written = memory.stale_values(alone)
        mixed = [value for value in rewrite.free_values(again) if value in written]
        own = [value for value, _ in self.backward_reads(alone)]
        every = [value for root in self.tree.roots for value, _ in self.backward_reads(root)] if mixed else []
        for value in mixed:
            block = self.tree.block_holding(again)
            here = self.tree.region(self.tree.block_of[value]) is self.tree.region(block)
            if every.count(value) > own.count(value) or not here:  # what is outside is there for all iterations
                copy = self.insert_copy(value, block, self.tree.position(block, again))
                self.tree.substitute(alone, {value: copy})

    def substitute_deeply(self, block: Block, mapping: dict[Value, Operand]) -> None:
        """Replace values in the backward statements of a block and of those inside it."""
        self.substitute_backward(block, mapping)
        for node in (*block.statements, block.leaf):
            if id(node) not in self.primal:
                for inner in contents.blocks(node):
                    self.substitute_deeply(inner, mapping)

    def place(self, block: Block, value: Value) -> tuple[Block, int | None]:
        """Return the innermost block, and the position in it, before all uses of a value; no loop is entered."""
        at = self.first_backward_reader(block, value)
        while at is not None and at < len(block.statements):
            node = block.statements[at]
            if not isinstance(node, nodes.If) or any(read is value for read in contents.operands(node)):
                break
            later = (*block.statements[at + 1 :], block.leaf)
            if any(read is value for other in later for read in rewrite.read_by(other)):
                break
            sides = [side for side in contents.blocks(node) if self.first_backward_reader(side, value) is not None]
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


def without_pushes(again: nodes.Statement) -> nodes.Statement:
    """Return a copied statement that leaves the tapes alone that the first one has filled."""
    made = {value for inner in contents.blocks(again) for value in rewrite.defined_in(inner)}

    def strip(block: Block) -> None:
        fills = [node for node in block.statements if isinstance(node, nodes.Push) and node.tape not in made]
        block.statements = tuple(node for node in block.statements if node not in fills)
        for node in (*block.statements, block.leaf):
            for inner in contents.blocks(node):
                strip(inner)

    for inner in contents.blocks(again):
        strip(inner)
    return again
