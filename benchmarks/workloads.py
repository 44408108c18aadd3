"""The functions that the benchmarks measure, each with its gradient written by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Workload:
    """A function, its gradient by hand in the arguments `argnums`, and arguments.

    autograd: the function as autograd needs it, where it can't take it as it is. goal: the least ratio of autograd's
    time to that of the emitted function, where there is a goal.
    """

    name: str
    function: Callable
    by_hand: Callable
    argnums: int | tuple[int, ...]
    args: tuple
    autograd: Callable | None = None
    goal: float | None = None


def polynomial(x):
    y = x * x
    return 3 * x * y - 2 * y + x


def polynomial_grad(x):
    y = x * x
    dy = 3 * x - 2
    return 3 * y + 1 + 2 * dy * x


def two_inputs(x1, x2):
    return math.log(x1) + x1 * x2 - math.sin(x2)


def two_inputs_grad(x1, x2):
    return 1 / x1 + x2, x1 - math.cos(x2)


def logistic(x, n=1000):
    v = x
    for i in range(n):
        v = 3.57 * v * (1 - v)
    return v


def logistic_grad(x, n=1000):
    v = x
    v_tape = []
    for i in range(n):
        v_tape.append(v)
        v = 3.57 * v * (1 - v)
    dv = 1.0
    for i in reversed(range(n)):
        v = v_tape.pop()
        dv = 3.57 * dv * (1 - v) - 3.57 * dv * v
    return dv


def lotka_volterra(a, b, c, x=1.0, y=1.0, h=0.005, n=1000):
    for i in range(n):
        k1 = x * (a - b * y)
        l1 = y * (x - c)
        x2 = x + h / 2 * k1
        y2 = y + h / 2 * l1
        k2 = x2 * (a - b * y2)
        l2 = y2 * (x2 - c)
        x3 = x + h / 2 * k2
        y3 = y + h / 2 * l2
        k3 = x3 * (a - b * y3)
        l3 = y3 * (x3 - c)
        x4 = x + h * k3
        y4 = y + h * l3
        k4 = x4 * (a - b * y4)
        l4 = y4 * (x4 - c)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        y = y + h / 6 * (l1 + 2 * l2 + 2 * l3 + l4)
    return x


def lotka_volterra_grad(a, b, c, x=1.0, y=1.0, h=0.005, n=1000):
    tape = []
    for i in range(n):
        k1 = x * (a - b * y)
        l1 = y * (x - c)
        x2 = x + h / 2 * k1
        y2 = y + h / 2 * l1
        k2 = x2 * (a - b * y2)
        l2 = y2 * (x2 - c)
        x3 = x + h / 2 * k2
        y3 = y + h / 2 * l2
        k3 = x3 * (a - b * y3)
        l3 = y3 * (x3 - c)
        x4 = x + h * k3
        y4 = y + h * l3
        tape.append((x, y, x2, y2, x3, y3, x4, y4))
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + x4 * (a - b * y4))
        y = y + h / 6 * (l1 + 2 * l2 + 2 * l3 + y4 * (x4 - c))
    da = db = dc = dy = 0.0
    dx = 1.0
    for i in reversed(range(n)):
        x, y, x2, y2, x3, y3, x4, y4 = tape.pop()
        dk4 = h / 6 * dx
        dl4 = h / 6 * dy
        dx4 = dk4 * (a - b * y4) + dl4 * y4
        dy4 = dl4 * (x4 - c) - dk4 * x4 * b
        dk3 = 2 * dk4 + h * dx4
        dl3 = 2 * dl4 + h * dy4
        dx3 = dk3 * (a - b * y3) + dl3 * y3
        dy3 = dl3 * (x3 - c) - dk3 * x3 * b
        dk2 = 2 * dk4 + h / 2 * dx3
        dl2 = 2 * dl4 + h / 2 * dy3
        dx2 = dk2 * (a - b * y2) + dl2 * y2
        dy2 = dl2 * (x2 - c) - dk2 * x2 * b
        dk1 = dk4 + h / 2 * dx2
        dl1 = dl4 + h / 2 * dy2
        da += dk4 * x4 + dk3 * x3 + dk2 * x2 + dk1 * x
        db -= dk4 * x4 * y4 + dk3 * x3 * y3 + dk2 * x2 * y2 + dk1 * x * y
        dc -= dl4 * y4 + dl3 * y3 + dl2 * y2 + dl1 * y
        dx += dx4 + dx3 + dx2 + dk1 * (a - b * y) + dl1 * y
        dy += dy4 + dy3 + dy2 + dl1 * (x - c) - dk1 * x * b
    return da, db, dc


def small_network(w1, b1, w2, x):
    h = np.tanh(x @ w1 + b1)
    return np.sum(h @ w2)


def small_network_grad(w1, b1, w2, x):
    h = np.tanh(x @ w1 + b1)
    dy = np.ones((len(x), w2.shape[1]))
    dw2 = h.T @ dy
    dz = dy @ w2.T * (1 - h**2)
    return x.T @ dz, dz.sum(axis=0), dw2


def classifier(w1, b1, w2, b2, x, labels):
    n = len(labels)
    h = np.tanh(x @ w1 + b1)
    logits = h @ w2 + b2
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -logp[np.arange(n), labels].mean()


def classifier_grad(w1, b1, w2, b2, x, labels):
    n = len(labels)
    h = np.tanh(x @ w1 + b1)
    logits = h @ w2 + b2
    exp_shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    dlogits = exp_shifted / exp_shifted.sum(axis=1, keepdims=True)
    dlogits[np.arange(n), labels] -= 1
    dlogits /= n
    dz = dlogits @ w2.T * (1 - h**2)
    return x.T @ dz, dz.sum(axis=0), h.T @ dlogits, dlogits.sum(axis=0)


def stencil(u, k, steps=20):
    for t in range(steps):
        u_new = u.copy()
        u_new[1:-1] = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        u = u_new
    return np.sum(u**2)


def stencil_grad(u, k, steps=20):
    u_tape = []
    for t in range(steps):
        u_tape.append(u)
        u_new = u.copy()
        u_new[1:-1] = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        u = u_new
    du = 2 * u
    dk = 0.0
    for t in reversed(range(steps)):
        u = u_tape.pop()
        inner = du[1:-1].copy()
        laplacian = u[:-2] - 2 * u[1:-1] + u[2:]
        dk += np.sum(inner * laplacian * u[1:-1])
        dlaplacian = inner * k * u[1:-1]
        du[1:-1] = inner + inner * k * laplacian - 2 * dlaplacian
        du[:-2] += dlaplacian
        du[2:] += dlaplacian
    return du, dk


def stencil_without_writes(u, k, steps=20):
    for t in range(steps):
        inner = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        u = np.concatenate([u[:1], inner, u[-1:]])
    return np.sum(u**2)


def workloads() -> list[Workload]:
    """Return the workloads, from the smallest to the largest."""
    rng = np.random.default_rng(0)

    def weights(m, n):
        return rng.normal(size=(m, n)) / math.sqrt(m), np.zeros(n)

    small = *weights(16, 16), weights(16, 1)[0], rng.normal(size=(1, 16))
    digits = *weights(784, 256), *weights(256, 10), rng.normal(size=(128, 784)), rng.integers(0, 10, size=128)
    wave = np.sin(np.linspace(0, 3, 1000)) + 1.5
    return [
        Workload("scalar polynomial", polynomial, polynomial_grad, 0, (1.7,), goal=1000),
        Workload("ln x1 + x1 x2 - sin x2", two_inputs, two_inputs_grad, (0, 1), (2.0, 5.0), goal=250),
        Workload("logistic map, 1000 steps", logistic, logistic_grad, 0, (0.3,), goal=250),
        Workload("Lotka-Volterra RK4, 1000 steps", lotka_volterra, lotka_volterra_grad, (0, 1, 2), (1.5, 1.0, 3.0), goal=250),
        Workload("MLP 1 x 16", small_network, small_network_grad, (0, 1, 2), small),
        Workload("MLP 128 x 784-256-10", classifier, classifier_grad, (0, 1, 2, 3), digits),
        Workload("stencil, width 1000, 20 steps", stencil, stencil_grad, (0, 1), (wave, 0.05), stencil_without_writes),
    ]
