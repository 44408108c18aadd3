"""Lowers calls of Python's builtins that aren't plain primitives, and the sums of generators."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer
from srcad.errors import UnsupportedCallError
from srcad.frontend import (
    known_lists, lower_calls, lower_comprehensions, lower_dicts, lower_expressions, lower_functions,
    lower_instances, lower_loops, lower_objects, lower_operators, objects, rows, sequences,
)  # fmt: skip
from srcad.frontend.bindings import (
    Binding,
    Closure,
    Cut,
    Items,
    Iteration,
    Library,
    Object,
    Partial,
    Stream,
    Thing,
    UserFunction,
)
from srcad.frontend.context import Lowering
from srcad.ir import nodes, types
from srcad.ir.nodes import Const
from srcad.ir.types import Array, Known, List, Tuple, Type

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

GENERATOR_READERS = ("builtins.sum", "builtins.min", "builtins.max", "math.fsum")
ITERATIONS = ("range", "enumerate", "zip", "reversed")
REFUSED = {
    "eval": "the expression",
    "exec": "the statements",
    "set": "a tuple or a list",
    "globals": "the name",
    "locals": "the name",
}
# Effects that neither write to their arguments nor give a number.
EFFECTS = ("print",)


def call(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return what a call of a builtin gives, None where it is a primitive like any other."""
    name = callee.qualified.removeprefix("builtins.")
    if name in ITERATIONS:
        return iteration(lo, node, name, given)
    if name in REFUSED:
        instead = f"write {REFUSED[name]}"
        lo.refuse(node, f"{name}() is not supported", "it isn't followed", instead, UnsupportedCallError)
    if name in EFFECTS:
        return effect(lo, node, callee, given)
    if is_exception(name):
        args = tuple(lower_expressions.operand(lo, arg, node) for arg in given.args)
        form, text = nodes.FUNCTION, callee.text
        return lo.apply(node, callee.qualified, args, form=form, text=text, type_=types.Opaque())
    handler = HANDLERS.get(name)
    return None if handler is None else handler(lo, node, callee, given)


def is_exception(name: str) -> bool:
    value = getattr(builtins, name, None)
    return isinstance(value, type) and issubclass(value, BaseException)


def effect(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Const:
    """Do something once, in order, that gives None."""
    args = tuple(lower_expressions.operand(lo, arg, node) for arg in given.args)
    kwargs = tuple((name, lower_expressions.operand(lo, arg, node)) for name, arg in given.kwargs.items())
    function = lower_expressions.named_thing(lo, callee, node)
    lo.out.append(nodes.Effect("call", (function, *args), kwargs, (), callee.text, lo.origin(node)))
    return Const(None)


# -- iterations -------------------------------------------------------------------------------------------


def iteration(lo: Lowering, node: gast.AST, name: str, given: Arguments) -> Binding:
    """Return a range, enumerate, zip or reversed, to be walked by a loop."""
    args = [lower_loops.walked(lo, node, arg) for arg in given.args]
    if name == "zip":
        strict = given.kwargs.get("strict", Const(False))
        args = [lower_comprehensions.listed_from(lo, node, one) if isinstance(one, Stream) else one for one in args]
        if not (isinstance(strict, Const) and strict.value is False):
            equal_lengths(lo, node, args)
        return Iteration("zip", tuple(args))
    if name == "enumerate":
        if isinstance(args[0], Stream):
            return lower_functions.defined(lo, node, "builtins.enumerate", given)
        start = given.kwargs.get("start", args[1] if len(args) > 1 else Const(0))
        return Iteration("enumerate", (args[0], lower_expressions.operand(lo, start, node)))
    if given.kwargs:
        lo.refuse(node, f"{name}() takes no keyword arguments", "", "pass them by position")
    if name == "reversed":
        if isinstance(args[0], Iteration) and args[0].kind != "range":
            args[0] = lower_comprehensions.listed_from(lo, node, args[0])
        return Iteration("reversed", (args[0],))
    operands = [lower_expressions.operand(lo, arg, node) for arg in args]
    start, stop = (Const(0), operands[0]) if len(operands) == 1 else operands[:2]
    return Iteration("range", (start, stop, operands[2] if len(operands) == 3 else Const(1)))


def cycle(lo: Lowering, node: gast.AST, binding: Binding) -> Binding:
    """Return itertools.cycle(...), to be walked beside what ends."""
    items = sequences.indexed(lo, node, lower_loops.walked(lo, node, binding))
    whole = lower_expressions.as_list(lo, items, node) if isinstance(items, Items) else lower_expressions.operand(lo, items, node)
    return Iteration("cycle", (whole, items))


def equal_lengths(lo: Lowering, node: gast.AST, args: list[Binding]) -> None:
    """Raise as zip(..., strict=True) does: before the loop that would find out at its end."""
    known = [sequences.known_items(lo, one) for one in args]
    lengths = [None if one is None else Const(len(one)) for one in known]
    if None not in lengths and len({one.value for one in lengths}) == 1:
        return
    measured = [n or lo.apply(node, "builtins.len", (lower_expressions.operand(lo, one, node),), form=nodes.FUNCTION)
                for n, one in zip(lengths, args, strict=True)]  # fmt: skip
    for first, second in zip(measured, measured[1:], strict=False):
        condition = lo.apply(node, "operator.eq", (first, second), form=nodes.OPERATOR)
        message = Const("zip() arguments differ in length")
        lo.out.append(nodes.Effect("assert", (condition, message), origin=condition.origin))


def reads_generator(callee: Library, node: gast.Call) -> bool:
    if callee.qualified not in GENERATOR_READERS or (callee.qualified != "builtins.sum" and node.keywords):
        return False
    return any(isinstance(arg, (gast.GeneratorExp, gast.ListComp)) for arg in node.args[:1])


def generated(lo: Lowering, node: gast.Call, callee: Library) -> Binding:
    """Return what a builtin makes of a generator expression's values."""
    if callee.qualified == "builtins.sum":
        start = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "start"), None)
        return lower_comprehensions.total(lo, node.args[0], start)
    items = lower_comprehensions.listed(lo, node.args[0])
    return lower_calls.called(lo, node, callee, lower_calls.Arguments((items,), {}))


