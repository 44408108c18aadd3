"""Puts together the powers of one base that stand above and below the line of a derived product.

    v / (v**2) ** 2          ->      1 / v**3
    d * r**0.5 / (r**1.5)**2 ->      d / r**2.5
    d / s / s                ->      d / s**2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from srcad.analysis import fitting, infer
from srcad.ir import types
from srcad.ir.nodes import Apply, Const, Operand, Value
from srcad.simplify.spelling import is_mask, short

POW = "operator.pow"


@dataclass(frozen=True)
class Power:
    """An operand as a power of a base."""

    operand: Operand
    base: Operand
    exponent: float


def power_of(operand: Operand, defines: dict) -> Power:
    """Return an operand as a power; of a power to a whole number, that of the innermost base."""
    define = defines.get(operand) if isinstance(operand, Value) else None
    if define is None or define.op != POW or define.kwargs or define.result.type != infer.type_of(define.args[0]):
        return Power(operand, operand, 1)
    base, exponent = define.args
    if not isinstance(exponent, Const) or type(exponent.value) not in (int, float) or not exponent.value > 0:
        return Power(operand, operand, 1)
    inner = power_of(base, defines)
    if exponent.value == int(exponent.value):
        return Power(operand, inner.base, inner.exponent * exponent.value)
    return Power(operand, base, exponent.value)


def put_together(
    factors: list[Operand], divisors: list[Operand], whole: types.Type, defines: dict, power: Callable[[Operand, float], Operand],
    repeated: bool,
) -> None:
    """Let what is a power of one base above and below the line be one power, in place; `power` makes it.

    repeated: whether dividing twice by the same is dividing by its square; until the end, the two are seen apart.
    """
    if not divisors:
        return
    above = [power_of(operand, defines) for operand in factors]
    below = [power_of(operand, defines) for operand in divisors]
    for base in dict.fromkeys(one.base for one in below if isinstance(one.base, Value)):
        over, under = ([one for one in side if one.base is base] for side in (above, below))
        if is_mask(base) or not types.differentiable(base.type):
            continue
        if (len(under) < 2 or not repeated) and (not over or all(one.exponent == 1 for one in (*over, *under))):
            continue
        exponent = sum(one.exponent for one in over) - sum(one.exponent for one in under)
        others = [infer.type_of(factor) for factor in factors if all(factor is not one.operand for one in over)]
        if over and exponent <= 0 and not isinstance(whole, types.Scalar) and not any(fitting.is_full(other, whole) for other in others):
            continue
        at = next((k for k, factor in enumerate(factors) if over and factor is over[0].operand), len(factors))
        behind = next(k for k, divisor in enumerate(divisors) if divisor is under[0].operand)
        for side, gone in ((factors, over), (divisors, under)):
            side[:] = [operand for operand in side if all(operand is not one.operand for one in gone)]
        if exponent > 0:
            factors.insert(min(at, len(factors)), power(base, short(exponent)))
        elif exponent < 0:
            divisors.insert(min(behind, len(divisors)), power(base, short(-exponent)))


def written(base: Operand, exponent: float, origin) -> Apply | None:
    """Return the statement that makes a power; None for the first, which is the base itself."""
    if exponent == 1:
        return None
    args = (base, Const(exponent))
    return Apply(Value(infer.result_type(POW, args, {}), origin=origin), POW, args, origin=origin)
