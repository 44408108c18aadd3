"""The values of ints as sums of named ones, by which lengths of slices are compared: `img[i:i + h]` is as long as h.

    H, W = img.shape; h = len(ker)          H, h are lengths, at least 0
    for i in range(H - h + 1):              i is at least 0 and at most H - h
        img[i : i + h]                      i + h is at most H: nothing is cut off, the length is i + h - i
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from srcad.ir.types import Array, Dim, List, Maybe, Scalar, Tuple, Type

# How often a number may be replaced by its bound: each replacement is by what is known outside a loop.
REPLACED = 8

_numbers = count()


@dataclass(frozen=True)
class Named:
    """An int that has a name of its own; low and high: what it surely isn't below or above, None where nothing is known."""

    symbol: object
    low: Size = field(default=None, compare=False)
    high: Size = field(default=None, compare=False)

    def __str__(self) -> str:
        return str(self.symbol)


@dataclass(frozen=True)
class Sum:
    """A sum of named ints, each so many times, and a number. It is exact, where a Dim with an offset is at least 0."""

    terms: tuple[tuple[Named, int], ...]
    number: int = 0

    def __str__(self) -> str:
        return "+".join([f"{times}*{name}" for name, times in self.terms] + [str(self.number)])


Size = int | Dim | Sum | None


@dataclass(frozen=True)
class Made:
    """The symbol of what is made of other lengths and numbers in some way: the same of the same is equal."""

    how: str
    parts: tuple[Size, ...]


@dataclass(frozen=True)
class Counter:
    """The symbol of a loop's counter: no two loops have the same."""

    number: int


def counter(low: Size = None, high: Size = None) -> Sum:
    """Return the value of a new loop's counter, which runs from low to high."""
    return Sum(((Named(Counter(next(_numbers)), low, high), 1),))


def argument(name: str) -> Sum:
    """Return the value of an int that is passed: it may be negative."""
    return Sum(((Named(name), 1),))


def linear(size: int | Dim | Sum) -> Sum:
    """Return an int that is known in some way as a sum."""
    match size:
        case int():
            return Sum((), size)
        case Dim(Sum() as exact, 0):
            return exact
        case Dim(symbol, 0):
            return Sum(((Named(symbol, 0), 1),))
        case Dim():
            return Sum(((Named(replace(size, not_one=False), 0), 1),))
    return size


def combined(a: Size, b: Size, times: int = 1) -> Size:
    """Return a + times * b, None where either isn't known."""
    if a is None or b is None:
        return None
    left, right = linear(a), linear(b)
    counts: dict[Named, int] = dict(left.terms)
    for name, more in right.terms:
        counts[name] = counts.get(name, 0) + times * more
    terms = sorted(((name, k) for name, k in counts.items() if k), key=lambda term: str(term[0]))
    number = left.number + times * right.number
    return Sum(tuple(terms), number) if terms else number


def quotient(size: Size, by: int) -> Size:
    """Return size // by."""
    if size is None or by <= 0:
        return None
    return size // by if isinstance(size, int) else Sum(((Named(Made("quotient", (linear(size), by)), 0 if at_least(size, 0) else None), 1),))


def at_least(a: Size, b: Size) -> bool:
    """Say whether a is surely not below b."""
    gap = combined(a, b, -1)
    for _ in range(REPLACED):
        if gap is None:
            return False
        gap = linear(gap)
        if gap.number >= 0 and all(times > 0 and name.low == 0 for name, times in gap.terms):
            return True
        gap = _at_worst(gap)
    return False


def _at_worst(gap: Sum) -> Size:
    """Return a sum in which the first name that may take from it stands at its bound, None where none has one."""
    for name, times in sorted(gap.terms, key=lambda term: not isinstance(term[0].symbol, Counter)):
        match name.symbol:
            case Made("quotient", (size, by)) if times < 0 and times % by == 0:
                # by * (size // by) is at most size.
                return combined(combined(gap, Sum(((name, 1),)), -times), size, times // by)
        bound = name.low if times > 0 else name.high
        if bound is not None and (times < 0 or bound != 0):
            return combined(combined(gap, Sum(((name, 1),)), -times), bound, times)
    return None


def length(size: Size) -> int | Dim | None:
    """Return the length of an axis that is made this long."""
    match size:
        case Sum(((Named(Dim() as dim), 1),), 0):
            return dim
        case Sum(((Named(str(symbol)), 1),), int(number)) if number <= 0:
            return Dim(symbol, -number)
        case Sum():
            return Dim(size)
    return size


def cut(dim: int | Dim | None, start: Size, stop: Size) -> int | Dim | None:
    """Return the length of `dim[start:stop]`, for bounds that need not be numbers."""
    if dim is None or start is None or stop is None:
        return None
    if at_least(start, 0) and at_least(stop, start) and at_least(dim, stop):
        return length(combined(stop, start, -1))
    back = combined(dim, stop, -1)
    # Of x[start : n - back], n being x's length, n - back counts from the end where it is negative: that
    # makes a difference if n can be below back and above (start + back) / 2.
    if isinstance(dim, Dim) and isinstance(start, int) and isinstance(back, int) and start >= 0 and 0 <= back <= start + 2:
        return Dim(dim.symbol, dim.offset + start + back)
    # Whatever is cut off, the same bounds give the same length.
    return Dim(Made("cut", (dim, linear(start), linear(stop))))


def outside(type_: Type) -> Type:
    """Return a type without what holds within one iteration of a loop only."""
    match type_:
        case Scalar(size=size) if counts(size):
            return replace(type_, size=None)
        case Array(dtype, dims) if dims is not None and any(map(counts, dims)):
            return Array(dtype, tuple(None if counts(dim) else dim for dim in dims))
        case Tuple(items):
            return type_.of(tuple(map(outside, items)))
        case List(item):
            return replace(type_, item=outside(item), parts=_outside_all(type_.parts))
        case Maybe(inner):
            return Maybe(outside(inner))
    return type_


def _outside_all(types: Iterable[Type] | None) -> tuple[Type, ...] | None:
    return None if types is None else tuple(map(outside, types))


def counts(size: Size) -> bool:
    """Say whether a value or a length depends on a loop's counter."""
    match size:
        case Sum(terms):
            return any(isinstance(name.symbol, Counter) or counts(name.symbol) for name, _ in terms)
        case Dim(symbol):
            return counts(symbol)
        case Made(_, parts):
            return any(map(counts, parts))
    return False
