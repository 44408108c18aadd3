"""What the arguments of np.einsum say: the labels of each operand and of the result.

>>> from srcad.ir.types import Array, Known
>>> parts((Known("...ij,...jk"), Array("float", (2, 3, 4)), Array("float", (4, 5))))
((1, 2), ['Aij', 'jk'], 'Aik')
"""

from __future__ import annotations

import string

from srcad.analysis.results import dims_of
from srcad.analysis.static import static
from srcad.ir.types import Type

DOTS = "..."


def parts(args: tuple[Type, ...]) -> tuple[tuple[int, ...], list[str], str] | None:
    """Return the operands' places among the arguments, their labels and the result's; None where they can't be told."""
    read = _text(args) or _lists(args)
    if read is None:
        return None
    places, inputs, output = read
    if any(DOTS in label for label in inputs) or DOTS in (output or ""):
        expanded = _expanded([args[k] for k in places], inputs, output)
        if expanded is None:
            return None
        inputs, output = expanded
    if output is None:
        joined = "".join(inputs)
        output = "".join(sorted(label for label in set(joined) if joined.count(label) == 1))
    plain = all(label.isalpha() or not label for label in (*inputs, output))
    return (places, inputs, output) if plain else None


def _text(args: tuple[Type, ...]) -> tuple[tuple[int, ...], list[str], str | None] | None:
    """Read the form einsum("ij,jk->ik", a, b)."""
    spec = static(args[0]) if args else None
    if not isinstance(spec, str):
        return None
    inputs, arrow, output = spec.replace(" ", "").partition("->")
    labels = inputs.split(",")
    return (tuple(range(1, len(args))), labels, output if arrow else None) if len(labels) == len(args) - 1 else None


def _lists(args: tuple[Type, ...]) -> tuple[tuple[int, ...], list[str], str | None] | None:
    """Read the form einsum(a, [0, 1], b, [1, 2], [0, 2])."""
    numbered = [static(arg) for arg in args[1::2]]
    output = static(args[-1]) if len(args) % 2 and len(args) > 1 else None
    given = [*numbered, *([output] if output is not None else [])]
    if not numbered or not all(isinstance(one, tuple) for one in given):
        return None
    texts = [_as_text(one) for one in given]
    if None in texts:
        return None
    places = tuple(range(0, 2 * len(numbered), 2))
    return places, texts[: len(numbered)], texts[-1] if output is not None else None


def _as_text(numbers: tuple) -> str | None:
    """Return a list of numbers as labels, in the order in which an implicit result has them."""
    letters = string.ascii_uppercase + string.ascii_lowercase
    if not all(one is Ellipsis or (isinstance(one, int) and 0 <= one < len(letters)) for one in numbers):
        return None
    return "".join(DOTS if one is Ellipsis else letters[one] for one in numbers)


def _expanded(operands: list[Type], inputs: list[str], output: str | None) -> tuple[list[str], str] | None:
    """Return the labels with those that each ellipsis stands for written out; they broadcast from the last."""
    counts = []
    for operand, label in zip(operands, inputs):
        dims = dims_of(operand)
        if DOTS in label and dims is None:
            return None
        counts.append(len(dims) - len(label.replace(DOTS, "")) if DOTS in label else 0)
    used = set("".join(inputs))
    free = [letter for letter in string.ascii_uppercase + string.ascii_lowercase if letter not in used]
    most = max(counts)
    stand = "".join(free[:most])
    full = [label.replace(DOTS, stand[most - count :]) for label, count in zip(inputs, counts)]
    if output is None:
        joined = "".join(label.replace(DOTS, "") for label in inputs)
        rest = sorted(label for label in set(joined) if joined.count(label) == 1)
        return full, stand + "".join(rest)
    # An ellipsis that the result lacks is an error of NumPy's own, unless there is nothing that it stands for.
    return full, output.replace(DOTS, stand)

