"""Writes the backward pass of a function: its statements reversed, each by its adjoint.

The backward statements read primal values as if every one were still there; `derive.residuals`
then decides, for each that isn't, whether it is kept or computed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from srcad.analysis import infer
from srcad.derive import adjoints, calls, gaps, list_adjoints, lookup, loops, memory_adjoints
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.origin import ADJOINT, Origin
from srcad.rules import registry
from srcad.rules.facts import Outputs


@dataclass
class Leaves:
    """What flows into the leaves of a block from behind: adjoints, by position, None where there is none."""

    yields: tuple[Operand | None, ...] = ()
    nexts: tuple[Operand | None, ...] = ()
    exits: tuple[Operand | None, ...] = ()
    seed: Operand | None = None
    # How a loop's exits are treated: 'skip' (the reverse loop runs over completed iterations), 'all' (every iteration
    # alike, the last one included) or a function from an Exit to the operand that says whether it was taken.
    how: str | Callable[[nodes.Exit], Operand] = "skip"


@dataclass
class Pairing:
    """Which backward block mirrors which primal block, in the order of their making."""

    pairs: list[tuple[Block, Builder]] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    counters: dict[Value, Operand] = field(default_factory=dict)

    def close(self, builder: Builder, leaf: nodes.Leaf) -> Block:
        block = builder.block(leaf)
        self.blocks[id(builder)] = block
        return block

    def mirrored(self) -> list[tuple[Block, Block]]:
        return [(primal, self.blocks[id(builder)]) for primal, builder in self.pairs]


class Reverse:
    """The state of one reversal: the adjoints known so far, and the block that is being written."""

    def __init__(
        self,
        function: nodes.Function,
        active: set[Value],
        order: int,
        parts: dict,
        exits,
        stale: set[Value],
        list_ends: dict[Value, Value],
        pullback: Callable | None = None,
    ):
        self.loads = {node.result: node for node in rewrite.walk(function.body) if isinstance(node, nodes.Load)}
        self.defines = {node.result: node for node in rewrite.walk(function.body) if isinstance(node, nodes.Apply)}
        self.stale = stale
        self.undefined = gaps.undefined_where(function.body)
        self.primal = {id(node) for node in rewrite.walk(function.body)}
        self.result_key: Value | None = None
        self.active = active
        self.order = order
        self.parts = parts
        self.exits = exits
        self.list_ends = list_ends
        self.pullback = pullback
        self.pairing = Pairing()
        self.builder = Builder()
        self.adjoint = adjoints.Adjoints(self)

    # -- blocks ---------------------------------------------------------------------------------------

    def block(self, block: Block, leaves: Leaves) -> None:
        """Append the reverse of a block."""
        self.pairing.pairs.append((block, self.builder))
        self.new_tapes(block)
        self.leaf(block.leaf, leaves)
        self.statements(block)

    def new_tapes(self, block: Block) -> None:
        """Append the tapes that hold the adjoints of what the block's own tapes hold."""
        for statement in block.statements:
            if isinstance(statement, nodes.NewTape) and statement.tape in self.active:
                self.builder.add(nodes.NewTape(self.adjoint.tape(statement.tape), self.builder.origin))

    def statements(self, block: Block) -> None:
        copies = self.early_copies(block)
        for statement in reversed(block.statements):
            if statement not in copies:
                self.one(statement)
            for copy in [copy for copy, first_use in copies.items() if first_use is statement]:
                self.one(copy)

    def one(self, statement: nodes.Statement) -> None:
        if contents.blocks(statement):
            self.at_region(statement.origin)
        else:
            self.at(statement.origin)
        self.statement(statement)

    def early_copies(self, block: Block) -> dict[nodes.Statement, nodes.Statement]:
        """Return the copies that can be reversed with the first use of what they make, and those first uses.

        The adjoint of the copy then becomes that of the original, before others add to it: one buffer serves both.
        """
        found: dict[nodes.Statement, nodes.Statement] = {}
        for k, node in enumerate(block.statements):
            if isinstance(node, nodes.Apply) and node.op == "numpy.copy" and node.args[0] not in self.stale:
                later = block.statements[k + 1 :]
                first = next((s for s in later if any(read is node.result for read in rewrite.read_by(s))), None)
                if first is not None:
                    found[node] = first
        return found

    def at(self, origin: Origin) -> None:
        self.builder.origin = origin.as_role(ADJOINT)

    def at_region(self, origin: Origin) -> None:
        """Stamp what a region's reversal adds around it with no statement of its own: a header is no comment."""
        self.builder.origin = replace(origin, role=ADJOINT, statement="")

    def leaf(self, leaf: nodes.Leaf, leaves: Leaves) -> None:
        self.at(leaf.origin)
        match leaf:
            case nodes.Return(value):
                if leaves.seed is not None:
                    self.adjoint.contribute(value, leaves.seed)
            case nodes.Yield(values):
                self.adjoint.contribute_all(values, leaves.yields)
            case nodes.Next(values):
                self.adjoint.contribute_all(values, leaves.nexts)
            case nodes.Exit(values):
                if leaves.how not in ("skip", "alike"):
                    self.adjoint.contribute_all(values, leaves.exits)
            case nodes.Raise():
                pass
            case nodes.Branch():
                self.branch(leaf, leaves)

    def branch(self, leaf: nodes.Branch, leaves: Leaves) -> None:
        if ends_in(leaf.then, nodes.Raise) or (leaves.how == "skip" and ends_in(leaf.then, (nodes.Exit, nodes.Raise))):
            return self.block(leaf.orelse, leaves)
        if ends_in(leaf.orelse, nodes.Raise) or (
            leaves.how == "skip" and ends_in(leaf.orelse, (nodes.Exit, nodes.Raise))
        ):
            return self.block(leaf.then, leaves)
        if leaves.how == "alike":
            for exits, rest in ((leaf.then, leaf.orelse), (leaf.orelse, leaf.then)):
                if isinstance(exits.leaf, nodes.Exit):
                    return self.leaf(rest.leaf, leaves)
        if leaves.how == "all":
            exits, rest = (leaf.then, leaf.orelse) if ends_in(leaf.then, nodes.Exit) else (leaf.orelse, leaf.then)
            self.block(rest, leaves)
            return self.block(exits, leaves)
        if callable(leaves.how):
            for exits, rest in ((leaf.then, leaf.orelse), (leaf.orelse, leaf.then)):
                if isinstance(exits.leaf, nodes.Exit):
                    taken = leaves.how(exits.leaf)
                    return self.conditional(taken, (exits, rest), lambda part: self.block(part, leaves))
        self.conditional(leaf.condition, (leaf.then, leaf.orelse), lambda part: self.block(part, leaves))

    def conditional(self, condition: Operand, sides: tuple[Block, Block], reverse: Callable[[Block], None]) -> None:
        """Append an If whose blocks reverse the two sides; merge the adjoints that they leave."""
        outer, before = self.builder, self.adjoint.snapshot()
        inside = {value for side in sides for value in rewrite.defined_in(side)}
        builders, states, owned = [], [], []
        owned_before = self.adjoint.ownership()
        for side in sides:
            self.builder = Builder(outer.origin)
            self.adjoint.restore(before)
            self.adjoint.own_again(owned_before)
            reverse(side)
            builders.append(self.builder)
            states.append(self.adjoint.snapshot())
            owned.append(self.adjoint.ownership())
        self.scatter_on_one_side(before, states, builders, owned)
        self.adjoint.restore(before)
        self.adjoint.merge_ownership(owned_before, owned)
        lacking = [self.undefined.get((condition, taken), set()) for taken in (True, False)]
        yields, results = self.adjoint.merge(before, states, builders, inside, owned, lacking)
        self.builder = outer
        blocks = [
            self.pairing.close(builder, nodes.Yield(tuple(values), side.leaf.origin.as_role(ADJOINT)))
            for builder, values, side in zip(builders, yields, sides, strict=True)
        ]
        if results or any(block.statements for block in blocks):
            self.builder.add(nodes.If(condition, *blocks, tuple(results), outer.origin))

    def scatter_on_one_side(self, before, states, builders, owned) -> None:
        """Where one side alone contributes to a loaded element, let it update the source's adjoint itself."""
        for k, (state, builder) in enumerate(zip(states, builders, strict=True)):
            self.adjoint.restore(state)
            self.adjoint.own_again(owned[k])
            self.builder = builder
            for key in list(state):
                load = self.loads.get(key)
                alone = all(other.get(key) is None for j, other in enumerate(states) if j != k)
                if load is not None and alone and before.get(key) is None and memory_adjoints.can_scatter(self.adjoint, load):
                    memory_adjoints.load(self.adjoint, load)
            states[k] = self.adjoint.snapshot()
            owned[k] = self.adjoint.ownership()

    # -- statements -----------------------------------------------------------------------------------

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Apply():
                self.apply(node)
            case nodes.Load():
                memory_adjoints.load(self.adjoint, node)
            case nodes.Store():
                memory_adjoints.store(self.adjoint, node)
            case nodes.Append():
                list_adjoints.append(self.adjoint, node)
            case nodes.Pop():
                list_adjoints.pop(self.adjoint, node)
            case nodes.NewTape() | nodes.Push() | nodes.Pull():
                self.tape(node)
            case nodes.Effect():
                self.effect(node)
            case nodes.Call():
                self.call(node)
            case nodes.If():
                self.if_(node)
            case nodes.For() | nodes.Loop():
                if self.matters(node.body) or any(result in self.active for result in node.results):
                    loops.reverse(self, node)

    def apply(self, node: nodes.Apply) -> None:
        if node.op == "tuple":
            return self.tuple(node)
        adjoint = self.outputs(node) or self.taken(node)
        if adjoint is None:
            return
        if node.op == "list":
            for k, item in enumerate(node.args):
                if item in self.active:
                    self.adjoint.contribute(item, self.builder.load(adjoint, ((Const(k),),)))
            return
        if node.op == "operator.add" and isinstance(node.result.type, types.List):
            return list_adjoints.join(self.adjoint, node, adjoint)
        if node.op == "operator.mul" and isinstance(node.result.type, types.List):
            return list_adjoints.repeat(self.adjoint, node, adjoint)
        wanted = frozenset(k for k, arg in enumerate(node.args) if arg in self.active) | frozenset(
            name for name, arg in node.kwargs if arg in self.active
        )
        rule = lookup.rule_for(node)
        taken = adjoint
        if not getattr(rule, "broadcasts", False) and not isinstance(adjoint, Outputs):
            adjoint = self.adjoint.whole(adjoint, node.result)
        contributions = rule.pullback(self.builder, node, adjoint, wanted)
        self.contribute(node, contributions)
        if isinstance(taken, Value):
            self.adjoint.give_back(taken, contributions.values())

    def taken(self, node: nodes.Apply) -> Operand | None:
        """Take the adjoint of an operation's result; of lists, whose items are handed on as they are, for good."""
        lists = node.op == "list" or isinstance(node.result.type, types.List)
        return self.adjoint.take(node.result) if lists else self.adjoint.borrow(node.result)

    def contribute(self, node: nodes.Apply, contributions: dict) -> None:
        """Add what an operation contributes to the adjoints of its operands; one operand gets one sum."""
        grouped: dict[Value, Operand] = {}
        for key, part in contributions.items():
            arg = node.args[key] if isinstance(key, int) else dict(node.kwargs)[key]
            if arg not in grouped:
                grouped[arg] = part
            elif isinstance(infer.type_of(arg), (types.List, types.Tuple)):
                self.adjoint.contribute(arg, part)  # `+` would join them
            else:
                grouped[arg] = self.builder.apply("operator.add", grouped[arg], part)
        for arg, part in grouped.items():
            self.adjoint.contribute(arg, part)

    def outputs(self, node: nodes.Apply) -> Outputs | None:
        """Return the items of a tuple that a library's function gave and their adjoints, where its rule takes them so."""
        items = self.parts.get(node.result, ())
        if not items or not getattr(registry.find(node.op), "outputs", ()):
            return None
        found = [self.adjoint.take(item) for item in items]
        if all(adjoint is None for adjoint in found):
            return None
        whole = (None if d is None else self.adjoint.whole(d, item) for d, item in zip(found, items, strict=True))
        return Outputs(items, tuple(whole))

    def tuple(self, node: nodes.Apply) -> None:
        """Hand what came to the parts of a tuple on to the values that it was made of."""
        for arg, part in zip(node.args, self.parts.get(node.result, ()), strict=False):
            adjoint = self.adjoint.take(part)
            if adjoint is not None:
                self.adjoint.contribute(arg, adjoint)

    def if_(self, node: nodes.If) -> None:
        yields = tuple(self.adjoint.take(result) for result in node.results)
        if ends_in(node.then, nodes.Raise):
            return self.block(node.orelse, Leaves(yields=yields))
        if ends_in(node.orelse, nodes.Raise):
            return self.block(node.then, Leaves(yields=yields))
        if not any(yielded is not None for yielded in yields) and not self.touches(node):
            return None
        return self.conditional(
            node.condition, (node.then, node.orelse), lambda part: self.block(part, Leaves(yields=yields))
        )

    def touches(self, node: nodes.If) -> bool:
        return any(map(self.matters, contents.blocks(node)))

    def matters(self, block: Block) -> bool:
        """Say whether anything active is computed, or put on a tape, in a block."""
        return any(value in self.active for value in rewrite.defined_in(block)) or any(
            map(self.on_active_tape, rewrite.walk(block))
        )

    def on_active_tape(self, node: nodes.Statement | nodes.Leaf) -> bool:
        return isinstance(node, (nodes.Push, nodes.Pull)) and node.tape in self.active

    def tape(self, node: nodes.NewTape | nodes.Push | nodes.Pull) -> None:
        """Reverse the use of a tape: its adjoint is a tape that is filled and emptied the other way round."""
        if node.tape not in self.active:
            if isinstance(node, nodes.Pull):
                self.adjoint.take(node.result)
            return
        adjoint_tape = self.adjoint.tape(node.tape)
        match node:
            case nodes.Pull():
                adjoint = self.adjoint.take(node.result)
                whole = Const(0.0) if adjoint is None else self.adjoint.kept(adjoint, node.result)
                self.builder.add(nodes.Push(adjoint_tape, whole, self.builder.origin))
            case nodes.Push():
                pulled = self.adjoint.new_value(node.value)
                self.builder.add(nodes.Pull(pulled, adjoint_tape, origin=self.builder.origin))
                self.adjoint.contribute(node.value, pulled)
            case nodes.NewTape():
                pass

    def effect(self, node: nodes.Effect) -> None:
        if any(result in self.active for result in node.results):
            # A random draw is differentiated as a function of what it was given, and of what came.
            self.apply(lookup.as_function(node))
        for result in node.results:
            if self.adjoint.take(result) is not None:
                lookup.refuse_unknown(node)

    def call(self, node: nodes.Call) -> None:
        """Reverse a call of the forward half of a pair by one of its backward half."""
        if node.part == nodes.PRIMAL_CALL:
            return self.closed_call(node)
        y, saved = node.results
        adjoint = self.adjoint.take(y)
        if adjoint is None:
            return
        pair = node.callee.source
        adjoint = self.adjoint.whole(adjoint, y)
        results = tuple(self.adjoint.new_value(node.args[k]) for k in pair.wanted)
        self.builder.add(
            nodes.Call(results, node.callee, (saved, adjoint), part=nodes.BACKWARD_CALL, origin=self.builder.origin)
        )
        for k, result in zip(pair.wanted, results, strict=True):
            if k in pair.fresh:
                self.adjoint.owned.add(result)
            self.adjoint.contribute(node.args[k], result)


    def closed_call(self, node: nodes.Call) -> None:
        """Reverse a call by one of the function that gives its arguments' adjoints from the arguments and its result's."""
        adjoint = self.adjoint.take(node.results[0])
        if adjoint is None or self.pullback is None:
            return  # nothing in it is active
        call = calls.positional(node)
        wanted = tuple(k for k, arg in enumerate(call.args) if arg in self.active)
        callee, at = self.pullback(call, wanted)
        args = (*call.args[:at], self.adjoint.whole(adjoint, node.results[0]), *call.args[at:])
        adjoints_ = [self.adjoint.new_value(call.args[k]) for k in wanted]
        bare = len(wanted) == 1
        whole = adjoints_[0] if bare else self.builder.value(types.Tuple(tuple(value.type for value in adjoints_)))
        self.builder.add(nodes.Call((whole,), callee, args, origin=self.builder.origin))
        for k, (index, value) in enumerate(zip(wanted, adjoints_, strict=True)):
            if not bare:
                self.builder.add(nodes.Load(value, whole, ((Const(k),),), self.builder.origin))
            self.adjoint.contribute(call.args[index], value)


def ends_in(block: Block, leaves) -> bool:
    """Say whether each path through a block ends in one of these leaves, with nothing active before."""
    if isinstance(block.leaf, nodes.Branch):
        return ends_in(block.leaf.then, leaves) and ends_in(block.leaf.orelse, leaves)
    return isinstance(block.leaf, leaves)
