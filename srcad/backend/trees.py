"""Builds gast expressions in their plainest form."""

from __future__ import annotations

import gast

from srcad import errors
from srcad.backend import syntax

LOAD, STORE = gast.Load(), gast.Store()
# Whose sign is that of either operand, bit for bit.
LITERALS = (int, float, complex, str, bytes, type(None), type(...))
_FACTORS = (gast.Mult, gast.Div, gast.MatMult)


def name(text: str, context: gast.expr_context = LOAD) -> gast.Name:
    """Return a name as a node."""
    return gast.Name(text, context, None, None)


def builtin(function: str, *args: gast.expr) -> gast.Call:
    """Return a call of a builtin."""
    return gast.Call(name(function), list(args), [])


def spread(tree: gast.Call) -> gast.Call:
    """Return `x.reshape(a, b)` for `x.reshape((a, b))`."""
    match tree.args:
        case [gast.Tuple(elts=[_, *_] as items)]:
            return gast.Call(tree.func, items, tree.keywords)
    return tree


def dotted(text: str) -> gast.expr:
    """Return a dotted name as a node."""
    first, *rest = text.split(".")
    tree = name(first)
    for part in rest:
        tree = gast.Attribute(tree, part, LOAD)
    return tree


def constant(value: object, text: str | None = None) -> gast.expr:
    """Return a literal as a node, spelled as in the source where that is known."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value != value or value in (float("inf"), float("-inf")):
            return gast.Call(name("float"), [gast.Constant(str(value), None)], [])
        if str(value).startswith("-"):
            return gast.UnaryOp(gast.USub(), constant(-value, text.lstrip("-") if text else None))
    if isinstance(value, tuple):
        return gast.Tuple([constant(item) for item in value], LOAD)
    if not isinstance(value, LITERALS):
        what = f"{value!r} can't be written into a derivative"
        raise errors.UnsupportedCallError(what, None, "it is no literal", "compare it, and write what follows from that")
    tree = gast.Constant(value, None)
    if text is not None:
        tree.text = text
    return tree


def signed(op: gast.operator, left: gast.expr, right: gast.expr) -> gast.expr:
    """Return a binary operation of derivatives with its minus signs drawn out, and without needless parentheses.

    a + -b is a - b, -a + b is b - a, a * -b is -a * b. A literal comes first in a product: a * (2 * b) is 2 * a * b.
    """
    positive = without_minus(right)
    if isinstance(op, (gast.Add, gast.Sub)) and positive is not None:
        return gast.BinOp(left, gast.Sub() if isinstance(op, gast.Add) else gast.Add(), positive)
    if isinstance(op, gast.Add) and (negated := without_minus(left)) is not None:
        return gast.BinOp(right, gast.Sub(), negated)
    if isinstance(op, (gast.Add, gast.Sub)) and isinstance(right, gast.BinOp) and isinstance(
        right.op, (gast.Add, gast.Sub)
    ):
        # a + (b - c) is a + b - c but for the last digits.
        same = type(right.op) is type(op)
        return gast.BinOp(signed(op, left, right.left), gast.Add() if same else gast.Sub(), right.right)
    if isinstance(op, gast.Mult):
        if positive is not None and not isinstance(right, gast.Constant):
            return signed(op, minus(left), positive)
        if isinstance(right, gast.BinOp) and isinstance(right.op, gast.Mult) and _is_literal(right.left):
            return gast.BinOp(signed(gast.Mult(), right.left, left), gast.Mult(), right.right)
    return gast.BinOp(left, op, right)


def _is_literal(tree: gast.expr) -> bool:
    return isinstance(tree, gast.Constant) and isinstance(tree.value, (int, float)) and not isinstance(tree.value, bool)


def without_minus(tree: gast.expr) -> gast.expr | None:
    """Return what an expression is the negative of, if its text starts with a minus sign; of ints, -a may be 256 - a."""
    if isinstance(tree, gast.UnaryOp) and isinstance(tree.op, gast.USub) and not getattr(tree, "of_ints", False):
        return tree.operand
    if isinstance(tree, gast.BinOp) and isinstance(tree.op, _FACTORS):
        positive = without_minus(tree.left)
        return None if positive is None else gast.BinOp(positive, tree.op, tree.right)
    return None


def minus(tree: gast.expr) -> gast.expr:
    """Return the negative of an expression, the sign drawn into the first factor of a product."""
    positive = without_minus(tree)
    if positive is not None:
        return positive
    if isinstance(tree, gast.BinOp) and isinstance(tree.op, _FACTORS):
        return gast.BinOp(minus(tree.left), tree.op, tree.right)
    return gast.UnaryOp(gast.USub(), tree)


def junction(op: gast.boolop, left: gast.expr, right: gast.expr) -> gast.expr:
    """Return `left and right` or `left or right`, longer chains in one: `a < b and b < c` is `a < b < c`."""
    if isinstance(op, gast.And) and isinstance(left, gast.Compare) and isinstance(right, gast.Compare):
        middle = left.comparators[-1]
        if isinstance(middle, (gast.Name, gast.Constant)) and gast.dump(middle) == gast.dump(right.left):
            return gast.Compare(left.left, left.ops + right.ops, left.comparators + right.comparators)
    values = [part for side in (left, right) for part in (side.values if _is_chain(side, op) else [side])]
    return gast.BoolOp(op, values)


def _is_chain(tree: gast.expr, op: gast.boolop) -> bool:
    return isinstance(tree, gast.BoolOp) and type(tree.op) is type(op)


def negation(condition: gast.expr) -> gast.expr:
    """Return `not condition` for a test, with the opposite of a comparison that has one (`<` has none: NaN)."""
    if isinstance(condition, gast.UnaryOp) and isinstance(condition.op, gast.Not):
        return condition.operand
    if isinstance(condition, gast.Compare) and len(condition.ops) == 1:
        opposite = syntax.NEGATED.get(type(condition.ops[0]))
        if opposite is not None:
            return gast.Compare(condition.left, [opposite()], condition.comparators)
    return gast.UnaryOp(gast.Not(), condition)
