"""Which tuples are taken apart by an assignment to several targets.

    t = layer_fwd(x)
    y = t[0]; saved = t[1]     ->      y, saved = layer_fwd(x)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from srcad.backend import syntax
from srcad.backend.facts import Facts
from srcad.ir import contents, nodes
from srcad.ir.nodes import Value
from srcad.ir.types import NAMED, Saved, Tuple, Type


@dataclass
class Unpacked:
    """The items of each tuple that is taken apart.

    `at_once` are tuples that never have a variable: the statement that would define one defines its items. Of
    the others, `first` is the load that becomes the assignment to all items. `loads` are all loads concerned.
    """

    items: dict[Value, tuple[Value | None, ...]] = field(default_factory=dict)
    at_once: set[Value] = field(default_factory=set)
    first: dict[nodes.Load, Value] = field(default_factory=dict)
    loads: set[nodes.Statement] = field(default_factory=set)

    def defined(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Return what is assigned where values are defined: items instead of tuples that are taken apart."""
        found: tuple[Value, ...] = ()
        for value in values:
            if value in self.at_once:
                found += self.defined(tuple(item for item in self.items[value] if item is not None))
            else:
                found += (value,)
        return found


def unpacked(facts: Facts) -> Unpacked:
    """Return the tuples of a function that are taken apart."""
    result = Unpacked()
    for value, definition in facts.definitions.items():
        found = _items(facts, value)
        if found is None:
            continue
        items, loads, alone = found
        used = sum(item is not None and item in facts.uses for item in items)
        bound = isinstance(definition.statement, (nodes.Call, nodes.Effect, nodes.Pull, nodes.Apply)) or (
            isinstance(definition.statement, nodes.For) and value in contents.region_params(definition.statement)
            and value not in definition.statement.params
        )
        if used < 1 or isinstance(definition.statement, nodes.Apply) and not _worth_names(
            definition.statement, items, facts
        ):
            continue
        nested = isinstance(definition.statement, nodes.Load) and definition.statement in result.loads
        if (bound or nested) and not value.named and alone:
            result.at_once.add(value)
        elif used > 1:
            result.first[loads[0]] = value
        else:
            continue
        result.items[value] = items
        result.loads.update(loads)
    return result


def _worth_names(statement: nodes.Apply, items: tuple[Value | None, ...], facts: Facts) -> bool:
    """Say whether the items of a primitive's result are better assigned than read one by one: x.shape[0] is not."""
    if statement.op == "tuple":
        return False
    used = [item for item in items if item is not None and item in facts.uses]
    return len(used) > 1 and (not syntax.trivial(statement.op) or all(item.named for item in used))


def _items(facts: Facts, value: Value) -> tuple[tuple[Value | None, ...], list[nodes.Load], bool] | None:
    """Return the items of a tuple, the loads in one block that read them, and whether nothing else reads it."""
    count = _length(value.type)
    if count is None:
        return None
    items: list[Value | None] = [None] * count
    uses = facts.uses.get(value, [])
    loads = [use for use in uses if _index(use.node) is not None]
    for use in loads:
        index = _index(use.node)
        if use.block is not loads[0].block or not -count <= index < count or items[index] is not None:
            return None
        items[index] = use.node.result
    if not loads:
        return None
    alone = len(loads) == len(uses) and loads[0].block is home(facts, value)
    return tuple(items), [use.node for use in loads], alone


def _length(type_: Type) -> int | None:
    match type_:
        case Tuple(items, layout) if layout is None or layout.kind == NAMED:
            return len(items)
        case Saved(count):
            return count
    return None


def _index(node: nodes.Statement | nodes.Leaf) -> int | None:
    match node:
        case nodes.Load(path=((nodes.Const(value=int(index)),),)):
            return index
    return None


def home(facts: Facts, value: Value) -> nodes.Block:
    """Return the block in which a value is first seen: a loop's body for what the loop binds."""
    definition = facts.definitions[value]
    statement = definition.statement
    if isinstance(statement, (nodes.For, nodes.Loop)) and value in contents.region_params(statement):
        return statement.body
    return definition.block
