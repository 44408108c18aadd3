"""Lists of objects of one class and of any length: their attributes are lists of their own."""

import dataclasses

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

RANDOM = np.random.default_rng(1)


def drawn(*shape):
    return RANDOM.uniform(0.2, 1.2, shape)


class Body:
    def __init__(self, m, x, v):
        self.m, self.x, self.v = m, x, v

    def kinetic(self):
        return 0.5 * self.m * self.v**2

    def push(self, force, dt):
        self.v += dt * force / self.m
        self.x += dt * self.v


@dataclasses.dataclass
class Particle:
    place: float
    best: float
    speed: float = 0.0


class World:
    def __init__(self, n):
        self.bodies, self.t, self.n = [], 0.0, n

    def fill(self, xs):
        for k in range(self.n):
            self.bodies.append(Body(1.0, xs[k], 0.0))

    def step(self, dt):
        for b in self.bodies:
            b.push(-b.x, dt)
        self.t += dt


def appended(x0, dt):
    bodies = []
    for i in range(len(x0)):
        bodies.append(Body(1.0 + i, x0[i], 0.0))
    for _ in range(3):
        for b in bodies:
            b.v -= dt * b.x
        for b in bodies:
            b.x += dt * b.v
    return sum(b.x**2 for b in bodies)


def attracted(pos, vel, dt):
    bodies = [Body(1.0, p.copy(), v.copy()) for p, v in zip(pos, vel)]
    for b in bodies:
        a = np.zeros(2)
        for c in bodies:
            if c is not b:
                d = c.x - b.x
                a += c.m * d / (d @ d + 0.1)
        b.v += dt * a
    for b in bodies:
        b.x += dt * b.v
    return sum(b.m * np.dot(b.v, b.x) for b in bodies) * len(bodies)


def numbered(x0, dt, n):
    bodies = [Body(1.0, x0[i], x0[i] ** 2) for i in range(n)]
    for i, b in enumerate(bodies):
        for j, c in enumerate(bodies):
            if i != j:
                b.push(c.m * (c.x - b.x), dt)
    return sum(b.kinetic() for b in bodies) * bodies[0].x + bodies[-1].v


def swarm(xs, w):
    particles = [Particle(x, x) for x in xs]
    best = particles[0]
    for p in particles:
        if p.place**2 < best.place**2:
            best = p
    for _ in range(2):
        for p in particles:
            p.speed = w * p.speed + 0.3 * (best.place - p.place) + 0.1 * (p.best - p.place)
            p.place += p.speed
            if p.place**2 < p.best**2:
                p.best = p.place
    best.place *= w
    return sum(p.place**2 + p.best for p in particles) + max(particles, key=lambda p: p.place).speed


def named(xs, w):
    particles = []
    for x in xs:
        p = Particle(x, w)
        particles.append(p)
        p.speed = x * x
    last = particles[-1]
    last.speed += w
    for k in range(1, len(particles)):
        particles[k].place += particles[k - 1].speed
    chosen = last if xs[0] > w else particles[0]
    chosen.place += 1.0
    return sum(p.place * p.speed for p in particles)


def world(xs, dt, n):
    w = World(n)
    w.fill(xs)
    for _ in range(3):
        w.step(dt)
    return sum(b.kinetic() + 0.5 * b.x**2 for b in w.bodies) * w.t


def chosen_ones(x):
    particles = []
    for v in x:
        if v > 0.5:
            particles.append(Particle(v, v))
    total = 0.0
    for p in particles:
        p.place *= 2
        total += p.place * p.best
    return total


def side_by_side(x):
    ps = [Particle(v, v * v) for v in x]
    qs = [Particle(v * 2, v) for v in x]
    for p, q in zip(ps, qs):
        p.place += q.best
        q.speed = p.place
    for p in reversed(ps):
        p.best *= p.place
    i = 0
    while i < len(ps):
        ps[i].place *= ps[i - 1].best
        i += 1
    return sum(p.best * p.place for p in ps) + sum(q.speed * q.place for q in qs)


PROGRAMS = [
    (appended, (drawn(4), 0.1)),
    (attracted, (drawn(3, 2), drawn(3, 2), 0.1)),
    (numbered, (drawn(3), 0.1, 3)),
    (swarm, ([0.3, 0.8, -0.4], 0.5)),
    (named, ([0.3, 0.8, -0.4], 0.5)),
    (world, (drawn(3), 0.1, 3)),
    (chosen_ones, (drawn(4),)),
    (side_by_side, (drawn(3),)),
]


@pytest.mark.parametrize(("f", "args"), PROGRAMS, ids=lambda one: getattr(one, "__name__", ""))
def test_programs(f, args):
    checks.check(f, *args)


def test_the_attributes_are_lists():
    source = srcad.grad(appended).specialize(drawn(3), 0.1).source
    assert "bodies_v[i] = bodies_v[i] - dt * bodies_x[i]" in source


def one_array_in_each(x):
    z = np.zeros(2)
    bodies = [Body(1.0, v, z) for v in x]
    for b in bodies:
        b.v[:] = b.x
    return sum(np.sum(b.v) for b in bodies)


def taken_out(x):
    bodies = [Body(1.0, x, x) for _ in range(int(5 * x))]
    bodies[0].x *= 2
    bodies.pop()
    return bodies[0].x


def of_two_classes(x):
    found = []
    for k in range(int(5 * x)):
        found.append(Body(x, x, x) if k else Particle(x, x))
    for one in found:
        one.speed = x
    return found[0].speed


def grows_behind(x):
    n = int(5 * x)
    bodies = [Body(1.0, x, x) for _ in range(n)]
    last = bodies[n - 4]
    bodies.append(Body(2.0, x, x))
    last.x = 2 * x
    return bodies[-1].x


@pytest.mark.parametrize(
    ("f", "args"), ((one_array_in_each, (drawn(3),)), (taken_out, (0.7,)), (of_two_classes, (0.7,)), (grows_behind, (0.7,)))
)
def test_refused(f, args):
    with pytest.raises(errors.SrcadError):
        srcad.grad(f)(*args)
