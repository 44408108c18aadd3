"""Reads an element of an adjoint that is the same everywhere, and never written, as the number that it is.

    dr = np.ones_like(r)
    for i in range(n):                        for i in range(n):
        dx[i] += 0.5 * dr[i] / r[i]     ->        dx[i] += 0.5 / r[i]
"""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.dependence import is_int
from srcad.analysis.updates import written
from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Apply, Block, Const, Load, Operand, Value
from srcad.ir.types import FLOAT, Array
from srcad.origin import ADJOINT
from srcad.simplify import clean, products

FILLED = {"numpy.ones_like": 1.0, "numpy.zeros_like": 0.0, "numpy.ones": 1.0, "numpy.zeros": 0.0}


def read(function: nodes.Function) -> nodes.Function:
    """Return the function with the elements of uniform adjoints as numbers."""
    made = {
        node.result: Const(FILLED[node.op]) for node in rewrite.walk(function.body)
        if isinstance(node, Apply) and node.op in FILLED and node.origin.role == ADJOINT
    }  # fmt: skip
    uniform = made.keys() - written(function.body)
    now: dict[Operand, Const] = {
        node.result: made[node.source] for node in rewrite.walk(function.body)
        if isinstance(node, Load) and node.source in uniform and _is_element(node)
    }  # fmt: skip
    if not now:
        return function

    def use(operand: Operand) -> Operand:
        return now.get(operand, operand) if isinstance(operand, Value) else operand

    def block(old: Block) -> Block:
        kept = [rewrite.with_blocks(node, block, use) for node in old.statements if not (isinstance(node, Load) and node.result in now)]
        return Block(tuple(kept), rewrite.with_sides(old.leaf, block, use))

    constant = nodes.Function(function.name, function.params, block(function.body), function.doc, function.origin)
    return products.collect(clean.clean(constant))


def _is_element(node: Load) -> bool:
    """Say whether a load reads one number of an array of double precision."""
    type_ = infer.type_of(node.source)
    whole = isinstance(type_, Array) and type_.dtype == FLOAT and len(node.path) == 1 and len(node.path[0]) == type_.rank
    return whole and all(not isinstance(item, nodes.Slice) and is_int(item) for item in node.path[0])
