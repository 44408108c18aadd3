"""Lists of objects, of functions and of lists, known item by item; loops written out; containers of collections."""

import collections
import dataclasses
import heapq
import math
from collections import Counter, defaultdict, deque

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

RANDOM = np.random.default_rng(0)


def drawn(*shape):
    return RANDOM.uniform(0.2, 1.2, shape)


class Body:
    def __init__(self, m, x, v):
        self.m, self.x, self.v = m, x, v

    def kinetic(self):
        return 0.5 * self.m * self.v**2


class Layer:
    def __init__(self, W, b, act=np.tanh):
        self.W, self.b, self.act = W, b, act

    def forward(self, x):
        self.x = x
        return self.act(x @ self.W + self.b)


class Network:
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x


class Relu:
    def forward(self, x):
        return np.maximum(x, 0.0)


class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return math.pi * self.r**2


class Square:
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a * self.a


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.5


class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next


class Momentum:
    def __init__(self, params, rate):
        self.params, self.rate = params, rate
        self.velocity = [np.zeros_like(p) for p in params]

    def step(self, gradients):
        for k, (p, g) in enumerate(zip(self.params, gradients)):
            self.velocity[k] = 0.9 * self.velocity[k] + g
            p -= self.rate * self.velocity[k]


def particles(x0, x1, dt):
    bodies = [Body(1.0, x0, 0.1), Body(2.0, x1, -0.2)]
    for _ in range(3):
        for b in bodies:
            b.v -= dt * b.x
        for b in bodies:
            b.x += dt * b.v
    return sum(b.kinetic() for b in bodies)


def attracted(pos, vel):
    bodies = [Body(1.0 + 0.5 * i, pos[i].copy(), vel[i].copy()) for i in range(2)]
    for i, b in enumerate(bodies):
        for j, c in enumerate(bodies):
            if i != j:
                d = c.x - b.x
                b.v += 0.1 * c.m * d / (np.dot(d, d) + 0.1)
    return sum(b.m * np.dot(b.v, b.v) for b in bodies)


def moved(bodies, dt):
    for _ in range(3):
        for b in bodies:
            b.v -= dt * b.x
            b.x += dt * b.v
    return sum(b.x**2 for b in bodies)


def network(x, W, b):
    net = Network(Layer(W, b), Relu(), Layer(W, b, act=lambda z: z * z))
    return np.sum(net.forward(x))


def passed_in(net, x):
    return np.mean(net.forward(x) ** 2)


def several_kinds(shapes):
    return sum(s.area() ** 2 for s in shapes)


def several_kinds_made(a, b):
    total = 0.0
    for s in [Circle(a), Square(b)]:
        total += s.area()
    return total


def rearranged(a, b, c):
    bodies = [Body(a, b, c), Body(b, c, a), Body(c, a, b)]
    bodies[0], bodies[2] = bodies[2], bodies[0]
    first = bodies.pop(0)
    first.x *= 2
    bodies.append(first)
    bodies.insert(0, bodies[-1])
    bodies[0].v = bodies[1].m * a
    bodies.reverse()
    bodies += [Body(a, a, a)]
    del bodies[1]
    return sum((k + 1) * b.x * b.v for k, b in enumerate(bodies)) + len(bodies) * bodies.index(first)


def one_row_twice(x):
    row = [x, x * 2]
    t = [row, row]
    t[0][0] = 5.0 * x
    return t[1][0] * x


def multiplied(x):
    t = [[0.0] * 2] * 2
    t[0][0] = x
    return t[1][0] * x


def buckets(x):
    found = [[] for _ in range(3)]
    for k in range(5):
        found[k % 3].append(x**k)
    return sum(len(one) * sum(one) for one in found)


def list_of_functions(x):
    functions = []
    functions.append(lambda t: t * t)
    functions.append(math.sin)
    for f in functions:
        x = f(x)
    return x


def linked(a, b):
    head = None
    for value in (a, b, a * b):
        head = Node(value, head)
    total, weight, node = 0.0, 1.0, head
    while node is not None:
        total += weight * node.value**2
        weight *= 0.5
        node.value = total
        node = node.next
    return total * head.value


