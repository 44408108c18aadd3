"""NumPy's functions that shape, join, pick, sort and multiply arrays, as people call them, through the whole pipeline."""

import linecache

import numpy as np
import pytest

import srcad
from tests import checks

_r = np.random.default_rng(7)
X = _r.uniform(0.3, 1.7, size=(4, 3)) * _r.choice([-1.0, 1.0], size=(4, 3))
W, S = _r.normal(size=4), _r.normal(size=(3, 3))
SHUFFLED = np.array([2, 0, 2])

# Expressions of a matrix x, its first column v and a number a; each is differentiated in all three.
TEXTS = """
x.reshape(3, 4, order="F")
x.flatten("F") * x.ravel(order="F")
sum(e * e for e in x.flat)
np.rollaxis(x[None], 2)[..., 0] * np.moveaxis(x[None], [0, 1], [-1, 0])[0]
np.rot90(x, 3) + np.rot90(x.T, 2)
np.roll(x, (1, 2), axis=(0, 1)) * x
x.diagonal(1) * x.mT.diagonal(-1)
np.diag(x[:3]) * np.diag(v)[0, :3]
np.tile(x, (2, 1)) * np.repeat(x, [1, 3, 2, 2], axis=0)
np.pad(x, ((1, 0), (2, 1)), mode="reflect")
np.pad(v, (1, 2), constant_values=a)
np.lib.stride_tricks.sliding_window_view(v, 2) @ x[:2]
np.atleast_2d(v, a)[0] * np.broadcast_arrays(a, x)[0].T
np.meshgrid(v, x[0], indexing="ij")[0] * x
np.concatenate([x, v[:, None]], axis=-1)
np.concatenate((x, v), axis=None)
np.concatenate([x[k] * k for k in range(3)])
np.stack([x[k] * v[k] for k in range(3)], axis=1)
np.vstack([x[0], x]) * np.vstack((x, x[1]))
np.column_stack([v, x]) @ np.hstack([v[:3], a])
np.block([[x, v[:, None]], [x[0], np.ones(1)]])
np.append(x, [a, 2 * a])
np.array([[a, 0.0], [v[0], a * v[1]]]) @ x[:2]
np.array([[x[i, j] * a for j in range(2)] for i in range(3)])
np.sum([a, v[0], a * v[1]]) * np.mean((v, x[:, 1]), axis=0)
np.exp([a, v[0]]) * np.dot([a, v[0]], x[:2, :2])
x * (1, 2, 3) + np.cross(x, [0, 1, 2])
np.hsplit(x, [1])[1] * np.array_split(v, 2)[1][0]
np.unstack(x, axis=1)[2] * v
np.linspace(v, a, 3, axis=1) * x
np.logspace(a, 0.2, 3) * np.geomspace(0.5, 1 + a * a, 3)
np.arange(a, a + 3, 0.7)
np.vander(v, 3) * x
np.take(x, SHUFFLED, axis=1) + x.take([0, 5, 5]).sum()
np.take_along_axis(x, np.argsort(x, axis=1), axis=1) * np.sort(x, axis=0)
np.compress([True, False, True], x, axis=1) * x.compress([False, True, True], axis=1)
np.select([x > 1, x > 0], [x ** 2, a * x], default=-a)
np.choose([0, 1, 1, 0], [v, a])
np.unique(v) * np.unique(v, return_counts=True)[0]
np.bincount([0, 2, 2, 1], weights=v)
np.histogram([0.1, 0.3, 0.9, 0.5], bins=2, weights=v)[0]
np.partition(v, 2)[:2] * np.median(x, axis=0)[:2]
np.percentile(x, [20, 70], axis=1) * np.quantile(v, 0.3)
np.nanmedian(np.where(x > 1, np.nan, x))
np.delete(x, [0, 2], axis=1) * np.delete(v, 1)[0]
np.insert(x, 1, v, axis=1) + np.insert(v, [1, 3], a).sum()
x[np.ix_([0, 2], [1, 2])] * x[::-2, 1:][..., None][:, :, 0]
x[SHUFFLED][:, None, 1:] * v[None, 0]
np.tensordot(x, x, axes=([0], [0])) @ np.inner(x, S).T
np.einsum(x, [0, 1], x, [0, 2], [1, 2]) * np.einsum("ii->i", S * a)
np.einsum("...i,...i", x, S[0]) * v
np.kron(x[:2], v[:2]) + np.trace(S * x[0], offset=1)
np.cross(x, S[0]) * np.vecdot(x, S[1])[:, None]
np.diff(x, axis=0, prepend=a) * np.gradient(x, axis=0)
np.diff(v, n=2, append=[a]) * np.ediff1d(v)
np.convolve(v, [1, 2, 1], mode="same") * np.correlate(v, x[:, 0], "same")
np.interp(v, [-1.0, 0.5, 2.0], x[0], left=a)
np.polyval(x[0], v) * np.polyval(np.polyder(v), a)
np.cov(x, rowvar=False) * np.corrcoef(x.T)
np.setxor1d(v, x[0]) * np.union1d(v, x[0]) * np.setdiff1d(v, [9.0])[0]
np.piecewise(x, [x < -1, x > 1], [lambda u: u ** 2, a, np.sin]) * np.piecewise(v, [v < 0], [lambda u, k: k * u, lambda u, k: u], a)[0]
np.fromfunction(lambda i, j: a * i + x[0, 0] * j, (2, 3)) * x[:2]
np.apply_along_axis(lambda row: np.sum(row ** 2), 1, x) * np.apply_along_axis(np.cumsum, 0, x)[:, 1]
np.apply_over_axes(np.sum, x, [0, 1]) * v
np.resize(v, 6)[1:] * np.trim_zeros(np.pad(v, 1))[0]
np.reshape(v, (2, 2), order="F") * x.reshape(3, 2, 2, order="F")
x.item(5) * x.item(1, 2) * x[1].item(-1) + x.item((3, 0)) * v
np.angle(np.fft.fft(v)[1:3]) * np.abs(np.fft.fft(v)[0])
np.r_[a, 0.0, v[1:], 1, 0:2] * np.r_[0:1:7j][0] + np.r_[x, x][0, 0]
np.c_[v, x, np.ones(4)] @ np.c_[0:5] + np.c_[x[None], x[None]][0, :, :1]
np.mgrid[0:4, 0:3][1] * x + np.ogrid[0:4, 0:3][1] * a + x[np.s_[1:2, ::-1]] * v[np.index_exp[2:3]]
np.concatenate([x[0], (a, v[0])]) * np.stack([[a, a], x[0, :2]])[0, 1] + np.append([a, v[1]], a)[2]
np.gradient(v, a) * np.gradient(x[0], x[0] * [1, 2, 3] + [0, 9, 19], edge_order=2)[0] + np.gradient(v, v * [1, 4, 9, 16])
np.gradient(x, [a, 1 + a, 3.0], axis=1) * np.gradient(x, a + np.arange(4.0) ** 2, axis=0)
np.quantile(v, a) * np.percentile(x, 30 * a) + np.quantile(x, a * a, axis=0, method="hazen")[0]
np.polyfit(v, x[:, 0], 2)[0] * np.clip(x, min=a, max=1.0) + v.clip(min=a)[0] * np.angle(v[0] + 1j, deg=True)
np.interp(v, [0.1, 1.0, a + 2.0], x[0], period=3.0) * np.histogram([0.1, 0.3, 0.9, 0.5], bins=2, weights=v * v, density=True)[0][0]
np.average(x, axis=0, weights=v * v, returned=True)[1] * np.average(x, returned=True)[0] * np.delete(v, slice(0, 1))
np.vectorize(lambda u: u * a if u > 0 else -u)(x) * np.vectorize(lambda u, w: u * w + 1, otypes=[float])(x, v[0])
np.cov(x, fweights=[1, 2, 1], aweights=[0.5, 1.0, 2.0])[0] * v + np.cov(v, x[:, 0], aweights=v * v)[0, 1] + np.cov(v, aweights=v * v)
np.mean(a=[a, a * a]) * np.interp([0.1, 0.2], xp=[0.0, 1.0, 2.0], fp=[a, v[0], v[1]])
""".strip().splitlines()


