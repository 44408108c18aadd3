"""Random statements about memory and calls: recurrences, sweeps, views, buffers that trade places, helpers with loops."""

from __future__ import annotations

import ast
from random import Random

from tests.programs.generate import SHAPES, argument
from tests.programs.program import HEADER, Program
from tests.programs.scope import Scope, Shape
from tests.programs.statements import Lines, Statements, indented

LEVEL = 5
HELPERS = {
    "power_sum": (
        "def power_sum(a, n=3):",
        "    s = 0.0",
        "    for k in range(n):",
        "        s = s * 0.5 + {0}",
        "        if s > 2.5:",
        "            {1}",
        "    return s",
    ),
    "swept": (
        "def swept(v, c):",
        "    w = v.copy()",
        "    for k in range(1, len(w)):",
        "        w[k] = w[k] * w[k - 1] * 0.5 + {0}",
        "    return {1}",
    ),
    "both": (
        "def both(p, q):",
        "    r = {0}",
        "    if r > {1}:",
        "        return r * q, p",
        "    return {2}, r - q",
    ),
    "down": (
        "def down(p, depth):",
        "    if depth == 0{0}:",
        "        return {1}",
        "    r = down({2}, depth - 1)",
        "    return r * p + {3}",
    ),
    "even": (
        "def even(p, depth):",
        "    if depth <= 0:",
        "        return p",
        "    return odd(p * 0.5 + {0}, depth - 1)",
        "",
        "",
        "def odd(p, depth):",
        "    if depth <= 0:",
        "        return {1}",
        "    return even(p, depth - 1) * {2}",
    ),
    "scaled": (
        "def scaled(v, c=0.7, *, shift=0.2):",
        "    out = np.zeros(v.shape)",
        "    out[:] = v * c",
        "    out[0] += {0}",
        "    if c > {1}:",
        "        out *= c",
        "    return out + shift",
    ),
    "until": (
        "def until(p, q):",
        "    k = 0",
        "    while True:",
        "        k += 1",
        "        p = {0}",
        "        if p * p < {1}:",
        "            break",
        "        if k > 4:",
        "            return p * q",
        "    return p + q * k",
    ),
    "applied": ("def applied(g, p):", "    return g(p) * {0} + g({1})"),
}
SMALL = (
    *("math.sin(p)", "p * q", "0.3", "p * 0.5", "0.5 * q * q", "math.tanh(p * q)", "p - q", "1.2"),
    *("math.cos(q)", "p * p * 0.3"),
)


