"""Builds the reverse of a loop: the adjoints that it carries, its body, its iteration space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srcad.derive import memory_adjoints, reversed_space
from srcad.analysis import fitting, infer, shapes
from srcad.analysis.updates import updated
from srcad.derive.prepare import Exits
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.simplify.clean import own_leaves

if TYPE_CHECKING:
    from srcad.derive.loops import Plan

Region = nodes.For | nodes.Loop


class ReverseLoop:
    """Builds the reverse loop: its carried adjoints, its body, its iteration space."""

    def __init__(self, state, node: Region, plan: Plan, outer: list[Value]):
        self.state, self.node, self.plan = state, node, plan
        self.before = state.builder
        self.outer = outer
        self.slots: list[tuple[Value, Operand, str, Value]] = []  # param, init, kind, what it is the adjoint of

    def run(self) -> None:
        state, node = self.state, self.node
        active_params = [k for k, param in enumerate(node.params) if param in state.active]
        collected = self.collected_sequences()
        for value in self.outer:
            if value not in collected:
                self.slot(value, value, state.adjoint.of.pop(value, None), "outer")
        nexts = [leaf for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Next)]
        shared = self.shared_slots(active_params, nexts)
        for k in active_params:
            init = node.inits[k] if isinstance(node.inits[k], Value) else None
            source, start = shared.get(k, (node.params[k], self.plan.starts[k]))
            zero_of = state.list_ends.get(node.params[k], node.inits[k] if self.keeps_shape(k) else Const(0.0))
            self.slot(source, init if init is not None else node.params[k], start, "param", zero_of=zero_of)
        lists = {sequence: self.list_slot(sequence) for sequence in collected}
        self.body(active_params, lists)

    def keeps_shape(self, k: int) -> bool:
        """Say whether what a parameter is at the loop's end surely has the shape that it began with."""
        head, init = self.node.params[k], infer.type_of(self.node.inits[k])
        match head.type, init:
            case types.Array(_, dims), types.Array(_, before) if None not in (dims, before) and len(dims) == len(before):
                alike = all(map(shapes.same, dims, before))
            case types.Unknown(shape), types.Unknown(before):
                alike = shape is not None and shape == before
            case (types.Array() | types.Unknown()), _:
                alike = False
            case _:
                return True
        return alike or updated(head, self.node.params, self.node.body)

    def collected_sequences(self) -> dict[Value, Value]:
        """Return the lists whose adjoint this loop alone makes, item by item, with the elements it makes them from."""
        node, state = self.node, self.state
        if not isinstance(node, nodes.For) or not isinstance(node.space, nodes.Items) or len(node.space.sequences) != 1:
            return {}
        sequence, element = node.space.sequences[0], node.space.elements[0]
        leaves = list(own_leaves(node.body))
        whole = not any(isinstance(leaf, nodes.Exit) for leaf in leaves)
        free = sequence in state.active and sequence not in state.adjoint.of and sequence not in read_from_outside(node)
        if isinstance(sequence, Value) and isinstance(sequence.type, types.List) and whole and free:
            return {sequence: element}
        return {}

    def slot(self, value: Value, like: Value, start: Operand | None, kind: str, zero_of: Operand | None = None) -> None:
        """Carry the adjoint of a value through the loop; `like` has its shape and exists before the loop."""
        state = self.state
        param = state.adjoint.new_value(value)
        if start is None:
            init = self.zero(value, like if zero_of is None else zero_of)
        else:
            init = self.owned_start(like, start)
        if kind == "outer" or not isinstance(init, Value):
            param.type = value.type
        if start is None and isinstance(init, Const) and isinstance(value.type, types.Array):
            param.type = types.Unknown(may_lack=True)  # the number stands for zeros of a shape that isn't known here
        self.slots.append((param, init, kind, value))

    def owned_start(self, like: Value, start: Operand) -> Operand:
        whole = infer.materialise(self.state.builder, start, like)
        if whole in self.state.adjoint.owned or not isinstance(like.type, (types.Array, types.List)):
            return whole
        if whole is not start or self.state.adjoint.is_spent(whole):
            self.state.adjoint.owned.add(whole)
        return whole

    def zero(self, value: Value, like: Operand) -> Operand:
        state = self.state
        if isinstance(like, nodes.Undefined) or isinstance(value.type, types.Scalar):
            return Const(0.0)
        if not isinstance(like, Value):
            return Const(0.0)
        zero = state.builder.zeros_like(like, state.adjoint.name(value), state.adjoint.entity(value))
        if isinstance(zero, Value):
            state.adjoint.owned.add(zero)
        return zero

    def shared_slots(self, active_params: list[int], nexts) -> dict[int, tuple[Value, Operand | None]]:
        """Return the parameters whose adjoint slot also takes what leaves the loop: both flow into one value."""
        if self.plan.how != "all" or len(nexts) != 1:
            return {}
        exit_leaf = next(leaf for leaf in own_leaves(self.node.body) if isinstance(leaf, nodes.Exit))
        shared: dict[int, tuple[Value, Operand | None]] = {}
        for j, adjoint in enumerate(self.plan.exits):
            for k in active_params:
                value = nexts[0].values[k]
                if adjoint is not None and value is exit_leaf.values[j] and k not in shared:
                    shared[k] = (value, adjoint)
                    self.plan.exits = (*self.plan.exits[:j], None, *self.plan.exits[j + 1 :])
                    break
        return shared

    def list_slot(self, sequence: Value) -> Value:
        """Carry the list of items' adjoints, made back to front."""
        state = self.state
        entity, name = state.adjoint.entity(sequence), state.adjoint.name(sequence)
        empty = state.builder.value(sequence.type, name, entity)
        state.builder.add(nodes.Apply(empty, "list", (), origin=state.builder.origin))
        state.adjoint.owned.add(empty)
        param = Value(sequence.type, name, False, entity, state.builder.origin)
        self.slots.append((param, empty, "list", sequence))
        return param

    # -- the body ---------------------------------------------------------------------------------------------------

    def body(self, active_params, lists) -> None:
        from srcad.derive.reverse import Leaves

        state, node, adjoint = self.state, self.node, self.state.adjoint
        outside = self.outside = adjoint.snapshot()
        inner = Builder(self.before.origin)
        state.builder = inner
        adjoint.restore({})
        # What was made before the loop is there in every iteration: none may write to it.
        owned_outside = adjoint.ownership()
        adjoint.own_again(set())
        adjoint.lent = set()
        shared_before, adjoint.shared_here = adjoint.shared_here, set()
        param_slots = [slot for slot in self.slots if slot[2] == "param"]
        for param, init, kind, value in self.slots:
            if kind == "outer":
                adjoint.of[value] = param
                adjoint.owned.add(param)
        nexts_in: list[Operand | None] = [None] * len(node.params)
        for k, (param, *_) in zip(active_params, param_slots, strict=True):
            nexts_in[k] = param
            if isinstance(param.type, (types.Array, types.List)):
                adjoint.owned.add(param)
        exits_in = self.exit_adjoints()
        how = self.plan.how if self.plan.how != "tagged" else self.taken_test()
        leaves = Leaves(nexts=tuple(nexts_in), exits=exits_in, how=how)
        space, counter, head = reversed_space.space(self)
        state.block(node.body, leaves)
        for element in self.elements():
            self.element(element, counter, lists)
        values = self.next_values(active_params, lists)
        adjoint.own_again(adjoint.ownership() | owned_outside - adjoint.shared_here)
        adjoint.lent = set()
        adjoint.shared_here |= shared_before
        self.close(inner, space, counter, head, values, outside, active_params)

    def exit_adjoints(self) -> tuple[Operand | None, ...]:
        """Return what flows into the exits; under 'all' it flows in the first reversed iteration only."""
        if self.plan.how != "all":
            return self.plan.exits
        flowing: list[Operand | None] = []
        for k, adjoint in enumerate(self.plan.exits):
            if adjoint is None:
                flowing.append(None)
                continue
            result = self.node.results[k]
            param = self.state.adjoint.new_value(result)
            self.slots.append((param, infer.materialise(self.before, adjoint, result), "exit", result))
            flowing.append(param)
        return tuple(flowing)

    def taken_test(self):
        """Return the test of whether this (first reversed) iteration took an exit; later ones took none."""
        exits: Exits = self.state.exits[self.node]
        tag_type = infer.type_of(exits.tag)
        param = Value(tag_type, getattr(exits.tag, "name", None), False, None, self.before.origin)
        self.slots.append((param, exits.tag, "tag", param))

        def taken(leaf: nodes.Exit) -> Operand:
            if tag_type == types.BOOLEAN:
                return param
            number = Const(exits.number[id(leaf)])
            return self.state.builder.apply("operator.eq", param, number)

        return taken

    def elements(self) -> tuple[Value, ...]:
        space = self.node.space if isinstance(self.node, nodes.For) else None
        return space.elements if isinstance(space, nodes.Items) else ()

    def element(self, element: Value, counter: Operand | None, lists) -> None:
        """Hand the adjoint of a sequence's element on to the sequence."""
        state = self.state
        sequence = self.node.space.sequences[self.node.space.elements.index(element)]
        adjoint = state.adjoint.take(element)
        if sequence in lists:
            whole = self.part(adjoint, element)
            more = Value(sequence.type, lists[sequence].name, False, lists[sequence].entity, state.builder.origin)
            state.builder.add(nodes.Append(more, lists[sequence], whole, state.builder.origin))
            lists[sequence] = more
        elif adjoint is not None and sequence in state.active:
            memory_adjoints.scatter(state.adjoint, sequence, ((counter,),), adjoint)

    def part(self, adjoint: Operand | None, element: Value) -> Operand:
        if adjoint is None:
            return self.state.builder.zeros_like(element)
        return self.state.adjoint.kept(adjoint, element)

    def next_values(self, active_params, lists) -> list[Operand]:
        """Return what each carried adjoint is for the iteration before."""
        state, node = self.state, self.node
        values: list[Operand] = []
        params = iter(active_params)
        for param, init, kind, value in self.slots:
            match kind:
                case "outer":
                    # It may have met double precision in the loop's body.
                    values.append(fitting.floating(state.builder, state.adjoint.of.get(value, Const(0.0)), value))
                case "param":
                    head = node.params[next(params)]
                    adjoint = state.adjoint.take(head)
                    values.append(self.next_adjoint(param, head, adjoint))
                case "list":
                    values.append(lists[value])
                case "exit":
                    values.append(self.nothing(value, param))
                case "tag":
                    values.append(Const(False) if param.type == types.BOOLEAN else Const(0))
        return self.distinct(values)

    def distinct(self, values: list[Operand]) -> list[Operand]:
        """Copy a buffer that would be carried in two slots, or that is not owned and is updated in place."""
        state = self.state
        seen: set[Value] = set()
        out = []
        params = tuple(param for param, *_ in self.slots)
        body = state.builder.block(nodes.Next(tuple(values)))
        for param, operand in zip(params, values, strict=True):
            if isinstance(operand, Value) and isinstance(operand.type, types.Array):
                unsafe = operand in seen or (operand not in state.adjoint.owned and updated(param, params, body))
                seen.add(operand)
                if unsafe:
                    name, entity = param.name, param.entity
                    operand = state.builder.apply(
                        "numpy.copy", operand, form=nodes.METHOD, text="copy", name=name, entity=entity
                    )
            out.append(operand)
        return out

    def nothing(self, like: Value, param: Value) -> Operand:
        if isinstance(like.type, types.Scalar):
            return Const(0.0)
        return self.state.builder.zeros_like(param)

    def next_adjoint(self, param: Value, head: Value, adjoint: Operand | None) -> Operand:
        if adjoint is not None:
            return infer.materialise(self.state.builder, adjoint, head)
        if isinstance(head.type, types.Scalar):
            return Const(0.0)
        return self.state.builder.zeros_like(head)

    # -- the space ---------------------------------------------------------------------------------------------------

    # -- closing -------------------------------------------------------------------------------------------------------

    def close(self, inner: Builder, space, counter, head, values, outside, active_params) -> None:
        state, node = self.state, self.node
        inner.statements[:0] = head
        body = state.pairing.close(inner, nodes.Next(tuple(values), inner.origin))
        state.builder = self.before
        params = tuple(param for param, *_ in self.slots)
        inits = tuple(self.safe_init(param, init, body) for param, init, *_ in self.slots)
        results = tuple(Value(p.type, p.name, False, p.entity, self.before.origin) for p in params)
        origin = self.before.origin
        backwards = not (isinstance(node, nodes.For) and node.reversed)
        self.before.add(nodes.For(space, counter, params, inits, body, results, params, backwards, origin))
        state.adjoint.restore(outside)
        for param, init, value, result in zip(params, inits, values, results, strict=True):
            if isinstance(param.type, (types.Array, types.List)) and self.stays_owned(init, value):
                state.adjoint.owned.add(result)
        self.hand_over(results, active_params, body)

    def stays_owned(self, init: Operand, value: Operand) -> bool:
        owned = self.state.adjoint.owned
        if not any(init is given for _, given, *_ in self.slots):
            return value in owned  # it begins with a copy, made for this loop
        begins = isinstance(init, Value) and (init in owned or self.state.adjoint.is_allocated(init))
        return begins and self.is_only_here(init) and value in owned

    def is_only_here(self, init: Value) -> bool:
        """Say whether a buffer begins one slot only, and is no one's adjoint besides."""
        return sum(other is init for _, other, *_ in self.slots) == 1 and not any(
            other is init for other in self.outside.values()
        )

    def safe_init(self, param: Value, init: Operand, body: Block) -> Operand:
        """Copy an initial adjoint that isn't owned when the loop updates it in place."""
        adjoint = self.state.adjoint
        params = tuple(param for param, *_ in self.slots)
        if not isinstance(init, Value) or not updated(param, params, body):
            return init
        if init in adjoint.owned and self.is_only_here(init):
            return init
        if isinstance(init.type, types.List):
            if self.is_fresh_list(init):
                return init
            return self.before.apply(infer.helper("copy_list", init.type), init, name=param.name, entity=param.entity)
        return self.before.apply(
            "numpy.copy", init, form=nodes.METHOD, text="copy", name=param.name, entity=param.entity
        )

    def is_fresh_list(self, init: Value) -> bool:
        """Say whether a list was made here, of numbers, and begins nothing but one slot."""
        define = self.state.adjoint.defined_here(init)
        made = isinstance(define, nodes.Apply) and define.op in ("builtins.list", "list")
        return made and isinstance(init.type.item, types.Scalar) and self.is_only_here(init)

    def hand_over(self, results, active_params, body: Block) -> None:
        """After the loop: the adjoints of outside values, and those of the parameters go to their inits."""
        state, node = self.state, self.node
        params = iter(active_params)
        for (_, _, kind, value), result in zip(self.slots, results, strict=True):
            if kind == "outer":
                state.adjoint.of[value] = result
            elif kind == "param":
                state.adjoint.contribute(node.inits[next(params)], result)
            elif kind == "list":
                name, entity = state.adjoint.name(value), state.adjoint.entity(value)
                whole = result
                if not node.reversed:  # the adjoints of the items were gathered from the last to the first
                    backwards = ((nodes.Slice(None, None, Const(-1)),),)
                    whole = self.before.load(result, backwards, name=name, entity=entity)
                    whole.type = value.type
                state.adjoint.of[value] = whole
                state.adjoint.owned.add(whole)


def read_from_outside(node: Region) -> list[Value]:
    """Return the values from outside that the body itself reads."""
    inside = set(rewrite.defined_in(node.body)) | set(contents.region_params(node))
    reads = (value for inner in (*node.body.statements, node.body.leaf) for value in rewrite.read_by(inner))
    return list(dict.fromkeys(value for value in reads if value not in inside))
