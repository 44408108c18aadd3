"""Derivatives of functions that take any number of arguments: one for each number, and for each set of keywords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from srcad import pickling
from srcad.errors import ArgumentError
from srcad.frontend import variadic
from srcad.ir import nodes
from srcad.ir.types import Type
from srcad.shown import Shown
from srcad.version import Version


class Variadic(Shown):
    """The derivative of a function with *args or **kwargs.

    make: what gives the derivative of a function of fixed parameters. steps: its other arguments, those of a derivative of the
    derivative behind those of the derivative.
    """

    def __new__(cls, make: Callable, function: Any, *steps: tuple) -> Variadic:
        made: list[Variadic] = []
        self = super().__new__(cls, lambda *args, **kwargs: made[0].of(args, kwargs)(*args, **kwargs))
        made.append(self)
        self.make, self.function, self.steps = make, function, steps
        self._last: Any = None
        self.__name__ = self.__qualname__ = "_".join((function.__name__, *(kind for kind, *_ in steps)))
        self.__module__ = function.__module__
        self.__doc__ = f"The derivative of {function.__name__}, as many arguments as it is called with."
        return self

    def __repr__(self) -> str:
        return f"<{self.__name__}, a derivative by srcad>"

    def __reduce__(self):
        return restored, (self.make, pickling.portable(self.function), *self.steps)

    def of(self, args: tuple, kwargs: Mapping) -> Any:
        """Return the derivative for so many arguments."""
        found = variadic.fixed(self.function, len(args), tuple(kwargs))
        for kind, *asked in self.steps:
            found = self.make(kind, found, *asked)
        self._last = found
        return found

    def specialize(self, *example_args: Any, **example_kwargs: Any) -> Any:
        """Return the bare emitted function for the types of these arguments: no checks, no dispatch."""
        return self.of(example_args, example_kwargs).specialize(*example_args, **example_kwargs)

    def shown_version(self) -> Version:
        if self._last is None:
            raise ArgumentError(f"{self.__name__} has not been called yet", instead="call it, or specialize it, first")
        return self._last.shown_version()

    def srcad_callee(self, arg_types: tuple[Type, ...], kw_types: Mapping[str, Type]) -> nodes.Callee:
        return self.of(arg_types, kw_types).srcad_callee(arg_types, kw_types)


def restored(make: Callable, function: Any, *steps: tuple) -> Variadic:
    """Return a derivative as it was pickled."""
    return Variadic(make, function.function() if isinstance(function, pickling.Portable) else function, *steps)
