"""Compares derivatives with central differences, and both modes with each other by the dot-product test.

For a function f with Jacobian J, and random u and v: <u, J v> = <J^T u, v>. Forward mode gives J v, reverse mode
J^T u; the partial derivatives of <u, f> by central differences are the entries of J^T u.
"""

from __future__ import annotations

import copy
import inspect
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import srcad

MOST_ENTRIES = 400  # of one argument: two calls of the function each
DOT_TOLERANCE = 1e-9
HEADING = ("argument", "entries", "worst entry", "derivative", "central difference", "error")


@dataclass(frozen=True)
class Report:
    """The table of a comparison, the lines that sum it up, and whether all of it passed."""

    rows: list[tuple[str, ...]]
    verdict: str
    passed: bool


@dataclass(frozen=True)
class Entry:
    """One partial derivative, as srcad gives it and by central differences."""

    place: str
    derivative: float
    difference: float
    noise: float

    @property
    def error(self) -> float:
        """The relative error, of what rounding doesn't explain."""
        distance = abs(self.derivative - self.difference)
        if distance <= self.noise:
            return 0.0
        return distance / max(abs(self.derivative), abs(self.difference))


def compare(
    function: Callable, point: inspect.BoundArguments, argnums: tuple[int, ...], argnames: tuple[str, ...], tolerance: float
) -> Report:
    """Compare the derivatives of a function at a point, in the arguments `argnums`, which are named `argnames`."""
    chance = random.Random(0)
    result = _result(function, point)
    # Of a function with one number as its result, the entries are the partial derivatives themselves.
    seed = 1.0 if _is_number(result) else _random_like(result, chance)
    tangents = {name: _random_like(point.arguments[name], chance) for name in argnames}
    adjoints = dict(zip(argnames, _adjoint(function, point, argnums, argnames, seed)))
    rows = [HEADING]
    worst = 0.0
    for name in argnames:
        entries = list(_entries(function, point, name, adjoints[name], seed))
        bad = max(entries, key=lambda entry: entry.error if entry.error == entry.error else float("inf"))
        worst = max(worst, bad.error) if bad.error == bad.error else float("inf")
        count = f"{len(entries)} of {sum(1 for _ in _numbers(point.arguments[name]))}"
        rows.append((name, count, bad.place, f"{bad.derivative:.10g}", f"{bad.difference:.10g}", f"{bad.error:.1e}"))
    forward = dot(seed, _tangent(function, point, argnames, argnums, tangents))
    reverse = sum(dot(adjoints[name], tangents[name]) for name in argnames)
    scale = sum(abs(a * b) for name in argnames for a, b in zip(_values(adjoints[name]), _values(tangents[name])))
    distance = abs(forward - reverse) / scale if scale else abs(forward - reverse)
    products = f"forward <u, J v> = {forward:.10g}, reverse <J^T u, v> = {reverse:.10g}, error {distance:.1e}"
    passed = worst <= tolerance and distance <= DOT_TOLERANCE
    return Report(rows, f"{products}\n{_verdict(worst, tolerance, distance)}", passed)


def dot(a: Any, b: Any) -> float:
    """Return the sum of the products of the numbers in two structures of one shape."""
    return float(sum(x * y for x, y in zip(_values(a), _values(b), strict=True)))


def _verdict(worst: float, tolerance: float, distance: float) -> str:
    if not worst <= tolerance:
        return f"FAILED: a partial derivative differs from the central difference by {worst:.1e}"
    if not distance <= DOT_TOLERANCE:
        return f"FAILED: forward and reverse mode differ by {distance:.1e}"
    return "ok"


def _call(function: Callable, point: inspect.BoundArguments) -> Any:
    """Call a function with copies of the arguments, which it may write."""
    return function(*copy.deepcopy(point.args), **copy.deepcopy(point.kwargs))


def _result(function: Callable, point: inspect.BoundArguments) -> Any:
    """Return what a function gives; raise ArgumentError where that holds anything but numbers."""
    result = _call(function, point)
    try:
        _values(result)
    except (TypeError, ValueError):
        what = f"{function.__name__} returns {result!r}, which is not made of numbers"
        raise srcad.ArgumentError(what, instead="return the numbers to differentiate") from None
    return result


