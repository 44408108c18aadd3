"""Random statements about functions and iterators: closures, generators, itertools, match, contexts, complex numbers."""

from __future__ import annotations

import ast
from random import Random

from tests.programs.program import Program
from tests.programs.statements import Lines, indented

LEVEL = 8
HEADER = """
import cmath
import contextlib
import functools
import itertools
import math
import operator

import numpy as np


@contextlib.contextmanager
def scaled(value, by=2.0):
    yield value * by


def weighted(*values, scale=1.0, **powers):
    return scale * sum(v * (k + 1) for k, v in enumerate(values)) * values[0] ** powers["first"]


def early(x, limit, n=4):
    for i in range(n):
        for j in range(i):
            if x * j > limit:
                return x * x + i
            x = x * 0.9 + 0.1 * j
        if i == 2:
            continue
        x += limit * 0.1
    return x


def terms(x, n):
    term = 1.0
    for k in range(1, n + 1):
        yield term
        term *= x / k


def collected(x, into=None):
    into = [] if into is None else into
    into.append(x)
    return sum(into) * x
"""


class Maker:
    """Draws statements; each assigns a number, or a list of numbers, from those there are."""

    def __init__(self, random: Random):
        self.random = random
        self.numbers = ["x", "y"]
        self.lists = ["w"]
        self.count = 0

    def pick(self, items: list[str] | tuple[str, ...]) -> str:
        return self.random.choice(items)

    def number(self) -> str:
        """Return an expression for a number of moderate size."""
        a, b = self.pick(self.numbers), self.pick(self.numbers)
        k = self.random.choice((0, 1, -1))
        forms = (a, a, f"{self.pick(self.lists)}[{k}]", f"math.sin({a})", f"{a} * {b}", f"({a} - 0.5 * {b})", f"math.tanh({a} + {b})")
        return self.pick(forms)

    def new(self, items: list[str], letter: str) -> str:
        """Return the name of a new variable, or one there is."""
        if len(items) > 2 and self.random.randrange(3) == 0:
            return self.pick(items)
        self.count += 1
        return f"{letter}{self.count}"

    def test(self) -> str:
        return f"{self.number()} {self.pick(('<', '>', '<=', '!='))} {self.number()}"

    def statement(self, depth: int = 2) -> Lines:
        kinds = [
            self.closure, self.captured, self.defaults, self.counter, self.generator, self.iterated, self.reduced, self.matched,
            self.contexts, self.phase, self.passed_on, self.unpacked, self.walrus, self.sliced, self.sorted_list, self.listed,
            self.finished, self.powers, self.accumulated, self.left, self.whole,
        ]  # fmt: skip
        if depth:
            kinds += [self.branch, self.branch, self.loop, self.loop]
        made = self.random.choice(kinds)
        return made(depth) if made in (self.branch, self.loop) else made()

    def result(self, lines: Lines, expression: str) -> Lines:
        """Assign a number of moderate size; from now on it may be read."""
        name = self.new(self.numbers, "a")
        form = self.pick(("math.tanh({0})", "math.sin({0})", "0.3 * math.atan({0})"))
        made = [*lines, f"{name} = {form.format(expression)}"]
        self.numbers += [] if name in self.numbers else [name]
        return made

    def of_list(self, lines: Lines, expression: str) -> Lines:
        name = self.new(self.lists, "b")
        made = [*lines, f"{name} = {expression}"]
        self.lists += [] if name in self.lists else [name]
        return made

    # -- functions ----------------------------------------------------------------------------------------

    def closure(self) -> Lines:
        k = self.count = self.count + 1
        lines = [f"def g{k}(z, c={self.number()}):", f"    return z * c + {self.number()}"]
        return self.result(lines, f"g{k}({self.number()}) + g{k}({self.number()}, c={self.number()})")

    def captured(self) -> Lines:
        """Functions made in a loop, that mean the variable, or what it was."""
        k = self.count = self.count + 1
        capture = self.pick(("k", "z, k=k"))
        made = f"f{k} = [lambda {'z, k=k' if 'z' in capture else 'z'}: z * (k + 1) + {self.pick(self.numbers)} for k in range(3)]"
        return self.result([made], f"sum(h({self.number()}) for h in f{k})")

    def defaults(self) -> Lines:
        return self.result([], f"collected({self.number()}) + collected({self.number()}, [{self.number()}])")

    def counter(self) -> Lines:
        k = self.count = self.count + 1
        lines = [
            f"t{k} = {self.number()}",
            f"def step{k}(v):",
            f"    nonlocal t{k}",
            f"    t{k} = t{k} * 0.5 + v",
            f"    return t{k}",
            f"s{k} = step{k}({self.number()}) * step{k}({self.number()})",
        ]
        return self.result(lines, f"s{k} + t{k}")

    def passed_on(self) -> Lines:
        k = self.count = self.count + 1
        lines = [f"o{k} = ({self.number()}, {self.number()})"]
        return self.result(lines, f"weighted({self.number()}, *o{k}, scale={self.number()}, first=2)")

    def left(self) -> Lines:
        return self.result([], f"early({self.number()}, {self.number()})")

    # -- iterators ----------------------------------------------------------------------------------------

    def generator(self) -> Lines:
        k = self.count = self.count + 1
        lines = [
            f"r{k} = 0.0",
            f"for term in terms({self.number()}, {self.random.choice((0, 3, 5))}):",
            f"    if term {self.pick(('<', '>'))} {self.number()}:",
            f"        {self.pick(('break', 'continue'))}",
            f"    r{k} += term",
        ]
        return self.result(lines, f"r{k}")

    def iterated(self) -> Lines:
        b = self.pick(self.lists)
        forms = (
            f"sum(q * p for p, q in itertools.pairwise({b}))",
            f"sum(p * q for p, q in itertools.combinations({b}, 2))",
            f"sum(p - q * k for k, (p, q) in enumerate(zip({b}, reversed({b}))))",
            f"sum(itertools.islice(map(math.cos, {b}), 2))",
            f"sum(p for p in {b} if p > {self.number()})",
            f"sum(itertools.chain({b}, [{self.number()}]))",
            f"max({b}, key=lambda v: abs(v - {self.number()}))",
            f"sum(itertools.takewhile(lambda v: v < 0.4, sorted({b})))",
            f"sum(p * q for p, q in itertools.product({b}[:2], repeat=2))",
            f"min({b}) * max({b}, default=0.0)",
            f"sum(itertools.starmap(operator.mul, zip({b}, {b}[1:])))",
        )
        return self.result([], self.pick(forms))

    def reduced(self) -> Lines:
        b = self.pick(self.lists)
        forms = (f"functools.reduce(lambda p, q: p * 0.5 + q, {b})", f"functools.reduce(operator.add, {b}, {self.number()})",
                 f"functools.partial(early, n=3)({self.number()}, {self.number()})")  # fmt: skip
        return self.result([], self.pick(forms))

    def accumulated(self) -> Lines:
        b = self.pick(self.lists)
        forms = (f"list(itertools.accumulate({b}))", f"list(itertools.accumulate({b}, lambda p, q: p * 0.5 + q))")
        return self.of_list([], self.pick(forms))

    def listed(self) -> Lines:
        b = self.pick(self.lists)
        forms = (f"[v * {self.number()} for v in {b}]", f"[*{b}, {self.number()}][-3:]", f"{b}[::-1]", f"[{self.number()}, *{b}[:2]]",
                 f"[v if v > 0 else -v for v in {b}]", f"([math.sin(v) for k, v in enumerate({b}) if k != 1] * 2)[:4]")  # fmt: skip
        return self.of_list([], self.pick(forms))

    def sorted_list(self) -> Lines:
        b = self.pick(self.lists)
        return self.of_list([], self.pick((f"sorted({b})", f"sorted({b}, key=lambda v: -v)", f"sorted({b}, reverse=True)")))

    def sliced(self) -> Lines:
        b = self.pick(self.lists)
        return self.result([f"part = slice({self.pick(('None', '1', '-2'))}, None, {self.pick(('None', '2'))})"], f"sum({b}[part])")

    # -- statements ---------------------------------------------------------------------------------------

    def matched(self) -> Lines:
        k = self.count = self.count + 1
        lines = [
            f"match ({self.pick(('1', '2', repr('c')))}, {self.number()}, {self.number()}):",
            "    case (1, p, q) if p > q:",
            f"        m{k} = p * q",
            "    case (1, p, _) | (2, _, p):",
            f"        m{k} = p - {self.number()}",
            "    case (_, *rest):",
            f"        m{k} = rest[0] + rest[-1] * 0.5",
        ]
        return self.result(lines, f"m{k}")

    def contexts(self) -> Lines:
        k = self.count = self.count + 1
        return self.result([f"with np.errstate(all='ignore'), scaled({self.number()}) as c{k}:", f"    n{k} = c{k} * {self.number()}"], f"n{k}")

    def finished(self) -> Lines:
        k = self.count = self.count + 1
        lines = [
            f"u{k}: float = {self.number()}",
            f"for i in range({self.random.choice((0, 1, 3))}):",
            "    try:",
            f"        if i == 1 or {self.test()}:",
            f"            {self.pick(('continue', 'break'))}",
            f"        u{k} += {self.number()} * i",
            "    finally:",
            f"        u{k} *= 0.7",
        ]
        return self.result(lines, f"u{k}")

    def phase(self) -> Lines:
        z = f"complex({self.number()}, {self.number()})"
        forms = (f"abs({z}) ** 2", f"({z} * cmath.exp({self.number()} * 1j)).real", f"abs(cmath.sqrt({self.number()}) + {z})",
                 f"({z} ** 2).imag", f"({z} * {z}.conjugate()).real + {self.number()}")  # fmt: skip
        return self.result([], self.pick(forms))

    def unpacked(self) -> Lines:
        k = self.count = self.count + 1
        lines = [f"p{k}, *q{k} = {self.number()}, {self.number()}, {self.number()}", f"p{k}, q{k}[0] = q{k}[0], p{k}"]
        return self.result(lines, f"p{k} * q{k}[-1] + q{k}[0]")

    def walrus(self) -> Lines:
        return self.result([], f"(v := {self.number()}) * v + (v if {self.test()} and v > 0 else -v)")

    def powers(self) -> Lines:
        a = self.number()
        forms = (f"(1 + abs({a})) ** 0.5", f"pow({a}, 3)", f"divmod(5 * abs({a}) + 3, 2.0)[1]", f"2.0 ** {a}", f"abs({a}) ** {self.number()}")
        return self.result([], self.pick(forms))

    def whole(self) -> Lines:
        """Arrays of small ints, of bools, and of single precision, as constants."""
        kind = self.pick(("np.int8", "np.uint8", "np.int64", "bool", "np.float32"))
        forms = ("np.sum({v} * c * 3)", "np.sum(-({v} * c)) * 0.01", "np.dot({v}, c) * 2", "np.sum({v} * c * c)", "np.sum(np.where(c > 1, {v}, {v} * c))")
        k = self.count = self.count + 1
        lines = [f"c = np.array([100, 3, 1], dtype={kind})", f"v{k} = np.array([{self.number()}, {self.number()}, {self.number()}])"]
        return self.result(lines, f"0.01 * {self.pick(forms).format(v=f'v{k}')}")

    def branch(self, depth: int) -> Lines:
        test = self.test()
        numbers, lists = list(self.numbers), list(self.lists)
        sides = []
        for _ in range(2):
            self.numbers, self.lists = list(numbers), list(lists)
            sides.append(self.statement(depth - 1))
        self.numbers, self.lists = numbers, lists
        return [f"if {test}:", *indented(sides[0]), "else:", *indented(sides[1])]

    def loop(self, depth: int) -> Lines:
        numbers, lists = list(self.numbers), list(self.lists)
        body = self.statement(depth - 1)
        name = self.pick(numbers)
        body += [f"{name} = 0.5 * {name} + 0.3 * {self.number()}"]
        self.numbers, self.lists = numbers, lists
        self.count = k = self.count + 1
        head = self.pick((f"for _{k} in range({self.pick(('0', '2', '3'))}):", f"for e{k} in {self.pick(lists)}:", "while"))
        if head == "while":
            return [f"w{k} = 3.0", f"while w{k} > 0.5:", *indented(body), f"    w{k} -= 1"]
        return [head, *indented(body)]


def generate(random: Random) -> Program:
    """Draw a program about functions and iterators."""
    maker = Maker(random)
    lines: Lines = []
    for _ in range(random.choice((2, 3, 4, 5))):
        lines += maker.statement()
    terms = [maker.number(), *maker.numbers[-3:], f"sum({maker.lists[-1]})"]
    lines.append(f"return {' + '.join(terms)}")
    text = f"{HEADER}\n\ndef f(x, y, w):\n" + "\n".join(indented(lines))
    text = ast.unparse(ast.parse(text)) + "\n"
    inputs = tuple((a, b, [0.4, -0.7, 1.1]) for a, b in ((0.7, -0.4), (-0.3, 1.2)))
    return Program(text, inputs, (0, 1, 2), LEVEL)
