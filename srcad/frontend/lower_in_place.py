"""Lowers NumPy's functions and methods that write to an argument, as the assignments that they are.

    np.add.at(a, i, v)        np.add.at(a, i, v): the one store that adds for each time an element is named
    np.put(a, i, v)           a[i] = v
    np.fill_diagonal(a, v)    i = np.arange(min(a.shape)); a[i, i] = v
    a.fill(v)                 a[...] = v
    a.sort()                  a[...] = np.sort(a)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer
from srcad.analysis.static import static
from srcad.errors import AliasingError, UnsupportedCallError
from srcad.frontend import (
    lower_calls,
    lower_expressions,
    lower_functions,
    lower_operators,
    lower_subscripts,
    lower_writes,
)
from srcad.frontend.bindings import Binding, Items, Library, Ref
from srcad.frontend.context import Lowering
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import Array, Scalar

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

# Functions that write, by what to write instead: of one that reorders at random it can't be told which element went where.
REFUSED = {
    "numpy.random.shuffle": "x[np.random.permutation(len(x))]",
    "numpy.random.Generator.shuffle": "x[rng.permutation(len(x))]",
    "numpy.random.RandomState.shuffle": "x[rng.permutation(len(x))]",
    "random.shuffle": "x[np.random.permutation(len(x))]",
    **{
        f"operator.i{name}": "the augmented assignment, as x += y"
        for name in "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift concat".split()
    },
    "operator.setitem": "a[i] = v",
    "operator.delitem": "the slices that remain",
}
# The operators of ufuncs whose `at` is an update of elements.
UPDATES = {"add": "Add", "subtract": "Sub", "multiply": "Mult", "divide": "Div", "true_divide": "Div"}


EXTREMES = ("maximum", "minimum", "fmax", "fmin")


def function(lo: Lowering, node: gast.AST, name: str, text: str, given: Arguments) -> Binding | None:
    """Do what a function does that writes to its first argument; return None for a function that doesn't."""
    if name in REFUSED:
        lo.refuse(node, f"{text} writes to its argument", "", f"write {REFUSED[name]}", AliasingError)
    handler = FUNCTIONS.get(name)
    if handler is None and name.startswith("numpy.") and name.endswith(".at"):
        operator = name.removeprefix("numpy.").removesuffix(".at")
        if operator not in UPDATES and operator not in EXTREMES:
            lo.refuse(node, f"{text} is not supported", "", "write a loop over the indices", AliasingError)
        return at(lo, node, operator, target(lo, node, text, given), given.args[1:])
    if handler is None or (name == "numpy.nan_to_num" and copies(lo, given)):
        return None
    return handler(lo, node, target(lo, node, text, given), Given(given.args[1:], given.kwargs, text))


def copies(lo: Lowering, given: Arguments) -> bool:
    """Say whether np.nan_to_num gives a new array: it writes to an array that it isn't to copy."""
    copy = given.kwargs.get("copy", given.args[1] if len(given.args) > 1 else Const(True))
    is_array = isinstance(given.args[0], Ref) and isinstance(lo.type_of(given.args[0]), Array) if given.args else False
    return not is_array or not isinstance(copy, Const) or copy.value is not False


def method(lo: Lowering, node: gast.Call, base: Binding, given: Arguments) -> Binding:
    """Do what an array's method does that writes to the array."""
    name = node.func.attr
    if name not in METHODS or not isinstance(base, Ref) or not isinstance(lo.type_of(base), Array):
        lo.refuse(
            node,
            f"the method .{name}() is not supported",
            "it works in place",
            "assign to x[:], or call the NumPy function that returns a new array",
            UnsupportedCallError,
        )
    return METHODS[name](lo, node, base, Given(given.args, given.kwargs, f".{name}"))


class Given:
    """The arguments behind what is written to, taken one by one by name or position."""

    def __init__(self, args: tuple[Binding, ...], kwargs: dict[str, Binding], text: str):
        self.args, self.kwargs, self.text = list(args), dict(kwargs), text

    def take(self, name: str) -> Binding | None:
        if name in self.kwargs:
            return self.kwargs.pop(name)
        return self.args.pop(0) if self.args else None

    def none_left(self, lo: Lowering, node: gast.AST) -> None:
        more = next(iter(self.kwargs), "more arguments")
        if self.args or self.kwargs:
            lo.refuse(node, f"{self.text} with {more} is not supported", "", "write the assignment", UnsupportedCallError)


