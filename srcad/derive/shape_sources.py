"""Reads a shape from a value that is there anyway, not from one that would have to be kept or computed for it.

    y = x**3                       y = x**3
    ...                    ->      ...
    dx = 3 * x**2 / y.size         dx = 3 * x**2 / x.size
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from srcad.analysis import fitting, infer, primitives
from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Apply, Block, Load, Operand, Value
from srcad.ir.types import INT, Array, Scalar, Type, dtype_of

ARITHMETIC = {f"operator.{name}" for name in "add sub mul truediv floordiv mod pow neg pos lt le gt ge eq ne".split()}

# Where an operand's shape alone is read; `_LIKE` take its dtype as well.
_SHAPE = {"numpy.size": 0, "numpy.shape": 0, "builtins.len": 0}
_SHAPE |= {"srcad.runtime.unbroadcast": 1, "srcad.runtime.broadcast_like": 1}
_LIKE = {"numpy.zeros_like": 0, "numpy.ones_like": 0, "numpy.full_like": 0}
_POSITION = {**_SHAPE, **_LIKE}


def read_elsewhere(root: Block, primal: Collection[int], stale: Collection[Value]) -> None:
    """Replace, in place, what the backward pass takes shapes from."""
    defines = {result: s for s in rewrite.walk(root) if not isinstance(s, nodes.Leaf) for result in nodes.results(s)}
    backward = [node for node in rewrite.walk(root) if id(node) not in primal]
    available = {value for node in backward for value in _contents(node)}
    inside = {value for node in rewrite.walk(root) if isinstance(node, nodes.Statement) for value in nodes.region_params(node)}
    for node in backward:
        if not isinstance(node, Apply) or node.op not in _POSITION:
            continue
        at = _POSITION[node.op]
        for source in _sources(node.args[at], defines, node.op in _LIKE):
            given = source not in defines and source not in inside
            if source not in stale and (given or source in available):
                node.args = (*node.args[:at], source, *node.args[at + 1 :])
                break


def _contents(node: nodes.Statement | nodes.Leaf) -> Iterator[Value]:
    """Yield the values of which a node reads more than the shape."""
    for k, operand in enumerate(nodes.operands(node)):
        shape_only = isinstance(node, Apply) and _POSITION.get(node.op) == k
        if isinstance(operand, Value) and not shape_only:
            yield operand


def _sources(value: Operand, defines: dict, same_dtype: bool) -> Iterator[Operand]:
    """Yield a value and, one step after another, values of its shape that it was computed from."""
    while value is not None:
        yield value
        value = _source(value, defines.get(value) if isinstance(value, Value) else None, same_dtype)


def _source(value: Operand, define: nodes.Statement | None, same_dtype: bool) -> Operand | None:
    """Return a value that surely has the shape of this one (and the dtype, if asked for), and that it was made from."""
    type_ = infer.type_of(value)
    match define:
        case Apply(op=op, args=args) if op in primitives.ELEMENTWISE or op in ARITHMETIC:
            arrays = [one for one in args if not isinstance(infer.type_of(one), Scalar)]
            found = arrays[0] if len(arrays) == 1 else _full(arrays, type_)
        case Load(path=((*items,),)):
            # a[rows, columns] has the shape of its indices, where nothing else adds an axis.
            indices = [one for one in items if isinstance(one, Value) and dtype_of(one.type) == INT]
            found = _full([one for one in indices if isinstance(one.type, Array)], type_)
        case _:
            return None
    if found is None or (same_dtype and dtype_of(infer.type_of(found)) != dtype_of(type_)):
        return None
    return found


def _full(operands: list, type_: Type) -> Operand | None:
    return next((one for one in operands if fitting.is_full(infer.type_of(one), type_)), None)
