"""Random statements: assignments at level 1, control flow from level 2 on, writes from level 3 on."""

from __future__ import annotations

from random import Random

from tests.programs.expressions import Expressions
from tests.programs.scope import HARD, PLAIN, Scope, Shape

Lines = list[str]


def indented(lines: Lines) -> Lines:
    return ["    " + line for line in lines]


class Statements(Expressions):
    """Draws statements as lines, and keeps the scope up with what they define."""

    def __init__(self, random: Random, scope: Scope, level: int):
        super().__init__(random, scope, level)
        self.nesting = 0
        self.loops = 0
        self.counters = 0

    # -- names --------------------------------------------------------------------------------------

    def new_name(self) -> str:
        """Return a name that is not in scope, often one that derivatives may want."""
        taken = self.scope.taken()
        free = [name for name in (HARD if self.chance(35) else PLAIN) if name not in taken]
        if free:
            return self.random.choice(free)
        self.counters += 1
        return f"w{self.counters}"

    def counter(self) -> str:
        free = [name for name in ("i", "j", "k", "n_", "di", "i_1", "step") if name not in self.scope.taken()]
        return free[0] if free and self.chance(70) else self.new_name()

    def target(self, shape: Shape) -> str:
        """Return a variable to assign: one in scope, or a new one."""
        old = self.scope.assignable(shape)
        if old and self.chance(45):
            return self.random.choice(old)
        return self.new_name()

    # -- straight lines -----------------------------------------------------------------------------

    def block(self, size: int) -> Lines:
        """Return a sequence of statements."""
        lines: Lines = []
        for _ in range(size):
            lines += self.statement()
        return lines

    def statement(self) -> Lines:
        kinds = [self.assign] * 5 + [self.assign_array] * 3
        kinds += [self.augment] * 2 + [self.swap, self.dead, self.pair, self.chain]
        if self.nesting == 0:
            kinds += [self.rebind]
        if self.level >= 2:
            kinds += [self.flag, self.check, self.walrus]
        if self.level >= 2 and self.nesting < 3:
            kinds += [self.branch] * 4
        if self.level >= 2 and self.loops < 2:
            kinds += [self.count, self.count, self.iterate, self.iterate, self.repeat]
        if self.level >= 2 and self.nesting > 0:
            kinds += [self.early_return]
        if self.level >= 3:
            kinds += [self.make_buffer] * 2 + [self.write] * 5
        if self.level >= 4:
            kinds += [self.make_list] + [self.append] * 2 + [self.local_function]
        return self.random.choice(kinds)()

    def assign(self) -> Lines:
        text = self.scalar(2)
        name = self.target(())
        self.scope.define(name, ())
        return [f"{name} = {text}"]

    def assign_array(self) -> Lines:
        shape = self.known_shape()
        if not shape:
            return self.assign()
        text = self.array(shape, 2)
        name = self.target(shape)
        self.scope.define(name, shape)
        return [f"{name} = {text}"]

    def rebind(self) -> Lines:
        """Give a name a value of another kind, as `x = np.sum(x)` does."""
        names = [name for name in self.scope.arrays() if name not in self.scope.frozen | self.scope.buffers]
        if len(names) < 2:
            return self.assign()
        name = self.random.choice(names)
        text = self.random.choice(("np.sum({0} * {0})", "{0}[0]", "np.mean({0})")).format(name)
        if len(self.scope.shapes[name]) > 1:
            text = f"np.mean({name})"
        self.scope.define(name, ())
        return [f"{name} = {text}"]

    def augment(self) -> Lines:
        names = self.scope.assignable(())
        if not names:
            return self.assign()
        name = self.random.choice(names)
        operator = self.random.choice(("+", "-", "*", "+", "/"))
        text = self.scalar(2)
        return [f"{name} {operator}= {self.positive(text) if operator == '/' else text}"]

    def swap(self) -> Lines:
        names = self.scope.assignable(())
        if len(names) < 2:
            return self.assign()
        a, b = self.random.sample(names, 2)
        return [f"{a}, {b} = {b}, {self.random.choice((a, f'{a} + {b}', f'{a} * {b}'))}"]

    def pair(self) -> Lines:
        texts = [self.scalar(1), self.scalar(1)]
        a = self.new_name()
        self.scope.define(a, ())
        b = self.target(())
        while b == a:
            b = self.new_name()
        self.scope.define(b, ())
        return [f"{a}, {b} = {', '.join(f'({text})' for text in texts)}"]

    def chain(self) -> Lines:
        text = self.scalar(1)
        a = self.new_name()
        self.scope.define(a, ())
        b = self.new_name()
        self.scope.define(b, ())
        return [f"{a} = {b} = {text}"]

    def flag(self) -> Lines:
        """Keep a truth value, to be tested later."""
        text = self.condition()
        name = self.new_name()
        self.scope.flags.add(name)
        return [f"{name} = {text}"]

    def check(self) -> Lines:
        names = self.scope.of_shape(())
        return [f"assert {self.random.choice(names)} < 1e9"] if names else self.assign()

    def walrus(self) -> Lines:
        """Assign within a condition."""
        text = self.scalar(1)
        name = self.new_name()
        self.scope.define(name, ())
        body, scope = self.inner(1)
        self.scope.merge([scope, self.scope.copy()])
        return [f"if ({name} := {text}) > {self.random.choice(('0.2', '0.9', '-0.5'))}:", *indented(body)]

    def dead(self) -> Lines:
        return [f"unused = {self.scalar(1)}"]

    # -- branches -----------------------------------------------------------------------------------

    def inner(self, size: int) -> tuple[Lines, Scope]:
        """Draw a block of its own scope, one level deeper."""
        outer, self.scope = self.scope, self.scope.copy()
        self.nesting += 1
        lines = self.block(size)
        self.nesting -= 1
        inner, self.scope = self.scope, outer
        return lines, inner

    def branch(self) -> Lines:
        arms = self.random.choice((1, 1, 2, 2, 3))
        lines, scopes = [], []
        names = [self.new_name()] if self.chance(50) else []
        for arm in range(arms):
            word = "if" if arm == 0 else "elif"
            head = "else:" if arm and arm == arms - 1 else f"{word} {self.condition()}:"
            body, scope = self.inner(self.random.choice((1, 1, 2)))
            body, scope = self.common(body, scope, names if arms > 1 else [])
            lines += [head, *indented(body)]
            scopes.append(scope)
        self.scope.merge([*scopes, self.scope.copy()] if arms == 1 else scopes)
        return lines

    def common(self, body: Lines, scope: Scope, names: list[str]) -> tuple[Lines, Scope]:
        """Assign names that every arm defines."""
        outer, self.scope = self.scope, scope
        for name in names:
            if name not in scope.taken():
                body = [*body, f"{name} = {self.scalar(1)}"]
                scope.define(name, ())
        self.scope = outer
        return body, scope

    def early_return(self) -> Lines:
        return [f"if {self.condition()}:", f"    return {self.scalar(1)}"]

    # -- loops --------------------------------------------------------------------------------------

    def loop_body(self, frozen: set[str], size: int) -> Lines:
        """Draw a loop's body: what it defines is not surely defined behind it."""
        outer, self.scope = self.scope, self.scope.copy()
        self.scope.frozen |= frozen
        self.nesting, self.loops = self.nesting + 1, self.loops + 1
        lines = self.carried()
        for _ in range(size):
            lines += self.statement()
            if self.chance(20):
                lines += [f"if {self.condition()}:", f"    {self.random.choice(('break', 'continue'))}"]
        self.nesting, self.loops = self.nesting - 1, self.loops - 1
        inner, self.scope = self.scope, outer
        for name, length in inner.lists.items():
            if name in outer.lists:
                outer.lists[name] = min(length, outer.lists[name])
        for name in list(outer.shapes):
            if inner.shapes.get(name, outer.shapes[name]) != outer.shapes[name]:
                del outer.shapes[name]
        return lines

    def carried(self) -> Lines:
        """Update a variable that was there before the loop, which most loops are for."""
        names = self.scope.assignable(())
        if not names:
            return []
        name = self.random.choice(names)
        forms = ("{0} = 0.5 * {0} + {1}", "{0} += {1}", "{0} = math.tanh({0} * {1})", "{0} = {0} * 0.7 - {1}")
        return [self.random.choice(forms).format(name, f"({self.scalar(1)})")]

    def otherwise(self) -> Lines:
        """Draw, now and then, the else of a loop."""
        if not self.chance(15):
            return []
        body, scope = self.inner(1)
        self.scope.merge([scope, self.scope.copy()])
        return ["else:", *indented(body)]

    def count(self) -> Lines:
        """Draw a loop over a range."""
        name = self.counter()
        vectors = [n for n in self.scope.arrays() if n not in self.scope.buffers]
        start, bound = "", self.random.choice((2, 3, 4))
        text = str(bound)
        if vectors and self.chance(50):
            array = self.random.choice(vectors)
            bound = self.scope.shapes[array][0]
            text = self.random.choice((f"len({array})", f"{array}.shape[0]"))
        elif "n" in self.scope.ints and self.chance(40):
            bound, text = self.scope.ints["n"] - 1, "n"
        kind = self.random.randrange(8)
        if kind == 6:
            start = "1, "
        if kind == 7:
            start, text = f"{bound - 1}, ", "-1, -1"
        self.forget(name)
        self.scope.ints[name] = bound
        body = self.loop_body({name}, self.random.choice((1, 1, 2, 3)))
        del self.scope.ints[name]
        space = f"range({start}{text})"
        if self.chance(15):
            space = f"reversed({space})"
        return [f"for {name} in {space}:", *indented(body), *self.otherwise()]

    def forget(self, name: str) -> None:
        self.scope.shapes.pop(name, None)
        self.scope.ints.pop(name, None)

    def iterate(self) -> Lines:
        """Draw a loop over arrays, or over a display of scalars."""
        arrays = [n for n in self.scope.arrays() if n not in self.scope.buffers]
        if not arrays or self.chance(15):
            return self.over_display()
        first = self.random.choice(arrays)
        item = self.new_name()
        plain = f"reversed({first})" if self.chance(15) else first
        heads = [(item, plain, {item: self.scope.shapes[first][1:]}, {})]
        counter = self.counter()
        if counter != item:
            length = self.scope.shapes[first][0]
            heads.append((f"{counter}, {item}", f"enumerate({first})", heads[0][2], {counter: length}))
        second = self.random.choice(arrays)
        self.scope.frozen.add(item)
        other = self.new_name()
        self.scope.frozen.discard(item)
        if other != item:
            items = {item: self.scope.shapes[first][1:], other: self.scope.shapes[second][1:]}
            heads.append((f"{item}, {other}", f"zip({first}, {second})", items, {}))
            if counter not in (item, other):
                shortest = min(self.scope.shapes[first][0], self.scope.shapes[second][0])
                both = f"{counter}, ({item}, {other})"
                heads.append((both, f"enumerate(zip({first}, {second}))", items, {counter: shortest}))
        targets, subject, shapes, ints = self.random.choice(heads)
        return self.over(targets, subject, shapes, ints, {first, second})

    def over_display(self) -> Lines:
        texts = [f"({self.scalar(1)})" for _ in range(self.random.choice((2, 3)))]
        item = self.new_name()
        subject = self.random.choice(("[{}]", "({})")).format(", ".join(texts))
        return self.over(item, subject, {item: ()}, {}, set())

    def over(self, targets: str, subject: str, shapes: dict, ints: dict, frozen: set[str]) -> Lines:
        """Draw a loop whose targets are bound to items of some shapes."""
        for name, shape in shapes.items():
            self.scope.define(name, shape)
        self.scope.ints.update(ints)
        body = self.loop_body(frozen | set(ints), self.random.choice((1, 1, 2)))
        for name in [*shapes, *ints]:
            self.forget(name)
        return [f"for {targets} in {subject}:", *indented(body), *self.otherwise()]

    def repeat(self) -> Lines:
        """Draw a while loop that ends after a few steps whatever its body does."""
        name = self.new_name()
        bound = self.random.choice((2, 3, 4))
        self.scope.frozen.add(name)
        kind = self.random.randrange(4)
        test = self.condition()
        self.scope.ints[name] = bound + 1
        body = [f"{name} += 1", *self.loop_body({name}, self.random.choice((1, 1, 2)))]
        del self.scope.ints[name]
        self.scope.frozen.discard(name)
        heads = (f"while {name} < {bound}:", f"while ({test}) and {name} < {bound}:")
        if kind < 2:
            return [f"{name} = 0", heads[kind], *indented(body), *self.otherwise()]
        stop = [f"if ({test}) or {name} >= {bound}:", "    break"]
        body = [body[0], *body[1:], *stop] if "continue" not in "".join(body) else [body[0], *stop, *body[1:]]
        return [f"{name} = 0", "while True:", *indented(body)]

    # -- writes -------------------------------------------------------------------------------------

    def make_buffer(self) -> Lines:
        """Make an array that only its own name refers to."""
        shape = self.known_shape()
        if not shape or self.loops:
            return self.assign_array()
        name = self.new_name()
        size = shape[0] if len(shape) == 1 else shape
        texts = [f"np.zeros({size})", f"np.ones({size})", f"({self.array(shape, 1)}) * 1.0", f"np.empty({size})"]
        texts.append(f"({self.random.choice(self.scope.of_shape(shape))}).copy()")
        text = self.random.choice(texts)
        lines = [f"{name} = {text}"]
        if text.startswith("np.empty"):
            lines.append(f"{name}[:] = {self.scalar(1)}")
        self.scope.define(name, shape)
        self.scope.buffers.add(name)
        return lines

    def write(self) -> Lines:
        names = [name for name in sorted(self.scope.buffers) if name not in self.scope.frozen]
        if not names:
            return self.make_buffer()
        name = self.random.choice(names)
        shape = self.scope.shapes[name]
        operator = self.random.choice(("=", "=", "+=", "-=", "*="))
        if self.chance(60):
            indices = ", ".join(self.index(length) for length in shape)
            return [f"{name}[{indices}] {operator} {self.scalar(2)}"]
        if operator != "=" and self.chance(50):
            return [f"{name} {operator} {self.of(self.random.choice((shape, ())), 1)}"]
        if len(shape) == 1 and shape[0] > 1:
            place = self.random.choice(("1:", ":-1"))
            return [f"{name}[{place}] {operator} {self.of(self.random.choice(((shape[0] - 1,), ())), 1)}"]
        if self.chance(40):
            return [f"{name}[{name} > 0.5] {operator} {self.scalar(1)}"]
        return [f"{name}[{self.index(shape[0])}] {operator} {self.of(shape[1:], 1)}"]

    # -- calls and lists ----------------------------------------------------------------------------

    def make_list(self) -> Lines:
        name = self.new_name()
        texts = [f"({self.scalar(1)})" for _ in range(self.random.randrange(3))]
        self.scope.lists[name] = len(texts)
        return [f"{name} = [{', '.join(texts)}]"]

    def append(self) -> Lines:
        if not self.scope.lists:
            return self.make_list()
        name = self.random.choice(sorted(self.scope.lists))
        if self.scope.lists[name] > 0 and self.chance(25):
            self.scope.lists[name] -= 1
            target = self.target(())
            self.scope.define(target, ())
            return [f"{target} = {name}.pop()"] if not self.loops else self.assign()
        text = self.scalar(2)
        self.scope.lists[name] += 1
        return [f"{name}.append({text})"]

    def local_function(self) -> Lines:
        if self.nesting:
            return self.assign()
        name = self.new_name()
        shapes = tuple(self.random.choice(((), ())) for _ in range(self.random.choice((1, 2))))
        parameters = ["p", "q_", "r"][: len(shapes)]
        outer, self.scope = self.scope, self.scope.copy()
        for parameter, shape in zip(parameters, shapes, strict=True):
            self.forget(parameter)
            self.scope.define(parameter, shape)
        text = self.scalar(2)
        self.scope = outer
        self.forget(name)
        self.scope.helpers[name] = shapes
        self.scope.frozen.add(name)
        if self.chance(50):
            return [f"{name} = lambda {', '.join(parameters)}: {text}"]
        return [f"def {name}({', '.join(parameters)}):", f"    return {text}", ""]
