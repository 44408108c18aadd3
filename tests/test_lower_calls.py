"""Calls, lowered: the user's functions, closures, library functions and methods, builtins."""

import math

import pytest

import srcad
from srcad.errors import ArgumentError, SrcadError, UnsupportedCallError
from srcad.frontend import lower, source
from srcad.ir import check, nodes, types
from tests import interpret
from tests.test_lower_flow import lowered, statements
from tests.test_lower_flow import same as same_number
from tests.test_lower_memory import M, X, same

np = pytest.importorskip("numpy")

RATE = 0.25
OFFSETS = (1.0, 2.0)
WEIGHTS = np.array([1.0, 2.0, 3.0, 4.0])
NOTHING = None


def square(x):
    return x * x


def layer(x, w, b=0.5, *, act=None, scale=2.0):
    y = x * w + b
    if act is None:
        return y * scale
    return act(y) * scale


def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def even(x, n):
    return x if n == 0 else odd(x * 2, n - 1)


def odd(x, n):
    return -x if n == 0 else even(x + 1, n - 1)


def fill(a, v):
    a[0] = v
    return a


def both(a, b):
    return a + b, (a, b)


def first(a):
    return a


def make_adder(k):
    def add(x):
        return x + k

    return add


doubled = lambda x: 2 * x  # noqa: E731


# -- the user's functions -----------------------------------------------------------------------------------


def test_a_function_is_a_callee_built_once():
    def f(x, w):
        return np.sum(layer(layer(x, w), w, scale=3.0)) + np.sum(layer(x, w))

    function = same(f, (X(), X()))
    calls = statements(function, nodes.Call)
    assert len({id(call.callee) for call in calls}) == 1
    assert calls[1].kwargs[0][0] == "scale"


def test_recursion_and_mutual_recursion():
    def f(x, n):
        return 3 * power(x, n) + even(x, n)

    function = same_number(f, *[(1.5, n) for n in range(7)])
    assert [str(call.callee.result_type) for call in statements(function, nodes.Call)] == ["float", "float"]


def test_several_results():
    def f(x):
        total, (a, b) = both(x, 2.0)
        pair = both(total, a)
        return pair[0] * b + pair[1][1]

    same_number(f, (1.5,))


def test_a_callee_that_writes_is_inlined():
    def f(x):
        a = np.zeros(4)
        b = fill(a, x)
        b[1] = 2 * x
        return np.sum(a)

    function = same(f, (1.5,))
    assert not statements(function, nodes.Call)


def test_a_callee_may_return_its_argument():
    def f(x):
        a = x * 2
        b = first(a)
        b[0] = 1.0
        return np.sum(a)

    with pytest.raises(srcad.AliasingError if hasattr(srcad, "AliasingError") else SrcadError):
        lowered(f, X())


def test_wrong_arguments_are_refused():
    def f(x):
        return square(x, 2)

    with pytest.raises(ArgumentError, match="takes 1"):
        lowered(f, 1.0)

    def g(x):
        return layer(x)

    with pytest.raises(ArgumentError, match="without 'w'"):
        lowered(g, 1.0)


# -- closures and functions as values ----------------------------------------------------------------------------


def test_closures_read_variables_when_called():
    def f(x):
        k = 2.0

        def g(y, z=x):
            if y > 2:
                return y * k
            return k - y + z

        a = g(x)
        k = 5.0
        b = g(x, z=1.0)
        h = lambda v: v * k + g(v)  # noqa: E731
        return a + b * h(x)

    same_number(f, (1.5,), (3.0,))


def test_functions_as_arguments_and_results():
    def twice(g, x):
        return g(g(x))

    def f(x):
        add = make_adder(x)
        total = twice(lambda y: y * x, x) + twice(math.sin, x) + twice(square, x) + twice(add, 1.0)
        total += layer(x, 2.0, act=math.tanh) + layer(x, 2.0, act=lambda v: v - 1) + doubled(x)
        for g in (math.sin, math.cos, square):
            total = total + g(x)
        return total + (math.exp if x is None else math.log)(x)

    same_number(f, (1.5,))


