"""Which values share one Python variable: the way out of SSA.

The parameters and results of regions become ordinary variables, assigned where control flows into them.
A variable is a set of values whose live ranges don't overlap. Versions of a buffer are always one
variable; a region's slot joins what flows into it where both belong to one entity.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from srcad.backend.facts import Facts, statements
from srcad.backend.liveness import Ranges
from srcad.ir import nodes
from srcad.ir.nodes import Value


@dataclass(eq=False)
class Variable:
    """Values that share a name, in the order of their definition, and where one of them is held."""

    values: list[Value]
    held: int
    param: str | None = None
    name: str = ""

    @property
    def entity(self) -> tuple | None:
        """Return the entity that the variable belongs to, None for a temporary."""
        return next((entity for value in self.values if (entity := entity_of(value)) is not None), None)


@dataclass
class Variables:
    """The variable of each value."""

    of: dict[Value, Variable] = field(default_factory=dict)
    all: list[Variable] = field(default_factory=list)

    def join(self, first: Value, second: Value) -> None:
        """Make one variable of two."""
        kept, gone = self.of[first], self.of[second]
        if kept is gone:
            return
        if gone.param is not None:
            kept, gone = gone, kept
        kept.values += gone.values
        kept.held |= gone.held
        for value in gone.values:
            self.of[value] = kept
        self.all.remove(gone)

    def separate(self, first: Value, second: Value) -> bool:
        """Say whether two values never live at once, so that they may share a variable."""
        one, other = self.of[first], self.of[second]
        return one is not other and not one.held & other.held and None in (one.param, other.param)


def entity_of(value: Value) -> tuple | None:
    """Return what a value is a version of."""
    if value.entity is not None:
        return value.entity
    return (value.name,) if value.name is not None else None


def coalesce(facts: Facts, ranges: Ranges) -> Variables:
    """Return the variables of a function's values."""
    variables = Variables()
    for value in ranges.held:
        variable = Variable([value], ranges.of(value))
        variables.of[value] = variable
        variables.all.append(variable)
    for param in facts.function.params:
        variables.of[param.value].param = param.name
    _join_versions(facts, variables)
    flows = [(target, source) for target, source in facts.flows if isinstance(source, Value)]
    flows = [(target, source) for target, source in flows if target in variables.of and source in variables.of]
    for exact in (True, False):
        for target, source in flows:
            if _kin(variables, target, source, exact) and variables.separate(target, source):
                variables.join(target, source)
    return variables


def _join_versions(facts: Facts, variables: Variables) -> None:
    """Join the versions of each buffer, which share its memory."""
    for _, _, statement in statements(facts.function.body):
        if isinstance(statement, (nodes.Store, nodes.Append, nodes.Pop)) and isinstance(statement.source, Value):
            one, other = variables.of[statement.source], variables.of[statement.result]
            if one is not other:
                assert not one.held & other.held, f"a version of {statement.source} is read after it was overwritten"
                variables.join(statement.source, statement.result)


def _kin(variables: Variables, target: Value, source: Value, exact: bool) -> bool:
    """Say whether a slot and what flows into it may have one name."""
    one, other = variables.of[target].entity, variables.of[source].entity
    return one == other and one is not None if exact else one is None or other is None
