"""Simplifies an operation while it is built: the algebra of derived code.

Products are kept as a coefficient and factors, `2 * dy * x`, so that constants meet and equal terms add up:

    dy * x + dy * x      ->  2 * dy * x
    (4 * v) * dv * -1    ->  -4 * dv * v
    a + -2 * b           ->  a - 2 * b

Only derived expressions are rearranged. What the user wrote is never reassociated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from srcad.analysis import updates
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand
from srcad.origin import PRIMAL
from srcad.simplify import spelling
from srcad.simplify.spelling import is_mask

MUL, DIV, ADD, SUB, NEG = "operator.mul", "operator.truediv", "operator.add", "operator.sub", "operator.neg"
POW = "operator.pow"
MAX_FACTORS = 8


@dataclass(frozen=True)
class Product:
    """`coefficient * factors[0] * factors[1] ... / divisors[0] ...`."""

    coefficient: int | float
    factors: tuple[Operand, ...]
    divisors: tuple[Operand, ...] = ()


def is_number(operand: Operand) -> bool:
    return isinstance(operand, Const) and type(operand.value) in (int, float)


def is_constant(operand: Operand, value: float) -> bool:
    return is_number(operand) and operand.value == value


def _definition(builder, operand: Operand) -> nodes.Apply | None:
    """Return the derived Apply that defines an operand in the block under construction."""
    if not isinstance(operand, nodes.Value) or operand.origin.role == PRIMAL:
        return None
    return updates.definition(builder.statements[-24:], operand)


def product(builder, operand: Operand) -> Product:
    """Return an operand as a product, looking through derived multiplications, divisions and negations."""
    if is_number(operand):
        return Product(operand.value, ())
    define = _definition(builder, operand)
    if define is None or define.kwargs or define.accumulates or operand.name is not None:
        return Product(1, (operand,))
    match define.op:
        case "operator.mul":
            a, b = (product(builder, arg) for arg in define.args)
            return Product(a.coefficient * b.coefficient, a.factors + b.factors, a.divisors + b.divisors)
        case "operator.truediv":
            a = product(builder, define.args[0])
            return Product(a.coefficient, a.factors, (*a.divisors, define.args[1]))
        case "operator.neg":
            a = product(builder, define.args[0])
            return Product(-a.coefficient, a.factors, a.divisors)
    whole = spelling.float_of(define)
    return Product(1, (operand if whole is None else whole,))


def emit(builder, term: Product) -> Operand:
    """Append the statements of a product; return its value."""
    if term.coefficient == 0:
        return Const(0.0)
    if not term.factors:
        result: Operand = Const(term.coefficient)
        taken = [(DIV, (divisor,)) for divisor in term.divisors]
    else:
        result, taken = spelling.steps(term.coefficient, term.factors, term.divisors)
    for op, operands in taken:
        result = raw(builder, op, result, *operands)
    return result if taken else floats(builder, result)


def floats(builder, operand: Operand, masks: bool = False) -> Operand:
    """Return an operand, as floats where arithmetic on it wraps round; of masks that only where it is said."""
    if not (spelling.wraps(operand) or masks and is_mask(operand)):
        return operand
    op, operands = spelling.as_float(operand)
    return raw(builder, op, operand, *operands)


def divides(a: float, b: float) -> bool:
    """Say whether a / b is exact, and no longer to write: 1 / 4 is 0.25, 1 / 3 stays."""
    if not b or not math.isfinite(a) or not math.isfinite(b):
        return False
    return Fraction(a) / Fraction(b) == Fraction(a / b) and len(repr(a / b)) <= 6


def raw(builder, op: str, *args: Operand) -> Operand:
    """Append an operation as it stands."""
    from srcad.analysis import infer

    result = builder.value(infer.result_type(op, args, {}))
    form, text = spelling.FORMS.get(op, (None, None))
    builder.add(nodes.Apply(result, op, args, (), form, text, origin=builder.origin))
    return result


def _multiply(builder, a: Operand, b: Operand) -> Operand | None:
    left, right = product(builder, a), product(builder, b)
    factors = left.factors + right.factors
    plain = left == Product(1, (a,)) and right == Product(1, (b,))
    if plain or len(factors) > MAX_FACTORS or not (is_number(a) or is_number(b) or _constants_meet(left, right)):
        return None
    if left.divisors and left.factors and right.factors and not is_number(b):
        return None  # dy / x * w stays in the order in which it was written
    return emit(builder, Product(left.coefficient * right.coefficient, factors, left.divisors + right.divisors))


def _cancelled(builder, a: Operand, b: Operand) -> Operand | None:
    """Return x for x * b / b, of numbers."""
    term = product(builder, a)
    if not _are_numbers(a, b) or term == Product(1, (a,)) or b not in term.factors:
        return None
    at = term.factors.index(b)
    return emit(builder, Product(term.coefficient, term.factors[:at] + term.factors[at + 1 :], term.divisors))


def _restored(builder, a: Operand, b: Operand) -> Operand | None:
    """Return x for x / b * b, of numbers."""
    term = product(builder, a)
    if not _are_numbers(a, b) or b not in term.divisors:
        return None
    at = term.divisors.index(b)
    return emit(builder, Product(term.coefficient, term.factors, term.divisors[:at] + term.divisors[at + 1 :]))


def _are_numbers(a: Operand, b: Operand) -> bool:
    from srcad.analysis import infer

    return isinstance(b, nodes.Value) and all(isinstance(infer.type_of(operand), types.Scalar) for operand in (a, b))


def _constants_meet(left: Product, right: Product) -> bool:
    return right.coefficient != 1 or not left.factors


def _add(builder, a: Operand, b: Operand, sign: int) -> Operand | None:
    if is_constant(a, 0):
        return b if sign > 0 else builder.apply(NEG, b)
    if is_constant(b, 0):
        return a
    left, right = product(builder, a), product(builder, b)
    if same_factors(left, right):
        return emit(builder, Product(left.coefficient + sign * right.coefficient, left.factors, left.divisors))
    if right.coefficient < 0 and right.factors:
        positive = emit(builder, Product(-right.coefficient, right.factors, right.divisors))
        return raw(builder, SUB if sign > 0 else ADD, a, positive)
    if left.coefficient < 0 < right.coefficient and sign > 0 and left.factors and right.factors:
        positive = emit(builder, Product(-left.coefficient, left.factors, left.divisors))
        return raw(builder, SUB, b, positive)
    return None


def same_factors(left: Product, right: Product) -> bool:
    """Say whether two products differ in their coefficients only."""
    if not left.factors or len(left.factors) != len(right.factors) or len(left.divisors) != len(right.divisors):
        return False
    return sorted(map(_identity, left.factors)) == sorted(map(_identity, right.factors)) and sorted(
        map(_identity, left.divisors)
    ) == sorted(map(_identity, right.divisors))


def _identity(operand: Operand) -> tuple:
    return (0, repr(operand.value)) if isinstance(operand, Const) else (1, str(id(operand)))


def simplified(builder, op: str, args: tuple[Operand, ...], kwargs: tuple) -> Operand | None:
    """Return an operand that equals `op(*args)`, or None when the operation has to be appended as it is."""
    if kwargs:
        return None
    match op, args:
        case ("operator.mul" | "numpy.multiply"), (a, b) if is_number(a) and is_number(b):
            return Const(a.value * b.value)
        case ("operator.mul" | "numpy.multiply"), (a, b):
            if is_constant(a, 1):
                return floats(builder, b)
            if is_constant(b, 1):
                return floats(builder, a)
            return _multiply(builder, a, b) or _restored(builder, a, b)
        case ("operator.truediv" | "numpy.divide"), (a, b):
            if is_constant(b, 1):
                return a
            if is_number(a) and is_number(b) and divides(a.value, b.value):
                return Const(a.value / b.value)
            return _cancelled(builder, a, b)
        case ("operator.add" | "numpy.add"), (a, b):
            return _fold(op, a, b) or _add(builder, a, b, 1)
        case ("operator.sub" | "numpy.subtract"), (a, b):
            return _fold(op, a, b) or _add(builder, a, b, -1)
        case ("operator.neg" | "numpy.negative"), (a,) if is_mask(a):
            return raw(builder, NEG, floats(builder, a, masks=True))  # NumPy's bools have no minus
        case ("operator.neg" | "numpy.negative"), (a,):
            term = product(builder, a)
            if term.coefficient != 1 or not term.factors or len(term.factors) > 1:
                return emit(builder, Product(-term.coefficient, term.factors, term.divisors))
        case ("operator.pow" | "numpy.power"), (a, b):
            if is_constant(b, 1):
                return a
            if is_constant(b, 0):
                return Const(1.0)
    return None


def _fold(op: str, a: Operand, b: Operand) -> Const | None:
    if not (is_number(a) and is_number(b)):
        return None
    return Const(a.value + b.value if op in (ADD, "numpy.add") else a.value - b.value)
