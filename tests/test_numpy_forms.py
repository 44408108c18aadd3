"""NumPy functions as people spell them: by function, operator, method and attribute, through the whole pipeline."""

import math

import numpy as np
import pytest

import srcad

_r = np.random.default_rng(3)
V, W = _r.uniform(0.3, 1.6, size=4), _r.uniform(0.4, 1.7, size=4)
X, Y = _r.uniform(-1.5, 1.5, size=(3, 4)), _r.uniform(0.4, 1.6, size=(3, 4))
S = _r.normal(size=(4, 4)) + 4 * np.eye(4)

# Programs of an array x: each an expression, or statements that end in the value.
OF_VECTOR = [
    "np.sum(x * x)", "(x * x).sum()", "x.sum() ** 2", "np.add(x, 2.0).prod()", "x @ x", "np.dot(x, x)", "x.dot(w)", "np.vdot(x, w)",
    "np.inner(x, w)", "x @ S @ x", "np.matmul(S, x) @ w", "np.outer(x, w).sum()", "np.sum(np.outer(x, x) * S)", "(-x).sum()", "(+x).sum()",
    "np.mean(x ** 3)", "x.mean()", "x.max() * x.min()", "np.max(x)", "np.amin(x)", "np.prod(x)", "x.prod()", "np.std(x)", "x.var()",
    "np.sum(x / w + w / x - x % 0.7)", "np.sum(2.0 ** x)", "np.sum(x ** w)", "np.sum(np.power(x, 2.5))", "np.sum(abs(x - 1.0))",
    "np.sum(np.abs(x - 1.0) * np.sign(w))", "np.sum(np.sqrt(x) + np.exp(x) * np.log(x))", "np.sum(np.tanh(x) * np.sin(x) / np.cos(x))",
    "np.sum(np.where(x > 1.0, x ** 2, w * x))", "np.sum(np.maximum(x, w) * np.minimum(x, 1.0))", "np.sum(np.clip(x, 0.5, 1.2))",
    "x.clip(0.5, 1.2).sum()", "np.sum(np.concatenate((x, w * x)) ** 2)", "np.sum(np.concatenate([x, x[1:]]) ** 2)",
    "np.sum(np.stack((x, w)) @ x)", "np.sum(np.stack([x, x * x], axis=1) ** 2)", "np.sum(x.reshape(2, 2) @ w.reshape((2, 2)))",
    "np.sum(np.reshape(x, (2, -1)).T @ np.ones((2, 3)))", "np.sum(x.reshape(2, 2).transpose(1, 0)[0] ** 2)", "np.sum(np.cumsum(x) ** 2)",
    "x.cumsum()[2] * x[0]", "np.sum(np.broadcast_to(x, (3, 4)) * Y)", "np.linalg.norm(x)", "np.linalg.norm(x - w) ** 2",
    "np.sum(np.linalg.solve(S, x) * w)", "np.sum(np.linspace(x[0], x[1], 5) ** 2)", "np.sum(np.full(3, x[1]) * x[:3])",
    "np.sum(np.zeros_like(x) + x) + np.sum(np.ones(4) * x * x)", "np.sum(np.arange(4) * x ** 2)", "np.sum(np.eye(4) @ x * x)",
    "np.sum(np.array([x[0], x[1] * x[2]]) ** 2)", "np.sum(np.copy(x) * x)", "np.sum(x.copy() ** 2)", "np.sum(np.hypot(x, w) + np.arctan2(x, w))",
    "np.sum(x[::-1] * w)", "np.sum(x[[0, 0, 2]] ** 2)", "np.sum(x[x > 1.0] ** 2)", "np.sum(x[np.array([1, 3])] * w[:2])", "len(x) * x[0] * x[-1]",
    "x.size * np.sum(x) / x.shape[0]", "sum(x) ** 2", "sum([x[0], x[1] ** 2])", "max(x[0], x[1]) * min(x[2], x[3])", "np.sum(x[:, None] * w[None, :] * S)",
    "np.sum(x[:2] * x[2:])", "np.sum(x - np.mean(x)) + np.sum((x / np.sum(x)) ** 2)", "np.sum(np.flip(x) * w)", "np.sum(np.roll(x, 1) * x)",
    "float(x[0]) * x[1]", "np.sum(np.diag(x) @ S)", "np.trace(np.outer(x, x) @ S)", "np.sum(np.square(x) + np.reciprocal(x))",
    "np.sum(np.expm1(x) + np.log1p(x) + np.cbrt(x))", "np.sum(np.arcsinh(x) + np.arctan(x) + np.sinh(x) * np.cosh(x))",
    "np.logaddexp(x[0], x[1])", "np.sum(x.astype(x.dtype) ** 2)", "np.sum(np.array(x, dtype=float) * w)", "np.sum(np.sum(x, dtype=S.dtype) * x)", "np.sum(np.take(x, [0, 0, 2]) ** 2)", "np.sum(np.sort(x) * w)", "np.sum(np.diff(x) ** 2)", "np.sum(np.repeat(x, 2) ** 2)", "np.log(np.sum(np.exp(x - np.max(x)))) + x.max()", "(x ** 2).sum() ** 0.5", "np.sum(x, axis=0)", "np.sum(x, keepdims=True)[0] ** 2",
]  # fmt: skip
OF_MATRIX = [
    "np.sum(x ** 2)", "np.sum(x.sum(axis=0) ** 2)", "np.sum(x.sum(1) ** 3)", "np.sum(x / np.sum(x ** 2, axis=1, keepdims=True))", "np.sum(x.T @ x)",
    "np.trace(x @ x.T)", "np.sum(x.mean(axis=0) ** 2)", "np.mean(x) ** 2", "np.sum((x - x.mean(axis=1, keepdims=True)) ** 2)", "np.sum(x.max(axis=1))",
    "np.sum(x.max(axis=0, keepdims=True) * x)", "np.sum(np.min(x, axis=-1) ** 2)", "np.sum(np.prod(x, axis=0))", "np.sum(x @ w)", "np.sum(w @ x.T)", "np.sum(np.dot(x, S) ** 2)",
    "np.sum(x * w)", "np.sum(x + w[None, :]) * x[0, 0]", "np.linalg.norm(x)", "np.sum(np.linalg.norm(x, axis=1))", "np.linalg.det(x @ x.T)",
    "np.sum(np.linalg.inv(x @ x.T))", "np.sum(np.linalg.solve(S, x.T) ** 2)", "np.sum(np.linalg.solve(x[:, :3] + 4 * np.eye(3), x))", "np.sum(x.reshape(-1) ** 2)", "np.sum(x.ravel()[2:] ** 2)",
    "np.sum(x.flatten() * np.arange(12))", "np.sum(np.transpose(x) @ np.ones((3, 2)))", "np.sum(np.swapaxes(x, 0, 1)[1] ** 2)", "np.sum(np.concatenate((x, x ** 2), axis=1) @ np.ones(8))",
    "np.sum(np.stack((x, x), axis=2) ** 3)", "np.sum(x[1] * x[:, 1].sum())", "np.sum(x[[0, 2], 1:3] ** 2)", "np.sum(x[np.arange(3), np.array([0, 1, 1])] ** 2)", "np.sum(x[..., -1] ** 2)",
    "np.sum(np.cumsum(x, axis=1) ** 2)", "np.sum(np.where(x > 0, x, 0.1 * x) ** 2)", "np.sum(np.maximum(x, 0) @ S)", "np.sum(np.squeeze(x[:, :1]) ** 2)", "np.sum(np.expand_dims(x, 1) * Y)",
    "np.sum(np.tril(x) ** 2)", "np.sum((x > 0) * x ** 2)", "np.sum(np.exp(x) / np.exp(x).sum(axis=1, keepdims=True) * Y)", "np.sum(x * x[0])", "np.sum(x.std(axis=0))",
    "np.sum(np.einsum('ij,jk->ik', x, S) ** 2)", "np.sum(np.hstack((x, x ** 2)) @ np.vstack((S, S)))", "np.sum(x @ S @ x.T)",
]  # fmt: skip
OF_NUMBER = [
    "x ** 3", "x ** 0.5", "2.0 ** x", "x ** -1", "pow(x, 3)", "math.pow(x, 2)", "abs(x) + abs(-x)", "-x", "+x", "x % 0.4", "x // 0.4 + x", "math.sin(x) * math.cos(x) / math.tan(x)", "math.exp(x) * math.log(x)",
    "math.log(x, 2.0) + math.log2(x) + math.log10(x) + math.log1p(x)", "math.sqrt(x) + math.hypot(x, 2 * x)", "math.asin(x) + math.acos(x) + math.atan(x)", "math.atan2(x, 2.0)", "math.sinh(x) * math.cosh(x) - math.tanh(x)",
    "math.asinh(x) + math.acosh(1 + x) + math.atanh(x)", "math.expm1(x) + math.erf(x) + math.erfc(x)", "math.fabs(-x) + math.radians(x) + math.degrees(x)", "max(x, 0.3) * min(x, 0.9, 2 * x)", "float(x) * int(3.7)", "round(x) + x",
    "math.floor(x) * x + math.ceil(x) * x", "np.sin(x) + np.exp(x)", "np.sum(x * V)", "np.sum(np.full(3, x))", "x * math.pi + np.e", "np.maximum(x, 0.1) * 2", "sum(x * k for k in range(4))", "sum([x, x ** 2, 3.0])", "np.sum(np.array([x, x * x]) * np.arange(2))",
    "math.gamma(3) * x", "math.copysign(x, -1.0)", "np.where(x > 0, x * x, x)", "np.clip(x, 0.0, 1.0) ** 2", "np.hypot(x, 1.0)", "math.cbrt(x)",
]  # fmt: skip


