"""Functions that recipes call while they are evaluated: facts about operands, and constructions too long for a recipe."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.analysis.results import dims_of
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const
from srcad.ir.types import Array, Scalar


def rank(builder: Builder, a):
    """Return the rank of an operand, UNKNOWABLE where it isn't known."""
    dims = dims_of(infer.type_of(a))
    return UNKNOWABLE if dims is None else len(dims)


def is_number(builder: Builder, a) -> bool:
    """Say whether an operand is surely a number and no array."""
    return isinstance(infer.type_of(a), Scalar)


def is_known(builder: Builder, a) -> bool:
    """Say whether an operand's value is known before the run."""
    if not isinstance(a, (nodes.Value, nodes.Const, nodes.Global)):
        return True
    return (isinstance(a, Const) and isinstance(a.value, (int, float))) or static(infer.type_of(a)) is not UNKNOWABLE


BY_NAME = {function.__name__: function for function in (rank, is_number, is_known)}
