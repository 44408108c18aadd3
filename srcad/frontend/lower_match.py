"""Lowers match statements: a case at a time, as an if whose condition its pattern is.

Whether a pattern fits mostly follows from the types, and is decided now; what it captures is read in the branch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import gast

from srcad.errors import ArgumentError
from srcad.frontend import (
    lower_calls, lower_choice, lower_dicts, lower_expressions, lower_flow, lower_instances, lower_objects,
    lower_subscripts, objects, outcomes, sequences,
)  # fmt: skip
from srcad.frontend.bindings import Binding, Conflict, Library, Object, UserClass
from srcad.frontend.context import Lowering
from srcad.frontend.outcomes import Cases, Rest, Take, chain
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import Array, Known, List, Scalar, Tuple

YES = Const(True)
# Classes whose one positional pattern stands for the object itself.
WHOLE = ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")


@dataclass(frozen=True, eq=False)
class Fit:
    """When a pattern fits, evaluated as far as Python would, and what it captures then, by name."""

    condition: Callable[[], Binding]
    captures: tuple[tuple[str, Callable[[], Binding]], ...] = ()


def match_statement(lo: Lowering, node: gast.Match, rest: Rest) -> nodes.Leaf:
    subject = lower_expressions.expression(lo, node.subject)
    return lower_flow.run(lo, (Cases(subject, tuple(node.cases), node), rest))


def cases(lo: Lowering, item: Cases, rest: Rest) -> nodes.Leaf | None:
    """Lower the cases that are left to try."""
    if not item.cases:
        return None
    first, *others = item.cases
    remaining = (Cases(item.subject, tuple(others), item.node), None)
    with lo.within(lo.frame):
        lo.statement = first.pattern
        found = fit(lo, first.pattern, item.subject)
        condition = guarded(lo, first, found)
    takes = [] if first.guard is not None else taken(first, found)
    body = chain([*takes, *first.body])
    if isinstance(condition, bool):
        return lower_flow.run(lo, chain(list(outcomes.each(body if condition else remaining)), rest))
    return lower_flow.branch(lo, condition, body, remaining, rest, first.pattern)


def taken(case: gast.match_case, found: Fit) -> list[Take]:
    return [Take(stored(case, name), make) for name, make in found.captures]


def stored(case: gast.match_case, name: str) -> gast.Name:
    return gast.copy_location(gast.Name(name, gast.Store(), None, None), case.pattern)


def guarded(lo: Lowering, case: gast.match_case, found: Fit) -> Operand | bool:
    """Return whether a case is taken: its guard sees what the pattern captures."""
    condition = found.condition()
    if case.guard is None:
        return lower_expressions.truth(lo, condition, case.pattern)

    def guard() -> Binding:
        for take in taken(case, found):
            lower_flow.run_simple(lo, take)
        return lower_expressions.expression(lo, case.guard)

    return lower_expressions.truth(lo, lower_choice.logical(lo, case.guard, True, condition, guard), case.guard)


# -- patterns ---------------------------------------------------------------------------------------------


def fit(lo: Lowering, pattern: gast.AST, subject: Binding) -> Fit:
    """Return when a pattern fits, and what it captures."""
    match pattern:
        case gast.MatchValue(value=value):
            wanted = lower_expressions.expression(lo, value)
            return Fit(lambda: lower_choice.compared(lo, pattern, "eq", subject, wanted))
        case gast.MatchSingleton(value=value):
            return Fit(lambda: lower_choice.compared(lo, pattern, "is_", subject, Const(value)))
        case gast.MatchAs(pattern=inner, name=name):
            found = Fit(lambda: YES) if inner is None else fit(lo, inner, subject)
            captures = () if name is None else ((name, lambda: subject),)
            return Fit(found.condition, (*found.captures, *captures))
        case gast.MatchOr(patterns=patterns):
            return any_of(lo, pattern, [fit(lo, one, subject) for one in patterns])
        case gast.MatchSequence(patterns=patterns):
            return sequence(lo, pattern, patterns, subject)
        case gast.MatchClass(cls=cls):
            wanted = lower_expressions.expression(lo, cls)
            return (of_own_class if isinstance(wanted, UserClass) else of_class)(lo, pattern, wanted, subject)
        case gast.MatchMapping():
            return mapping(lo, pattern, subject)
    return lo.refuse(pattern, "this pattern is not supported", "", "test the condition with if")


def any_of(lo: Lowering, pattern: gast.AST, fits: list[Fit]) -> Fit:
    """Return the fit of an or-pattern; what its alternatives capture must be known before the run."""
    if not any(one.captures for one in fits):
        return Fit(lambda: folded(lo, pattern, False, [one.condition for one in fits]))
    for one in fits:
        known = lower_expressions.truth(lo, one.condition(), pattern)
        if known is True:
            return one
        if known is not False:
            lo.refuse(pattern, "an | of patterns that capture is not supported", "which one fits isn't known", "write two cases")
    return Fit(lambda: Const(False))


def all_of(lo: Lowering, pattern: gast.AST, fits: list[Fit]) -> Fit:
    captures = tuple(one for found in fits for one in found.captures)
    return Fit(lambda: folded(lo, pattern, True, [one.condition for one in fits]), captures)


def folded(lo: Lowering, node: gast.AST, is_and: bool, conditions: list[Callable[[], Binding]]) -> Binding:
    """Return the conjunction or disjunction of conditions, each evaluated only where Python does."""
    found: Binding = Const(is_and)
    for condition in conditions:
        found = lower_choice.logical(lo, node, is_and, found, condition)
    return found


def of_own_class(lo: Lowering, pattern: gast.MatchClass, wanted: UserClass, subject: Binding) -> Fit:
    """Return the fit of a class pattern of the user's classes, by the attributes that it names."""
    given = lower_calls.Arguments((subject, wanted), {})
    this = lower_instances.is_instance(lo, pattern, Library("builtins.isinstance", "isinstance"), given)
    if isinstance(this, Const) and not this.value:
        return Fit(lambda: this)
    if not isinstance(this, Const):
        lo.refuse(pattern, "whether this pattern fits isn't known before the run", "", "use isinstance and if")
    names = (*positional(lo, pattern, wanted)[: len(pattern.patterns)], *pattern.kwd_attrs)
    if len(names) < len(pattern.patterns) + len(pattern.kwd_attrs):
        lo.refuse(pattern, f"{wanted.cls.name} has no such positional patterns", "", "name the attributes", ArgumentError)
    fits = []
    for name, inner in zip(names, (*pattern.patterns, *pattern.kwd_patterns), strict=True):
        found = lower_objects.attribute(lo, pattern, subject, name, optional=True)
        fits.append(Fit(lambda: Const(False)) if found is None else fit(lo, inner, found))
    return all_of(lo, pattern, fits)


