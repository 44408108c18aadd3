"""Derives the tangent of a function: value and directional derivative in lockstep.

    def f(x, n):                       def f_jvp(x, dx, n):
        v = x                              v = x
        for i in range(n):                 dv = dx
            v = 4 * v * (1 - v)    ->      for i in range(n):
        return v                               dv = 4 * dv * (1 - 2 * v)
                                               v = 4 * v * (1 - v)
                                           return v, dv
"""

from __future__ import annotations

from collections import Counter

from srcad.derive import calls, forward_loop, lookup
from srcad.analysis import activity, infer, memory
from srcad.derive.parts import allocates, is_part, shows
from srcad.derive.prepare import split_tuples
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.names import free_name
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.origin import TANGENT
from srcad.simplify import clean, logistic


class Forward:
    """The tangents known so far, and the block that is being written."""

    def __init__(self, active: set[Value], parts, order: int, pairs: calls.Pairs):
        self.active, self.parts, self.order, self.pairs = active, parts, order, pairs
        self.of: dict[Value, Operand] = {}
        self.tapes: dict[Operand, Value] = {}
        self.bound: Counter = Counter()
        self.owned: set[Operand] = set()  # arrays that were made for the tangent they are
        self.shown: set[Operand] = set()  # tangents that show a part of another
        self.loaded: set[Value] = set()  # items of tuples that stand behind the call that gives the tuple already
        self.read_whole: set[Operand] = set()  # tuples that are read other than item by item
        self.builder = Builder()

    # -- tangents ------------------------------------------------------------------------------------------

    def name(self, value: Value) -> str | None:
        return None if value.name is None else f"d{value.name}"

    def entity(self, value: Value) -> tuple | None:
        return None if value.entity is None else (*value.entity, ("t", self.order))

    def new(self, like: Value) -> Value:
        return self.builder.value(like.type, self.name(like), self.entity(like))

    def tangent(self, operand: Operand) -> Operand | None:
        return self.of.get(operand) if isinstance(operand, Value) else None

    def bind(self, value: Value, tangent: Operand) -> None:
        if isinstance(tangent, Value):
            self.bound[tangent] += 1
            if tangent.name is None and tangent.origin.role == TANGENT:
                tangent.name, tangent.entity = self.name(value), self.entity(value)
        self.of[value] = tangent

    def whole(self, operand: Operand, like: Value | None = None) -> Operand:
        """Return an operand's tangent with its shape; zeros where it has none."""
        tangent = self.tangent(operand)
        if tangent is None:
            if isinstance(operand, nodes.Undefined):
                return operand
            if isinstance(operand, nodes.Global) and isinstance(operand.type, types.Array):
                return self.builder.zeros_like(operand)
            if not isinstance(operand, Value) or isinstance(operand.type, types.Scalar):
                if like is not None and isinstance(like.type, types.Array) and isinstance(operand, Value):
                    return self.builder.zeros_like(operand)
                return Const(0.0)
            return self.builder.zeros_like(operand, self.name(operand), self.entity(operand))
        return infer.materialise(self.builder, tangent, operand)

    def own(self, operand: Operand, like: Value) -> Operand:
        """Return a buffer's tangent as a buffer that nothing else refers to."""
        tangent = self.tangent(operand)
        if tangent is None:
            return self.builder.zeros_like(operand, self.name(like), self.entity(like))
        whole = infer.materialise(self.builder, tangent, operand)
        return self.copy(whole, like) if whole is tangent and not self.is_alone(tangent) else whole

    def is_alone(self, tangent: Operand) -> bool:
        """Say whether a tangent's array was made for it, and is no one else's tangent as well."""
        return tangent in self.owned and self.bound[tangent] <= 1

    def apart(self, node: nodes.Apply, tangent: Operand) -> Operand:
        """Return the tangent of a new array in memory of its own: what it shows may be written; of a view, as it is."""
        if node.op in memory.VIEWING:
            self.shown.add(tangent)
            return tangent
        if not isinstance(node.result.type, types.Array):
            return tangent
        copy = self.copy(tangent, node.result)
        self.owned.add(copy)
        return copy

    def copy(self, tangent: Operand, like: Value) -> Operand:
        name, entity = self.name(like), self.entity(like)
        if isinstance(like.type, types.List):
            return self.builder.apply(infer.helper("copy_list", like.type), tangent, name=name, entity=entity)
        return self.builder.apply("numpy.copy", tangent, form=nodes.METHOD, text="copy", name=name, entity=entity)

    # -- blocks -----------------------------------------------------------------------------------------------

    def block(self, block: Block, leaf) -> Block:
        """Return a block in lockstep with its tangents; `leaf` closes it."""
        outer, before = self.builder, dict(self.of)
        self.builder = Builder(block.leaf.origin)
        for node in block.statements:
            self.builder.origin = node.origin.as_role(TANGENT)
            self.statement(node)
        self.builder.origin = block.leaf.origin.as_role(TANGENT)
        if isinstance(block.leaf, nodes.Branch):
            then, orelse = (self.block(side, leaf) for side in contents.blocks(block.leaf))
            closed: nodes.Leaf = nodes.Branch(block.leaf.condition, then, orelse, block.leaf.origin)
        else:
            closed = leaf(block.leaf)
        made = self.builder.block(closed)
        self.builder, self.of = outer, before
        return made

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Apply():
                self.apply(node)
            case nodes.Load():
                if node.result in self.loaded:
                    return
                self.builder.add(node)
                self.load(node)
            case nodes.Store():
                self.store(node)
            case nodes.Append():
                active = node.result in self.active
                # A list without a tangent gets zeros of the length that it has before.
                buffer = self.own_list(node.source, node) if active else None
                self.builder.add(node)
                if active:
                    more = self.new(node.result)
                    self.builder.add(nodes.Append(more, buffer, self.whole(node.value), self.builder.origin, node.index))
                    self.of[node.result] = self.next_version(more, buffer)
            case nodes.Pop():
                self.builder.add(node)
                if self.tangent(node.source) is not None:
                    rest, value = self.new(node.result), self.new(node.value)
                    buffer = self.own_list(node.source, node)
                    self.builder.add(nodes.Pop(rest, value, buffer, self.builder.origin, node.index))
                    self.of[node.result], self.of[node.value] = self.next_version(rest, buffer), value
            case nodes.NewTape() | nodes.Push() | nodes.Pull():
                self.builder.add(node)
                self.tape(node)
            case nodes.Try():
                self.builder.add(node)
            case nodes.Effect():
                self.builder.add(node)
                if any(result in self.active for result in node.results):
                    self.apply(lookup.as_function(node), already=True)
            case nodes.Call():
                self.call(node)
            case nodes.If():
                self.if_(node)
            case nodes.For() | nodes.Loop():
                forward_loop.loop(self, node)

    def apply(self, node: nodes.Apply, already: bool = False) -> None:
        """Append an operation, unless it stands there already, and its tangent."""
        keys = [*enumerate(node.args), *node.kwargs]
        tangents = {key: self.of[arg] for key, arg in keys if isinstance(arg, Value) and arg in self.of}
        if not tangents or node.result not in self.active or activity.is_constant(node):
            self.builder.add(node)
            return
        joins = node.op in ("operator.add", "operator.mul") and isinstance(node.result.type, types.List)
        if node.op in ("tuple", "list") or joins:
            self.builder.add(node)
            repeats = node.op == "operator.mul"
            items = tuple(
                arg if repeats and not isinstance(infer.type_of(arg), types.List) else self.whole(arg) for arg in node.args
            )
            result = self.new(node.result)
            kwargs = (("like", node.result),) if node.kwargs else ()
            made = nodes.Apply(result, node.op, items, kwargs, text=node.text, origin=self.builder.origin)
            self.builder.add(made)
            self.of[node.result] = result
            return
        rule = lookup.rule_for(node)
        if getattr(rule, "outputs", ()) and node.result in self.parts and node.result not in self.read_whole:
            return self.items_of(node, rule, tangents)
        if not getattr(rule, "broadcasts", False):
            tangents = {key: infer.materialise(self.builder, tangents[key], arg) for key, arg in keys if key in tangents}
        before = len(self.builder.statements)
        tangent = rule.pushforward(self.builder, node, tangents)
        tangent = infer.materialise(self.builder, tangent, node.result)
        made = self.builder.statements[before:]
        if any(isinstance(one, nodes.Apply) and one.result is tangent and allocates(one.op) for one in made):
            self.owned.add(tangent)
        elif is_part(tangent, made, self.shown):
            tangent = self.apart(node, tangent)
        uses_result = any(operand is node.result for statement in made for operand in rewrite.read_by(statement))
        if not already:
            self.builder.statements.insert(before if uses_result else len(self.builder.statements), node)
        self.bind(node.result, tangent)

    def items_of(self, node: nodes.Apply, rule, tangents) -> None:
        """Append a function that gives a tuple, and the tangents of those of its items that matter, behind their loads."""
        keys = [*enumerate(node.args), *node.kwargs]
        whole = {key: infer.materialise(self.builder, tangents[key], arg) for key, arg in keys if key in tangents}
        self.builder.add(node)
        items = self.parts[node.result]
        for k, item in enumerate(items):
            self.builder.add(nodes.Load(item, node.result, ((Const(k),),), item.origin))
        wanted = [k for k, item in enumerate(items) if item in self.active]
        for k, tangent in rule.item_tangents(self.builder, node, whole, items, wanted).items():
            self.bind(items[k], infer.materialise(self.builder, tangent, items[k]))
        self.loaded.update(items)

    def load(self, node: nodes.Load) -> None:
        tangent = self.tangent(node.source)
        if tangent is None or node.result not in self.active:
            return
        tangent = infer.materialise(self.builder, tangent, node.source) if node.source not in self.parts else tangent
        loaded = self.new(node.result)
        self.builder.add(nodes.Load(loaded, tangent, node.path, self.builder.origin))
        self.shown.add(loaded)
        self.of[node.result] = loaded

    def store(self, node: nodes.Store) -> None:
        if node.result not in self.active or (self.tangent(node.source) is None and self.tangent(node.value) is None):
            self.builder.add(node)
            return
        value = self.tangent(node.value)
        buffer = self.own(node.source, node.result)
        stored = self.new(node.result)
        if value is None and node.add:
            self.builder.add(node)
            self.of[node.result] = buffer
            return
        nested = value is None and isinstance(infer.type_of(node.value), types.List)
        part = self.builder.zeros_like(node.value) if nested else Const(0.0) if value is None else value
        self.builder.add(nodes.Store(stored, buffer, node.path, part, node.add, self.builder.origin))
        self.builder.add(node)
        self.bound[stored] += 1
        self.owned.add(stored)
        self.of[node.result] = stored

    def own_list(self, operand: Operand, node) -> Operand:
        tangent = self.tangent(operand)
        if tangent is None:
            return self.builder.zeros_like(operand, self.name(node.result), self.entity(node.result))
        return tangent

    def next_version(self, version: Value, buffer: Operand) -> Value:
        """Return the next version of a list of tangents: it belongs to no one else where the one before didn't."""
        self.bound[version] += 1
        if self.is_alone(buffer):
            self.owned.add(version)
        return version

    def tape(self, node) -> None:
        if node.tape not in self.active:
            return
        if node.tape not in self.tapes:
            tape = node.tape
            self.tapes[tape] = Value(tape.type, self.name(tape), False, self.entity(tape), self.builder.origin)
        tape = self.tapes[node.tape]
        match node:
            case nodes.NewTape():
                self.builder.add(nodes.NewTape(tape, self.builder.origin))
            case nodes.Push():
                self.builder.add(nodes.Push(tape, self.whole(node.value), self.builder.origin))
            case nodes.Pull():
                result = self.new(node.result)
                self.builder.add(nodes.Pull(result, tape, node.peek, self.builder.origin))
                self.of[node.result] = result

    def call(self, node: nodes.Call) -> None:
        call = calls.positional(node)
        wanted = tuple(k for k, arg in enumerate(call.args) if self.tangent(arg) is not None)
        if not wanted or not any(result in self.active for result in node.results):
            self.builder.add(node)
            return
        args: list[Operand] = []
        for k, arg in enumerate(call.args):
            args += [arg, self.whole(arg)] if k in wanted else [arg]
        if self.pairs.is_closed(call.callee):
            return self.closed_call(node, self.pairs.pushforward(call, wanted), args)
        derived = self.pairs.jvp(call, wanted)
        callee = nodes.Callee(derived.name, ("jvp", call.callee.key, wanted), derived, call.callee.function)
        tangent = self.new(node.results[0])
        results = (*node.results, tangent)
        self.builder.add(nodes.Call(results, callee, tuple(args), (), nodes.TANGENT_CALL, self.builder.origin))
        self.of[node.results[0]] = tangent

    def closed_call(self, node: nodes.Call, callee: nodes.Callee, args: list[Operand]) -> None:
        """Append a call that gives value and tangent as one tuple, as any function does."""
        y, tangent = node.results[0], self.new(node.results[0])
        both = self.builder.value(types.Tuple((y.type, tangent.type)))
        self.builder.add(nodes.Call((both,), callee, tuple(args), origin=self.builder.origin))
        for k, value in enumerate((y, tangent)):
            self.builder.add(nodes.Load(value, both, ((Const(k),),), self.builder.origin))
        self.of[y] = tangent

    # -- regions -----------------------------------------------------------------------------------------------

    def if_(self, node: nodes.If) -> None:
        carried = [k for k, result in enumerate(node.results) if result in self.active]
        tangents = tuple(self.new(node.results[k]) for k in carried)
        alone = dict.fromkeys(tangents, True)

        def leaf(old: nodes.Leaf) -> nodes.Leaf:
            if not isinstance(old, nodes.Yield):
                return old
            extra = tuple(self.whole(old.values[k], node.results[k]) for k in carried)
            self.note_alone(alone, tangents, extra)
            return nodes.Yield((*old.values, *extra), old.origin)

        then, orelse = self.block(node.then, leaf), self.block(node.orelse, leaf)
        self.builder.add(nodes.If(node.condition, then, orelse, (*node.results, *tangents), node.origin))
        for k, tangent in zip(carried, tangents, strict=True):
            self.of[node.results[k]] = tangent
        self.own_results(alone)

    def note_alone(self, alone: dict[Value, bool], results: tuple[Value, ...], values: tuple[Operand, ...]) -> None:
        """Note which results of a region are given something that is no one else's."""
        for result, value in zip(results, values, strict=True):
            alone[result] = alone[result] and self.is_alone(value)

    def own_results(self, alone: dict[Value, bool]) -> None:
        for result, is_alone in alone.items():
            self.bound[result] += 1
            if is_alone:
                self.owned.add(result)


