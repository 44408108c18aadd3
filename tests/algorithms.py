"""Algorithms as people write them: functions of floats and arrays whose result is one float, and arguments for each."""

from __future__ import annotations

import math

import numpy as np

RANDOM = np.random.default_rng(31)


def positive_definite(n):
    a = RANDOM.normal(size=(n, n))
    return a @ a.T + n * np.eye(n)


# -- roots and searches -----------------------------------------------------------------------------------


def newton_root(a, tol=1e-12):
    x = a
    while abs(x * x * x - a) > tol:
        x = x - (x * x * x - a) / (3 * x * x)
    return x


def polished_bisection(c):
    def g(x):
        return x * math.exp(x) - c

    lo, hi = 0.0, 2.0
    while hi - lo > 1e-3:
        mid = (lo + hi) / 2
        if g(lo) * g(mid) <= 0:
            hi = mid
        else:
            lo = mid
    x = (lo + hi) / 2
    for _ in range(6):
        x = x - g(x) / ((1 + x) * math.exp(x))
    return x


def line_search(x, target):
    def f(z):
        return np.sum((z - target) ** 2) + 0.1 * np.sum(z**4)

    def slope(z):
        return 2 * (z - target) + 0.4 * z**3

    for _ in range(5):
        g = slope(x)
        t = 1.0
        while f(x - t * g) > f(x) - 0.3 * t * (g @ g):
            t *= 0.5
        x = x - t * g
    return f(x)


def descent_within(w, X, y, rate):
    for _ in range(10):
        grad = X.T @ (X @ w - y) / len(y)
        w = w - rate * grad
    return np.mean((X @ w - y) ** 2)


# -- linear algebra as loops -----------------------------------------------------------------------------------


def cholesky_in_place(A):
    A = A.copy()
    n = len(A)
    for j in range(n):
        for k in range(j):
            A[j:, j] -= A[j:, k] * A[j, k]
        A[j, j] = np.sqrt(A[j, j])
        A[j + 1 :, j] /= A[j, j]
    return np.sum(np.log(np.diag(A))) + A[n - 1, 0]


def lu_in_place(A, b):
    A = A.copy()
    x = b.copy()
    n = A.shape[0]
    for k in range(n - 1):
        for i in range(k + 1, n):
            A[i, k] /= A[k, k]
            for j in range(k + 1, n):
                A[i, j] -= A[i, k] * A[k, j]
    for i in range(n):
        for j in range(i):
            x[i] -= A[i, j] * x[j]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] -= A[i, j] * x[j]
        x[i] /= A[i, i]
    return np.sum(x**2)


def gram_schmidt(A):
    m, n = A.shape
    Q = np.zeros((m, n))
    R = np.zeros((n, n))
    for j in range(n):
        v = A[:, j].copy()
        for i in range(j):
            R[i, j] = Q[:, i] @ A[:, j]
            v -= R[i, j] * Q[:, i]
        R[j, j] = np.linalg.norm(v)
        Q[:, j] = v / R[j, j]
    return np.sum(R**3) + Q[0, 0] * Q[1, 1]


def householder(A):
    R = A.copy()
    m, n = R.shape
    for k in range(n):
        x = R[k:, k]
        v = x.copy()
        v[0] += np.sign(x[0]) * np.linalg.norm(x)
        v = v / np.linalg.norm(v)
        R[k:, k:] -= 2 * np.outer(v, v @ R[k:, k:])
    return np.sum(np.triu(R) ** 3)


def conjugate_gradients(A, b):
    x = np.zeros_like(b)
    r = b - A @ x
    p = r.copy()
    rs = r @ r
    for _ in range(len(b)):
        Ap = A @ p
        alpha = rs / (p @ Ap)
        x += alpha * p
        r -= alpha * Ap
        rs_new = r @ r
        if rs_new < 1e-20:
            break
        p = r + (rs_new / rs) * p
        rs = rs_new
    return np.sum(x**3)