def target(lo: Lowering, node: gast.AST, text: str, given: Arguments) -> Ref:
    """Return the memory that a function writes to."""
    place = given.args[0] if given.args else given.kwargs.pop("a", given.kwargs.pop("dst", None))
    if not isinstance(place, Ref) or not isinstance(lo.type_of(place), Array):
        lo.refuse(node, f"{text} writes to what is not known to be an array", "", "write the assignment", AliasingError)
    return place


def stored(lo: Lowering, node: gast.AST, place: Ref, subscript: nodes.Subscript | None, value: Binding) -> Const:
    """Write to an array, or to a part of it; such functions return None."""
    path = place.path if subscript is None else (*place.path, subscript)
    lower_writes.store(lo, Ref(place.buffer, path), lower_expressions.operand(lo, value, node), node)
    return Const(None)


def at(lo: Lowering, node: gast.AST, operator: str, place: Ref, rest: tuple[Binding, ...]) -> Const:
    """Update elements once for each time that they are named."""
    index, value = rest
    subscript = subscript_of(lo, node, index)
    if operator in ("add", "subtract"):
        if operator == "subtract":
            value = lo.bind(lo.apply(node, "operator.neg", (lower_expressions.operand(lo, value, node),)))
        there = Ref(place.buffer, (*place.path, subscript))
        lower_writes.store(lo, there, lower_expressions.operand(lo, value, node), node, add=True)
        return Const(None)
    once = all(named_once(lo, one, item) for one, item in zip(subscript, parts_of(index), strict=True))
    if operator in EXTREMES or not once:
        return one_by_one(lo, node, operator, place, index, value, len(subscript))
    current = lower_subscripts.element(lo, place, subscript, node)
    return stored(lo, node, place, subscript, lower_operators.binary(lo, node, UPDATES[operator], current, value))


def one_by_one(
    lo: Lowering, node: gast.AST, operator: str, place: Ref, index: Binding, value: Binding, count: int
) -> Binding:
    """Update elements in a loop: one may be named twice, and is then updated twice."""
    if count > 1:
        instead = "write a loop: for i, v in zip(index, values): a[i] *= v"
        lo.refuse(node, "an element may be named twice here", "it would be updated as often", instead, AliasingError)
    args = (place, index, value, Library(f"numpy.{operator}", f"np.{operator}"))
    return lower_functions.defined(lo, node, "numpy.ufunc_at", lower_calls.Arguments(args, {}))


def parts_of(index: Binding) -> tuple[Binding, ...]:
    return index.items if isinstance(index, Items) and not index.listed else (index,)


def subscript_of(lo: Lowering, node: gast.AST, index: Binding) -> nodes.Subscript:
    """Return an index argument as what would stand between brackets."""
    return tuple(lower_expressions.operand(lo, part, node) for part in parts_of(index))


def named_once(lo: Lowering, one: Operand, index: Binding) -> bool:
    """Say whether an index surely names no element twice."""
    match infer.type_of(one):
        case Scalar() | Array(types.BOOL):
            return True
    if isinstance(index, Items):
        numbers = [item.value if isinstance(item, Const) else None for item in index.items]
        return all(type(n) is int and n >= 0 for n in numbers) and len(set(numbers)) == len(numbers)
    return any(isinstance(s, nodes.Apply) and s.result is one and s.op == "numpy.arange" for s in lo.out)