def function_of(text, parameters="x"):
    """Return the function with this expression as its value, in a file of its own."""
    import linecache

    name = f"<forms {abs(hash(text))}>"
    source = f"def f({parameters}):\n    return {text}\n"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    scope = {"np": np, "math": math, "S": S, "Y": Y, "w": W, "V": V}
    exec(compile(source, name, "exec"), scope)
    return scope["f"]


def difference(f, x, step=1e-6):
    grad = np.zeros(np.shape(x))
    for index in np.ndindex(np.shape(x)):
        ends = []
        for sign in (step, -step):
            moved = np.array(x, float)
            moved[index] += sign
            ends.append(float(np.squeeze(f(moved if np.ndim(x) else float(moved)))))
        grad[index] = (ends[0] - ends[1]) / (2 * step)
    return grad


def check(text, x):
    f = function_of(text)
    kept = np.copy(x)
    want = difference(f, x)
    grad = srcad.grad(f)(x)
    assert np.shape(grad) == np.shape(x)
    np.testing.assert_allclose(grad, want, rtol=2e-5, atol=2e-6)
    direction = np.ones_like(x) if np.ndim(x) else 1.0
    y, dy = srcad.jvp(f, (x,), (direction,))
    np.testing.assert_allclose(dy, np.sum(want), rtol=2e-5, atol=2e-5)
    assert y == f(x) and np.array_equal(x, kept)


