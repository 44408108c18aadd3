"""Reads the derivative of the logistic function off its value, as one does by hand.

    e = np.exp(-z)
    p = 1 / (1 + e)
    dz = dp * p * e / (1 + e)      ->      dz = dp * p * (1 - p)

So the value alone is kept for the backward pass; and where `e` is infinite, p is 0 and so is the derivative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from srcad.ir import contents, rewrite
from srcad.ir.nodes import Apply, Block, Const, Operand, Value
from srcad.origin import PRIMAL

MUL, DIV, ADD, SUB, NEG = "operator.mul", "operator.truediv", "operator.add", "operator.sub", "operator.neg"
EXPONENTIALS = {"numpy.exp", "math.exp"}


def read_off(*roots: Block) -> None:
    """Let derivatives of logistic functions be read off their values, in place: blocks keep what mirrors them."""
    every = [node for root in roots for node in rewrite.walk(root)]
    defines = {node.result: node for node in every if isinstance(node, Apply)}
    curves = {value: found for value, node in defines.items() if (found := odds(node, defines)) is not None}
    if curves:
        uses = Counter(operand for node in every for operand in contents.operands(node) if isinstance(operand, Value))
        for root in roots:
            _Reading(defines, curves, uses).block(root)


def odds(node: Apply, defines: dict[Value, Apply]) -> tuple[Value, Value] | None:
    """Return (e, 1 + e) of a value 1 / (1 + e), e an exponential; None for any other."""
    if node.op != DIV or node.kwargs or not is_one(node.args[0]):
        return None
    whole = defines.get(node.args[1])
    if whole is None or whole.op != ADD or whole.kwargs:
        return None
    for one, e in (whole.args, whole.args[::-1]):
        if is_one(one) and e in defines and defines[e].op in EXPONENTIALS:
            return e, whole.result
    return None


def is_one(operand: Operand) -> bool:
    return isinstance(operand, Const) and type(operand.value) in (int, float) and operand.value == 1


class _Reading:
    def __init__(self, defines: dict[Value, Apply], curves: dict[Value, tuple[Value, Value]], uses: Counter):
        self.defines, self.curves, self.uses = defines, curves, uses

    def block(self, block: Block) -> None:
        for node in (*block.statements, block.leaf):
            for inner in contents.blocks(node):
                self.block(inner)
        for node in reversed(block.statements):
            if isinstance(node, Apply) and node.op in (MUL, DIV) and node.origin.role != PRIMAL:
                self.product(block, node)

    def product(self, block: Block, top: Apply) -> None:
        """Rewrite a product that has p, e and, below the line, 1 + e."""
        chain = list(self.chain(top, block))
        factors = {arg: one for one in chain if one.op == MUL for arg in one.args}
        factors |= {one.args[0]: one for one in chain if one.op in (DIV, NEG)}
        divided = {one.args[1]: one for one in chain if one.op == DIV}
        for p, (e, whole) in self.curves.items():
            times, by = factors.get(e), divided.get(whole)
            if p in factors and times is not None and times.op == MUL and times.args[0] is not times.args[1] and by is not None:
                self.rewritten(block, p, e, times, by)
                return

    def chain(self, node: Apply, block: Block) -> Iterator[Apply]:
        """Yield the statements of a product, those that serve it alone and stand in its block."""
        yield node
        for arg in node.args[:1] if node.op == DIV else node.args:
            inner = self.defines.get(arg) if isinstance(arg, Value) else None
            if inner is None or inner.op not in (MUL, DIV, NEG) or inner.kwargs or inner.origin.role == PRIMAL:
                continue
            if self.uses[arg] == 1 and arg.name is None and any(inner is other for other in block.statements):
                yield from self.chain(inner, block)

    def rewritten(self, block: Block, p: Value, e: Value, times: Apply, by: Apply) -> None:
        """Multiply by 1 - p in place of e, and divide no more."""
        rest = Value(p.type, origin=times.origin)
        made = Apply(rest, SUB, (Const(1), p), origin=times.origin)
        times.args = tuple(rest if arg is e else arg for arg in times.args)
        self.defines[rest] = made
        self.uses[rest], self.uses[p] = 1, self.uses[p] + 1
        top = by.args[0]
        statements = list(block.statements)
        statements.insert(next(k for k, node in enumerate(statements) if node is times), made)
        inner = self.defines.get(top)
        if inner is not None and self.uses[top] == 1 and top.name is None and any(inner is other for other in statements):
            inner.result = by.result
            self.defines[by.result] = inner
            statements = [node for node in statements if node is not by]
        else:
            by.op, by.args = MUL, (top, Const(1.0))
        block.statements = tuple(statements)