def table(x):
    memo = {}
    for i in range(4):
        for j in range(4):
            if i == 0 or j == 0:
                memo[i, j] = x
            else:
                memo[i, j] = memo[i - 1, j] + x * memo[i, j - 1]
    return memo[3, 3]


def counted(x, y):
    d, calls = defaultdict(float), Counter()
    for k, v in [("a", x), ("b", y), ("a", x * y)]:
        d[k] += v
        calls[k] += 1
    return d["a"] * d["b"] * calls["a"] + calls["c"] + sum(d.values())


def grouped(x, y):
    groups = defaultdict(list)
    for k, v in (("a", x), ("b", y), ("a", x * y)):
        groups[k].append(v)
    return sum(sum(g) ** 2 for g in groups.values())


def momentum(a, b):
    params = [a.copy(), b.copy()]
    optimizer = Momentum(params, 0.1)
    for _ in range(2):
        optimizer.step([2 * params[0], 3 * params[1] ** 2])
    return np.sum(params[0] ** 2) + np.sum(params[1] ** 3)


def with_state(params):
    velocity = {}
    for _ in range(2):
        for k in params:
            if k not in velocity:
                velocity[k] = 0.0
            velocity[k] = 0.9 * velocity[k] - 0.1 * params[k]
            params[k] += velocity[k]
    return params["a"] * params["b"]


def averaged(x):
    last, total = deque(maxlen=3), 0.0
    for v in x:
        last.append(v)
        total += (sum(last) / len(last)) ** 2 * max(last)
    return total + np.mean(last)


def queued(x):
    queue, total = collections.deque([x[0]]), 0.0
    for k in range(1, 4):
        u = queue.popleft()
        total += u * u
        queue.append(u * x[k])
        queue.appendleft(x[k])
        queue.rotate(1)
    return total + sum(queue) * queue[-1]


def heaped(x):
    heap = []
    for v in x:
        heapq.heappush(heap, v)
    first = heapq.heappop(heap)
    return first * first + 3 * heapq.heappop(heap) + heap[0] * heapq.nsmallest(2, heap)[1]


def first_or_attribute(x, y):
    b = Body(x, y, x)
    for _ in range(3):
        b.c = getattr(b, "c", x) * y
        if not hasattr(b, "d"):
            b.d = x
        b.d *= b.c
    return b.d


def ordered(xs):
    ys = sorted(xs)
    place = ys.index(2.0)
    ys.remove(1.0)
    ys.sort(reverse=True)
    ys.sort(key=lambda v: -v)
    return ys[0] * ys.count(3.0) + place * ys[1] * xs[3]


def columns(rows, a):
    total = sum(p * q * r for p, q, r in zip(*rows))
    for p, q in zip(*a):
        total += p * q
    return total * list(zip(*rows))[1][0]


def more_than_once(x, y):
    z = np.full(3, 0.7)
    np.multiply.at(z, np.array([0, 1, 1]), x)
    np.divide.at(z, np.array([2, 2]), y[0])
    np.minimum.at(z, [0, 1, 1], y)
    z[np.maximum(0, 1)] += 1.0
    return np.sum(z**2)


def flat(a, d):
    b = a * 2
    b.flat[::4] += d
    b.flat[1] = b[0, 0] * 3
    b.flat[::2] *= a[0, 1]
    return np.sum(b**2)


def matched(a, b):
    total = 0.0
    for shape in (Circle(a), Square(b), Point(a, b), Point(b), ("point", a), {"kind": "line", "length": b, "width": a}):
        match shape:
            case Circle(r=r):
                total += r * r
            case Square(a=1.5):
                total += 1.0
            case Square(a=side):
                total += side * a
            case Point(x, y=0.5):
                total += x
            case Point(x, y):
                total += x * y
            case {"kind": "line", "length": length, **rest}:
                total += length**2 * sum(v for v in rest.values())
            case ("point", x):
                total += x
    return total


