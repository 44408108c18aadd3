"""Functions given by what they are equal to: a recipe returns an expression, whose derivative is the function's.

    def cond(y, x, p=None):
        return np.linalg.norm(x, p) * np.linalg.norm(np.linalg.inv(x), p)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from srcad.analysis import infer
from srcad.errors import InternalError
from srcad.ir import contents, nodes, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Load, Operand
from srcad.rules.facts import ZERO, Outputs, Refusal, as_operand
from srcad.rules.rule import ConstantRule, Rule


# What compares its argument with its result: the function itself may have come to it with other last digits.
EXTREMES = ("numpy.max", "numpy.min")


@dataclass
class Program:
    """Statements without branches that compute a result, the values in them that vary, and tangents or adjoints."""

    statements: list
    total: Operand
    varying: set[Operand]
    found: dict[Operand, Operand] = field(default_factory=dict)
    items: dict[tuple[Operand, int], Operand] = field(default_factory=dict)


def program(apply: Apply, scratch: Builder, total: Operand, active: set[Operand]) -> Program:
    """Return a recipe's expression as a program whose result is the call's own."""
    statements = list(scratch.statements)
    if statements and statements[-1].result is total and isinstance(statements[-1], Apply) and statements[-1].op not in EXTREMES:
        last = statements[-1]
        statements[-1] = Apply(apply.result, last.op, last.args, last.kwargs, last.form, last.text, origin=last.origin)
        total = apply.result
    varying = set(active)
    for statement in statements:
        if any(operand in varying for operand in contents.operands(statement)) and not _is_constant(statement):
            varying.update(contents.results(statement))
    return Program(statements, total, varying)


def _is_constant(statement: nodes.Statement) -> bool:
    return isinstance(statement, Apply) and isinstance(_rule(statement), ConstantRule)


def _rule(statement: Apply):
    from srcad.rules import registry

    return registry.find(statement.op)


def _rule_for(statement: Apply) -> Rule:
    rule = _rule(statement)
    if not isinstance(rule, Rule):
        raise Refusal(f"it is made of {statement.op}, which has no derivative rule")
    return rule


# -- forward -------------------------------------------------------------------------------------------------


def tangent(builder: Builder, made: Program, apply: Apply, tangents: dict[Operand, Operand]) -> Operand:
    """Append a program and its tangent; return the tangent."""
    made.found.update(tangents)
    for statement in made.statements:
        if statement.result is not apply.result:
            builder.add(statement)
        if statement.result in made.varying:
            made.found[statement.result] = _pushed(builder, made, statement)
    return made.found.get(made.total, ZERO)


def _pushed(builder: Builder, made: Program, statement: nodes.Statement) -> Operand:
    match statement:
        case Load(_, source, path):
            return builder.load(made.found[source], path)
        case Apply(op="tuple", args=args):
            return builder.apply("tuple", *(made.found.get(arg) or builder.zeros_like(arg) for arg in args))
        case Apply():
            rule = _rule_for(statement)
            keys = [*enumerate(statement.args), *statement.kwargs]
            given = {key: made.found[arg] for key, arg in keys if arg in made.found}
            if not rule.broadcasts:
                given = {key: infer.materialise(builder, d, dict(keys)[key]) for key, d in given.items()}
            return infer.materialise(builder, rule.pushforward(builder, statement, given), statement.result)
    raise InternalError(f"a recipe's expression has a {type(statement).__name__}", statement.origin)


# -- reverse -------------------------------------------------------------------------------------------------


def adjoints(builder: Builder, made: Program, apply: Apply, dy: Operand) -> dict[Operand, Operand]:
    """Append a program and its reverse; return the adjoints of what varies in it."""
    for statement in made.statements:
        if statement.result is not apply.result:
            builder.add(statement)
    _add(builder, made, made.total, dy)
    for statement in reversed(made.statements):
        if statement.result in made.varying:
            _pulled(builder, made, statement)
    for source in dict.fromkeys(source for source, _ in made.items if source not in made.found):
        made.found[source] = _assembled(builder, made, source)
    return made.found


def _assembled(builder: Builder, made: Program, source: Operand) -> Operand:
    """Append the adjoint of a tuple from those of its items."""
    count = len(infer.type_of(source).items)
    found = [made.items.get((source, k)) for k in range(count)]
    zeros = (builder.zeros_like(builder.load(source, ((Const(k),),))) if d is None else d for k, d in enumerate(found))
    return builder.apply("tuple", *zeros)


def _add(builder: Builder, made: Program, value: Operand, part: Operand) -> None:
    if value in made.varying:
        part = infer.real_part(builder, part, infer.type_of(value))
        made.found[value] = part if value not in made.found else builder.apply("operator.add", made.found[value], part)


def _pulled(builder: Builder, made: Program, statement: nodes.Statement) -> None:
    """Append the adjoints of one statement's operands."""
    match statement:
        case Load(result, source, ((Const(int(k)),),)) if isinstance(infer.type_of(source), types.Tuple):
            if result in made.found:
                made.items[source, k] = made.found[result]
        case Load(result, source, path) if result in made.found:
            zeros = builder.zeros_like(source)
            _add(builder, made, source, builder.store(zeros, path, made.found[result], add=True))
        case Apply(op="tuple", args=args):
            for k, arg in enumerate(args):
                if (statement.result, k) in made.items:
                    _add(builder, made, arg, made.items[statement.result, k])
                elif statement.result in made.found:
                    _add(builder, made, arg, builder.load(made.found[statement.result], ((Const(k),),)))
        case Apply():
            if (d := _adjoint_of(builder, made, statement)) is not None:
                rule = _rule_for(statement)
                keys = [*enumerate(statement.args), *statement.kwargs]
                wanted = frozenset(key for key, arg in keys if arg in made.varying)
                for key, part in rule.pullback(builder, statement, d, wanted).items():
                    _add(builder, made, dict(keys)[key], part)


