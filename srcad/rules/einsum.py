"""np.einsum: linear in each operand; the adjoint of one is an einsum of the others and the result's.

    y = np.einsum("ij,jk->ik", a, b)   =>   da = np.einsum("ik,jk->ij", dy, b)

An ellipsis stands for labels that only its ranks tell; the form with lists of numbers is read as the one with a text.
"""

from __future__ import annotations

from dataclasses import dataclass

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.shapes import surely_not_one
from srcad.analysis.subscripts import parts
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Operand
from srcad.rules.linear import again
from srcad.rules.rule import Rule, sum_of
from srcad.simplify import algebra, spelling


# What changes how the sum is computed and laid out, and in which precision.
KEYWORDS = ("optimize", "order", "casting", "dtype")


@dataclass(frozen=True)
class Spec:
    """The labels of each operand and of the result, and where among the arguments the operands are."""

    labels: list[str]
    output: str
    places: tuple[int, ...]


def spec_of(apply: Apply) -> Spec | None:
    """Return what the arguments say, None where they don't tell everything."""
    places, labels, output = parts(tuple(map(infer.type_of, apply.args))) or ((), [], None)
    return None if output is None else Spec(labels, output, places)


class Einsum(Rule):
    """The rule of np.einsum."""

    def refuses(self, apply: Apply) -> str | None:
        other = next((name for name, _ in apply.kwargs if name not in KEYWORDS), None)
        if other is not None:
            return f"the derivative doesn't honour its parameter '{other}'"
        if spec_of(apply) is None:
            return "its subscripts, or the ranks that an ellipsis stands for, aren't known before the run"
        return None

    def tangent(self, builder, apply, tangents):
        return sum_of(builder, [again(builder, apply, {index: tangent}) for index, tangent in tangents.items()])

    def adjoints(self, builder, apply, dy, wanted):
        spec = spec_of(apply)
        return {index: self.adjoint(builder, apply, spec, dy, index) for index in sorted(wanted)}

    def adjoint(self, builder: Builder, apply: Apply, spec: Spec, dy: Operand, index: int) -> Operand:
        """Append the adjoint of one operand."""
        own = spec.labels[spec.places.index(index)]
        others = [(label, apply.args[k]) for label, k in zip(spec.labels, spec.places) if k != index]
        known = {label for text, _ in others for label in text} | set(spec.output)
        # Each label once: what stands on a diagonal is put there, what was summed in this operand alone is spread.
        each = "".join(dict.fromkeys(own))
        kept = "".join(label for label in each if label in known)
        like = apply.args[index]
        if spec.output:
            d = contracted(builder, apply, [(spec.output, dy), *others], kept)
        else:
            d = builder.apply("operator.mul", dy, contracted(builder, apply, others, kept)) if others else dy
        if len(each) == len(own):
            return spread(builder, d, own, kept, like)
        if len(each) == 1 and len(own) == 2 and kept:
            return builder.apply("numpy.diag", d)
        if len(each) == 1 and len(own) == 2:
            return builder.apply("operator.mul", d, builder.apply("numpy.eye", builder.apply("builtins.len", like)))
        missing = [k for k, label in enumerate(each) if label not in kept]
        d = builder.apply("numpy.expand_dims", d, axes(missing)) if missing else d
        return builder.apply("srcad.runtime.on_diagonals", d, like, Const(f"{own}->{each}"))


def contracted(builder: Builder, apply: Apply, operands: list[tuple[str, Operand]], kept: str) -> Operand:
    """Append the einsum of operands, each with its labels; one alone that has the labels wanted is returned as it is."""
    if [label for label, _ in operands] == [kept]:
        return operands[0][1]
    text = ",".join(label for label, _ in operands) + f"->{kept}"
    kwargs = tuple(one for one in apply.kwargs if one[0] == "optimize") if len(operands) > 1 else ()
    given = [operand for _, operand in operands]
    if not any(map(spelling.is_floating, given)):
        given[0] = algebra.floats(builder, given[0], masks=True)
    return builder.apply("numpy.einsum", Const(text), *given, kwargs=kwargs)


def axes(places: list[int]) -> Const:
    return Const(tuple(places) if len(places) > 1 else places[0])


def spread(builder: Builder, d: Operand, own: str, kept: str, like: Operand) -> Operand:
    """Return d with the axes that were summed in this operand alone, or that were broadcast."""
    missing = [k for k, label in enumerate(own) if label not in kept]
    if missing:
        wide = builder.apply("numpy.expand_dims", d, axes(missing)) if kept else d
        return builder.apply("srcad.runtime.broadcast_like", wide, like)
    # A dim of 1 is broadcast by einsum, too.
    dims = dims_of(infer.type_of(like))
    if dims is not None and all(map(surely_not_one, dims)):
        return d
    return builder.apply("srcad.runtime.unbroadcast", d, like)
