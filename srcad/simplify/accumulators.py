"""Adds up in a variable what a loop adds to one element of an adjoint.

    for j in range(p):                                   daik = 0.0
        db[k, j] += dc[i, j] * a[i, k]                   for j in range(p):
        da[i, k] += dc[i, j] * b[k, j]        ->             db[k, j] += dc[i, j] * a[i, k]
                                                             daik += dc[i, j] * b[k, j]
                                                         da[i, k] += daik

A variable is in a register, and an element is read and written in each round. The element is touched behind a loop of no
rounds as well: it has to be there by what is known of shapes and ranges.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from srcad.analysis import infer
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Block, Const, For, Operand, Store, Value
from srcad.origin import ADJOINT

FLOATS = types.Scalar(types.FLOAT)


def accumulated(function: nodes.Function) -> nodes.Function:
    """Return the function in which loops add to variables what they would add to elements that stay the same."""
    if not any(isinstance(node, Store) and node.add for node in rewrite.walk(function.body)):
        return function
    body = _Accumulators().block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


class _Accumulators:
    def __init__(self) -> None:
        self.counters: dict[Value, For] = {}

    def block(self, block: Block) -> Block:
        made: list[nodes.Statement] = []
        for node in block.statements:
            if isinstance(node, For) and node.counter is not None:
                self.counters[node.counter] = node
            node = rewrite.with_blocks(node, self.block)
            made += self.loop(node) if isinstance(node, For) and isinstance(node.body.leaf, nodes.Next) else [node]
        return Block(tuple(made), rewrite.with_sides(block.leaf, self.block))

    def loop(self, loop: For) -> list[nodes.Statement]:
        """Return a loop and what stands behind it, its sums drawn out of each buffer that it only adds to."""
        behind: list[nodes.Statement] = []
        for param in loop.params:
            chain = additions(loop, param)
            fixed = [store for store in chain if self.is_fixed(store, loop)]
            if fixed:
                loop, after = drawn_out(loop, param, fixed, len(fixed) == len(chain))
                behind += after
        return [loop, *behind]

    def is_fixed(self, store: Store, loop: For) -> bool:
        """Say whether an addition goes to one element in all rounds, a number to where there surely is one."""
        dims = getattr(infer.type_of(store.source), "dims", None)
        (items,) = store.path if len(store.path) == 1 else ((),)
        if dims is None or len(items) != len(dims) or not items or infer.type_of(store.value) != FLOATS:
            return False
        inside = set(rewrite.defined_in(loop.body)) | {loop.counter, *loop.params}
        return not inside & set(items) and all(map(self.is_within, items, dims))

    def is_within(self, index: nodes.Item, dim: object) -> bool:
        """Say whether an index is surely one of an axis of this length."""
        loop = self.counters.get(index) if isinstance(index, Value) else None
        if loop is None or dim is None or not isinstance(loop.space, nodes.Range):
            return False
        start, stop, step = loop.space.start, loop.space.stop, loop.space.step
        upwards = isinstance(start, Const) and start.value >= 0 and isinstance(step, Const) and step.value > 0
        return upwards and _length(stop) == dim


def _length(operand: Operand) -> object:
    """Return the number, or the symbol of one, that an int is."""
    return operand.value if isinstance(operand, Const) else getattr(infer.type_of(operand), "size", None)


def additions(loop: For, param: Value) -> list[Store]:
    """Return the statements of a loop that add to the buffer in a slot, where nothing else is done with it; else none."""
    kind = param.type
    if not isinstance(kind, types.Array) or kind.dtype != types.FLOAT:
        return []
    uses: dict[Value, list] = {}
    for node in rewrite.walk(loop.body):
        for operand in contents.operands(node):
            if isinstance(operand, Value):
                uses.setdefault(operand, []).append(node)
    slot, found, version = loop.params.index(param), [], param
    while version is not loop.body.leaf.values[slot]:
        match uses.get(version):
            case [Store(add=True, source=source, value=value) as store] if (
                source is version and value is not version and store in loop.body.statements and store.origin.role == ADJOINT
            ):
                found.append(store)
                version = store.result
            case _:
                return []
    is_passed_on = uses.get(version) == [loop.body.leaf] and Counter(loop.exhausted)[param] == 1
    return found if is_passed_on else []


def drawn_out(loop: For, param: Value, fixed: list[Store], whole: bool) -> tuple[For, list[nodes.Statement]]:
    """Return a loop that adds to variables, and the additions to elements behind it.

    whole: whether nothing else is added to the buffer, which then doesn't take part in the loop.
    """
    slot, exit_ = loop.params.index(param), loop.exhausted.index(param)
    result, before = loop.results[exit_], loop.inits[slot]
    params, inits, values = list(loop.params), list(loop.inits), list(loop.body.leaf.values)
    results, exhausted = list(loop.results), list(loop.exhausted)
    sums: dict[Store, nodes.Apply] = {}
    totals: list[Value] = []
    for store in fixed:
        name = name_of(store)
        head, more, total = (Value(FLOATS, name, False, (name, "sum"), store.origin) for _ in range(3))
        sums[store] = nodes.Apply(more, "operator.add", (head, store.value), accumulates=True, origin=store.origin)
        params, inits, values = [*params, head], [*inits, Const(0.0)], [*values, more]
        results, exhausted = [*results, total], [*exhausted, head]
        totals.append(total)
    alias = {store.result: store.source for store in fixed}

    def use(operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in alias:
            operand = alias[operand]
        return operand

    statements = [sums[node] if node in sums else node for node in loop.body.statements]
    body = rewrite.block(Block(tuple(statements), nodes.Next(tuple(values), loop.body.leaf.origin)), use)
    if not whole:
        before = results[exit_] = version_of(result)
    loop = replace(loop, params=tuple(params), inits=tuple(inits), body=body, results=tuple(results), exhausted=tuple(exhausted))
    if whole:
        loop = without_slot(loop, slot, exit_)
    behind: list[nodes.Statement] = []
    for store, total in zip(fixed, totals, strict=True):
        after = result if store is fixed[-1] else version_of(result)
        behind.append(Store(after, before, store.path, total, True, loop.origin))
        before = after
    return loop, behind


def version_of(buffer: Value) -> Value:
    return Value(buffer.type, buffer.name, buffer.named, buffer.entity, buffer.origin)


def without_slot(loop: For, slot: int, exit_: int) -> For:
    """Return a loop without one of its carried values, and without the result that it gives."""
    def left(values: tuple, at: int) -> tuple:
        return values[:at] + values[at + 1 :]

    body = replace(loop.body, leaf=nodes.Next(left(loop.body.leaf.values, slot), loop.body.leaf.origin))
    return replace(
        loop, params=left(loop.params, slot), inits=left(loop.inits, slot), body=body,
        results=left(loop.results, exit_), exhausted=left(loop.exhausted, exit_),
    )


def name_of(store: Store) -> str:
    """Return what the sum for an element is called: for `da[i, k]`, 'daik'."""
    base = getattr(store.source, "name", None) or "d"
    return base + "".join(item.name or "" for item in store.path[0])
