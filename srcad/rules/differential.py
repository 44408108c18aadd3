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

from srcad.analysis import infer
from srcad.errors import InternalError
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Operand, Value
from srcad.rules import facts, linear
from srcad.rules.facts import ZERO, Undecided, as_operand


class Differential(linear.Adjoint):
    """`d[y] = ...` in terms of the arguments' differentials; adjoints that the recipe assigns itself are used as they are."""

    @functools.cached_property
    def known(self) -> set[str]:
        """The parameters whose differential the recipe mentions, or of which only the shape matters."""
        return {*linear.mentioned(self.recipe.body), *self.constants}

    def tangent(self, builder, apply, tangents):
        given = {self.param(index): tangent for index, tangent in tangents.items()}
        unknown = next((name for name in given if name not in self.known), None)
        if unknown is not None:
            raise self.refusal(apply, f"it has no derivative in its argument '{unknown}'")
        found = self.evaluated(builder, apply, given)
        return builder.zeros_like(apply.result) if found is ZERO else as_operand(found)

    def evaluated(self, builder: Builder, apply: Apply, given: dict[str, Operand]):
        """Append the differential; return it."""
        differentials = facts.Differentials(given)
        evaluator = self.evaluator(builder, apply, d=differentials)
        evaluator.wanted = frozenset({self.recipe.result})
        evaluator.run(list(self.recipe.body))
        unread = next((name for name in given if name not in differentials.read), None)
        if unread is not None:
            raise self.refusal(apply, f"it has no derivative in its argument '{unread}'")
        return evaluator.differentials[self.recipe.result]

    def is_direct(self, wanted: frozenset) -> bool:
        """Say whether the recipe assigns the adjoints that are wanted itself."""
        return set(map(self.param, wanted)) <= set(linear.targets(self.recipe.body))

    def conjugates(self, wanted):
        return super().conjugates(wanted) and self.is_direct(wanted)

    def adjoints(self, builder, apply, dy, wanted):
        if self.is_direct(wanted):
            return super().adjoints(builder, apply, dy, wanted)
        operands = dict(linear.enumerated(apply))
        stand_ins = {index: Value(infer.type_of(operands[index])) for index in sorted(wanted, key=str)}
        scratch = Builder(builder.origin)
        total = self.evaluated(scratch, apply, {self.param(index): value for index, value in stand_ins.items()})
        found = transposed(builder, scratch.statements, total, dy, set(stand_ins.values()))
        adjoints = {index: found[value] for index, value in stand_ins.items() if value in found}
        names = {value: operands[index] for index, value in stand_ins.items()}
        return {index: shaped(builder, scratch.statements, names, adjoint) for index, adjoint in adjoints.items()}


def transposed(builder: Builder, statements: list, total: Operand, dy: Operand, inputs: set[Value]) -> dict[Value, Operand]:
    """Append the transpose of a linear program; return the adjoints of its inputs."""
    linear_values, program = set(inputs), []
    for statement in statements:
        if any(operand in linear_values for operand in nodes.operands(statement) if isinstance(operand, Value)):
            linear_values.update(nodes.results(statement))
            program.append(statement)
        else:
            builder.add(statement)
    adjoints = {total: dy}
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
    made = {value for statement in scratch for value in nodes.results(statement)}
    made.difference_update(*map(nodes.results, builder.statements))
    if any(operand in made for statement in builder.statements for operand in nodes.operands(statement)):
        raise Undecided("the ranks of its arguments")
    if isinstance(adjoint, Value) and adjoint in names:
        raise InternalError("a rule's differential isn't linear in its arguments' differentials", builder.origin)
    return adjoint
