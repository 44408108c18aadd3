"""Finds the active values: those that depend on the inputs of interest and that the result depends on.

`varied` runs forward from the active parameters, `useful` backward from the result; both are
fixpoints over loop parameters. A value whose type carries no derivative is neither; one of which nothing is known may
carry one, and is refused if it is both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srcad import errors
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value
from srcad.ir.types import Opaque, differentiable, is_complex
from srcad.rules import registry


# Piecewise constant in real numbers, but not in complex ones: sign(z) is z / |z|.
ON_THE_CIRCLE = "numpy.sign"


def is_constant(node: nodes.Apply) -> bool:
    """Say whether an operation has no derivative: its result never varies."""
    circling = node.op == ON_THE_CIRCLE and is_complex(node.result.type)
    return isinstance(registry.find(node.op), registry.ConstantRule) and not circling


class _Varied:
    def __init__(self, seeds: Iterable[Value], callees: Callees):
        self.found: set[Value] = set(seeds)
        self.callees = callees
        self.changed = True

    def mark(self, value: Value) -> None:
        if value not in self.found and (differentiable(value.type) or isinstance(value.type, Opaque)):
            self.found.add(value)
            self.changed = True

    def is_varied(self, operand: Operand | None) -> bool:
        return isinstance(operand, Value) and operand in self.found

    def flow(self, targets: Iterable[Value], sources: Iterable[Operand]) -> None:
        for target, source in zip(targets, sources, strict=True):
            if self.is_varied(source):
                self.mark(target)

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Apply():
                if any(map(self.is_varied, contents.operands(node))) and not is_constant(node):
                    self.mark(node.result)
            case nodes.Load():
                self.flow((node.result,), (node.source,))
            case nodes.Store() | nodes.Append():
                if self.is_varied(node.source) or self.is_varied(node.value):
                    self.mark(node.result)
            case nodes.Pop():
                self.flow((node.result, node.value), (node.source, node.source))
            case nodes.Push():
                if self.is_varied(node.value) and isinstance(node.tape, Value) and node.tape not in self.found:
                    self.found.add(node.tape)
                    self.changed = True
            case nodes.Pull():
                self.flow((node.result,), (node.tape,))
            case nodes.NewTape():
                pass
            case nodes.Effect() | nodes.Call():
                given = [operand for operand in contents.operands(node) if self.is_varied(operand)]
                if given and not (isinstance(node, nodes.Call) and self.callees.is_constant(node, given)):
                    for result in node.results:
                        self.mark(result)
            case nodes.If():
                self.block(node.then, node.results, ())
                self.block(node.orelse, node.results, ())
            case nodes.For() | nodes.Loop():
                self.loop(node)

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        self.flow(node.params, node.inits)
        if isinstance(node, nodes.For) and isinstance(node.space, nodes.Items):
            self.flow(node.space.elements, node.space.sequences)
        self.block(node.body, node.results, node.params)
        if isinstance(node, nodes.For):
            self.flow(node.results, node.exhausted)

    def block(self, block: Block, results: tuple[Value, ...], params: tuple[Value, ...]) -> None:
        for statement in block.statements:
            self.statement(statement)
        match block.leaf:
            case nodes.Yield(values) | nodes.Exit(values):
                self.flow(results, values)
            case nodes.Next(values):
                self.flow(params, values)
            case nodes.Branch(_, then, orelse):
                self.block(then, results, params)
                self.block(orelse, results, params)


class Callees:
    """Tells of which of their arguments callees are functions without a derivative: `math.floor(x) + 1`."""

    def __init__(self) -> None:
        self.known: dict[tuple, bool] = {}
        self.under_way: set[tuple] = set()

    def is_constant(self, call: nodes.Call, given: list[Operand]) -> bool:
        """Say whether what a callee returns doesn't vary with some of its arguments."""
        function = call.callee.function
        if call.part != nodes.PRIMAL_CALL or function is None:
            return False
        names = {name for name, operand in call.kwargs if operand in given}
        at = tuple(
            k for k, param in enumerate(function.params)
            if k < len(call.args) and call.args[k] in given or k >= len(call.args) and param.name in names
        )
        key = id(function), at
        if key in self.under_way:
            return True  # as long as nothing else in it varies
        if key not in self.known:
            self.under_way.add(key)
            found = varied(function.body, [function.params[k].value for k in at], self)
            self.under_way.discard(key)
            returned = (node.value for node in rewrite.walk(function.body) if isinstance(node, nodes.Return))
            constant = not any(value in found for value in returned) and not any(refused_draws(function.body, found))
            if constant and self.under_way:
                return True  # it may rest on what is only assumed
            self.known[key] = constant
        return self.known[key]