class Memory(Statements):
    """Draws statements that write arrays, carry them through loops, and call functions."""

    def __init__(self, random: Random, scope: Scope):
        super().__init__(random, scope, 4)
        self.stacks: dict[str, tuple[Shape, int]] = {}
        self.used: dict[str, str] = {}

    def read_in_the_end(self) -> list[str]:
        """Return what else is read in the end."""
        return []

    def statement(self) -> Lines:
        kinds = [self.assign, self.assign_array, self.augment, self.write, self.write, self.make_buffer]
        kinds += [self.recurrence] * 3 + [self.slices] * 3 + [self.whole] * 2 + [self.masked, self.fancy]
        kinds += [
            self.viewed,
            self.saved_element,
            self.rebind_buffer,
            self.rows,
            self.use_helper,
            self.use_helper,
        ]
        kinds += [self.stack, self.stack, self.use_stack, self.append, self.swap]
        if self.nesting < 3:
            kinds += [self.branch] * 3
        if self.loops < 2:
            kinds += (
                [self.count] * 3
                + [self.repeat] * 2
                + [self.iterate, self.over_stack, self.traded, self.traded]
            )
        if self.nesting > 0:
            kinds += [self.early_return]
        return self.random.choice(kinds)()

    def index(self, length: int) -> str:
        """Return an index inside an axis, often some way from a counter."""
        fitting = [name for name, bound in sorted(self.scope.ints.items()) if bound <= length]
        if fitting and self.chance(75):
            name = self.random.choice(fitting)
            near = [
                f"{name} - 1",
                f"-{name}",
                f"{length - 1} - {name}",
                f"({name} + 1) % {length}",
                f"{name} // 2",
            ]
            return name if self.chance(50) else self.random.choice(near)
        return super().index(length)

    def buffer(self, ndim: int | None = None) -> str | None:
        """Return an array that may be written."""
        names = [name for name in sorted(self.scope.buffers) if name in self.scope.shapes]
        if ndim is not None:
            names = [name for name in names if len(self.scope.shapes[name]) == ndim]
        return self.random.choice(names) if names else None

    def make_buffer(self) -> Lines:
        """Make an array that only its own name refers to, in loops too."""
        shape = self.known_shape() or (self.random.choice((2, 3, 4)),)
        name = self.new_name()
        size = shape[0] if len(shape) == 1 else shape
        texts = [
            f"np.zeros({size})",
            f"np.full({size}, {self.scalar_leaf()})",
            f"({self.array(shape, 1)}) * 1.0",
        ]
        if self.scope.of_shape(shape):
            texts += [f"({self.random.choice(self.scope.of_shape(shape))}).copy()"] * 2
        self.forget(name)
        text = self.random.choice(texts)
        self.scope.define(name, shape)
        self.scope.buffers.add(name)
        return [f"{name} = {text}"]

    def calm(self, text: str) -> str:
        return self.random.choice(
            ("0.5 * ({})", "math.tanh({})", "math.sin({}) + 0.3", "0.4 * ({}) + 0.2")
        ).format(text)

    # -- sweeps -----------------------------------------------------------------------------------------

    def recurrence(self) -> Lines:
        """Fill or update an array element by element from its neighbours."""
        name = self.buffer()
        if name is None or self.loops > 1:
            return self.make_buffer()
        shape = self.scope.shapes[name]
        lines: Lines = []
        if len(shape) == 1:
            n = shape[0]
            i = self.counter()
            head = self.random.choice(
                (f"range(1, {n})", f"range({n})", f"range({n - 1}, 0, -1)", f"range({n - 1})")
            )
            if head.endswith(f"({n - 1})"):
                near = (f"{name}[{i} + 1]", f"{name}[{i}]", f"{name}[-1]")
            else:
                near = (
                    f"{name}[{i} - 1]",
                    f"{name}[{i}]",
                    f"{name}[{n - 1} - {i}]",
                    f"{name}[0]",
                    f"{name}[{i} // 2]",
                )
            place = f"{name}[{i}]"
        else:
            n, m = shape
            i, j = "i_", "j_"
            head = self.random.choice((f"range(1, {n})", f"range({n})", f"range({n - 1}, -1, -1)"))
            near = (
                f"{name}[{i} - 1, {j}]",
                f"{name}[{i}, {j} - 1]",
                f"{name}[{i}, {j}]",
                f"{name}[{i} - 1, {j} - 1]",
            )
            place = f"{name}[{i}, {j}]"
        self.scope.frozen |= {name, i}
        kept = self.scope.copy()
        self.forget(i)
        terms = [self.random.choice(near) for _ in range(self.random.choice((1, 2, 2)))]
        text = self.random.choice((" * ", " + ", " - ")).join(terms)
        if self.chance(60):
            text = f"({text}) * ({self.scalar(0)})"
        operator = self.random.choice(("=", "=", "+=", "*=", "-="))
        lines = [f"{place} {operator} {self.calm(text)}"]
        if self.chance(30):
            totals = self.scope.assignable(())
            if totals:
                total = self.random.choice(totals)
                lines.insert(
                    self.random.randrange(2), f"{total} = 0.5 * {total} + {self.random.choice(near)}"
                )
        if self.chance(25):
            lines.insert(
                self.random.randrange(len(lines) + 1),
                f"if {self.random.choice(near)} > {self.random.choice(('0.5', '1.0', '-0.2'))}:",
            )
            k = next(k for k, line in enumerate(lines) if line.startswith("if"))
            lines[k + 1 :] = indented(lines[k + 1 :]) or [f"    {self.random.choice(('continue', 'break'))}"]
        self.scope = kept
        self.scope.frozen -= {name, i}
        if len(shape) == 2:
            lines = [f"for {j} in {self.random.choice((f'range(1, {m})', f'range({m})'))}:", *indented(lines)]
        lines = [f"for {i} in {head}:", *indented(lines)]
        if self.chance(35):
            lines = [f"for sweep in range({self.random.choice((2, 3))}):", *indented(lines)]
        return lines

    def slices(self) -> Lines:
        """Write a slice from shifted slices of the same array, or of another."""
        name = self.buffer()
        if name is None or self.scope.shapes[name][0] < 3:
            return self.make_buffer()
        shape = self.scope.shapes[name]
        other = self.random.choice(self.scope.of_shape(shape))
        pairs = (
            ("1:", ":-1"),
            (":-1", "1:"),
            ("1:-1", "2:"),
            ("1:-1", ":-2"),
            (":2", "1:3"),
            ("::-1", ":"),
            (":", "::-1"),
            ("1:3", "0:2"),
        )
        place, source = self.random.choice(pairs)
        text = self.random.choice(
            (
                f"{other}[{source}]",
                f"0.5 * {name}[{source}] + {other}[{place}]",
                f"{name}[{place}] * {name}[{source}]",
                f"np.sin({name}[{source}]) * {self.scalar(0)}",
                f"{self.scalar(1)}",
            )
        )
        return [f"{name}[{place}] {self.random.choice(('=', '=', '+=', '*=', '-='))} {text}"]

    def whole(self) -> Lines:
        name = self.buffer()
        if name is None:
            return self.make_buffer()
        shape = self.scope.shapes[name]
        place = self.random.choice((name, f"{name}[:]", f"{name}[...]"))
        if place == name:
            return [f"{name} {self.random.choice(('+=', '*=', '-='))} {self.calm_array(shape)}"]
        return [f"{place} {self.random.choice(('=', '+=', '*='))} {self.calm_array(shape)}"]

    def calm_array(self, shape: Shape) -> str:
        return f"0.5 * np.tanh({self.of(self.random.choice((shape, shape, ())), 1)})"

    def masked(self) -> Lines:
        name = self.buffer()
        if name is None:
            return self.make_buffer()
        other = self.random.choice(self.scope.of_shape(self.scope.shapes[name]))
        mask = f"{other} {self.random.choice('<>')} {self.random.choice(('0.5', '0.1', '1.0'))}"
        text = self.random.choice(
            (self.scalar(1), f"{other}[{mask}] * {self.scalar(0)}", f"{name}[{mask}] ** 2")
        )
        return [f"{name}[{mask}] {self.random.choice(('=', '=', '+=', '*='))} {text}"]

    def fancy(self) -> Lines:
        name = self.buffer()
        if name is None:
            return self.make_buffer()
        n = self.scope.shapes[name][0]
        rows = self.random.sample(range(n), min(2, n))
        other = self.random.choice(self.scope.of_shape(self.scope.shapes[name]))
        text = self.random.choice(
            (self.scalar(1), f"{other}[{rows[::-1]}] * {self.scalar(0)}", f"np.sin({name}[{rows}])")
        )
        return [f"{name}[{rows}] {self.random.choice(('=', '=', '+=', '*='))} {text}"]

    def rows(self) -> Lines:
        """Eliminate with the rows of a matrix."""
        name = self.buffer(2)
        if name is None:
            return self.make_buffer()
        n, m = self.scope.shapes[name]
        i, j = self.random.randrange(n), self.random.randrange(m)
        forms = (
            [f"{name}[{i}] -= {name}[{(i + 1) % n}] * {name}[{i}, {j}]"],
            [f"{name}[:, {j}] = {name}[:, {(j + 1) % m}] * {self.scalar(0)}"],
            [f"for row in range(1, {n}):", f"    {name}[row] = 0.5 * {name}[row] * {name}[row - 1] + 0.1"],
            [
                f"for row in range({n}):",
                f"    {name}[row, 1:] += 0.3 * {name}[row, :-1] * {name}[row - 1, 1:]",
            ],
            [f"for column in range({m}):", f"    {name}[:, column] *= math.sin({name}[0, column - 1]) + 0.5"],
        )
        return list(self.random.choice(forms))

    # -- names ------------------------------------------------------------------------------------------

    def viewed(self) -> Lines:
        """Read a view before and after what it shows is written."""
        name = self.buffer(1)
        if name is None:
            return self.make_buffer()
        view, a, b = self.new_name(), "before", "after"
        part = self.random.choice(("1:", ":2", "::2", ":", "::-1"))
        write = self.random.choice(
            (
                f"{name}[0] = {self.scalar(1)}",
                f"{name}[1] *= {self.scalar(0)}",
                f"{name} *= 0.7",
                f"{view}[0] += {self.scalar(1)}",
            )
        )
        lines = [
            f"{view} = {name}[{part}]",
            f"{a} = {view}[0] * 0.5",
            write,
            f"{b} = {view}[0] * {a} + np.sum({view})",
        ]
        self.forget(view)
        self.scope.lists.pop(view, None)
        for scalar in (a, b):
            self.scope.lists.pop(scalar, None)
            self.scope.buffers.discard(scalar)
            self.scope.define(scalar, ())
        return lines

    def saved_element(self) -> Lines:
        """Read elements and rows, then write them: swaps and saved values."""
        name = self.buffer()
        if name is None:
            return self.make_buffer()
        shape = self.scope.shapes[name]
        i, j = self.index(shape[0]), self.index(shape[0])
        if len(shape) == 2:
            forms = (
                [
                    f"kept_row = {name}[{i}].copy()",
                    f"{name}[{i}] = {name}[{j}] * 0.5",
                    f"{name}[{j}] = kept_row * {self.scalar(0)}",
                ],
            )
        else:
            forms = (
                [f"{name}[{i}], {name}[{j}] = {name}[{j}], {name}[{i}]"],
                [f"kept = {name}[{i}]", f"{name}[{i}] = {name}[{j}] * kept", f"{name}[{j}] = kept * 0.5"],
                [
                    f"kept = {name}[{i}]",
                    f"{name}[{i}] = math.sin(kept) + {name}[{j}]",
                    f"{name}[{j}] += kept * {name}[{i}] * 0.2",
                ],
            )
        return list(self.random.choice(forms))

    def rebind_buffer(self) -> Lines:
        """Give a buffer's name a new array, made from the old one."""
        name = self.buffer()
        if name is None or name in self.scope.frozen:
            return self.make_buffer()
        shape = self.scope.shapes[name]
        forms = (
            f"{name} * 0.5 + {self.array(shape, 1)}",
            f"np.sin({name})",
            f"{name}.copy()",
            f"0.5 * {self.array(shape, 1)}",
        )
        return [f"{name} = {self.random.choice(forms)}"]

    def traded(self) -> Lines:
        """Let two buffers trade places at the end of each step."""
        name = self.buffer(1)
        if name is None:
            return self.make_buffer()
        n = self.scope.shapes[name][0]
        forms = (
            [f"new_{name}[0] = {name}[0] * 0.9", f"new_{name}[1:] = 0.5 * ({name}[1:] + {name}[:-1])"],
            [f"for q_ in range({n}):", f"    new_{name}[q_] = 0.5 * {name}[q_] * {name}[q_ - 1] + 0.2"],
            [f"new_{name}[:] = np.sin({name}) + 0.1 * {name}[0]"],
        )
        body = list(self.random.choice(forms))
        body.append(
            self.random.choice(
                (
                    f"{name}, new_{name} = new_{name}, {name}",
                    f"{name} = new_{name}.copy()",
                    f"{name}[:] = new_{name}",
                )
            )
        )
        if self.chance(40):
            at = self.random.randrange(len(body))
            if not body[at - 1].startswith("for") and not body[at].startswith(" "):
                body[at:at] = [f"if {name}[0] > 1.2:", f"    {self.random.choice(('break', 'continue'))}"]
        make = f"new_{name} = {self.random.choice((f'np.zeros({n})', f'{name}.copy()'))}"
        if self.chance(25):
            body = [make, *body]
            return [f"for step_ in range({self.random.choice((2, 3))}):", *indented(body)]
        return [make, f"for step_ in range({self.random.choice((2, 3))}):", *indented(body)]

    # -- lists of arrays -----------------------------------------------------------------------------------

    def stack(self) -> Lines:
        """Make a list of arrays, or append to one."""
        if not self.stacks or (self.nesting == 0 and self.chance(30)):
            if self.nesting:
                return self.assign()
            name = f"rows{len(self.stacks)}"
            shape = self.known_shape() or (3,)
            self.stacks[name] = (shape, 1)
            return [f"{name} = [{self.calm_array(shape)} + {self.array(shape, 0)}]"]
        name = self.random.choice(sorted(self.stacks))
        shape, _ = self.stacks[name]
        buffer = self.buffer()
        if buffer and self.scope.shapes[buffer] == shape:
            text = f"{buffer}.copy()"
        else:
            text = self.random.choice(
                (
                    f"{name}[-1] * {self.scalar(0)}",
                    f"np.sin({name}[-1])",
                    f"0.5 * {name}[0] + {self.array(shape, 1)}",
                )
            )
        return [f"{name}.append({text})"]

    def use_stack(self) -> Lines:
        if not self.stacks:
            return self.assign()
        name = self.random.choice(sorted(self.stacks))
        target = self.target(())
        self.scope.define(target, ())
        forms = [
            "np.sum({0}[-1] * {0}[0])",
            "sum(np.sum(row_) for row_ in {0})",
            "np.mean({0}[-1]) * len({0})",
            "np.sum({0}[len({0}) - 1])",
        ]
        return [f"{target} = {self.random.choice(forms).format(name)}"]

    def over_stack(self) -> Lines:
        if not self.stacks:
            return self.assign()
        name = self.random.choice(sorted(self.stacks))
        totals = self.scope.assignable(())
        if not totals:
            return self.assign()
        total = self.random.choice(totals)
        form = self.random.choice(
            ("np.sum(row_)", "np.sum(row_ * row_) * 0.3", f"math.tanh({total}) * np.mean(row_)")
        )
        return [f"for row_ in {name}:", f"    {total} = 0.5 * {total} + {form}"]

    # -- calls --------------------------------------------------------------------------------------------------

    def use_helper(self) -> Lines:
        name = self.random.choice(sorted(HELPERS))
        if name not in self.used:
            holes = HELPERS[name]
            text = "\n".join(holes)
            self.used[name] = text.format(*(self.hole(name, k) for k in range(5)))
        scalar = lambda: self.scalar(1)  # noqa: E731
        shape = self.random.choice([s for n, s in self.scope.shapes.items() if len(s) == 1 and n] or [(3,)])
        array = lambda: self.array(shape, 1)  # noqa: E731
        if name == "both":
            a, b = self.new_name(), self.target(())
            if a == b:
                return self.assign()
            line = f"{a}, {b} = both({scalar()}, {scalar()})"
            self.scope.define(a, ())
            self.scope.define(b, ())
            return [line]
        if name == "scaled":
            text = self.random.choice(
                (
                    f"scaled({array()})",
                    f"scaled({array()}, {scalar()})",
                    f"scaled({array()}, shift={scalar()})",
                )
            )
            target = self.target(shape)
            self.scope.define(target, shape)
            return [f"{target} = {text}"]
        calls = {
            "power_sum": f"power_sum({scalar()}{self.random.choice(('', ', 2', ', n=4'))})",
            "swept": f"swept({array()}, {scalar()})",
            "down": f"down({scalar()}, {self.random.choice((0, 1, 3))})",
            "even": f"even({scalar()}, {self.random.choice((1, 2, 3))})",
            "until": f"until({scalar()}, {scalar()})",
            "applied": f"applied(lambda h: h * {self.scalar(0)}, {scalar()})"
            if self.chance(50)
            else f"applied(math.sin, {scalar()})",
        }
        target = self.target(())
        self.scope.define(target, ())
        return [f"{target} = {calls[name]}"]

    def hole(self, name: str, k: int) -> str:
        """Draw the text of a place in a helper."""
        text = self.random.choice(SMALL)
        if name == "power_sum":
            if k == 1:
                return self.random.choice(("break", "continue", "s = s * 0.3", "return s * a", "s -= a * a"))
            return self.random.choice(("a * s", "math.sin(a)", "a * a * 0.3", "a ** k"))
        if name == "swept":
            return (
                ("c * v[k - 1]", "w[k - 1] * c", "c")[self.random.randrange(3)]
                if k == 0
                else ("np.sum(w)", "w[-1]", "np.sum(w * v)", "w[0] * c")[self.random.randrange(4)]
            )
        if name == "down" and k == 0:
            return self.random.choice(("", " or p > 1.5"))
        if name == "scaled":
            return ("np.sum(v)", "out[1] * c", "v[1] * v[0]")[self.random.randrange(3)] if k == 0 else "0.5"
        if name == "until":
            return (
                ("p * 0.7 + 0.1 * q", "math.sin(p) * q", "p * p * 0.3 - q")[self.random.randrange(3)]
                if k == 0
                else "0.4"
            )
        if name in ("down", "even", "applied"):
            return text.replace("q", "0.6")
        return text


