"""Functions given by a definition in terms of others, whose rules give the derivatives.

    @definition(stats.hmean)
    def hmean(y, a, axis=0):
        return 1 / np.mean(1 / a, axis=axis)

The call itself stays as the user wrote it; what the derivative needs of the definition is computed beside it. Where the
function gives a tuple, `outputs` has names for its items and the definition returns the first of them, None for one that is
piecewise constant.
"""

from __future__ import annotations

import gast

from srcad.analysis import fitting, infer
from srcad.errors import InternalError
from srcad.ir import contents
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Load, Operand, Value
from srcad.ir.types import differentiable
from srcad.rules import linear
from srcad.rules.facts import OPERANDS, ZERO, Outputs, Refusal, as_operand
from srcad.rules.language import Evaluator
from srcad.rules.rule import Rule


class Definition(Rule):
    """`return` gives the function in terms of functions that have rules."""

    def expanded(self, builder: Builder, apply: Apply) -> tuple[list, Operand]:
        """Append the definition's statements; return them, and what they result in: the call's own result."""
        evaluator = self.reader(builder, apply)
        result = evaluator.operand(evaluator.run(list(self.recipe.body))[0])
        statements = evaluator.builder.statements
        if statements and isinstance(statements[-1], Apply) and statements[-1].result is result:
            # What the rules read of the last value is there already.
            last = statements[-1]
            statements[-1] = Apply(apply.result, last.op, last.args, last.kwargs, last.form, last.text, origin=last.origin)
            builder.statements.extend(statements[:-1])
            return statements, apply.result
        builder.statements.extend(statements)
        return statements, result

    def expanded_items(self, builder: Builder, apply: Apply, values: dict[int, Operand]) -> tuple[list, dict[int, Operand]]:
        """Append what defines some items of the tuple that is given, the call's own `values`; return them by position."""
        evaluator = self.reader(builder, apply)
        items = evaluator.run(list(self.recipe.body))
        lacking = next((k for k in values if k >= len(items)), None)
        if lacking is not None:
            raise Refusal(f"its result '{self.outputs[lacking]}' has no derivative")
        wanted = {k: items[k] for k in values if not is_none(items[k])}
        found = {k: evaluator.operand(item) for k, item in wanted.items()}
        statements = evaluator.builder.statements
        if statements and len(found) == 1 and isinstance(statements[-1], Apply) and statements[-1].result in found.values():
            (k,) = found
            builder.statements.extend(statements[:-1])
            last = statements[-1]
            statements[-1] = Apply(values[k], last.op, last.args, last.kwargs, last.form, last.text, origin=last.origin)
            return statements, {k: values[k]}
        builder.statements.extend(statements)
        return statements, found

    def reader(self, builder: Builder, apply: Apply) -> Evaluator:
        """Return what evaluates the definition, apart from what is under construction."""
        evaluator = self.evaluator(Builder(builder.origin), apply)
        # Other functions have other defaults: those of this one are passed on.
        evaluator.env |= {name: as_operand(value) for name, value in self.left_out(evaluator.env).items()}
        return evaluator

    def left_out(self, env: dict) -> dict:
        """Return the parameters that are at their default, where that isn't None."""
        values = {name: env[name] for name in self.recipe.defaults}
        return {name: value for name, value in values.items() if not isinstance(value, OPERANDS) and value is not None}

    def adjoints(self, builder, apply, dy, wanted):
        operands = dict(linear.enumerated(apply))
        found: dict[Value, Operand] = {}
        if isinstance(dy, Outputs):
            given = {k: d for k, d in enumerate(dy.adjoints) if d is not None}
            statements, items = self.expanded_items(builder, apply, {k: dy.values[k] for k in given})
            for k, item in items.items():
                found[item] = given[k] if item not in found else builder.apply("operator.add", found[item], given[k])
        else:
            statements, result = self.expanded(builder, apply)
            found[result] = dy
        active = moved(statements, {operands[index] for index in wanted})
        buffers: set[Operand] = set()
        for statement in reversed(statements):
            adjoint = found.pop(statement.result, None)
            if adjoint is not None and statement.result in active:
                if isinstance(statement, Load):
                    scatter(builder, statement, adjoint, found, buffers)
                    continue
                for value, part in contributions(builder, statement, adjoint, active):
                    found[value] = part if value not in found else builder.apply("operator.add", found[value], part)
        return {index: whole(builder, found.get(operands[index]), operands[index]) for index in sorted(wanted, key=str)}

    def tangent(self, builder, apply, tangents):
        statements, result = self.expanded(builder, apply)
        return self.tangents(builder, apply, tangents, statements).get(result, Const(0.0))

    def tangents_of_items(self, builder, apply, tangents, items, wanted):
        statements, values = self.expanded_items(builder, apply, {k: items[k] for k in wanted})
        found = self.tangents(builder, apply, tangents, statements)
        return {k: found.get(values.get(k), ZERO) for k in wanted}

    def tangents(self, builder: Builder, apply: Apply, tangents: dict, statements: list) -> dict[Operand, Operand]:
        """Append the tangents of a definition's statements; return them by what they belong to."""
        operands = dict(linear.enumerated(apply))
        found: dict[Operand, Operand] = {operands[index]: tangent for index, tangent in tangents.items()}
        for statement in statements:
            tangent = pushed(builder, statement, found)
            if tangent is not None:
                found[statement.result] = tangent
        return found


