"""Finds parameters that must be numbers because the result is one.

The result of a function that is given a gradient is a scalar, and so is what is asked in an `if`. An elementwise
operation gives a scalar only from scalars, so facts flow backwards:

    def f(x, y):          x, y: scalars
        z = x * y
        return z + 1.0
"""

from __future__ import annotations

from srcad.analysis import infer
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Block, Operand, Value
from srcad.rules import registry
from srcad.rules.elementwise import Elementwise
from srcad.simplify.clean import own_leaves

OPERATORS = {f"operator.{name}" for name in "add sub mul truediv floordiv mod pow neg pos lt le gt ge eq ne".split()}


class _Scalars:
    def __init__(self) -> None:
        self.found: set[Value] = set()
        self.changed = True

    def mark(self, *operands: Operand | None) -> None:
        for operand in operands:
            if isinstance(operand, Value) and operand not in self.found and isinstance(operand.type, types.Unknown):
                self.found.add(operand)
                self.changed = True

    def is_scalar(self, operand: Operand) -> bool:
        if isinstance(operand, Value):
            return operand in self.found or isinstance(operand.type, types.Scalar)
        return isinstance(operand, nodes.Const)

    def flow(self, targets, sources) -> None:
        """Let what is known of one end of a hand-over hold at the other."""
        for target, source in zip(targets, sources, strict=True):
            if target in self.found:
                self.mark(source)
            elif source in self.found:
                self.mark(target)

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Apply():
                self.apply(node)
            case nodes.Store():
                # An element takes a number.
                type_ = infer.type_of(node.source)
                rank = type_.rank if isinstance(type_, types.Array) else None
                if rank and element_rank(node) == rank:
                    self.mark(node.value)
            case nodes.If():
                self.condition(node.condition)
                for side in contents.blocks(node):
                    self.block(side)
                    for leaf in own_leaves(side):
                        if isinstance(leaf, nodes.Yield):
                            self.flow(node.results, leaf.values)
            case nodes.For() | nodes.Loop():
                self.flow(node.params, node.inits)
                self.block(node.body)
                for leaf in own_leaves(node.body):
                    if isinstance(leaf, nodes.Next):
                        self.flow(node.params, leaf.values)
                    elif isinstance(leaf, nodes.Exit):
                        self.flow(node.results, leaf.values)
                if isinstance(node, nodes.For):
                    self.flow(node.results, node.exhausted)

    def apply(self, node: nodes.Apply) -> None:
        if node.op.startswith("math."):
            self.mark(node.result, *node.args)
        elif elementwise(node):
            if node.result in self.found or (node.op in OPERATORS and isinstance(node.result.type, types.Scalar)):
                self.mark(*node.args)
            elif all(map(self.is_scalar, node.args)):
                self.mark(node.result)

    def condition(self, operand: Operand) -> None:
        """An array of several elements has no truth value."""
        if isinstance(operand, Value):
            self.mark(operand)

    def block(self, block: Block) -> None:
        if isinstance(block.leaf, nodes.Branch):
            self.condition(block.leaf.condition)
            for side in contents.blocks(block.leaf):
                self.block(side)
        elif isinstance(block.leaf, nodes.Return):
            self.mark(block.leaf.value)
        for node in reversed(block.statements):
            self.statement(node)


def elementwise(node: nodes.Apply) -> bool:
    """Say whether an operation works element by element."""
    if node.kwargs:
        return False
    return node.op in OPERATORS or node.op == "builtins.abs" or isinstance(registry.find(node.op), Elementwise)


def scalar_params(function: nodes.Function) -> dict[str, types.Type]:
    """Return the types of the parameters of unknown type that must be numbers, given that the result is one."""
    state = _Scalars()
    while state.changed:
        state.changed = False
        state.block(function.body)
    # A parameter that is also subscripted or reduced is no number after all: then nothing is concluded about it.
    taken_apart = {
        node.source for node in rewrite.walk(function.body) if isinstance(node, (nodes.Load, nodes.Store))
    }
    counts = {
        operand
        for node in rewrite.walk(function.body)
        if isinstance(node, nodes.For) and isinstance(node.space, nodes.Range)
        for operand in (node.space.start, node.space.stop, node.space.step)
    }
    found = {p.name: types.REAL for p in function.params if p.value in state.found and p.value not in taken_apart}
    unknown = (p for p in function.params if isinstance(p.value.type, types.Unknown))
    found |= {p.name: types.INTEGER for p in unknown if p.value in counts}
    return found | {name: type_ for name, type_ in arrays_of_numbers(function, state.found).items() if name not in found}


def arrays_of_numbers(function: nodes.Function, scalars: set[Value]) -> dict[str, types.Type]:
    """Return the types of the parameters of unknown type whose elements, x[i] or x[i, j], must be numbers."""
    loads: dict[Value, list[nodes.Load]] = {}
    for node in rewrite.walk(function.body):
        if isinstance(node, nodes.Load) and isinstance(node.source, Value):
            loads.setdefault(node.source, []).append(node)
    found: dict[str, types.Type] = {}
    for param in function.params:
        read = loads.get(param.value, [])
        if not isinstance(param.value.type, types.Unknown) or not any(node.result in scalars for node in read):
            continue
        ranks = {element_rank(node) for node in read}
        if len(ranks) == 1 and None not in ranks:
            dims = tuple(types.Dim(f"{param.name}.shape[{k}]", 0, True) for k in range(ranks.pop()))
            found[param.name] = types.Array(types.FLOAT, dims)
    return found


def element_rank(node: nodes.Load | nodes.Store) -> int | None:
    """Return how many ints index an element, None for any other index."""
    if len(node.path) != 1:
        return None
    plain = all(not isinstance(item, nodes.Slice) and infer.type_of(item) == types.INTEGER for item in node.path[0])
    return len(node.path[0]) if plain else None
