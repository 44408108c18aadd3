"""The kernels that `compiled.py` measures, each with its gradient written by hand as one would for Numba."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit


@dataclass(frozen=True)
class Kernel:
    """A compiled function, its gradient by hand in the arguments `argnums`, and arguments. goal: the most that the gradient may take, in objectives."""

    name: str
    function: Callable
    by_hand: Callable
    argnums: tuple[int, ...]
    args: tuple
    goal: float = 2.0


@njit
def logistic(x, r, n):
    v = x
    for i in range(n):
        v = r * v * (1 - v)
    return v


@njit
def logistic_grad(x, r, n):
    v = x
    v_tape = np.empty(n)
    for i in range(n):
        v_tape[i] = v
        v = r * v * (1 - v)
    dv, dr = 1.0, 0.0
    for i in range(n - 1, -1, -1):
        v = v_tape[i]
        dr += dv * v * (1 - v)
        dv = dv * r * (1 - 2 * v)
    return dv, dr


@njit
def slopes(x, y, a, b):
    return a * x - b * x * y, b * x * y - y


@njit
def runge_kutta(x, y, a, b, h, n):
    for _ in range(n):
        k1, l1 = slopes(x, y, a, b)
        k2, l2 = slopes(x + h / 2 * k1, y + h / 2 * l1, a, b)
        k3, l3 = slopes(x + h / 2 * k2, y + h / 2 * l2, a, b)
        k4, l4 = slopes(x + h * k3, y + h * l3, a, b)
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        y += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4)
    return x


@njit
def runge_kutta_grad(x, y, a, b, h, n):
    states = np.empty((n, 2))
    for i in range(n):
        states[i, 0], states[i, 1] = x, y
        k1, l1 = slopes(x, y, a, b)
        k2, l2 = slopes(x + h / 2 * k1, y + h / 2 * l1, a, b)
        k3, l3 = slopes(x + h / 2 * k2, y + h / 2 * l2, a, b)
        k4, l4 = slopes(x + h * k3, y + h * l3, a, b)
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        y += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4)
    dx, dy, da, db = 1.0, 0.0, 0.0, 0.0
    for i in range(n - 1, -1, -1):
        x, y = states[i, 0], states[i, 1]
        k1, l1 = slopes(x, y, a, b)
        x2, y2 = x + h / 2 * k1, y + h / 2 * l1
        k2, l2 = slopes(x2, y2, a, b)
        x3, y3 = x + h / 2 * k2, y + h / 2 * l2
        k3, l3 = slopes(x3, y3, a, b)
        x4, y4 = x + h * k3, y + h * l3
        dk4, dl4 = h / 6 * dx, h / 6 * dy
        dx4 = dk4 * (a - b * y4) + dl4 * b * y4
        dy4 = dl4 * (b * x4 - 1) - dk4 * b * x4
        dk3, dl3 = 2 * dk4 + h * dx4, 2 * dl4 + h * dy4
        dx3 = dk3 * (a - b * y3) + dl3 * b * y3
        dy3 = dl3 * (b * x3 - 1) - dk3 * b * x3
        dk2, dl2 = 2 * dk4 + h / 2 * dx3, 2 * dl4 + h / 2 * dy3
        dx2 = dk2 * (a - b * y2) + dl2 * b * y2
        dy2 = dl2 * (b * x2 - 1) - dk2 * b * x2
        dk1, dl1 = dk4 + h / 2 * dx2, dl4 + h / 2 * dy2
        da += dk4 * x4 + dk3 * x3 + dk2 * x2 + dk1 * x
        db += (dl4 - dk4) * x4 * y4 + (dl3 - dk3) * x3 * y3 + (dl2 - dk2) * x2 * y2 + (dl1 - dk1) * x * y
        dx += dx4 + dx3 + dx2 + dk1 * (a - b * y) + dl1 * b * y
        dy += dy4 + dy3 + dy2 + dl1 * (b * x - 1) - dk1 * b * x
    return dx, dy, da, db


@njit
def heat(u, k, steps):
    n = len(u)
    u = u.copy()
    for t in range(steps):
        new = u.copy()
        for i in range(1, n - 1):
            new[i] = u[i] + k * (u[i - 1] - 2 * u[i] + u[i + 1])
        u = new
    total = 0.0
    for i in range(n):
        total += u[i] * u[i]
    return total


@njit
def heat_grad(u, k, steps):
    n = len(u)
    states = np.empty((steps + 1, n))
    states[0] = u
    for t in range(steps):
        u, new = states[t], states[t + 1]
        new[0], new[n - 1] = u[0], u[n - 1]
        for i in range(1, n - 1):
            new[i] = u[i] + k * (u[i - 1] - 2 * u[i] + u[i + 1])
    du, dk = 2 * states[steps], 0.0
    for t in range(steps - 1, -1, -1):
        u = states[t]
        d = np.empty(n)
        first, last = du[0], du[n - 1]
        du[0] = du[n - 1] = 0.0
        for i in range(1, n - 1):
            dk += du[i] * (u[i - 1] - 2 * u[i] + u[i + 1])
            d[i] = du[i] + k * (du[i - 1] - 2 * du[i] + du[i + 1])
        d[0], d[n - 1] = first + k * du[1], last + k * du[n - 2]
        du = d
    return du, dk


@njit
def potential(pos, mass):
    n = len(mass)
    e = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            dx = pos[i, 0] - pos[j, 0]
            dy = pos[i, 1] - pos[j, 1]
            dz = pos[i, 2] - pos[j, 2]
            r = math.sqrt(dx * dx + dy * dy + dz * dz + 1e-3)
            e -= mass[i] * mass[j] / r
    return e


@njit
def potential_grad(pos, mass):
    n = len(mass)
    dpos, dmass = np.zeros_like(pos), np.zeros_like(mass)
    for i in range(n):
        for j in range(i + 1, n):
            dx = pos[i, 0] - pos[j, 0]
            dy = pos[i, 1] - pos[j, 1]
            dz = pos[i, 2] - pos[j, 2]
            r = math.sqrt(dx * dx + dy * dy + dz * dz + 1e-3)
            dmass[i] -= mass[j] / r
            dmass[j] -= mass[i] / r
            pull = mass[i] * mass[j] / (r * r * r)
            dpos[i, 0] += pull * dx
            dpos[j, 0] -= pull * dx
            dpos[i, 1] += pull * dy
            dpos[j, 1] -= pull * dy
            dpos[i, 2] += pull * dz
            dpos[j, 2] -= pull * dz
    return dpos, dmass


@njit
def product(a, b):
    n, m = a.shape
    p = b.shape[1]
    c = np.zeros((n, p))
    for i in range(n):
        for k in range(m):
            for j in range(p):
                c[i, j] += a[i, k] * b[k, j]
    total = 0.0
    for i in range(n):
        for j in range(p):
            total += c[i, j] * c[i, j]
    return total


@njit
def product_grad(a, b):
    n, m = a.shape
    p = b.shape[1]
    c = np.zeros((n, p))
    for i in range(n):
        for k in range(m):
            for j in range(p):
                c[i, j] += a[i, k] * b[k, j]
    da, db = np.zeros_like(a), np.zeros_like(b)
    for i in range(n):
        for k in range(m):
            total = 0.0
            for j in range(p):
                total += 2 * c[i, j] * b[k, j]
                db[k, j] += 2 * c[i, j] * a[i, k]
            da[i, k] = total
    return da, db


@njit
def warping(x, y):
    n, m = len(x), len(y)
    d = np.full((n + 1, m + 1), np.inf)
    d[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = (x[i - 1] - y[j - 1]) ** 2 + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    return d[n, m]


@njit
def warping_grad(x, y):
    n, m = len(x), len(y)
    d = np.full((n + 1, m + 1), np.inf)
    d[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = (x[i - 1] - y[j - 1]) ** 2 + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    g = np.zeros_like(d)
    g[n, m] = 1.0
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    for i in range(n, 0, -1):
        for j in range(m, 0, -1):
            # Multiplied, not branched upon: which of the three is least can't be predicted.
            up, left, both = d[i - 1, j], d[i, j - 1], d[i - 1, j - 1]
            g[i - 1, j] += g[i, j] * (up <= left) * (up <= both)
            g[i, j - 1] += g[i, j] * (left < up) * (left <= both)
            g[i - 1, j - 1] += g[i, j] * (both < up) * (both < left)
            slope = 2 * g[i, j] * (x[i - 1] - y[j - 1])
            dx[i - 1] += slope
            dy[j - 1] -= slope
    return dx, dy


@njit
def normal(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


@njit
def calls(s, k, vol, t, r):
    total = 0.0
    for i in range(len(s)):
        spread = vol[i] * math.sqrt(t[i])
        d1 = (math.log(s[i] / k[i]) + (r + 0.5 * vol[i] ** 2) * t[i]) / spread
        total += s[i] * normal(d1) - k[i] * math.exp(-r * t[i]) * normal(d1 - spread)
    return total


@njit
def calls_grad(s, k, vol, t, r):
    ds, dvol, dr = np.empty_like(s), np.empty_like(vol), 0.0
    for i in range(len(s)):
        root = math.sqrt(t[i])
        spread = vol[i] * root
        d1 = (math.log(s[i] / k[i]) + (r + 0.5 * vol[i] ** 2) * t[i]) / spread
        d2 = d1 - spread
        first, paid = normal(d1), k[i] * math.exp(-r * t[i])
        dd1 = s[i] * math.exp(-0.5 * d1 * d1) / math.sqrt(2 * math.pi)
        dd2 = -paid * math.exp(-0.5 * d2 * d2) / math.sqrt(2 * math.pi)
        dd1 += dd2
        ds[i] = first + dd1 / (spread * s[i])
        dvol[i] = dd1 * (vol[i] * t[i] / spread - d1 / vol[i]) - dd2 * root
        dr += dd1 * t[i] / spread + t[i] * paid * normal(d2)
    return ds, dvol, dr


@njit
def log_det(a):
    n = len(a)
    low = np.zeros_like(a)
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= low[i, k] * low[j, k]
            if i == j:
                low[i, i] = math.sqrt(s)
            else:
                low[i, j] = s / low[j, j]
    total = 0.0
    for i in range(n):
        total += math.log(low[i, i])
    return total


@njit
def log_det_grad(a):
    n = len(a)
    low = np.zeros_like(a)
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= low[i, k] * low[j, k]
            if i == j:
                low[i, i] = math.sqrt(s)
            else:
                low[i, j] = s / low[j, j]
    d, da = np.zeros_like(a), np.zeros_like(a)
    for i in range(n):
        d[i, i] = 1 / low[i, i]
    for i in range(n - 1, -1, -1):
        for j in range(i, -1, -1):
            if i == j:
                ds = d[i, i] / (2 * low[i, i])
            else:
                ds = d[i, j] / low[j, j]
                d[j, j] -= ds * low[i, j]
            for k in range(j):
                d[i, k] -= ds * low[j, k]
                d[j, k] -= ds * low[i, k]
            da[i, j] = ds
    return (da,)


@njit
def filtered(image, kernel):
    height, width = image.shape
    m, n = kernel.shape
    total = 0.0
    for i in range(height - m + 1):
        for j in range(width - n + 1):
            s = 0.0
            for k in range(m):
                for l in range(n):
                    s += image[i + k, j + l] * kernel[k, l]
            total += math.tanh(s)
    return total


@njit
def filtered_grad(image, kernel):
    height, width = image.shape
    m, n = kernel.shape
    dimage, dkernel = np.zeros_like(image), np.zeros_like(kernel)
    for i in range(height - m + 1):
        for j in range(width - n + 1):
            s = 0.0
            for k in range(m):
                for l in range(n):
                    s += image[i + k, j + l] * kernel[k, l]
            ds = 1 - math.tanh(s) ** 2
            for k in range(m):
                for l in range(n):
                    dimage[i + k, j + l] += ds * kernel[k, l]
                    dkernel[k, l] += ds * image[i + k, j + l]
    return dimage, dkernel


@njit
def training(w, xs, ys, rate, epochs):
    w = w.copy()
    n, m = xs.shape
    for e in range(epochs):
        for i in range(n):
            z = 0.0
            for j in range(m):
                z += w[j] * xs[i, j]
            g = 1 / (1 + math.exp(-z)) - ys[i]
            for j in range(m):
                w[j] -= rate * g * xs[i, j]
    total = 0.0
    for j in range(m):
        total += w[j] * w[j]
    return total


@njit
def training_grad(w, xs, ys, rate, epochs):
    w = w.copy()
    n, m = xs.shape
    states, sigmoids = np.empty((epochs, n, m)), np.empty((epochs, n))
    for e in range(epochs):
        for i in range(n):
            z = 0.0
            for j in range(m):
                states[e, i, j] = w[j]
                z += w[j] * xs[i, j]
            sigmoids[e, i] = 1 / (1 + math.exp(-z))
            g = sigmoids[e, i] - ys[i]
            for j in range(m):
                w[j] -= rate * g * xs[i, j]
    dw, dxs, drate = 2 * w, np.zeros_like(xs), 0.0
    for e in range(epochs - 1, -1, -1):
        for i in range(n - 1, -1, -1):
            p = sigmoids[e, i]
            g, dg = p - ys[i], 0.0
            for j in range(m):
                drate -= dw[j] * g * xs[i, j]
                dg -= dw[j] * rate * xs[i, j]
                dxs[i, j] -= dw[j] * rate * g
            dz = dg * p * (1 - p)
            for j in range(m):
                dw[j] += dz * xs[i, j]
                dxs[i, j] += dz * states[e, i, j]
    return dw, dxs, drate


def kernels(size: float = 1.0) -> list[Kernel]:
    """Return the kernels, each with arguments for which it takes some hundred microseconds; a smaller size for smaller ones."""
    rng = np.random.default_rng(0)

    def many(n: int) -> int:
        return max(int(n * size), 4)

    n = many(60)
    factor = rng.normal(size=(n, n))
    positive = factor @ factor.T + n * np.eye(n)
    options = many(5000)
    spots, strikes = rng.uniform(80, 120, (2, options))
    volatilities, times = rng.uniform(0.1, 0.4, options), rng.uniform(0.5, 2, options)
    xs = rng.normal(size=(many(500), 16))
    ys = rng.integers(0, 2, len(xs)).astype(float)
    bodies, masses = rng.normal(size=(many(200), 3)), rng.uniform(1, 2, many(200))
    left, right = rng.normal(size=(many(80), many(70))), rng.normal(size=(many(70), many(90)))
    image = rng.normal(size=(many(100) + 4, many(100) + 4))
    return [
        Kernel("logistic map", logistic, logistic_grad, (0, 1), (0.3, 3.57, many(100_000))),
        Kernel("Lotka-Volterra, RK4", runge_kutta, runge_kutta_grad, (0, 1, 2, 3), (1.0, 0.8, 1.1, 0.4, 0.005, many(10_000))),
        Kernel("heat equation", heat, heat_grad, (0, 1), (rng.normal(size=many(1000)), 0.1, many(200)), 5.0),
        Kernel("potential of bodies", potential, potential_grad, (0, 1), (bodies, masses), 2.5),
        Kernel("matrix product", product, product_grad, (0, 1), (left, right), 4.0),
        Kernel("time warping", warping, warping_grad, (0, 1), (rng.normal(size=many(200)), rng.normal(size=many(200))), 5.0),
        Kernel("Black-Scholes", calls, calls_grad, (0, 2, 4), (spots, strikes, volatilities, times, 0.03), 2.5),
        Kernel("Cholesky, log det", log_det, log_det_grad, (0,), (positive,), 4.0),
        Kernel("image filter", filtered, filtered_grad, (0, 1), (image, rng.normal(size=(5, 5))), 4.0),
        Kernel("training by SGD", training, training_grad, (0, 1, 3), (rng.normal(size=16), xs, ys, 0.1, 4), 2.5),
    ]
