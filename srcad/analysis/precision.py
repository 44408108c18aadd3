"""Whether an array is surely of single precision: NumPy's own numbers, unlike Python's, make what they meet double.

    np.sqrt(2.0) * x      # double, whatever x is
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.operands import type_of
from srcad.ir import nodes
from srcad.ir.nodes import Apply, Load, Operand, Value
from srcad.ir.types import COMPLEX64, FLOAT32, INT, Array, Scalar, Unknown, dtype_of

SINGLE = (FLOAT32, COMPLEX64)
# What gives the dtype of its first argument, or one that is asked for.
FIXED = {f"numpy.{name}_like" for name in ("zeros", "ones", "empty", "full")} | {"numpy.ndarray.astype"}
# Modules whose functions give a Python number for Python numbers.
PLAIN = ("math.", "operator.", "builtins.")


def is_surely_single(statements: Sequence[nodes.Statement], operand: Operand) -> bool:
    """Say whether what is claimed to be of single precision is: no number of NumPy's was taken for one of Python's."""
    made = {statement.result: statement for statement in statements if isinstance(statement, (Apply, Load))}
    return _holds(made, operand, {})


def _holds(made: dict, operand: Operand, known: dict) -> bool:
    if not isinstance(operand, Value):
        return True
    if operand not in known:
        known[operand] = _decided(made, operand, known)
    return known[operand]


def _decided(made: dict, value: Value, known: dict) -> bool:
    type_, statement = type_of(value), made.get(value)
    if isinstance(type_, Unknown):
        return False
    if not isinstance(type_, (Scalar, Array)) or dtype_of(type_) == INT:
        return True
    if isinstance(statement, Load):
        source, of = made.get(statement.source), type_of(statement.source)
        if isinstance(of, Array):
            return of.dtype in SINGLE and _holds(made, statement.source, known)
        return not isinstance(source, Apply) or source.op.startswith(PLAIN)
    if statement is None or statement.op in FIXED:
        return isinstance(type_, Scalar) or type_.dtype in SINGLE
    if isinstance(type_, Scalar) and type_.dtype not in SINGLE and not statement.op.startswith(PLAIN):
        return False
    if statement.op.startswith("scipy.") and (isinstance(type_, Scalar) or not _keeps(statement)):
        return False
    return all(_holds(made, arg, known) for arg in (*statement.args, *(arg for _, arg in statement.kwargs)))


def _keeps(statement: Apply) -> bool:
    """Say whether a function of SciPy's gives the precision of its arguments: those of a number and an array vary."""
    arrays = all(type_of(arg) == type_of(statement.result) for arg in statement.args)
    return statement.op.startswith("scipy.special.") and arrays and not statement.kwargs
