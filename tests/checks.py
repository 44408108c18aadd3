"""Checks that a derivative is right: what every test of derivatives holds against a function.

Structures are nested lists, tuples, dicts and objects of floats and arrays; a leaf is addressed by its path.
"""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import srcad
from srcad import structures

Path = tuple[Any, ...]


class Unreliable(Exception):
    """Central differences at two steps disagree: the function has a kink or a cliff there."""


# -- structures -------------------------------------------------------------------------------------


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, leaf) for each number or array in a structure."""
    items = structures.items_of(value)
    if items is not None:
        for k, item in items.items():
            if not structures.is_constant(value, item):
                yield from leaves(item, path + (k,))
    elif value is not None:
        yield path, value


def mapped(function: Callable, value: Any) -> Any:
    """Apply a function to each leaf."""
    if structures.items_of(value) is not None:
        keep = functools.partial(structures.is_constant, value)
        return structures.mapped(lambda _, item: item if keep(item) else mapped(function, item), value)
    return None if value is None else function(value)


def replaced(value: Any, path: Path, leaf: Any) -> Any:
    """Return value with the leaf at path replaced, the rest shared."""
    if not path:
        return leaf
    first, *rest = path
    return structures.mapped(lambda k, item: replaced(item, tuple(rest), leaf) if k == first else item, value)


def same(a: Any, b: Any) -> bool:
    """Say whether two structures are equal bit for bit: types, dtypes, shapes and figures."""
    items, others = structures.items_of(a), structures.items_of(b)
    if items is not None:
        return type(a) is type(b) and list(items) == list(others) and all(same(items[k], others[k]) for k in items)
    if isinstance(a, np.ndarray):
        if not isinstance(b, np.ndarray) or a.dtype != b.dtype or a.shape != b.shape:
            return False
        return a.tobytes() == b.tobytes()
    if isinstance(a, (float, np.floating)) and isinstance(b, (float, np.floating)):
        return np.float64(a).tobytes() == np.float64(b).tobytes()
    return a == b


def is_float(leaf: Any) -> bool:
    """Say whether a leaf carries a derivative."""
    return np.asarray(leaf).dtype.kind == "f"


def dot(a: Any, b: Any) -> float:
    """Return the inner product of two structures."""
    pairs = zip(leaves(a), leaves(b), strict=True)
    return math.fsum(float(np.sum(np.multiply(x, y))) for (_, x), (_, y) in pairs)


def directions(value: Any, seed: int) -> Any:
    """Return a random structure like value, its leaves of the same types."""
    random = np.random.default_rng(seed)

    def like(leaf: Any) -> Any:
        drawn = random.uniform(-1, 1, np.shape(leaf))
        if isinstance(leaf, np.ndarray):
            return drawn.astype(leaf.dtype)
        return float(drawn) if is_float(leaf) else 0

    return mapped(like, value)


def zeros(value: Any) -> Any:
    """Return a structure like value whose leaves are zero."""
    return mapped(lambda leaf: leaf * 0, value)


# -- central differences ----------------------------------------------------------------------------


def difference(f: Callable, args: tuple, k: int, path: Path, index: tuple, step: float) -> tuple:
    """Return the slopes of f behind and ahead of one element of argument k."""
    ends = []
    leaf = dict(leaves(args[k]))[path]
    for move in (-step, 0.0, step):
        moved = np.array(leaf, dtype=float)
        moved[index] += move
        moved = moved if isinstance(leaf, np.ndarray) else float(moved)
        changed = copy.deepcopy(args[:k]) + (replaced(copy.deepcopy(args[k]), path, moved),)
        ends.append(float(f(*changed, *copy.deepcopy(args[k + 1 :]))))
    return (ends[1] - ends[0]) / step, (ends[2] - ends[1]) / step


def slope(f: Callable, args: tuple, k: int, path: Path, index: tuple) -> float:
    """Return the derivative in one element by central differences, if two steps agree on it."""
    size = max(1.0, abs(float(np.asarray(dict(leaves(args[k]))[path])[index])))
    behind, ahead = difference(f, args, k, path, index, 2e-5 * size)
    coarse = (behind + ahead) / 2
    behind, ahead = difference(f, args, k, path, index, 1e-5 * size)
    fine = (behind + ahead) / 2
    value = abs(float(f(*copy.deepcopy(args))))
    scale = max(abs(fine), abs(coarse), 1e-3 * value, 1e-3)
    if abs(fine - coarse) > 1e-5 * scale or abs(ahead - behind) > 0.05 * scale:
        raise Unreliable(f"{coarse} and {fine} in argument {k}{path}{index}")
    return fine + (fine - coarse) / 3  # Richardson's extrapolation


def central_gradient(f: Callable, args: tuple, k: int) -> Any:
    """Return the gradient of f in argument k by central differences."""

    def gradient(path: Path, leaf: Any) -> Any:
        if not is_float(leaf):
            return leaf
        grad = np.zeros(np.shape(leaf))
        for index in np.ndindex(np.shape(leaf)):
            grad[index] = slope(f, args, k, path, index)
        return grad if grad.ndim else float(grad)

    result = args[k]
    for path, leaf in list(leaves(args[k])):
        result = replaced(result, path, gradient(path, leaf))
    return result


def assert_close(got: Any, want: Any, rtol: float = 1e-5, what: str = "") -> None:
    """Compare two structures leaf by leaf, shapes included."""
    for (path, g), (place, w) in zip(leaves(got), leaves(want), strict=True):
        assert path == place, f"{what}: the structures differ at {path} and {place}"
        assert np.shape(g) == np.shape(w), f"{what}{path}: shape {np.shape(g)} is not {np.shape(w)}"
        size = float(np.max(np.abs(w), initial=0.0))
        assert np.allclose(g, w, rtol=rtol, atol=rtol * max(size, 1e-2)), f"{what}{path}: {g} is not {w}"


# -- a derivative against its function --------------------------------------------------------------


def differentiable(args: tuple) -> tuple[int, ...]:
    """Return the positions of the arguments that carry derivatives."""
    return tuple(
        k
        for k, arg in enumerate(args)
        if any(True for _ in leaves(arg)) and all(is_float(leaf) for _, leaf in leaves(arg))
    )


def unchanged(call: Callable, args: tuple) -> Any:
    """Call with args and hold that they are what they were, bit for bit."""
    before = copy.deepcopy(args)
    result = call(*args)
    assert same(args, before), "the derivative has changed an argument"
    return result


def check_value_and_gradient(f: Callable, args: tuple, argnums: tuple[int, ...]) -> tuple:
    """Check value and gradient against f and differences; return the gradient, a tuple."""
    both = srcad.value_and_grad(f, argnums=argnums)
    value, grad = unchanged(both, args)
    want = f(*copy.deepcopy(args))
    assert same(value, want), f"value {value!r} is not {want!r}"
    alone = srcad.grad(f, argnums=argnums)
    assert_close(unchanged(alone, args), grad, 1e-12, "grad against value_and_grad ")
    assert same(unchanged(alone, args), alone(*args)), "a second call gives another answer"
    for k, part in zip(argnums, grad, strict=True):
        assert_close(part, central_gradient(f, args, k), what=f"argument {k}")
    return grad


def check_tangent(f: Callable, args: tuple, argnums: tuple[int, ...], grad: tuple) -> None:
    """Check forward mode against a gradient by the dot product of both with one direction."""
    active = [k in argnums for k in range(len(args))]
    drawn = directions(args, 7)
    tangents = tuple(d if on else zeros(d) for d, on in zip(drawn, active, strict=True))
    before = copy.deepcopy(args)
    value, tangent = srcad.jvp(f, args, tangents)
    assert same(args, before), "jvp has changed an argument"
    want = f(*copy.deepcopy(args))
    assert same(value, want), f"jvp's value {value!r} is not {want!r}"
    product = dot(grad, tuple(drawn[k] for k in argnums))
    size = dot(mapped(np.abs, grad), tuple(mapped(np.abs, drawn[k]) for k in argnums))
    assert abs(product - float(tangent)) <= 1e-9 * max(size, 1e-6), (
        f"the tangent {float(tangent)} is not the gradient's {product}"
    )


def check(f: Callable, *args: Any, argnums: tuple[int, ...] | None = None) -> tuple:
    """Check f's derivatives at args in both modes; return the gradient as a tuple."""
    argnums = differentiable(args) if argnums is None else argnums
    grad = check_value_and_gradient(f, args, argnums)
    check_tangent(f, args, argnums, grad)
    return grad
