"""The worked examples: their figures, and the module that the command line prints for each function."""

import contextlib
import importlib
import io
import math
import re
import sys
import types
from pathlib import Path

import pytest

import srcad
from srcad import cli

np = pytest.importorskip("numpy", reason="the examples are NumPy programs")
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.fixture(autouse=True)
def beside_the_examples(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLES))


def load(name):
    sys.path.insert(0, str(EXAMPLES))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(EXAMPLES))


def commands():
    """Yield the arguments of each `srcad grad` that the examples' docstrings show."""
    for path in sorted(set(EXAMPLES.glob("*.py")) - {EXAMPLES / "refused.py"}):
        for line in re.findall(r"^    srcad grad examples/(.*)$", path.read_text(), re.MULTILINE):
            yield line.split()


def emitted(arguments):
    """Return the module that the command line prints, as text."""
    out, complaint = io.StringIO(), io.StringIO()
    target, *options = arguments
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaint):
        status = cli.main(["grad", str(EXAMPLES / target), *options])
    assert status == 0, complaint.getvalue()
    return out.getvalue()


def run(text):
    module = types.ModuleType("emitted")
    exec(compile(text, "<emitted>", "exec"), module.__dict__)
    return module


def central_difference(f, args, k, index=None, step=1e-6):
    ends = []
    for sign in (1, -1):
        moved = list(args)
        if index is None:
            moved[k] = args[k] + sign * step
        else:
            moved[k] = args[k].copy()
            moved[k][index] += sign * step
        ends.append(f(*moved))
    return (ends[0] - ends[1]) / (2 * step)


