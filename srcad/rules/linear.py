"""Linear and bilinear functions: a function's tangent is the function itself, its adjoint what the recipe says."""

from __future__ import annotations

import gast

from srcad.analysis import infer
from srcad.ir.nodes import Operand
from srcad.ir.types import Scalar
from srcad.rules.conjugate import sweep
from srcad.rules.facts import ZERO, Differentials, Outputs, Refusal, as_operand
from srcad.rules.rule import Rule, sum_of


class Adjoint(Rule):
    """A rule whose recipe assigns the adjoints: `d[x] = ...` in terms of `d[y]`."""

    @property
    def broadcasts(self) -> bool:
        return bool(self.recipe.options.get("broadcasts"))

    @property
    def constants(self) -> list[str]:
        """The parameters of which only shapes or dtypes matter."""
        return self.recipe.options.get("constant", "").split()

    @property
    def arrays(self) -> tuple[str, ...]:
        return tuple(targets(self.recipe.body))

    def adjoints(self, builder, apply, dy, wanted):
        since = len(builder.statements)
        evaluator = self.evaluator(builder, apply, **self.given(builder, apply, dy))
        evaluator.wanted = evaluator.active = frozenset(map(self.param, wanted))
        evaluator.run(list(self.recipe.body))
        wanted = [index for index in sorted(wanted, key=str) if self.param(index) not in self.constants]
        found = {index: self.found(evaluator.differentials, index) for index in wanted}
        missing = next((index for index, adjoint in found.items() if adjoint is None), None)
        if missing is not None:
            raise self.refusal(apply, f"it has no derivative in its argument '{self.param(missing)}'")
        found = {index: as_operand(adjoint) for index, adjoint in found.items() if adjoint is not ZERO}
        sweep(builder, list(found.values()), since)
        return found

    def given(self, builder, apply, dy) -> dict[str, object]:
        """Return what the adjoints are made of: the result's, or those of the items of a tuple, and the items."""
        if isinstance(dy, Outputs):
            given = {name for name, d in zip(self.outputs, dy.adjoints) if d is not None}
            if unread := sorted(given - {*sources(self.recipe.body), *constants(self.recipe.body)}):
                raise Refusal(f"its result '{unread[0]}' has no derivative")
            adjoints = (ZERO if d is None else d for d in dy.adjoints)
            return {**dict(zip(self.outputs, dy.values)), "d": Differentials(zip(self.outputs, adjoints))}
        if not isinstance(infer.type_of(dy), Scalar):
            dy = infer.materialise(builder, dy, apply.result)
        return {"d": Differentials({self.recipe.result: dy})}

    def found(self, differentials: dict, index):
        """Return what the recipe assigned to an argument's adjoint; of `*arrays`, to that of its place."""
        name = self.param(index)
        adjoint = differentials.get(name)
        return adjoint[index - len(self.recipe.params)] if name == self.recipe.rest and adjoint is not None else adjoint


class Linear(Adjoint):
    """`@linear(np.sum)`: jointly linear in the parameters that have an adjoint."""

    def tangent(self, builder, apply, tangents):
        """Append the function applied to the tangents."""
        linear = set(targets(self.recipe.body))
        tangents = {index: d for index, d in tangents.items() if self.param(index) not in self.constants}
        if not tangents:
            return builder.zeros_like(apply.result)
        unknown = next((index for index in tangents if self.param(index) not in linear), None)
        if unknown is not None:
            raise self.refusal(apply, f"it has no derivative in its argument '{self.param(unknown)}'")
        return again(builder, apply, self.replaced(builder, apply, tangents, linear))

    def replaced(self, builder, apply, tangents, linear) -> dict:
        """Return what stands for each argument: its tangent, zeros where it has none, itself where it isn't linear."""
        found = {}
        for index, operand in enumerated(apply):
            if index in tangents:
                found[index] = tangents[index]
            elif self.param(index) in linear and operand is not None:
                found[index] = builder.zeros_like(operand)
        return found


class Bilinear(Adjoint):
    """`@bilinear(np.matmul)`: linear in each of the parameters that have an adjoint."""

    def tangent(self, builder, apply, tangents):
        varying = {index: tangent for index, tangent in tangents.items() if self.param(index) not in self.constants}
        parts = [again(builder, apply, {index: tangent}) for index, tangent in varying.items()]
        return sum_of(builder, parts) if parts else builder.zeros_like(apply.result)


def enumerated(apply):
    """Yield an Apply's arguments by index or name."""
    yield from enumerate(apply.args)
    yield from apply.kwargs


def again(builder, apply, replaced: dict) -> Operand:
    """Append the same function with some arguments replaced."""
    args = [replaced.get(k, arg) for k, arg in enumerate(apply.args)]
    kwargs = tuple((name, replaced.get(name, arg)) for name, arg in apply.kwargs)
    return builder.apply(apply.op, *args, kwargs=kwargs, form=apply.form, text=apply.text)


def sources(body) -> list[str]:
    """Return the names x of the differentials d[x] that a recipe reads."""
    found = []
    for statement in body:
        for node in gast.walk(statement):
            if isinstance(node, gast.Subscript) and isinstance(node.ctx, gast.Load) and getattr(node.value, "id", None) == "d":
                found.append(node.slice.id)
    return found


def constants(body) -> list[str]:
    """Return the names x of the results that a recipe says are constant, `d[x] = None`."""
    found = []
    for statement in body:
        for node in gast.walk(statement):
            match node:
                case gast.Assign(targets=[gast.Subscript(slice=gast.Name(id=name))], value=gast.Constant(value=None)):
                    found.append(name)
    return found


def targets(body) -> list[str]:
    """Return the names x of the assignments `d[x] = ...` in a recipe, in order."""
    found = []
    for statement in body:
        for node in gast.walk(statement):
            if isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Subscript):
                found.append(node.targets[0].slice.id)
    return found


def mentioned(body) -> set[str]:
    """Return the names x of all `d[x]` in a recipe."""
    parts = (node for statement in body for node in gast.walk(statement) if isinstance(node, gast.Subscript))
    return {part.slice.id for part in parts if isinstance(part.value, gast.Name) and part.value.id == "d"}