def gauss_seidel(A, b):
    x = np.zeros(len(b))
    for _ in range(4):
        for i in range(len(b)):
            s = 0.0
            for j in range(len(b)):
                if j != i:
                    s += A[i, j] * x[j]
            x[i] = (b[i] - s) / A[i, i]
    return x @ x


def exponential_by_squaring(A):
    s = 3
    A = A / 2**s
    E = np.eye(len(A))
    term = np.eye(len(A))
    for k in range(1, 8):
        term = term @ A / k
        E += term
    for _ in range(s):
        E = E @ E
    return np.sum(E * E)


# -- differential equations ----------------------------------------------------------------------------------------


def rk4(y, params, h=0.05, steps=10):
    def f(t, y):
        return np.array([params[0] * y[0] - params[1] * y[0] * y[1], params[2] * y[0] * y[1] - params[3] * y[1]])

    t = 0.0
    for _ in range(steps):
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        k4 = f(t + h, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
    return y[0] * y[1]


def adaptive(y, k, end=1.0, tol=1e-3):
    t, h = 0.0, 0.1
    while t < end:
        if t + h > end:
            h = end - t
        f0 = -k * y + math.sin(t)
        euler = y + h * f0
        f1 = -k * euler + math.sin(t + h)
        heun = y + h * (f0 + f1) / 2
        if abs(heun - euler) < tol:
            t += h
            y = heun
            h *= 1.5
        else:
            h *= 0.5
    return y


def leapfrog(q, p, masses, dt=0.02, steps=5):
    def forces(q):
        F = np.zeros_like(q)
        n = len(masses)
        for i in range(n):
            for j in range(i + 1, n):
                d = q[j] - q[i]
                f = masses[i] * masses[j] * d / (d @ d + 0.1) ** 1.5
                F[i] += f
                F[j] -= f
        return F

    q, p = q.copy(), p.copy()
    p += 0.5 * dt * forces(q)
    for step in range(steps):
        q += dt * p / masses[:, None]
        p += (dt if step < steps - 1 else 0.5 * dt) * forces(q)
    return 0.5 * np.sum(p**2 / masses[:, None]) + np.sum(q[0] * q[1])


def finite_volume(u, c, steps=5):
    u = u.copy()
    new = np.empty_like(u)
    flux = np.zeros(len(u) + 1)
    for _ in range(steps):
        flux[1:-1] = 0.5 * c * (u[1:] + u[:-1]) - 0.25 * (u[1:] - u[:-1])
        flux[0] = flux[-1] = 0.0
        new[:] = u - 0.1 * np.diff(flux)
        u, new = new, u
    return np.sum(u**2 * np.arange(len(u)))


# -- statistics and signals ----------------------------------------------------------------------------------------------


def kalman(z, q, r):
    x, P, loglik = 0.0, 1.0, 0.0
    for k in range(len(z)):
        P = P + q
        S = P + r
        K = P / S
        innovation = z[k] - x
        loglik -= 0.5 * (math.log(S) + innovation * innovation / S)
        x += K * innovation
        P *= 1 - K
    return loglik


def hidden_markov(start, transition, emission, observed):
    alpha = start * emission[:, observed[0]]
    loglik = 0.0
    for o in observed[1:]:
        scale = alpha.sum()
        loglik += np.log(scale)
        alpha = (alpha / scale) @ transition * emission[:, o]
    return loglik + np.log(alpha.sum())


def soft_viterbi(scores, moves):
    def logsumexp(v):
        top = np.max(v)
        return top + np.log(np.sum(np.exp(v - top)))

    n, m = scores.shape
    best = scores[0]
    for t in range(1, n):
        row = np.empty(m)
        for j in range(m):
            row[j] = logsumexp(best + moves[:, j]) + scores[t, j]
        best = row
    return logsumexp(best)


def soft_dtw(x, y, gamma=0.5):
    n, m = len(x), len(y)
    R = np.full((n + 1, m + 1), np.inf)
    R[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            z = np.array([R[i - 1, j - 1], R[i - 1, j], R[i, j - 1]])
            low = z.min()
            R[i, j] = (x[i - 1] - y[j - 1]) ** 2 + low - gamma * np.log(np.sum(np.exp(-(z - low) / gamma)))
    return R[n, m]


def edit_distance(costs, insertion, deletion):
    n, m = costs.shape
    D = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        D[i][0] = D[i - 1][0] + deletion
    for j in range(1, m + 1):
        D[0][j] = D[0][j - 1] + insertion
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            D[i][j] = min(D[i - 1][j] + deletion, D[i][j - 1] + insertion, D[i - 1][j - 1] + costs[i - 1][j - 1])
    return D[n][m]


def spline(x, knots, values, slopes):
    i = np.searchsorted(knots, x) - 1
    h = knots[i + 1] - knots[i]
    t = (x - knots[i]) / h
    h00 = (1 + 2 * t) * (1 - t) ** 2
    h01 = t * t * (3 - 2 * t)
    return h00 * values[i] + t * (1 - t) ** 2 * h * slopes[i] + h01 * values[i + 1] + t * t * (t - 1) * h * slopes[i + 1]


def horner(coefficients, x):
    result = 0.0
    for c in reversed(coefficients):
        result = result * x + c
    return result


def fft_of(re, im):
    n = len(re)
    if n == 1:
        return re, im
    even_re, even_im = fft_of(re[::2], im[::2])
    odd_re, odd_im = fft_of(re[1::2], im[1::2])
    out_re, out_im = [0.0] * n, [0.0] * n
    for k in range(n // 2):
        c, s = math.cos(2 * math.pi * k / n), -math.sin(2 * math.pi * k / n)
        tr = c * odd_re[k] - s * odd_im[k]
        ti = c * odd_im[k] + s * odd_re[k]
        out_re[k], out_im[k] = even_re[k] + tr, even_im[k] + ti
        out_re[k + n // 2], out_im[k + n // 2] = even_re[k] - tr, even_im[k] - ti
    return out_re, out_im


def recursive_fft(signal):
    re, im = fft_of(signal, [0.0] * len(signal))
    total = 0.0
    for k, (a, b) in enumerate(zip(re, im)):
        total += (k + 1) * (a * a + b * b)
    return total


def convolution(image, kernel, bias):
    H, W = image.shape
    h, w = kernel.shape
    out = np.zeros((H - h + 1, W - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + h, j : j + w] * kernel) + bias
    return np.sum(np.maximum(out, 0.0) ** 2)


def k_means(points, centres):
    total = 0.0
    for p in points:
        best = np.inf
        for c in centres:
            d = np.sum((p - c) ** 2)
            if d < best:
                best = d
        total += best
    return total / len(points)


# -- finance -------------------------------------------------------------------------------------------------------------------


def black_scholes(S, K, r, sigma, T):
    def cdf(x):
        return 0.5 * (1 + math.erf(x / math.sqrt(2)))

    d1 = (math.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * math.sqrt(T))
    d2 = d1 - sigma * math.sqrt(T)
    return S * cdf(d1) - K * math.exp(-r * T) * cdf(d2)


def monte_carlo(S, sigma, r, normals, strike=1.0):
    steps = normals.shape[1]
    dt = 1.0 / steps
    payoff = 0.0
    for path in normals:
        s = S
        average = 0.0
        for z in path:
            s *= math.exp((r - 0.5 * sigma**2) * dt + sigma * math.sqrt(dt) * z)
            average += s / steps
        payoff += max(average - strike, 0.0)
    return math.exp(-r) * payoff / len(normals)


# -- objects ---------------------------------------------------------------------------------------------------------------------


class Vec3:
    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, other):
        return Vec3(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vec3(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, k):
        return Vec3(self.x * k, self.y * k, self.z * k)

    __rmul__ = __mul__

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def norm(self):
        return math.sqrt(self.dot(self))

    def unit(self):
        return self * (1 / self.norm)


class Sphere:
    def __init__(self, centre, radius):
        self.centre, self.radius = centre, radius

    def hit(self, origin, direction):
        oc = origin - self.centre
        b = oc.dot(direction)
        disc = b * b - oc.dot(oc) + self.radius**2
        if disc < 0:
            return math.inf
        return -b - math.sqrt(disc)


def ray_caster(radius, lx, depth):
    sphere = Sphere(Vec3(0.0, 0.0, depth), radius)
    light = Vec3(lx, 1.0, -1.0).unit()
    origin = Vec3(0.0, 0.0, 0.0)
    total = 0.0
    for i in range(-2, 3):
        for j in range(-2, 3):
            direction = Vec3(0.1 * i, 0.1 * j, 1.0).unit()
            t = sphere.hit(origin, direction)
            if t == math.inf:
                continue
            point = origin + t * direction
            normal = (point - sphere.centre) * (1 / sphere.radius)
            total += max(normal.dot(light), 0.0)
    return total


class Cell:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def step(self, x, h, c):
        z = self.W @ np.concatenate([x, h]) + self.b
        i, f, o, g = np.split(z, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm(W, b, xs):
    cell = Cell(W, b)
    n = len(b) // 4
    h, c = np.zeros(n), np.zeros(n)
    for x in xs:
        h, c = cell.step(x, h, c)
    return np.sum(h * c)


CASES = [
    (newton_root, 2.0),
    (polished_bisection, 1.3),
    (line_search, RANDOM.normal(size=3), RANDOM.normal(size=3)),
    (descent_within, RANDOM.normal(size=3), RANDOM.normal(size=(5, 3)), RANDOM.normal(size=5), 0.1),
    (cholesky_in_place, positive_definite(4)),
    (lu_in_place, positive_definite(4), RANDOM.normal(size=4)),
    (gram_schmidt, RANDOM.normal(size=(4, 3))),
    (householder, RANDOM.normal(size=(4, 3))),
    (conjugate_gradients, positive_definite(4), RANDOM.normal(size=4)),
    (gauss_seidel, positive_definite(4), RANDOM.normal(size=4)),
    (exponential_by_squaring, RANDOM.normal(size=(3, 3))),
    (rk4, np.array([1.0, 0.5]), np.array([1.5, 1.0, 0.8, 1.2])),
    (adaptive, 1.0, 2.0),
    (leapfrog, RANDOM.normal(size=(3, 2)), RANDOM.normal(size=(3, 2)), np.array([1.0, 1.5, 0.7])),
    (finite_volume, RANDOM.normal(size=6), 0.7),
    (kalman, RANDOM.normal(size=5), 0.3, 0.8),
    (hidden_markov, np.array([0.6, 0.4]), np.array([[0.7, 0.3], [0.2, 0.8]]), np.array([[0.5, 0.3, 0.2], [0.1, 0.4, 0.5]]), np.array([0, 2, 1, 1])),
    (soft_viterbi, RANDOM.normal(size=(4, 3)), RANDOM.normal(size=(3, 3))),
    (soft_dtw, RANDOM.normal(size=4), RANDOM.normal(size=3)),
    (edit_distance, RANDOM.uniform(0.5, 1.5, size=(3, 4)), 0.9, 0.8),
    (spline, 0.37, np.array([0.0, 0.3, 0.8, 1.0]), RANDOM.normal(size=4), RANDOM.normal(size=4)),
    (horner, [0.5, -1.0, 2.0], 0.7),
    (recursive_fft, [0.5, -1.0, 2.0, 0.3]),
    (convolution, RANDOM.normal(size=(4, 5)), RANDOM.normal(size=(2, 3)), 0.1),
    (k_means, RANDOM.normal(size=(5, 2)), RANDOM.normal(size=(2, 2))),
    (black_scholes, 1.1, 1.0, 0.02, 0.3, 0.7),
    (monte_carlo, 1.05, 0.3, 0.02, RANDOM.normal(size=(4, 3))),
    (ray_caster, 0.9, 0.4, 3.0),
    (lstm, 0.5 * RANDOM.normal(size=(8, 4)), RANDOM.normal(size=8), RANDOM.normal(size=(3, 2))),
]
