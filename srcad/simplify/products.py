"""Collects constants and signs in derived products and sums, where the operands are used nowhere else.

    -dv * (4 * v) + 4 * dv * (1 - v)      ->      4 * dv * (1 - v) - 4 * dv * v

Only what serves the derivative alone is rearranged: statements of the backward pass (or tangents), and primal values
that were computed again for a single use there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial

from srcad.analysis import fitting, infer, updates
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.origin import PRIMAL
from srcad.simplify import cancelling, drawn_out, exponents, spelling
from srcad.simplify.algebra import Product, divides, is_mask, is_number, same_factors
from srcad.simplify.spelling import short

MUL, DIV, ADD, SUB, NEG = "operator.mul", "operator.truediv", "operator.add", "operator.sub", "operator.neg"
TERMS = {MUL, DIV, NEG}
BILINEAR = {"numpy.outer", "operator.matmul", "numpy.dot"}


def collect(function: nodes.Function, last: bool = False) -> nodes.Function:
    """Return the function with the constants of its derived products collected; `last`: and what divides twice squared."""
    uses = Counter(value for node in rewrite.walk(function.body) for value in _own_reads(node))
    loaded = {node.result for node in rewrite.walk(function.body) if isinstance(node, nodes.Load)}
    collector = _Collector(uses, updates.written(function.body), loaded, last)
    body = collector.block(function.body)
    body = rewrite.block(body, collector.use) if collector.alias else body
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _own_reads(node):
    yield from (operand for operand in contents.operands(node) if isinstance(operand, Value))
    if isinstance(node, nodes.For):
        yield from (operand for operand in node.exhausted if isinstance(operand, Value))


class _Collector:
    def __init__(self, uses: Counter, written: set[Operand], loaded: set[Operand], last: bool):
        self.uses, self.last = uses, last
        self.written = written
        self.loaded = loaded
        self.alias: dict[Value, Operand] = {}
        self.before: list[nodes.Apply] = []  # powers that were put together for the product being written

    def use(self, operand: Operand) -> Operand:
        return self.alias.get(operand, operand) if isinstance(operand, Value) else operand

    def block(self, block: Block) -> Block:
        statements: list[nodes.Statement] = []
        defines: dict[Value, nodes.Apply] = {}
        for node in block.statements:
            if self.alias and not contents.blocks(node):
                node = rewrite.statement(node, self.use)
            if isinstance(node, nodes.Apply):
                self.before = []
                made = self.apply(node, defines)
                made[:0] = self.before
                for statement in made:
                    defines[statement.result] = statement
                statements += made
            else:
                statements.append(rewrite.with_blocks(node, self.block))
                updates.forget(defines, node)
        return Block(tuple(statements), rewrite.with_sides(block.leaf, self.block))

    # -- expressions ---------------------------------------------------------------------------------------

    def apply(self, node: nodes.Apply, defines: dict[Value, nodes.Apply]) -> list[nodes.Apply]:
        if node.origin.role == PRIMAL or not types.differentiable(node.result.type):
            return [node]
        if node.op == "numpy.sum":
            return self.total(node, defines)
        if node.kwargs:
            return [node]
        if node.op == "numpy.transpose" and len(node.args) == 1:
            return self.transpose(node, defines)
        if node.op in TERMS:
            term = self.product(node, defines, top=True)
            again = term != self.plain(node) or any(map(is_number, node.args)) and self.is_shorter(node, term)
            return self.write_product(node, term) if again else [node]
        if node.op in (ADD, SUB):
            return self.sum(node, defines)
        return [node]

    def is_shorter(self, node: nodes.Apply, term: Product) -> bool:
        """Say whether a product has a number that can go, or be written shorter."""
        numbers = [arg.value for arg in node.args if is_number(arg)]
        longer = node.op == MUL and any(repr(short(number)) != repr(number) for number in numbers)
        return term.coefficient == 1 or longer or not term.factors + term.divisors

    def transpose(self, node: nodes.Apply, defines) -> list[nodes.Apply]:
        """Let a transpose of a transpose be read from what was transposed; draw one in to what is made for it."""
        inner = defines.get(node.args[0])
        if inner is None or inner.kwargs:
            return [node]
        if inner.op == "numpy.transpose" and len(inner.args) == 1:
            self.alias[node.result] = inner.args[0]
            self.uses[inner.args[0]] += self.uses[node.result]
            return []
        if inner.origin.role == PRIMAL or self.uses[inner.result] != 1 or inner.result.name is not None:
            return [node]
        if inner.op == NEG:
            turned = Value(node.result.type, origin=node.origin)
            self.uses[turned] = 1
            made = self.transpose(replace(node, result=turned, args=inner.args), defines)
            return [*made, nodes.Apply(node.result, NEG, (self.use(turned),), origin=node.origin)]
        if inner.op == "numpy.outer" and all(getattr(arg.type, "rank", None) == 1 for arg in inner.args if isinstance(arg, Value)):
            return [replace(inner, result=node.result, args=inner.args[::-1], origin=node.origin)]
        return [node]

    def total(self, node: nodes.Apply, defines) -> list[nodes.Apply]:
        """Take what is the same for all elements, a number above all, out of the sum of a product that is made for it."""
        define = defines.get(node.args[0])
        derived = define is not None and define.op in TERMS and not define.kwargs and define.origin.role != PRIMAL
        if not derived or self.uses[define.result] != 1 or define.result.name is not None:
            return [node]
        term = self.product(define, defines)
        if not term.coefficient or not term.factors or all(map(is_mask, term.factors)):
            return [node]
        term = self.with_numbers(term, defines)
        inner, outer = drawn_out.parted(node, term, define.result.type) or (replace(term, coefficient=1), Product(term.coefficient, ()))
        drawn = bool(outer.factors or outer.divisors)
        matrix = drawn_out.is_trace(inner.factors, defines) if not node.kwargs and len(node.args) == 1 and not inner.divisors else None
        if term.coefficient == 1 and not drawn and matrix is None:
            return [node]
        rest = Value(node.result.type, origin=node.origin)
        self.uses[rest] = 1
        if matrix is not None:
            made = [nodes.Apply(rest, "numpy.trace", (matrix,), origin=node.origin)]
        else:
            made = self.summed(replace(node, result=rest), inner, drawn, defines)
        if made[-1].result.type != rest.type:
            return [node]
        return [*made, *self.write_product(node, Product(outer.coefficient, (rest, *outer.factors), outer.divisors))]

    def with_numbers(self, term: Product, defines) -> Product:
        """Return a product with the numbers apart by which arrays are multiplied for it alone."""
        factors: list[Operand] = []
        for factor in term.factors:
            define = defines.get(factor) if isinstance(factor, Value) and self.uses[factor] == 1 and factor.name is None else None
            numbers = [arg for arg in define.args if isinstance(arg, Value) and isinstance(arg.type, types.Scalar)] if define else []
            if define and define.op == MUL and not define.kwargs and len(numbers) == 1 and types.differentiable(numbers[0].type):
                factors += [*numbers, *(arg for arg in define.args if arg is not numbers[0])]
            else:
                factors.append(factor)
        return replace(term, factors=tuple(factors))

    def summed(self, node: nodes.Apply, inner: Product, drawn: bool, defines) -> list[nodes.Apply]:
        """Return the statements of the sum of a product, as a dot product where it is one."""
        made_of = defines.get(inner.factors[0]) if len(inner.factors) == 1 and not inner.divisors else None
        if made_of is not None and made_of.op == MUL and self.uses[made_of.result] == 1 and made_of.result.name is None:
            inner = replace(inner, factors=made_of.args)
        *others, last = inner.factors
        if drawn and not node.kwargs and not inner.divisors and others and drawn_out.are_vectors(others[0], last):
            made = self.part(node, replace(inner, factors=tuple(others)))
            first = made[-1].result if made else self.use(others[0])
            if drawn_out.are_vectors(first, last):
                return [*made, nodes.Apply(node.result, "operator.matmul", (first, last), origin=node.origin)]
        made = self.part(node, inner)
        operand = made[-1].result if made else inner.factors[0]
        return [*made, replace(node, args=(operand, *node.args[1:]))]

    def part(self, node: nodes.Apply, term: Product) -> list[nodes.Apply]:
        """Return the statements of a product without a name, none for what is there already."""
        operand, steps = spelling.steps(term.coefficient, term.factors, term.divisors)
        if not steps:
            return []
        result = Value(types.UNKNOWN, origin=node.origin)
        self.uses[result] = 1
        made = self.chain(nodes.Apply(result, MUL, (Const(1), Const(1)), origin=node.origin), operand, steps)
        result.type = infer.result_type(made[-1].op, made[-1].args, {})
        return made

    def plain(self, node: nodes.Apply) -> Product:
        """Return an operation as a product of its operands as they stand."""
        match node.op, node.args:
            case "operator.neg", (a,):
                return Product(-a.value, ()) if is_number(a) else Product(-1, (a,))
            case "operator.truediv", (a, b):
                return Product(a.value, (), (b,)) if is_number(a) else Product(1, (a,), (b,))
            case _, (a, b):
                if is_number(a) and is_number(b):
                    return Product(a.value * b.value, ())
                if is_number(a):
                    return Product(a.value, (b,))
                return Product(b.value, (a,)) if is_number(b) else Product(1, (a, b))

    def transparent(self, operand: Operand, user: nodes.Apply, defines) -> nodes.Apply | None:
        """Return the definition of an operand that serves this use alone and may be rearranged with it."""
        define = defines.get(operand) if isinstance(operand, Value) else None
        if define is None or define.kwargs or define.op not in TERMS:
            return None
        if self.uses[operand] != 1 and not (define.op == NEG and self.only_turns(define)) and not self.is_as_well_again(define):
            return None
        if spelling.wraps(operand):
            return None  # what the primal computes in ints stays as it is
        if define.origin.role == PRIMAL and (operand.named or self.product(define, defines).coefficient == 1):
            return None
        if not self.is_scaled(operand, user, defines) and not _same_shape(operand.type, user.result.type, define):
            return None
        if operand.name is not None and define.origin.statement_line != user.origin.statement_line:
            return None
        return define

    def is_scaled(self, operand: Value, user: nodes.Apply, defines) -> bool:
        """Say whether a product is but multiplied by a number, or by what it was divided by, or divided by that again."""
        define = defines[operand]
        back = define.op == DIV and any(arg is define.args[1] for arg in user.args)
        back = back and (infer.type_of(define.args[0]) == operand.type or user.op == DIV and self.last)
        return operand.type == user.result.type and (user.op == MUL and any(map(is_number, user.args)) or back)

    def is_as_well_again(self, define: nodes.Apply) -> bool:
        """Say whether a number is the product of two that have names: it costs no more than its own name would."""
        if define.result.name is not None or define.op != MUL or not isinstance(define.result.type, types.Scalar):
            return False
        numbers = sum(map(is_number, define.args))
        named = sum(isinstance(arg, Value) and (arg.named or arg.name is not None and arg not in self.loaded) for arg in define.args)
        return numbers + named == 2 and (define.origin.role != PRIMAL or numbers == 1)

    def only_turns(self, define: nodes.Apply) -> bool:
        """Say whether a derived number is turned that is held anyway: it costs no more to read it turned."""
        derived = define.origin.role != PRIMAL and define.result.name is None
        return derived and isinstance(define.result.type, types.Scalar) and define.args[0] not in self.loaded

    def product(self, node: nodes.Apply, defines, top: bool = False) -> Product:
        plain = self.plain(node)
        coefficient, factors, divisors = plain.coefficient, [], list(plain.divisors)
        for factor in plain.factors:
            inner = self.transparent(factor, node, defines)
            if inner is None:
                factors.append(factor)
                continue
            term = self.product(inner, defines)
            apart = term.coefficient == 1 or not isinstance(node.result.type, types.Scalar)
            if (term.divisors and factors and apart) or len(factors) + len(term.factors) > 8:
                factors.append(factor)
                continue
            coefficient *= term.coefficient
            factors += term.factors
            divisors[:0] = term.divisors
        for divisor in [d for d in divisors if is_number(d) and divides(coefficient, d.value)]:
            coefficient /= divisor.value
            divisors.remove(divisor)
        if node.origin.role != PRIMAL:
            cancelling.cancel(factors, divisors, node.result.type)
            cancelling.unpack_ratios(factors, divisors, defines)
            exponents.put_together(factors, divisors, node.result.type, defines, partial(self.power, node), self.last)
            for k, divisor in enumerate(divisors):
                coefficient, divisors[k] = cancelling.lessened(coefficient, factors, divisor, defines)
        return Product(coefficient, tuple(factors), tuple(divisors))

    def power(self, node: nodes.Apply, base: Value, exponent: float) -> Operand:
        """Return a power of a base, for the product that is being written."""
        made = exponents.written(base, exponent, node.origin)
        if made is None:
            return base
        self.before.append(made)
        self.uses[made.result] = 1
        self.uses[base] += 1
        return made.result

    def write_product(self, node: nodes.Apply, term: Product) -> list[nodes.Apply]:
        """Return the statements of a product; the last has the node's result."""
        current: Operand = Const(float(term.coefficient))
        steps = [(DIV, (divisor,)) for divisor in term.divisors]
        if term.factors:
            current, steps = spelling.steps(term.coefficient, term.factors, term.divisors)
        if not steps and spelling.wraps(current):
            steps = [spelling.as_float(current)]
        if not steps and self.is_buffer_of_its_own(node.result, current):
            self.uses[current] += 1
            return [nodes.Apply(node.result, "numpy.copy", (current,), (), nodes.METHOD, "copy", origin=node.origin)]
        if not steps:
            self.alias[node.result] = current
            if isinstance(current, Value):
                self.uses[current] += self.uses[node.result]
        return self.chain(node, current, steps)

    def is_buffer_of_its_own(self, result: Value, operand: Operand) -> bool:
        """Say whether 1 * x must not be x, since one of the two is written."""
        is_array = isinstance(result.type, types.Array) and isinstance(operand, Value)
        return is_array and (result in self.written or operand in self.written)

    def chain(self, node: nodes.Apply, current: Operand, steps: list[spelling.Step]) -> list[nodes.Apply]:
        """Return the statements that do to an operand what the steps say; the last has the node's result."""
        made: list[nodes.Apply] = []
        for k, (op, operands) in enumerate(steps):
            args = (current, *operands)
            result = node.result if k == len(steps) - 1 else Value(infer.result_type(op, args, {}), origin=node.origin)
            form, text = spelling.FORMS.get(op, (None, None))
            made.append(nodes.Apply(result, op, args, (), form, text, origin=node.origin))
            self.uses.update([current] if k else [])
            current = result
        return made

    def sum(self, node: nodes.Apply, defines) -> list[nodes.Apply]:
        """Write `a + -b` as `a - b`, and `-a + b` as `b - a`."""
        node = self.without_ratios(node, defines)
        a, b = node.args
        right = self.term(b, node, defines)
        if (together := self.together(node, right, defines)) is not None:
            return together
        if right is not None and right.coefficient < 0:
            made, operand = self.positive(b, right, node)
            op = SUB if node.op == ADD else ADD
            return [*made, nodes.Apply(node.result, op, (a, operand), (), None, None, node.accumulates, node.origin)]
        if (inside := self.turned_inside(b, defines)) is not None:
            op = SUB if node.op == ADD else ADD
            return [inside, nodes.Apply(node.result, op, (a, inside.result), (), None, None, node.accumulates, node.origin)]
        left = self.term(a, node, defines)
        if node.op == ADD and left is not None and left.coefficient < 0:
            if not node.accumulates or self.is_same_statement(a, node, defines):
                made, operand = self.positive(a, left, node)
                return [*made, nodes.Apply(node.result, SUB, (b, operand), origin=node.origin)]
        return [node]

    def turned_inside(self, operand: Operand, defines) -> nodes.Apply | None:
        """Return a product of arrays without the minus sign of one of its factors, None where it has none."""
        define = defines.get(operand)
        if define is None or define.op not in BILINEAR or define.origin.role == PRIMAL or self.uses[operand] != 1:
            return None
        for k, arg in enumerate(define.args):
            inner = defines.get(arg)
            if inner is not None and inner.op == NEG and inner.origin.role != PRIMAL and self.uses[arg] == 1:
                args = (*define.args[:k], inner.args[0], *define.args[k + 1 :])
                result = Value(define.result.type, origin=define.origin)
                self.uses[result] = 1
                return replace(define, result=result, args=args)
        return None

    def without_ratios(self, node: nodes.Apply, defines) -> nodes.Apply:
        """Return a sum that has 1 for x / x, where the other term has the sum's shape."""
        args = list(node.args)
        for k, (arg, other) in enumerate(zip(args, args[::-1])):
            define = defines.get(arg)
            if define is not None and define.op == DIV and define.args[0] is define.args[1] and isinstance(define.args[0], Value):
                if define.origin.role != PRIMAL and fitting.is_full(infer.type_of(other), node.result.type):
                    args[k] = Const(1)
        return node if tuple(args) == node.args else replace(node, args=tuple(args))

    def together(self, node: nodes.Apply, right: Product | None, defines) -> list[nodes.Apply] | None:
        """Return the one product that a sum of two products with the same factors is."""
        a, b = node.args
        left = self.term(a, node, defines) if not node.accumulates or self.is_same_statement(a, node, defines) else None
        left, right = left or Product(1, (a,)), right or Product(1, (b,))
        if not same_factors(left, right):
            return None
        sign = 1 if node.op == ADD else -1
        coefficient = left.coefficient + sign * right.coefficient
        return None if coefficient == 0 else self.write_product(node, Product(coefficient, left.factors, left.divisors))

    def is_same_statement(self, operand: Operand, node: nodes.Apply, defines) -> bool:
        define = defines.get(operand)
        return define is not None and define.origin.statement_line == node.origin.statement_line

    def term(self, operand: Operand, user: nodes.Apply, defines) -> Product | None:
        define = self.transparent(operand, user, defines)
        if define is None or define.origin.role == PRIMAL:
            return None
        return self.product(define, defines)

    def positive(self, operand: Value, term: Product, user: nodes.Apply) -> tuple[list[nodes.Apply], Operand]:
        """Return the statements that compute a negative term with its sign turned."""
        turned = Product(-term.coefficient, term.factors, term.divisors)
        if turned.coefficient == 1 and len(turned.factors) == 1 and not turned.divisors:
            return [], turned.factors[0]
        result = Value(operand.type, origin=user.origin)
        self.uses[result] = 1
        stand_in = nodes.Apply(result, MUL, (Const(1), Const(1)), origin=user.origin)
        return self.write_product(stand_in, turned), result


def _same_shape(inner: types.Type, outer: types.Type, define: nodes.Apply) -> bool:
    """Say whether taking a product apart leaves the number of array operations as it was."""
    if isinstance(outer, types.Scalar):
        return True
    by_number = any(isinstance(infer.type_of(arg), types.Scalar) for arg in define.args)
    return isinstance(inner, types.Scalar) or by_number or define.op == NEG
