"""Rebuilds statements and blocks with other operands, or copies them with fresh results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from srcad.ir import contents, nodes
from srcad.ir.nodes import Block, Operand, Value

Use = Callable[[Operand], Operand]
Define = Callable[[Value], Value]


def same(value):
    """Return the value itself."""
    return value


def maybe(operand: Operand | None, use: Use) -> Operand | None:
    """Apply a replacement to an operand that may be missing."""
    return None if operand is None else use(operand)


def _path(path: nodes.Path, use: Use) -> nodes.Path:
    def part(operand):
        return maybe(operand, use)

    def item(it):
        if isinstance(it, nodes.Slice):
            return nodes.Slice(part(it.start), part(it.stop), part(it.step))
        return use(it)

    return tuple(tuple(map(item, subscript)) for subscript in path)


def _pairs(kwargs, use: Use):
    return tuple((name, use(operand)) for name, operand in kwargs)


def _space(space, use: Use, define: Define):
    match space:
        case nodes.Range(start, stop, step):
            return nodes.Range(use(start), use(stop), use(step))
        case nodes.Items(sequences, elements):
            return nodes.Items(tuple(map(use, sequences)), tuple(map(define, elements)))
        case nodes.Drain(tape):
            return nodes.Drain(use(tape))


def statement(node: nodes.Statement, use: Use, define: Define = same) -> nodes.Statement:
    """Return the statement with its operands through `use` and what it defines through `define`, deeply."""

    def several(operands):
        return tuple(map(use, operands))

    def defined(values):
        return tuple(map(define, values))

    o = node.origin
    match node:
        case nodes.Apply():
            args, kwargs = several(node.args), _pairs(node.kwargs, use)
            return nodes.Apply(define(node.result), node.op, args, kwargs, node.form, node.text, node.accumulates, o)
        case nodes.Load():
            return nodes.Load(define(node.result), use(node.source), _path(node.path, use), o)
        case nodes.Store():
            source, path, value = use(node.source), _path(node.path, use), use(node.value)
            return nodes.Store(define(node.result), source, path, value, node.add, o)
        case nodes.Append():
            return nodes.Append(define(node.result), use(node.source), use(node.value), o, maybe(node.index, use))
        case nodes.Pop():
            return nodes.Pop(define(node.result), define(node.value), use(node.source), o, maybe(node.index, use))
        case nodes.NewTape():
            shape = tuple(replace(extent, stop=use(extent.stop)) for extent in node.shape)
            return nodes.NewTape(define(node.tape), o, shape)
        case nodes.Push():
            return nodes.Push(use(node.tape), use(node.value), o, several(node.at))
        case nodes.Pull():
            return nodes.Pull(define(node.result), use(node.tape), node.peek, o, several(node.at))
        case nodes.Effect():
            args, kwargs = several(node.args), _pairs(node.kwargs, use)
            return nodes.Effect(node.op, args, kwargs, defined(node.results), node.text, o, node.function)
        case nodes.Call():
            args, kwargs = several(node.args), _pairs(node.kwargs, use)
            return nodes.Call(defined(node.results), node.callee, args, kwargs, node.part, o, node.spelled)
        case nodes.If():
            condition = use(node.condition)
            then, orelse = block(node.then, use, define), block(node.orelse, use, define)
            return nodes.If(condition, then, orelse, defined(node.results), o)
        case nodes.Try():
            caught, body = tuple(map(several, node.caught)), block(node.body, use, define)
            error = None if node.error is None else define(node.error)
            return nodes.Try(body, caught, define(node.flag), error, defined(node.results), o)
        case nodes.For():
            inits = several(node.inits)
            space = _space(node.space, use, define)
            counter = None if node.counter is None else define(node.counter)
            params = defined(node.params)
            body = block(node.body, use, define)
            exhausted = several(node.exhausted)
            results = defined(node.results)
            return nodes.For(space, counter, params, inits, body, results, exhausted, node.reversed, o)
        case nodes.Loop():
            inits, params = several(node.inits), defined(node.params)
            body = block(node.body, use, define)
            return nodes.Loop(params, inits, body, defined(node.results), o)
    raise TypeError(f"not a statement: {node!r}")


def leaf(node: nodes.Leaf, use: Use, define: Define = same) -> nodes.Leaf:
    """Return the leaf with its operands through `use`."""
    match node:
        case nodes.Return():
            return nodes.Return(use(node.value), node.origin)
        case nodes.Raise():
            exception = None if node.exception is None else use(node.exception)
            return nodes.Raise(exception, None if node.cause is None else use(node.cause), node.origin)
        case nodes.Yield() | nodes.Next() | nodes.Exit():
            return type(node)(tuple(map(use, node.values)), node.origin)
        case nodes.Branch():
            condition = use(node.condition)
            then, orelse = block(node.then, use, define), block(node.orelse, use, define)
            return nodes.Branch(condition, then, orelse, node.origin)
    raise TypeError(f"not a leaf: {node!r}")


def block(node: Block, use: Use, define: Define = same) -> Block:
    """Return the block with operands through `use` and definitions through `define`, deeply."""
    statements = tuple(statement(inner, use, define) for inner in node.statements)
    return Block(statements, leaf(node.leaf, use, define))


def with_blocks(node: nodes.Statement, change: Callable[[Block], Block], use: Use = same) -> nodes.Statement:
    """Return a statement with the blocks directly in it changed, and its own operands through `use`."""
    if type(node) not in contents.HOLDING:
        return node if use is same else statement(node, use)
    match node:
        case nodes.If():
            return nodes.If(use(node.condition), change(node.then), change(node.orelse), node.results, node.origin)
        case nodes.Try():
            caught = tuple(tuple(map(use, kinds)) for kinds in node.caught)
            return nodes.Try(change(node.body), caught, node.flag, node.error, node.results, node.origin)
        case nodes.For():
            space, inits = _space(node.space, use, same), tuple(map(use, node.inits))
            body, exhausted = change(node.body), tuple(map(use, node.exhausted))
            return nodes.For(
                space, node.counter, node.params, inits, body, node.results, exhausted, node.reversed, node.origin
            )
        case nodes.Loop():
            inits = tuple(map(use, node.inits))
            return nodes.Loop(node.params, inits, change(node.body), node.results, node.origin)
    raise TypeError(f"not a statement: {node!r}")


def with_sides(node: nodes.Leaf, change: Callable[[Block], Block], use: Use = same) -> nodes.Leaf:
    """Return a leaf with a branch's sides changed, and its own operands through `use`."""
    if isinstance(node, nodes.Branch):
        return nodes.Branch(use(node.condition), change(node.then), change(node.orelse), node.origin)
    return node if use is same else leaf(node, use)


