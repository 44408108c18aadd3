"""Random functions that are all control flow: loops, branches, jumps, arrays and lists under several names.

`generate(random)` returns a function's text, with parameters x (a float), n (an int) and a (an array); what it
computes is made of small exact numbers, and each run ends.
"""

from __future__ import annotations

import random

NAMES = ("p", "q", "r")
ARRAYS = ("a", "b", "c")


class Writer:
    """Writes one function; a loop's depth bounds what is in it."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.loops = 0
        self.counters = 0

    def number(self) -> str:
        kinds = (
            "x", "1.0", "2.0", "n", *NAMES, *(f"{one}[{self.index()}]" for one in ARRAYS), "np.sum(b[1:])", "np.sum(c)",
            "sum(v * 0.5 for v in a)",
        )  # fmt: skip
        return self.chance.choice(kinds)

    def index(self) -> str:
        return self.chance.choice(("0", "1", "-1", "n % 3"))

    def expression(self) -> str:
        op = self.chance.choice(("+", "-", "*"))
        text = f"{self.number()} {op} {self.number()}"
        return (
            f"clip({text})"
            if self.chance.random() < 0.8
            else f"clip({text} if {self.condition()} else {self.number()})"
        )

    def condition(self) -> str:
        op = self.chance.choice(("<", ">", "<=", ">="))
        text = f"{self.number()} {op} {self.number()}"
        if self.chance.random() < 0.2:
            text += self.chance.choice((" and ", " or ")) + f"{self.number()} > 1 / (1 + abs({self.number()}))"
        return text

    def block(self, depth: int, indent: str) -> list[str]:
        lines: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            lines += self.statement(depth, indent)
        return lines

    def statement(self, depth: int, indent: str) -> list[str]:
        kinds = ["assign"] * 4 + ["store"] * 2 + ["alias", "update", "list", "tuple"]
        if depth > 0:
            kinds += ["if"] * 4 + ["for"] * 2 + ["while"]
        if self.loops:
            kinds += ["break", "continue"]
        kinds += ["return"] if self.chance.random() < 0.15 else []
        return getattr(self, "write_" + self.chance.choice(kinds))(depth, indent)

    def write_assign(self, depth: int, indent: str) -> list[str]:
        if self.chance.random() < 0.2:
            p, q = self.chance.sample(NAMES, 2)
            return [f"{indent}{p}, {q} = {q}, {self.expression()}"]
        return [f"{indent}{self.chance.choice(NAMES)} {self.chance.choice(('=', '+=', '='))} {self.expression()}"]

    def write_store(self, depth: int, indent: str) -> list[str]:
        array = self.chance.choice(ARRAYS)
        op = self.chance.choice(("=", "=", "+=", "*="))
        place = self.chance.choice((f"[{self.index()}]", "[1:]", "[:2]"))
        return [f"{indent}{array}{place} {op} {self.expression()}"]

    def write_update(self, depth: int, indent: str) -> list[str]:
        return [f"{indent}{self.chance.choice(ARRAYS)} {self.chance.choice(('+=', '-='))} {self.number()}"]

    def write_alias(self, depth: int, indent: str) -> list[str]:
        one, other = self.chance.sample(ARRAYS, 2)
        made = self.chance.choice((other, f"{other}.copy()", f"{other} * 0.5", f"{other}[::-1]", "np.zeros(3)"))
        if self.chance.random() < 0.3:
            return [f"{indent}{one}, {other} = {other}, {one}"]
        return [f"{indent}{one} = {made}"]

    def write_list(self, depth: int, indent: str) -> list[str]:
        """Write a statement about lists: of numbers, us and vs, and of arrays, ws."""
        us, vs = self.chance.sample(("us", "vs"), 2)
        made = (
            f"{us}.append({self.expression()})",
            f"{us}[0] = {self.expression()}",
            f"{us}[-1] += {self.number()}",
            f"if len({us}) > 1:\n{indent}    {self.chance.choice(NAMES)} = clip({us}.pop() + {self.number()})",
            f"{us} = {self.chance.choice((vs, vs + '.copy()', '[x, 1.0]', f'list({vs})'))}",
            f"{self.chance.choice(NAMES)} = clip(sum({us}) + {us}[-1] * len({vs}))",
            f"ws.append({self.chance.choice(ARRAYS)}{self.chance.choice(('', '.copy()', ' * 2'))})",
            f"{self.chance.choice(ARRAYS)} = ws[-1]{self.chance.choice(('', '.copy()', ' + 1'))}",
            f"for w in ws:\n{indent}    {self.chance.choice(NAMES)} = clip(np.sum(w) * {self.number()})",
        )
        return [indent + self.chance.choice(made)]

    def write_tuple(self, depth: int, indent: str) -> list[str]:
        """Write a statement about the tuple t of a number and an array."""
        made = (
            f"t = ({self.expression()}, {self.chance.choice(ARRAYS)})",
            f"t = (clip(t[0] * 2), t[1]{self.chance.choice(('', '.copy()'))})",
            f"{self.chance.choice(NAMES)}, {self.chance.choice(ARRAYS)} = t",
            f"{self.chance.choice(NAMES)} = clip(t[0] + np.sum(t[1]))",
        )
        return [indent + self.chance.choice(made)]

    def write_if(self, depth: int, indent: str) -> list[str]:
        lines = [f"{indent}if {self.condition()}:", *self.block(depth - 1, indent + "    ")]
        if self.chance.random() < 0.3:
            lines += [f"{indent}elif {self.condition()}:", *self.block(depth - 1, indent + "    ")]
        if self.chance.random() < 0.5:
            lines += [f"{indent}else:", *self.block(depth - 1, indent + "    ")]
        return lines

    def looped(self, head: str, start: list[str], depth: int, indent: str) -> list[str]:
        self.loops += 1
        lines = [head, *start, *self.block(depth - 1, indent + "    ")]
        self.loops -= 1
        if self.chance.random() < 0.25:
            lines += [f"{indent}else:", *self.block(depth - 1, indent + "    ")]
        return lines

    def write_for(self, depth: int, indent: str) -> list[str]:
        self.counters += 1
        i = f"i{self.counters}"
        head = self.chance.choice((f"for {i} in range(n)", f"for {i} in reversed(range(3))", f"for {i} in (1.0, p, x)"))
        return self.looped(f"{indent}{head}:", [f"{indent}    p = clip(p + {i})"], depth, indent)

    def write_while(self, depth: int, indent: str) -> list[str]:
        self.counters += 1
        k = f"k{self.counters}"
        test = self.chance.choice(("True", f"{k} < 4", f"{k} < 4 and {self.condition()}"))
        start = [f"{indent}    {k} += 1", f"{indent}    if {k} > 4:", f"{indent}        break"]
        return [f"{indent}{k} = 0", *self.looped(f"{indent}while {test}:", start, depth, indent)]

    def write_break(self, depth: int, indent: str) -> list[str]:
        return [f"{indent}break"]

    def write_continue(self, depth: int, indent: str) -> list[str]:
        return [f"{indent}continue"]

    def write_return(self, depth: int, indent: str) -> list[str]:
        return [f"{indent}return {self.expression()}"]


HEADER = """import numpy as np


def clip(v):
    return v if -8 < v < 8 else v / (abs(v) + 1)


def f(x, n, a):
    p, q, r = x, 1.0, 2.0
    b = a * 2
    c = np.ones(3)
    us, vs, ws, t = [x], [1.0, x], [a * 3], (x, a * 4)
"""


def generate(chance: random.Random) -> str:
    """Return a module's text that defines f."""
    writer = Writer(chance)
    lines = [line for _ in range(3) for line in writer.statement(3, "    ")]
    return HEADER + "\n".join(lines) + "\n    return p + q * r + np.sum(a + b * c) + sum(us) - sum(vs) + np.sum(ws[-1])\n"
