"""Moves the forward part of independent iterations to the head of their reversed iterations: then no tape is needed."""

from __future__ import annotations

from srcad.derive.needs import Needs, has_effects
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Value
from srcad.simplify import clean


class LiveOutside(clean._Live):
    """Liveness that ignores what is read of some hidden values."""

    def __init__(self, hidden: set[Value]):
        super().__init__()
        self.hidden = hidden

    def mark(self, *operands) -> None:
        super().mark(*(operand for operand in operands if operand not in self.hidden))

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        """A loop around runs for what will be kept of it, too, which its results don't show yet."""
        own = (*contents.region_params(node), *rewrite.defined_in(node.body))
        if clean.needed(node, self.found) or any(value in self.found for value in own):
            self.rounds(node)


class Moving:
    """The part of the residual pass that lets a loop which would run for its tapes alone not run at all."""

    def runs_for_tapes_only(self, primal: Block) -> bool:
        """Say whether the forward loop does nothing but make what its reverse needs."""
        outer = self.tree.outer[id(primal)]
        if outer is None:
            return False
        loop = outer[1]
        live = LiveOutside(set(rewrite.defined_in(primal)) | set(contents.region_params(loop)))
        while live.changed:
            live.changed = False
            for root in self.tree.roots:
                live.block(root, (), ())
        if any(result in live.found for result in loop.results):
            return False
        return not has_effects(primal)

    def move(self, primal: Block, backward: Block, needs: Needs) -> None:
        """Move an iteration's forward part to the head of its reversed iteration; the forward loop goes."""
        outer, loop = self.tree.outer[id(primal)]
        outer.statements.remove(loop)
        for result in loop.results:
            self.tree.block_of.pop(result, None)
        wanted = needs.nodes_of(needs.to_move())
        moved = self.move_block(primal, wanted)
        mapping = {old: new for old, new in self.counters.items() if self.tree.block_of.get(old) is primal}
        self.tree.substitute(backward, mapping)
        self.remake_tapes(moved)
        # Branches that moved as statements stand before their mirrored ones: what those read, they export.
        self.region(backward, backward)
        for node in moved:
            self.primal.discard(id(node))
            for inner in contents.blocks(node):
                self.primal.difference_update(map(id, rewrite.walk(inner)))

    def move_block(self, block: Block, wanted: set[int]) -> list[nodes.Statement]:
        """Move the wanted statements of a block to the head of its reversed block, those of its branches to theirs.

        An If moves as a whole where its results are wanted, or where no reversed If mirrors it.
        """
        target = self.backward_of[id(block)]
        moving: list[nodes.Statement] = []
        moved: list[nodes.Statement] = []
        for node in block.statements:
            inner = [other for side in contents.blocks(node) for other in rewrite.walk(side) if id(other) in wanted]
            mirrored = isinstance(node, nodes.If) and all(id(side) in self.backward_of for side in contents.blocks(node))
            if id(node) in wanted or (inner and not mirrored):
                moving.append(node)
            elif inner:
                for side in contents.blocks(node):
                    moved += self.move_block(side, wanted)
        at = self.pull_position(target)
        for node in reversed(moving):
            self.tree.insert(target, at, node)
        for side in contents.blocks(block.leaf):
            if id(side) in self.backward_of:
                moved += self.move_block(side, wanted)
        return moved + moving

    def remake_tapes(self, moved: list[nodes.Statement]) -> None:
        """Make the tapes of inner loops anew in each iteration that those loops have moved into."""
        for node in moved:
            for inner in contents.blocks(node):
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
