"""What recipes of convolutions call: the adjoint of the part of one that was kept, as that of the whole."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.rules import places
from srcad.rules.facts import Undecided, fact_of


def rank_of(a: Operand) -> int | None:
    dims = dims_of(infer.type_of(a))
    return None if dims is None else len(dims)


def uncut(builder: Builder, d: Operand, a: Operand, b: Operand, mode="full", late=False) -> Operand:
    """Return d, the adjoint of the middle part of a convolution of a and b, as that of the full one.

    A full convolution has len(a) + len(b) - 1 elements; 'same' leaves those of a, 'valid' those where the shorter one fits. Of an odd number that 'same'
    leaves out, one more is behind, or before where it is `late`.
    """
    how = static(fact_of(mode))
    if how is UNKNOWABLE:
        raise Undecided("mode")
    if how == "full":
        return d
    missing = _one_less(builder, [b] if how == "same" else [a, b])
    at = builder.apply("operator.add", missing, Const(1)) if late else missing
    half = builder.apply("operator.floordiv", at, Const(2)) if how == "same" else missing
    if how == "valid":
        widths = builder.load(missing, ((Slice(), Const(None)),)) if rank_of(d) != 1 else missing
    else:
        rest = builder.apply("operator.sub", missing, half)
        pair = builder.apply("tuple", half, rest)
        widths = pair if rank_of(d) == 1 else builder.apply("numpy.stack", pair, kwargs=(("axis", Const(1)),))
    return builder.apply("numpy.pad", d, widths)


def _one_less(builder: Builder, arrays: list) -> Operand:
    """Return the lengths of an array's axes, or the smaller of two arrays', less 1; a number where there is one axis."""
    if all(rank_of(a) == 1 for a in arrays):
        lengths = [builder.apply("builtins.len", a) for a in arrays]
        length = lengths[0] if len(lengths) == 1 else builder.apply("builtins.min", *lengths)
        return builder.apply("operator.sub", length, Const(1))
    shapes = [places.of_array(builder, "shape", a) for a in arrays]
    shape = shapes[0] if len(shapes) == 1 else builder.apply("numpy.minimum", *shapes)
    return builder.apply("numpy.subtract", shape, Const(1))
