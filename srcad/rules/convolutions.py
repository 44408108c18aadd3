"""What recipes of convolutions and filters call: the adjoint of the part that was kept, as that of the whole; what is beyond the ends."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import Array, Known, List, Tuple
from srcad.rules import places
from srcad.rules.facts import Refusal, Undecided, as_operand, fact_of


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


# The modes of np.pad that extend an image as scipy.ndimage's and scipy.signal's of these names do.
EXTENSIONS = {
    **dict.fromkeys(("reflect", "grid-mirror", "symm"), "symmetric"),
    **dict.fromkeys(("wrap", "grid-wrap"), "wrap"),
    **dict.fromkeys(("constant", "grid-constant"), "constant"),
    "mirror": "reflect",
    "nearest": "edge",
}


def extension(builder: Builder, mode) -> Const:
    """Return np.pad's name for a way to extend an image."""
    known = static(fact_of(mode))
    if known is UNKNOWABLE:
        raise Undecided("mode")
    if not isinstance(known, str) or known not in EXTENSIONS:
        raise Refusal("with several modes; filter along one axis after the other")
    return Const(EXTENSIONS[known])


def extended(builder: Builder, a: Operand, around: Operand, mode, constant=0.0) -> Operand:
    """Return an image with so many elements more before and behind, along each axis."""
    how = extension(builder, mode)
    if how.value != "constant":
        return builder.apply("numpy.pad", a, around, how)
    return builder.apply("numpy.pad", a, around, kwargs=(("constant_values", as_operand(constant)),))


def folded(builder: Builder, d: Operand, a: Operand, around: Operand, mode) -> Operand:
    """Return the adjoint of `a` in extended(a, around, mode)."""
    how = extension(builder, mode)
    return builder.apply("srcad.runtime.unpadded", d, a, as_operand(around), *([] if how.value == "constant" else [how]))


def parity(builder: Builder, order, a: Operand) -> Const:
    """Return the sign that a filter of these orders of derivatives along the axes of `a` has when it is flipped."""
    known, rank = static(fact_of(order)), rank_of(a)
    if known is UNKNOWABLE or (isinstance(known, int) and rank is None):
        raise Undecided("order")
    return Const((-1) ** (known * rank if isinstance(known, int) else sum(known)))


def segments(builder: Builder, a: Operand, n: Operand, step: Operand) -> Operand:
    """Return the pieces of n elements along the last axis that begin `step` apart, as rows."""
    windows = builder.apply("numpy.lib.stride_tricks.sliding_window_view", a, as_operand(n), Const(-1))
    return builder.load(windows, ((Const(...), Slice(None, None, as_operand(step)), Slice()),))


def is_sampled(builder: Builder, window) -> bool:
    """Say whether a window is given sample by sample, not by its name."""
    fact = fact_of(window)
    if not isinstance(fact, (Array, Known, Tuple, List)) and window is not None:
        raise Undecided("the window")
    return isinstance(fact, (Array, List))
