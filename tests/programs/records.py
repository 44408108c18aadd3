"""Random programs about objects and dicts: aliases, writes, methods, operators, branches and loops.

The program is a function of two numbers, an object and a dict. Each statement reads what is assigned on every path to it.
"""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass, field

from tests.programs.program import Program

LEVEL = 7

HEADER = """
import dataclasses
from typing import NamedTuple


class V:
    scale = 0.5

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __add__(self, other):
        return V(self.a + other.a, self.b + other.b)

    def __mul__(self, k):
        return V(self.a * k, self.b * k)

    def __rmul__(self, k):
        return self * k

    def __iadd__(self, other):
        self.a += other.a
        self.b = self.b + other.b
        return self

    def dot(self, other):
        return self.a * other.a + self.b * other.b

    def bump(self, k):
        self.a = self.a * k
        return self.b * self.scale

    @property
    def size(self):
        return self.dot(self)


class W(V):
    def __init__(self, a):
        super().__init__(a, 1.0)

    def bump(self, k):
        self.b += k
        return super().bump(k) + self.a


@dataclasses.dataclass
class D:
    a: float
    b: float = 0.5

    def both(self):
        return self.a * self.b


class N(NamedTuple):
    a: float
    b: float = 0.3


def plain(o):
    return o.a * o.b


def writes(o, k):
    o.b = o.b * k
    return o.a


def made(a):
    return V(a, a * 0.5)


def keyed(q):
    return q["u"] * q["v"]
"""
OPERATORS = ("+", "-", "*")


@dataclass
class Scope:
    """The variables assigned so far, by kind, and what is left of the program's length."""

    numbers: list[str] = field(default_factory=lambda: ["x", "y"])
    vectors: list[str] = field(default_factory=lambda: ["p"])
    dicts: list[str] = field(default_factory=lambda: ["d"])
    data: list[str] = field(default_factory=list)

    def copy(self) -> Scope:
        return Scope(*(list(names) for names in (self.numbers, self.vectors, self.dicts, self.data)))

    def new(self, kind: list[str], word: str, chance: random.Random) -> str:
        """Return a name to assign to: one that is there, or another."""
        name = f"{word}{chance.randrange(4)}"
        if name not in kind:
            kind.append(name)
        return name


