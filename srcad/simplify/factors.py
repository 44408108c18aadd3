"""Takes out what the terms of a derived sum have in common.

    dv = dv * (1 - v) * r - dv * r * v        ->      dv = dv * r * (1 - 2 * v)

Only terms that one source statement contributes are put together, and of an accumulated adjoint what is added to it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from srcad.analysis import infer, updates
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Apply, Block, Const, Operand, Value
from srcad.origin import PRIMAL
from srcad.simplify import spelling
from srcad.simplify.algebra import divides, is_number
from srcad.simplify.spelling import short

MUL, DIV, ADD, SUB, NEG = "operator.mul", "operator.truediv", "operator.add", "operator.sub", "operator.neg"
# The most factors of a product that is looked into.
MOST = 6


@dataclass(frozen=True)
class Term:
    """`coefficient * factors[0] * ... / divisors[0] ...`; `total` is an adjoint that is added to, and never looked into."""

    coefficient: float
    factors: tuple[Operand, ...]
    divisors: tuple[Operand, ...] = ()
    total: bool = False

    @property
    def key(self) -> tuple:
        return tuple(sorted(map(id, self.factors))), tuple(sorted(map(id, self.divisors)))


def factored(function: nodes.Function) -> nodes.Function:
    """Return the function with common factors taken out of its derived sums."""
    uses = Counter(value for node in rewrite.walk(function.body) for value in _own_reads(node))
    body = _Factoring(uses).block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _own_reads(node) -> Iterator[Value]:
    exhausted = node.exhausted if isinstance(node, nodes.For) else ()
    yield from (operand for operand in (*contents.operands(node), *exhausted) if isinstance(operand, Value))


class _Factoring:
    def __init__(self, uses: Counter):
        self.uses = uses
        self.defines: dict[Operand, Apply] = {}
        self.line: int | None = None  # that of the sum that is being rewritten

    def block(self, block: Block) -> Block:
        outside, self.defines = self.defines, {}
        statements: list[nodes.Statement] = []
        for node in block.statements:
            made = [rewrite.with_blocks(node, self.block)]
            if isinstance(node, Apply) and self.is_sum(node):
                made = self.sum(node)
            statements += made
            self.defines.update((one.result, one) for one in made if isinstance(one, Apply))
            updates.forget(self.defines, node)
        leaf = rewrite.with_sides(block.leaf, self.block)
        self.defines = outside
        return Block(tuple(statements), leaf)

    def is_sum(self, node: Apply) -> bool:
        derived = node.origin.role != PRIMAL and not node.kwargs and types.differentiable(node.result.type)
        return derived and node.op in (ADD, SUB)

    # -- reading ---------------------------------------------------------------------------------------------------

    def terms(self, node: Apply, sign: int, top: Apply) -> list[Term]:
        """Return what a sum adds up, inner sums of the same statement included."""
        found: list[Term] = []
        for k, (arg, turned) in enumerate(zip(node.args, (sign, sign if node.op == ADD else -sign), strict=True)):
            inner = self.defines.get(arg)
            if inner is not None and self.is_sum(inner) and self.goes_into(inner, top):
                found += self.terms(inner, turned, top)
            elif node.accumulates and k == 0 and not (inner is not None and self.goes_into(inner, top)):
                found.append(Term(turned, (arg,), total=True))
            else:
                term = self.product(arg, top)
                found.append(replace(term, coefficient=turned * term.coefficient))
        return found

    def goes_into(self, inner: Apply, top: Apply) -> bool:
        same = inner.origin.statement_line == top.origin.statement_line and self.uses[inner.result] == 1
        return same and (inner.result.name is None or inner.result.entity == top.result.entity)

    def product(self, operand: Operand, top: Apply | None = None) -> Term:
        """Return an operand as a product of what has a name, is no product, or is needed elsewhere.

        The first contribution to an adjoint has its name already, and is but a term of the sum `top`.
        """
        if is_number(operand):
            return Term(operand.value, ())
        define = self.defines.get(operand)
        if define is None or not self.is_looked_into(define, top):
            return Term(1, (operand,))
        parts = list(map(self.product, define.args))
        match define.op:
            case "operator.neg":
                made = replace(parts[0], coefficient=-parts[0].coefficient)
            case "operator.mul":
                a, b = parts
                made = Term(a.coefficient * b.coefficient, a.factors + b.factors, a.divisors + b.divisors)
            case _ if is_number(define.args[1]) and divides(parts[0].coefficient, define.args[1].value):
                made = replace(parts[0], coefficient=parts[0].coefficient / define.args[1].value)
            case _:
                made = replace(parts[0], divisors=(*parts[0].divisors, define.args[1]))
        return made if len(made.factors) + len(made.divisors) <= MOST else Term(1, (operand,))

    def is_looked_into(self, define: Apply, top: Apply | None) -> bool:
        if define.op not in (MUL, DIV, NEG) or define.kwargs:
            return False
        if define.origin.role == PRIMAL:
            # What the user wrote is taken apart where it is a number with a coefficient, or made of two names.
            scaled = any(map(is_number, define.args)) or define.op == MUL and all(map(_has_name, define.args))
            scaled = scaled or define.op == NEG and _has_name(define.args[0])
            return scaled and not define.result.named and isinstance(define.result.type, types.Scalar)
        if define.result.name is not None and (top is None or not self.goes_into(define, top)):
            return False
        # A number's product with one operation is as well computed again.
        again = isinstance(define.result.type, types.Scalar) and not any(map(self.is_part, define.args))
        return self.uses[define.result] == 1 or again

    def is_part(self, operand: Operand) -> bool:
        """Say whether an operand is itself a derived product without a name."""
        define = self.defines.get(operand)
        return define is not None and define.op in (MUL, DIV, NEG) and define.origin.role != PRIMAL and operand.name is None

    # -- taking out -----------------------------------------------------------------------------------------------

    def sum(self, node: Apply) -> list[nodes.Statement]:
        """Return the statements of a sum, the terms that have something in common put together."""
        made: list[nodes.Statement] = []
        self.line = node.origin.statement_line
        terms = self.terms(node, 1, node)
        grouped = self.grouped(made, node, terms)
        known = {one.result for one in made}
        if grouped is terms and _is_short_addition(node, terms):
            added = sorted(terms[1:], key=lambda term: term.coefficient < 0)
            sign = -1 if all(term.coefficient < 0 for term in added) else 1
            bracket = self.added(made, node, [replace(term, coefficient=sign * term.coefficient) for term in added])
            return self.finished(made, node, [terms[0], Term(sign, (bracket,))])
        if grouped is terms or len(grouped) == 1 and _is_plain(grouped[0], known):
            return [node]
        return self.finished(made, node, grouped)

    def grouped(self, made: list, node: Apply, terms: list[Term]) -> list[Term]:
        """Return the terms of a sum with those put together that have something in common."""
        while (common := _most_in_common(terms)) is not None:
            group = [term for term in terms if not term.total and _contains(term, common)]
            rests = [_without(term, common) for term in group]
            together = self.product_of(made, node, common, rests) if all(map(_is_floating, rests)) else None
            if together is None:
                break
            at = next(k for k, term in enumerate(terms) if term is group[0])
            terms = [together if k == at else term for k, term in enumerate(terms) if k == at or term not in group]
        return self.added_up(made, node, terms)

    def added_up(self, made: list, node: Apply, terms: list[Term]) -> list[Term]:
        """Return terms with those added up that differ in their number only, where there are any such."""
        totals, others = [term for term in terms if term.total], [term for term in terms if not term.total]
        apart = [part for term in others for part in self.taken_apart(term)]
        together = self.combined(others)
        if not len(others) > 1 or not len(together) < len(apart) or not all(map(_is_floating, apart)):
            return terms
        whole = self.product_of(made, node, Term(1, ()), others)
        return terms if whole is None else [*totals, whole]

    def product_of(self, made: list, node: Apply, common: Term, rests: list[Term]) -> Term | None:
        """Return the product of what terms have in common and of the sum of what is left of each; None where that vanishes."""
        inner = self.combined(rests)
        if not inner:
            return None
        coefficient = _divisor([term.coefficient for term in inner])
        inner = [replace(term, coefficient=term.coefficient / coefficient) for term in inner]
        if len(inner) == 1:
            one = inner[0]
            factors, divisors = common.factors + one.factors, common.divisors + one.divisors
            return Term(coefficient * one.coefficient, factors, divisors)
        inner = self.grouped(made, node, sorted(inner, key=lambda term: term.coefficient < 0))
        bracket = self.added(made, node, inner) if len(inner) > 1 else self.multiplied(made, node, inner[0])
        return Term(coefficient, (*common.factors, bracket), common.divisors)

    def combined(self, rests: list[Term]) -> list[Term]:
        """Return the terms of a bracket, equal ones added up, sums in it taken apart."""
        found: dict[tuple, Term] = {}
        for rest in rests:
            for term in self.taken_apart(rest):
                before = found.get(term.key)
                more = 0 if before is None else before.coefficient
                found[term.key] = replace(term, coefficient=term.coefficient + more)
        return [term for term in found.values() if term.coefficient]

    def taken_apart(self, rest: Term) -> Iterator[Term]:
        """Yield the terms of a sum that stands in a bracket, or the term itself, its number in front."""
        define = self.defines.get(rest.factors[0]) if len(rest.factors) == 1 and not rest.divisors else None
        if define is None or define.kwargs or self.is_another(define) or not self.is_short(define):
            yield rest
        elif define.op in (ADD, SUB):
            for sign, arg in zip((1, 1 if define.op == ADD else -1), define.args, strict=True):
                part = Term(arg.value, ()) if is_number(arg) else Term(1, (arg,))
                yield from self.taken_apart(replace(part, coefficient=rest.coefficient * sign * part.coefficient))
        elif define.op == MUL and any(map(is_number, define.args)):
            numbers = [arg.value for arg in define.args if is_number(arg)]
            factors = tuple(arg for arg in define.args if not is_number(arg))
            yield Term(rest.coefficient * math.prod(numbers), factors)
        elif define.op == MUL and self.uses[define.result] == 1:
            a, b = map(self.product, define.args)
            coefficient = rest.coefficient * a.coefficient * b.coefficient
            yield Term(coefficient, a.factors + b.factors, a.divisors + b.divisors)
        else:
            yield rest

    def is_another(self, define: Apply) -> bool:
        """Say whether a value has a name of the user's, or is what an adjoint was before this statement."""
        return define.result.named or define.result.name is not None and define.origin.statement_line != self.line

    def is_short(self, define: Apply) -> bool:
        """Say whether an operation is read here alone, or is one on numbers with names."""
        plain = all(is_number(arg) or isinstance(arg, Value) and arg.named for arg in define.args)
        return self.uses[define.result] == 1 or plain and isinstance(define.result.type, types.Scalar)

    # -- writing --------------------------------------------------------------------------------------------------

    def finished(self, made: list, node: Apply, terms: list[Term]) -> list[nodes.Statement]:
        """Return the statements that add terms up, the last with the node's result."""
        alone = len(terms) == 1
        total = self.multiplied(made, node, terms[0]) if alone else self.added(made, node, terms, of_result=True)
        if not made or made[-1].result is not total:
            return [node]  # what is left is a value that there is already
        return [*made[:-1], replace(made[-1], result=node.result)]

    def added(self, made: list, node: Apply, terms: list[Term], of_result: bool = False) -> Value:
        """Append the sum of terms; a part of a result that has a name shares it."""
        first, *others = terms
        total = self.multiplied(made, node, first)
        for term in others:
            op = ADD if term.coefficient > 0 else SUB
            part = self.multiplied(made, node, replace(term, coefficient=abs(term.coefficient)))
            onto = of_result and terms[0].total
            total = self.applied(made, node, op, total, part, accumulates=onto)
            if of_result:
                total.name, total.entity = node.result.name, node.result.entity
        return total

    def multiplied(self, made: list, node: Apply, term: Term) -> Operand:
        if not term.factors:
            value: Operand = Const(short(term.coefficient))
            taken = [(DIV, (divisor,)) for divisor in term.divisors]
        else:
            value, taken = spelling.steps(term.coefficient, term.factors, term.divisors)
        for op, operands in taken:
            value = self.applied(made, node, op, value, *operands)
        return value

    def applied(self, made: list, node: Apply, op: str, *args: Operand, accumulates: bool = False) -> Value:
        result = Value(infer.result_type(op, args, {}), origin=node.origin)
        form, text = spelling.FORMS.get(op, (None, None))
        made.append(Apply(result, op, args, (), form, text, accumulates, node.origin))
        return result