# Expressions of a matrix x and an axis of it, an int.
OF_AN_AXIS = """
np.mean(x, axis=k) * x.sum(k) + np.average(x, k)
np.max(x, axis=k, keepdims=True) * x - np.min(x, k, keepdims=True) + np.ptp(x, axis=k, keepdims=True)
np.var(x, axis=k) * np.std(x, k, ddof=1) + np.nanmean(x, axis=k)
np.prod(x, axis=k) + np.add.reduce(x, axis=k) * np.logaddexp.reduce(x, axis=k)
np.linalg.norm(x, axis=k) * np.linalg.norm(x, 1, k) + np.linalg.norm(x, np.inf, axis=k)
np.concatenate([x, 2 * x], axis=k)[:3, :3] * np.append(x, x, axis=k)[-3:, -3:]
np.stack([x, x * x], axis=k).sum(axis=(0, 1))
np.take(x, [0, 1, 0], axis=k).sum() * np.delete(x, 1, axis=k).sum() * np.repeat(x, 2, axis=k)[:3, :3]
np.trapezoid(x, axis=k) * np.trapezoid(x ** 2, [0.0, 1.0, 3.0], axis=k) + np.trapezoid(x, x, axis=k)
np.average(x, k, weights=[1.0, 2.0, 4.0]) * np.squeeze(np.sum(x, k, keepdims=True), k)
np.diff(x, axis=k, prepend=2.0) * np.cumulative_sum(x, axis=k, include_initial=True)[:3, :3]
np.abs(np.fft.rfft(x, axis=k)).sum() * np.fft.irfft(np.fft.rfft(x, 4, axis=k), axis=k)[:3, :3]
""".strip().splitlines()


def function_of(text, parameters="x, v, a"):
    """Return the function with this expression as its value, in a file of its own."""
    name = f"<arrays {text}>"
    source = f"def f({parameters}):\n    return np.sum(np.sin({text}))\n"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    scope = {"np": np, "S": S, "SHUFFLED": SHUFFLED}
    exec(compile(source, name, "exec"), scope)
    return scope["f"]


@pytest.mark.parametrize("text", TEXTS)
def test_as_people_write_it(text):
    checks.check(function_of(text), X.copy(), W.copy(), 0.4)


@pytest.mark.parametrize("text", OF_AN_AXIS)
def test_along_an_axis_that_only_the_run_knows(text):
    f = function_of(text, "x, k")
    for axis in (0, 1, -1):
        checks.check(f, 0.4 * X[:3], axis)


@pytest.mark.parametrize("k", [0, 8, 24, 33, 41, 48, 53, 57])
def test_derivatives_of_derivatives(k):
    f = function_of(TEXTS[k])
    first = srcad.grad(f)
    direction = np.cos(np.arange(12.0)).reshape(4, 3)
    step = 1e-6
    want = (first(X + step * direction, W, 0.4) - first(X - step * direction, W, 0.4)) / (2 * step)
    np.testing.assert_allclose(srcad.tangent(first)(X, direction, W, 0.4)[1], want, rtol=1e-5, atol=1e-6)
