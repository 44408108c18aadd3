"""Compiles the derivative of a function that Numba compiles, with the same options.

Numba itself is imported only for such a function: nothing here needs it otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

# What numba.njit was asked for, as pairs; None for a function that Numba doesn't compile.
Options = tuple[tuple[str, Any], ...] | None


def options_of(function: Any) -> Options:
    """Return the options that a function was given to numba.njit with.

    The cache on disk is left out: Numba keeps it beside a file, and what is emitted has none until it is saved.
    """
    while isinstance(function, functools._lru_cache_wrapper):
        function = function.__wrapped__
    if type(function).__module__.partition(".")[0] != "numba" or not hasattr(function, "py_func"):
        return None
    given = {name: value for name, value in function.targetoptions.items() if value is not None}
    return tuple(sorted((name, frozenset(v) if isinstance(v, (set, list)) else v) for name, v in given.items()))


def compiler(options: Options) -> Callable[[Any], Any] | None:
    """Return what compiles a Python function with these options; None for no options."""
    if options is None:
        return None
    import numba

    return numba.njit(**{name: set(value) if isinstance(value, frozenset) else value for name, value in without_nopython(options)})


def without_nopython(options: tuple) -> list[tuple[str, Any]]:
    """Return the options that numba.njit takes: that Python objects are out of bounds is what it means itself."""
    return [(name, value) for name, value in options if name != "nopython"]


def decorator(options: Options) -> str:
    """Return the text of the decorator that compiles a function with these options."""
    if options is None:
        return ""
    given = ", ".join(f"{name}={text_of(value)}" for name, value in without_nopython(options))
    return f"@njit({given})\n" if given else "@njit\n"


def text_of(value: Any) -> str:
    return "{" + ", ".join(map(repr, sorted(value))) + "}" if isinstance(value, frozenset) else repr(value)
