"""The outer forms of ufuncs: `np.multiply.outer(a, b)` is `a[..., None] * b`, with as many new axes as b has.

Their rules are those of the ufuncs, applied to what broadcasts.
"""

from __future__ import annotations

from dataclasses import replace

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Operand
from srcad.ir.types import Scalar
from srcad.rules.elementwise import Elementwise
from srcad.rules.facts import Undecided
from srcad.rules.parts import as_array
from srcad.rules.rule import Rule


class Outer(Rule):
    """The rule of `np.multiply.outer`, given that of `np.multiply`."""

    def __init__(self, inner: Elementwise, op: str):
        super().__init__(inner.recipe, op)
        self.inner = inner

    def rank(self, operand: Operand) -> int:
        dims = dims_of(infer.type_of(operand))
        if dims is None:
            raise Undecided("the ranks of its arguments")
        return len(dims)

    def wide(self, builder: Builder, apply: Apply, a: Operand) -> Operand:
        """Return the first argument, or its tangent, with an axis of length 1 for each of the second."""
        new = self.rank(apply.args[1])
        a = as_array(builder, a)
        if isinstance(infer.type_of(a), Scalar) or not new:
            return a
        return builder.load(a, ((Const(Ellipsis), *(Const(None),) * new),))

    def broadcast(self, builder: Builder, apply: Apply) -> Apply:
        """Return the call of the ufunc itself that gives the same."""
        return replace(apply, op=self.inner.op, args=(self.wide(builder, apply, apply.args[0]), as_array(builder, apply.args[1])), text=None)

    def adjoints(self, builder, apply, dy, wanted):
        found = self.inner.adjoints(builder, self.broadcast(builder, apply), dy, wanted)
        if 0 in found and not isinstance(infer.type_of(apply.args[0]), Scalar) and (new := self.rank(apply.args[1])):
            found[0] = builder.load(found[0], ((Const(Ellipsis), *(Const(0),) * new),))
        return found

    def tangent(self, builder, apply, tangents):
        if 0 in tangents:
            tangents = tangents | {0: self.wide(builder, apply, tangents[0])}
        return self.inner.tangent(builder, self.broadcast(builder, apply), tangents)