def _adjoint(
    function: Callable, point: inspect.BoundArguments, argnums: tuple[int, ...], argnames: tuple[str, ...], seed: Any
) -> tuple:
    """Return J^T u, one part an argument."""
    derivative = srcad.adjoint(function, argnums=argnums)
    parameters = list(inspect.signature(function).parameters.values())
    required = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY and p.default is p.empty]
    arguments = copy.deepcopy(point.arguments)
    positional = [arguments.pop(name) for name in required]
    return derivative(*positional, seed, **arguments)[1]


def _tangent(
    function: Callable,
    point: inspect.BoundArguments,
    argnames: tuple[str, ...],
    argnums: tuple[int, ...],
    tangents: dict[str, Any],
) -> Any:
    """Return J v."""
    derivative = srcad.tangent(function, argnums=argnums)
    values = copy.deepcopy(point.arguments)
    positional, keywords = [], {}
    # Each active parameter is followed by its tangent, whatever that is called.
    following = None
    for parameter in inspect.signature(derivative).parameters.values():
        value = tangents[following] if following else values[parameter.name]
        following = parameter.name if not following and parameter.name in argnames else None
        if parameter.kind is parameter.KEYWORD_ONLY:
            keywords[parameter.name] = value
        else:
            positional.append(value)
    return derivative(*positional, **keywords)[1]


def _entries(function: Callable, point: inspect.BoundArguments, name: str, adjoint: Any, seed: Any) -> Iterator[Entry]:
    """Yield the partial derivatives of <u, f> in the numbers of one argument, or in an even choice of them."""
    places = list(_numbers(point.arguments[name]))
    stride = -(-len(places) // MOST_ENTRIES) or 1
    derivatives = _values(adjoint)
    for k in range(0, len(places), stride):
        path, value, epsilon = places[k]
        step = epsilon ** (1 / 3) * max(1.0, abs(value))
        ends = []
        for moved in (value + step, value - step):
            arguments = copy.deepcopy(point.arguments)
            arguments[name] = _replaced(arguments[name], path, moved)
            ends.append(dot(seed, _call(function, inspect.BoundArguments(point.signature, arguments))))
        noise = 10 * epsilon * max(map(abs, ends)) / step
        label = name + "".join(f"[{', '.join(map(str, index))}]" for index in path)
        yield Entry(label, float(derivatives[k]), (ends[0] - ends[1]) / (2 * step), noise)


def _numbers(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, float, float]]:
    """Yield (path, number, machine epsilon) for each number in a value."""
    if isinstance(value, (list, tuple)):
        for k, item in enumerate(value):
            yield from _numbers(item, (*path, (k,)))
    elif getattr(value, "shape", ()):
        import numpy as np

        epsilon = float(np.finfo(value.dtype).eps) if value.dtype.kind == "f" else sys.float_info.epsilon
        for index in np.ndindex(value.shape):
            yield (*path, index), float(value[index]), epsilon
    else:
        yield path, float(value), sys.float_info.epsilon


def _values(value: Any) -> list[float]:
    return [number for _, number, _ in _numbers(value)]


def _replaced(value: Any, path: tuple, number: float) -> Any:
    """Return a value with the number at a path replaced; arrays are written, and must be copies."""
    if not path:
        return number
    if isinstance(value, (list, tuple)):
        items = list(value)
        items[path[0][0]] = _replaced(items[path[0][0]], path[1:], number)
        return type(value)(items)
    value[path[0]] = number
    return value


def _is_number(value: Any) -> bool:
    return not isinstance(value, (list, tuple)) and not getattr(value, "shape", ())


def _random_like(value: Any, chance: random.Random) -> Any:
    """Return a value of the same structure, its numbers random."""
    if isinstance(value, (list, tuple)):
        return type(value)(_random_like(item, chance) for item in value)
    if getattr(value, "shape", ()):
        import numpy as np

        return np.array([chance.gauss(0, 1) for _ in range(value.size)]).reshape(value.shape).astype(value.dtype)
    return chance.gauss(0, 1)
