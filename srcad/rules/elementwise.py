"""Elementwise functions: a recipe gives dy/dx for each operand, the family multiplies, broadcasts and sums."""

from __future__ import annotations

import functools
from dataclasses import replace

import gast

from srcad.analysis import fitting, infer, signatures
from srcad.analysis.static import static
from srcad.ir.build import Builder
from srcad.ir.nodes import ATTRIBUTE, METHOD, Apply, Const, Operand
from srcad.ir.types import BOOL, FLOAT32, Array, dtype_of, is_complex
from srcad.rules import broadcast, conjugate
from srcad.rules.language import Evaluator
from srcad.rules.rule import Rule, sum_of


class Elementwise(Rule):
    """`return` gives dy/dx for each operand: the family multiplies, broadcasts and sums."""

    broadcasts = True

    @property
    def arrays(self) -> tuple[str, ...]:
        return self.recipe.params

    # -- what every ufunc takes besides its operands

    def keywords(self, apply: Apply) -> dict[str, Operand]:
        """Return the keywords that mean the same for all ufuncs."""
        if apply.op not in signatures.OPERANDS:
            return {}
        return {name: operand for name, operand in apply.kwargs if name in signatures.UFUNC_KEYWORDS}

    def unbound(self, apply: Apply) -> str | None:
        common = self.keywords(apply)
        if "out" in common and self.mask(apply) is None:
            return "the derivative doesn't honour its parameter 'out'"
        own = tuple((name, operand) for name, operand in apply.kwargs if name not in common)
        return super().unbound(replace(apply, kwargs=own))

    def mask(self, apply: Apply) -> Operand | None:
        """Return the mask of the elements that are computed at all, None where all are."""
        where = self.keywords(apply).get("where", Const(True))
        return None if static(infer.type_of(where)) is True else where

    def partials(self, evaluator: Evaluator) -> dict[str, object]:
        """Return each operand's partial derivative as an unevaluated expression."""
        recipe, found = self.recipe, evaluator.run(list(self.recipe.body))
        if recipe.rest is not None:
            return {recipe.rest: found[0]}
        return dict(zip(recipe.params + recipe.keywords, found))

    def at(self, evaluator: Evaluator, apply: Apply, index) -> Evaluator:
        """Return the evaluator, with the name of any number of operands standing for the one at hand."""
        if self.recipe.rest is not None:
            evaluator.env[self.recipe.rest] = apply.args[index]
        return evaluator

    def adjoints(self, builder, apply, dy, wanted):
        evaluator = self.evaluator(builder, apply)
        partials = self.partials(evaluator)
        found = {}
        mask = self.mask(apply)
        if "out" in wanted:
            found["out"] = builder.apply("numpy.where", mask, Const(0.0), dy)
            wanted = wanted - {"out"}
        if mask is not None and wanted:
            dy = builder.apply("numpy.where", mask, dy, Const(0.0))
        for index in sorted(wanted, key=str):
            partial = self.partial(apply, partials, index)
            if is_none(partial):
                continue
            operands = apply.args + tuple(operand for _, operand in apply.kwargs)
            if self.recipe.options.get("sized"):
                # The result is of a size of its own, to which the operands broadcast.
                operands += (apply.result,)
            at = index if isinstance(index, int) else len(apply.args) + [name for name, _ in apply.kwargs].index(index)
            local = functools.partial(sunk, self.at(evaluator, apply, index), partial)
            part = broadcast.contribution(builder, apply.result, operands, at, dy, local)
            found[index] = fitting.as_number(builder, self.narrowed(builder, without_mask(builder, part, operands[at]), operands[at]))
        return found

    def narrowed(self, builder: Builder, d: Operand, like: Operand) -> Operand:
        """Return d in single precision where its value is, and the recipe `widens`: calls what gives double alone."""
        if not self.recipe.options.get("widens") or not isinstance(infer.type_of(like), Array):
            return d
        if dtype_of(infer.type_of(like)) != FLOAT32 or not isinstance(infer.type_of(d), Array):
            return d
        dtype = builder.apply("numpy.dtype", like, form=ATTRIBUTE, text="dtype")
        return builder.apply("numpy.ndarray.astype", d, dtype, form=METHOD, text="astype")

    def tangent(self, builder, apply, tangents):
        if self.recipe.options.get("linear"):
            return self.applied(builder, apply, tangents)
        evaluator = self.evaluator(builder, apply)
        partials = self.partials(evaluator)
        operands = {**dict(enumerate(apply.args)), **dict(apply.kwargs)}
        kept = tangents.get("out", Const(0.0))
        given = [(k, t, self.partial(apply, partials, k)) for k, t in tangents.items() if k != "out"]
        parts = [
            self.part(self.at(evaluator, apply, k), apply, t, partial, operands[k])
            for k, t, partial in given
            if not is_none(partial)
        ]
        if (mask := self.mask(apply)) is not None:
            inside = sum_of(builder, parts) if parts else Const(0.0)
            parts = [builder.apply("numpy.where", mask, inside, kept)]
        if not parts:
            return builder.zeros_like(apply.result)
        total = self.whole(builder, apply, without_mask(builder, sum_of(builder, parts), apply.result))
        return fitting.as_number(builder, self.narrowed(builder, total, apply.result))

    def partial(self, apply: Apply, partials: dict, index):
        """Return an operand's partial derivative; refuse one for which the recipe has a reason in its place."""
        found = partials.get(self.param(index), gast.Constant(None, None))
        if isinstance(found, gast.Constant) and isinstance(found.value, str):
            raise self.refusal(apply, f"it is not differentiated in its argument '{self.param(index)}': {found.value}")
        return found

    def part(self, evaluator: Evaluator, apply: Apply, d: Operand, partial, operand: Operand) -> Operand:
        """Return what an operand's tangent contributes; of a real function of a complex number, g is the gradient: Re(conj(g) d)."""
        if not is_complex(infer.type_of(operand)) or is_complex(infer.type_of(apply.result)):
            return sunk(evaluator, partial, d)
        builder, since = evaluator.builder, len(evaluator.builder.statements)
        scaled = scale(evaluator, conjugate.seed(builder, d), partial)
        return infer.real_part(builder, conjugate.adjoint(builder, scaled, since), infer.type_of(apply.result))

    def applied(self, builder: Builder, apply: Apply, tangents: dict) -> Operand:
        """Return the tangent of a function that is jointly linear in all operands but the first."""
        rest = [tangents.get(k, Const(0.0)) for k in range(1, len(apply.args))]
        return self.whole(builder, apply, builder.apply(apply.op, apply.args[0], *rest))

    def whole(self, builder: Builder, apply: Apply, d: Operand) -> Operand:
        """Return d, broadcast to the result where it isn't known to do so by itself."""
        if fitting.is_sure(infer.type_of(d), infer.type_of(apply.result)):
            return d
        return builder.apply("srcad.runtime.broadcast_like", d, apply.result)


def without_mask(builder: Builder, d: Operand, like: Operand) -> Operand:
    """Return d as floats where it is a mask, which NumPy neither negates nor adds up."""
    mask = dtype_of(infer.type_of(d)) == BOOL or isinstance(d, Const)
    return fitting.floating(builder, d, like) if mask else d


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
    """Append d * factor, a number in front; a mask chooses, as d may be infinite where it doesn't hold."""
    type_ = infer.type_of(factor)
    if isinstance(type_, Array) and type_.dtype == BOOL:
        return builder.apply("numpy.where", factor, d, Const(0.0))
    first = first or isinstance(factor, Const)
    return builder.apply("operator.mul", *((factor, d) if first else (d, factor)))


def sunk(evaluator: Evaluator, partial, d: Operand) -> Operand:
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
    define = fitting.definition(builder, d)
    if define is not None and define.op in ("builtins.float", "numpy.float32"):
        define = fitting.definition(builder, define.args[0])
    if define is None or define.op != "numpy.where" or len(define.args) != 3:
        return None
    condition, then, orelse = define.args
    if is_zero(orelse):
        return condition, then, True
    return (condition, orelse, False) if is_zero(then) else None


def is_zero(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value == 0