def _most_in_common(terms: list[Term]) -> Term | None:
    """Return the largest product that two terms have in common, None where no two share a factor."""
    found = None
    for j, second in enumerate(terms):
        for first in terms[:j]:
            shared = _shared(first, second)
            if shared is not None and (found is None or _extent(shared) > _extent(found)):
                found = shared
    return found


def _extent(term: Term) -> tuple[int, int]:
    return len(term.factors), len(term.divisors)


def _divisor(coefficients: list[float]) -> float:
    """Return the number to take out of a bracket: what the coefficients have in common, with the sign of most."""
    sign = -1 if all(number < 0 for number in coefficients) else 1
    if len({abs(number) for number in coefficients}) == 1:
        return sign * abs(coefficients[0])
    whole = all(number == int(number) for number in coefficients)
    return sign * math.gcd(*map(int, coefficients)) if whole else sign


def _shared(first: Term, second: Term) -> Term | None:
    """Return the factors and divisors that two terms have in common, None where there is nothing."""
    if first.total or second.total:
        return None
    left = Counter(map(id, second.factors))
    factors = [factor for factor in first.factors if isinstance(factor, (Value, nodes.Global)) and _take(left, id(factor))]
    left = Counter(map(id, second.divisors))
    divisors = [divisor for divisor in first.divisors if _take(left, id(divisor))]
    return Term(1, tuple(factors), tuple(divisors)) if factors or divisors else None


