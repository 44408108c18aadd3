"""Leaves out copies that nothing needs, and stores of what stands there already.

    d = dv[1:-1].copy()             d = dv[1:-1]
    dv[1:-1] = d             ->     dk += np.sum(d * w)
    dk += np.sum(d * w)             dv[2:] += k * d
    dv[2:] += k * d
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from srcad.analysis import infer, views
from srcad.analysis.distinct import is_basic
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value
from srcad.ir.types import Array, Scalar
from srcad.origin import PRIMAL
from srcad.simplify.stores import same_path

ADD, SUB = "operator.add", "operator.sub"
MADE = {f"numpy.{name}" for name in "zeros_like zeros ones_like ones full_like full".split()}


def dropped(function: nodes.Function) -> nodes.Function:
    """Return the function without copies of what doesn't change while they are read."""
    body = _Stores(_uses(function.body)).block(function.body)
    body = _Copies(body, _uses(body)).block(body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _uses(body: Block) -> Counter:
    return Counter(value for node in rewrite.walk(body) for value in _reads(node))


def _reads(node):
    yield from (operand for operand in contents.operands(node) if isinstance(operand, Value))
    if isinstance(node, nodes.For):
        yield from (operand for operand in node.exhausted if isinstance(operand, Value))


def _is_copy(node: nodes.Statement | None) -> bool:
    if not isinstance(node, nodes.Apply) or node.op != "numpy.copy" or node.origin.role == PRIMAL:
        return False
    return isinstance(node.args[0], Value) and isinstance(node.args[0].type, Array)


class _Renaming:
    """Rebuilds a body; what was left out is read under another name."""

    def __init__(self) -> None:
        self.alias: dict[Value, Operand] = {}
        self.defines: dict[Value, nodes.Statement] = {}

    def use(self, operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in self.alias:
            operand = self.alias[operand]
        return operand

    def block(self, block: Block) -> Block:
        kept: list[nodes.Statement] = []
        for k, node in enumerate(block.statements):
            if contents.blocks(node):
                node = rewrite.with_blocks(node, self.block, self.use)
            elif self.alias:
                node = rewrite.statement(node, self.use)
            self.defines.update(dict.fromkeys(contents.results(node), node))
            self.statement(node, k, block, kept)
        return Block(tuple(kept), rewrite.with_sides(block.leaf, self.block, self.use))


class _Stores(_Renaming):
    """Leaves out stores of what was read from the same place; adds in place what a store adds to what is there."""

    def __init__(self, uses: Counter):
        super().__init__()
        self.uses = uses

    def statement(self, node: nodes.Statement, k: int, block: Block, kept: list[nodes.Statement]) -> None:
        if isinstance(node, nodes.Store) and not node.add and node.path and node.origin.role != PRIMAL:
            if self.is_there(node.value, node):
                self.alias[node.result] = node.source
                return
            node = self.added(node, kept)
        kept.append(node)

    def is_there(self, operand: Operand, node: nodes.Store) -> bool:
        """Say whether an operand is what stands where a store is about to write."""
        define = self.defines.get(operand)
        load = self.defines.get(define.args[0]) if _is_copy(define) else define
        return isinstance(load, nodes.Load) and load.source is node.source and same_path(load.path, node.path)

    def added(self, node: nodes.Store, kept: list[nodes.Statement]) -> nodes.Store:
        """Return a[i] += e for a[i] = a[i] + e, the parts of e appended."""
        if not isinstance(node.source.type, Array) or not all(map(is_basic, node.path)):
            return node
        terms: list[tuple[str, Operand]] = []
        operand = node.value
        while (define := self.defines.get(operand)) is not None and self.is_sum(define):
            terms.insert(0, (define.op, define.args[1]))
            operand = define.args[0]
        if not terms or not self.is_there(operand, node):
            return node
        terms.sort(key=lambda term: term[0] == SUB)
        op, total = terms[0]
        if op == SUB:
            total = self.applied(kept, node, "operator.neg", total)
            terms = [(op, total), *((ADD if op == SUB else SUB, operand) for op, operand in terms[1:])]
        for op, operand in terms[1:]:
            total = self.applied(kept, node, op, total, operand)
        return replace(node, value=total, add=True)

    def is_sum(self, node: nodes.Statement) -> bool:
        derived = isinstance(node, nodes.Apply) and node.op in (ADD, SUB) and node.origin.role != PRIMAL
        return derived and self.uses[node.result] == 1 and isinstance(node.args[0], Value)

    def applied(self, kept: list[nodes.Statement], node: nodes.Store, op: str, *args: Operand) -> Value:
        result = Value(infer.result_type(op, args, {}), origin=node.origin)
        kept.append(nodes.Apply(result, op, args, origin=node.origin))
        return result


class _Copies(_Renaming):
    """Leaves out copies of arrays made for them alone, and of arrays that nothing writes while the copy is read."""

    def __init__(self, body: Block, uses: Counter):
        super().__init__()
        self.uses = uses
        defining = (node for node in rewrite.walk(body) if isinstance(node, nodes.Statement))
        self.defines = {result: node for node in defining for result in contents.results(node)}

    def statement(self, node: nodes.Statement, k: int, block: Block, kept: list[nodes.Statement]) -> None:
        if _is_copy(node) and isinstance(node.result.type, Array):
            original = node.args[0]
            if self.made_for(node, kept):
                return
            if self.is_only_read(node.result, original, (*block.statements[k + 1 :], block.leaf)):
                self.alias[node.result] = original
                if original.name is None:
                    original.name, original.entity = node.result.name, node.result.entity
                return
        kept.append(node)

    # -- what is computed only to be copied ---------------------------------------------------------------------

    def made_for(self, node: nodes.Apply, kept: list[nodes.Statement]) -> bool:
        """Let what is computed only to be copied be computed under the copy's name; say whether that is so."""
        original = node.args[0]
        at = next((j for j, one in enumerate(kept) if isinstance(one, nodes.Apply) and one.result is original), None)
        if at is None or self.uses[original] != 1 or not _is_new(kept[at]):
            return False
        if not all(isinstance(between, (nodes.Apply, nodes.Load)) for between in kept[at:]):
            return False
        kept.append(replace(kept.pop(at), result=node.result, origin=node.origin))
        return True

    # -- what isn't written while the copy is read --------------------------------------------------------------

    def is_only_read(self, copy: Value, original: Value, rest) -> bool:
        """Say whether a copy is read only, never kept, and all its readings come before the original is written."""
        memory = self.root(original)
        looks = {copy}
        written = False
        for node in rest:
            inner = [node, *(one for block in contents.blocks(node) for one in rewrite.walk(block))]
            if any(operand in looks for one in inner for operand in _reads(one)):
                if written or not all(self.harmless(one, looks) for one in inner):
                    return False
                written = any(self.may_write(one, memory) for one in inner)
                if written:
                    return False
            written = written or any(self.may_write(one, memory) for one in inner)
        return True

    def harmless(self, node: nodes.Statement | nodes.Leaf, looks: set[Value]) -> bool:
        """Say whether a node makes no lasting reference to what it reads of a copy; views are looked at themselves."""
        if not any(operand in looks for operand in _reads(node)):
            return True
        match node:
            case nodes.Apply(result, op):
                if views.is_view(op) and isinstance(result.type, Array):
                    looks.add(result)
                    return True
                return views.allocates(op)
            case nodes.Load(result):
                if isinstance(result.type, Array):
                    looks.add(result)
                return isinstance(result.type, (Array, Scalar))
            case nodes.For(space=nodes.Items()):
                return all(isinstance(one.type, Scalar) for one in walked(node, looks)) and looks.isdisjoint(node.inits)
            case nodes.Store(source=source, path=path):
                return source not in looks and isinstance(source.type, Array) and bool(path)
        return False

    def may_write(self, node: nodes.Statement | nodes.Leaf, memory: Operand) -> bool:
        """Say whether a node may write to memory, or hand it on to where it is written under another name."""
        touched = [operand for operand in _reads(node) if self.root(operand) is memory]
        match node:
            case nodes.Load():
                return False
            case nodes.For(space=nodes.Items(sequences)):
                numbers = all(isinstance(one.type, Scalar) for one in walked(node, set(touched)))
                return not numbers or any(operand not in sequences for operand in touched)
            case nodes.Apply(op=op):
                return bool(touched) and not (views.allocates(op) or views.is_view(op))
            case nodes.Store(source=source):
                return self.root(source) is memory or any(operand is not node.value for operand in touched)
        return bool(touched)

    def root(self, operand: Operand) -> Operand:
        """Return the value whose memory an array shows: what it is a version or a view of."""
        while True:
            operand = self.use(operand)
            match self.defines.get(operand) if isinstance(operand, Value) else None:
                case nodes.Store(source=source) | nodes.Load(source=source) if isinstance(operand.type, Array):
                    operand = source
                case nodes.Apply(op=op, args=(first, *_)) if views.is_view(op):
                    operand = first
                case _:
                    return operand


def walked(node: nodes.For, sequences: set[Value]) -> list[Value]:
    """Return the elements of those sequences of a loop."""
    return [one for whole, one in zip(node.space.sequences, node.space.elements, strict=True) if whole in sequences]


def _is_new(node: nodes.Apply) -> bool:
    """Say whether an array that nothing else refers to is the result of an operation."""
    computed = node.op.startswith("operator.") and node.op != "operator.pos" or node.op in MADE
    return computed and not node.result.named and isinstance(node.result.type, Array)