class Tree:
    def __init__(self, value, children=()):
        self.value, self.children = value, list(children)

    def total(self):
        return self.value**2 + sum(child.total() for child in self.children)

    def scale(self, k):
        self.value *= k
        for child in self.children:
            child.scale(k * 0.5)


def tree(a, b):
    root = Tree(a, [Tree(b, [Tree(a * b)]), Tree(a + b)])
    root.scale(b)
    return root.total()


def tree_passed_in(root, k):
    root.scale(k)
    return root.total()


def joined_by_another(bodies, other):
    bodies[0].x *= other.v
    bodies.append(other)
    bodies[-1].v += 1
    return sum(b.x * b.v for b in bodies) + other.v


PROGRAMS = [
    (tree, (1.0, 2.0)),
    (tree_passed_in, (Tree(1.0, [Tree(0.5, [Tree(0.2)]), Tree(2.0)]), 1.5)),
    (joined_by_another, ([Body(1.0, 1.0, 2.0), Body(1.0, 0.5, 0.3)], Body(1.0, 0.2, 0.4))),
    (columns, ([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], drawn(2, 3))),
    (more_than_once, (drawn(3), drawn(3))),
    (flat, (drawn(3, 3), drawn(3))),
    (matched, (1.0, 2.0)),
    (particles, (1.0, 2.0, 0.3)),
    (attracted, (np.array([[0.0, 1.0], [1.0, 0.2]]), drawn(2, 2))),
    (moved, ([Body(1.0, 0.3, 0.2), Body(2.0, 0.5, -0.1)], 0.1)),
    (network, (drawn(2, 3), drawn(3, 3), drawn(3))),
    (passed_in, (Network(Layer(drawn(3, 4), drawn(4)), Relu(), Layer(drawn(4, 2), drawn(2))), drawn(2, 3))),
    (several_kinds, ([Circle(1.0), Square(2.0), Square(0.5)],)),
    (several_kinds_made, (1.0, 2.0)),
    (rearranged, (1.0, 2.0, 0.5)),
    (one_row_twice, (0.7,)),
    (multiplied, (0.7,)),
    (buckets, (0.7,)),
    (list_of_functions, (0.7,)),
    (linked, (0.7, 1.2)),
    (table, (0.5,)),
    (counted, (1.0, 2.0)),
    (grouped, (1.0, 2.0)),
    (momentum, (drawn(3), drawn(2))),
    (with_state, ({"a": 1.0, "b": 2.0},)),
    (averaged, (drawn(5),)),
    (queued, (drawn(4),)),
    (heaped, (drawn(5),)),
    (first_or_attribute, (0.7, 1.2)),
]


@pytest.mark.parametrize(("f", "args"), PROGRAMS, ids=lambda one: getattr(one, "__name__", ""))
def test_programs(f, args):
    checks.check(f, *args)


def test_lists_find_and_sort_their_items():
    grad = srcad.grad(ordered)([3.0, 1.0, 2.0, 5.0])
    # In the end there are [5, 3, 2], and the place of 2 was 1: 5 + 3 * 5.
    assert grad == [5.0, 0.0, 0.0, 4.0]


def test_an_object_that_stands_in_a_list_twice_is_found_at_the_run():
    body = Body(1.0, 0.3, 0.2)
    with pytest.raises((AssertionError, errors.SrcadError), match="may stand there twice"):
        srcad.grad(moved)([body, body], 0.1)


def test_lists_of_objects_that_are_only_read_stay_loops():
    def energy(bodies: list):
        total = 0.0
        for b in bodies:
            total += b.kinetic()
        return total

    source = srcad.grad(energy).specialize([Body(1.0, 2.0, 3.0)] * 2).source
    assert "for b in" in source


def of_several_kinds_and_any_length(x):
    shapes = []
    for k in range(int(4 * x)):
        shapes.append(Circle(x) if k % 2 else Square(x))
    return shapes[0].area()


def test_refused():
    with pytest.raises(errors.SrcadError):
        srcad.grad(of_several_kinds_and_any_length)(0.7)