def assert_gradients(f, gradients, args):
    """Compare one gradient an argument with central differences, entry by entry."""
    for k, gradient in enumerate(gradients):
        if np.ndim(args[k]) == 0:
            assert gradient == pytest.approx(central_difference(f, args, k), rel=1e-6, abs=1e-8)
            continue
        assert np.shape(gradient) == np.shape(args[k])
        for index in np.ndindex(np.shape(args[k])):
            assert gradient[index] == pytest.approx(central_difference(f, args, k, index), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("arguments", list(commands()), ids=" ".join)
def test_the_command_line_prints_a_module_that_runs(arguments):
    text = emitted(arguments)
    if "scipy" in text:
        pytest.importorskip("scipy", reason="the example uses SciPy")
    module = run(text)
    function = arguments[0].rpartition(":")[2]
    assert any(name in vars(module) for name in (f"{function}_{kind}" for kind in ("grad", "value_and_grad", "jvp")))
    assert "srcad" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_every_example_shows_a_command():
    shown = {arguments[0].partition(".")[0] for arguments in commands()}
    assert shown == {path.stem for path in EXAMPLES.glob("*.py")} - {"tracing", "refused", "own_rule"}


@pytest.mark.parametrize("name", ["distinct", "looked_up"])
def test_refused(name, capsys):
    assert cli.main(["grad", f"{EXAMPLES / 'refused.py'}:{name}"]) == 1
    out, complaint = capsys.readouterr()
    assert out == "" and "^" in complaint and re.match(r".*refused\.py:\d+:\d+: ", complaint)


def test_traces():
    table = load("traces").table()
    for entry in ("v1 = 0.693", "v2 = 10.000", "v3 = -0.959", "v4 = 10.693", "v5 = 11.652"):
        assert entry in table
    for entry in ("dv1 = 0.500", "dv2 = 5.000", "dv3 = 0.000", "dv4 = 5.500", "dv5 = 5.500"):
        assert entry in table
    columns = list(zip(*(re.split(r"\s{2,}", line.rstrip()) for line in table.splitlines()[:2])))
    assert [column[0] for column in columns] == ["primal", "tangent", "adjoint"]
    ends = dict(re.findall(r"(dx[12]) = (-?[\d.]+)", table))
    assert ends == {"dx1": "5.500", "dx2": "1.716"}


def test_cubic():
    f = load("cubic").f
    text = srcad.grad(f).specialize(1.7).source
    assert "# Forward pass" in text and "# Backward pass" in text
    headings = re.findall(r"# (?!Forward|Backward)(.*)", text)
    assert headings == ["c = a + b", "b = x * a", "a = x * x"]
    assert srcad.grad(f)(1.7) == pytest.approx(2 * 1.7 + 3 * 1.7**2)


def test_shared_term():
    f = load("shared_term").f
    w1, w2 = 2.0, 5.0
    outer = 1 + 0.5 / math.sqrt(w2 * math.log(w1))
    want = outer * w2 / w1, outer * math.log(w1)
    assert srcad.grad(f, argnums=(0, 1))(w1, w2) == pytest.approx(want)
    assert srcad.tangent(f)(w1, 1.0, w2)[1] == pytest.approx(want[0])


def test_product():
    f = load("product").f
    assert srcad.value_and_grad(f, argnums=(0, 1))(2.0, 3.0) == (24.0, (12.0, 14.0))


def test_two_modes():
    f = load("two_modes").f
    assert srcad.tangent(f)(1.0, 1.0, 1.0) == (1.0, 2.0)
    assert srcad.grad(f, argnums=(0, 1))(1.0, 1.0) == (2.0, 1.0)


def test_first_gradients():
    module = load("first_gradients")
    assert srcad.grad(module.square)(1.0) == 2.0
    assert srcad.value_and_grad(module.ratio)(1.0) == pytest.approx((0.6931471805599453, 0.3068528194400547), rel=1e-15)


def test_logistic_map():
    f = load("logistic_map").f
    assert srcad.value_and_grad(f)(0.25) == (0.75, -16.0)
    assert srcad.tangent(f)(0.25, 1.0) == (0.75, -16.0)


def test_logistic_map_against_scipy():
    optimize = pytest.importorskip("scipy.optimize", reason="compares with SciPy's approx_fprime")
    f = load("logistic_map").f
    approximate = optimize.approx_fprime(np.array([0.25]), lambda x: f(x[0]), 1e-7)[0]
    assert f"{approximate:.8f}" == "-16.00001599"
    assert srcad.grad(f)(0.25) == pytest.approx(approximate, rel=2e-6)


@pytest.mark.parametrize(
    ("name", "args", "count"),
    [
        ("branch", (2.0, 1.5), 2),
        ("branch", (1.0, 1.5), 2),
        ("branch", (-1.0, 1.5), 2),
        ("first_above", (1.3,), 1),
        ("first_above", (0.1,), 1),
        ("newton", (2.0,), 1),
        ("power", (1.1,), 1),
        ("power", (0.7, 6), 1),
        ("compose", (0.5, 2.0), 2),
    ],
)
def test_control_flow(name, args, count):
    f = getattr(load("control_flow"), name)
    assert_gradients(f, srcad.grad(f, argnums=tuple(range(count)))(*args), args)


def test_neuron():
    neuron = load("linear_layer").neuron
    w, x, b = [0.5, -1.0, 0.25], [1.0, 2.0, -0.5], 0.1
    y = neuron(w, x, b)
    dw, dx, db = srcad.grad(neuron, argnums=(0, 1, 2))(w, x, b)
    slope = y * (1 - y)
    assert list(dw) == pytest.approx([slope * xi for xi in x])
    assert list(dx) == pytest.approx([slope * wi for wi in w])
    assert db == pytest.approx(slope)


@pytest.mark.parametrize("name", ["scalar_layer", "array_layer"])
def test_linear_layer(name):
    module = load("linear_layer")
    W, x, b, dh = module.example_arguments()
    dW, dx, db = srcad.grad(getattr(module, name), argnums=(0, 1, 2))(W, x, b, dh)
    np.testing.assert_allclose(dW, np.outer(dh, x), rtol=1e-13)
    np.testing.assert_allclose(dx, W.T @ dh, rtol=1e-13)
    np.testing.assert_allclose(db, dh, rtol=1e-13)


def test_elementwise_forms_no_jacobian():
    exponential = load("elementwise").exponential
    z = np.linspace(0.0, 1.0, 1_000_000)
    weights = np.cos(z)
    y, pull = srcad.vjp(exponential, z)
    (dz,) = pull(weights)
    np.testing.assert_allclose(dz, weights * np.exp(z), rtol=1e-14)


def test_broadcasting():
    module = load("broadcasting")
    args = module.example_arguments()
    assert_gradients(module.f, srcad.grad(module.f, argnums=(0, 1, 2, 3))(*args), args)


def test_hessian_vector_product():
    module = load("hessian_vector")
    x, v = np.array([1.2, 0.9, -0.4]), np.array([1.0, -2.0, 0.5])
    hessian = np.array(
        [
            [1200 * x[0] ** 2 - 400 * x[1] + 2, -400 * x[0], 0.0],
            [-400 * x[0], 200 + 1200 * x[1] ** 2 - 400 * x[2] + 2, -400 * x[1]],
            [0.0, -400 * x[1], 200.0],
        ]
    )
    np.testing.assert_allclose(module.product(module.rosenbrock, x, v), hessian @ v, rtol=1e-12)
    np.testing.assert_allclose(srcad.hvp(module.rosenbrock, x, v), hessian @ v, rtol=1e-12)


def test_network():
    module = load("network")
    params, x, target = module.example_arguments()
    dparams = srcad.grad(module.loss)(params, x, target)
    assert [(dw.shape, db.shape) for dw, db in dparams] == [(w.shape, b.shape) for w, b in params]
    moved = [(w.copy(), b.copy()) for w, b in params]
    ends = []
    for sign in (1, -1):
        moved[1][0][2, 3] = params[1][0][2, 3] + sign * 1e-6
        ends.append(module.loss(moved, x, target))
    assert dparams[1][0][2, 3] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5)
    losses = module.train(60)
    assert losses[-1] < 0.3 * losses[0]