def varied(body: Block, seeds: Iterable[Value], callees: Callees | None = None) -> set[Value]:
    """Return the values that depend differentiably on the seeds."""
    state = _Varied(seeds, callees or Callees())
    while state.changed:
        state.changed = False
        state.block(body, (), ())
    return state.found


class _Useful:
    def __init__(self, seeds: Iterable[Value]):
        self.found: set[Value] = set(seeds)
        self.changed = True

    def mark(self, operand: Operand | None) -> None:
        if isinstance(operand, Value) and operand not in self.found:
            self.found.add(operand)
            self.changed = True

    def flow(self, targets: Iterable[Value], sources: Iterable[Operand]) -> None:
        for target, source in zip(targets, sources, strict=True):
            if target in self.found:
                self.mark(source)

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Load():
                self.flow((node.result,), (node.source,))
            case nodes.Store() | nodes.Append():
                if node.result in self.found:
                    self.mark(node.source)
                    self.mark(node.value)
            case nodes.Pop():
                if node.result in self.found or node.value in self.found:
                    self.mark(node.source)
            case nodes.Push():
                if node.tape in self.found:
                    self.mark(node.value)
            case nodes.Pull():
                self.flow((node.result,), (node.tape,))
            case nodes.NewTape():
                pass
            case nodes.Apply() | nodes.Effect() | nodes.Call():
                if any(result in self.found for result in contents.results(node)):
                    for operand in contents.operands(node):
                        self.mark(operand)
            case nodes.If():
                self.block(node.then, node.results, ())
                self.block(node.orelse, node.results, ())
            case nodes.For() | nodes.Loop():
                self.loop(node)

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        if isinstance(node, nodes.For):
            self.flow(node.results, node.exhausted)
        self.block(node.body, node.results, node.params)
        self.flow(node.params, node.inits)
        if isinstance(node, nodes.For) and isinstance(node.space, nodes.Items):
            self.flow(node.space.elements, node.space.sequences)

    def block(self, block: Block, results: tuple[Value, ...], params: tuple[Value, ...]) -> None:
        match block.leaf:
            case nodes.Return(value):
                self.mark(value)
            case nodes.Yield(values) | nodes.Exit(values):
                self.flow(results, values)
            case nodes.Next(values):
                self.flow(params, values)
            case nodes.Branch(_, then, orelse):
                self.block(then, results, params)
                self.block(orelse, results, params)
        for statement in reversed(block.statements):
            self.statement(statement)


def useful(body: Block, seeds: Iterable[Value] = ()) -> set[Value]:
    """Return the values on which what the body returns depends."""
    state = _Useful(seeds)
    while state.changed:
        state.changed = False
        state.block(body, (), ())
    return state.found


def refused_draws(body: Block, moved: set[Value]) -> Iterator[tuple[nodes.Effect, registry.Refused]]:
    """Yield the random draws without a derivative that depend on what moves, whatever they give, and the reasons."""
    for node in rewrite.walk(body):
        if isinstance(node, nodes.Effect) and node.function is not None:
            rule = registry.find(node.function)
            if isinstance(rule, registry.Refused) and any(operand in moved for operand in contents.operands(node)):
                yield node, rule


def refuse_draws(body: Block, moved: set[Value], needed: set[Value]) -> None:
    """Refuse random draws without a derivative: whole numbers depend on their parameters too."""
    for node, rule in refused_draws(body, moved):
        if needed.intersection(node.results):
            name = node.text or node.function
            raise errors.UnsupportedCallError(f"{name} can't be differentiated", node.origin, why=rule.reason)


def active(body: Block, inputs: Iterable[Value]) -> set[Value]:
    """Return the values that depend on the inputs and that the result depends on.

    Raises UnsupportedCallError where nothing is known of such a value.
    """
    moved, needed = varied(body, inputs), useful(body)
    refuse_draws(body, moved, needed)
    found = moved & needed
    unknown = [value for value in found if isinstance(value.type, Opaque)]
    if unknown:
        raise errors.UnsupportedCallError(
            "what this gives is neither a number nor an array nor made of them, as far as can be told",
            min((value.origin for value in unknown), key=lambda origin: (origin.line, origin.column)),
            why="it depends on what is differentiated, and srcad doesn't know how",
            instead="pass its numbers and arrays as arguments of their own",
        )
    return found