def test_a_closure_in_a_loop():
    def f(x, n):
        total = 0.0
        for i in range(n):
            g = lambda y: y * i + total  # noqa: B023, E731
            total += g(x)
        return total

    same_number(f, (1.5, 4))


def test_recursion_of_a_closure():
    def f(x):
        def fact(n):
            return 1 if n == 0 else n * fact(n - 1)

        return x * fact(4)

    same_number(f, (1.5,))

    def counted(x, n):
        def fact(n):
            return 1 if n == 0 else n * fact(n - 1)

        return x * fact(n)

    same_number(counted, (1.5, 3))

    def endless(x, n):
        def fact(n, f):
            return 1 if n == 0 else f(n) * fact(n - 1, f)

        return x * fact(n, lambda t: t)

    with pytest.raises(SrcadError, match="calls itself"):
        lowered(endless, 1.5, 100)


def test_globals_and_cells():
    cell = 3.0

    def f(x):
        if NOTHING is None:
            x = x * RATE + OFFSETS[1] * cell
        return np.sum(x * WEIGHTS) + WEIGHTS[1] * math.pi + np.pi + np.sum(WEIGHTS[1:])

    function = same(f, (X(),))
    texts = {one.text for s in statements(function, nodes.Apply) for one in s.args if isinstance(one, nodes.Global)}
    assert {"RATE", "cell", "WEIGHTS", "math.pi", "np.pi"} <= texts

    def writes(x):
        WEIGHTS[0] = x
        return x

    with pytest.raises(SrcadError, match="'WEIGHTS' is written"):
        lowered(writes, 1.0)

    def writes_through_a_view(x):
        w = WEIGHTS[1:]
        w[0] = x
        return x

    with pytest.raises(SrcadError, match="outside"):
        lowered(writes_through_a_view, 1.0)


