"""What each primitive looks like in Python, and how it treats memory."""

from __future__ import annotations

import gast

BINARY = {
    "operator.add": gast.Add, "operator.sub": gast.Sub, "operator.mul": gast.Mult,
    "operator.truediv": gast.Div, "operator.floordiv": gast.FloorDiv, "operator.mod": gast.Mod,
    "operator.pow": gast.Pow, "operator.matmul": gast.MatMult, "operator.and_": gast.BitAnd,
    "operator.or_": gast.BitOr, "operator.xor": gast.BitXor, "operator.lshift": gast.LShift,
    "operator.rshift": gast.RShift,
}
UNARY = {
    "operator.neg": gast.USub, "operator.pos": gast.UAdd, "operator.invert": gast.Invert,
    "operator.not_": gast.Not,
}
COMPARE = {
    "operator.lt": gast.Lt, "operator.le": gast.LtE, "operator.gt": gast.Gt, "operator.ge": gast.GtE,
    "operator.eq": gast.Eq, "operator.ne": gast.NotEq, "operator.is_": gast.Is, "operator.is_not": gast.IsNot,
    "operator.contains": gast.In, "operator.not_contains": gast.NotIn,
}
NEGATED = {
    gast.Eq: gast.NotEq, gast.NotEq: gast.Eq, gast.Is: gast.IsNot, gast.IsNot: gast.Is,
    gast.In: gast.NotIn, gast.NotIn: gast.In,
}

# Functions that the emitted code prefers to spell as an attribute or a method.
ATTRIBUTES = {"numpy.shape": "shape", "numpy.size": "size", "numpy.ndim": "ndim"}
METHODS = {"numpy.reshape": "reshape", "numpy.copy": "copy"}

# What costs next to nothing and reads no array's contents: written again rather than named.
_TRIVIAL = frozenset(
    {"numpy.shape", "numpy.size", "numpy.ndim", "builtins.len", "numpy.transpose", "operator.not_", "not"}
)
_TRIVIAL_ON_SCALARS = frozenset(
    {
        "operator.add", "operator.sub", "operator.neg", "operator.mul", "operator.truediv", "and", "or", "not",
        *COMPARE
    }
)

COMMUTATIVE = frozenset({"operator.add", "operator.mul"})
SUMS = frozenset({"operator.add", "operator.sub"})
ARITHMETIC = SUMS | {"operator.mul", "operator.truediv"}
JUNCTIONS = {"and": gast.And, "or": gast.Or}

_NEVER_RAISES = frozenset({"literal", "operator.add", *JUNCTIONS, "operator.sub", "operator.mul", "operator.neg", "operator.not_", "not", "tuple",
                           "list", *COMPARE, *_TRIVIAL})


def trivial(op: str) -> bool:
    """Say whether a primitive on any operands is as cheap to write again as to name."""
    return op in _TRIVIAL


def trivial_on_scalars(op: str) -> bool:
    """Say whether a primitive on numbers is as cheap to write again as to name."""
    return op in _TRIVIAL_ON_SCALARS


def may_raise(op: str) -> bool:
    """Say whether a primitive may raise where its operands are as their types say."""
    return op not in _NEVER_RAISES