def positional(lo: Lowering, pattern: gast.MatchClass, wanted: UserClass) -> tuple[str, ...]:
    """Return the attributes that a class's positional patterns stand for."""
    cls = wanted.cls
    own = cls.member("__match_args__") if pattern.patterns else ()
    if isinstance(own, tuple):
        return own
    return tuple(one.name for one in cls.fields if one.init) if cls.fields is not None else cls.names if cls.is_named_tuple else ()


def mapping(lo: Lowering, pattern: gast.MatchMapping, subject: Binding) -> Fit:
    """Return the fit of a mapping pattern to a dict."""
    if not lower_objects.is_dict(subject):
        if isinstance(lo.type_of(subject), (types.Unknown, types.Opaque)):
            lo.refuse(pattern, "whether this pattern fits isn't known before the run", "", "use isinstance and if")
        return Fit(lambda: Const(False))
    there = objects.keys_of(lo, subject, pattern)
    keys = [lower_dicts.known_key(lo, one, lower_expressions.expression(lo, one)) for one in pattern.keys]
    if not all(key in there for key in keys):
        return Fit(lambda: Const(False))
    fits = [fit(lo, one, objects.item_of(lo, subject, key, pattern)) for key, one in zip(keys, pattern.patterns, strict=True)]
    if pattern.rest is not None:
        fits.append(Fit(lambda: YES, ((pattern.rest, lambda: lower_dicts.without(lo, pattern, subject, keys)),)))
    return all_of(lo, pattern, fits)


