"""Readies a primal function for differentiation.

- `split_tuples`: every tuple-typed value is taken apart where it is defined, so that adjoints and
  tangents belong to numbers, arrays and lists only;
- `instrument`: loops that can be left early also yield where they were left and by which exit.
"""

from __future__ import annotations

from dataclasses import dataclass

from srcad.analysis import infer
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.simplify.clean import own_leaves


class TupleParts:
    """The parts of each tuple-typed value."""

    def __init__(self) -> None:
        self.of: dict[Value, tuple[Value, ...]] = {}


def named_after(record: Value, key: object) -> tuple[str | None, tuple | None]:
    """Return the name and the entity of a record's item: its key's or attribute's, if that is a word."""
    if not isinstance(key, str) or not key.isidentifier():
        return None, None
    return key, (key, "of", record.name)


class _Splitter:
    def __init__(self) -> None:
        self.parts: dict[Value, tuple[Value, ...]] = {}
        self.alias: dict[Value, Operand] = {}
        self.names: dict[tuple[Value, int], Value] = {}

    def note_names(self, body: Block) -> None:
        """Remember, for each item of a tuple, the value by which the source first reads it."""
        for node in rewrite.walk(body):
            if isinstance(node, nodes.Load) and (index := self.index(node)) is not None:
                self.names.setdefault((node.source, index), node.result)

    def index(self, node: nodes.Load) -> int | None:
        if not isinstance(node.source, Value) or not isinstance(node.source.type, types.Tuple) or len(node.path) != 1:
            return None
        subscript = node.path[0]
        if len(subscript) == 1 and isinstance(subscript[0], Const) and isinstance(subscript[0].value, int):
            return subscript[0].value % max(len(node.source.type.items), 1)
        return None

    def take_apart(self, value: Value) -> list[nodes.Statement]:
        """Return the loads of a new value's parts, nested ones included."""
        if not isinstance(value.type, types.Tuple):
            return []
        loads: list[nodes.Statement] = []
        parts = []
        for k, type_ in enumerate(value.type.items):
            like = self.names.get((value, k))
            part = Value(type_, origin=value.origin)
            if like is not None:
                part.name, part.named, part.entity, part.origin = like.name, like.named, like.entity, like.origin
            if part.name is None and value.type.layout is not None:
                part.name, part.entity = named_after(value, value.type.layout.keys[k])
            loads.append(nodes.Load(part, value, ((Const(k),),), part.origin))
            for (source, inner), first in list(self.names.items()):
                if source is like:
                    self.names[(part, inner)] = first
            loads.extend(self.take_apart(part))
            parts.append(part)
        self.parts[value] = tuple(parts)
        return loads

    def use(self, operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in self.alias:
            operand = self.alias[operand]
        return operand

    def block(self, block: Block, heads: tuple[Value, ...] = ()) -> Block:
        statements: list[nodes.Statement] = []
        for head in heads:
            statements.extend(self.take_apart(head))
        for node in block.statements:
            if isinstance(node, nodes.Load) and (index := self.index(node)) is not None:
                source = self.use(node.source)
                if source in self.parts:
                    self.alias[node.result] = self.parts[source][index]
                    continue
            if isinstance(node, nodes.Apply) and node.op == "tuple":
                self.parts[node.result] = ()  # made here: its items are read from its operands
                rebuilt = rewrite.statement(node, self.use)
                statements.append(rebuilt)
                statements.extend(self.take_apart(node.result))
                continue
            statements.append(self.rebuilt(node))
            for result in contents.results(node):
                statements.extend(self.take_apart(result))
        return Block(tuple(statements), rewrite.with_sides(block.leaf, self.block, self.use))

    def rebuilt(self, node: nodes.Statement) -> nodes.Statement:
        heads = contents.region_params(node)
        return rewrite.with_blocks(node, lambda inner: self.block(inner, heads), self.use)


def split_tuples(function: nodes.Function) -> tuple[nodes.Function, dict[Value, tuple[Value, ...]]]:
    """Return the function with its tuples taken apart, and the parts of each tuple-typed value."""
    splitter = _Splitter()
    splitter.note_names(function.body)
    body = splitter.block(function.body, tuple(param.value for param in function.params))
    split = nodes.Function(function.name, function.params, body, function.doc, function.origin)
    return split, {value: parts for value, parts in splitter.parts.items() if parts}


@dataclass
class Exits:
    """What a loop with exits yields about its end.

    `last` is how far it came: the counter at the exit, or the one that would come next in an exhausted space; of a loop
    without a counter the number of iterations completed. Where what leaves the loop at an exit is what would leave it if there
    were no more iterations (`alike`), it is the counter that would come next in any case. `tag` is the number of the exit taken, from 1, or 0 when the space was exhausted; a bool where there is
    one exit only.
    """

    last: Value
    tag: Operand
    number: dict[int, int]
    alike: bool = False


class _Instrument:
    def __init__(self, wanted: set[Value]):
        self.wanted = wanted
        self.exits: dict[nodes.Statement, Exits] = {}

    def block(self, block: Block) -> Block:
        statements: list[nodes.Statement] = []
        for node in block.statements:
            statements.extend(self.statement(node))
        leaf = block.leaf
        if isinstance(leaf, nodes.Branch):
            leaf = nodes.Branch(leaf.condition, self.block(leaf.then), self.block(leaf.orelse), leaf.origin)
        return Block(tuple(statements), leaf)

    def statement(self, node: nodes.Statement) -> list[nodes.Statement]:
        match node:
            case nodes.If():
                parts = (self.block(node.then), self.block(node.orelse))
                return [nodes.If(node.condition, *parts, node.results, node.origin)]
            case nodes.For() | nodes.Loop():
                return self.loop(node)
            case _:
                return [node]

    def loop(self, node: nodes.For | nodes.Loop) -> list[nodes.Statement]:
        body = self.block(node.body)
        leaves = [leaf for leaf in own_leaves(body) if isinstance(leaf, nodes.Exit)]
        own = (*rewrite.defined_in(body), *contents.region_params(node), *node.results)
        active = any(value in self.wanted for value in own)
        before: list[nodes.Statement] = []
        if isinstance(node, nodes.For):
            counter = node.counter
            if counter is None and (leaves or isinstance(node.space, nodes.Items)):
                counter = Value(types.INTEGER, "i", False, ("i",), node.origin)
            results, exhausted = (node.results, node.exhausted) if leaves else with_buffers(node)
            made: nodes.Statement = nodes.For(
                node.space, counter, node.params, node.inits, body, results, exhausted, node.reversed, node.origin
            )
        else:
            made = nodes.Loop(node.params, node.inits, body, node.results, node.origin)
        if not active or (not leaves and isinstance(node, nodes.For)):
            return [made]
        if leaves and isinstance(node, nodes.For) and not node.reversed and self.ends_alike(made, body):
            return self.with_count(made)
        return [*before, *self.with_exits(made, leaves)]

    def with_exits(self, node: nodes.For | nodes.Loop, leaves: list[nodes.Exit]) -> list[nodes.Statement]:
        number = {id(leaf): k + 1 for k, leaf in enumerate(leaves)}
        before: list[nodes.Statement] = []
        last = Value(types.INTEGER, "count", False, ("count",), node.origin)
        single = len(leaves) == 1
        tag: Operand = Value(types.BOOLEAN if single else types.INTEGER, "left" if single else "exit", origin=node.origin)
        found = _existing_tag(node, leaves)

        def tag_of(k: int) -> Const:
            return Const(bool(k)) if single else Const(k)

        if isinstance(node, nodes.For):
            stop, where = self.stop(node, before), node.counter
        else:
            where = Value(types.INTEGER, "count", False, ("count",), node.origin)

        def leaf(old: nodes.Leaf) -> Block:
            statements: tuple = ()
            match old:
                case nodes.Exit(values):
                    extra = (where,) if found is not None else (where, tag_of(number[id(old)]))
                    new: nodes.Leaf = nodes.Exit((*values, *extra), old.origin)
                    number[id(new)] = number[id(old)]
                case nodes.Next(values) if isinstance(node, nodes.Loop):
                    more = Value(types.INTEGER, "count", False, ("count",), node.origin)
                    statements = (nodes.Apply(more, "operator.add", (where, Const(1)), origin=node.origin),)
                    new = nodes.Next((*values, more), old.origin)
                case _:
                    new = old
            return Block(statements, new)

        body = _with_leaves(node.body, leaf)
        results = (*node.results, last) if found is not None else (*node.results, last, tag)
        if isinstance(node, nodes.For):
            exhausted = (*node.exhausted, stop) if found is not None else (*node.exhausted, stop, tag_of(0))
            made: nodes.Statement = nodes.For(
                node.space, node.counter, node.params, node.inits, body, results, exhausted, node.reversed, node.origin
            )
        else:
            params, inits = (*node.params, where), (*node.inits, Const(0))
            made = nodes.Loop(params, inits, body, results, node.origin)
        self.exits[made] = Exits(last, tag if found is None else found, number)
        return [*before, made]

    def ends_alike(self, node: nodes.For, block: Block) -> bool:
        """Say whether each exit stands at the end of an iteration, and leaves the loop with what the next would begin with."""
        leaf = block.leaf
        if not isinstance(leaf, nodes.Branch):
            return not isinstance(leaf, nodes.Exit)
        for leaving, staying in ((leaf.then, leaf.orelse), (leaf.orelse, leaf.then)):
            if isinstance(leaving.leaf, nodes.Exit) and isinstance(staying.leaf, nodes.Next):
                nothing = not any(self.matters(side) for side in (leaving, staying))
                return nothing and self.agree(node, leaving.leaf, staying.leaf)
        return all(self.ends_alike(node, side) for side in (leaf.then, leaf.orelse))

    def matters(self, block: Block) -> bool:
        return any(value in self.wanted for value in rewrite.defined_in(block)) or any(
            isinstance(node, (nodes.Push, nodes.Pull)) for node in rewrite.walk(block)
        )

    def agree(self, node: nodes.For, leaving: nodes.Exit, staying: nodes.Next) -> bool:
        """Say whether an exit gives the results that matter what they would be if the loop ended in the next head."""
        next_head = dict(zip(node.params, staying.values, strict=True))
        return all(
            given is next_head.get(end, end)
            for result, given, end in zip(node.results, leaving.values, node.exhausted, strict=True)
            if result in self.wanted or isinstance(result.type, types.List)
        )

    def with_count(self, node: nodes.For) -> list[nodes.Statement]:
        """Return a loop that also yields the counter that would come next."""
        before: list[nodes.Statement] = []
        last = Value(types.INTEGER, "count", False, ("count",), node.origin)
        step = node.space.step if isinstance(node.space, nodes.Range) else Const(1)

        def leaf(old: nodes.Leaf) -> Block:
            if not isinstance(old, nodes.Exit):
                return Block((), old)
            more = Value(types.INTEGER, "count", False, ("count",), node.origin)
            counted = nodes.Apply(more, "operator.add", (node.counter, step), origin=node.origin)
            return Block((counted,), nodes.Exit((*old.values, more), old.origin))

        body = _with_leaves(node.body, leaf)
        results, exhausted = (*node.results, last), (*node.exhausted, self.stop(node, before))
        made = nodes.For(
            node.space, node.counter, node.params, node.inits, body, results, exhausted, node.reversed, node.origin
        )
        self.exits[made] = Exits(last, Const(False), {}, alike=True)
        return [*before, made]

    def stop(self, node: nodes.For, before: list[nodes.Statement]) -> Operand:
        """Return the counter of the iteration that would come next when the space is exhausted."""
        if not isinstance(node.space, nodes.Range):
            return Const(-1) if node.reversed else trip_count(node.space, before, node.origin)
        if not node.reversed:
            return node.space.stop
        builder = Builder(node.origin)
        last = builder.apply("operator.sub", node.space.start, node.space.step)
        before.extend(builder.statements)
        return last


def with_buffers(node: nodes.For) -> tuple[tuple[Value, ...], tuple[Operand, ...]]:
    """Return a loop's results with the arrays that it writes among them: what was read of one may be read from there."""
    left = [
        param for param, value in zip(node.params, node.body.leaf.values, strict=True)
        if isinstance(param.type, types.Array) and value is not param and param not in node.exhausted
    ] if isinstance(node.body.leaf, nodes.Next) else []
    finals = tuple(Value(param.type, param.name, param.named, param.entity, param.origin) for param in left)
    return (*node.results, *finals), (*node.exhausted, *left)


def _existing_tag(node: nodes.For | nodes.Loop, leaves: list[nodes.Exit]) -> Value | None:
    """Return the result that already says whether the loop's one exit was taken, if there is one."""
    if len(leaves) != 1 or not isinstance(node, nodes.For):
        return None
    for result, at_exit, otherwise in zip(node.results, leaves[0].values, node.exhausted, strict=True):
        if isinstance(at_exit, Const) and at_exit.value is True:
            if isinstance(otherwise, Const) and otherwise.value is False:
                return result
    return None


def trip_count(space: nodes.Items, before: list[nodes.Statement], origin) -> Operand:
    """Append the statements that count the iterations over sequences; return the count."""
    lengths: list[Operand] = []
    for sequence in space.sequences:
        length = Value(infer.result_type("builtins.len", (sequence,), {}), origin=origin)
        before.append(nodes.Apply(length, "builtins.len", (sequence,), origin=origin))
        lengths.append(length)
    first = lengths[0]
    if all(_same_length(length, first) for length in lengths):
        return first
    least = Value(types.INTEGER, origin=origin)
    before.append(nodes.Apply(least, "builtins.min", tuple(lengths), origin=origin))
    return least


def _same_length(a: Value, b: Value) -> bool:
    sizes = [v.type.size if isinstance(v.type, types.Scalar) else None for v in (a, b)]
    return a is b or (sizes[0] is not None and sizes[0] == sizes[1])


def _with_leaves(block: Block, leaf) -> Block:
    """Return a loop body with each of its own leaves replaced (and statements added before it)."""
    if isinstance(block.leaf, nodes.Branch):
        parts = (_with_leaves(part, leaf) for part in (block.leaf.then, block.leaf.orelse))
        return Block(block.statements, nodes.Branch(block.leaf.condition, *parts, block.leaf.origin))
    closed = leaf(block.leaf)
    return Block((*block.statements, *closed.statements), closed.leaf)


def instrument(function: nodes.Function, wanted: set[Value]) -> tuple[nodes.Function, dict[nodes.Statement, Exits]]:
    """Return the function whose early-left loops yield how they ended, and those yields by loop."""
    state = _Instrument(wanted)
    body = state.block(function.body)
    made = nodes.Function(function.name, function.params, body, function.doc, function.origin)
    return made, state.exits
