"""Computes once what is computed twice, and reads off what differs from it by a number only.

    db = dy * g / s                 db = dy * g / s
    da = -dy * g / s       ->       da = -db

Only pure operations on numbers and arrays are shared, never an array that is written. The user's own arithmetic is written
as it stands in the source, unless the derivative needs a name for both of its copies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from srcad.analysis import updates
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Apply, Block, Const, Operand, Value
from srcad.origin import PRIMAL
from srcad.simplify.algebra import is_number
from srcad.simplify.spelling import is_mask, short

MUL, DIV, NEG, POW = "operator.mul", "operator.truediv", "operator.neg", "operator.pow"
COMMUTATIVE = {"operator.add", MUL, "numpy.add", "numpy.multiply"}
PURE = ("operator.", "math.", "numpy.")
# What makes a new buffer, looks into one, or is as short as a name.
APART = {
    f"numpy.{name}"
    for name in (
        "copy array asarray zeros ones empty full zeros_like ones_like empty_like full_like eye arange linspace shape size ndim"
        " reshape transpose ravel squeeze swapaxes moveaxis expand_dims broadcast_to diagonal diag real imag atleast_1d"
        " atleast_2d flip split dtype"
    ).split()
}
LENGTHS = {"numpy.size", "numpy.ndim", "builtins.len"}
# A number's expression is shared from so many operations on, a call of a function counted as CALL of them.
WORTH = 2
CALL = 2


def shared(function: nodes.Function) -> nodes.Function:
    """Return the function with its common subexpressions computed once."""
    pass_ = _Sharing(updates.written(function.body), set(_read_again(function.body)))
    body = pass_.block(function.body, _Scope())
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _read_again(body: Block) -> Iterator[Operand]:
    """Yield what the derivative reads, or keeps on a tape."""
    for node in rewrite.walk(body):
        if node.origin.role != PRIMAL or isinstance(node, nodes.Push):
            yield from contents.operands(node)


@dataclass
class _Scope:
    """What has been computed where a statement stands: values by what computes them, and products by their factors."""

    values: dict[tuple, Value] = field(default_factory=dict)
    products: dict[tuple, tuple[float, Value]] = field(default_factory=dict)

    def inner(self) -> _Scope:
        return _Scope(dict(self.values), dict(self.products))


@dataclass(frozen=True)
class _Product:
    coefficient: float
    factors: tuple
    divisors: tuple


class _Sharing:
    def __init__(self, written: set[Operand], read_again: set[Operand]):
        self.written, self.read_again = written, read_again
        self.alias: dict[Value, Operand] = {}
        # The first value that was computed in the same way, named or not.
        self.number: dict[Value, Value] = {}
        self.weight: dict[Value, int] = {}
        self.primal: set[Operand] = set()
        self.terms: dict[Value, _Product] = {}

    def use(self, operand: Operand) -> Operand:
        return self.alias.get(operand, operand) if isinstance(operand, Value) else operand

    def block(self, block: Block, scope: _Scope) -> Block:
        statements: list[nodes.Statement] = []

        def inside(inner: Block) -> Block:
            return self.block(inner, scope.inner())

        for node in block.statements:
            if contents.blocks(node):
                statements.append(rewrite.with_blocks(node, inside, self.use))
                continue
            node = rewrite.statement(node, self.use) if self.alias else node
            made = self.apply(node, scope) if isinstance(node, Apply) else node
            if made is not None:
                statements.append(made)
        return Block(tuple(statements), rewrite.with_sides(block.leaf, inside, self.use))

    def apply(self, node: Apply, scope: _Scope) -> Apply | None:
        """Return the statement, another one that reads it off a value, or None where a value is the same."""
        if node.op in LENGTHS and isinstance(node.result.type, types.Scalar):
            # As short as a name, and written again: but the same number.
            self.number[node.result] = scope.values.setdefault(self.key(node), node.result)
        if not self.is_pure(node):
            return node
        self.weight[node.result] = self.weight_of(node)
        if node.origin.role == PRIMAL:
            self.primal.add(node.result)
        key = self.key(node)
        same = scope.values.setdefault(key, node.result)
        self.number[node.result] = self.number.get(same, same)
        if same is not node.result and self.replaces(same, node):
            self.alias[node.result] = same
            return None
        return self.multiple(node, scope) if node.origin.role != PRIMAL else node

    def is_pure(self, node: Apply) -> bool:
        if not node.op.startswith(PURE) or node.op in APART or node.op.startswith("numpy.random"):
            return False
        kind = node.result.type
        return isinstance(kind, (types.Scalar, types.Array)) and not node.accumulates and node.result not in self.written

    def replaces(self, same: Value, node: Apply) -> bool:
        """Say whether a value may, and should, be read in place of another computation of the same."""
        if node.result.named or self.is_entity(node.result, same) or same.type != node.result.type:
            return False
        if node.origin.role == PRIMAL and node.op.startswith("operator."):
            is_array = isinstance(node.result.type, types.Array)
            if same not in self.read_again or node.result not in self.read_again and not is_array:
                return False
        return isinstance(node.result.type, types.Array) or self.weight[node.result] >= WORTH

    def is_entity(self, value: Value, other: Value) -> bool:
        """Say whether a value is an adjoint with a name of its own, other than another's."""
        return value.name is not None and value.entity != other.entity

    def weight_of(self, node: Apply) -> int:
        """Count the operations of an expression, down to what has a name and what the function computes anyway."""
        own = 1 if node.op.startswith("operator.") and node.op != POW else CALL
        parts = (arg for arg in node.args if isinstance(arg, Value) and arg.name is None and arg not in self.primal)
        return own + sum(self.weight.get(part, 0) for part in parts)

    # -- what is computed in the same way -----------------------------------------------------------------------

    def key(self, node: Apply) -> tuple:
        args = tuple(map(self.identity, node.args))
        if node.op in COMMUTATIVE and len(args) == 2:
            args = tuple(sorted(args))
        kwargs = tuple((name, self.identity(operand)) for name, operand in node.kwargs)
        return node.op, args, kwargs

    def identity(self, operand: Operand) -> tuple:
        if isinstance(operand, Value):
            return "value", str(id(self.number.get(operand, operand)))
        if isinstance(operand, Const):
            return "const", f"{type(operand.value).__name__} {operand.value!r}"
        if isinstance(operand, nodes.Global):
            return "global", f"{operand.scope} {operand.text}"
        return "other", str(id(operand))

    # -- products that differ in their coefficient only ---------------------------------------------------------

    def multiple(self, node: Apply, scope: _Scope) -> Apply:
        """Return the statement, or one that multiplies a product of the same factors by a number."""
        if node.kwargs or node.op not in (MUL, DIV, NEG) or not types.differentiable(node.result.type):
            return node
        term = self.terms[node.result] = self.term(node)
        size = len(term.factors) + len(term.divisors)
        if size < (2 if isinstance(node.result.type, types.Array) else 1 + WORTH) or not term.coefficient:
            return node
        key = (tuple(sorted(term.factors)), tuple(sorted(term.divisors)))
        coefficient, value = scope.products.setdefault(key, (term.coefficient, node.result))
        if value is node.result or value.type != node.result.type or any(arg is value for arg in node.args):
            return node
        ratio = term.coefficient / coefficient
        if ratio == -1:
            return Apply(node.result, NEG, (value,), origin=node.origin)
        if ratio == int(ratio) or coefficient == 1:
            return Apply(node.result, MUL, (Const(short(ratio)), value), origin=node.origin)
        return node

    def term(self, node: Apply) -> _Product:
        match node.op, node.args:
            case "operator.neg", (a,):
                inner = self.factor(a)
                return _Product(-inner.coefficient, inner.factors, inner.divisors)
            case "operator.truediv", (a, b):
                top = self.factor(a)
                return _Product(top.coefficient, top.factors, (*top.divisors, self.identity(b)))
            case _, (a, b):
                left, right = self.factor(a), self.factor(b)
                return _Product(
                    left.coefficient * right.coefficient, left.factors + right.factors, left.divisors + right.divisors
                )

    def factor(self, operand: Operand) -> _Product:
        if is_number(operand):
            return _Product(operand.value, (), ())
        if isinstance(operand, Value) and operand in self.terms and not is_mask(operand):
            return self.terms[operand]
        return _Product(1, (self.identity(operand),), ())
