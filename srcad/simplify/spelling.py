"""Says in which order a derived product is computed, so that none of it wraps round.

NumPy's ints are as long as their dtype says: of an int8, `3 * a` is 44 for 100, and of a uint8 `-a` is 156. What the primal
computes in floats, x * a * 3, the derivative does too: a float factor comes before the ints, or the number is a float.

    3 * a                    ->      3.0 * a
    3 * a * dy               ->      3 * dy * a
    a * b                    ->      a.astype(float) * b
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global, Operand
from srcad.ir.types import Known

MUL, DIV, NEG = "operator.mul", "operator.truediv", "operator.neg"
AS_TYPE, FLOAT = "numpy.ndarray.astype", "builtins.float"
FLOAT_TYPE = Global("float", Known(FLOAT), "builtin", FLOAT)
# How an operation is spelled where that isn't how it always is.
FORMS = {AS_TYPE: (nodes.METHOD, "astype")}
# What is done to the value computed so far: an operation, and its further operands.
Step = tuple[str, tuple[Operand, ...]]


def _type(operand: Operand) -> types.Type:
    from srcad.analysis import infer

    return infer.type_of(operand)


def is_mask(operand: Operand) -> bool:
    return types.dtype_of(_type(operand)) == types.BOOL


def wraps(operand: Operand) -> bool:
    """Say whether arithmetic on an operand wraps round: it is an array of ints, or a number of NumPy's."""
    match _type(operand):
        case types.Array(types.INT):
            return True
        case types.Scalar(types.INT, boxed=True):
            return True
    return False


def is_floating(operand: Operand) -> bool:
    return types.differentiable(_type(operand))


def short(coefficient: float) -> float:
    """Return a coefficient of floats in its shortest spelling: 2 for 2.0."""
    return int(coefficient) if abs(coefficient) < 1e6 and coefficient == int(coefficient) else coefficient


def as_float(operand: Operand) -> Step:
    """Return the step that makes floats of what wraps round."""
    return (AS_TYPE, (FLOAT_TYPE,)) if isinstance(_type(operand), types.Array) else (FLOAT, ())


def float_of(define: nodes.Apply) -> Operand | None:
    """Return what an operation makes floats of, None where it is another one."""
    match define:
        case nodes.Apply(op="numpy.ndarray.astype", args=(operand, nodes.Global(qualified="builtins.float"))) if wraps(operand):
            return operand
        case nodes.Apply(op="builtins.float", args=(operand,)) if wraps(operand):
            return operand
    return None


def steps(coefficient: float, factors: Sequence[Operand], divisors: Sequence[Operand]) -> tuple[Operand, list[Step]]:
    """Return the operand that a product with factors begins with, and what is done to it, one after the other."""
    first, *others = _ordered(coefficient, factors)
    if any(map(wraps, factors)) and not is_floating(first):
        start, taken = _in_floats(coefficient, first, others, divisors)
        divisors = [Const(float(d.value)) if isinstance(d, Const) and isinstance(d.value, int) else d for d in divisors]
    elif coefficient == -1 and not is_mask(first):
        start, taken = first, [(NEG, ())]
    elif coefficient != 1:
        start, taken = Const(short(coefficient)), [(MUL, (first,))]
    else:
        start, taken = first, []
    taken += [(MUL, (factor,)) for factor in others]
    return start, taken + [(DIV, (divisor,)) for divisor in divisors]


def _ordered(coefficient: float, factors: Sequence[Operand]) -> list[Operand]:
    """Return factors in the order in which they are multiplied: what can't be negated, or wraps round, isn't first."""
    if any(map(wraps, factors)):
        return sorted(factors, key=lambda factor: not is_floating(factor))
    return sorted(factors, key=is_mask) if coefficient == -1 else list(factors)


def _in_floats(coefficient: float, first: Operand, others: list, divisors: Sequence[Operand]) -> tuple[Operand, list[Step]]:
    if coefficient != 1:
        return Const(float(coefficient)), [(MUL, (first,))]
    if divisors and not others:
        return first, []
    return first, [as_float(first)] if wraps(first) else [(MUL, (Const(1.0),))]
