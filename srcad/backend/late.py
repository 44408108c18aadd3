"""Folds what would need another name into the assignment at a block's end.

    y_1 = x + y
    x = y              ->      x, y = y, x + y
    y = y_1
"""

from __future__ import annotations

from srcad.backend.coalesce import Variables
from srcad.backend.facts import Facts
from srcad.backend.fold import Folding
from srcad.ir import nodes
from srcad.ir.nodes import Value


def late_folds(facts: Facts, folding: Folding, variables: Variables) -> dict[Value, nodes.Statement]:
    """Return the values that can't share a variable with the slot of their own entity that takes them.

    They are used there only, and may be computed there as well.
    """
    found: dict[Value, nodes.Statement] = {}
    for target, source in facts.flows:
        if not isinstance(source, Value) or source not in variables.of or source.entity is None:
            continue
        if source.entity != target.entity or variables.of[source] is variables.of[target]:
            continue
        definition, uses = facts.definitions[source], facts.uses[source]
        if len(uses) == 1 and isinstance(uses[0].node, nodes.Next) and isinstance(definition.statement, nodes.Apply):
            if folding.may_wait(definition.statement, definition.block, definition.index, uses[0]):
                found[source] = definition.statement
    return found
