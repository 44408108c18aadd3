"""Lowers expressions that choose: ternaries, and, or, and chains of comparisons."""

from __future__ import annotations

import operator
from collections.abc import Callable

import gast

from srcad.analysis import infer
from srcad.errors import UnknownObjectError
from srcad.frontend import (
    enums,
    forms,
    known_lists,
    lower_dicts,
    lower_expressions,
    lower_flow,
    lower_object_operators,
    lower_objects,
    objects,
    rows,
    sequences,
)
from srcad.frontend.bindings import FRESH, GLOBAL, PARAMETER, Binding, Foreign, Items, Object, Thing, UserClass
from srcad.frontend.context import FALL, Lowering
from srcad.frontend.memory import State
from srcad.ir import nodes
from srcad.ir.nodes import Block, Const, Operand
from srcad.ir.types import BOOLEAN, UNKNOWN, Array, List, Maybe, Scalar, Tuple

COMPARE = {
    "Lt": "lt", "LtE": "le", "Gt": "gt", "GtE": "ge", "Eq": "eq", "NotEq": "ne", "Is": "is_", "IsNot": "is_not",
    "In": "contains", "NotIn": "not_contains",
}  # fmt: skip
# What may stand right of an `and` in one expression: it can't raise, and costs next to nothing.
CHEAP = {f"operator.{op}" for op in ("lt le gt ge eq ne is_ is_not add sub mul neg".split())} | {"and", "or", "not"}
ORDERS = ("lt", "le", "gt", "ge", "eq", "ne")
CHOSEN = "<chosen>"


def choice(lo: Lowering, node: gast.BoolOp | gast.Compare | gast.IfExp) -> Binding:
    match node:
        case gast.IfExp(test=test, body=body, orelse=orelse):
            condition = lower_expressions.condition(lo, test)
            if isinstance(condition, bool):
                return lower_expressions.expression(lo, body if condition else orelse)
            sides = [lambda side=side: lower_expressions.expression(lo, side) for side in (body, orelse)]
            return either(lo, node, condition, *sides)
        case gast.BoolOp(op=op, values=values):
            rights = [lambda value=value: lower_expressions.expression(lo, value) for value in values[1:]]
            left = lower_expressions.expression(lo, values[0])
            for right in rights:
                left = logical(lo, node, isinstance(op, gast.And), left, right)
            return left
    return comparison(lo, node)


def either(
    lo: Lowering, node: gast.AST, condition: Operand, then: Callable[[], Binding], orelse: Callable[[], Binding]
) -> Binding:
    """Evaluate one of two expressions; return what came out."""
    region = lower_flow.join_region(lo)
    frame = lo.frame.number
    kept = lo.state.frames[frame].get(CHOSEN)
    blocks = []
    for side in (then, orelse):
        with lo.block(lo.state, region) as out:
            binding = side()
            lo.state.set(frame, CHOSEN, binding)
            blocks.append(Block(out, lower_flow.leave(lo, FALL)))
    lower_flow.finish_join(lo, region, nodes.If(condition, *blocks, origin=lo.origin(node)), None)
    chosen = lo.state.frames[frame].pop(CHOSEN)
    if kept is not None:
        lo.state.set(frame, CHOSEN, kept)
    return chosen


def logical(lo: Lowering, node: gast.AST, is_and: bool, left: Binding, right: Callable[[], Binding]) -> Binding:
    """Return `left and right` or `left or right`, the right one evaluated only where Python does."""
    condition = lower_expressions.truth(lo, left, node)
    if isinstance(condition, bool):
        return right() if condition is is_and else left
    is_flag = forms.plain(lo.whole_type_of(left) or UNKNOWN) == BOOLEAN
    with lo.block(lo.state) as out:
        binding = right()
        state = lo.state
        are_flags = is_flag and forms.plain(lo.whole_type_of(binding) or UNKNOWN) == BOOLEAN
    if are_flags and all(map(cheap, out)) and not isinstance(binding, Thing) and same_names(lo.state, state):
        lo.out.extend(out)
        lo.state = state
        args = (condition, lower_expressions.operand(lo, binding, node))
        joined = forms.join_types(*(forms.plain(infer.type_of(arg)) for arg in args))
        return lo.apply(node, "and" if is_and else "or", args, form=nodes.OPERATOR, type_=joined)
    # A flag that decides is known on the side that it decides for: `best is None or v < best` reads it once.
    decided = Const(not is_and) if is_flag and isinstance(condition, nodes.Value) else left
    sides = (right, lambda: decided) if is_and else (lambda: decided, right)
    return either(lo, node, condition, *sides)


def same_names(before: State, after: State) -> bool:
    """Say whether nothing was assigned (`a and (b := c)`) between two states."""
    if before.frames.keys() != after.frames.keys():
        return False
    pairs = [(names, after.frames[number]) for number, names in before.frames.items()]
    return all(a.keys() == b.keys() and all(b[name] is one for name, one in a.items()) for a, b in pairs)


def cheap(statement: nodes.Statement) -> bool:
    """Say whether a statement may be evaluated although Python might not."""
    if not isinstance(statement, nodes.Apply) or statement.op not in CHEAP:
        return False
    return all(isinstance(forms.plain(infer.type_of(arg)), Scalar) for arg in statement.args)


