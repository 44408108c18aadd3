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

Index = int | str
LIBRARIES = ("numpy.", "scipy.", "operator.")


def is_numeric(type_: Type) -> bool:
    """Say whether a list or a tuple holds numbers or arrays, at any depth."""
    items = type_.items if isinstance(type_, Tuple) else (type_.item,)
    return any(is_numeric(item) if isinstance(item, (List, Tuple)) else differentiable(item) for item in items)


def given(apply: Apply, arrays: Callable[[Index], bool]) -> dict[Index, Operand]:
    """Return the arguments that are lists or tuples where arrays are meant, by position or name.

    Those are the ones that hold floats, and those of parameters of which `arrays` says so.
    """
    kinds = ((k, arg, infer.type_of(arg)) for k, arg in (*enumerate(apply.args), *apply.kwargs))
    return {k: arg for k, arg, type_ in kinds if isinstance(type_, (List, Tuple)) and (is_numeric(type_) or arrays(k))}


def as_arrays(builder: Builder, apply: Apply, lists: dict[Index, Operand]) -> Apply:
    """Return a call with some arguments made arrays."""
    arrays = {arg: builder.apply("numpy.asarray", arg) for arg in dict.fromkeys(lists.values())}
    made = {k: arrays[arg] for k, arg in lists.items()}
    args = (made.get(k, arg) for k, arg in enumerate(apply.args))
    return replace(apply, args=tuple(args), kwargs=tuple((name, made.get(name, arg)) for name, arg in apply.kwargs))


def unpacked(builder: Builder, d: Operand, items: Operand) -> Operand:
    """Return the adjoint of an array that was made of lists and tuples as one of these."""
    return _part(builder, d, (), infer.type_of(items), items)


def _part(builder: Builder, d: Operand, path: tuple, type_: Type, items: Operand | None) -> Operand:
    """Return the adjoint of an item, which a path of indices leads to; an adjoint of lower rank belongs to each."""
    if isinstance(type_, Tuple) and type_.items:
        full, own = dims_of(type_), dims_of(infer.type_of(d))
        rank = None if own is None else len(own) - len(path)
        if rank == 0 or (full is not None and rank is not None and rank < len(full)):
            rows = [path] * len(type_.items)
        else:
            alike = own is not None and own[len(path)] == 1
            rows = [(*path, Const(0 if alike else k)) for k in range(len(type_.items))]
        return builder.apply("tuple", *(_part(builder, d, row, part, None) for row, part in zip(rows, type_.items)))
    whole = builder.load(d, (path,)) if path else d
    return _as_list(builder, whole, type_.item, items) if isinstance(type_, List) else whole


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