def tangent(
    function: nodes.Function, name: str, argnums: tuple[int, ...], pairs: calls.Pairs, called: bool = False
) -> nodes.Function:
    """Return the function that gives value and tangent; each parameter in `argnums` is followed by its tangent.

    One that is called gives a tangent that shares no memory with those of its arguments, unless its value does.
    """
    from srcad.derive.gradient import order_of

    order = order_of(function)
    function, parts = split_tuples(rewrite.copy_function(function))
    inputs = [function.params[k].value for k in argnums]
    active = activity.active(function.body, inputs)
    state = Forward(active, parts, order, pairs)
    state.read_whole = {
        operand for node in rewrite.walk(function.body) if not isinstance(node, nodes.Load) for operand in contents.operands(node)
    }
    params: list[nodes.Param] = []
    taken = {param.name for param in function.params} | set(rewrite.global_names(function.body))
    for k, param in enumerate(function.params):
        params.append(param)
        if k in argnums:
            name_ = free_name(f"d{param.name}", taken)
            taken.add(name_)
            given = Value(param.value.type, name_, False, state.entity(param.value) or (name_,))
            default = None if param.default is None else "0.0"
            params.append(nodes.Param(given, name_, default, param.kind))
            state.of[param.value] = given
            state.bound[given] += 1

    def leaf(old: nodes.Leaf) -> nodes.Leaf:
        if not isinstance(old, nodes.Return):
            return old
        whole = state.whole(old.value)
        dy = infer.in_precision(state.builder, whole, old.value)
        alone = dy is not whole or state.is_alone(dy) or shows(function, old.value)
        if called and isinstance(infer.type_of(dy), types.Array) and not alone:
            dy = state.copy(dy, old.value)
        pair = state.builder.value(types.Tuple((infer.type_of(old.value), infer.type_of(dy))))
        state.builder.add(nodes.Apply(pair, "tuple", (old.value, dy), origin=state.builder.origin))
        return nodes.Return(pair, old.origin)

    body = state.block(function.body, leaf)
    logistic.read_off(body)
    return clean.clean(nodes.Function(name, tuple(params), body, origin=function.origin))
