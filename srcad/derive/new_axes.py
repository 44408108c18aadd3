"""The adjoint of reading an array with new axes, `a[:, None]`: what comes is read without them.

    d[:, None] = dz.sum(axis=1, keepdims=True)      ->      d = dz.sum(axis=1)
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir import contents, nodes, types
from srcad.ir.nodes import Const, Operand, Value
from srcad.simplify.algebra import is_number

ALL = (None, None, None)


def inverse(node: nodes.Load) -> nodes.Path | None:
    """Return the path that undoes a load that only adds axes; None for any other load."""
    rank = getattr(getattr(node.source, "type", None), "rank", None)
    if len(node.path) != 1 or rank is None:
        return None
    items = node.path[0]
    new = [isinstance(item, Const) and item.value is None for item in items]
    whole = [isinstance(item, nodes.Slice) and (item.start, item.stop, item.step) == ALL for item in items]
    if not any(new) or sum(whole) > rank or not all(a or b for a, b in zip(new, whole, strict=True)):
        return None
    last = max(k for k, is_new in enumerate(new) if is_new)
    return (tuple(Const(0) if is_new else item for item, is_new in zip(items[: last + 1], new, strict=False)),)


def without(builder, adjoint: Operand, path: nodes.Path) -> Operand:
    """Append the reading of an adjoint without new axes; a sum that kept just that axis doesn't keep it."""
    axes = [k for k, item in enumerate(path[0]) if isinstance(item, Const)]
    if len(axes) == 1 and _drops(builder, adjoint, axes[0]):
        return adjoint
    return builder.load(adjoint, path)


def _drops(builder, value: Operand, axis: int) -> bool:
    """Let the sum that a value is, times a number, not keep an axis of length 1; say whether it is one."""
    at = next((k for k, s in enumerate(builder.statements) if isinstance(s, nodes.Apply) and s.result is value), None)
    if at is None or not isinstance(value.type, types.Array) or not value.type.dims:
        return False
    define = builder.statements[at]
    kwargs = dict(define.kwargs)
    if define.op == "numpy.sum" and "keepdims" in kwargs and isinstance(kwargs.get("axis"), Const):
        if kwargs["axis"].value not in (axis, axis - len(value.type.dims)):
            return False
        define = replace(define, kwargs=tuple(pair for pair in define.kwargs if pair[0] != "keepdims"))
    elif define.op in ("operator.mul", "operator.neg"):
        inner = [arg for arg in define.args if not is_number(arg)]
        if len(inner) != 1 or _reads(builder, inner[0]) != 1 or not _drops(builder, inner[0], axis):
            return False
    else:
        return False
    dims = value.type.dims
    value.type = replace(value.type, dims=dims[:axis] + dims[axis + 1 :])
    builder.statements[at] = define
    return True


def _reads(builder, value: Operand) -> int:
    """Count how often a value is read so far."""
    return sum(read is value for s in builder.statements if isinstance(value, Value) for read in contents.operands(s))