class Maker:
    def __init__(self, chance: random.Random):
        self.chance = chance
        self.loops = 0

    def number(self, scope: Scope, depth: int = 2) -> str:
        pick = self.chance.choice
        ways = [
            lambda: pick(scope.numbers),
            lambda: f"{pick(scope.vectors)}.{pick('ab')}",
            lambda: f"{pick(scope.dicts)}['{pick('uv')}']",
            lambda: str(round(self.chance.uniform(0.3, 1.2), 2)),
        ]
        if depth:
            inner = self.number
            ways += [
                lambda: f"({inner(scope, depth - 1)} {pick(OPERATORS)} {inner(scope, depth - 1)})",
                lambda: f"{pick(scope.vectors)}.dot({self.vector(scope, depth - 1)})",
                lambda: f"{pick(scope.vectors)}.size",
                lambda: f"plain({self.vector(scope, depth - 1)})",
                lambda: f"keyed({pick(scope.dicts)})",
                lambda: f"sum({pick(scope.dicts)}.values())",
                lambda: f"getattr({pick(scope.vectors)}, '{pick('ab')}')",
            ]
            if scope.data:
                ways += [lambda: f"{pick(scope.data)}.{pick('ab')}"] * 2
        return pick(ways)()

    def vector(self, scope: Scope, depth: int = 2) -> str:
        pick = self.chance.choice
        ways = [lambda: pick(scope.vectors)]
        if depth:
            ways += [
                lambda: f"V({self.number(scope, depth - 1)}, {self.number(scope, depth - 1)})",
                lambda: f"W({self.number(scope, depth - 1)})",
                lambda: f"made({self.number(scope, depth - 1)})",
                lambda: f"({self.vector(scope, depth - 1)} + {self.vector(scope, depth - 1)})",
                lambda: f"({self.vector(scope, depth - 1)} * {self.number(scope, depth - 1)})",
                lambda: f"({self.vector(scope, 0)} if {self.test(scope)} else {self.vector(scope, depth - 1)})",
            ]
        return pick(ways)()

    def test(self, scope: Scope) -> str:
        return f"{self.number(scope, 1)} > {self.number(scope, 0)}"

    def statement(self, scope: Scope, depth: int) -> list[str]:
        pick, chance = self.chance.choice, self.chance
        kind = chance.randrange(16 if depth else 12)
        if kind < 2:
            text = self.number(scope)
            return [f"{scope.new(scope.numbers, 's', chance)} = {text}"]
        if kind < 4:
            text = self.vector(scope)
            return [f"{scope.new(scope.vectors, 'o', chance)} = {text}"]
        if kind == 4:
            return [f"{pick(scope.vectors)}.{pick('ab')} {pick(('', '+', '*'))}= {self.number(scope)}"]
        if kind == 5:
            return [f"{pick(scope.dicts)}['{pick('uv')}'] {pick(('', '+', '*'))}= {self.number(scope)}"]
        if kind == 6:
            items = f"'u': {self.number(scope)}, 'v': {self.number(scope)}"
            text = pick((f"{{{items}}}", pick(scope.dicts), f"dict({pick(scope.dicts)})", f"{{**{pick(scope.dicts)}, 'u': {self.number(scope)}}}"))
            return [f"{scope.new(scope.dicts, 'q', chance)} = {text}"]
        if kind == 7:
            text = f"{pick(scope.vectors)}.bump({self.number(scope, 1)})"
            return [f"{scope.new(scope.numbers, 's', chance)} = {text}"]
        if kind == 8:
            text = f"writes({pick(scope.vectors)}, {self.number(scope, 1)})"
            return [f"{scope.new(scope.numbers, 's', chance)} = {text}"]
        if kind == 9:
            return [f"{pick(scope.vectors)} += {self.vector(scope, 1)}"]
        if kind == 10:
            text = pick((f"D({self.number(scope, 1)})", f"N({self.number(scope, 1)}, {self.number(scope, 1)})"))
            return [f"{scope.new(scope.data, pick('ef'), chance)} = {text}"]
        if kind == 11:
            return [f"for v in {pick(scope.dicts)}.values():", f"    {pick(scope.numbers[2:] or ['x'])} = {pick(scope.numbers)} + v * 0.1"]
        if kind < 14:
            then, other = scope.copy(), scope.copy()
            sides = [self.block(then, depth - 1), self.block(other, depth - 1)]
            self.meet(scope, then, other)
            return [f"if {self.test(scope.copy())}:", *indented(sides[0]), "else:", *indented(sides[1])]
        self.loops += 1
        inner = scope.copy()
        counter = f"i{self.loops}"
        inner.numbers.append(counter)
        return [f"for {counter} in range(2):", *indented(self.block(inner, depth - 1))]

    def meet(self, scope: Scope, one: Scope, other: Scope) -> None:
        """Add what both branches have assigned."""
        for mine, a, b in ((scope.numbers, one.numbers, other.numbers), (scope.vectors, one.vectors, other.vectors), (scope.dicts, one.dicts, other.dicts)):
            mine += [name for name in a if name in b and name not in mine]

    def block(self, scope: Scope, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.chance.randrange(1, 4)):
            lines += self.statement(scope, depth)
        return lines

    def program(self) -> str:
        scope = Scope()
        lines: list[str] = []
        for _ in range(self.chance.randrange(2, 7)):
            lines += self.statement(scope, 2)
        terms = [self.number(scope) for _ in range(3)] + [f"{self.chance.choice(scope.vectors)}.size", f"keyed({self.chance.choice(scope.dicts)})"]
        return f"{HEADER}\n\ndef f(x, y, p, d):\n" + "\n".join(indented([*lines, f"return {' + '.join(terms)}"])) + "\n"


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def program(seed: int) -> str:
    """Return the text of a module with a function f(x, y, p, d)."""
    return Maker(random.Random(seed)).program()


def generate(source: random.Random) -> Program:
    """Draw a program about objects and dicts, with its arguments."""
    text = Maker(source).program().lstrip()
    drawn = Program(text, (), (0, 1, 2, 3), LEVEL)
    module = drawn.load().__globals__
    inputs = tuple((x, y, module["V"](0.9, 0.6), {"u": 0.8, "v": -0.3}) for x, y in ((0.7, -0.4), (-0.35, 1.2)))
    return dataclasses.replace(drawn, inputs=inputs)