@pytest.mark.parametrize("text", OF_VECTOR)
def test_of_a_vector(text):
    check(text, V)


@pytest.mark.parametrize("text", OF_MATRIX)
def test_of_a_matrix(text):
    check(text, X)


@pytest.mark.parametrize("text", OF_NUMBER)
def test_of_a_number(text):
    if "cbrt" in text and not hasattr(math, "cbrt"):
        pytest.skip("this Python has no math.cbrt")
    check(text, 0.7)


@pytest.mark.parametrize("text", ["np.sum(x * w)", "np.sum(x * V) + np.sum(x.astype(float) ** 2)", "np.mean(x)", "np.sum(np.maximum(x, w))"])
def test_the_gradient_has_the_dtype_of_the_argument(text):
    x = V.astype(np.float32)
    grad = srcad.grad(function_of(text))(x)
    assert grad.dtype == np.float32
    np.testing.assert_allclose(grad, difference(function_of(text), V), rtol=1e-5)


def written_twice(x):
    x[[0, 1, 0]] = x[1:] * 2.0
    return np.sum(x)


def written_once(x):
    y = np.zeros((2, 3))
    y[[0, 1], [0, 0]] = x[:2]
    return np.sum(y * y)


def test_of_two_writes_to_one_element_the_last_one_counts():
    np.testing.assert_allclose(srcad.grad(written_twice)(V), difference(lambda x: written_twice(x.copy()), V), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(srcad.grad(written_once)(V), [*(2 * V[:2]), 0, 0])
