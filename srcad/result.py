"""Makes sure, where types can't tell, that the result of a function that is given a gradient is one number."""

from __future__ import annotations

import functools
import types as python_types
from collections.abc import Callable
from typing import Any

from srcad import structures
from srcad.errors import ArgumentError
from srcad.ir import types
from srcad.ir.types import Array, Scalar, Tuple, Type


def is_surely_scalar(type_: Type, has_aux: bool) -> bool:
    """Say whether a function's result, or the first of (result, aux), is a number whatever the run brings."""
    if has_aux:
        return isinstance(type_, Tuple) and len(type_.items) == 2 and is_surely_scalar(type_.items[0], False)
    return isinstance(type_, (Scalar, types.Never)) or (isinstance(type_, Array) and type_.rank == 0)


def checked(function: python_types.FunctionType, kind: str, has_aux: bool, name: str) -> python_types.FunctionType:
    """Return the derivative of a kind, made from the one that gives value and gradient: the value is looked at."""

    @functools.wraps(function)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        value, gradient = function(*args, **kwargs)
        number = value[0] if has_aux else value
        if isinstance(number, (tuple, list, dict)) or getattr(number, "shape", ()) != ():
            raise ArgumentError(
                f"the result of {name} is no scalar but {described(number)}",
                why="a gradient is that of one number",
                instead="reduce it (np.sum), or use srcad.vjp or srcad.jvp",
            )
        if is_complex(number):
            raise not_real(name)
        if kind == "value_and_grad":
            return value, gradient
        return (gradient, value[1]) if has_aux else gradient

    return derivative


def real(function: python_types.FunctionType, name: str) -> python_types.FunctionType:
    """Return a derivative that looks at its gradient: that is complex where the result turned out to be."""

    @functools.wraps(function)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        if type(found) is not float and holds_complex(found):
            raise not_real(name)
        return found

    return derivative


def holds_complex(value: Any) -> bool:
    """Say whether a structure holds a complex number or an array of those."""
    if isinstance(value, (float, complex)) or hasattr(value, "dtype"):
        return is_complex(value)
    items = structures.items_of(value)
    return items is not None and any(map(holds_complex, items.values()))


def is_complex(number: Any) -> bool:
    return isinstance(number, complex) or getattr(getattr(number, "dtype", None), "kind", "") == "c"


def not_real(name: str) -> ArgumentError:
    return ArgumentError(
        f"the result of {name} is complex",
        why="a gradient is that of a real number",
        instead="return its real part, its absolute value or the like",
    )


def pullable(forward: Callable, backward: Callable, bare: bool) -> Callable:
    """Return the function that gives a value and a pullback, from the two halves of a derivative.

    The backward half empties the tapes that it reads: each call of the pullback gets copies.
    """

    @functools.wraps(forward)
    def value_and_pullback(*args: Any, **kwargs: Any) -> tuple[Any, Callable]:
        value, saved = forward(*args, **kwargs)

        def pullback(seed: Any) -> tuple:
            found = structures.copied(backward(with_own_lists(saved), seed))
            return (found,) if bare else found

        # What the caller does to the value must not reach what was saved.
        return structures.copied(value), pullback

    return value_and_pullback


def with_own_lists(saved: Any) -> Any:
    """Return what a forward half has saved, its lists copied."""
    if isinstance(saved, list):
        return [with_own_lists(item) for item in saved]
    if isinstance(saved, dict):
        return {key: with_own_lists(item) for key, item in saved.items()}
    return tuple(map(with_own_lists, saved)) if type(saved) is tuple else saved


def described(value: Any) -> str:
    shape = getattr(value, "shape", None)
    return f"an array of shape {shape}" if shape is not None else f"a {type(value).__name__}"
