"""Functions given by a definition in terms of others, whose rules give the derivatives.

    @definition(stats.hmean)
    def hmean(y, a, axis=0):
        return 1 / np.mean(1 / a, axis=axis)

The call itself stays as the user wrote it; what the derivative needs of the definition is computed beside it.
"""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.errors import InternalError
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Load, Operand, Value
from srcad.ir.types import differentiable
from srcad.rules import linear
from srcad.rules.facts import OPERANDS, as_operand
from srcad.rules.rule import Rule


class Definition(Rule):
    """`return` gives the function in terms of functions that have rules."""

    def expanded(self, builder: Builder, apply: Apply) -> tuple[list, Operand]:
        """Append the definition's statements; return them, and what they result in: the call's own result."""
        scratch = Builder(builder.origin)
        evaluator = self.evaluator(scratch, apply)
        # Other functions have other defaults: those of this one are passed on.
        evaluator.env |= {name: as_operand(value) for name, value in self.left_out(evaluator.env).items()}
        result = evaluator.operand(evaluator.run(list(self.recipe.body))[0])
        statements = scratch.statements
        if statements and isinstance(statements[-1], Apply) and statements[-1].result is result:
            # What the rules read of the last value is there already.
            last = statements[-1]
            statements[-1] = Apply(apply.result, last.op, last.args, last.kwargs, last.form, last.text, origin=last.origin)
            builder.statements.extend(statements[:-1])
            return statements, apply.result
        builder.statements.extend(statements)
        return statements, result

    def left_out(self, env: dict) -> dict:
        """Return the parameters that are at their default, where that isn't None."""
        values = {name: env[name] for name in self.recipe.defaults}
        return {name: value for name, value in values.items() if not isinstance(value, OPERANDS) and value is not None}

    def adjoints(self, builder, apply, dy, wanted):
        operands = dict(linear.enumerated(apply))
        statements, result = self.expanded(builder, apply)
        active = moved(statements, {operands[index] for index in wanted})
        found: dict[Value, Operand] = {result: dy}
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
        operands = dict(linear.enumerated(apply))
        statements, result = self.expanded(builder, apply)
        found: dict[Operand, Operand] = {operands[index]: tangent for index, tangent in tangents.items()}
        for statement in statements:
            tangent = pushed(builder, statement, found)
            if tangent is not None:
                found[statement.result] = tangent
        return found.get(result, Const(0.0))


def whole(builder: Builder, adjoint: Operand | None, like: Operand) -> Operand:
    return builder.zeros_like(like) if adjoint is None else infer.materialise(builder, adjoint, like)


def moved(statements: list, inputs: set) -> set:
    """Return the values that depend on the inputs."""
    found = set(inputs)
    for statement in statements:
        reads = any(operand in found for operand in nodes.operands(statement) if isinstance(operand, Value))
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

