"""Names for values that have none in the source, after what computes them: `exp_shifted`, `sin_xi`, `max_logits`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from srcad.backend import syntax
from srcad.backend.facts import Facts, statements
from srcad.ir import contents, nodes
from srcad.ir.nodes import Operand, Value
from srcad.ir.types import BOOL, Array, Saved, Tape, dtype_of
from srcad.origin import ADJOINT, PRIMAL, TANGENT, Origin

_WORDS = {
    "operator.add": "sum", "operator.sub": "diff", "operator.mul": "product", "operator.truediv": "ratio",
    "operator.matmul": "product", "operator.pow": "power", "operator.neg": "minus", "operator.mod": "rest",
    "operator.floordiv": "quotient", "operator.pos": "plus", "tuple": "items", "list": "items", "fstring": "text",
    "numpy.matmul": "product", "numpy.linalg.solve": "solution", "numpy.absolute": "abs", "numpy.transpose": "transposed",
    "numpy.amax": "max", "numpy.amin": "min", "operator.and_": "both", "operator.or_": "either",
}  # fmt: skip
_COMPARED = {
    "operator.eq": "is", "operator.ne": "is_not", "operator.lt": "below", "operator.le": "up_to", "operator.gt": "above",
    "operator.ge": "from",
}  # fmt: skip
_ZEROS = ("zeros_like", "ones_like", "zeros", "ones", "full", "full_like", "empty", "empty_like")
# What an array that the backward pass computes with is an adjoint of.
_ADJOINT = {f"operator.{name}" for name in "mul truediv neg add sub matmul".split()}
LONGEST = 20


class Words:
    """Finds a name for each value, the same for the same text of a function."""

    def __init__(self, facts: Facts, made_names: Mapping[Origin, str] | None = None):
        self.facts = facts
        self.made_names = made_names or {}
        self._primal: dict[Value, bool] = {}

    @cached_property
    def pushed(self) -> dict[Operand, Operand]:
        """What is pushed to each tape, or pulled from one that comes from outside."""
        found: dict[Operand, Operand] = {}
        for _, _, statement in statements(self.facts.function.body):
            if isinstance(statement, nodes.Push):
                found.setdefault(statement.tape, statement.value)
        for _, _, statement in statements(self.facts.function.body):
            if isinstance(statement, nodes.Pull):
                found.setdefault(statement.tape, statement.result)
        return found

    @cached_property
    def returned(self) -> set[Operand]:
        """What the function returns, or returns first: its value."""
        found: set[Operand] = set()
        for value, uses in self.facts.uses.items():
            for use in uses:
                packs = isinstance(use.node, nodes.Apply) and use.node.op == "tuple" and value in use.node.args[:1]
                inner = self.facts.uses.get(use.node.result, ()) if packs else [use]
                if any(isinstance(one.node, nodes.Return) for one in inner):
                    found.add(value)
        return found if all(value.name != "y" for value in self.facts.definitions) else set()

    @cached_property
    def tangents(self) -> set[Operand]:
        """The tangent of what the function returns, which is returned with it."""
        packs = (use.node for uses in self.facts.uses.values() for use in uses if isinstance(use.node, nodes.Apply))
        found = {node.args[1] for node in packs if node.op == "tuple" and len(node.args) == 2 and self.is_returned(node.result)}
        found = {value for value in found if isinstance(value, Value) and value.origin.role == TANGENT}
        return found if all(value.name not in ("y", "dy") for value in self.facts.definitions) else set()

    def is_returned(self, value: Value) -> bool:
        return any(isinstance(use.node, nodes.Return) for use in self.facts.uses.get(value, ()))

    def name(self, value: Value) -> str:
        """Return the name that a value would have if no other wanted it."""
        if value.name == "_" and value in self.facts.uses:
            return "i"  # a counter that the function has no use for, but its derivative
        if value.name is not None:
            return value.name
        if isinstance(value.type, Tape):
            pushed = self.pushed.get(value)
            return f"{self.name(pushed)}_tape" if isinstance(pushed, Value) else "tape"
        if isinstance(value.type, Saved):
            statement = self.facts.statement_of(value)
            return f"{statement.callee.name}_saved" if isinstance(statement, nodes.Call) else "saved"
        if value in self.tangents:
            return "dy"
        text = self._computed(value)
        if text is not None and text.isidentifier():
            return text
        return "z" if self.is_primal(value) else "dz"

    def is_primal(self, value: Value) -> bool:
        """Say whether a value is computed from values of the primal alone."""
        if value not in self._primal:
            statement = self.facts.statement_of(value)
            derived = any(isinstance(part, tuple) for part in value.entity or ())
            self._primal[value] = not derived and (
                value.origin.role == PRIMAL
                or isinstance(statement, (nodes.Apply, nodes.Load))
                and all(self.is_primal(operand) for operand in contents.operands(statement) if isinstance(operand, Value))
            )
        return self._primal[value]

    def _computed(self, value: Value) -> str | None:
        statement = self.facts.statement_of(value)
        if not self.is_primal(value):
            return self._part_of_adjoint(statement)
        if value in self.returned and statement is not None and statement.origin.statement.startswith("return"):
            return "y"
        match statement:
            case nodes.Apply():
                return self._operation(statement)
            case nodes.Load(source=Value(type=Saved())) if value.origin in self.made_names:
                return self.made_names[value.origin]
            case nodes.Load():
                return self.short(value) or self._of_target(value, "item")
            case nodes.Call(callee=callee):
                letters = self._letters(statement)
                return f"{callee.name}_{letters}".lower() if letters else self._of_target(value, callee.name.lower())
            case nodes.Pull(_, tape):
                pushed = self.pushed.get(tape)
                return self.name(pushed) if isinstance(pushed, Value) and pushed is not value else None
            case nodes.For(space=nodes.Items(sequences, elements)) if value in elements:
                return self._element(sequences[elements.index(value)], statement.counter)
            case nodes.If() | nodes.For() | nodes.Loop():
                return self._flowing(value) or self._of_target(value, "choice")
        return None

    def _element(self, sequence: Operand, counter: Value | None) -> str:
        """Name what a loop is given of a sequence: `xi`."""
        known = counter is not None and len(counter.name or "") == 1
        return known and self._indexed(sequence, (counter,)) or "item"

    def _part_of_adjoint(self, statement: nodes.Statement | None) -> str | None:
        """Name what is read from an adjoint: `du_part`, `dAij`."""
        if isinstance(statement, nodes.Apply) and statement.op == "numpy.copy":
            statement = self.facts.statement_of(statement.args[0])
        return self.short(statement.result) if isinstance(statement, nodes.Load) else None

    def _flowing(self, value: Value) -> str | None:
        """Name a region's slot after the first value with a name that flows into it."""
        sources = [source for target, source in self.facts.flows if target is value and isinstance(source, Value)]
        named = next((source.name for source in sources if source.name), None)
        computed = (isinstance(self.facts.statement_of(source), (nodes.Apply, nodes.Load)) for source in sources)
        return named or next(
            (self.name(source) for source, plain in zip(sources, computed, strict=True) if plain), None
        )

    def _operation(self, statement: nodes.Apply) -> str | None:
        """Name a value after its operation and what it is applied to."""
        word = self._word(statement)
        if word == "zeros_like" and statement.result.origin.role == ADJOINT and isinstance(statement.args[0], Value):
            return f"d{self.name(statement.args[0])}"
        if statement.origin.role == ADJOINT and statement.op in _ADJOINT and isinstance(statement.result.type, Array):
            return "dz"
        if word in _ZEROS:
            return self._of_target(statement.result, word.partition("_")[0])
        if dtype_of(statement.result.type) == BOOL and statement.op in syntax.COMPARE:
            return self._comparison(statement)
        operand = next((arg for arg in statement.args if isinstance(arg, Value)), None)
        text = self.short(operand) if operand is not None else None
        if statement.op in syntax.BINARY or text is None:
            text = self._letters(statement)
        if word in ("eye", "identity") and text is None:
            return "eye"
        if text is None or len(text) + len(word) > LONGEST:
            return self._of_target(statement.result, word)
        return f"{word}_{text}"

    def _comparison(self, statement: nodes.Apply) -> str:
        """Name a comparison: `is_max` where something is compared with its maximum, `depth_is_0`, else a mask."""
        for arg in statement.args:
            inner = self.facts.statement_of(arg)
            if isinstance(inner, nodes.Apply) and statement.op == "operator.eq" and inner.op not in syntax.BINARY:
                return f"is_{self._word(inner)}"
        if isinstance(statement.result.type, Array):
            return "mask"
        left, right = (self.short(arg) for arg in statement.args)
        text = f"{left}_{_COMPARED.get(statement.op)}_{right}"
        known = left is not None and right is not None and statement.op in _COMPARED
        return text if known and len(text) <= LONGEST and text.isidentifier() else "test"

    def _word(self, statement: nodes.Apply) -> str:
        if statement.text and statement.form in (nodes.METHOD, nodes.ATTRIBUTE, nodes.FUNCTION):
            return statement.text.rpartition(".")[2].strip("_")
        return _WORDS.get(statement.op) or statement.op.rpartition(".")[2].strip("_")

    def _of_target(self, value: Value, word: str) -> str:
        """Name a value after the variable that its source statement assigns."""
        match = re.match(r"([A-Za-z]\w*)\s*(?:[-+*/@%]|//|\*\*)?=[^=]", value.origin.statement)
        target = match.group(1).lower() if match else None
        return word if target is None or len(target) + len(word) > LONGEST else f"{target}_{word}"

    def _letters(self, statement: nodes.Apply) -> str | None:
        """Return the names that an expression reads, run together where they are short: 'ab' for a * a + b."""
        found: list[str] = []
        self._collect(statement, found, 4)
        names = list(dict.fromkeys(found))
        if not names or any(name == "?" for name in names):
            return None
        if len(names) == 1 or len(names) <= 3 and all(len(name) <= 2 for name in names):
            return "".join(names)
        return None

    def _collect(self, statement: nodes.Statement | None, found: list[str], depth: int) -> None:
        for operand in contents.operands(statement):
            if isinstance(operand, Value):
                inner = self.facts.statement_of(operand)
                if operand.name is None and isinstance(inner, nodes.Apply) and depth:
                    self._collect(inner, found, depth - 1)
                else:
                    found.append(self.short(operand) or "?")

    def short(self, operand: Operand) -> str | None:
        """Return a short word for an operand: its name, `xi` for x[i], the word of its operation."""
        if isinstance(operand, nodes.Const):
            return str(operand.value) if isinstance(operand.value, int) and operand.value >= 0 else None
        if isinstance(operand, nodes.Global):
            return operand.text.rpartition(".")[2].lower()
        if not isinstance(operand, Value):
            return None
        if operand.name is not None:
            return operand.name
        statement = self.facts.statement_of(operand)
        match statement:
            case nodes.Load(_, source, path) if path:
                whole = self.facts.statement_of(source)
                if isinstance(whole, nodes.Apply) and whole.op == "numpy.shape":
                    return "dim"
                return self._indexed(source, path[-1])
            case nodes.Apply(op=op, args=args) if args and op not in syntax.BINARY and op not in syntax.UNARY:
                return self._word(statement) if op not in ("tuple", "list") else None
        return None

    def _indexed(self, source: Operand, subscript: nodes.Subscript) -> str | None:
        base = self.short(source)
        if base is None:
            return None
        marks = [self.short(item) for item in subscript if isinstance(item, (Value, nodes.Const))]
        plain = len(marks) == len(subscript) and all(mark is not None and len(mark) == 1 for mark in marks)
        if not plain:
            return f"{base}_part"
        return base + "".join(marks) if len(base) <= 4 else "_".join([base, *marks])
