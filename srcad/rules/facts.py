"""What recipes compute with besides operands: facts known before the run, and differentials that are zero."""

from __future__ import annotations

from dataclasses import dataclass

from srcad.analysis import infer
from srcad.analysis.static import static
from srcad.ir import nodes
from srcad.ir.nodes import Const

OPERANDS = (nodes.Value, nodes.Const, nodes.Global, nodes.Undefined)


class Undecided(Exception):
    """A test of a recipe depends on what only the run can tell."""

    @property
    def reason(self) -> str:
        return f"its rule needs to know {self} before the run; give the arguments' types"


class Refusal(Exception):
    """A recipe refuses its arguments; the text says why."""

    @property
    def reason(self) -> str:
        return str(self)


class Zero:
    """The differential of an argument that has none; what is linear in it vanishes."""

    def __repr__(self) -> str:
        return "0"


ZERO = Zero()


@dataclass(frozen=True)
class Outputs:
    """The items of a tuple that a call gives, and the adjoint of each, None for one that has none."""

    values: tuple[nodes.Operand, ...]
    adjoints: tuple[nodes.Operand | None, ...] = ()


class Differentials(dict):
    """The differentials d[...] of a call's arguments, zero where there is none; `read` are those that a recipe used."""

    def __init__(self, given: dict):
        super().__init__(given)
        self.read: set[str] = set()

    def __getitem__(self, name: str):
        self.read.add(name)
        return super().__getitem__(name)

    def __missing__(self, name: str):
        return ZERO


def as_operand(value) -> nodes.Operand:
    """Return a value of the recipe as an operand: numbers and tuples become constants."""
    if isinstance(value, Zero):
        return Const(0.0)
    return value if isinstance(value, OPERANDS) else Const(value)


def as_fact(value):
    """Return what is known of a value before the run, UNKNOWABLE where nothing is."""
    if isinstance(value, Const):
        return value.value
    return static(infer.type_of(value)) if isinstance(value, OPERANDS) else value


def fact_of(value):
    """Return the type of a value of the recipe, be it an operand or a fact."""
    return infer.type_of(as_operand(value))
