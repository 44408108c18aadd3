"""Objects: classes, methods, operators, dataclasses and named tuples, made in a function or passed to it; and what is refused."""

import copy
import dataclasses
import enum
import functools
import pickle
import types
from collections import namedtuple
from typing import NamedTuple

import numpy as np
import pytest

import srcad
from srcad import cli, errors
from tests import checks

W, B = np.array([[0.3, -0.2], [0.1, 0.4]]), np.array([0.2, -0.1])
V = np.array([0.7, -0.4])


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __mul__(self, factor):
        if isinstance(factor, Vec):
            return self.x * factor.x + self.y * factor.y
        return Vec(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __iadd__(self, other):
        self.x = self.x + other.x
        self.y += other.y
        return self

    def __getitem__(self, k):
        return self.x if k == 0 else self.y

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((self.x, self.y))

    def __lt__(self, other):
        return self.norm2 < other.norm2

    @property
    def norm2(self):
        return self * self

    @norm2.setter
    def norm2(self, value):
        factor = np.sqrt(value / self.norm2)
        self.x, self.y = self.x * factor, self.y * factor

    @classmethod
    def diagonal(cls, d):
        return cls(d, d)

    @staticmethod
    def cross(a, b):
        return a.x * b.y - a.y * b.x


class Dual:
    """A number and its derivative."""

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)

    def __radd__(self, other):
        return Dual(self.value + other, self.slope)

    def __add__(self, other):
        if not isinstance(other, Dual):
            return NotImplemented
        return Dual(self.value + other.value, self.slope + other.slope)


class Base:
    scale = 2.0

    def __init__(self, k):
        self.k = k

    def force(self, x):
        return self.k * x * self.scale

    def energy(self, x):
        return self.force(x) * x


class Derived(Base):
    scale = 3.0

    def __init__(self, k, m):
        super().__init__(k)
        self.m = m
        self.calls = 0

    def force(self, x):
        self.calls += 1
        return super().force(x) + self.m


class Layer:
    def __init__(self, W, b, activation="tanh"):
        self.W, self.b, self.activation = W, b, activation

    def __call__(self, x):
        z = self.W @ x + self.b
        return np.tanh(z) if self.activation == "tanh" else z


class Network:
    def __init__(self, layers, rate):
        self.layers, self.rate = layers, rate

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def loss(self, x, y):
        r = self(x) - y
        return self.rate * np.sum(r * r)


@dataclasses.dataclass
class Spring:
    k: float
    mass: float = 1.0
    steps: int = 3

    def energy(self, x):
        return self.k * x * x


@dataclasses.dataclass(frozen=True)
class Config:
    a: float
    tag: str = "x"
    items: list = dataclasses.field(default_factory=list)
    c: float = dataclasses.field(init=False, default=0.5)

    def __post_init__(self):
        object.__setattr__(self, "c", self.a * 3)


@dataclasses.dataclass(slots=True)
class State:
    q: float
    p: float


class Point(NamedTuple):
    x: float
    y: float = 2.0

    def product(self):
        return self.x * self.y


Pair = namedtuple("Pair", "first second")


class Mode(enum.Enum):
    SQUARE = 1
    CUBE = 2


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b


UNIT = Vec(1.0, 2.0)


def orbit(x, v, n=3):
    position, velocity = Vec(x, 0.0), Vec(0.0, v)
    for _ in range(n):
        velocity = velocity - position * (0.1 / position.norm2)
        position = position + 0.1 * velocity
    return position.norm2 + position * velocity


def in_place(x, y):
    a = Vec(x, y)
    b = a
    a += Vec(1.0, x)
    b.norm2 = 2.0 * x
    c, d = a
    return b.x * b[1] + len(a) * c + sum(a) + max(a) + Vec.cross(a, Vec.diagonal(y)) + d


def ordered(a, b):
    first = a if a < b else b
    return (first * 3.0).norm2 - (-first)[0]


def dual(x):
    d = Dual(x, 1.0)
    total = sum([d * d * 2.0, d][1:], 0.0) if False else 1.0 + (d * d * d + d)
    return total.value * total.slope


def inherited(d, x):
    return d.energy(x) * d.k + d.calls * d.m * x


def made(k, m, x):
    d = Derived(k, m)
    b = Base(k)
    both = d.energy(x) + b.energy(x)
    return both * d.calls if isinstance(d, Base) and not isinstance(b, Derived) else x


