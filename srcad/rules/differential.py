"""Functions given by their differential, which the reverse mode transposes.

    @differential(np.linalg.solve)         # a y = b  =>  da y + a dy = db
    def solve(y, a, b):
        d[y] = np.linalg.solve(a, d[b] - d[a] @ y)

The right-hand side is linear in d[a] and d[b]: run backwards, each of its operations by the rule for that operation,
it gives `db = solve(a.T, dy)` and `da = -outer(db, y)`, as one does on paper.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import gast

from srcad.analysis import infer
from srcad.errors import InternalError
from srcad.ir import contents
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Operand, Value
from srcad.rules import composite, facts, linear
from srcad.rules.conjugate import sweep
from srcad.rules.facts import ZERO, Refusal, Undecided, as_operand


class Differential(linear.Adjoint):
    """`d[y] = ...` in terms of the arguments' differentials; adjoints that the recipe assigns itself are used as they are."""

    @functools.cached_property
    def known(self) -> set[str]:
        """The parameters whose differential the recipe mentions, or of which only the shape matters."""
        return {*linear.mentioned(self.recipe.body), *self.constants}

    def tangent(self, builder, apply, tangents):
        given = {self.param(index): tangent for index, tangent in tangents.items()}
        given = {name: tangent for name, tangent in given.items() if name not in self.constants}
        if (made := self.composed(builder, apply, tangents)) is not None:
            operands = dict(linear.enumerated(apply))
            return as_operand(composite.tangent(builder, made, apply, {operands[k]: d for k, d in tangents.items()}))
        unknown = next((name for name in given if name not in self.known), None)
        if unknown is not None:
            raise self.refusal(apply, f"it has no derivative in its argument '{unknown}'")
        found = self.evaluated(builder, apply, given, (self.recipe.result,))[self.recipe.result]
        return builder.zeros_like(apply.result) if found is ZERO else as_operand(found)

    def tangents_of_items(self, builder, apply, tangents, items, wanted):
        given = {self.param(index): tangent for index, tangent in tangents.items()}
        names = dict(zip(self.outputs, items))
        found = self.evaluated(builder, apply, given, [self.outputs[k] for k in wanted], **names)
        return {k: found[self.outputs[k]] for k in wanted}

    def evaluated(self, builder: Builder, apply: Apply, given: dict[str, Operand], wanted, **more) -> dict[str, object]:
        """Append the differentials that are wanted; return them by name."""
        differentials = facts.Differentials(given)
        evaluator = self.evaluator(builder, apply, d=differentials, **more)
        evaluator.wanted, evaluator.active = frozenset(wanted), frozenset(given)
        evaluator.run(list(self.recipe.body))
        unread = next((name for name in given if name not in differentials.read), None)
        if unread is not None:
            raise self.refusal(apply, f"it has no derivative in its argument '{unread}'")
        missing = next((name for name in wanted if name not in evaluator.differentials), None)
        if missing is not None:
            raise Refusal(f"its result '{missing}' has no derivative")
        return {name: evaluator.differentials[name] for name in wanted}

    def is_direct(self, wanted: frozenset) -> bool:
        """Say whether the recipe assigns the adjoints that are wanted itself."""
        return set(map(self.param, wanted)) <= set(linear.targets(self.recipe.body))

    def conjugates(self, wanted):
        return super().conjugates(wanted) and self.is_direct(wanted)

    def composed(self, builder: Builder, apply: Apply, active) -> composite.Program | None:
        """Return the expression that the recipe returns for this call as a program; None where it gives a differential."""
        if self.gives_items(apply) or not any(isinstance(node, gast.Return) for statement in self.recipe.body for node in gast.walk(statement)):
            return None
        scratch = Builder(builder.origin)
        evaluator = self.evaluator(scratch, apply, d=facts.Differentials({}))
        evaluator.active = frozenset(map(self.param, active))
        evaluator.same_defaults = False
        found = evaluator.run(list(self.recipe.body))
        if not found:
            return None
        operands = dict(linear.enumerated(apply))
        return composite.program(apply, scratch, evaluator.operand(found[0]), {operands[index] for index in active})

    def adjoints(self, builder, apply, dy, wanted):
        if (made := self.composed(builder, apply, wanted)) is not None:
            operands = dict(linear.enumerated(apply))
            since = len(builder.statements)
            found = composite.distributed(operands, wanted, composite.adjoints(builder, made, apply, dy))
            sweep(builder, list(found.values()), since)
            return found
        if self.is_direct(wanted):
            return super().adjoints(builder, apply, dy, wanted)
        operands = dict(linear.enumerated(apply))
        stand_ins = {index: Value(infer.type_of(operands[index])) for index in sorted(wanted, key=str)}
        scratch = Builder(builder.origin)
        seeds = {self.recipe.result: dy}
        items: dict[str, Operand] = {}
        if isinstance(dy, facts.Outputs):
            items = dict(zip(self.outputs, dy.values))
            seeds = {name: d for name, d in zip(self.outputs, dy.adjoints) if d is not None}
        given = {self.param(index): value for index, value in stand_ins.items()}
        totals = self.evaluated(scratch, apply, given, seeds, **items)
        found = transposed(builder, scratch.statements, [(totals[name], d) for name, d in seeds.items()], set(stand_ins.values()))
        adjoints = {index: found[value] for index, value in stand_ins.items() if value in found}
        names = {value: operands[index] for index, value in stand_ins.items()}
        return {index: shaped(builder, scratch.statements, names, adjoint) for index, adjoint in adjoints.items()}


