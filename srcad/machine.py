"""Compiles the derivative of a function that Numba compiles, with the same options.

Numba itself is imported only for such a function: nothing here needs it otherwise.
"""

from __future__ import annotations

import contextlib
import functools
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from srcad.errors import UnsupportedCallError

# What numba.njit was asked for, as pairs; None for a function that Numba doesn't compile.
Options = tuple[tuple[str, Any], ...] | None


def options_of(function: Any) -> Options:
    """Return the options that a function was given to numba.njit with.

    Of the cache on disk the folder is an option too: what is emitted for a function that has one is kept there.
    """
    while isinstance(function, functools._lru_cache_wrapper):
        function = function.__wrapped__
    if type(function).__module__.partition(".")[0] != "numba" or not hasattr(function, "py_func"):
        return None
    given = {name: value for name, value in function.targetoptions.items() if value is not None}
    if function.stats.cache_path is not None:
        given["cache"] = function.stats.cache_path
    return tuple(sorted((name, frozenset(v) if isinstance(v, (set, list)) else v) for name, v in given.items()))


def compiler(options: Options) -> Callable[[Any], Any] | None:
    """Return what compiles a Python function with these options; None for no options."""
    if options is None:
        return None
    import numba

    return numba.njit(**{name: set(value) if isinstance(value, frozenset) else value for name, value in taken(options) if name != "cache"})


def compile_now(function: Any, args: tuple, product: Any) -> None:
    """Compile a function that Numba is to compile for arguments of these types; refuse one that it can't, with the user's line.

    product: what the function's text is, with the origins of its lines.
    """
    if not hasattr(function, "targetoptions"):
        return
    import numba

    with refusals(function, product):
        function.compile(tuple(map(numba.typeof, args)))


def refusing(function: Any, product: Any) -> Any:
    """Return a function that Numba compiles when it is called, which refuses arguments that it can't be compiled for as `compile_now` does."""
    if hasattr(function, "targetoptions"):
        compile_for = function._compile_for_args

        def compile_or_refuse(*args: Any, **kwargs: Any) -> Any:
            with refusals(function, product):
                return compile_for(*args, **kwargs)

        # The dispatcher asks itself for this, by name, where it meets new types.
        function._compile_for_args = compile_or_refuse
    return function


@contextlib.contextmanager
def refusals(function: Any, product: Any) -> Iterator[None]:
    """Say with the user's line what Numba doesn't compile of a derivative."""
    import numba

    try:
        with warnings.catch_warnings():
            # That nothing of it is made parallel is no news: what is asked of the kernel needn't hold for its derivative.
            warnings.simplefilter("ignore", numba.NumbaPerformanceWarning)
            yield
    except numba.core.errors.NumbaError as error:
        reason, line = reason_of(str(error)), emitted_line(str(error), function.py_func.__code__.co_filename)
        text = product.text.splitlines()[line - 1].strip() if line else product.name
        raise UnsupportedCallError(
            f"Numba doesn't compile this of the derivative: {text}", product.line_map.get(line), why=reason,
            instead="write it with loops, or differentiate the function without njit: srcad.grad(f.py_func)",
        ) from error


def reason_of(message: str) -> str:
    """Return what Numba says first of a failure, apart from where it came to it."""
    lines = (line.strip() for line in message.splitlines())
    return next((line for line in lines if line and "nopython" not in line and not line.startswith("- ")), "it gives no reason")


def emitted_line(message: str, file: str) -> int | None:
    """Return the first line of a file that a message of Numba's names."""
    found = re.search(rf'File "{re.escape(file)}", line (\d+)', message)
    return int(found[1]) if found and file.startswith("<srcad ") else None


def taken(options: tuple) -> list[tuple[str, Any]]:
    """Return the options that numba.njit takes: that Python objects are out of bounds is what it means itself."""
    return [(name, True if name == "cache" else value) for name, value in options if name != "nopython"]


def decorator(options: Options) -> str:
    """Return the text of the decorator that compiles a function with these options."""
    if options is None:
        return ""
    given = ", ".join(f"{name}={text_of(value)}" for name, value in taken(options))
    return f"@njit({given})\n" if given else "@njit\n"


# Where a function of emitted text begins, and its name.
DEFINITION = re.compile(r"^(?=def (\w+))", re.MULTILINE)
IMPORT = "from numba import njit"


def decorated(text: str, options: Options, but: str = "") -> str:
    """Return emitted text with the decorator above each of its functions, except the one named `but`."""
    return DEFINITION.sub(lambda found: "" if found[1] == but else decorator(options), text)


def text_of(value: Any) -> str:
    return "{" + ", ".join(map(repr, sorted(value))) + "}" if isinstance(value, frozenset) else repr(value)
