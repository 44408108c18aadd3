"""Gives each variable its Python name.

A name belongs to an entity. Variables of one entity share its name unless they live at once (then
`x`, `x_1`); another entity that wants the name takes the next free one (`d_x`, then `dx_1`). A value without
a name is called after its operation and operand: `exp_shifted`, `sin_xi`.
"""

from __future__ import annotations

import builtins
import keyword
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count

from srcad.backend.coalesce import Variable, Variables
from srcad.backend.facts import Facts
from srcad.backend.words import Words
from srcad.ir import nodes
from srcad.ir.nodes import Value
from srcad.origin import Origin

_BUILTINS = frozenset(dir(builtins))


class Naming:
    """Names variables in the order of their first definition, the user's own before srcad's."""

    def __init__(self, facts: Facts, taken: frozenset[str], made_names: Mapping[Origin, str]):
        self.facts = facts
        self.taken = taken
        self.words = Words(facts, made_names)
        self.owners: dict[str, tuple] = {}
        self.held: dict[str, int] = {}  # where a variable of that name is held
        self.numbered: dict[str, dict[int, int]] = defaultdict(dict)  # the same of base_1, base_2, ...

    def run(self, variables: Variables) -> dict[Value, str]:
        """Name every variable; return the name of each value."""
        order = {value: k for k, value in enumerate(self.facts.definitions)}
        ranked = sorted(variables.all, key=lambda variable: min(order[value] for value in variable.values))
        for variable in ranked:
            if variable.param is not None:
                self._give(variable, variable.param, variable.entity or (variable.param,))
        for has_name in (self._is_users, self._is_of_users, lambda variable: True):
            for variable in ranked:
                if not variable.name and has_name(variable):
                    self._settle(variable)
        return {value: variable.name for variable in variables.all for value in variable.values}

    def _is_users(self, variable: Variable) -> bool:
        return any(value.named for value in variable.values)

    def _is_of_users(self, variable: Variable) -> bool:
        """Say whether a variable is the adjoint, the tangent or the tape of one that the user has named."""
        return any(value.name is not None for value in variable.values)

    def _settle(self, variable: Variable) -> None:
        """Give a variable the first name that is free for it."""
        base = self._wanted(variable)
        entity = variable.entity or ("", base)
        for candidate in self._candidates(base, entity, variable):
            if self._free(candidate, variable, entity):
                self._give(variable, candidate, entity)
                return

    def _candidates(self, base: str, entity: tuple, variable: Variable) -> Iterator[str]:
        """Yield the names to try, best first: dx, then d_x where dx is another's, then dx_1, dx_2."""
        yield base
        another = base in self.taken or keyword.iskeyword(base) or self.owners.get(base, entity) != entity
        derived = any(isinstance(part, tuple) and part[0] in ("d", "t", "seed") for part in variable.entity or ())
        if base.startswith("d") and len(base) > 1 and (another or base in _BUILTINS) and derived:
            yield "d_" + base[1:]
        numbered = self.numbered[base]
        yield from (f"{base}_{number}" for number in count(1) if not variable.held & numbered.get(number, 0))

    def _free(self, candidate: str, variable: Variable, entity: tuple) -> bool:
        if candidate in self.taken or keyword.iskeyword(candidate):
            return False
        if (candidate in _BUILTINS or keyword.issoftkeyword(candidate)) and not self._is_users(variable):
            return False
        if self.owners.get(candidate, entity) != entity:
            return False
        return not variable.held & self.held.get(candidate, 0)

    def _give(self, variable: Variable, text: str, entity: tuple) -> None:
        variable.name = text
        self.owners.setdefault(text, entity)
        self.held[text] = self.held.get(text, 0) | variable.held
        base, _, number = text.rpartition("_")
        if number.isdecimal() and number[0] != "0":
            self.numbered[base][int(number)] = self.held[text]

    def _wanted(self, variable: Variable) -> str:
        """Return the name that a variable would have if no other wanted it."""
        ranked = sorted(variable.values, key=lambda value: (not value.named, value.name is None, not self._is_computed(value)))
        return self.words.name(ranked[0])

    def _is_computed(self, value: Value) -> bool:
        return isinstance(self.facts.statement_of(value), (nodes.Apply, nodes.Load))