# -- comparisons ------------------------------------------------------------------------------------------


def comparison(lo: Lowering, node: gast.Compare) -> Binding:
    """Return a comparison; a chain is their conjunction, each operand evaluated once."""
    return chain_from(lo, node, 0, lower_expressions.expression(lo, node.left))


def chain_from(lo: Lowering, node: gast.Compare, k: int, left: Binding) -> Binding:
    right = member_of(lo, node.ops[k], node.comparators[k])
    result = compared(lo, node, COMPARE[type(node.ops[k]).__name__], left, right)
    if k == len(node.ops) - 1:
        return result
    return logical(lo, node, True, result, lambda: chain_from(lo, node, k + 1, right))


def member_of(lo: Lowering, op: gast.AST, node: gast.AST) -> Binding:
    """Return the right side of a comparison; a set that is only asked for a member is a tuple."""
    if isinstance(node, gast.Set) and isinstance(op, (gast.In, gast.NotIn)):
        return sequences.packed(lo, node, node.elts)
    return lower_expressions.expression(lo, node)


def telling(lo: Lowering, binding: Binding) -> Binding:
    """Return what is None where a tuple is, of one that may be."""
    if not isinstance(binding, Items) or not binding.may_lack:
        return binding
    found = next((part for part in flat(binding) if isinstance(lo.whole_type_of(part), Maybe)), None)
    if found is None:
        why = "what it holds are objects, and which ones can't be told"
        lo.refuse(lo.statement, "this may be a tuple or None", why, "keep the index, or a flag beside it", UnknownObjectError)
    return found


def flat(binding: Binding) -> list[Binding]:
    """Return the items of a tuple, and of the tuples in it."""
    return [part for item in binding.items for part in flat(item)] if isinstance(binding, Items) else [binding]


def compared(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding:
    if name in ("is_", "is_not"):
        left, right = telling(lo, left), telling(lo, right)
    else:
        left, right = enums.compared_as(left), enums.compared_as(right)
    one = rows.identical(lo, node, name, left, right)
    if one is not None:
        return one
    known = known_comparison(lo, name, left, right)
    if known is not None:
        return Const(known)
    if lower_objects.is_record(left) or lower_objects.is_record(right):
        found = known_lists.compared(lo, node, name, left, right) or lower_dicts.contains(lo, node, name, left, right)
        found = found or lower_object_operators.compared(lo, node, name, left, right)
        if found is not None:
            return found
    args = tuple(lower_expressions.operand(lo, side, node) for side in (left, right))
    if "contains" in name:
        args = args[::-1]
    return lo.bind(lo.apply(node, f"operator.{name}", args, form=nodes.OPERATOR))


def known_comparison(lo: Lowering, name: str, left: Binding, right: Binding) -> bool | None:
    """Return what a comparison gives where that is known before the run."""
    if name in ("is_", "is_not"):
        same = identical(lo, left, right)
        if same is None and any(isinstance(one, Object) and not objects.is_unwritten(lo, one.place) for one in (left, right)):
            lo.refuse(lo.statement, "whether these are one object isn't known", "", "compare their attributes", UnknownObjectError)
        return same if same is None or name == "is_" else not same
    match name, left, right:
        case ("eq" | "ne"), UserClass(cls=x), UserClass(cls=y):
            return (x == y) == (name == "eq")
        case "eq", Const(x), Const(y):
            return x == y
        case ("contains" | "not_contains"), Const(x), Items(items) if all(isinstance(one, Const) for one in items):
            return (x in [one.value for one in items]) == (name == "contains")
        case "ne", Const(x), Const(y):
            return x != y
        case (("lt" | "le" | "gt" | "ge"), Const(int() | float() as x), Const(int() | float() as y)):
            return {"lt": x < y, "le": x <= y, "gt": x > y, "ge": x >= y}[name]
    sides = [lower_dicts.key_value(one) for one in (left, right)]
    if name in ORDERS and all(type(one) is int for one in sides):
        return getattr(operator, name)(*sides)
    return None


def identical(lo: Lowering, left: Binding, right: Binding) -> bool | None:
    """Say whether two things are one object, None where only the run can tell."""
    if isinstance(left, UserClass) and isinstance(right, UserClass):
        return left.cls == right.cls
    if isinstance(left, Object) and isinstance(right, Object):
        kinds = {left.place.kind, right.place.kind}
        if left.place is right.place:
            return True
        # What was made here is no other object that was made here, or came in.
        if FRESH in kinds and kinds <= {FRESH, PARAMETER, GLOBAL}:
            return False
    if isinstance(left, Const) and isinstance(right, Const):
        if left.value is None or right.value is None:
            return left.value is right.value
        if enums.is_member(left) and enums.is_member(right):
            return left.value == right.value
        return left.value is right.value if not isinstance(left.value, (int, float, str)) else None
    if isinstance(left, Const) and left.value is None:
        left, right = right, left
    if isinstance(right, Const) and right.value is None:
        if isinstance(left, (Object, Items)) or isinstance(left, Thing) and not isinstance(left, Foreign):
            return False
        if isinstance(lo.whole_type_of(left), (Scalar, Array, List, Tuple)):
            return False
    return None
