"""np.einsum: linear in each operand; the adjoint of one is an einsum of the others and the result's.

    y = np.einsum("ij,jk->ik", a, b)   =>   da = np.einsum("ik,jk->ij", dy, b)
"""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Operand
from srcad.rules.linear import again
from srcad.rules.rule import Rule, sum_of


def parts(spec: object, count: int) -> tuple[list[str], str] | None:
    """Return the labels of the operands and of the result; None where they don't say everything."""
    if not isinstance(spec, str):
        return None
    spec = spec.replace(" ", "")
    inputs, arrow, output = spec.partition("->")
    labels = inputs.split(",")
    if not arrow:
        joined = "".join(labels)
        output = "".join(sorted(label for label in set(joined) if joined.count(label) == 1))
    plain = all(label.isalpha() or not label for label in (*labels, output))
    return (labels, output) if plain and len(labels) == count else None


class Einsum(Rule):
    """The rule of np.einsum with its subscripts as a string."""

    def labels(self, apply: Apply) -> tuple[list[str], str] | None:
        first = apply.args[0] if apply.args else None
        return parts(first.value if isinstance(first, Const) else None, len(apply.args) - 1)

    def refuses(self, apply: Apply) -> str | None:
        found = self.labels(apply)
        if any(name != "optimize" for name, _ in apply.kwargs):
            return f"the derivative doesn't honour its parameter '{apply.kwargs[0][0]}'"
        if found is None:
            return "its subscripts aren't known before the run, or have an ellipsis"
        if any(len(set(label)) < len(label) for label in found[0]):
            return "a subscript is repeated within one operand; take the diagonal first"
        return None

    def tangent(self, builder, apply, tangents):
        return sum_of(builder, [again(builder, apply, {index: tangent}) for index, tangent in tangents.items()])

    def adjoints(self, builder, apply, dy, wanted):
        return {index: self.adjoint(builder, apply, dy, index) for index in sorted(wanted)}

    def adjoint(self, builder: Builder, apply: Apply, dy: Operand, index: int) -> Operand:
        """Append the adjoint of one operand."""
        labels, output = self.labels(apply)
        own = labels[index - 1]
        others = [(label, arg) for k, (label, arg) in enumerate(zip(labels, apply.args[1:])) if k != index - 1]
        known = {label for text, _ in others for label in text} | set(output)
        kept = "".join(label for label in own if label in known)
        spec = ",".join([output, *(label for label, _ in others)]) + f"->{kept}"
        d = builder.apply("numpy.einsum", Const(spec), dy, *(arg for _, arg in others), kwargs=apply.kwargs)
        return self.spread(builder, d, own, kept, apply.args[index])

    def spread(self, builder: Builder, d: Operand, own: str, kept: str, like: Operand) -> Operand:
        """Return d with the axes that were summed in this operand alone, or that were broadcast."""
        missing = tuple(k for k, label in enumerate(own) if label not in kept)
        if missing:
            wide = builder.apply("numpy.expand_dims", d, Const(missing if len(missing) > 1 else missing[0]))
            return builder.apply("srcad.runtime.broadcast_like", wide, like)
        # A dim of 1 is broadcast by einsum, too.
        dims = dims_of(infer.type_of(like))
        if dims is not None and all(isinstance(dim, int) and dim > 1 or getattr(dim, "not_one", False) for dim in dims):
            return d
        return builder.apply("srcad.runtime.unbroadcast", d, like)