def generate(random: Random, kind: type[Memory] = Memory) -> Program:
    """Draw a program about memory; `kind` draws its statements."""
    scope = Scope()
    names = random.sample(("x", "y", "w", "el", "d_y"), random.choice((1, 2, 2, 3)))
    shapes = [s for s in SHAPES if s != (1, 3)]
    parameters = {
        name: (() if k == 0 and random.random() < 0.7 else random.choice(shapes))
        for k, name in enumerate(names)
    }
    for name, shape in parameters.items():
        scope.define(name, shape)
    maker = kind(random, scope)
    body = maker.make_buffer()
    for _ in range(random.choice((2, 3, 4, 5))):
        body += maker.statement()
    body.append(f"return {result(maker)}")
    helpers = [line for text in maker.used.values() for line in (*text.split("\n"), "", "")]
    hints = random.random() < 0.3
    header = ", ".join(
        n + ((": np.ndarray" if s else ": float") if hints else "") for n, s in parameters.items()
    )
    text = "\n".join([*helpers, f"def f({header}):", *indented(body)])
    text = HEADER + ast.unparse(ast.parse(text)) + "\n"
    inputs = (tuple(argument(random, s) for s in parameters.values()),)
    return Program(text, inputs, tuple(range(len(parameters))), LEVEL)


def result(maker: Memory) -> str:
    """Return a scalar made of the latest variables, of a list, and of the buffers."""
    scope = maker.scope
    terms = []
    for name in dict.fromkeys([*list(scope.shapes)[-3:], *sorted(scope.buffers)[:3]]):
        if name not in scope.shapes:
            continue
        forms = (
            ("{0}", "{0} * {0}", "math.sin({0})")
            if not scope.shapes[name]
            else ("np.sum({0})", "np.sum({0}**2)", "np.sum(np.sin({0}))")
        )
        terms.append(maker.random.choice(forms).format(name))
    terms += [f"np.sum({name}[-1] * {name}[0])" for name in sorted(maker.stacks)]
    terms += [f"sum({name})" for name in sorted(scope.lists)]
    return " + ".join(terms + maker.read_in_the_end()) or "1.0"
