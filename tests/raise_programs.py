"""Functions that must come back as they were written: lowered and raised again."""

import math

import numpy as np

RATE = 0.3


def renamed(x: float):
    x = x * 2
    x = math.sin(x)
    return x**2


def branches(x: float, y: float):
    if x > y:
        z = x * y
    elif x > 0:
        z = x * x + y
    else:
        z = y
    return 3 * z


def loop(x: float, n: int = 4):
    v = x
    for i in range(n):
        v = 4 * v * (1 - v)
    return v


def nested(x: "float[:, :]", w: float):
    total = 0.0
    for i in range(x.shape[0]):
        s = 1.0
        for j in range(x.shape[1]):
            if x[i, j] < 0:
                continue
            s = s * x[i, j] + w
        total += s * s
    return total


def early(x: float, limit: float, n: int = 50):
    y = x
    for i in range(n):
        if y > limit:
            return y * x
        y = y * y + x
    return y - x


def newton(a: float, tol: float = 1e-12):
    x = a
    while True:
        x_new = 0.5 * (x + a / x)
        if abs(x_new - x) < tol:
            break
        x = x_new
    return x_new


def whileloop(x: float, y: float):
    while x > 1 and y < 3:
        x = x / 2
        y += x
    return x + y


def fill(x: "float[:]", r: float):
    a = np.zeros(len(x))
    a[0] = x[0]
    for i in range(1, len(x)):
        a[i] = r * a[i - 1] + x[i] ** 2
    a[1:] *= 2
    a += x
    a /= r
    return np.sum(a * a)


def effects(x: float, n: int = 3):
    assert n > 0, f"{n} is too small: {x:.3f} {x!r}"
    print("start", x, sep=", ")
    for k in range(n):
        print(k)
        x = x * RATE
    if x < 0:
        raise ValueError("negative")
    return x


def swap(x: float, y: float, n: int = 3):
    for _ in range(n):
        x, y = y, x + y
    return x * y


def ternary(x: float, n: int):
    y = x if n % 2 else -x
    ok = x > 0 and n > 1 or not y > 2
    if ok:
        return y
    return 0.0 if x < 0.5 else 1000 * y


def chains(x: float):
    if 0 < x < 1:
        return x
    return 2 * x


def containers(params: "list[tuple[float[:, :], float[:]]]", x: "float[:, :]"):
    for w, b in params:
        x = np.tanh(x @ w + b)
    return np.sum(x)


def lists(xs: "list[float]", ys: "list[float]"):
    total = 0.0
    for i, (x, y) in enumerate(zip(xs, ys)):
        total += i * x * y
    for x in reversed(xs):
        total = total * 0.5 + x
    return total


def foundelse(x: float, n: int = 5):
    for i in range(n):
        if x > i:
            break
        x = x * 2
    else:
        x = x + 100
    return x


def helper(x: float):
    return x * 2


def callee(x: float):
    y = helper(x)
    return helper(y) + helper(y)


def stencil(u: "float[:]", k: float, steps: int = 20):
    for t in range(steps):
        u_new = u.copy()
        u_new[1:-1] = u[1:-1] + k * (u[:-2] - 2 * u[1:-1] + u[2:]) * u[1:-1]
        u = u_new
    return np.sum(u**2)


def matrices(x: "float[:, :]", w: "float[:, :]"):
    h = np.tanh(x @ w.T)
    n, d = h.shape
    z = h.reshape(n * d)[::2].sum() / h.size
    return np.log(z) + np.linalg.norm(h, axis=0)[0]


def stack(x: float, n: int = 4):
    items = []
    for i in range(n):
        items.append(x * i)
    total = 0.0
    while items:
        total += items.pop() ** 2
    return total


def search(x: float, y: float):
    while x < 10:
        if y > x:
            break
        x = x + y * y + 1
    else:
        x = x - 10
    return x * y


def powers(x: float, n: int = 3):
    y = 1.0
    for _ in range(n):
        y *= x
    return -y**2 + (-x) ** n


def scatter(x: "float[:]", rows: "int[:]", mask: "bool[:]"):
    a = np.zeros(10)
    a[rows] = x[rows] * 2
    a[mask] += 1.5
    b = a[2:5].copy()
    b[0] -= a[-1]
    return b.sum() + np.where(a > 0, a, 0.0).max()


def pairs(points: "list[tuple[float, float]]"):
    total = 0.0
    for x, y in points:
        total += math.hypot(x, y)
    return total


def rotate(a: float, b: float, c: float, n: int = 3):
    for i in range(n):
        a, b, c = b, c, a + i
    return a * b * c


def polynomial(x: float, y: float):
    u = x + y
    v = x - y
    return (u - (v - x)) * (u / (v * y)) - u / v / x


def triple(x: float, n: int = 3):
    for i in range(1, n, 2):
        for j in range(i, -1, -1):
            if j == 2:
                continue
            if x > 100:
                break
            x = x * 1.5 + j
    return x
