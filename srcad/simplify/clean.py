"""Removes what nothing needs: dead statements, loop slots that carry nothing, copies of slots.

    for i in range(n):          for i in range(n):
        t = x * y                   v = v * x
        v = v * x          ->   return v
        w = w + t
    return v

Effects, asserts and raises stay. Runs to a fixpoint; the function comes back rebuilt.
"""

from __future__ import annotations

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value
from srcad.origin import ADJOINT

# What does nothing but define one value; and the loops.
SINGLE = frozenset({nodes.Apply, nodes.Load, nodes.Store, nodes.Append})
LOOPS = frozenset({nodes.For, nodes.Loop})


class _Live:
    """Marks the values that effects, leaves that leave, and the result need."""

    def __init__(self) -> None:
        self.found: set[Value] = set()
        self.changed = True

    def mark(self, *operands: Operand | None) -> None:
        for operand in operands:
            if isinstance(operand, Value) and operand not in self.found:
                self.found.add(operand)
                self.changed = True

    def flow(self, targets, sources) -> None:
        for target, source in zip(targets, sources, strict=True):
            if target in self.found:
                self.mark(source)

    def block(self, block: Block, results, params) -> None:
        match block.leaf:
            case nodes.Return(value):
                self.mark(value)
            case nodes.Raise():
                self.mark(*contents.operands(block.leaf))
            case nodes.Yield(values) | nodes.Exit(values):
                self.flow(results, values)
            case nodes.Next(values):
                self.flow(params, values)
            case nodes.Branch(condition, then, orelse):
                self.mark(condition)
                self.block(then, results, params)
                self.block(orelse, results, params)
        for statement in reversed(block.statements):
            self.statement(statement)

    def statement(self, node: nodes.Statement) -> None:
        kind = type(node)
        if kind in SINGLE:
            if node.result in self.found:
                self.mark(*contents.operands(node))
        elif kind is nodes.Push:
            if node.tape in self.found:
                self.mark(node.value)
        elif kind is nodes.If:
            self.block(node.then, node.results, ())
            self.block(node.orelse, node.results, ())
            if needed(node, self.found):
                self.mark(node.condition)
        elif kind in LOOPS:
            self.loop(node)
        elif kind is nodes.Try:
            if needed(node, self.found):
                # Whatever is computed in it may be what raises.
                self.mark(*rewrite.read_by(node))
        elif needed(node, self.found):
            self.mark(*contents.operands(node))

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        if needed(node, self.found):
            self.rounds(node)

    def rounds(self, node: nodes.For | nodes.Loop) -> None:
        if isinstance(node, nodes.For):
            self.flow(node.results, node.exhausted)
            self.mark(*(operand for operand in space_operands(node)))
        self.block(node.body, node.results, node.params)
        self.flow(node.params, node.inits)


def space_operands(node: nodes.For):
    match node.space:
        case nodes.Range(start, stop, step):
            return (start, stop, step)
        case nodes.Items(sequences):
            return sequences
        case nodes.Drain(tape):
            return (tape,)


def needed(node: nodes.Statement, live: set[Value]) -> bool:
    """Say whether a statement does anything that is needed, given the live values."""
    if type(node) in SINGLE:
        return node.result in live
    match node:
        case nodes.Effect():
            return True
        case nodes.Call():
            return any(result in live for result in node.results) or may_have_effects(node)
        case nodes.Push():
            return node.tape in live
        case nodes.Pull():
            return node.result in live or node.tape in live
        case nodes.If() | nodes.Try() | nodes.For() | nodes.Loop():
            return any(result in live for result in contents.results(node)) or any(
                _block_needed(block, live) for block in contents.blocks(node)
            )
        case _:
            return any(result in live for result in contents.results(node))


def _block_needed(block: Block, live: set[Value]) -> bool:
    if isinstance(block.leaf, nodes.Raise):
        return True
    inner = (deeper for deeper in contents.blocks(block.leaf))
    # A region matters in itself only for effects, raises, tapes and calls with effects inside it.
    return any(_acts(statement, live) for statement in block.statements) or any(_block_needed(b, live) for b in inner)


def _acts(node: nodes.Statement, live: set[Value]) -> bool:
    match node:
        case nodes.Effect():
            return True
        case nodes.Call():
            return may_have_effects(node)
        case nodes.Push():
            return node.tape in live
        case nodes.Pull():
            return node.tape in live
        case nodes.If() | nodes.Try() | nodes.For() | nodes.Loop():
            return any(_block_needed(block, live) for block in contents.blocks(node))
    return False