# -- handlers ---------------------------------------------------------------------------------------------


def length(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    (binding,) = given.args
    if isinstance(binding, Items):
        return Const(len(binding.items))
    if isinstance(binding, Const) and isinstance(binding.value, (str, bytes)):
        return Const(len(binding.value))
    if rows.are_rows(binding):
        return rows.length(lo, node, binding)
    if isinstance(binding, Object):
        if binding.place.cls is None or known_lists.is_known(binding):
            return Const(len(objects.keys_of(lo, binding, node)))
        return lower_objects.special(lo, node, binding, "__len__")
    if isinstance(binding, Iteration) and lo.frame.place is not None:
        return binding.parts[1]
    return None


def total(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return the sum of a tuple's items or of an iteration; any other sum is a primitive."""
    first, *more = given.args
    first = lower_loops.walked(lo, node, first)
    start = given.kwargs.get("start", more[0] if more else Const(0))
    if isinstance(first, Items):
        found = start
        for item in first.items:
            found = item if isinstance(found, Const) and found.value == 0 else plus(lo, node, found, item)
        return found
    if isinstance(first, (Iteration, Stream)):
        return lower_comprehensions.total_from(lo, node, first, start)
    return None


def plus(lo: Lowering, node: gast.AST, left: Binding, right: Binding) -> Binding:
    return lower_operators.binary(lo, node, "Add", left, right)


def extreme(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return the least or greatest of several arguments, or of a tuple's items."""
    if len(given.args) == 1:
        given = type(given)((lower_loops.walked(lo, node, given.args[0]),), given.kwargs)
    if given.kwargs or any(map(of_items, map(lo.type_of, given.args))):
        return lower_functions.defined(lo, node, callee.qualified, several(given))
    items = given.args[0].items if len(given.args) == 1 and isinstance(given.args[0], Items) else given.args
    if len(items) == 1:
        return None
    operands = tuple(lower_expressions.operand(lo, item, node) for item in items)
    return lo.bind(lo.apply(node, callee.qualified, operands, form=nodes.FUNCTION, text=callee.text))


def of_items(type_: Type | None) -> bool:
    """Say whether the least of this is one of its items, which may carry a derivative."""
    return type_ is None or (isinstance(type_, List) and type_.item != types.INTEGER)


def several(given: Arguments) -> Arguments:
    """Return max(a, b, key=f)'s arguments as those of max((a, b), key=f)."""
    return type(given)((Items(given.args),), given.kwargs) if len(given.args) > 1 else given


def quotient(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return divmod(a, b) as (a // b, a % b)."""
    a, b = given.args
    return Items(tuple(lower_operators.binary(lo, node, op, a, b) for op in ("FloorDiv", "Mod")))


def as_slice(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return a slice, to stand between brackets later."""
    parts = [None if isinstance(one, Const) and one.value is None else one for one in given.args]
    operands = [None if one is None else lower_expressions.operand(lo, one, node) for one in parts]
    return Cut(nodes.Slice(*(operands if len(operands) > 1 else (None, *operands))))


def power(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    if len(given.args) != 2 or given.kwargs:
        lo.refuse(node, "pow() with a modulus is not supported", "it is for whole numbers", "write (x ** y) % z")
    args = tuple(lower_expressions.operand(lo, arg, node) for arg in given.args)
    return lo.bind(lo.apply(node, "builtins.pow", args, form=nodes.FUNCTION, text=callee.text))


def as_tuple(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    if not given.args:
        return Items(())
    items = sequences.known_items(lo, lower_loops.walked(lo, node, given.args[0]))
    if items is not None:
        return Items(tuple(items))
    # Of any length it is what a list is; only what asks for its class could tell.
    lo.session.lists_for_tuples = True
    found = as_list(lo, node, callee, given)
    if found is not None:
        return found
    operand = lower_expressions.operand(lo, given.args[0], node)
    if not isinstance(infer.type_of(operand), List):
        lo.refuse(node, "tuple() of this is not supported", "its length isn't known before the run", "use the list")
    return lower_expressions.made(lo, lo.apply(node, "builtins.list", (operand,)), [given.args[0]])


def as_list(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    if not given.args:
        return lower_expressions.display(lo, node, [])
    binding = lower_loops.walked(lo, node, given.args[0])
    if isinstance(binding, Items):
        return sequences.joined(lo, node, None, list(binding.items))
    if isinstance(binding, (Iteration, Stream)) or isinstance(lo.type_of(binding), Array):
        return lower_comprehensions.listed_from(lo, node, binding)
    return None


CLASSES: dict[str, Callable[[Type], bool]] = {
    "builtins.tuple": lambda t: isinstance(t, Tuple) and (t.layout is None or t.layout.kind == types.NAMED),
    "builtins.list": lambda t: isinstance(t, List) or isinstance(t, Tuple) and lower_instances.is_laid_out(t, types.LISTED),
    "builtins.dict": lambda t: isinstance(t, Tuple) and lower_instances.is_laid_out(t, types.DICT),
    "builtins.set": lambda t: False,
    "numpy.ndarray": lambda t: isinstance(t, Array),
    "builtins.str": lambda t: isinstance(t, Known) and isinstance(t.value, str),
}


def truth(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    known = lower_expressions.truth(lo, given.args[0], node)
    return Const(known) if isinstance(known, bool) else None


def is_callable(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    (binding,) = given.args
    if isinstance(binding, (Closure, UserFunction, Library, Partial)):
        return Const(True)
    return None if isinstance(binding, Thing) else Const(False)


def as_dict(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    return lower_dicts.made_by_call(lo, node, given)


def text(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return str(...) of a whole number or a text that is known."""
    known = lower_operators.texts(Items(given.args))
    return Const(str(*known)) if known is not None and len(known) == 1 else None


def iterator(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return an iterator, which gives its values once; what __iter__ returns is walked by whoever asked for it."""
    found = lower_loops.walked(lo, node, given.args[0])
    if isinstance(found, Stream):
        return found
    if isinstance(found, (Items, Iteration)) or isinstance(lo.type_of(found), (Array, List)):
        if lo.frame.source.name == "__iter__":
            return found
        return lower_functions.defined(lo, node, "builtins.iter", type(given)((found,), {}))
    return lo.refuse(node, "iter() of this is not supported", "it isn't followed", "write a for loop", UnsupportedCallError)


def super_(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    return lower_objects.super_call(lo, node, given)


def zero(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return what int() and float() give without an argument."""
    return None if given.args else Const({"int": 0, "float": 0.0}[callee.qualified.removeprefix("builtins.")])


def nothing(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    return Const(None)


HANDLERS: dict[str, Callable[[Lowering, gast.AST, Library, Arguments], Binding | None]] = {
    "len": length,
    "sum": total,
    "min": extreme,
    "max": extreme,
    "pow": power,
    "tuple": as_tuple,
    "list": as_list,
    "isinstance": lower_instances.is_instance,
    "divmod": quotient,
    "slice": as_slice,
    "bool": truth,
    "callable": is_callable,
    "dict": as_dict,
    "str": text,
    "super": super_,
    "iter": iterator,
    "int": zero,
    "float": zero,
    "<nothing>": nothing,
}
