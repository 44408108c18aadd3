"""grad, value_and_grad, jvp, vjp, hvp, tangent and adjoint: their meanings are JAX's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from srcad import arguments, machine, structures
from srcad.derivative import Derivative, Given, Request, Specialized, name_of
from srcad.errors import ArgumentError
from srcad.frontend import source, syntax, variadic
from srcad.variadic import Variadic

__all__ = ["adjoint", "grad", "hvp", "jvp", "tangent", "value_and_grad", "vjp"]

Argnums = int | tuple[int, ...] | list[int] | None
Argnames = str | tuple[str, ...] | list[str] | None


def grad(f: Callable | None = None, argnums: Argnums = None, argnames: Argnames = None, has_aux: bool = False) -> Any:
    """Return the gradient of a function whose result is one float.

    argnums: the position, or positions, of the arguments to differentiate in, by default the first; argnames: the same
    by name. A single one gives the bare gradient, a tuple gives a tuple. has_aux: the function returns (value, aux),
    and the gradient (gradient, aux). Without f, returns a decorator.

    Raises, at once, UnsupportedSyntaxError and SourceUnavailableError and, at the first call, what only names and
    types can tell: UnsupportedCallError, AliasingError, ArgumentError.
    """
    return derivative_or_decorator("grad", f, argnums, argnames, has_aux)


def value_and_grad(
    f: Callable | None = None, argnums: Argnums = None, argnames: Argnames = None, has_aux: bool = False
) -> Any:
    """Return a function that gives (value, gradient); with has_aux ((value, aux), gradient). Else as `grad`."""
    return derivative_or_decorator("value_and_grad", f, argnums, argnames, has_aux)


def tangent(f: Callable | None = None, argnums: Argnums = None, argnames: Argnames = None) -> Any:
    """Return the emitted forward-mode derivative, f_jvp(x, dx, n) -> (y, dy), each argument followed by its tangent."""
    return derivative_or_decorator("jvp", f, argnums, argnames, False)


def adjoint(f: Callable | None = None, argnums: Argnums = None, argnames: Argnames = None) -> Any:
    """Return the emitted reverse-mode derivative, f_vjp(x, dy, n=3) -> (y, dx), dy being the adjoint of the result."""
    return derivative_or_decorator("vjp", f, argnums, argnames, False)


def jvp(f: Callable, primals: tuple, tangents: tuple) -> tuple:
    """Return (value, tangent) of a function at `primals` in the direction `tangents`.

    None, or an int's 0, is no direction.
    """
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise ArgumentError("primals and tangents are to be tuples", instead="write jvp(f, (x,), (dx,))")
    if len(primals) != len(tangents):
        raise ArgumentError(f"there are {len(primals)} primals, but {len(tangents)} tangents")
    f, first, named = source.parts_of(f)
    primals, tangents = (*first, *primals), (*[None] * len(first), *tangents)
    active = tuple(k for k, primal in enumerate(primals) if structures.is_active(primal, tangents[k], f"primals[{k}]"))
    if not active:
        raise ArgumentError("no primal is a float with a tangent", instead="pass floats, and tangents like them")
    given = []
    for k, primal in enumerate(primals):
        given += [primal, structures.like(primal, tangents[k], f"tangents[{k}]")] if k in active else [primal]
    inner = with_parameters(f, primals, named)
    return kept("jvp", inner, active, False, njit=njit_of(f))(*given, **named)


def vjp(f: Callable, *primals: Any) -> tuple[Any, Callable[[Any], tuple]]:
    """Return (value, pullback); pullback(adjoint of the value) gives a tuple, one adjoint a primal.

    The function runs once; the pullback can be called repeatedly, and reads the primals as they were. The adjoint of a
    primal that isn't made of floats is None.
    """
    f, first, named = source.parts_of(f)
    count, primals = len(first), (*first, *primals)
    active = tuple(k for k, primal in enumerate(primals) if k >= count and structures.holds_float(primal))
    if not active:
        raise ArgumentError("no primal is a float, or made of floats", instead="pass floats")
    inner = with_parameters(f, primals, named)
    value, backward = kept("pair", inner, active, False)(*structures.copied(primals), **named)

    def pullback(adjoint_of_value: Any) -> tuple:
        found = iter(backward(structures.like(value, adjoint_of_value, "the adjoint of the value")))
        return tuple(structures.in_precision(primals[k], next(found)) if k in active else None for k in range(count, len(primals)))

    return value, pullback


def hvp(f: Callable, x: Any, v: Any, *args: Any, **kwargs: Any) -> Any:
    """Return the product of the Hessian of f at x with v: the tangent of the gradient. No Hessian is formed.

    args, kwargs: further arguments of f, `f(x, *args, **kwargs)`.
    """
    f, first, named = source.parts_of(f)
    at, njit, named = (len(first),), njit_of(f), {**named, **kwargs}
    gradient = kept("grad", with_parameters(f, (*first, x, *args), named), at, True, njit=njit)
    return kept("jvp", gradient, at, True, njit=njit)(*first, x, structures.like(x, v, "v"), *args, **named)[1]


def derivative_or_decorator(kind: str, f: Callable | None, argnums: Argnums, argnames: Argnames, has_aux: bool) -> Any:
    """Return the derivative of f or, where f is None, a decorator that gives it."""
    if f is None:
        return lambda function: derivative_or_decorator(kind, function, argnums, argnames, has_aux)
    step = (kind, argnums, argnames, has_aux)
    if isinstance(f, Variadic):
        return Variadic(derivative_or_decorator, f.function, *f.steps, step)
    function, first, named = source.parts_of(f)
    inner = differentiable(function)
    if kind in ("grad", "value_and_grad") and njit_of(function) is None and variadic.is_variadic(inner) and not (first or named):
        syntax.check(source.from_function(variadic.fixed(inner, 0, ())))
        return Variadic(derivative_or_decorator, inner, step)
    parameters = Request(inner, kind, (), False).parameters
    left = [k for k, p in enumerate(parameters) if k >= len(first) and p.name not in named]
    chosen, bare = arguments.positions([parameters[k] for k in left], argnums, argnames, name_of(inner))
    found = kept(kind, inner, tuple(left[k] for k in chosen), bare, has_aux, njit_of(function))
    if found.is_outdated:
        found = Derivative(found.request)
    else:
        found.check_text()
    return Given(found, *first, **named) if first or named else found


def njit_of(f: Any) -> machine.Options:
    """Return the options with which Numba compiled a function, or the one at the bottom of a derivative."""
    if isinstance(f, Specialized):
        f = f.derivative
    return f.request.njit if isinstance(f, Derivative) else machine.options_of(f)


def kept(
    kind: str, f: Callable, argnums: tuple[int, ...], bare: bool, has_aux: bool = False, njit: machine.Options = None
) -> Derivative:
    """Return a derivative, the one made before if there is one: `grad(f)(x)` in a loop builds once."""
    inner = f
    while isinstance(inner, Derivative):
        inner = inner.request.inner
    return (long_kept if inner.__closure__ is None else shortly_kept)(kind, f, argnums, bare, has_aux, njit)


def new(
    kind: str, f: Callable, argnums: tuple[int, ...], bare: bool, has_aux: bool, njit: machine.Options
) -> Derivative:
    return Derivative(Request(f, kind, argnums, bare, has_aux, njit))


long_kept = functools.lru_cache(maxsize=256)(new)
# A closure holds data, a batch say, that is not to be kept alive for long.
shortly_kept = functools.lru_cache(maxsize=8)(new)


def with_parameters(f: Any, given: tuple, named: dict) -> Any:
    """Return the function that a callable stands for, as one of fixed parameters where it takes any number of arguments."""
    if isinstance(f, Variadic):
        return f.of(given, named)
    inner = differentiable(f)
    return variadic.fixed(inner, len(given), tuple(named)) if variadic.is_variadic(inner) else inner


def differentiable(f: Any) -> Any:
    """Return the Python function, or the derivative, that a callable stands for; refuse what is neither."""
    if isinstance(f, Specialized):
        return f.derivative
    return f if isinstance(f, Derivative) else source.function_behind(f)