def may_have_effects(call: nodes.Call, seen: frozenset = frozenset()) -> bool:
    """Say whether a callee, or one that it calls, has effects, asserts or raises."""
    function = call.callee.function
    if call.part == nodes.BACKWARD_CALL or call.callee.key in seen:
        return False
    if function is None:
        return True
    for node in rewrite.walk(function.body):
        if isinstance(node, (nodes.Effect, nodes.Raise)):
            return True
        if isinstance(node, nodes.Call) and may_have_effects(node, seen | {call.callee.key}):
            return True
    return False


def live_values(body: Block) -> set[Value]:
    """Return the values that the result, the effects or the control flow of a body need."""
    state = _Live()
    # One walk backwards sees every use before its definition, but for what loops carry from end to head.
    loops = any(isinstance(node, (nodes.For, nodes.Loop)) for node in rewrite.walk(body))
    while state.changed:
        state.changed = False
        state.block(body, (), ())
        state.changed = state.changed and loops
    return state.found


class _Sweep:
    """Rebuilds a body without what is dead."""

    def __init__(self, live: set[Value]):
        self.live = live
        self.alias: dict[Value, Operand] = {}

    def use(self, operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in self.alias:
            operand = self.alias[operand]
        return operand

    def block(self, block: Block, keep_results: list[bool], keep_params: list[bool]) -> Block:
        statements: list[nodes.Statement] = []
        for statement in block.statements:
            if needed(statement, self.live):
                statements.extend(self.statement(statement))
        return Block(tuple(statements), self.leaf(block.leaf, keep_results, keep_params))

    def leaf(self, leaf: nodes.Leaf, keep_results: list[bool], keep_params: list[bool]) -> nodes.Leaf:
        match leaf:
            case nodes.Yield(values) | nodes.Exit(values):
                return type(leaf)(self.kept(values, keep_results), leaf.origin)
            case nodes.Next(values):
                return nodes.Next(self.kept(values, keep_params), leaf.origin)
            case nodes.Branch(condition, then, orelse):
                parts = (self.block(part, keep_results, keep_params) for part in (then, orelse))
                return nodes.Branch(self.use(condition), *parts, leaf.origin)
            case _:
                return rewrite.leaf(leaf, self.use)

    def kept(self, values, keep: list[bool]) -> tuple[Operand, ...]:
        return tuple(self.use(value) for value, kept in zip(values, keep, strict=True) if kept)

    def statement(self, node: nodes.Statement):
        match node:
            case nodes.If():
                return self.conditional(node)
            case nodes.For() | nodes.Loop():
                return (self.loop(node),)
            case _ if self.alias:
                return (rewrite.statement(node, self.use),)
        return (node,)

    def conditional(self, node: nodes.If):
        keep = [result in self.live for result in node.results]
        leaves = [leaf for side in contents.blocks(node) for leaf in _own_leaves(side)]
        self.merge_twins(node.results, [leaf.values for leaf in leaves if isinstance(leaf, nodes.Yield)], keep)
        results = tuple(result for result, kept in zip(node.results, keep, strict=True) if kept)
        then, orelse = self.block(node.then, keep, []), self.block(node.orelse, keep, [])
        if isinstance(then.leaf, nodes.Yield) and isinstance(orelse.leaf, nodes.Yield):
            same = [a is b or _equal(a, b) for a, b in zip(then.leaf.values, orelse.leaf.values, strict=True)]
            same = [s and not _inside(a, then) for s, a in zip(same, then.leaf.values, strict=True)]
            if node.origin.role == ADJOINT and (then.statements or orelse.statements):
                # A constant stays in its branch, which reads better than a value from nowhere behind the if.
                same = [s and isinstance(a, Value) for s, a in zip(same, then.leaf.values, strict=True)]
            if any(same):
                for result, value, drop in zip(results, then.leaf.values, same, strict=True):
                    if drop:
                        self.alias[result] = value
                results = tuple(result for result, drop in zip(results, same, strict=True) if not drop)
                then, orelse = (
                    Block(b.statements, nodes.Yield(_without(b.leaf.values, same), b.leaf.origin)) for b in (then, orelse)
                )
            if not results and not then.statements and not orelse.statements:
                return ()
        return (nodes.If(self.use(node.condition), then, orelse, results, node.origin),)

    def loop(self, node: nodes.For | nodes.Loop) -> nodes.Statement:
        keep_params = [param in self.live for param in node.params]
        inits = tuple(map(self.use, node.inits))
        for k, (param, init) in enumerate(zip(node.params, inits, strict=True)):
            if keep_params[k] and self.unchanged(node.body, k, param, init):
                keep_params[k] = False
                self.alias[param] = init
        keep_results = [result in self.live for result in node.results]
        leaves = list(_own_leaves(node.body))
        ends = [leaf.values for leaf in leaves if isinstance(leaf, nodes.Exit)]
        ends += [node.exhausted] if isinstance(node, nodes.For) else []
        self.merge_twins(node.results, ends, keep_results)
        nexts = [leaf.values for leaf in leaves if isinstance(leaf, nodes.Next)]
        self.merge_twins(node.params, [inits, *nexts], keep_params)
        params = tuple(param for param, kept in zip(node.params, keep_params, strict=True) if kept)
        body = self.block(node.body, keep_results, keep_params)
        kept_inits = tuple(init for init, kept in zip(inits, keep_params, strict=True) if kept)
        results = tuple(result for result, kept in zip(node.results, keep_results, strict=True) if kept)
        if isinstance(node, nodes.Loop):
            return nodes.Loop(params, kept_inits, body, results, node.origin)
        exhausted = self.kept(node.exhausted, keep_results)
        counter = node.counter if node.counter in self.live or _is_named(node.counter) else None
        space = rewrite._space(node.space, self.use, rewrite.same)
        # A loop that can't be left early ends as its exhausted operands say: what they name outside it is its result.
        if not any(isinstance(inner, nodes.Exit) for inner in _own_leaves(body)):
            outside = [operand not in params for operand in exhausted]
            for result, operand, constant in zip(results, exhausted, outside, strict=True):
                if constant:
                    self.alias[result] = operand
            results, exhausted = _without(results, outside), _without(exhausted, outside)
        return nodes.For(space, counter, params, kept_inits, body, results, exhausted, node.reversed, node.origin)

    def merge_twins(self, values: tuple[Value, ...], given: list[tuple[Operand, ...]], keep: list[bool]) -> None:
        """Let one value stand for those that every path gives the same for."""
        first: dict[tuple, Value] = {}
        for k, value in enumerate(values):
            operands = tuple(self.use(path[k]) for path in given)
            if not keep[k] or not any(isinstance(operand, Value) for operand in operands):
                continue
            twin = first.setdefault(tuple(map(id, operands)), value)
            if twin is not value and twin.type == value.type and (value.name is None or value.entity == twin.entity is not None):
                self.alias[value] = twin
                keep[k] = False

    def unchanged(self, body: Block, k: int, param: Value, init: Operand) -> bool:
        """Say whether a slot hands its own value on in every iteration."""
        if isinstance(init, nodes.Undefined):
            return False
        nexts = [leaf for leaf in _own_leaves(body) if isinstance(leaf, nodes.Next)]
        return all(leaf.values[k] is param or leaf.values[k] is init for leaf in nexts)


def _own_leaves(block: Block):
    """Yield the leaves of a loop body that belong to that loop."""
    if isinstance(block.leaf, nodes.Branch):
        yield from _own_leaves(block.leaf.then)
        yield from _own_leaves(block.leaf.orelse)
    else:
        yield block.leaf


own_leaves = _own_leaves


def _is_named(counter: Value | None) -> bool:
    return counter is not None and counter.named


def _without(values, drop: list[bool]) -> tuple:
    return tuple(value for value, dropped in zip(values, drop, strict=True) if not dropped)


def _equal(a: Operand, b: Operand) -> bool:
    return isinstance(a, nodes.Const) and isinstance(b, nodes.Const) and repr(a.value) == repr(b.value)


def _inside(operand: Operand, block: Block) -> bool:
    return isinstance(operand, Value) and any(operand is value for value in rewrite.defined_in(block))


def clean(function: nodes.Function) -> nodes.Function:
    """Return the function without dead statements and slots."""
    body = function.body
    while True:
        sweep = _Sweep(live_values(body))
        body = sweep.block(body, [], [])
        # Only where a slot was replaced by what it carried can more have become dead.
        if not sweep.alias:
            return nodes.Function(function.name, function.params, body, function.doc, function.origin)