def network(net, x, y):
    return net.loss(x, y) + net.layers[0].b[1]


def one_layer(layer, x):
    return np.sum(layer(x) ** 2)


def spring(s, x):
    e = s.energy(x)
    for i in range(s.steps):
        e = e + s.mass * i * e * 0.1
    return e


def leapfrog(s, h=0.1, n=5):
    for _ in range(n):
        s = State(s.q + h * s.p, s.p - h * np.sin(s.q))
    return 0.5 * s.p**2 - np.cos(s.q)


def config(x):
    c = Config(x)
    return c.a * c.c + (c.c if c.tag == "x" else 0.0) + len(c.items)


def replaced(s):
    t = dataclasses.replace(s, k=s.k * 2)
    parts = dataclasses.asdict(t)
    again = copy.copy(t)
    again.mass = again.mass * 5.0
    return t.k * t.mass + parts["k"] + dataclasses.astuple(t)[1] * again.mass


def named(p, scale):
    x, y = p
    q = p._replace(x=y * scale)
    r = Point(q[0])
    for k in range(2):
        r = Point(r.x * q.y, r.y + k)
    return p.product() * q.x + r.product() + p[-1] + len(p) + q._asdict()["x"]


def named_pair(pair):
    return pair.first["a"] * pair.second[0] + pair[1][1]


def by_mode(x, mode=Mode.SQUARE):
    if mode is Mode.SQUARE:
        return x * x
    return x**3 if mode == Mode.CUBE else x


def slotted(s):
    return s.a * s.b * s.b


def namespace(x):
    n = types.SimpleNamespace(a=x, b=2.0)
    n.c = n.a * n.b
    n.c *= x
    return n.c * n.a


def reflected(d, x):
    if hasattr(d, "m") and not hasattr(d, "other"):
        setattr(d, "k", getattr(d, "k") * x)
    return d.k * getattr(d, "other", 2.0) + (x if type(d) is Derived else 5.0 * x)


def partial(x):
    g = functools.partial(weighted, x, b=3.0)
    method = Vec(x, 2.0).__getitem__
    return g(2.0) * g(c=1.0) * method(0)


def weighted(a, c, b=1.0):
    return a * b * c


def of_global(x):
    return UNIT.x * x * UNIT.norm2


def on_one_path(v, x):
    if x > 0:
        w = Vec(v.x * x, v.y)
        v = w
    return v.norm2 * v.x


def nested(net, x):
    first = net.layers[0]
    for _ in range(2):
        x = np.tanh(first.W @ x)
    return np.sum(x) * net.rate


def written_argument(net, x):
    net.rate = net.rate * x
    if x > 0:
        net.rate += 1.0
    return net.rate * x


def listed(x, n=3):
    points = [Vec(x, 1.0), Vec(2.0, x)]
    points.append(Vec(x * x, x))
    return sum(p.norm2 for p in points) + points[2].x


def derivative_of_a_method(net, x):
    return srcad.grad(net.energy)(x) * net.k


def loss(p, x):
    return (p["w"] * x - 1.0) ** 2 + p["b"] ** 2


def descent(p, x, n=3):
    for _ in range(n):
        g = srcad.grad(loss)(p, x)
        p = {key: p[key] - 0.1 * g[key] for key in p}
    return loss(p, x)


class WithFunctions:
    def __init__(self, weights, act, own):
        self.weights, self.act, self.own = weights, act, own

    def forward(self, x):
        for k, w in enumerate(self.weights):
            x = w @ x
            if k < len(self.weights) - 1:
                x = self.own(self.act(x))
        return x


def twice(x):
    return 2.0 * x


def with_functions(net, x):
    return np.sum(net.forward(x))


def in_a_loop(s, xs):
    h = np.zeros(2)
    for x in xs:
        h = scaled(s, h, x)
    return np.sum(h * h)


def scaled(s, h, x):
    return s.k * h + s.mass * x


def layers():
    return [Layer(W, B), Layer(W + 1.0, -B, None)]


