"""Linear terms in integers, and whether a system of inequalities between them has a solution.

>>> i, j, one = Term({"i": 1}), Term({"j": 1}), Term({}, 1)
>>> infeasible([*at_least(i, j), *at_least(j, i + one)])
True
>>> infeasible([*at_least(i, j)])
False
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import gcd

from srcad.analysis import sums
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import Scalar

# Systems that grow past this while they are solved are given up: they may have a solution.
MOST = 300


@dataclass(frozen=True)
class Term:
    """`sum(factor * symbol) + constant`; as an inequality, that this is at least 0."""

    factors: Mapping = field(default_factory=dict)
    constant: int = 0

    def __add__(self, other: Term) -> Term:
        factors = dict(self.factors)
        for symbol, factor in other.factors.items():
            factors[symbol] = factors.get(symbol, 0) + factor
        return Term({s: f for s, f in factors.items() if f}, self.constant + other.constant)

    def __mul__(self, number: int) -> Term:
        return Term({s: f * number for s, f in self.factors.items() if number}, self.constant * number)

    def __sub__(self, other: Term) -> Term:
        return self + other * -1


def at_least(a: Term, b: Term) -> tuple[Term]:
    """Return the inequality a >= b."""
    return (a - b,)


def of(operand: Operand, defines: Mapping[Value, nodes.Statement], symbol: Callable[[Value], object]) -> Term:
    """Return an int operand as a linear term; what isn't linear is a symbol of its own."""
    if isinstance(operand, Const) and type(operand.value) is int:
        return Term({}, operand.value)
    define = defines.get(operand) if isinstance(operand, Value) else None
    if isinstance(define, nodes.Apply) and not define.kwargs:
        parts = [of(arg, defines, symbol) for arg in define.args] if define.op in LINEAR else []
        match define.op, parts:
            case "literal", [one]:
                return one
            case "operator.neg", [one]:
                return one * -1
            case "operator.add", [one, other]:
                return one + other
            case "operator.sub", [one, other]:
                return one - other
            case "operator.mul", [one, other] if not one.factors or not other.factors:
                return other * one.constant if not one.factors else one * other.constant
    known = of_size(operand.type.size) if isinstance(operand, Value) and isinstance(operand.type, Scalar) else None
    return known or Term({symbol(operand) if isinstance(operand, Value) else operand: 1})


def of_size(size: sums.Size) -> Term | None:
    """Return what the type of an int says of its value, or the length of an axis, where no loop's counter is in it."""
    if size is None or sums.counts(size):
        return None
    exact = sums.linear(size)
    return Term({("size", name.symbol): times for name, times in exact.terms}, exact.number)


LINEAR = ("literal", "operator.neg", "operator.add", "operator.sub", "operator.mul")


def infeasible(system: list[Term]) -> bool:
    """Say whether inequalities surely have no solution in integers, by elimination of one symbol after the other."""
    system = [tightened(one) for one in system]
    while True:
        if any(not one.factors and one.constant < 0 for one in system):
            return True
        system = [one for one in system if one.factors]
        if not system:
            return False
        system = eliminated(system, cheapest(system))
        if len(system) > MOST:
            return False


def cheapest(system: list[Term]) -> object:
    """Return the symbol whose elimination leaves the fewest inequalities."""
    above: dict[object, int] = {}
    below: dict[object, int] = {}
    for one in system:
        for symbol, factor in one.factors.items():
            side, other = (above, below) if factor > 0 else (below, above)
            side[symbol] = side.get(symbol, 0) + 1
            other.setdefault(symbol, 0)
    return min(above, key=lambda symbol: above[symbol] * below[symbol] - above[symbol] - below[symbol])


def eliminated(system: list[Term], symbol: object) -> list[Term]:
    """Return what a system says of the other symbols."""
    lower = [one for one in system if one.factors.get(symbol, 0) > 0]
    upper = [one for one in system if one.factors.get(symbol, 0) < 0]
    rest = [one for one in system if not one.factors.get(symbol, 0)]
    made = (tightened(a * -b.factors[symbol] + b * a.factors[symbol]) for a in lower for b in upper)
    unique = {(frozenset(one.factors.items()), one.constant): one for one in (*rest, *made)}
    return list(unique.values())


def tightened(one: Term) -> Term:
    """Return an inequality divided by what divides all factors: the constant rounds down, since all is whole."""
    divisor = gcd(*one.factors.values()) if one.factors else 1
    if divisor < 2:
        return one
    return Term({s: f // divisor for s, f in one.factors.items()}, one.constant // divisor)
