"""Tells which subscripts name no element of an array twice: `a[i] += v` and `d[i] = g` are right for those alone.

    a[1:, k]                      once
    a[np.arange(n), columns]      once, where n isn't 1: the pairs differ in their first number
    a[rows]                       may name an element twice
"""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import infer
from srcad.ir import nodes
from srcad.ir.nodes import Apply, Const, Operand
from srcad.ir.types import BOOL, INT, Array, Dim, Known, Scalar, Text, dtype_of

# What gives each index of an array at most once.
PERMUTATIONS = frozenset({"numpy.argsort", "numpy.argpartition", "numpy.flatnonzero", "numpy.lexsort"})

# Gives the statement that defines an operand, None for one that no primitive defines.
Definition = Callable[[Operand], nodes.Statement | None]


def is_basic(subscript: nodes.Subscript) -> bool:
    """Say whether a subscript gives a view or an element: no arrays among its items."""
    return all(map(_is_basic, subscript))


def _is_basic(item: nodes.Item) -> bool:
    if isinstance(item, nodes.Slice):
        return True
    if isinstance(item, Const):
        return not isinstance(item.value, (bool, tuple, list))
    type_ = infer.type_of(item)
    return isinstance(type_, Scalar) and type_.dtype == INT or isinstance(type_, (Known, Text))


def is_basic_path(path: nodes.Path) -> bool:
    """Say whether a path gives a view or an element, so that it names each element once."""
    return all(map(is_basic, path))


def is_vector(item: Operand) -> bool:
    """Say whether an index is an array of ints, of rank 1."""
    type_ = infer.type_of(item)
    return isinstance(type_, Array) and type_.dtype == INT and type_.rank == 1


def names_each_element_once(subscript: nodes.Subscript, definition: Definition) -> bool:
    """Say whether a subscript surely names no element of an array twice.

    Slices, ints and masks never do. Of integer vectors it is enough that one holds distinct numbers and is as long as the
    others broadcast to, so that the pairs (or triples) are distinct.
    """
    arrays = [item for item in subscript if not _is_basic(item)]
    if all(dtype_of(infer.type_of(item)) == BOOL for item in arrays):
        return len(arrays) < 2
    if len(arrays) == 1:
        return _is_distinct(definition(arrays[0]))
    if not all(map(is_vector, arrays)):
        return False
    lengths = [infer.type_of(item).dims[0] for item in arrays]
    alike = None not in lengths and len(set(lengths)) == 1
    return any(
        (alike or _is_not_one(length)) and _is_distinct(definition(item))
        for item, length in zip(arrays, lengths, strict=True)
    )


def _is_not_one(length: int | Dim | None) -> bool:
    """Say whether a vector surely has another length than 1, so that it is never stretched to the others'."""
    if isinstance(length, Dim):
        return length.not_one and not length.offset
    return length is not None and length != 1


def _is_distinct(define: nodes.Statement | None) -> bool:
    """Say whether an index surely holds distinct numbers of one sign: a negative one may be another's name for its element."""
    if not isinstance(define, Apply):
        return False
    if define.op in PERMUTATIONS:
        return is_vector(define.result)
    numbers = [arg.value if isinstance(arg, Const) else None for arg in define.args]
    if "list" in (define.op, define.text):
        ints = all(type(number) is int for number in numbers)
        return ints and len(set(numbers)) == len(numbers) and len({number >= 0 for number in numbers}) < 2
    if define.op != "numpy.arange" or not all(dtype_of(infer.type_of(arg)) == INT for arg in define.args):
        return False
    start, step = (numbers[0] if len(numbers) > 1 else 0), (numbers[2] if len(numbers) > 2 else 1)
    upwards = isinstance(start, int) and start >= 0 and isinstance(step, int) and step > 0
    return upwards and {name for name, _ in define.kwargs} <= {"dtype"}
