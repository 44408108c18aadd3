"""Lowers NumPy's objects that are indexed where others are called, as the functions that do the same.

    np.r_[x, 0.0, y]         np.hstack((x, 0.0, y))
    np.c_[x, y]              np.column_stack((x, y))
    np.mgrid[0:2, 0:3]       np.stack(np.meshgrid(np.arange(2), np.arange(3), indexing="ij"))
    np.s_[1:3]               the slice itself
"""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcad.analysis import infer
from srcad.analysis.results import dims_of, dtype_or
from srcad.frontend.bindings import Binding, Cut, Items, Library
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand, Slice, Subscript
from srcad.ir.types import FLOAT32, Array, Scalar


def load(lo: Lowering, node: gast.AST, base: Library, subscript: Subscript) -> Binding | None:
    """Return what an object of NumPy gives for what stands between its brackets; None for any other thing."""
    handler = HANDLERS.get(base.qualified)
    return None if handler is None else handler(lo, node, base.text, subscript)


def apply(lo: Lowering, node: gast.AST, name: str, *args: Operand, **kwargs: Operand) -> Operand:
    return lo.apply(node, f"numpy.{name}", args, kwargs, nodes.FUNCTION, f"np.{name}")


def of_numbers(lo: Lowering, node: gast.AST, text: str, item: Slice) -> Operand:
    """Return the numbers that a slice stands for; a step of 5j says how many there are, both ends included."""
    start = Const(0) if item.start is None else item.start
    if item.stop is None:
        lo.refuse(node, f"{text}[...] of a slice without an end is not supported", "", "write np.arange")
    match item.step:
        case Const(complex() as step):
            return apply(lo, node, "linspace", start, item.stop, Const(int(abs(step))))
        case None:
            bounds = (item.stop,) if isinstance(start, Const) and start.value == 0 else (start, item.stop)
            return apply(lo, node, "arange", *bounds)
    return apply(lo, node, "arange", start, item.stop, item.step)


def parts(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> tuple[list[Operand], int]:
    """Return what is joined, and the greatest rank among it."""
    found = [of_numbers(lo, node, text, item) if isinstance(item, Slice) else item for item in subscript]
    if any(isinstance(item, Const) and isinstance(item.value, str) for item in found):
        lo.refuse(node, f"{text}[...] with a string is not supported", "", "write np.concatenate or np.stack")
    ranks = [dims_of(infer.type_of(item)) for item in found]
    if None in ranks:
        lo.refuse(node, f"{text}[...] of this is not supported", "a rank isn't known", "write np.concatenate")
    return found, max(map(len, ranks))


def joined(lo: Lowering, node: gast.AST, name: str, items: list[Operand], **kwargs: Operand) -> Binding:
    """Return arrays joined; numbers among arrays of single precision don't make them double."""
    single = [item for item in items if dtype_or(infer.type_of(item)) == FLOAT32 and isinstance(infer.type_of(item), Array)]
    if single and any(isinstance(infer.type_of(item), Scalar) for item in items) and name != "column_stack":
        others = (item for item in items if isinstance(infer.type_of(item), Array) and item not in single)
        if not any(dtype_or(infer.type_of(item)) not in (FLOAT32, "int", "bool") for item in others):
            kwargs["dtype"] = lo.apply(node, "numpy.dtype", (single[0],), {}, nodes.ATTRIBUTE, "dtype")
    whole = lo.apply(node, "tuple", tuple(items))
    return lo.bind(apply(lo, node, name, whole, **kwargs))


def rows(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> Binding:
    items, rank = parts(lo, node, text, subscript)
    return joined(lo, node, "hstack" if rank < 2 else "concatenate", items)


def columns(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> Binding:
    items, rank = parts(lo, node, text, subscript)
    if rank <= 2:
        return joined(lo, node, "column_stack", items)
    return joined(lo, node, "concatenate", items, axis=Const(-1))


def axes(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> list[Operand]:
    """Return the numbers along each axis of a grid."""
    if not all(isinstance(item, Slice) for item in subscript):
        lo.refuse(node, f"{text}[...] of what is no slice is not supported", "", "write np.meshgrid")
    return [of_numbers(lo, node, text, item) for item in subscript]


def grid(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> Binding:
    along = axes(lo, node, text, subscript)
    if len(along) == 1:
        return lo.bind(along[0])
    return lo.bind(apply(lo, node, "stack", apply(lo, node, "meshgrid", *along, indexing=Const("ij"))))


def open_grid(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> Binding:
    along = axes(lo, node, text, subscript)
    if len(along) == 1:
        return lo.bind(along[0])
    return lo.bind(apply(lo, node, "meshgrid", *along, indexing=Const("ij"), sparse=Const(True)))


def index(lo: Lowering, node: gast.AST, text: str, subscript: Subscript) -> Binding:
    """Return an index as a value, a tuple where there are several."""
    found = tuple(Cut(item) if isinstance(item, Slice) else item for item in subscript)
    several = isinstance(node.slice, gast.Tuple) or text.endswith("index_exp")
    return Items(found) if several else found[0]


HANDLERS: dict[str, Callable[..., Binding]] = {
    "numpy.r_": rows,
    "numpy.c_": columns,
    "numpy.mgrid": grid,
    "numpy.ogrid": open_grid,
    "numpy.s_": index,
    "numpy.index_exp": index,
}
