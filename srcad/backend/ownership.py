"""Which additions to an array's adjoint may be done in place.

`d = d + e` may be `d += e` where the array behind d was allocated for d alone: no parameter, seed, view or
element of a structure is the same object, nothing that may be a view of it is held afterwards, and the
sum has its type.
"""

from __future__ import annotations

from srcad.analysis import views
from srcad.backend import syntax
from srcad.backend.coalesce import Variables
from srcad.backend.facts import Facts, Use, statements
from srcad.backend.liveness import Graph
from srcad.ir import nodes
from srcad.ir.nodes import Value
from srcad.ir.types import Array
from srcad.origin import PRIMAL


def owned_sums(facts: Facts, graph: Graph, variables: Variables) -> set[nodes.Apply]:
    """Return the accumulating additions of arrays that may be done in place."""
    fresh = _fresh_values(facts, variables)
    owned: set[nodes.Apply] = set()
    for _, _, statement in statements(facts.function.body):
        if adds_up(statement) and statement in graph.place:
            total = summed(statement, graph.folded)[0]
            if total in fresh and _same_array(statement, total):
                owned.add(statement)
    return owned


def adds_up(node: nodes.Statement) -> bool:
    """Say whether a statement adds to a part of an adjoint, or takes something off."""
    if not isinstance(node, nodes.Apply) or node.op not in syntax.SUMS or not isinstance(node.args[0], Value):
        return False
    return node.accumulates or node.origin.role != PRIMAL


def summed(node: nodes.Apply, folded: dict[Value, nodes.Statement]) -> tuple[nodes.Operand, list[nodes.Apply]]:
    """Return what a sum adds to, and the additions in it, of which all but the last are folded."""
    chain = [node]
    while adds_up(node) and (inner := folded.get(node.args[0])) is not None:
        if not adds_up(inner):
            break
        chain.insert(0, node := inner)
    return chain[0].args[0], chain


def _same_array(node: nodes.Apply, total: nodes.Operand) -> bool:
    """Say whether a sum has the type of the array that it adds to."""
    if not isinstance(total, Value) or not isinstance(total.type, Array) or not isinstance(node.result.type, Array):
        return False
    return total.type.dtype == node.result.type.dtype and total.type.dims == node.result.type.dims


def _fresh_values(facts: Facts, variables: Variables) -> set[Value]:
    """Return the arrays that are held by their own variable alone: the greatest set that agrees with itself."""
    sources: dict[Value, list[nodes.Operand]] = {}
    for target, source in facts.flows:
        sources.setdefault(target, []).append(source)
    fresh = {
        value for value in variables.of
        if isinstance(value.type, Array) and _keeps_to_itself(facts, value, variables)
    }
    while True:
        kept = {value for value in fresh if _comes_fresh(facts, value, sources.get(value), fresh)}
        if kept == fresh:
            return fresh
        fresh = kept


def _comes_fresh(facts: Facts, value: Value, flowing: list | None, fresh: set[Value]) -> bool:
    """Say whether a value is allocated where it is defined, or handed over by one that was."""
    if flowing is not None:
        return all(isinstance(source, nodes.Undefined) or source in fresh for source in flowing)
    match facts.statement_of(value):
        case nodes.Apply(op=op):
            return views.allocates(op)
        case nodes.Call(results, callee, part=nodes.BACKWARD_CALL):
            wanted, published = getattr(callee.source, "wanted", ()), getattr(callee.source, "fresh", ())
            return any(result is value and k in published for k, result in zip(wanted, results, strict=False))
        case nodes.Store(source=source):
            return source in fresh
    return False


def _keeps_to_itself(facts: Facts, value: Value, variables: Variables) -> bool:
    """Say whether no use of a value makes a second reference to its array."""
    return all(_harmless(facts, value, use, variables) for use in facts.uses.get(value, ()))


def _harmless(facts: Facts, value: Value, use: Use, variables: Variables) -> bool:
    match use.node:
        case nodes.Apply(op=op):
            return views.allocates(op)
        case nodes.Load(result=result):
            return not _may_be_view(result, use.node)
        case nodes.Store(source=source, value=stored):
            return stored is not value or bool(use.node.path) and isinstance(source.type, Array)
        case nodes.Return() | nodes.If() | nodes.Branch():
            return True
        case nodes.Yield() | nodes.Next() | nodes.Exit() | nodes.For() | nodes.Loop():
            targets = [target for target, source in facts.flows if source is value]
            return all(variables.of.get(target) is variables.of[value] for target in targets)
    return False


def _may_be_view(result: Value, node: nodes.Load) -> bool:
    """Say whether a load gives a view, and not a number or (by integer arrays or masks) a copy."""
    if not isinstance(result.type, Array):
        return not hasattr(result.type, "dtype")
    items = [item for subscript in node.path for item in subscript]
    return not any(isinstance(item, Value) and isinstance(item.type, Array) for item in items)