def test_learning_to_learn():
    module = load("learning_to_learn")
    args = module.example_arguments()
    gradient = srcad.grad(module.loss)(*args)
    assert gradient == pytest.approx(central_difference(module.loss, args, 0, step=1e-7), rel=1e-5)
    rhos, losses = module.tune()
    assert all(after <= before for before, after in zip(losses, losses[1:]))
    assert abs(srcad.grad(module.loss)(rhos[-1], *args[1:])) < 0.01 * abs(gradient)


def test_character_mlp():
    module = load("character_mlp")
    args = module.example_arguments(letters=7, width=3, hidden=5, rows=6)
    *parameters, Xb, Yb = args
    gradients = srcad.grad(module.loss, argnums=tuple(range(7)))(*args)
    rng = np.random.default_rng(1)
    for k, gradient in enumerate(gradients):
        direction = rng.normal(size=gradient.shape)
        ends = [
            module.loss(*(p + sign * 1e-6 * direction if j == k else p for j, p in enumerate(parameters)), Xb, Yb)
            for sign in (1, -1)
        ]
        assert np.sum(gradient * direction) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6, abs=1e-9)


def test_character_mlp_against_pytorch():
    torch = pytest.importorskip("torch", reason="compares with PyTorch's gradients")
    module = load("character_mlp")
    *parameters, Xb, Yb = module.example_arguments()
    tensors = [torch.tensor(p, requires_grad=True) for p in parameters]
    C, W1, b1, gain, bias, W2, b2 = tensors
    h = C[torch.tensor(Xb)].reshape(len(Xb), -1) @ W1 + b1
    h = gain * (h - h.mean(0)) / torch.sqrt(h.var(0, correction=1) + 1e-5) + bias
    torch.nn.functional.cross_entropy(torch.tanh(h) @ W2 + b2, torch.tensor(Yb)).backward()
    gradients = srcad.grad(module.loss, argnums=tuple(range(7)))(*parameters, Xb, Yb)
    for gradient, tensor in zip(gradients, tensors):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_transforms():
    module = load("transforms")
    args = module.example_arguments()
    (forward, many), (reverse, few) = module.products(*args)
    gradient = srcad.grad(module.loss)(*args)
    np.testing.assert_allclose(gradient, reverse, rtol=1e-12)
    np.testing.assert_allclose(gradient, forward, rtol=1e-12)
    assert few < many
    tangent = srcad.tangent(module.loss)
    columns = [tangent(args[0], row, *args[1:])[1] for row in np.eye(len(args[0]))]
    np.testing.assert_allclose(columns, gradient, rtol=1e-12)


def test_trace_estimators():
    module = load("trace_estimators")
    rng = np.random.default_rng(0)
    x = rng.normal(size=12)
    exact = module.divergence(module.field, x)
    step = 1e-6 * np.eye(len(x))
    assert exact == pytest.approx(sum((module.field(x + e) - module.field(x - e))[k] / 2e-6 for k, e in enumerate(step)), rel=1e-7)
    assert module.hutchinson(module.field, x, 4000, rng) == pytest.approx(exact, abs=0.5)
    # The subspace is whole: there is nothing left to estimate.
    assert module.hutch_plus_plus(module.field, x, 60, rng) == pytest.approx(exact, rel=1e-9)


def test_own_rule():
    module = load("own_rule")
    both = srcad.grad(module.height, argnums=(0, 1))
    assert_gradients(module.height, both(0.8, 0.3), (0.8, 0.3))
    assert srcad.tangent(module.height)(0.8, 1.0, 0.3)[1] == pytest.approx(both(0.8, 0.3)[0], rel=1e-12)
    for source in (both.source, srcad.tangent(module.height).source):
        assert "kepler(M, e)" in source and re.search(r"/ \(1 - e \* (math.cos\(kepler_M\)|cos_kepler)\)", source)
        assert "broadcast_like" not in source
    x = np.array([0.5, -2.0, 0.0])
    np.testing.assert_allclose(srcad.grad(module.penalty)(x), 2 * x / (1 + x * x) ** 2, rtol=1e-12)
    assert "** -1.5" in srcad.grad(module.penalty).source


def test_a_linear_system_costs_one_more_solution():
    module = load("linear_system")
    args = module.example_arguments()
    for found, want in zip(srcad.grad(module.misfit, argnums=(0, 1))(*args), module.by_hand(*args), strict=True):
        np.testing.assert_allclose(found, want, rtol=1e-12)
    text = emitted(["linear_system.py:misfit", "--argnames", "A,b"])
    assert "db = np.linalg.solve(A.T, dx)" in text and "dA = -np.outer(db, x)" in text
    assert text.count("= np.linalg.solve(") == 3  # one of them in the comment that heads the piece


def test_singular_values():
    module = load("singular_values")
    W, weights = module.example_arguments()
    np.testing.assert_allclose(srcad.grad(module.nuclear)(W, weights), module.by_hand(W, weights), rtol=1e-12)
    target = np.ones((4, 3))
    assert_gradients(module.leading, [srcad.grad(module.leading)(W, target)], (W, target))
    assert "eye" not in emitted(["singular_values.py:nuclear", "--argnames", "W"])