CASES = [
    (orbit, (1.0, 2.0)),
    (in_place, (1.5, 2.0)),
    (ordered, (Vec(0.5, -1.0), Vec(3.0, 0.2))),
    (dual, (1.3,)),
    (inherited, (Derived(2.0, 3.0), 1.5)),
    (made, (2.0, 3.0, 1.5)),
    (network, (Network(layers(), 0.5), V, B)),
    (one_layer, (Layer(W, B), V)),
    (one_layer, (Layer(W, B, "none"), V)),
    (spring, (Spring(2.0, 0.5), 1.5)),
    (leapfrog, (State(1.0, 0.3),)),
    (config, (1.4,)),
    (replaced, (Spring(2.0, 0.5),)),
    (named, (Point(1.5, 0.7), 2.0)),
    (named_pair, (Pair({"a": 2.0}, [0.5, 1.5]),)),
    (by_mode, (1.5,)),
    (by_mode, (1.5, Mode.CUBE)),
    (slotted, (Slotted(1.0, 2.0),)),
    (namespace, (1.3,)),
    (reflected, (Derived(2.0, 3.0), 1.5)),
    (partial, (1.3,)),
    (of_global, (1.3,)),
    (on_one_path, (Vec(0.5, 2.0), 1.5)),
    (on_one_path, (Vec(0.5, 2.0), -1.5)),
    (nested, (Network(layers(), 0.5), V)),
    (written_argument, (Network(2.0, 0.5), 1.5)),
    (listed, (1.3,)),
    (derivative_of_a_method, (Base(2.0), 1.5)),
    (with_functions, (WithFunctions([W, W + 1.0, W], np.tanh, twice), V)),
    (in_a_loop, (Spring(2.0, 0.5), V)),
    (descent, ({"w": 2.0, "b": 1.0}, 1.5)),
]


def active(f, args):
    """Return the positions of the arguments that hold floats."""
    kept = {by_mode: (0,), inherited: (0, 1)}
    return kept.get(f, checks.differentiable(args))


