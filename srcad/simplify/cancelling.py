"""Takes out of a derived product what stands above and below its line.

    d * x / x          ->      d
    d / (s / k) / k    ->      d / s
    k / (k * s)        ->      1 / s
"""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.ir import nodes, types
from srcad.ir.nodes import Operand, Value
from srcad.simplify.algebra import divides, is_number
from srcad.simplify.spelling import is_mask

MUL, DIV = "operator.mul", "operator.truediv"


def cancel(factors: list[Operand], divisors: list[Operand], whole: types.Type) -> None:
    """Take out, in place, what is both a factor and a divisor, where the product keeps its shape."""
    for divisor in list(divisors):
        if not isinstance(divisor, (Value, nodes.Global)) or divisor not in factors or is_mask(divisor):
            continue
        others = [infer.type_of(factor) for factor in factors if factor is not divisor]
        if isinstance(whole, types.Scalar) or any(fitting.is_full(other, whole) for other in others):
            factors.remove(divisor)
            divisors.remove(divisor)


def unpack_ratios(factors: list[Operand], divisors: list[Operand], defines) -> None:
    """Let a ratio of numbers meet what it has in common with the rest, in place: d / (s / k) / k is d / s."""
    for divisor in list(divisors):
        define = defines.get(divisor) if isinstance(divisor, Value) and isinstance(divisor.type, types.Scalar) else None
        if define is None or define.op != DIV or define.kwargs:
            continue
        above, below = define.args
        if isinstance(below, Value) and any(other is below for other in divisors) and types.differentiable(infer.type_of(above)):
            divisors[:] = [above if other is divisor else other for other in divisors if other is not below]
        elif isinstance(above, Value) and any(other is above for other in factors) and types.differentiable(infer.type_of(below)):
            factors[next(k for k, other in enumerate(factors) if other is above)] = below
            divisors[:] = [other for other in divisors if other is not divisor]


def lessened(coefficient, factors: list[Operand], divisor: Operand, defines) -> tuple:
    """Return a coefficient and a divisor with what they share gone: k / (k * x) is 1 / x. Take it out of the factors."""
    define = defines.get(divisor) if isinstance(divisor, Value) and isinstance(divisor.type, types.Scalar) else None
    if define is None or define.op != MUL or not all(isinstance(infer.type_of(arg), types.Scalar) for arg in define.args):
        return coefficient, divisor
    for shared, rest in (define.args, define.args[::-1]):
        if not types.differentiable(infer.type_of(rest)):
            continue
        if is_number(shared) and shared.value and divides(coefficient, shared.value):
            return lessened(coefficient / shared.value, factors, rest, defines)
        if isinstance(shared, (Value, nodes.Global)) and shared in factors and not is_mask(shared):
            factors.remove(shared)
            return lessened(coefficient, factors, rest, defines)
    return coefficient, divisor
