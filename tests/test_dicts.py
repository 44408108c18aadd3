"""Dicts: as arguments, as variables, written, walked, merged where paths meet; and what is refused of them."""

import numpy as np
import pytest

import srcad
from srcad import cli, errors
from tests import checks

W, B = np.array([[0.3, -0.2, 0.5], [0.1, 0.4, -0.6]]), np.array([0.2, -0.1])
V = np.array([0.7, -0.4, 0.2])
SQUARE = np.array([[0.3, -0.2], [0.1, 0.4]])
CONFIG = {"rate": 0.5, "kind": "tanh", "sizes": (2, 3)}


def layer(params, x):
    h = np.tanh(params["W"] @ x + params["b"])
    return np.sum(h * h) * params["scale"]


def nested(params, x):
    for name in ("first", "second"):
        p = params[name]
        x = np.tanh(p["W"] @ x + p["b"])
    return x.sum() + params["list"][0] * params["tuple"][1]


def numbered(params, x):
    for i in range(len(params) // 2):
        x = np.tanh(params[f"W{i}"] @ x + params["b" + str(i)])
    return np.sum(x * x)


def keyed_by_numbers(p, x):
    for i in range(3):
        x = x * p[i] + p[0, "a"]
    return x


def walked(params, x):
    total = 0.0
    for name, w in params.items():
        if name != "b":
            total += np.sum(w * w)
    for w in params.values():
        total = total + x * np.sum(w)
    for key in params:
        total += np.sum(params[key]) * len(key)
    return total


def local(x):
    d = {"x": x, "y": 2.0}
    d["z"] = d["x"] * 3
    d["y"] *= x
    d.update(w=x * x)
    first = d.pop("z")
    d.setdefault("y", 100.0)
    return first * d["y"] + d.get("w") + d.get("none", x) + sum(d.values()) + len(d)


def built(p, x):
    q = {name: value * x for name, value in p.items() if name != "c"}
    r = {**q, "c": x} | {"d": 2.0}
    return r["a"] + r["b"] * r["c"] * r["d"] + (r["a"] if "a" in r else 0.0)


def carried(p, rate=0.1, n=4):
    q = dict(p)
    for i in range(n):
        q["a"] = q["a"] - rate * q["b"] * q["a"]
        if q["a"] > 1:
            q["b"] = q["b"] + 0.1 * i
    return q["a"] ** 2 + p["a"]


def replaced_on_a_path(p, c):
    if c > 0:
        p = {"a": p["a"] * 2, "b": p["b"]}
    else:
        p = {"a": p["a"], "b": p["b"] * c}
    return p["a"] * p["b"]


def renamed(p, x):
    q = p
    q["x"] = q["x"] * x
    r = q.copy()
    r["x"] = r["x"] * 10
    return p["x"] ** 2 + r["x"]


def array_in_place(p, x):
    p["W"][0] = x
    p["b"] *= p["W"][1, 0]
    return np.sum(p["W"] ** 2) * np.sum(p["b"])


def of_list(layers, x):
    for p in layers:
        x = np.tanh(p["W"] @ x) * p["s"]
    return np.sum(x)


def step(p, g):
    return {key: p[key] - 0.1 * g[key] for key in p}


def stepped(p, g):
    for _ in range(2):
        p = step(p, g)
    return p["a"] * p["b"]


def from_a_global(x):
    y = np.tanh(x) if CONFIG["kind"] == "tanh" else x
    return y * CONFIG["rate"] * CONFIG["sizes"][1]


def while_loop(p, x):
    state = {"x": x, "n": 0}
    while state["x"] < 10.0 and state["n"] < 5:
        state["x"] = state["x"] * p["k"] + 1.0
        state["n"] += 1
    return state["x"]


CASES = [
    (layer, ({"W": W, "b": B, "scale": 1.5}, V)),
    (nested, ({"first": {"W": SQUARE, "b": B}, "second": {"W": SQUARE + 1, "b": -B}, "list": [0.5, 2.0], "tuple": (1.0, 3.0)}, B)),
    (numbered, ({"W0": SQUARE, "b0": B, "W1": SQUARE * 2, "b1": -B}, B)),
    (keyed_by_numbers, ({0: 1.5, 1: 2.0, 2: -0.5, (0, "a"): 0.3}, 2.0)),
    (walked, ({"W": W, "b": B, "c": V}, 1.3)),
    (local, (1.7,)),
    (built, ({"a": 2.0, "b": 0.5, "c": 7.0}, 3.0)),
    (carried, ({"a": 2.0, "b": 0.5},)),
    (replaced_on_a_path, ({"a": 2.0, "b": 0.5}, 3.0)),
    (replaced_on_a_path, ({"a": 2.0, "b": 0.5}, -3.0)),
    (renamed, ({"x": 2.0}, 1.5)),
    (array_in_place, ({"W": W, "b": B}, 0.7)),
    (of_list, ([{"W": SQUARE, "s": 2.0}, {"W": SQUARE + 1, "s": -1.0}], B)),
    (stepped, ({"a": 2.0, "b": 0.5}, {"a": 0.3, "b": 0.4})),
    (from_a_global, (0.4,)),
    (while_loop, ({"k": 1.5}, 1.2)),
]


@pytest.mark.parametrize(("f", "args"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_derivatives(f, args):
    checks.check(f, *args)


def test_a_gradient_has_the_keys_of_its_argument_and_keeps_what_is_no_number():
    grad = srcad.grad(lambda p: p["b"] * p["a"] if p["on"] else p["a"])
    assert list(grad({"b": 2.0, "a": 3.0, "on": True}).items()) == [("b", 3.0), ("a", 2.0), ("on", True)]
    assert grad({"a": 3.0, "b": 2.0, "on": False}) == {"a": 1.0, "b": 0.0, "on": False}


def test_a_signature_is_made_of_keys_and_of_what_they_hold():
    def f(p):
        total = 0.0
        for k, (name, x) in enumerate(p.items()):
            total += (k + 1) * x * (2.0 if p.get("kind") is None and name != "kind" else 3.0)
        return total

    grad = srcad.grad(f)
    assert grad({"a": 1.0, "b": 1.0}) == {"a": 2.0, "b": 4.0}
    assert grad({"b": 1.0, "a": 1.0}) == {"b": 2.0, "a": 4.0}
    assert grad({"a": 1.0}) == {"a": 2.0}
    assert grad({"a": np.float32(1.0)})["a"] == 2.0


def test_a_global_dict_is_watched():
    grad = srcad.grad(from_a_global)
    assert grad(0.0) == 1.5
    try:
        CONFIG["rate"] = 1.0
        assert grad(0.0) == 3.0
        CONFIG["kind"] = "linear"
        assert grad(5.0) == 3.0
    finally:
        CONFIG.update(rate=0.5, kind="tanh")


def test_results_and_directions_are_dicts():
    def f(p):
        return {"loss": p["a"] ** 2 * p["b"], "parts": (p["a"], p["b"])}

    p = {"a": 3.0, "b": 2.0}
    assert srcad.jvp(f, (p,), ({"a": 1.0, "b": 0.5},))[1] == {"loss": 16.5, "parts": (1.0, 0.5)}
    value, pullback = srcad.vjp(f, p)
    assert value == f(p)
    assert pullback({"loss": 1.0, "parts": (0.0, 1.0)}) == ({"a": 12.0, "b": 10.0},)
    cube = srcad.hvp(lambda p: p["a"] ** 3 * p["b"], p, {"a": 1.0, "b": 0.0})
    assert cube == {"a": 36.0, "b": 27.0}


def test_the_text_reads_as_the_source_does():
    grad = srcad.grad(layer)
    grad({"W": W, "b": B, "scale": 1.5}, V)
    text = grad._last.product.text
    assert 'h = np.tanh(params["W"] @ x + params["b"])' in text
    assert 'return {"W": dW, "b": db, "scale": np.sum(h * h)}' in text


def unknown_key(p):
    total = 0.0
    for i in range(int(p[0]) + 1):
        total += p[i]
    return total


def missing_key(p):
    return p["c"]


def writes_a_global(x):
    CONFIG["rate"] = x
    return x


def itself(x):
    d = {"x": x}
    d["d"] = d
    return d["x"]


def keys_of_one_path(x):
    d = {"x": x}
    if x > 1:
        d["y"] = x
    return d["x"] * len(d)


REFUSED = [
    (unknown_key, ({0: 1.0, 1: 2.0},), errors.UnsupportedSyntaxError, "this key of a dict is not a constant"),
    (missing_key, ({"a": 1.0, "b": 2.0},), errors.ArgumentError, "there is no key 'c' here; the dict's keys are 'a', 'b'"),
    (writes_a_global, (1.0,), errors.UnsupportedSyntaxError, "'CONFIG' is written; a derivative must not change"),
    (itself, (1.0,), errors.AliasingError, "holds itself"),
    (keys_of_one_path, (1.0,), errors.UnsupportedSyntaxError, "which keys 'd' has differs between the paths to here"),
    (missing_key, ({"a": 1},), errors.ArgumentError, "can't be differentiated in p['a'], which is an int"),
]


@pytest.mark.parametrize(("f", "args", "error", "text"), REFUSED, ids=lambda one: getattr(one, "__name__", ""))
def test_refusals(f, args, error, text):
    with pytest.raises(error) as raised:
        srcad.grad(f)(*args)
    assert text in str(raised.value)


def layered(p, x):
    h = x
    for k in range(2):
        h = np.tanh(p[f"W{k}"] @ h + p[f"b{k}"])
    return np.sum(h)


def of_named_item(p, x, name):
    return np.sum(p[name] @ x)


def of_named_text(p, x, name: str):
    return np.sum(p[name] @ x)


@pytest.mark.parametrize("f, more", [(layered, ()), (of_named_item, ("W0",)), (of_named_text, ("W0",))])
def test_the_text_without_types_takes_dicts(f, more, capsys):
    """Nothing is known of `p` there: it may be an array, a list or a dict."""
    rng = np.random.default_rng(0)
    p = {"W0": rng.normal(size=(3, 3)), "b0": rng.normal(size=3), "W1": rng.normal(size=(3, 3)), "b1": rng.normal(size=3)}
    x = rng.normal(size=3)
    cli.main(["grad", f"{__file__}:{f.__name__}"])
    scope = {}
    exec(capsys.readouterr().out, scope)
    found, expected = scope[f"{f.__name__}_grad"](p, x, *more), srcad.grad(f)(p, x, *more)
    for name in p:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-13, atol=1e-15)