def copyto(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    value, where = given.take("src"), given.kwargs.pop("where", None)
    given.kwargs.pop("casting", None)
    given.none_left(lo, node)
    if where is None or (isinstance(where, Const) and where.value is True):
        return stored(lo, node, place, None, value)
    return stored(lo, node, place, None, chosen(lo, node, where, value, place))


def chosen(lo: Lowering, node: gast.AST, mask: Binding, value: Binding, place: Ref) -> Binding:
    """Return the value where the mask is true, and what is there elsewhere."""
    args = tuple(lower_expressions.operand(lo, one, node) for one in (mask, value, place))
    return lo.bind(lo.apply(node, "numpy.where", args))


def put(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    index = given.take("ind" if "ind" in given.kwargs else "indices")
    value = given.take("v" if "v" in given.kwargs else "values")
    given.none_left(lo, node)
    if lo.type_of(place).rank != 1:
        lo.refuse(node, f"{given.text} of more than a vector is not supported", "", "write a[i] = v", AliasingError)
    return stored(lo, node, place, subscript_of(lo, node, index), value)


def putmask(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    """Write values where a mask is true: the values that stand where it is."""
    mask, value = given.take("mask"), given.take("values")
    given.none_left(lo, node)
    subscript = (lower_expressions.operand(lo, mask, node),)
    if not isinstance(lo.type_of(value), Scalar):
        value = lower_subscripts.element(lo, value, subscript, node)
    return stored(lo, node, place, subscript, value)


def place_values(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    mask, value = given.take("mask"), given.take("vals")
    given.none_left(lo, node)
    chosen_by = lower_expressions.operand(lo, mask, node)
    if not isinstance(lo.type_of(value), Scalar):
        # As many of them, again and again, as there are elements to be replaced.
        count = lo.apply(node, "numpy.count_nonzero", (chosen_by,))
        value = lo.bind(lo.apply(node, "numpy.resize", (lower_expressions.operand(lo, value, node), count)))
    return stored(lo, node, place, (chosen_by,), value)


def put_along_axis(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    """Write values where indices along one axis say; along the others each stands in its own place."""
    index, value, axis = given.take("indices"), given.take("values"), given.take("axis") or Const(-1)
    given.none_left(lo, node)
    rank, at = lo.type_of(place).rank, static(infer.type_of(lower_expressions.operand(lo, axis, node)))
    if rank is None or not isinstance(at, int):
        lo.refuse(node, f"{given.text} along an axis that isn't known before the run is not supported", "", "write a[i] = v")
    array, at = lower_expressions.operand(lo, place, node), at % rank
    shape = lo.apply(node, "numpy.shape", (array,), form=nodes.ATTRIBUTE, text="shape")
    subscript: list[Operand] = []
    for k in range(rank):
        if k == at:
            subscript.append(lower_expressions.operand(lo, index, node))
            continue
        places = lo.apply(node, "numpy.arange", (lower_subscripts.loaded(lo, shape, ((Const(k),),), node),))
        new_axes = (Slice(), *(Const(None),) * (rank - 1 - k))
        subscript.append(lower_subscripts.loaded(lo, places, (new_axes,), node) if k < rank - 1 else places)
    return stored(lo, node, place, tuple(subscript), value)


def without_nan(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Binding:
    """Replace what is no number in an array itself, where it isn't to be copied."""
    args = (lower_expressions.operand(lo, place, node),)
    kwargs = {name: lower_expressions.operand(lo, one, node) for name, one in given.kwargs.items() if name != "copy"}
    stored(lo, node, place, None, lo.bind(lo.apply(node, "numpy.nan_to_num", args, kwargs)))
    return place


def fill_diagonal(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    value = given.take("val")
    given.none_left(lo, node)
    if lo.type_of(place).rank != 2:
        lo.refuse(node, "np.fill_diagonal of anything but a matrix is not supported", "", "write a[i, i, i] = v")
    array = lower_expressions.operand(lo, place, node)
    shape = lo.apply(node, "numpy.shape", (array,), form=nodes.ATTRIBUTE, text="shape")
    count = lo.apply(node, "builtins.min", (shape,))
    index = lo.apply(node, "numpy.arange", (count,))
    return stored(lo, node, place, (index, index), value)


def fill(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
    value = given.take("value")
    given.none_left(lo, node)
    return stored(lo, node, place, None, value)


def reordered(name: str) -> Callable:
    """Return the handler of a method that replaces an array by a function of itself."""

    def handler(lo: Lowering, node: gast.AST, place: Ref, given: Given) -> Const:
        args = tuple(lower_expressions.operand(lo, one, node) for one in (place, *given.args))
        kwargs = {key: lower_expressions.operand(lo, one, node) for key, one in given.kwargs.items()}
        value = lo.apply(node, f"numpy.{name}", args, kwargs)
        return stored(lo, node, place, None, lo.bind(value))

    return handler


FUNCTIONS: dict[str, Callable] = {
    "numpy.copyto": copyto,
    "numpy.put": put,
    "numpy.putmask": putmask,
    "numpy.place": place_values,
    "numpy.fill_diagonal": fill_diagonal,
    "numpy.put_along_axis": put_along_axis,
    "numpy.nan_to_num": without_nan,
}
METHODS: dict[str, Callable] = {
    "fill": fill,
    "put": put,
    "sort": reordered("sort"),
    "partition": reordered("partition"),
}