def of_class(lo: Lowering, pattern: gast.MatchClass, wanted: Binding, subject: Binding) -> Fit:
    """Return the fit of a class pattern of Python's own classes."""
    inner = [*pattern.patterns, *pattern.kwd_patterns]
    name = wanted.qualified.removeprefix("builtins.") if isinstance(wanted, Library) else ""
    if inner and (name not in WHOLE or len(inner) > 1):
        lo.refuse(pattern, "this class pattern is not supported", "what it takes apart isn't followed", "use if and attributes")
    given = lower_calls.Arguments((subject, wanted), {})
    this = Fit(lambda: lower_instances.is_instance(lo, pattern, Library("builtins.isinstance", "isinstance"), given))
    return all_of(lo, pattern, [this, *(fit(lo, one, subject) for one in inner)])


def sequence(lo: Lowering, pattern: gast.AST, patterns: list[gast.AST], subject: Binding) -> Fit:
    """Return the fit of a sequence pattern: the length first, then each part."""
    star = next((k for k, one in enumerate(patterns) if isinstance(one, gast.MatchStar)), None)
    least = len(patterns) - (star is not None)
    type_ = lo.type_of(subject)
    items = sequences.known_items(lo, subject) if not isinstance(subject, Const) else None
    if items is not None:
        return known_sequence(lo, pattern, patterns, items, star)
    if isinstance(subject, (Const, Conflict, Object)) or isinstance(type_, (Scalar, Array, Known)):
        return Fit(lambda: Const(False))
    if not isinstance(type_, (List, Tuple)):
        lo.refuse(pattern, "whether this pattern fits isn't known before the run", "what it is matched with may be no sequence", "use if")

    def length() -> Binding:
        operand = lower_expressions.operand(lo, subject, pattern)
        found = lo.apply(pattern, "builtins.len", (operand,), form=nodes.FUNCTION)
        return lower_choice.compared(lo, pattern, "eq" if star is None else "ge", found, Const(least))

    return all_of(lo, pattern, [Fit(length), *parts(lo, pattern, patterns, subject, star)])


def parts(lo: Lowering, pattern: gast.AST, patterns: list[gast.AST], subject: Binding, star: int | None) -> list[Fit]:
    """Return the fits of the parts of a list, which are read once its length is known to do."""
    found = []
    for k, one in enumerate(patterns):
        behind = len(patterns) - 1 - k
        if k == star:
            if one.name is not None:
                rest = Slice(Const(k) if k else None, Const(-behind) if behind else None)
                read = lambda rest=rest: lower_subscripts.element(lo, subject, (rest,), pattern)  # noqa: E731
                found.append(Fit(lambda: YES, ((one.name, read),)))
            continue
        index = Const(k if star is None or k < star else -1 - behind)
        found.append(late(lo, one, lambda index=index: lower_subscripts.element(lo, subject, (index,), pattern)))
    return found


def late(lo: Lowering, pattern: gast.AST, read: Callable[[], Binding]) -> Fit:
    """Return the fit of a pattern to what is only read once the conditions before it hold."""
    if isinstance(pattern, gast.MatchAs) and pattern.pattern is None:
        return Fit(lambda: YES, () if pattern.name is None else ((pattern.name, read),))
    inner = [one for one in gast.walk(pattern) if isinstance(one, (gast.MatchAs, gast.MatchStar)) and one.name]
    if inner:
        lo.refuse(pattern, "a pattern within that of a list is not supported", "", "capture the item, and match it")
    return Fit(lambda: fit(lo, pattern, read()).condition())


def known_sequence(lo: Lowering, pattern: gast.AST, patterns: list[gast.AST], items: list[Binding], star: int | None) -> Fit:
    """Return the fit to items that are known one by one."""
    if len(items) != len(patterns) and (star is None or len(items) < len(patterns) - 1):
        return Fit(lambda: Const(False))
    if star is None:
        return all_of(lo, pattern, [fit(lo, one, item) for one, item in zip(patterns, items, strict=True)])
    stop = len(items) - (len(patterns) - star - 1)
    outer = zip([*patterns[:star], *patterns[star + 1 :]], [*items[:star], *items[stop:]], strict=True)
    fits = [fit(lo, one, item) for one, item in outer]
    if patterns[star].name is not None:
        rest = lower_expressions.display(lo, pattern, items[star:stop])
        fits.append(Fit(lambda: YES, ((patterns[star].name, lambda: rest),)))
    return all_of(lo, pattern, fits)