def test_the_same_from_text(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(
        "import math\nimport numpy as np\nfrom math import sin\nK = 2.5\nFLAG = None\n"
        "def g(x, n=2):\n    return sin(x) * K + n\n"
        "def f(x: float, n: int = 3):\n"
        "    y = g(x) + g(x, n=5)\n"
        "    if FLAG is not None:\n        y = FLAG\n"
        "    return math.exp(y) * np.cos(x) + n\n"
    )
    function = check.check(lower.lower(source.from_file(str(path), "f"), {}))
    assert [str(param.value.type) for param in function.params] == ["float", "int"]
    scope = {}
    exec(path.read_text(), scope)
    assert interpret.run(function, 0.3, namespace=scope) == scope["f"](0.3)


# -- builtins -----------------------------------------------------------------------------------------------


def test_builtins():
    def f(x, n):
        xs = [x, 2.0, x * x]
        total = sum(xs) + sum([v * v for v in xs]) + sum(v * k for k, v in enumerate(xs) if k != 1)
        total += sum((x, 1.0)) + min(x, 2.0, n) + max(xs) + max((x, 1.0)) + abs(-x) + pow(x, 2)
        total += len(xs) + len((1, 2)) + float(n) + int(x) + round(x, 1) + sum(range(n))
        total += min(v * 2 for v in xs) + any(v > 2 for v in xs) + sum(a * b for a in xs for b in xs)
        total += sum((v for v in xs), 10.0) + bool(n) + isinstance(x, float) + isinstance(xs, (list, tuple))
        ys = list(xs)
        ys[0] = 100.0
        zs = list((x, 1.0))
        for k in list(range(3)):
            zs.append(k * x)
        return total + ys[1] + sum(zs) + tuple(xs_ for xs_ in (1.0, 2.0))[0] if False else total + sum(zs) + xs[0]

    same_number(f, (1.5, 0), (2.5, 4))


def test_refused_builtins():
    def g(x):
        return eval("x * x")

    with pytest.raises(UnsupportedCallError, match="eval"):
        lowered(g, 1.0)


def test_known_arguments_choose_branches():
    def f(x, axis, flag, mode):
        if axis is None:
            y = np.sum(x)
        else:
            y = np.sum(x, axis=axis)[0]
        if flag and mode == "double":
            y = y * 2
        return y

    found = source.from_function(f)
    array = types.Array("float", (types.Dim("n", 0, True), types.Dim("m", 0, True)))
    facts = {"axis": types.Known(None), "flag": types.Known(True), "mode": types.Known("double")}
    function = check.check(lower.lower(found, {"x": array, **facts}))
    assert interpret.run(function, M(), None, True, "double") == f(M(), None, True, "double")
    assert not statements(function, nodes.If)


def test_strings_and_text():
    def f(x, n):
        name = "n" + str(n)
        print(f"{name!r:>6} {x:.3f} {n}", "a,b".upper())
        return x

    same_number(f, (1.5, 2))


# -- NumPy --------------------------------------------------------------------------------------------------


def test_forms_of_numpy_functions():
    def f(m):
        n, k = m.shape
        a = m.reshape(k, -1) + np.reshape(m, (k, n)) + m.T + m.transpose() + m.transpose(1, 0) + np.transpose(m, (1, 0))
        b = m.sum(axis=0) + np.sum(m, 0) + m.mean(0) * m.max() - m.min(axis=0, keepdims=False)
        c = (m @ m.T).dot(np.ones(n)) + np.matmul(m, np.ones(k))
        d = m.ravel()[m.size - 1] + m.flatten()[0] + m.ndim + m[..., -1].sum() + m[:, None, 1].sum()
        e = np.concatenate([m, m], axis=1).sum() + np.stack((b, b)).sum() + np.where(m > 1, m, 0.0).sum()
        g = m.copy().astype(float).cumsum()[-1] + m.clip(0, 1).sum() + np.linalg.norm(m) + m.real.sum()
        return a.sum() + b.sum() + c.sum() + d + e + g + m[m.shape[0] - 1][np.newaxis, 2][0]

    function = same(f, (M(),))
    forms = {s.op: s.form for s in statements(function, nodes.Apply)}
    assert forms["numpy.ravel"] == nodes.METHOD and forms["numpy.shape"] == nodes.ATTRIBUTE


def test_random_draws_are_effects():
    def f(x):
        noise = np.random.normal(size=4)
        return np.sum(x * noise)

    function = lowered(f, X())
    (effect,) = statements(function, nodes.Effect)
    assert effect.op == "call" and effect.text == "np.random.normal"


def test_unknown_functions_are_effects():
    counter = __import__("gc").get_count

    def f(x):
        c = counter(1)
        return x * 2

    function = lowered(f, 1.0)
    (effect,) = statements(function, nodes.Effect)
    assert effect.op == "call"

    def writes_maybe(x):
        a = x * 2
        counter(a)
        return np.sum(a)

    with pytest.raises(SrcadError, match="counter"):
        lowered(writes_maybe, X())


def test_refused_methods():
    def f(x):
        y = x.copy()
        y.resize(3)
        return y[0]

    with pytest.raises(UnsupportedCallError, match="resize"):
        lowered(f, X())

    def g(x):
        np.maximum.at(x, 0, 1.0)
        return x[0]

    with pytest.raises(SrcadError, match="np.maximum.at"):
        lowered(g, X())


def collects(x):
    return max({x * k for k in range(2)})


def test_a_callee_is_held_to_the_language():
    def f(x):
        return collects(x)

    with pytest.raises(SrcadError, match="a set comprehension is not supported"):
        lowered(f, 1.0)


def test_an_attribute_of_an_object_is_read():
    class Model:
        rate = 0.5

        def step(self, x):
            return x * self.rate

    model = Model()

    def f(x):
        return x * model.rate

    same_number(f, (1.5,))
