"""Lists and tuples of numbers and arrays where a function takes an array: read as NumPy reads them.

    np.mean((a, b))   is differentiated as   np.mean(np.asarray((a, b)))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Operand
from srcad.ir.types import Array, List, Scalar, Tuple, Type, differentiable

LIBRARIES = ("numpy.", "scipy.", "operator.")


def is_numeric(type_: Type) -> bool:
    """Say whether a list or a tuple holds numbers or arrays, at any depth."""
    items = type_.items if isinstance(type_, Tuple) else (type_.item,)
    return any(is_numeric(item) if isinstance(item, (List, Tuple)) else differentiable(item) for item in items)


def given(apply: Apply, arrays: Callable[[int], bool]) -> dict[int, Operand]:
    """Return the arguments that are lists or tuples where arrays are meant, by position.

    Those are the ones that hold floats, and those of parameters of which `arrays` says so.
    """
    kinds = ((k, arg, infer.type_of(arg)) for k, arg in enumerate(apply.args))
    return {k: arg for k, arg, type_ in kinds if isinstance(type_, (List, Tuple)) and (is_numeric(type_) or arrays(k))}


def as_arrays(builder: Builder, apply: Apply, lists: dict[int, Operand]) -> Apply:
    """Return a call with some arguments made arrays."""
    args = list(apply.args)
    for k, arg in lists.items():
        args[k] = builder.apply("numpy.asarray", arg)
    return replace(apply, args=tuple(args))


def unpacked(builder: Builder, d: Operand, items: Operand) -> Operand:
    """Return the adjoint of an array that was made of lists and tuples as one of these."""
    return _of_type(builder, d, infer.type_of(items), items)


def _of_type(builder: Builder, d: Operand, type_: Type, items: Operand | None) -> Operand:
    match type_:
        case Tuple(parts):
            rows = [_row(builder, d, type_, k) for k in range(len(parts))]
            return builder.apply("tuple", *(_of_type(builder, row, part, None) for row, part in zip(rows, parts)))
        case List(item):
            return _as_list(builder, d, item, items)
    return d


def _row(builder: Builder, d: Operand, type_: Type, k: int) -> Operand:
    """Return what belongs to an item; an adjoint of lower rank belongs to each."""
    full, own = dims_of(type_), dims_of(infer.type_of(d))
    if isinstance(infer.type_of(d), Scalar) or (full is not None and own is not None and len(own) < len(full)):
        return d
    alike = own is not None and own[:1] == (1,)
    return builder.load(d, ((Const(0 if alike else k),),))


def _as_list(builder: Builder, d: Operand, item: Type, items: Operand | None) -> Operand:
    if isinstance(infer.type_of(d), Scalar) and isinstance(item, Scalar) and items is not None:
        return builder.apply("operator.mul", builder.apply("list", d), builder.apply("builtins.len", items))
    if items is not None and infer.is_lower(infer.type_of(d), Array("float", dims_of(infer.type_of(items)))):
        d = infer.materialise(builder, d, builder.apply("numpy.asarray", items))
    depth = 1
    while isinstance(item, List):
        item, depth = item.item, depth + 1
    if depth == 1:
        return builder.apply("builtins.list", d)
    if isinstance(item, Scalar):
        return builder.apply("numpy.ndarray.tolist", d, form="method", text="tolist")
    return builder.apply("srcad.runtime.nested_list", d, Const(depth))