def _adjoint_of(builder: Builder, made: Program, statement: Apply) -> Operand | Outputs | None:
    """Return the adjoint of what an operation gives, that of a tuple item by item; None where there is none."""
    result = statement.result
    if _rule_for(statement).outputs and isinstance(result.type, types.Tuple) and result not in made.found:
        found = tuple(made.items.get((result, k)) for k in range(len(result.type.items)))
        loads = {(s.source, s.path[0][0].value): s.result for s in made.statements if _takes_item(s)}
        values = (loads.get((result, k)) or builder.load(result, ((Const(k),),)) for k in range(len(found)))
        return Outputs(tuple(values), found) if any(d is not None for d in found) else None
    d = made.found.get(result)
    return d if d is None or _rule_for(statement).broadcasts else infer.materialise(builder, d, result)


def _takes_item(statement: nodes.Statement) -> bool:
    return isinstance(statement, Load) and isinstance(infer.type_of(statement.source), types.Tuple) and isinstance(statement.path[0][0], Const)


class Composite(Rule):
    """The recipe returns an expression that the function is equal to."""

    def evaluated(self, builder: Builder, apply: Apply, active: set[Operand]) -> Program:
        scratch = Builder(builder.origin)
        evaluator = self.evaluator(scratch, apply)
        evaluator.same_defaults = False
        (expression,) = evaluator.run(list(self.recipe.body))
        return program(apply, scratch, evaluator.operand(expression), active)

    def conjugates(self, wanted):
        return False

    def takes_complex(self, apply):
        return self.recipe.options.get("complex", True)

    def adjoints(self, builder, apply, dy, wanted):
        operands = {**dict(enumerate(apply.args)), **dict(apply.kwargs)}
        active = {operands[index] for index in wanted}
        if not self.broadcasts:
            dy = infer.materialise(builder, dy, apply.result)
        found = adjoints(builder, self.evaluated(builder, apply, active), apply, dy)
        return distributed(operands, wanted, found)

    def tangent(self, builder, apply, tangents):
        operands = {**dict(enumerate(apply.args)), **dict(apply.kwargs)}
        given: dict[Operand, Operand] = {}
        for index, d in tangents.items():
            given[operands[index]] = d
        found = tangent(builder, self.evaluated(builder, apply, set(given)), apply, given)
        return builder.zeros_like(apply.result) if found is ZERO else as_operand(found)


def distributed(operands: dict, wanted, found: dict[Operand, Operand]) -> dict:
    """Return the adjoints by argument; one that is given twice has the whole adjoint once."""
    result: dict = {}
    for index in sorted(wanted, key=str):
        value = operands[index]
        if value in found and value not in {operands[other] for other in result}:
            result[index] = found[value]
    return result