class Copier:
    """Copies nodes with fresh values; `mapping` holds what each old value became."""

    def __init__(self, mapping: dict[Value, Operand] | None = None):
        self.mapping: dict[Value, Operand] = dict(mapping or {})

    def use(self, operand: Operand) -> Operand:
        return self.mapping.get(operand, operand) if isinstance(operand, Value) else operand

    def define(self, value: Value) -> Value:
        fresh = Value(value.type, value.name, value.named, value.entity, value.origin)
        self.mapping[value] = fresh
        return fresh

    def statement(self, node: nodes.Statement) -> nodes.Statement:
        return statement(node, self.use, self.define)

    def block(self, node: Block) -> Block:
        return block(node, self.use, self.define)


def copy_function(function: nodes.Function) -> nodes.Function:
    """Return a copy of a function that shares no value with it."""
    copier = Copier()
    params = tuple(nodes.Param(copier.define(p.value), p.name, p.default, p.kind) for p in function.params)
    return nodes.Function(function.name, params, copier.block(function.body), function.doc, function.origin)


def walk(block_: Block) -> Iterator[nodes.Statement | nodes.Leaf]:
    """Yield each statement and leaf of a block, deeply, in order."""
    for node in (*block_.statements, block_.leaf):
        yield node
        if type(node) in contents.HOLDING:
            for inner in contents.blocks(node):
                yield from walk(inner)


def global_names(block_: Block) -> Iterator[str]:
    """Yield the names from outside the function that a block reads, modules and callees included."""
    for node in walk(block_):
        exhausted = node.exhausted if isinstance(node, nodes.For) else ()
        for operand in (*contents.operands(node), *exhausted):
            if isinstance(operand, nodes.Global):
                yield operand.text.partition(".")[0]
        if isinstance(node, nodes.Apply) and node.form == nodes.FUNCTION and node.text is not None:
            yield node.text.partition(".")[0]
        if isinstance(node, nodes.Call):
            yield node.callee.name


def read_by(node: nodes.Statement | nodes.Leaf) -> Iterator[Value]:
    """Yield the values that a node reads, deeply, a loop's exhausted operands included."""
    yield from (operand for operand in contents.operands(node) if isinstance(operand, Value))
    for inner in contents.blocks(node):
        for deeper in (*inner.statements, inner.leaf):
            yield from read_by(deeper)
    if isinstance(node, nodes.For):
        yield from (operand for operand in node.exhausted if isinstance(operand, Value))


def defined_in(block_: Block) -> Iterator[Value]:
    """Yield the values defined in a block, deeply, loop parameters included."""
    for node in walk(block_):
        if isinstance(node, nodes.Statement):
            yield from contents.results(node)
            yield from contents.region_params(node)


def free_values(node: nodes.Statement | Iterable) -> list[Value]:
    """Return the values that a statement reads and that aren't defined inside it, in order of first use."""
    inside = {value for inner in contents.blocks(node) for value in defined_in(inner)} | set(contents.region_params(node))
    return list(dict.fromkeys(value for value in read_by(node) if value not in inside))
