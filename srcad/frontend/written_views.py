"""Keeps arrays and their views in step where either is written: each is made again from the one that was.

    b = a.T                      b = a.T
    b[0] = 5.0          ->       b[0] = 5.0
    return np.sum(a)             a = b.T
                                 return np.sum(a)

That holds for views that can be turned back: transposes, reshapes, flips. A slice needs none of it: it is a path into
its array. Where NumPy may have copied (a reshape), the run checks that it hasn't.
"""

from __future__ import annotations

import os

import gast

from srcad.analysis import infer, views
from srcad.errors import AT_THE_RUN
from srcad.frontend import lower_expressions
from srcad.frontend.bindings import Binding, Ref
from srcad.frontend.context import Lowering
from srcad.frontend.memory import View
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import Array
from srcad.origin import Origin

SAME = ("numpy.matrix_transpose", "numpy.swapaxes", "numpy.flip", "numpy.flipud", "numpy.fliplr")
RESHAPED = ("numpy.reshape", "numpy.ravel")
# What gives its elements in C's order, whatever its operands' order is.
IN_ORDER = ("numpy.zeros", "numpy.ones", "numpy.empty", "numpy.full", "numpy.arange", "numpy.linspace", "numpy.eye")


def note(lo: Lowering, node: gast.AST, view: Binding, source: Binding) -> None:
    """Note how an operation that was just appended shows one array in another."""
    made = lo.out[-1]
    if not (isinstance(view, Ref) and isinstance(source, Ref) and isinstance(made, nodes.Apply)):
        return
    if not isinstance(lo.type_of(source), Array) or not isinstance(made.result.type, Array):
        return
    back = way_back(made)
    if back is None:
        return
    sure = made.op not in RESHAPED or in_order(lo, source)
    if not sure and any(copied_by_us(lo)):
        return  # the copy of an argument may be laid out otherwise than the argument
    relation = View(source.buffer, source.path, made, *back, node, sure)
    lo.tuples += [one for one in lo.out[-3:] if isinstance(one, nodes.Apply) and one.op == "tuple"]
    lo.state.views[view.buffer] = relation
    if not sure and node in lo.checked:
        check(lo, node, relation, made)


def way_back(made: nodes.Apply) -> tuple[str, tuple[Operand, ...]] | None:
    """Return the operation and arguments that make the source of the view again; a None stands for its shape."""
    rest = made.args[1:]
    if made.op not in views.REVERSIBLE or made.kwargs:
        return None
    if made.op in SAME or (made.op == "numpy.transpose" and not rest):
        return made.op, rest
    if made.op == "numpy.moveaxis":
        return made.op, rest[::-1]
    return None if made.op == "numpy.transpose" else ("numpy.reshape", (None,))


def in_order(lo: Lowering, source: Ref) -> bool:
    """Say whether an array's elements surely lie in C's order, without gaps."""
    return not source.path and source.buffer.in_order


def copied_by_us(lo: Lowering):
    for name in lo.copied:
        yield infer.type_of(lo.values[name]).rank != 1 if isinstance(infer.type_of(lo.values[name]), Array) else False


def makes_in_order(made: nodes.Apply) -> bool:
    """Say whether a primitive makes an array with its elements in C's order."""
    named = {name for name, _ in made.kwargs}
    if "order" in named or not isinstance(made.result.type, Array):
        return False
    copies = made.op == "numpy.copy" and made.form == nodes.METHOD and len(made.args) == 1
    return copies or made.op in IN_ORDER


def check(lo: Lowering, node: gast.AST, relation: View, made: nodes.Apply) -> None:
    """Let the run check that what is taken for a view is one."""
    shares = lo.apply(node, "numpy.may_share_memory", (made.args[0], made.result), type_=types.BOOLEAN)
    what, text = relation.source.name or "the array", lo.frame.source.text(node, node)
    copied = lo.apply(node, "not", (shares,), type_=types.BOOLEAN)
    message = f"{text} is written, which changes {what} only if {what} lies in memory in order"
    refuse_at_the_run(lo, copied, message, lo.origin(node))


def refuse_at_the_run(lo: Lowering, condition: Operand, message: str, origin: Origin) -> None:
    """Let the run refuse what only it can tell: an error that names the place in the source."""
    text = f"{os.path.basename(origin.file)}:{origin.line}: {message}{AT_THE_RUN}"
    lo.out.append(nodes.Effect("refuse", (condition, Const(text)), text="ValueError", origin=origin))


def in_step(lo: Lowering, buffer, node: gast.AST) -> bool:
    """Make what shares a buffer's memory again, now that the buffer is written; say whether all of it could be."""
    steps = lo.state.steps(buffer)
    for relation, view, forward in steps or ():
        if forward:
            again(lo, relation, view, node)
        else:
            turned_back(lo, relation, view, node)
    return bool(steps)


def ask_for_checks(lo: Lowering, buffer) -> None:
    """Note which views have to be checked at the run, since they or what they show are written."""
    lo.unsure |= {relation.node for relation, *_ in lo.state.steps(buffer) or () if not relation.sure}


def again(lo: Lowering, relation: View, view, node: gast.AST) -> None:
    made, before = relation.made, lo.state.versions[view]
    source = lower_expressions.read(lo, relation.source, relation.path, node)
    args = (source, *(repeated(lo, arg, node) for arg in made.args[1:]))
    lo.state.versions[view] = renamed(lo.apply(node, made.op, args, (), made.form, made.text, made.result.type), before)


def repeated(lo: Lowering, arg: Operand, node: gast.AST) -> Operand:
    """Return a shape or axes once more: a tuple is written again, not named."""
    made = next((one for one in lo.tuples if one.result is arg), None)
    return arg if made is None else lo.apply(node, "tuple", made.args, (), made.form, made.text, made.result.type)


def turned_back(lo: Lowering, relation: View, view, node: gast.AST) -> None:
    before = lo.state.versions[relation.source]
    there = lower_expressions.read(lo, relation.source, relation.path, node)
    args = tuple(shape_of(lo, there, node) if arg is None else arg for arg in relation.back_args)
    shown = (lo.state.versions[view], *args)
    spelled = (relation.made.form, relation.made.text) if relation.back == relation.made.op else (None, None)
    value = lo.apply(node, relation.back, shown, (), *spelled, infer.type_of(there))
    if relation.path:
        result = Value(infer.type_of(before), origin=value.origin)
        lo.out.append(nodes.Store(result, before, relation.path, value, False, value.origin))
        value = result
    lo.state.versions[relation.source] = renamed(value, before)


def shape_of(lo: Lowering, array: Operand, node: gast.AST) -> Value:
    return lo.apply(node, "numpy.shape", (array,), form=nodes.ATTRIBUTE, text="shape")


def renamed(value: Value, before: Operand) -> Value:
    """Give a version of a buffer the name of the one before."""
    if isinstance(before, Value):
        value.name, value.named, value.entity = before.name, before.named, before.entity
    return value
