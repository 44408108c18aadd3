"""The kinds of rules that recipes describe: how each gives an adjoint and a tangent."""

from __future__ import annotations

from dataclasses import dataclass

import gast

from srcad.analysis import infer
from srcad.errors import UnsupportedCallError
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Operand
from srcad.ir.types import COMPLEX, Array, Scalar, Unknown, dtype_of
from srcad.rules import broadcast
from srcad.rules.forms import Recipe
from srcad.rules.language import Evaluator, Refusal, Undecided, as_operand

Index = int | str


@dataclass(frozen=True)
class ConstantRule:
    """The function has no derivative: it is piecewise constant, or its result is no number."""

    op: str


@dataclass(frozen=True)
class Refused:
    """The function has a derivative that is refused, and why."""

    op: str
    reason: str


class Rule:
    """A rule for one function; `broadcasts` says that it takes adjoints and tangents of lower rank."""

    broadcasts = False

    def __init__(self, recipe: Recipe, op: str):
        self.recipe = recipe
        self.op = op

    # -- arguments

    def bind(self, apply: Apply) -> dict[str, object]:
        """Return the arguments by the recipe's parameter names; refuse those that it doesn't honour."""
        recipe = self.recipe
        bound: dict[str, object] = dict(recipe.defaults)
        bound.update(zip(recipe.params, apply.args))
        extra = apply.args[len(recipe.params) :]
        if extra and recipe.rest is None:
            raise self.refusal(apply, f"takes {len(recipe.params)} arguments here, not {len(apply.args)}")
        if recipe.rest is not None:
            bound[recipe.rest] = extra
        for name, operand in apply.kwargs:
            if name not in recipe.params:
                raise self.refusal(apply, f"its parameter '{name}' has no rule")
            bound[name] = operand
        return bound

    def param(self, index: Index) -> str:
        """Return the name of the parameter that an argument's position or keyword stands for."""
        if isinstance(index, str):
            return index
        return self.recipe.params[index] if index < len(self.recipe.params) else self.recipe.rest

    def refusal(self, apply: Apply, reason: str) -> UnsupportedCallError:
        shown = apply.op.removeprefix("operator.").removeprefix("builtins.")
        return UnsupportedCallError(f"'{shown}' can't be differentiated as it is called here", apply.origin, reason)

    def evaluator(self, builder: Builder, apply: Apply, **more) -> Evaluator:
        bound = self.bind(apply)
        numbers = apply.op.startswith("math.") or all(isinstance(infer.type_of(arg), Scalar) for arg in apply.args)
        math = numbers and not apply.op.startswith("numpy.")
        return Evaluator(builder, {**bound, self.recipe.result: apply.result, **more}, self.recipe.modules, math)

    def check(self, apply: Apply) -> None:
        """Refuse what no recipe handles: complex numbers."""
        if any(dtype_of(infer.type_of(operand)) == COMPLEX for operand in (apply.result, *apply.args)):
            raise self.refusal(apply, "complex numbers have no derivative here")

    # -- the two modes

    def pullback(self, builder: Builder, apply: Apply, dy: Operand, wanted: frozenset) -> dict[Index, Operand]:
        """Append the contributions to the adjoints of the wanted arguments, given the result's; return them."""
        self.check(apply)
        try:
            return self.adjoints(builder, apply, dy, wanted)
        except Refusal as refusal:
            raise self.refusal(apply, str(refusal)) from None
        except Undecided as undecided:
            raise self.refusal(apply, f"its rule needs to know {undecided} before the run; give the arguments' types") from None

    def pushforward(self, builder: Builder, apply: Apply, tangents: dict[Index, Operand]) -> Operand:
        """Append the result's tangent, given those of some arguments; return it."""
        self.check(apply)
        try:
            return self.tangent(builder, apply, tangents)
        except Refusal as refusal:
            raise self.refusal(apply, str(refusal)) from None
        except Undecided as undecided:
            raise self.refusal(apply, f"its rule needs to know {undecided} before the run; give the arguments' types") from None

    def adjoints(self, builder, apply, dy, wanted) -> dict[Index, Operand]:
        raise self.refusal(apply, "it has no rule for the reverse mode")

    def tangent(self, builder, apply, tangents) -> Operand:
        raise self.refusal(apply, "it has no rule for the forward mode")


def sum_of(builder: Builder, parts: list[Operand]) -> Operand:
    total = parts[0]
    for part in parts[1:]:
        total = builder.apply("operator.add", total, part)
    return total


# -- elementwise ------------------------------------------------------------------------------------------


