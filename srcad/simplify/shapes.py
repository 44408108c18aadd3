"""Where only the shape of a value is read, reads that of one which is there anyway.

    logp = shifted - np.log(total)              dlogp = np.zeros_like(shifted)
    dlogp = np.zeros_like(logp)          ->     dlogp[rows, labels] = -1.0 / n
    dlogp[rows, labels] = -1.0 / logp[rows, labels].size
"""

from __future__ import annotations

from collections import defaultdict

from srcad.analysis import infer
from srcad.ir import nodes, rewrite, types
from srcad.ir.nodes import Block, Operand, Value
from srcad.origin import PRIMAL
from srcad.rules import registry
from srcad.rules.elementwise import Elementwise

LIKE = {"numpy.zeros_like", "numpy.ones_like", "numpy.empty_like", "numpy.full_like"}
SHAPE = {"numpy.shape", "numpy.size", "builtins.len"}


def read_elsewhere(function: nodes.Function) -> nodes.Function:
    """Return the function in which values that were needed for their shapes alone are not needed any more."""
    users: dict[Value, list] = defaultdict(list)
    defines: dict[Value, nodes.Statement] = {}
    for node in rewrite.walk(function.body):
        for operand in nodes.operands(node):
            if isinstance(operand, Value):
                users[operand].append(node)
        if isinstance(node, (nodes.Apply, nodes.Load)):
            defines[node.result] = node
    sizes = _sizes(function)
    alias: dict[Value, Operand] = {}
    for value, define in defines.items():
        if isinstance(define, nodes.Apply) and (count := _count(define, sizes)) is not None:
            alias[value] = count
        elif users[value] and all(_reads_shape(node, value) for node in users[value]):
            twin = _twin(value, define)
            if twin is not None:
                alias[value] = twin
    if not alias:
        return function

    def use(operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in alias:
            operand = alias[operand]
        return operand

    return nodes.Function(
        function.name, function.params, rewrite.block(function.body, use), function.doc, function.origin
    )


def _reads_shape(node, value: Value) -> bool:
    if not isinstance(node, nodes.Apply) or node.origin.role == PRIMAL or node.args[0] is not value:
        return False
    return node.op in LIKE | SHAPE and sum(operand is value for operand in nodes.operands(node)) == 1


def _count(define: nodes.Apply, sizes: dict) -> Value | None:
    """Return the int that a length or a size is known to equal, where there is one already."""
    if define.op not in ("numpy.size", "builtins.len") or define.origin.role == PRIMAL or len(define.args) != 1:
        return None
    type_ = infer.type_of(define.args[0])
    dims = type_.dims if isinstance(type_, types.Array) else None
    return sizes.get(dims[0]) if dims is not None and len(dims) == 1 and dims[0] is not None else None


def _twin(value: Value, define: nodes.Statement) -> Operand | None:
    """Return an operand of an elementwise operation that surely has the result's shape and dtype."""
    known = isinstance(value.type, types.Array) and value.type.dims is not None and None not in value.type.dims
    if not known or not isinstance(define, nodes.Apply) or not isinstance(registry.find(define.op), Elementwise):
        return None
    return next((arg for arg in define.args if infer.type_of(arg) == value.type), None)


def _sizes(function: nodes.Function) -> dict[object, Value]:
    """Return the ints at the head of a function whose symbolic value is known, by that."""
    found: dict[object, Value] = {}
    for param in function.params:
        _note(param.value, found)
    block: Block = function.body
    for node in block.statements:
        if node.origin.role == PRIMAL:
            for result in nodes.results(node):
                _note(result, found)
    return found


def _note(value: Value, found: dict) -> None:
    if isinstance(value.type, types.Scalar) and value.type.dtype == types.INT and value.type.size is not None:
        found.setdefault(value.type.size, value)
