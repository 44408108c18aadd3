"""What every rule does: bind a call's arguments, refuse what the recipe doesn't honour, give both modes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from srcad.analysis import infer, primitives
from srcad.errors import UnsupportedCallError
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Operand
from srcad.ir.types import Known, Scalar, Tuple, Unknown, differentiable, has_complex, is_sparse
from srcad.rules import conjugate, sequences
from srcad.rules.forms import Recipe
from srcad.rules.facts import OPERANDS, ZERO, Outputs, Refusal, Undecided, as_fact, as_operand
from srcad.rules.holomorphic import is_holomorphic
from srcad.rules.language import Evaluator

Index = int | str
# Where an operand may be a sparse matrix.
SPARSE = ("operator.matmul", "numpy.transpose", "scipy.sparse.")


@dataclass(frozen=True)
class ConstantRule:
    """The function has no derivative: it is piecewise constant, or its result is no number."""

    op: str


@dataclass(frozen=True)
class Refused:
    """The function has a derivative that is refused, and why."""

    op: str
    reason: str


@dataclass(frozen=True)
class Effect(Refused):
    """The function is no primitive: it is called once, in order, and what it gives has no derivative."""


class Rule:
    """A rule for one function; `broadcasts` says that it takes adjoints and tangents of lower rank."""

    broadcasts = False

    def __init__(self, recipe: Recipe, op: str):
        self.recipe = recipe
        self.op = op

    def sequences(self, apply: Apply) -> dict[Index, Operand]:
        """Return the arguments that are lists or tuples where the recipe means arrays."""
        if self.recipe.options.get("sequences"):
            return {}
        return sequences.given(apply, lambda k: self.param(k) in self.arrays)

    @property
    def arrays(self) -> tuple[str, ...]:
        """The parameters that are surely numbers or arrays: those in which there is a derivative."""
        return ()

    # -- arguments

    def bind(self, apply: Apply) -> dict[str, object]:
        """Return the arguments by the recipe's parameter names."""
        recipe = self.recipe
        bound: dict[str, object] = dict(recipe.defaults)
        bound.update(zip(recipe.params, apply.args))
        if recipe.rest is not None:
            bound[recipe.rest] = apply.args[len(recipe.params) :]
        bound.update((self.param(name), operand) for name, operand in apply.kwargs)
        return bound

    def unbound(self, apply: Apply) -> str | None:
        """Return which argument the recipe doesn't honour, None where it honours them all."""
        recipe = self.recipe
        honoured = (*recipe.params, *recipe.keywords, *recipe.options.get("synonyms", ()))
        unknown = next((name for name, _ in apply.kwargs if name not in honoured), None)
        if unknown is not None:
            return f"the derivative doesn't honour its parameter '{unknown}'"
        for name in recipe.options.get("refuses", "").split():
            if not self.is_default(name, self.bind(apply)[name]):
                return f"the derivative doesn't honour its parameter '{name}'"
        if len(apply.args) > len(recipe.params) and recipe.rest is None:
            return f"the derivative honours its first {len(recipe.params)} arguments, and it is given {len(apply.args)}"
        given = {*recipe.params[: len(apply.args)], *(self.param(name) for name, _ in apply.kwargs), *recipe.defaults}
        missing = next((name for name in recipe.params if name not in given), None)
        return None if missing is None else f"its argument '{missing}' is missing"

    def is_default(self, name: str, given) -> bool:
        """Say whether an argument is surely what its parameter is without it."""
        known, default = as_fact(given), self.recipe.defaults.get(name)
        return type(known) is type(default) and known == default

    def param(self, index: Index) -> str:
        """Return the name of the parameter that an argument's position or keyword stands for."""
        if isinstance(index, str):
            return self.recipe.options.get("synonyms", {}).get(index, index)
        return self.recipe.params[index] if index < len(self.recipe.params) else self.recipe.rest

    def refusal(self, apply: Apply, reason: str) -> UnsupportedCallError:
        shown = apply.text or apply.op.removeprefix("builtins.")
        return UnsupportedCallError(f"{shown} can't be differentiated as it is called here", apply.origin, reason)

    def evaluator(self, builder: Builder, apply: Apply, **more) -> Evaluator:
        bound = self.bind(apply)
        numbers = apply.op.startswith(("math.", "cmath.")) or all(isinstance(infer.type_of(arg), Scalar) for arg in apply.args)
        math = "cmath" if is_complex_call(apply) else "math"
        math = math if numbers and not apply.op.startswith(("numpy.", "scipy.")) else None
        evaluator = Evaluator(builder, {**bound, self.recipe.result: apply.result, **more}, self.recipe.modules, math)
        evaluator.apply = apply
        if primitives.is_registered(apply.op):
            evaluator.spelling[apply.op] = apply.form, apply.text
        return evaluator

    def refuses(self, apply: Apply) -> str | None:
        """Return why this call has no derivative although the function has one; None where it has."""
        if any(is_sparse(infer.type_of(arg)) for arg in apply.args) and not apply.op.startswith(SPARSE):
            return "its argument is a sparse matrix, which is followed in products a @ x; make it an array first"
        types = [infer.type_of(operand) for operand in (apply.result, *apply.args)]
        if is_complex_call(apply) and not self.takes_complex(apply):
            return "complex numbers are not differentiated by its rule"
        if self.sequences(apply) and not apply.op.startswith(sequences.LIBRARIES):
            return "its argument is a list or a tuple; make it an array first"
        if self.outputs and isinstance(types[0], Unknown) and not self.recipe.options.get("alone"):
            return "what it gives isn't known before the run; give the types of its arguments"
        return self.unbound(apply) or self.untyped(apply)

    def takes_complex(self, apply: Apply) -> bool:
        """Say whether the recipe holds for complex numbers."""
        holomorphic = has_complex(infer.type_of(apply.result)) and is_holomorphic(apply.op)
        return self.recipe.options.get("complex", holomorphic)

    def untyped(self, apply: Apply) -> str | None:
        """Return why a dtype is refused: one that only the run can tell may be an int's."""
        dtype = self.bind(apply).get("dtype")
        unknown = isinstance(dtype, OPERANDS) and not isinstance(infer.type_of(dtype), Known)
        return "its dtype isn't known before the run" if unknown else None

    # -- functions that give a tuple

    @property
    def outputs(self) -> list[str]:
        """The recipe's names for the items of the tuple that the function gives, nothing where it gives none."""
        return self.recipe.options.get("outputs", "").split()

    def gives_items(self, apply: Apply) -> bool:
        """Say whether a call gives the tuple that the recipe has names for the items of."""
        return bool(self.outputs) and isinstance(infer.type_of(apply.result), Tuple)

    def items_of(self, builder: Builder, operand: Operand) -> tuple[Operand, ...]:
        """Return the items of a tuple that a call of the function gives, or of its adjoint."""
        return tuple(builder.load(operand, ((Const(k),),)) for k in range(len(self.outputs)))

    # -- the two modes

    def pullback(self, builder: Builder, apply: Apply, dy: Operand | Outputs, wanted: frozenset) -> dict[Index, Operand]:
        """Append the contributions to the adjoints of the wanted arguments, given the result's; return them."""
        if (reason := self.refuses(apply)) is not None:
            raise self.refusal(apply, reason)
        lists = self.sequences(apply)
        if self.gives_items(apply) and not isinstance(dy, Outputs):
            items = self.items_of(builder, apply.result)
            adjoints = zip(items, self.items_of(builder, dy))
            dy = Outputs(items, tuple(d if differentiable(infer.type_of(item)) else None for item, d in adjoints))
        try:
            adjoints = self.complex_adjoints if is_complex_call(apply) else self.adjoints
            found = adjoints(builder, sequences.as_arrays(builder, apply, lists) if lists else apply, dy, wanted)
            found = {k: sequences.unpacked(builder, d, lists[k]) if k in lists else d for k, d in found.items()}
        except (Refusal, Undecided) as refused:
            raise self.refusal(apply, refused.reason) from None
        operands = {**dict(enumerate(apply.args)), **dict(apply.kwargs)}
        return {index: infer.real_part(builder, d, infer.type_of(operands[index])) for index, d in found.items()}

    def complex_adjoints(self, builder: Builder, apply: Apply, dy: Operand, wanted: frozenset) -> dict[Index, Operand]:
        """Append the contributions where something is complex."""
        since = len(builder.statements)
        if self.conjugates(wanted):
            found = self.adjoints(builder, apply, conjugate.seed(builder, dy), wanted)
            found = {index: conjugate.adjoint(builder, d, since) for index, d in found.items()}
        else:
            found = self.adjoints(builder, apply, dy, wanted)
        conjugate.sweep(builder, list(found.values()), since)
        return found

    def conjugates(self, wanted: frozenset) -> bool:
        """Say whether the recipe's adjoints are transposes, to be put between conjugations."""
        return "complex" not in self.recipe.options

    def pushforward(self, builder: Builder, apply: Apply, tangents: dict[Index, Operand]) -> Operand:
        """Append the result's tangent, given those of some arguments; return it."""
        if self.gives_items(apply):
            items = self.items_of(builder, apply.result)
            wanted = [k for k, item in enumerate(items) if differentiable(infer.type_of(item))]
            found = self.item_tangents(builder, apply, tangents, items, wanted)
            return builder.apply("tuple", *(found[k] if k in found else builder.zeros_like(item) for k, item in enumerate(items)))
        if (reason := self.refuses(apply)) is not None:
            raise self.refusal(apply, reason)
        lists = self.sequences(apply)
        try:
            if lists:
                apply = sequences.as_arrays(builder, apply, lists)
                tangents = {k: builder.apply("numpy.asarray", d) if k in lists else d for k, d in tangents.items()}
            return self.tangent(builder, apply, tangents)
        except (Refusal, Undecided) as refused:
            raise self.refusal(apply, refused.reason) from None

    def item_tangents(
        self, builder: Builder, apply: Apply, tangents: dict[Index, Operand], items: tuple[Operand, ...], wanted: Iterable[int]
    ) -> dict[int, Operand]:
        """Append the tangents of the wanted items of a tuple; return them by position."""
        if (reason := self.refuses(apply)) is not None:
            raise self.refusal(apply, reason)
        try:
            found = self.tangents_of_items(builder, apply, tangents, items, wanted)
        except (Refusal, Undecided) as refused:
            raise self.refusal(apply, refused.reason) from None
        return {k: builder.zeros_like(items[k]) if d is ZERO else as_operand(d) for k, d in found.items()}

    def tangents_of_items(self, builder, apply, tangents, items, wanted) -> dict[int, object]:
        raise self.refusal(apply, "it has no rule for the forward mode")

    def adjoints(self, builder, apply, dy, wanted) -> dict[Index, Operand]:
        raise self.refusal(apply, "it has no rule for the reverse mode")

    def tangent(self, builder, apply, tangents) -> Operand:
        raise self.refusal(apply, "it has no rule for the forward mode")


def is_complex_call(apply: Apply) -> bool:
    """Say whether a call takes or gives complex numbers."""
    operands = (apply.result, *apply.args, *(operand for _, operand in apply.kwargs))
    return any(has_complex(infer.type_of(operand)) for operand in operands)


def sum_of(builder: Builder, parts: list[Operand]) -> Operand:
    total = parts[0]
    for part in parts[1:]:
        total = builder.apply("operator.add", total, part)
    return total
