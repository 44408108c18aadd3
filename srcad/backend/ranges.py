"""Ranges as expressions, forwards and backwards."""

from __future__ import annotations

import gast

from srcad.backend.dialects import NUMBA


def range_text(start: gast.expr, stop: gast.expr, step: gast.expr) -> gast.expr:
    """Return `range(start, stop, step)`, without what is usual."""
    args = [start, stop, step]
    if number(step) == 1:
        args.pop()
        if number(start) == 0:
            args.pop(0)
    return _call("range", *args)


def backwards(start: gast.expr, stop: gast.expr, step: gast.expr, dialect: str) -> gast.expr:
    """Return a range that is walked from its end: `reversed(range(n))`, for Numba `range(n - 1, -1, -1)`."""
    if number(step) == -1:
        return range_text(plus(stop, 1), plus(start, 1), _literal(1))
    if dialect != NUMBA:
        return _call("reversed", range_text(start, stop, step))
    by = number(step)
    if by is None or by == 0:
        # Whichever way it goes, the last number is as many steps from the start as there are, less one.
        steps = plus(_call("len", range_text(start, stop, step)), -1)
        last = _binary(steps, gast.Mult(), step)
        if number(start) == 0:
            return _call("range", last, _negative(step), _negative(step))
        return _call("range", _binary(start, gast.Add(), last), _binary(start, gast.Sub(), step), _negative(step))
    toward = 1 if by > 0 else -1
    if by == toward:
        last = plus(stop, -toward)
    else:
        # The last number is start + k * step, where k is one less than the length.
        gap = plus(_binary(stop, gast.Sub(), start) if number(start) != 0 else stop, -toward)
        steps = _binary(_binary(gap, gast.FloorDiv(), _literal(by)), gast.Mult(), _literal(by))
        last = steps if number(start) == 0 else _binary(start, gast.Add(), steps)
    return _call("range", last, plus(start, -toward), _literal(-by))


def number(tree: gast.expr) -> int | None:
    """Return the int that an expression is a literal of."""
    match tree:
        case gast.Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case gast.UnaryOp(op=gast.USub(), operand=gast.Constant(value=int(value))):
            return -value
    return None


def _literal(value: int) -> gast.expr:
    tree = gast.Constant(abs(value), None)
    return gast.UnaryOp(gast.USub(), tree) if value < 0 else tree


def _negative(tree: gast.expr) -> gast.expr:
    return gast.UnaryOp(gast.USub(), tree)


def plus(tree: gast.expr, more: int) -> gast.expr:
    """Return an expression plus an int, simplified."""
    if (value := number(tree)) is not None:
        return _literal(value + more)
    match tree:
        case gast.BinOp(left=left, op=gast.Add() | gast.Sub() as op, right=gast.Constant(value=int(value))):
            total = (value if isinstance(op, gast.Add) else -value) + more
            return left if total == 0 else plus(left, total)
    return _binary(tree, gast.Add() if more > 0 else gast.Sub(), _literal(abs(more)))


def _binary(left: gast.expr, op: gast.operator, right: gast.expr) -> gast.expr:
    return gast.BinOp(left, op, right)


def _call(function: str, *args: gast.expr) -> gast.Call:
    return gast.Call(gast.Name(function, gast.Load(), None, None), list(args), [])
