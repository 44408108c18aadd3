"""Functions that return one of their arguments: the chosen one has the whole derivative."""

from __future__ import annotations

from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Operand
from srcad.ir.types import Scalar, Unknown
from srcad.analysis import infer
from srcad.rules import forms
from srcad.rules.rule import Rule, sum_of


class Choice(Rule):
    """The recipe returns the comparisons that hold between the chosen argument and those before and after it."""

    def refuses(self, apply: Apply) -> str | None:
        if apply.kwargs or len(apply.args) < 2:
            return "only numbers given one by one are compared; write np.max or np.min of an array, or a loop"
        # Of what may be an array Python asks for one truth value, so that it holds one number.
        if not all(isinstance(infer.type_of(arg), (Scalar, Unknown)) for arg in apply.args):
            return "its arguments aren't numbers; write np.maximum or np.minimum of arrays"
        return None

    def adjoints(self, builder, apply, dy, wanted):
        return {index: self.chosen(builder, apply, index, dy) for index in sorted(wanted)}

    def tangent(self, builder, apply, tangents):
        return sum_of(builder, [self.chosen(builder, apply, index, d) for index, d in tangents.items()])

    def chosen(self, builder: Builder, apply: Apply, index: int, d: Operand) -> Operand:
        """Append d where the argument is the chosen one, else 0."""
        before, after = (forms.qualified(node, self.recipe.modules) for node in self.recipe.body[-1].value.elts)
        for k, other in enumerate(apply.args):
            if k != index:
                mask = builder.apply(before if k < index else after, apply.args[index], other)
                d = builder.apply("operator.mul", d, mask)
        return d
