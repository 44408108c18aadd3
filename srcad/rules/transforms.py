"""What recipes of Fourier, cosine and sine transforms call: lengths, norms and what stands at the ends of a spectrum."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, axes_of, static
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Slice
from srcad.rules import places
from srcad.rules.facts import Undecided, as_operand, fact_of

OPPOSITE = {None: "forward", "backward": "forward", "forward": None, "ortho": "ortho"}
# The type of a transform whose matrix, up to what stands at its ends, is the transpose of one of this type.
TRANSPOSE = {1: 1, 2: 3, 3: 2, 4: 4}


def known(value, what: str):
    found = static(fact_of(value))
    if found is UNKNOWABLE:
        raise Undecided(what)
    return found


def opposite(builder: Builder, norm) -> Const:
    """Return the norm= of the transform the other way round."""
    return Const(OPPOSITE[known(norm, "norm")])


def every_axis(builder: Builder, a: Operand, axes, s=None) -> Const:
    """Return the axes over which a transform of several axes goes."""
    dims = dims_of(infer.type_of(a))
    if dims is None:
        raise Undecided("the rank of its argument")
    given = axes_of(fact_of(axes), len(dims))
    if given is UNKNOWABLE:
        raise Undecided("axes")
    if given is None and known_count(s) is not None:
        given = tuple(range(len(dims)))[-known_count(s) :]
    return Const(tuple(range(len(dims))) if given is None else given)


def known_count(s) -> int | None:
    """Return how many lengths are given, None where none are."""
    if known_none(s):
        return None
    items = getattr(fact_of(s), "items", None)
    if items is None:
        raise Undecided("s")
    return len(items)


def known_none(value) -> bool:
    return static(fact_of(value)) is None


def length(builder: Builder, a: Operand, axis) -> Operand:
    """Return the length of an axis."""
    if places.is_open(axis):
        return places.length(builder, a, axis)
    dims, at = dims_of(infer.type_of(a)), known(axis, "axis")
    if dims is not None:
        at %= len(dims)
        if isinstance(dims[at], int):
            return Const(dims[at])
        if len(dims) == 1:
            return builder.apply("builtins.len", a)
    return builder.load(builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape"), ((Const(at),),))


def lengths(builder: Builder, a: Operand, axes) -> Operand:
    """Return the lengths of several axes as a tuple."""
    at = known(axes, "axes")
    dims = dims_of(infer.type_of(a))
    if at == tuple(range(len(dims))):
        return builder.apply("numpy.shape", a, form=nodes.ATTRIBUTE, text="shape")
    return builder.apply("tuple", *(length(builder, a, axis) for axis in at))


def last_axis(builder: Builder, axes) -> Const:
    return Const(known(axes, "axes")[-1])


def last_length(builder: Builder, s):
    """Return the last of the lengths that a call gives, None where it gives none."""
    if known_none(s):
        return None
    sizes = [getattr(item, "size", None) for item in getattr(fact_of(s), "items", ())]
    if sizes and isinstance(sizes[-1], int):
        return Const(sizes[-1])
    return builder.load(as_operand(s), ((Const(-1),),))


def cut(builder: Builder, d: Operand, a: Operand, given, axes) -> Operand:
    """Return d, the adjoint of an array that was cut or lengthened to `given` lengths along axes, with the array's own."""
    if known_none(given):
        return d
    if places.is_open(axes):
        return builder.apply("srcad.runtime.cut_like", d, a, builder.apply("tuple", axes))
    at = known(axes, "axes")
    at = (at,) if isinstance(at, int) else at
    found, wanted = dims_of(infer.type_of(d)), dims_of(infer.type_of(a))
    if found is not None and wanted is not None and all(_same(found[k], wanted[k]) for k in at):
        return d
    return builder.apply("srcad.runtime.cut_like", d, a, Const(at))


def _same(one, other) -> bool:
    return one is not None and one == other


def doubled(builder: Builder, d: Operand, n, axis) -> Operand:
    """Return half a spectrum of n real numbers, n even if it isn't given, with what stands for two frequencies doubled."""
    count, dims = static(fact_of(n)), dims_of(infer.type_of(d))
    at = axis if places.is_open(axis) else known(axis, "axis")
    if dims is None or places.is_open(axis) or (count is not None and not isinstance(count, int)):
        whole = builder.apply("operator.mul", Const(2), builder.apply("operator.sub", length(builder, d, axis), Const(1)))
        return builder.apply("srcad.runtime.half_doubled", d, whole if count is None else as_operand(n), as_operand(at))
    middle = Slice(Const(1), None if count is not None and count % 2 else Const(-1))
    at %= len(dims)
    path = ((*(Slice(),) * at, middle, *(Slice(),) * (len(dims) - at - 1)) if at + 1 < len(dims) else (*(Slice(),) * at, middle),)
    twice = builder.apply("operator.mul", builder.load(d, path), Const(2))
    return builder.store(d, path, twice)


def cosines(builder: Builder, d: Operand, kind: str, type, axes, norm, inverse=False) -> Operand:
    """Return the adjoint of a cosine or sine transform: a transform of the transposed type, its ends scaled.

    Unnormalised, the matrix of type 2 is twice the cosines, and that of type 3 has one column (of ones, at the end where the
    frequency is 0 or the highest) undoubled; type 1 is symmetric but for its two ends; type 4, and sines of type 1, are symmetric.
    """
    number, norm_ = known(type, "type"), known(norm, "norm")
    if known(inverse, "inverse"):
        number, norm_ = TRANSPOSE[number], OPPOSITE[norm_]
    at = known(axes, "axes")
    at = (at,) if isinstance(at, int) else at
    name = kind.value if isinstance(kind, Const) else kind
    ends = {"dct": (2, 1), "dst": (1, 2)}[name[:3]]
    before = after = None
    if norm_ != "ortho":
        before = {1: (2, 2) if name[:3] == "dct" else None, 2: ends}.get(number)
        after = {1: (0.5, 0.5) if name[:3] == "dct" else None, 3: tuple(1 / end for end in ends)}.get(number)
    several = name.endswith("n")
    named = {"type": TRANSPOSE[number], "axes" if several else "axis": at if several else at[0], "norm": norm_}
    plain = {"type": 2, "axis": -1, "norm": None}
    kwargs = tuple((key, Const(value)) for key, value in named.items() if key not in plain or value != plain[key])
    d = _ends(builder, d, before, at)
    return _ends(builder, builder.apply(f"scipy.fft.{name}", d, kwargs=kwargs), after, at)


def _ends(builder: Builder, d: Operand, ends: tuple | None, axes: tuple) -> Operand:
    if ends is None:
        return d
    return builder.apply("srcad.runtime.ends_scaled", d, *map(Const, ends), Const(axes))
