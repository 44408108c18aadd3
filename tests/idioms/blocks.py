"""Match and with statements, conversions, functions as values."""

import contextlib
import logging
import math

import numpy as np

logger = logging.getLogger(__name__)


def match_values(x: float, mode: str = "relu"):
    match mode:
        case "relu":
            return x * x
        case "tanh" | "sigmoid":
            return math.tanh(x)
        case _:
            raise ValueError(mode)


def match_numbers(x: float, n: int = 3):
    total = 0.0
    for k in range(n):
        match k:
            case 0:
                total += x
            case 1 | 2 if x > 0:
                total += x * x * k
            case other:
                total += other
    return total


def match_sequences(x: float, y: float):
    def area(shape):
        match shape:
            case ("circle", r):
                return math.pi * r * r
            case ("rect", w, h) if w == h:
                return w * w
            case ("rect", w, h):
                return w * h
            case []:
                return 0.0
            case [a, *rest]:
                return a * len(rest)
    return area(("circle", x)) + area(("rect", x, y)) + area((x, y, x)) + area(("rect", x, x))


def match_list(xs: "list[float]"):
    match xs:
        case []:
            return 0.0
        case [a]:
            return a
        case [a, b, *rest]:
            return a * b + sum(rest)
        case _:
            raise ValueError


def match_class(x: float):
    match x:
        case int():
            return 0.0
        case float(v):
            return v * v
    return x


def match_as(x: float, y: float):
    match (x, y):
        case (a, b) as p if a > b:
            return a * p[1]
        case (_, _) as p:
            return p[0] + p[1] ** 2


def with_errstate(x: "float[:]"):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(x > 0, np.log(x), 0.0)
    return np.sum(y * x)


def with_null(x: float):
    with contextlib.nullcontext(x * 2) as y, contextlib.nullcontext():
        z = y * x
    return z


@contextlib.contextmanager
def _scaled(v):
    s = v * 2
    yield s
    s = s + 1


def with_own(x: float):
    total = 0.0
    for k in range(3):
        with _scaled(x) as s:
            if k == 1:
                continue
            total += s * s * k
    with _scaled(x):
        return total * x


def with_nested_own(x: float):
    @contextlib.contextmanager
    def ctx():
        nonlocal x
        old = x
        x = x * 3
        yield
        x = old
    with ctx():
        y = x * x
    return y * x


def logged(x: float):
    logger.info("x is %s", x)
    logging.debug("again %f", x)
    y = x * x
    print("value", y, end="", file=None)
    s = "%.3f and %s" % (y, x)
    t = "{:.2f} {}".format(y, x)
    u = f"{y:.3e} {x!r:>10}"
    assert s and t and u
    return y


def bool_arith(x: float, y: float):
    return (x > 0) * x + (x > y) * y ** 2 - (x == y) * 3


def int_conv(x: float):
    n = int(x * 3)
    return x ** n + n * x + math.floor(x) * x + x // 0.3 + x % 0.3


def size_truth(x: "float[:]", xs: "list[float]"):
    t = 0.0
    if x.size:
        t += x[0]
    if xs:
        t += xs[0] * 2
    if not len(x) == 0:
        t *= x[1]
    return t


def none_default(x: float, y=None, w: "float" = None):
    if y is None:
        y = x * 2
    w = 1.0 if w is None else w
    return y * x * w


def dispatch(x: float, y: float):
    table = (math.sin, lambda t: t * t, abs)
    total = 0.0
    for f in table:
        total += f(x)
    return total * table[1](y)


def recursive_nested(x: float, n: int = 4):
    def fact(k):
        return 1.0 if k <= 0 else x * fact(k - 1)
    return fact(n)


def curry(x: float, y: float):
    def add(a):
        return lambda b: lambda c: a * b + c
    return add(x)(y)(x)


def compose(x: float):
    def comp(*fs):
        def run(v):
            for f in reversed(fs):
                v = f(v)
            return v
        return run
    return comp(math.sin, math.exp, lambda t: t * 0.1)(x)


def default_capture(x: float):
    fs = [lambda t, k=k: t * k for k in range(3)]
    return sum(f(x) for f in fs)


def cond_def(x: float, flag: bool = True):
    if flag:
        def f(t):
            return t * t
    else:
        def f(t):
            return t
    return f(x)


