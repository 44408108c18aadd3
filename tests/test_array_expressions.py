"""Random expressions of arrays that broadcast, reduce, slice and multiply: both modes against central differences."""

import linecache
import random

import numpy as np
import pytest

import srcad

_r = np.random.default_rng(1)
ARGUMENTS = {
    "a": _r.uniform(0.3, 1.5, 3),
    "b": _r.uniform(0.3, 1.5, (2, 3)),
    "c": _r.uniform(0.3, 1.5, (2, 1)),
    "s": 0.7,
    "e": _r.uniform(0.3, 1.5, 1),
    "f3": _r.uniform(0.3, 1.5, (2, 2, 3)),
}
KINDS = {
    "({} {o} {})": {"o": "+-*"},
    "({} / (np.abs({}) + 0.5))": {},
    "np.{o}({})": {"o": ("sin", "tanh", "exp", "square", "abs")},
    "np.{o}({}, {})": {"o": ("maximum", "minimum", "multiply", "hypot")},
    "np.{o}({}, 0.6)": {"o": ("maximum", "minimum")},
    "np.where({} > 0.8, {}, {})": {},
    "np.where({} > 0.8, {}, 0.0)": {},
    "np.{o}({}{k})": {
        "o": ("sum", "mean", "max", "min", "var"),
        "k": ("", ", axis=0", ", axis=-1", ", axis=-1, keepdims=True", ", axis=0, keepdims=True", ", keepdims=True"),
    },
    "({}){o}": {"o": ("[1:]", "[::-1]", "[..., :1]", "[..., None]", "[0]", "[..., 1:]", "[:-1]", ".T")},
    "({} @ {})": {},
    "np.reshape({}, (-1,))": {},
    "np.concatenate(({}, {}), axis=-1)": {},
    "np.outer({}, {})": {},
}
WEIGHTS = (8, 2, 2, 2, 1, 1, 1, 3, 2, 2, 1, 1, 1)
STEP = 1e-6


def expression(source, depth):
    """Return a random expression of the arguments."""
    if depth == 0 or source.random() < 0.12:
        return source.choice(list(ARGUMENTS))
    kind = source.choices(list(KINDS), WEIGHTS)[0]
    words = {name: source.choice(choices) for name, choices in KINDS[kind].items()}
    return kind.format(*(expression(source, depth - 1) for _ in range(kind.count("{}"))), **words)


def function_of(text, name):
    """Return the function with this sum as its value, in a file of its own; None where it isn't a number."""
    source = f"def f({', '.join(ARGUMENTS)}):\n    return np.sum({text})\n"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    scope = {"np": np}
    exec(compile(source, name, "exec"), scope)
    try:
        value = scope["f"](*ARGUMENTS.values())
    except (ValueError, IndexError, TypeError):
        return None
    return scope["f"] if np.ndim(value) == 0 and np.isfinite(value) and abs(value) < 1e4 else None


def difference(f, k, step=STEP):
    arguments = list(ARGUMENTS.values())
    x = np.asarray(arguments[k], float)
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        ends = []
        for sign in (step, -step):
            moved = x.copy()
            moved[index] += sign
            ends.append(f(*arguments[:k], moved if moved.ndim else float(moved), *arguments[k + 1 :]))
        grad[index] = (ends[0] - ends[1]) / (2 * step)
    return grad


def programs(count):
    seed = 0
    while count:
        text = expression(random.Random(seed), 4)
        f = function_of(text, f"<expression {seed}>")
        # Longer ones only: a name alone is no test.
        if f is not None and len(text) > 12:
            count -= 1
            yield pytest.param(f, seed, id=text)
        seed += 1


@pytest.mark.parametrize(("f", "seed"), programs(60))
def test_both_modes(f, seed):
    wanted = [difference(f, k) for k in range(len(ARGUMENTS))]
    coarse = [difference(f, k, 3 * STEP) for k in range(len(ARGUMENTS))]
    if not all(np.allclose(a, b, rtol=1e-4, atol=1e-4) for a, b in zip(wanted, coarse)):
        pytest.skip("at a kink")
    arguments = tuple(ARGUMENTS.values())
    gradients = srcad.grad(f, argnums=tuple(range(len(arguments))))(*arguments)
    for got, want, argument in zip(gradients, wanted, arguments):
        assert np.shape(got) == np.shape(argument)
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)
    random_numbers = np.random.default_rng(seed)
    directions = tuple(random_numbers.normal(size=np.shape(x)) if np.ndim(x) else 1.3 for x in arguments)
    y, dy = srcad.jvp(f, arguments, directions)
    assert y == f(*arguments) and np.ndim(dy) == 0
    np.testing.assert_allclose(dy, sum(np.sum(g * v) for g, v in zip(wanted, directions)), rtol=1e-4, atol=1e-4)