def _take(left: Counter, key: int) -> bool:
    left[key] -= 1
    return left[key] >= 0


def _contains(term: Term, common: Term) -> bool:
    return not (
        Counter(map(id, common.factors)) - Counter(map(id, term.factors))
        or Counter(map(id, common.divisors)) - Counter(map(id, term.divisors))
    )


def _without(term: Term, common: Term) -> Term:
    taken, below = Counter(map(id, common.factors)), Counter(map(id, common.divisors))
    factors = tuple(factor for factor in term.factors if not _take(taken, id(factor)))
    divisors = tuple(divisor for divisor in term.divisors if not _take(below, id(divisor)))
    return Term(term.coefficient, factors, divisors)


def _is_short_addition(node: Apply, terms: list[Term]) -> bool:
    """Say whether a statement adds several short terms to a number's adjoint: all at once, then."""
    total, *others = terms
    short_ = sum(1 + len(term.factors) + len(term.divisors) for term in others) <= MOST
    return isinstance(node.result.type, types.Scalar) and total.total and len(others) > 1 and short_


def _is_plain(term: Term, made: set[Value]) -> bool:
    """Say whether a term is a value or a number that was there already."""
    value = term.factors[0] if term.factors else None
    return term.coefficient == 1 and len(term.factors) < 2 and not term.divisors and value not in made


def _has_name(operand: Operand) -> bool:
    return isinstance(operand, Value) and operand.named


def _is_floating(rest: Term) -> bool:
    """Say whether what is left of a term may be added: masks and ints of a small type mustn't."""
    dtypes = [types.dtype_of(infer.type_of(factor)) for factor in rest.factors]
    return not dtypes or any(dtype in (types.FLOAT, types.FLOAT32) for dtype in dtypes)