def is_none(node: gast.AST) -> bool:
    return isinstance(node, gast.Constant) and node.value is None


def whole(builder: Builder, adjoint: Operand | None, like: Operand) -> Operand:
    return builder.zeros_like(like) if adjoint is None else infer.materialise(builder, adjoint, like)


def moved(statements: list, inputs: set) -> set:
    """Return the values that depend on the inputs."""
    found = set(inputs)
    for statement in statements:
        reads = any(operand in found for operand in contents.operands(statement) if isinstance(operand, Value))
        if reads and differentiable(statement.result.type) and not is_constant(statement):
            found.add(statement.result)
    return found


def is_constant(statement) -> bool:
    from srcad.rules import registry

    return isinstance(statement, Apply) and isinstance(registry.find(statement.op), registry.ConstantRule)


def scatter(builder: Builder, load: Load, adjoint: Operand, found: dict, buffers: set) -> None:
    """Add the adjoint of a part to that of the whole, in a buffer of its own."""
    whole = found.get(load.source)
    if whole not in buffers:
        zeros = builder.zeros_like(load.source)
        whole = zeros if whole is None else builder.store(zeros, (), infer.materialise(builder, whole, load.source), add=True)
    part = adjoint if fitting.is_lower(infer.type_of(adjoint), load.result.type) else infer.materialise(builder, adjoint, load.result)
    found[load.source] = builder.store(whole, load.path, part, add=True)
    buffers.add(found[load.source])


def contributions(builder: Builder, statement, adjoint: Operand, active: set):
    """Yield the operands of a statement that have an adjoint, each with its contribution."""
    match statement:
        case Apply(op="tuple", args=args):
            yield from ((arg, builder.load(adjoint, ((Const(k),),))) for k, arg in enumerate(args) if arg in active)
        case Apply():
            rule = rule_of(statement)
            if not rule.broadcasts:
                adjoint = infer.materialise(builder, adjoint, statement.result)
            operands = dict(linear.enumerated(statement))
            wanted = frozenset(index for index, operand in operands.items() if operand in active)
            yield from ((operands[index], part) for index, part in rule.pullback(builder, statement, adjoint, wanted).items())
        case _:
            raise InternalError(f"a definition has no {type(statement).__name__}", statement.origin)


def pushed(builder: Builder, statement, found: dict) -> Operand | None:
    """Append a statement's tangent, None where it has none."""
    if is_constant(statement):
        return None
    match statement:
        case Load(_, source, path) if source in found:
            return builder.load(infer.materialise(builder, found[source], source), path)
        case Apply(op="tuple", args=args) if any(arg in found for arg in args):
            parts = (infer.materialise(builder, found[arg], arg) if arg in found else builder.zeros_like(arg) for arg in args)
            return builder.apply("tuple", *parts)
        case Apply():
            tangents = {index: found[operand] for index, operand in linear.enumerated(statement) if operand in found}
            if not tangents:
                return None
            rule = rule_of(statement)
            operands = dict(linear.enumerated(statement))
            if not rule.broadcasts:
                tangents = {index: infer.materialise(builder, d, operands[index]) for index, d in tangents.items()}
            return infer.materialise(builder, rule.pushforward(builder, statement, tangents), statement.result)
    return None


def rule_of(statement: Apply) -> Rule:
    from srcad.rules import registry

    rule = registry.find(statement.op)
    if not isinstance(rule, Rule):
        raise InternalError(f"a definition calls {statement.op}, which has no rule", statement.origin)
    return rule

