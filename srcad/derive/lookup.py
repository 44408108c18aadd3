"""Finds the rule of an operation applied to an active value, or refuses the operation."""

from __future__ import annotations

from srcad import errors
from srcad.ir import nodes
from srcad.rules import registry


def rule_for(node: nodes.Apply) -> registry.Rule:
    """Return the rule of an operation applied to an active value, or refuse it."""
    rule = registry.find(node.op)
    if rule is None:
        raise errors.UnsupportedCallError(
            f"{node.text or node.op} has no derivative rule",
            node.origin,
            why="it is applied to a value that the result depends on",
            instead="register a rule for it (docs/rules.md), or write it with functions that have one",
        )
    if isinstance(rule, registry.ConstantRule):
        raise errors.UnsupportedCallError(
            f"{node.text or node.op} can't be differentiated here", node.origin, why="of complex numbers it varies", instead="write z / np.abs(z)"
        )
    if isinstance(rule, registry.Refused):
        raise errors.UnsupportedCallError(f"{node.text or node.op} can't be differentiated", node.origin, why=rule.reason)
    if (reason := rule.refuses(node)) is not None:
        raise errors.UnsupportedCallError(f"{node.text or node.op}: {reason}", node.origin)
    return rule


def as_function(node: nodes.Effect) -> nodes.Apply:
    """Return an effect as the function that it is of its arguments; refuse one of which no rule is known."""
    if node.function is None or len(node.results) != 1 or registry.find(node.function) is None:
        refuse_unknown(node)
    return nodes.Apply(node.results[0], node.function, node.args[1:], node.kwargs, nodes.FUNCTION, node.text, origin=node.origin)


def refuse_unknown(node: nodes.Effect) -> None:
    """Refuse an unknown function whose result matters to the derivative."""
    name = node.text or "this function"
    raise errors.UnsupportedCallError(
        f"{name} has no derivative rule",
        node.origin,
        why=f"srcad doesn't know what {name} computes, and it is applied to a value that is differentiated",
        instead=f"register a rule for {name} (docs/rules.md), or write it with functions that have one",
    )