def transposed(builder: Builder, statements: list, seeds: list[tuple], inputs: set[Value]) -> dict[Value, Operand]:
    """Append the transpose of a linear program, given the adjoints of its results; return those of its inputs."""
    linear_values, program = set(inputs), []
    for statement in statements:
        if any(operand in linear_values for operand in contents.operands(statement) if isinstance(operand, Value)):
            linear_values.update(contents.results(statement))
            program.append(statement)
        else:
            builder.add(statement)
    adjoints: dict[Value, Operand] = {}
    for total, dy in seeds:
        if total is not ZERO:
            adjoints[total] = dy if total not in adjoints else builder.apply("operator.add", adjoints[total], dy)
    for statement in reversed(program):
        adjoint = adjoints.pop(statement.result, None)
        if adjoint is not None:
            _transpose(builder, statement, adjoint, linear_values, adjoints)
    return adjoints


def _transpose(builder: Builder, statement: Apply, dy: Operand, linear_values: set, adjoints: dict) -> None:
    """Append the adjoints of one linear operation's operands."""
    from srcad.rules import registry

    rule = registry.find(statement.op)
    wanted = frozenset(k for k, arg in enumerate(statement.args) if arg in linear_values)
    if not rule.broadcasts:
        dy = infer.materialise(builder, dy, statement.result)
    for index, part in rule.pullback(builder, statement, dy, wanted).items():
        value = statement.args[index]
        adjoints[value] = part if value not in adjoints else builder.apply("operator.add", adjoints[value], part)


def shaped(builder: Builder, scratch: list, names: dict[Value, Operand], adjoint: Operand) -> Operand:
    """Replace the stand-ins of differentials, of which only shapes were used, by the arguments; return the adjoint."""
    for k, statement in enumerate(builder.statements):
        if isinstance(statement, Apply) and any(arg in names for arg in statement.args if isinstance(arg, Value)):
            args = tuple(names.get(arg, arg) if isinstance(arg, Value) else arg for arg in statement.args)
            builder.statements[k] = replace(statement, args=args)
    made = {value for statement in scratch for value in contents.results(statement)}
    made.difference_update(*map(contents.results, builder.statements))
    if any(operand in made for statement in builder.statements for operand in contents.operands(statement)):
        raise Undecided("the ranks of its arguments")
    if isinstance(adjoint, Value) and adjoint in names:
        raise InternalError("a rule's differential isn't linear in its arguments' differentials", builder.origin)
    return adjoint