def while_else(x: float):
    n = 0
    while n < 3:
        x = x * 1.1
        if x > 100:
            break
        n += 1
    else:
        x = x * 2
    return x


def np_scalar(x: float):
    a = np.float64(x) * 2
    b = np.asarray(x)
    return float(a * b)


def listcomp_if_else(xs: "list[float]"):
    ys = [v if v > 0.9 else -v * v for v in xs]
    zs = [[a * b for a in xs if a > b] for b in ys]
    return sum(ys) + sum(sum(z) for z in zs)


def enumerate_start(xs: "list[float]"):
    return sum(k * v for k, v in enumerate(xs, start=1)) + sum(v for _, v in enumerate(xs, 2))


def assert_active(x: float):
    assert x > 0, f"bad {x}"
    assert isinstance(x, float)
    return x * x


def deep_closure(x: float):
    def a():
        y = x * 2
        def b():
            nonlocal y
            y = y * x
            def c():
                return y * x
            return c()
        return b() + y
    return a()


def set_member(x: float, mode: str = "a"):
    if mode in {"a", "b"} and mode not in ("c",):
        return x * x
    return x


def type_is(x: float):
    if type(x) is float:
        return x * x
    return x


def ycomb(x: float):
    Y = lambda f: (lambda g: g(g))(lambda g: f(lambda v: g(g)(v)))
    fact = Y(lambda rec: lambda n: 1.0 if n == 0 else x * rec(n - 1))
    return fact(3)


def join_tuple_results(x: float):
    def f(a):
        if a > 0.5:
            return a, a * a
        return -a, a
    p, q = f(x)
    r = f(x)[0]
    return p * q * r


def stars(x: "float[:]"):
    a, *b = x * 2
    m = max(a, *b)
    return m * a


def swap_loop(x: float):
    a, b = x, x * x
    for _ in range(3):
        a, b = b, a + b
    return a * b


def reversed_enum(xs: "list[float]"):
    t = 0.0
    for k, v in reversed(list(enumerate(xs))):
        t = t * v + k
    for v in reversed(xs):
        t = t * v + 1
    for c in "abc":
        t += xs[0] * (2 if c == "b" else 1)
    return t


def try_finally(x: float):
    total = x
    try:
        total = total * x
    finally:
        total = total + x
    return total


def try_return(x: float):
    seen = []
    try:
        if x > 0.2:
            return x * x
        x = x + 1
    finally:
        seen.append(x)
    return x


def try_loop(x: float, n: int = 4):
    total, count = 0.0, 0
    for k in range(n):
        try:
            if k == 1:
                continue
            if k == 3:
                break
            total += x ** k
        finally:
            count += 1
            total *= x
    return total * count


@contextlib.contextmanager
def _doubled(state):
    old = state[0]
    state[0] = old * 2
    try:
        yield state
    finally:
        state[0] = old * 3


def managed(x: float):
    state = [x]
    with _doubled(state) as s:
        y = s[0] * x
    return y + state[0]


def override(x: float):
    try:
        return x
    finally:
        return x * x


class _Scaled:
    def __init__(self, scale):
        self.scale = scale

    def __enter__(self):
        return self.scale * 2

    def __exit__(self, kind, value, traceback):
        return False


class _Log:
    def __init__(self):
        self.entries, self.depth = [], 0

    def __enter__(self):
        self.depth += 1
        return self

    def __exit__(self, *raised):
        self.depth -= 1

    def note(self, value):
        self.entries.append(value * self.depth)
        return value


def entered(x: float):
    with _Scaled(x) as scale, _Log() as log:
        y = log.note(scale * x)
        with log:
            z = log.note(y * x)
    return sum(log.entries) * z + log.depth


def left_early(x: float):
    for _ in range(4):
        with _Scaled(x) as scale:
            if scale > 5:
                break
            x = x * scale
    return x


class _Rate:
    def __init__(self, options, rate):
        self.options, self.rate = options, rate

    def __enter__(self):
        self.before = self.options["rate"]
        self.options["rate"] = self.rate

    def __exit__(self, *raised):
        self.options["rate"] = self.before


def set_for_a_while(x: float, rate: float):
    options = {"rate": x * 0.5}
    with _Rate(options, rate * x):
        y = options["rate"] * x
    return y + options["rate"]
