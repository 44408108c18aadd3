"""Random statements about names of one memory: views that are written, writing functions, lists of lists and of arrays."""

from __future__ import annotations

from random import Random

from tests.programs import memory
from tests.programs.memory import Memory
from tests.programs.program import Program
from tests.programs.scope import Scope
from tests.programs.statements import Lines, indented

WRITERS = (
    ("def spread_in(v, c):", "    v[1:] += v[:-1] * c", "    v[0] = v[-1] * 0.5"),
    ("def scale_in(v, c):", "    for k in range(len(v)):", "        v[k] *= c + 0.1 * k", "    return np.sum(v)"),
    ("def both_in(v, w):", "    v[0] = w[-1] * 0.7", "    w[1] += v[0] * v[1]"),
)


class Aliases(Memory):
    """Draws statements in which several names, or places in lists, are one piece of memory."""

    def __init__(self, random: Random, scope: Scope):
        super().__init__(random, scope)
        self.tables: dict[str, tuple[int, int]] = {}

    def statement(self) -> Lines:
        if self.chance(45):
            return super().statement()
        kinds = [self.shown, self.shown, self.matrix_view, self.walked, self.writer, self.writer, self.callee]
        kinds += [self.table, self.in_table, self.in_table, self.rows_of_table, self.in_stack, self.in_stack, self.listed]
        kinds += [self.one_of_two, self.copied_argument]
        return self.random.choice(kinds)()

    def read_in_the_end(self) -> list[str]:
        return [f"{name}[0][0] * {name}[-1][-1]" for name in sorted(self.tables)]

    # -- views ------------------------------------------------------------------------------------------

    def shown(self) -> Lines:
        """Show a vector in another way; write one of the two, read both."""
        name = self.buffer(1)
        if name is None:
            return self.make_buffer()
        n = self.scope.shapes[name][0]
        forms = [f"{name}[::-1]", f"np.flip({name})", f"{name}.reshape(-1)", f"{name}[:]", name, f"{name}[1:][::-1]"]
        forms += [f"np.ravel({name})", f"{name}.reshape({n})", f"np.flipud({name})"]
        return self.names_of_one(name, self.random.choice(forms), f"[{self.random.choice((0, 1, -1))}]", "[0]")

    def matrix_view(self) -> Lines:
        """Show a matrix transposed, as a vector, or upside down; write one of the two, read both."""
        name = self.buffer(2)
        if name is None:
            return self.make_buffer()
        n, m = self.scope.shapes[name]
        forms = [
            (f"{name}.T", f"[{self.random.randrange(m)}]", "[0]"),
            (f"np.transpose({name})", "[0, 1:]", "[1, 0]"),
            (f"np.swapaxes({name}, 0, 1)", "[:, 0]", "[0, 0]"),
            (f"{name}.reshape(-1)", f"[{self.random.randrange(n * m)}]", "[1]"),
            (f"{name}.ravel()", "[1:3]", "[0]"),
            (f"np.flip({name}, 0)", "[0]", "[-1, 0]"),
            (f"{name}[1:].T", "[0]", "[1, 0]"),
            (f"{name}[0]", "[1:]", "[0]"),
            (f"{name}[:, 0]", "[0]", "[1]"),
            (f"{name}.T[0]", "[0]", "[1]"),
        ]
        return self.names_of_one(name, *self.random.choice(forms))

    def names_of_one(self, name: str, text: str, place: str, element: str) -> Lines:
        view, seen = self.new_name(), "seen"
        self.forget(view)
        self.scope.lists.pop(view, None)
        own = "[0]" if len(self.scope.shapes[name]) == 1 else "[0, 1]"
        writes = [
            f"{view}{place} = {self.scalar(1)}",
            f"{view}{place} *= {self.scalar(0)}",
            f"{view}{place} += {name}{own} * 0.5",
            f"{name}{own} = {view}{element} * 0.5 + {self.scalar(0)}",
            f"{view} *= 0.7",
            f"{name} += 0.1",
        ]
        lines = [f"{view} = {text}", *self.random.sample(writes, self.random.choice((1, 2, 2, 3)))]
        if self.loops < 2 and self.chance(25):
            lines = [lines[0], "for turn_ in range(2):", *indented(lines[1:])]
        elif self.nesting < 3 and self.chance(25):
            lines = [lines[0], f"if {self.scalar(0)} > 0.4:", f"    {lines[1]}", *lines[2:]]
        for other in (seen,):
            self.scope.lists.pop(other, None)
            self.scope.buffers.discard(other)
        lines.append(f"{seen} = np.sum({view}) * 0.3 + {name}{own} * {view}{element}")
        self.scope.define(seen, ())
        return lines

    def walked(self) -> Lines:
        """Write to what a loop walks."""
        name = self.buffer()
        if name is None or self.loops > 1 or name in self.scope.frozen:
            return self.make_buffer()
        c = self.scalar(0)
        if len(self.scope.shapes[name]) == 1:
            forms = (
                [f"for i_, item_ in enumerate({name}):", f"    {name}[i_] = math.sin(item_) * {c}"],
                [f"for item_ in {name}:", f"    {name}[-1] = 0.5 * item_ + {name}[0]"],
                [f"for i_, item_ in enumerate({name}):", f"    {name}[i_ - 1] += 0.3 * item_"],
            )
        else:
            forms = (
                [f"for row_ in {name}:", "    row_ *= row_[0] * 0.5"],
                [f"for i_, row_ in enumerate({name}):", f"    row_[1:] += 0.3 * row_[:-1] * {name}[i_ - 1, 0]"],
                [f"for row_ in {name}:", f"    row_[0] = {c}", "    row_[-1] = row_[0] * row_[1]"],
                [f"for row_ in {name}.T:", "    row_[0] *= row_[1]"],
            )
        return list(self.random.choice(forms))

    def one_of_two(self) -> Lines:
        """Let a name be one of two arrays, and write to it."""
        names = sorted(self.scope.buffers & set(self.scope.shapes))
        pairs = [(a, b) for a in names for b in names if a < b and self.scope.shapes[a] == self.scope.shapes[b]]
        if not pairs:
            return self.make_buffer()
        a, b = self.random.choice(pairs)
        own = "[0]" if len(self.scope.shapes[a]) == 1 else "[0, 1]"
        write = self.random.choice((f"{a}, {b} = {b}, {a}", f"{a}[:] = {b}", f"{b}[...] = {a} * 0.5 + {b}"))
        return [write, f"{a}{own} = {b}{own} * {self.scalar(0)}"]

    # -- functions that write --------------------------------------------------------------------------

    def writer(self) -> Lines:
        name = self.buffer()
        if name is None:
            return self.make_buffer()
        shape = self.scope.shapes[name]
        s, array = self.scalar(1), self.array(shape, 0)
        forms = [
            f"{name}.fill({s})",
            f"np.copyto({name}, 0.5 * {array})",
            f"np.copyto({name}, {array}, where={name} > 0.4)",
            f"np.multiply({name}, {self.scalar(0)}, out={name})",
            f"np.sin({name}, {name})",
            f"np.add({name}, 0.5 * {array}, out={name})",
            f"np.putmask({name}, {name} > 0.3, {array})",
            f"np.tanh({name}[1:], out={name}[:-1])",
            f"np.add.at({name}, [0, 1, 0], {s})",
            f"np.subtract.at({name}, np.array([1, 1]), {s})",
        ]
        if len(shape) == 1:
            forms += [f"np.put({name}, [1, 0], {s})", f"np.maximum({name}[1:], {name}[:-1], out={name}[1:])"]
            forms += [f"np.cumsum(0.3 * {name}, out={name})"]
        elif shape[0] == shape[1]:
            forms += [f"np.fill_diagonal({name}, {s})"] * 3
        return [self.random.choice(forms)]

    def callee(self) -> Lines:
        """Call a function that writes to its argument, or to both."""
        name = self.buffer(1)
        if name is None or self.scope.shapes[name][0] < 2:
            return self.make_buffer()
        text = "\n".join(self.random.choice(WRITERS))
        helper = text.split("(")[0].removeprefix("def ")
        self.used[helper] = text
        if helper == "both_in":
            return [self.random.choice((f"both_in({name}, {name})", f"both_in({name}, {name}[::-1])"))]
        place = self.random.choice((name, f"{name}[::-1]", f"{name}[:2]"))
        return [f"{helper}({place}, {self.scalar(0)})"]

    def copied_argument(self) -> Lines:
        """Write to an argument of the function itself."""
        names = [n for n in sorted(self.scope.shapes) if n in ("x", "y", "w") and self.scope.shapes[n] and n not in self.scope.frozen]
        if not names:
            return self.make_buffer()
        name = self.random.choice(names)
        place = "[0]" if len(self.scope.shapes[name]) == 1 else "[0, 1]"
        return [f"{name}{place} {self.random.choice(('=', '*=', '+='))} {self.scalar(1)}"]

    # -- lists in lists --------------------------------------------------------------------------------

    def table(self) -> Lines:
        if self.nesting:
            return self.assign()
        name = f"table{len(self.tables)}"
        n, m = self.random.choice((2, 3)), self.random.choice((2, 3))
        self.tables[name] = n, m
        forms = [
            f"{name} = [[0.0] * {m} for _ in range({n})]",
            f"{name} = [[{self.scalar(0)} * (r_ + k_) for k_ in range({m})] for r_ in range({n})]",
            f"{name} = [[{', '.join(self.scalar(0) for _ in range(m))}] for _ in range({n})]",
            f"{name} = [{', '.join('[' + ', '.join(self.scalar(0) for _ in range(m)) + ']' for _ in range(n))}]",
        ]
        return [self.random.choice(forms)]

    def in_table(self) -> Lines:
        """Write and read places of a table of lists."""
        if not self.tables:
            return self.table()
        name = self.random.choice(sorted(self.tables))
        n, m = self.tables[name]
        i, j = self.index(n), self.index(m)
        place, other = f"{name}[{i}][{j}]", f"{name}[{self.index(n)}][{self.index(m)}]"
        forms = [
            [f"{place} = {self.scalar(1)}"],
            [f"{place} {self.random.choice(('+=', '*=', '-='))} {other} * 0.5 + {self.scalar(0)}"],
            [f"{place}, {other} = {other}, {place}"],
            [f"cell_ = {other}", f"{place} = math.sin(cell_) + {other} * cell_"],
            [f"line_ = {name}[{i}]", f"line_[{j}] = line_[0] * {self.scalar(0)}", f"{name}[0][0] += line_[{j}] * 0.3"],
            [f"{name}[{i}] = [{', '.join([self.scalar(0)] * m)}]"],
        ]
        if self.loops < 1:
            forms += [
                [
                    f"for r_ in range(1, {n}):",
                    f"    for k_ in range({m}):",
                    f"        {name}[r_][k_] = 0.5 * {name}[r_ - 1][k_] * {name}[r_][k_ - 1] + {self.scalar(0)}",
                ],
                [
                    f"for r_ in range({n}):",
                    f"    for k_ in range(1, {m}):",
                    f"        if {name}[r_][k_] > 0.2:",
                    f"            {name}[r_][k_] += {name}[r_][k_ - 1] * {name}[r_ - 1][k_]",
                ],
            ]
        return list(self.random.choice(forms))

    def rows_of_table(self) -> Lines:
        if not self.tables or self.loops > 1:
            return self.assign()
        name = self.random.choice(sorted(self.tables))
        total = self.target(())
        self.scope.define(total, ())
        forms = (
            [f"for line_ in {name}:", f"    line_[0] = line_[1] * {self.scalar(0)} + 0.1"],
            [f"{total} = sum({name}[0]) * 0.5 + {name}[-1][-1]"],
            [f"{total} = 0.3", f"for line_ in {name}:", f"    {total} = {total} * 0.5 + line_[0] * line_[-1]"],
            [f"{total} = sum(sum(line_) for line_ in {name}) * 0.3"],
        )
        return list(self.random.choice(forms))

    def in_stack(self) -> Lines:
        """Write to arrays in a list."""
        if not self.stacks:
            return self.stack()
        name = self.random.choice(sorted(self.stacks))
        shape, _ = self.stacks[name]
        own = "[0]" if len(shape) == 1 else "[0, 1]"
        k = self.random.choice(("0", "-1"))
        forms = [
            [f"{name}[{k}] *= {self.scalar(0)}"],
            [f"{name}[{k}] -= 0.3 * {name}[0] * {self.scalar(0)}"],
            [f"{name}[{k}]{own} = {self.scalar(1)}"],
            [f"{name}[{k}][:] = 0.5 * np.sin({name}[0])"],
            [f"{name}[{k}] = 0.5 * {name}[0] + {self.scalar(0)}"],
            [f"item_ = {name}[{k}]", f"item_ *= 0.5", f"{name}[0]{own} += item_{own} * 0.2"],
        ]
        if self.loops < 2:
            forms += [
                [f"for at_ in range(len({name})):", f"    {name}[at_] = {name}[at_] * 0.5 + {name}[at_ - 1] * {self.scalar(0)}"],
                [f"for item_ in {name}:", f"    item_ *= {self.scalar(0)}"],
            ]
        return list(self.random.choice(forms))

    def listed(self) -> Lines:
        """Change a list of numbers in the middle."""
        names = [name for name in sorted(self.scope.lists) if self.scope.lists[name] > 1]
        if not names or self.loops or self.nesting:
            return self.make_list()
        name = self.random.choice(names)
        kind = self.random.randrange(8)
        if kind == 0:
            self.scope.lists[name] += 1
            return [f"{name}.insert({self.random.choice((0, 1, -1))}, {self.scalar(1)})"]
        if kind == 1:
            self.scope.lists[name] -= 1
            target = self.target(())
            self.scope.define(target, ())
            return [f"{target} = {name}.pop({self.random.choice((0, 1, -2))})"]
        if kind == 2:
            self.scope.lists[name] += 1
            return [f"{name}.extend([{self.scalar(0)}, {name}[0]])", f"del {name}[1]"]
        if kind == 3:
            return [f"{name}[0], {name}[1] = {name}[1] * {self.scalar(0)}, {name}[0]"]
        if kind == 4:
            return [f"{name}.reverse()", f"{name}.append({name}[-1] * {self.scalar(0)})", f"{name}[-2] += {name}[-1]"]
        if kind == 5:
            return [f"{name}[1:] = [{name}[-1] * 0.5, {name}[0]]", f"{name} = {name} + [{self.scalar(0)}]"]
        if kind == 6:
            return [f"for at_, one_ in enumerate({name}):", f"    {name}[at_] = one_ * {self.scalar(0)} + {name}[0]"]
        return [f"{name} += [{self.scalar(0)}]", f"{name}[-1] *= {name}[0]"]


def generate(random: Random) -> Program:
    """Draw a program about aliases."""
    return memory.generate(random, Aliases)