class Elementwise(Rule):
    """`return` gives dy/dx for each operand: the family multiplies, broadcasts and sums."""

    broadcasts = True

    def partials(self, evaluator: Evaluator) -> dict[str, object]:
        """Return each operand's partial derivative as an unevaluated expression."""
        return dict(zip(self.recipe.params, evaluator.run(list(self.recipe.body))))

    def adjoints(self, builder, apply, dy, wanted):
        evaluator = self.evaluator(builder, apply)
        partials = self.partials(evaluator)
        found = {}
        for index in sorted(wanted, key=str):
            partial = partials[self.param(index)]
            if is_none(partial):
                continue
            operands = apply.args + tuple(operand for _, operand in apply.kwargs)
            at = index if isinstance(index, int) else len(apply.args) + [name for name, _ in apply.kwargs].index(index)
            local = lambda d, partial=partial: sunk(evaluator, d, partial)
            found[index] = broadcast.contribution(builder, apply.result, operands, at, dy, local)
        return found

    def tangent(self, builder, apply, tangents):
        evaluator = self.evaluator(builder, apply)
        partials = self.partials(evaluator)
        parts = [(t, partials[self.param(index)]) for index, t in tangents.items()]
        parts = [scale(evaluator, t, partial) for t, partial in parts if not is_none(partial)]
        if not parts:
            return builder.zeros_like(apply.result)
        d = sum_of(builder, parts)
        if broadcast.is_sure(infer.type_of(d), infer.type_of(apply.result)):
            return d
        return builder.apply("srcad.broadcast_like", d, apply.result)


def is_none(node) -> bool:
    return isinstance(node, gast.Constant) and node.value is None


def scale(evaluator: Evaluator, d: Operand, partial) -> Operand:
    """Append d times a partial derivative, as one writes it: dy / x, not dy * (1 / x)."""
    builder = evaluator.builder
    match partial:
        case gast.Constant(value=0):
            return Const(0.0)
        case gast.Constant(value=1):
            return d
        case gast.Constant() | gast.Name():
            return product(builder, d, evaluator.operand(partial), isinstance(partial, gast.Constant))
        case gast.UnaryOp(op=gast.USub(), operand=inner):
            return builder.apply("operator.neg", scale(evaluator, d, inner))
        case gast.BinOp(left=left, op=gast.Mult(), right=right):
            return builder.apply("operator.mul", scale(evaluator, d, left), evaluator.operand(right))
        case gast.BinOp(left=left, op=gast.Div(), right=right):
            return builder.apply("operator.truediv", scale(evaluator, d, left), evaluator.operand(right))
        case gast.Call(func=gast.Attribute(attr="where"), args=[mask, then, orelse]):
            parts = [scale(evaluator, d, part) for part in (then, orelse)]
            return builder.apply("numpy.where", evaluator.operand(mask), *parts)
        case gast.IfExp(test=test, body=then, orelse=orelse):
            return scale(evaluator, d, then if evaluator.fact(test) else orelse)
    return product(builder, d, evaluator.operand(partial), False)


def product(builder: Builder, d: Operand, factor: Operand, first: bool) -> Operand:
    """Append d * factor, a number in front."""
    first = first or isinstance(factor, Const)
    return builder.apply("operator.mul", *((factor, d) if first else (d, factor)))


def sunk(evaluator: Evaluator, d: Operand, partial) -> Operand:
    """Append d times a partial; a mask of d goes outside, so that a branch not taken is never 0 * inf."""
    mask = masked(evaluator.builder, d)
    if mask is None or isinstance(partial, gast.Constant):
        return scale(evaluator, d, partial)
    condition, inner, kept_first = mask
    part = scale(evaluator, inner, partial)
    arms = (part, Const(0.0)) if kept_first else (Const(0.0), part)
    return evaluator.builder.apply("numpy.where", condition, *arms)


def masked(builder: Builder, d: Operand) -> tuple[Operand, Operand, bool] | None:
    """Return (condition, value, value comes first) when d is np.where(condition, value, 0) or the like."""
    define = definition(builder, d)
    if define is None or define.op != "numpy.where" or len(define.args) != 3:
        return None
    condition, then, orelse = define.args
    if is_zero(orelse):
        return condition, then, True
    return (condition, orelse, False) if is_zero(then) else None


def is_zero(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value == 0


def definition(builder: Builder, operand: Operand) -> Apply | None:
    """Return the Apply that defines an operand in the block under construction."""
    if not isinstance(operand, nodes.Value):
        return None
    found = (s for s in reversed(builder.statements) if isinstance(s, Apply) and s.result is operand)
    return next(found, None)