@pytest.mark.parametrize(("f", "args"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_derivatives(f, args):
    checks.check(f, *args, argnums=active(f, args))


def test_a_gradient_is_an_object_that_keeps_what_carries_no_derivative():
    found = srcad.grad(one_layer)(Layer(W, B), V)
    assert type(found) is Layer and found.activation == "tanh" and found.W.shape == W.shape
    found = srcad.grad(spring)(Spring(2.0, 0.5), 1.5)
    assert type(found) is Spring and found.steps == 3
    assert isinstance(srcad.grad(named)(Point(1.5, 0.7), 2.0), Point)


class Model:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        return self.w * x * x + self.b

    def loss(self, x, y=1.0):
        return (self(x) - y) ** 2

    @srcad.grad(argnums=1)
    def slope(self, x):
        return self.w * x**3


def test_methods_partials_and_callable_objects_are_functions():
    model = Model(2.0, 1.0)
    grad = srcad.grad(model.loss)
    assert grad(3.0) == 432.0
    model.w = 5.0
    assert grad(3.0) == 2700.0, "the object is read at each call"
    assert srcad.grad(model)(3.0) == 30.0
    assert model.slope(2.0) == 60.0 == Model.slope(model, 2.0)
    assert srcad.value_and_grad(functools.partial(Model.loss, model, y=2.0))(3.0) == (1936.0, 2640.0)
    assert srcad.grad(functools.partial(model.loss, y=3.0), argnums=0)(2.0) == 720.0
    assert srcad.jvp(model.loss, (3.0,), (1.0,)) == (2025.0, 2700.0)
    assert srcad.vjp(model.loss, 3.0)[1](1.0) == (2700.0,)
    assert srcad.hvp(model.loss, 3.0, 1.0) == pytest.approx(2700.0)
    assert grad.specialize(3.0)(3.0) == 2700.0
    assert str(grad.__signature__) == "(x, y=1.0)"
    assert pickle.loads(pickle.dumps(grad))(3.0) == 2700.0
    assert srcad.grad(Model.loss)(model, 3.0).w == 2 * (46.0 - 1.0) * 9.0


def test_a_method_that_changes_is_followed():
    class Changing:
        def __init__(self, a):
            self.a = a

        def value(self, x):
            return self.a * x

    def f(o, x):
        return o.value(x)

    grad = srcad.grad(f, argnums=1)
    assert grad(Changing(2.0), 1.0) == 2.0

    def squared(self, x):
        return self.a * x * x

    Changing.value = squared
    assert grad(Changing(2.0), 1.0) == 4.0


def test_class_attributes_are_watched():
    class Scaled:
        factor = 2.0

        def __init__(self, a):
            self.a = a

    grad = srcad.grad(lambda s: s.a * s.factor)
    assert grad(Scaled(1.0)).a == 2.0
    Scaled.factor = 3.0
    assert grad(Scaled(1.0)).a == 3.0


def same_object(a, b):
    a.x = a.x * 2.0
    return a.x * b.x


def test_two_arguments_that_are_one_object():
    assert srcad.grad(same_object)(Vec(1.0, 2.0), Vec(3.0, 2.0)).x == 6.0
    v = Vec(1.0, 2.0)
    with pytest.raises(AssertionError, match="'a' is written, and is 'b' as well"):
        srcad.grad(same_object)(v, v)


class Intercepts:
    def __getattr__(self, name):
        return 1.0


class Meta(type):
    pass


class OfMeta(metaclass=Meta):
    def __init__(self, x):
        self.x = x


class Descriptor:
    def __get__(self, instance, owner):
        return 2.0


class Described:
    d = Descriptor()

    def __init__(self, x):
        self.x = x


def unknown_attribute(v):
    return v.z


def frozen(c):
    c.a = 1.0
    return c.a


def writes_a_global(x):
    UNIT.x = x
    return x


def unknown_code(x):
    v = Vec(x, 1.0)
    Intercepts().method(v)
    return v.x


REFUSED = [
    (unknown_attribute, (Vec(1.0, 2.0),), "this object has no attribute 'z'"),
    (frozen, (Config(1.0),), "'a' of a frozen Config is assigned"),
    (lambda o: o.x, (Intercepts(),), "which is an Intercepts"),
    (lambda o: o.x, (OfMeta(1.0),), "which is an OfMeta"),
    (lambda o: o.d, (Described(1.0),), "a descriptor gives it"),
    (writes_a_global, (1.5,), "'UNIT' is written; a derivative must not change what is outside of it"),
]


@pytest.mark.parametrize(("f", "args", "text"), REFUSED, ids=lambda one: getattr(one, "__name__", ""))
def test_refusals(f, args, text):
    with pytest.raises(errors.SrcadError) as raised:
        srcad.grad(f)(*args)
    assert text in str(raised.value)


def test_the_text_has_the_attributes_and_no_objects():
    grad = srcad.grad(orbit)
    grad(1.0, 2.0)
    text = grad._last.product.text
    assert "Vec" not in text.replace("return Vec(self.x", "") and "position_x" in text and "velocity_y" in text


TEXT = """
import enum
import math
from dataclasses import dataclass, field
from typing import NamedTuple


class Base:
    scale = 2.0

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Base(self.x + other.x, self.y + other.y)

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    @property
    def norm(self):
        return math.sqrt(self.dot(self))

    @classmethod
    def unit(cls):
        return cls(1.0, 0.0)


class Derived(Base):
    def __init__(self, x):
        super().__init__(x, 2.0)

    def dot(self, other):
        return super().dot(other) * self.scale


@dataclass
class Spring:
    k: float
    mass: float = 2.0
    ends: list = field(default_factory=list)


class Point(NamedTuple):
    x: float
    y: float = 3.0


class Mode(enum.Enum):
    ONE = 1
    TWO = 2


def f(p: Point, a: float, mode=Mode.ONE):
    v = Base(a, 1.0) + Base.unit()
    spring = Spring(a)
    spring.k *= spring.mass
    total = v.norm * Derived(a).dot(v) * spring.k + p.x * p.y + len(spring.ends)
    return total * Point(a).y if mode is Mode.ONE else total


class Refused(metaclass=type):
    pass


def g(x: float):
    return Refused().x * x
"""


def test_classes_are_read_as_text(tmp_path, capsys):
    path = tmp_path / "classes_as_text.py"
    path.write_text(TEXT)
    assert cli.main(["grad", f"{path}:f", "--argnames", "p,a"]) == 0
    text = capsys.readouterr().out
    assert "Base(" not in text.replace("# return Base(", "") and "return p._replace(x=" in text
    emitted, live = {}, {"__name__": "classes_as_text"}
    exec(compile(text, "<emitted>", "exec"), emitted)
    exec(compile(TEXT, str(path), "exec"), live)
    args = live["Point"](0.5), 0.7
    want = srcad.grad(live["f"], argnums=(0, 1))(*args)
    assert emitted["f_grad"](*args, mode=emitted["Mode"].ONE) == want == checks.check(live["f"], *args)
    assert cli.main(["grad", f"{path}:g"]) == 1


def test_annotated_classes_declare_types():
    def f(s: Spring, p: "Point"):
        return s.k * p.x

    assert "return dataclasses.replace(s, k=p.x, mass=0.0)" in srcad.grad(f).source
