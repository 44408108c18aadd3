"""The Numba dialect: which tapes become arrays, of what shape; run as the Python that it also is."""

import numpy as np
import pytest

import srcad
from srcad import pipeline, types_text
from srcad.frontend import source
from tests import checks


def offset(x: "float[:]", k: "float"):
    v = 1.0
    for i in range(2, len(x)):
        v = v * x[i] * k + v * v
    return v


def by_twos(x: "float[:]", k: "float"):
    v = 1.0
    for i in range(1, len(x), 2):
        v = v * x[i] * k + v * v
    return v


def downwards(x: "float[:]", k: "float"):
    v = 1.0
    for i in range(len(x) - 1, -1, -1):
        v = v * x[i] * k + v * v
    return v


def shortened(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x) - 3):
        v = v * x[i] + v * v
    return v


def over_items(x: "float[:]", k: "float"):
    v = k
    for xi in x:
        v = v * xi + v * v
    return v


def nested(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x)):
        for j in range(3):
            v = v * x[i] - 0.1 * v * v * j
    return v


def upper(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            v = v * x[i] - 0.1 * v * v * x[j]
    return v


def lower(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x)):
        for j in range(i + 1):
            v = v * x[i] - 0.1 * v * v * x[j]
    return v


def band(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x)):
        for j in range(i, i + 2):
            v = v * x[i] - 0.1 * v * v * j
    return v


def left_early(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x)):
        v = v * x[i] + v * v
        if v > 2.0:
            break
    return v


def from_below(x: "float[:]", k: "float"):
    v = k
    for i in range(-2, len(x)):
        v = v * x[i] + v * v
    return v


def on_one_side(x: "float[:]", k: "float"):
    v = k
    for i in range(len(x)):
        if x[i] > 0.5:
            v = v * v * x[i]
        else:
            v = v + x[i]
    return v


def layers(ws: "list[float[:]]", k: "float"):
    total = k
    for w in ws:
        total = total * np.sum(w * w)
    return total


CASES = [
    (offset, "v_tape = np.empty(len(x))"),
    (by_twos, "v_tape = np.empty(len(x))"),
    (downwards, "v_tape = np.empty(len(x))"),
    (shortened, "v_tape = np.empty(max(len(x) - 3, 0))"),
    (over_items, "v_tape = np.empty(len(x))"),
    (nested, "v_tape = np.empty((len(x), 3))"),
    (upper, "v_tape = np.empty((len(x), len(x)))"),
    (lower, "v_tape = np.empty((len(x), len(x)))"),
    (band, "v_tape = []"),
    (left_early, "v_tape = np.empty(count)"),
    (from_below, "v_tape = []"),
    (on_one_side, "v_tape = np.empty(len(x))"),
]


def built(f):
    types = types_text.parse(", ".join(f"{name}: {text}" for name, text in f.__annotations__.items()))
    product = pipeline.build(source.from_function(f), "grad", (0, 1), False, types, dialect="numba")
    scope = {"np": np}
    exec(product.text, scope)
    return product.text, scope[product.name]


@pytest.mark.parametrize(("f", "tape"), CASES, ids=[f.__name__ for f, _ in CASES])
def test_tapes_of_counted_loops_are_arrays(f, tape):
    text, derivative = built(f)
    assert tape in text
    assert "reversed" not in text
    for n in (0, 1, 2, 4, 5):
        args = (np.linspace(0.4, 0.9, max(n, 2) if f is from_below else n), 0.7)
        want = srcad.grad(f, argnums=(0, 1))(*args)
        for got, wanted in zip(derivative(*args), want, strict=True):
            checks.assert_close(got, wanted, rtol=1e-12)


def test_lists_are_walked_backwards_by_position():
    text, derivative = built(layers)
    assert "reversed" not in text and "range(len(ws) - 1, -1, -1)" in text
    ws = [np.array([0.3, 0.9]), np.array([1.1]), np.array([0.2, 0.4, 0.6])]
    want = srcad.grad(layers, argnums=(0, 1))(ws, 0.7)
    got = derivative(ws, 0.7)
    checks.assert_close(got[1], want[1], rtol=1e-12)
    for one, other in zip(got[0], want[0], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_numba_compiles_nested_tapes():
    numba = pytest.importorskip("numba")
    text, derivative = built(upper)
    args = (np.linspace(0.4, 0.9, 4), 0.7)
    for got, wanted in zip(numba.njit(derivative)(*args), derivative(*args), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-12)
