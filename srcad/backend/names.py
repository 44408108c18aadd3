"""Gives each variable its Python name.

A name belongs to an entity. Variables of one entity share its name unless they live at once (then
`x`, `x_1`); another entity that wants the name takes the next free one (`d_x`, then `dx_1`). A value without
a name is called after its operation and operand: `exp_shifted`, `sin_xi`.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator
from itertools import count

from srcad.backend import syntax
from srcad.backend.coalesce import Variable, Variables
from srcad.backend.facts import Facts, statements
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Value
from srcad.ir.types import Saved, Tape
from srcad.origin import ADJOINT, TANGENT

_BUILTINS = frozenset(dir(builtins))
_WORDS = {
    "operator.add": "sum", "operator.sub": "diff", "operator.mul": "product", "operator.truediv": "ratio",
    "operator.matmul": "product", "operator.pow": "power", "operator.neg": "minus", "operator.mod": "rest",
    "operator.floordiv": "quotient", "operator.not_": "not", "operator.getitem": "item", "numpy.matmul": "product",
    "numpy.linalg.solve": "solved", "numpy.absolute": "abs", "numpy.transpose": "transposed", "tuple": "pair",
    "list": "items", "operator.eq": "is", "operator.lt": "below", "operator.gt": "above", "operator.le": "within",
    "operator.ge": "beyond", "operator.ne": "differs", "numpy.amax": "max", "numpy.amin": "min",
}
LONGEST = 20


class Naming:
    """Names variables in the order of their first definition, the user's own before srcad's."""

    def __init__(self, facts: Facts, folded: dict[Value, nodes.Statement], taken: frozenset[str]):
        self.facts = facts
        self.folded = folded
        self.taken = taken
        self.owners: dict[str, tuple] = {}
        self.bearers: dict[str, list[Variable]] = {}

    def run(self, variables: Variables) -> dict[Value, str]:
        """Name every variable; return the name of each value."""
        order = {value: k for k, value in enumerate(self.facts.definitions)}
        ranked = sorted(variables.all, key=lambda variable: min(order[value] for value in variable.values))
        for variable in ranked:
            if variable.param is not None:
                self._give(variable, variable.param, variable.entity or (variable.param,))
        for wanted in (self._is_users, lambda variable: not self._is_users(variable)):
            for variable in ranked:
                if not variable.name and wanted(variable):
                    self._settle(variable)
        return {value: variable.name for variable in variables.all for value in variable.values}

    def _is_users(self, variable: Variable) -> bool:
        return any(value.named for value in variable.values)

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
        if base.startswith("d") and len(base) > 1 and (another or base in _BUILTINS) and not self._is_users(variable):
            yield "d_" + base[1:]
        yield from (f"{base}_{number}" for number in count(1))

    def _free(self, candidate: str, variable: Variable, entity: tuple) -> bool:
        if candidate in self.taken or keyword.iskeyword(candidate) or keyword.issoftkeyword(candidate):
            return False
        if candidate in _BUILTINS and not self._is_users(variable):
            return False
        if self.owners.get(candidate, entity) != entity:
            return False
        return not any(variable.held & other.held for other in self.bearers.get(candidate, ()))

    def _give(self, variable: Variable, text: str, entity: tuple) -> None:
        variable.name = text
        self.owners.setdefault(text, entity)
        self.bearers.setdefault(text, []).append(variable)

    def _role(self, variable: Variable) -> str:
        return variable.values[0].origin.role

    def _wanted(self, variable: Variable) -> str:
        """Return the name that a variable would have if no other wanted it."""
        for value in sorted(variable.values, key=lambda value: not value.named):
            if value.name is not None:
                return value.name
        for value in variable.values:
            text = self.derived(value)
            if text:
                return text
        return {ADJOINT: "dz", TANGENT: "dz"}.get(self._role(variable), "z")

    # -- names for values that have none ----------------------------------------------------------------

    def derived(self, value: Value) -> str | None:
        """Return a name after what computes a value."""
        if isinstance(value.type, Tape):
            return self._tape(value)
        if isinstance(value.type, Saved):
            return self._saved(value)
        statement = self.facts.statement_of(value)
        if value.origin.role in (ADJOINT, TANGENT):
            return None
        match statement:
            case nodes.Apply():
                return self._operation(statement)
            case nodes.Load(_, source, path):
                return self.short(value)
            case nodes.Call(callee=callee):
                return callee.name
            case nodes.Pull(_, tape):
                text = self.short(tape)
                return text.removesuffix("_tape") if text else None
            case nodes.If() | nodes.For() | nodes.Loop():
                return self._flowing(value)
        return None

    def _tape(self, tape: Value) -> str:
        """Name a tape after what is pushed to it."""
        for _, _, statement in statements(self.facts.function.body):
            if isinstance(statement, nodes.Push) and statement.tape is tape:
                text = self.short(statement.value)
                return f"{text}_tape" if text else "tape"
            if isinstance(statement, nodes.Pull) and statement.tape is tape and statement.result.name:
                return f"{statement.result.name}_tape"
        return "tape"

    def _saved(self, value: Value) -> str:
        statement = self.facts.statement_of(value)
        return f"{statement.callee.name}_saved" if isinstance(statement, nodes.Call) else "saved"

    def _flowing(self, value: Value) -> str | None:
        """Name a region's slot after the first value with a name that flows into it."""
        sources = [source for target, source in self.facts.flows if target is value]
        for source in sources:
            if isinstance(source, Value) and source.name:
                return source.name
        return next((text for source in sources if self.facts.statement_of(source) is not None
                     and isinstance(self.facts.statement_of(source), (nodes.Apply, nodes.Load))
                     and (text := self.short(source))), None)

    def _operation(self, statement: nodes.Apply) -> str | None:
        word = _WORDS.get(statement.op) or statement.op.rpartition(".")[2].strip("_")
        if statement.text and statement.form in (nodes.METHOD, nodes.ATTRIBUTE, nodes.FUNCTION):
            word = statement.text.rpartition(".")[2]
        if word in ("zeros_like", "ones_like", "zeros", "ones", "full", "empty"):
            return None
        operand = next((arg for arg in statement.args if isinstance(arg, Value)), None)
        text = self.short(operand) if operand is not None else None
        if text is None or len(text) > LONGEST - len(word):
            return word
        return f"{word}_{text}"

    def short(self, operand: Operand) -> str | None:
        """Return a short word for an operand: its name, `xi` for x[i], the word of its operation."""
        if isinstance(operand, nodes.Const):
            return re.sub(r"\W", "", str(operand.value)) if isinstance(operand.value, int) else None
        if isinstance(operand, nodes.Global):
            return operand.text.rpartition(".")[2].lower()
        if not isinstance(operand, Value):
            return None
        if operand.name is not None:
            return operand.name
        statement = self.facts.statement_of(operand)
        match statement:
            case nodes.Load(_, source, path) if path:
                return self._indexed(source, path[-1])
            case nodes.Apply(op=op, args=args):
                if op in syntax.BINARY or op in syntax.UNARY or not args:
                    return None
                return (statement.text or _WORDS.get(op) or op).rpartition(".")[2]
        return None

    def _indexed(self, source: Operand, subscript: nodes.Subscript) -> str | None:
        base = self.short(source)
        if base is None:
            return None
        marks = [self.short(item) for item in subscript if isinstance(item, (Value, nodes.Const))]
        if all(mark is not None and len(mark) == 1 for mark in marks) and len(marks) == len(subscript) and len(base) < 8:
            return base + "".join(marks)
        return base
