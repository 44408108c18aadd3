"""Variables that stand for one of several objects: each statement that reads one is lowered for each of them.

v = a if c else b            if c:
v.x = v.x * 2          ->        a.x = a.x * 2
                             else:
                                 b.x = b.x * 2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gast

from srcad.errors import UnknownObjectError
from srcad.frontend import lower_choice, lower_flow, needed
from srcad.frontend.bindings import Binding, Object, OneOf, tag_of
from srcad.frontend.outcomes import Narrow, Rest, chain
from srcad.ir import nodes
from srcad.ir.nodes import Value
from srcad.ir.types import BOOLEAN

if TYPE_CHECKING:
    from srcad.frontend.context import Lowering

SIMPLE = (gast.Assign, gast.AnnAssign, gast.AugAssign, gast.Expr, gast.Assert, gast.Delete)
TEST, RESULT = "<test>", "<value>"


@dataclass(frozen=True, eq=False)
class Each:
    """A statement that is lowered for each of the objects that a variable stands for."""

    frame: int
    name: str
    binding: OneOf
    node: Any


def parted(lo: Lowering, node: Any) -> Rest:
    """Return what a statement that reads such a variable is lowered as; None where it reads none."""
    if isinstance(node, SIMPLE):
        if isinstance(node, gast.Assign) and isinstance(node.value, gast.Name) and all(isinstance(t, gast.Name) for t in node.targets):
            return None
        found = read(lo, node)
        return None if found is None else (Each(*found, node), None)
    if isinstance(node, gast.Return) and node.value is not None and not isinstance(node.value, gast.Name):
        found = read(lo, node.value)
        return None if found is None else named(lo, node, RESULT, node.value, lambda name: gast.Return(name))
    if isinstance(node, gast.If) and read(lo, node.test) is not None:
        return named(lo, node, TEST, node.test, lambda name: gast.If(name, node.body, node.orelse))
    return None


def named(lo: Lowering, node: gast.AST, name: str, value: gast.AST, made: Callable[[gast.Name], gast.AST]) -> Rest:
    """Return a statement as an assignment of what it reads, and the statement that reads the name."""
    lo.frame.names |= {name}
    first = gast.Assign([gast.Name(name, gast.Store(), None, None)], value, None)
    return chain([placed(first, node), placed(made(gast.Name(name, gast.Load(), None, None)), node)])


def placed(made: gast.AST, node: gast.AST) -> gast.AST:
    for inner in gast.walk(made):
        if not hasattr(inner, "lineno") and isinstance(inner, (gast.expr, gast.stmt)):
            gast.copy_location(inner, node)
    return made


def read(lo: Lowering, node: gast.AST) -> tuple[int, str, OneOf] | None:
    """Return a variable that a piece of syntax reads and that is one of several objects."""
    names = needed.free(node)
    if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
        names |= {node.target.id}
    for name in sorted(names):
        frame = lo.frame
        while frame is not None and name not in frame.names:
            frame = frame.parent
        if frame is not None and isinstance(binding := lo.state.get(frame.number, name), OneOf):
            return frame.number, name, binding
    return None


def each(lo: Lowering, item: Each, rest: Rest) -> nodes.Leaf | None:
    """Lower a statement for the first object, or else for the others."""
    first, *others = item.binding.places
    sides = []
    for places in ((first,), tuple(others)):
        narrowed = item.binding.among(places)
        into = Narrow(item.frame, item.name, item.binding, narrowed)
        back = Narrow(item.frame, item.name, narrowed, item.binding)
        inner = item.node if len(places) == 1 else Each(item.frame, item.name, narrowed, item.node)
        sides.append(chain([into, inner, back]))
    return lower_flow.branch(lo, is_first(lo, item.node, item.binding), *sides, rest, item.node)


def is_first(lo: Lowering, node: gast.AST, binding: OneOf) -> Value:
    """Append the test whether a variable stands for the first of the objects."""
    return lo.apply(node, "operator.eq", (binding.tag, tag_of(binding.places[0])), form=nodes.OPERATOR, type_=BOOLEAN)


def over(lo: Lowering, node: gast.AST, binding: OneOf, then: Callable[[Binding], Binding]) -> Binding:
    """Return what an expression gives for the object that a value stands for."""
    first, *others = binding.places
    rest = binding.among(tuple(others))
    orelse = (lambda: then(rest)) if isinstance(rest, Object) else lambda: over(lo, node, rest, then)
    return lower_choice.either(lo, node, is_first(lo, node, binding), lambda: then(Object(first)), orelse)


def refused(lo: Lowering, node: gast.AST, binding: OneOf) -> None:
    words = " or ".join(dict.fromkeys(place.words for place in binding.places))
    lo.refuse(node, f"this is {words}", "which one can't be told before the run", "write each case out", UnknownObjectError)
