"""Random expressions of a wanted shape, over what is in scope, of figures that stay moderate."""

from __future__ import annotations

from random import Random

from tests.programs.scope import Scope, Shape

SCALAR_FUNCTIONS = (
    *("math.sin({0})", "math.cos({0})", "math.tanh({0})", "math.atan({0})", "math.exp(0.3 * ({0}))"),
    *("math.exp(-({0})**2)", "math.log({1})", "math.sqrt({1})", "np.sin({0})", "np.cos({0})"),
    *("np.tanh({0})", "np.exp(-abs({0}))", "np.log({1})", "np.sqrt({1})", "abs({0})", "np.abs({0})"),
    *("math.log1p({1})", "math.expm1(0.2 * ({0}))", "math.sinh(0.3 * ({0}))", "math.fabs({0})"),
    *("math.asinh({0})", "math.erf({0})", "np.arctan({0})", "np.square({0})", "float({0})"),
    *("math.cosh(0.5 * ({0}))", "math.acos(0.5 * math.tanh({0}))", "np.log1p({1})", "-({0})", "+({0})"),
)
ARRAY_FUNCTIONS = (
    *("np.sin({0})", "np.cos({0})", "np.tanh({0})", "np.exp(-({0})**2)", "np.exp(0.2 * ({0}))"),
    *("np.log({1})", "np.sqrt({1})", "np.abs({0})", "np.arctan({0})", "np.square({0})", "-({0})"),
    *("np.log1p({1})", "np.expm1(0.2 * ({0}))", "np.negative({0})", "np.reciprocal({1})"),
    *("np.sinh(0.3 * ({0}))", "np.cosh(0.3 * ({0}))", "abs({0})", "np.cumsum({0}, axis=0)"),
    *("({0}).copy()", "np.copy({0})", "np.clip({0}, -1.05, 1.37)", "np.cumsum({0}, axis=-1)"),
)
REDUCTIONS = (
    *("np.sum({0})", "({0}).sum()", "np.mean({0})", "({0}).mean()", "np.max({0})", "({0}).max()"),
    *("np.min({0})", "({0}).min()", "np.prod(0.5 + 0.3 * ({0}))", "np.linalg.norm({0})"),
)
LITERALS = ("0.5", "2.0", "1.3", "0.1", "3", "2", "1.0", "0.7", "-0.4", "1.5")


class Expressions:
    """Draws expressions as text; every operand is put in parentheses, which unparsing removes."""

    def __init__(self, random: Random, scope: Scope, level: int = 1):
        self.random = random
        self.scope = scope
        self.level = level

    def chance(self, percent: int) -> bool:
        """Say yes in so many cases of a hundred; a shrunk draw says no."""
        return self.random.randrange(100) >= 100 - percent

    def of(self, shape: Shape, depth: int) -> str:
        """Return an expression of a shape."""
        return self.array(shape, depth) if shape else self.scalar(depth)

    # -- scalars ------------------------------------------------------------------------------------

    def scalar(self, depth: int) -> str:
        if depth <= 0:
            return self.scalar_leaf()
        kinds = [self.scalar_leaf, self.binary, self.binary, self.binary, self.function, self.power]
        kinds += [self.quotient, self.reduction, self.reduction, self.extremum, self.ternary]
        kinds += [self.sum_of_generator, self.product_of_vectors, self.by_size]
        if self.scope.helpers:
            kinds += [self.call, self.call]
        kind = self.random.choice(kinds)
        return kind() if kind == self.scalar_leaf else kind(depth - 1)

    def scalar_leaf(self) -> str:
        names = self.scope.of_shape(())
        kinds = [lambda: self.random.choice(LITERALS)]
        if names:
            kinds = [lambda: self.random.choice(names)] * 6 + kinds
        if self.scope.arrays():
            kinds += [self.element] * 3
        if self.scope.ints and self.chance(20):
            kinds += [lambda: f"({self.integer()})"]
        if any(length > 0 for length in self.scope.lists.values()):
            kinds += [self.list_item] * 2
        return self.random.choice(kinds)()

    def integer(self) -> str:
        name = self.random.choice(sorted(self.scope.ints))
        return self.random.choice((name, f"{name} + 1", f"2 * {name}"))

    def index(self, length: int) -> str:
        """Return an index that is inside an axis of a length."""
        fitting = [name for name, bound in sorted(self.scope.ints.items()) if bound <= length]
        if fitting and self.chance(60):
            return self.random.choice(fitting)
        k = self.random.randrange(length)
        return str(k) if self.chance(70) else str(k - length)

    def element(self) -> str:
        name = self.random.choice(self.scope.arrays())
        indices = [self.index(length) for length in self.scope.shapes[name]]
        if len(indices) == 2 and self.chance(25):
            return f"{name}[{indices[0]}][{indices[1]}]"
        return f"{name}[{', '.join(indices)}]"

    def list_item(self) -> str:
        names = [name for name, length in sorted(self.scope.lists.items()) if length > 0]
        name = self.random.choice(names)
        return f"{name}[{self.random.choice((0, -1, self.random.randrange(self.scope.lists[name])))}]"

    def binary(self, depth: int) -> str:
        operator = self.random.choice("+-*")
        return f"({self.scalar(depth)}) {operator} ({self.scalar(depth)})"

    def positive(self, text: str, shape: Shape = ()) -> str:
        """Return an expression that is surely above zero."""
        sine, exponential = ("np.sin", "np.exp") if shape else ("math.sin", "math.exp")
        return self.random.choice(
            (
                f"({text})**2 + 0.5",
                f"abs({text}) + 0.3",
                f"1.5 + {sine}({text})",
                f"{exponential}(0.2 * ({text}))",
            )
        )

    def function(self, depth: int) -> str:
        text = self.scalar(depth)
        return self.random.choice(SCALAR_FUNCTIONS).format(text, self.positive(text))

    def power(self, depth: int) -> str:
        text = self.scalar(depth)
        kind = self.random.randrange(6)
        if kind < 3:
            return f"({text})**{self.random.choice((2, 3, 2.0))}"
        base = self.positive(text)
        exponent = self.scalar(depth) if kind == 3 else self.random.choice(("0.5", "1.5", "-1", "-0.7"))
        form = self.random.choice(("({0})**({1})", "math.pow({0}, {1})", "pow({0}, {1})", "np.power({0}, {1})"))
        return form.format(base, f"math.tanh({exponent})" if kind == 3 else exponent)

    def quotient(self, depth: int) -> str:
        if self.chance(15):
            return f"math.hypot({self.scalar(depth)}, {self.positive(self.scalar(depth))})"
        if self.chance(15):
            return f"math.atan2({self.scalar(depth)}, {self.positive(self.scalar(depth))})"
        return f"({self.scalar(depth)}) / ({self.positive(self.scalar(depth))})"

    def extremum(self, depth: int) -> str:
        count = self.random.choice((2, 2, 3))
        texts = [self.scalar(depth) for _ in range(count)]
        name = self.random.choice(("max", "min", "np.maximum", "np.minimum"))
        return f"{name}({', '.join(texts if name in ('max', 'min') else texts[:2])})"

    def ternary(self, depth: int) -> str:
        return f"({self.scalar(depth)}) if {self.condition(depth)} else ({self.scalar(depth)})"

    def reduction(self, depth: int) -> str:
        shape = self.known_shape()
        if not shape:
            return self.binary(depth)
        return self.random.choice(REDUCTIONS).format(self.array(shape, min(depth, 2)))

    def known_shape(self) -> Shape:
        """Return the shape of an array in scope, () if there is none."""
        arrays = self.scope.arrays()
        return self.scope.shapes[self.random.choice(arrays)] if arrays else ()

    def product_of_vectors(self, depth: int) -> str:
        vectors = [name for name in self.scope.arrays() if len(self.scope.shapes[name]) == 1]
        if not vectors:
            return self.function(depth)
        shape = self.scope.shapes[self.random.choice(vectors)]
        a, b = self.array(shape, min(depth, 1)), self.array(shape, min(depth, 1))
        return self.random.choice(("({0}) @ ({1})", "np.dot({0}, {1})", "({0}).dot({1})")).format(a, b)

    def by_size(self, depth: int) -> str:
        arrays = self.scope.arrays()
        if not arrays:
            return self.power(depth)
        name = self.random.choice(arrays)
        size = self.random.choice(("len({0})", "{0}.shape[0]", "{0}.size")).format(name)
        return f"({self.scalar(depth)}) / {size}"

    def sum_of_generator(self, depth: int) -> str:
        vectors = [name for name in self.scope.arrays() if len(self.scope.shapes[name]) == 1]
        if not vectors or not self.chance(40):
            return self.binary(depth)
        name = self.random.choice(vectors)
        term = self.random.choice(("{1} * {1}", "{1} * {2}", "math.sin({1})", "{1}**2 * {2}"))
        if self.chance(50):
            item = self.fresh(("q", "item", "k_1"))
            return f"sum({term.format('', item, self.scalar_leaf())} for {item} in {name})"
        counter = self.fresh(("k", "j_1", "m_"))
        head = f"for {counter} in range(len({name}))"
        return f"sum({term.format('', f'{name}[{counter}]', self.scalar_leaf())} {head})"

    def fresh(self, names: tuple[str, ...]) -> str:
        free = [name for name in names if name not in self.scope.taken()]
        return self.random.choice(free) if free else names[0] + "_" * 3

    def call(self, depth: int) -> str:
        name = self.random.choice(sorted(self.scope.helpers))
        return f"{name}({', '.join(self.of(shape, min(depth, 1)) for shape in self.scope.helpers[name])})"

    # -- conditions ---------------------------------------------------------------------------------

    def condition(self, depth: int = 1) -> str:
        kind = self.random.randrange(9)
        if kind >= 7 and self.scope.ints:
            name = self.random.choice(sorted(self.scope.ints))
            return self.random.choice(("{} % 2 == 0", "{} > 1", "{} == 1", "{} != 0", "{} < 2")).format(name)
        depth = min(depth, 1)
        if kind == 3 and self.scope.flags:
            return self.random.choice(sorted(self.scope.flags))
        if kind == 4:
            return f"0.1 < {self.wrapped(depth)} < 1.6"
        if kind == 5:
            word = self.random.choice(("and", "or"))
            return f"({self.comparison(depth)}) {word} ({self.comparison(0)})"
        if kind == 6:
            return f"not ({self.comparison(depth)})"
        return self.comparison(depth)

    def wrapped(self, depth: int) -> str:
        return f"({self.scalar(depth)})"

    def comparison(self, depth: int) -> str:
        operator = self.random.choice(("<", ">", "<=", ">="))
        right = self.random.choice(("0.0", "0.5", "1.0", "-0.3", self.wrapped(depth)))
        return f"{self.wrapped(depth)} {operator} {right}"

    # -- arrays -------------------------------------------------------------------------------------

    def array(self, shape: Shape, depth: int) -> str:
        names = self.scope.of_shape(shape)
        if depth <= 0:
            return self.random.choice(names) if names else self.made(shape, 0)
        kinds = [self.array_binary] * 4 + [self.array_function] * 3
        kinds += [self.made, self.where, self.array_extremum, self.array_quotient, self.reduced, self.view]
        return self.random.choice(kinds)(shape, depth - 1)

    def broadcast_operand(self, shape: Shape, depth: int) -> str:
        """Return an operand that broadcasts to a shape."""
        fitting = {()} | {other for other in self.scope.shapes.values() if broadcasts(other, shape)}
        return self.of(self.random.choice(sorted(fitting)), depth)

    def array_binary(self, shape: Shape, depth: int) -> str:
        a, b = f"({self.array(shape, depth)})", f"({self.broadcast_operand(shape, depth)})"
        operator = self.random.choice("+-*")
        return f"{a} {operator} {b}" if self.chance(60) else f"{b} {operator} {a}"

    def array_quotient(self, shape: Shape, depth: int) -> str:
        if self.chance(30):
            return f"({self.array(shape, depth)})**{self.random.choice((2, 3))}"
        if self.chance(20):
            exponent = f"np.tanh({self.broadcast_operand(shape, 0)})"
            return f"({self.positive(self.array(shape, depth), shape)})**{exponent}"
        divisor = self.positive(self.broadcast_operand(shape, 0), (1,))
        return f"({self.array(shape, depth)}) / ({divisor})"

    def array_function(self, shape: Shape, depth: int) -> str:
        text = self.array(shape, depth)
        return self.random.choice(ARRAY_FUNCTIONS).format(text, self.positive(text, shape))

    def array_extremum(self, shape: Shape, depth: int) -> str:
        name = self.random.choice(("np.maximum", "np.minimum"))
        return f"{name}({self.array(shape, depth)}, {self.broadcast_operand(shape, 0)})"

    def where(self, shape: Shape, depth: int) -> str:
        operator = self.random.choice("<>")
        mask = f"({self.array(shape, 0)}) {operator} {self.random.choice(LITERALS)}"
        return f"np.where({mask}, {self.array(shape, depth)}, {self.broadcast_operand(shape, 0)})"

    def reduced(self, shape: Shape, depth: int) -> str:
        """Return a reduction of a matrix over one axis, or another array if none fits."""
        found = []
        for name in self.scope.arrays():
            other = self.scope.shapes[name]
            if len(other) == 2 and len(shape) == 1:
                found += [(other, axis) for axis in (0, 1) if other[1 - axis] == shape[0]]
        if not found:
            return self.array_function(shape, depth)
        other, axis = self.random.choice(found)
        form = ("np.sum({0}, axis={1})", "({0}).sum(axis={1})", "np.mean({0}, axis={1})", "({0}).max(axis={1})")
        return self.random.choice(form).format(self.array(other, min(depth, 1)), axis)

    def view(self, shape: Shape, depth: int) -> str:
        """Return a slice, a row, a transpose or a product, where one has the shape."""
        found = [text for name in self.scope.arrays() for text in views(name, self.scope.shapes[name], shape)]
        found += self.products(shape)
        return self.random.choice(found) if found else self.array_binary(shape, depth)

    def products(self, shape: Shape) -> list[str]:
        found = []
        for a in self.scope.arrays():
            for b in self.scope.arrays():
                left, right = self.scope.shapes[a], self.scope.shapes[b]
                if left[-1] == right[0] and left[:-1] + right[1:] == shape:
                    found.append(f"{a} @ {b}")
                if len(left) == len(right) == 1 and left + right == shape:
                    found.append(f"np.outer({a}, {b})")
        return found

    def made(self, shape: Shape, depth: int) -> str:
        """Return an array made from nothing, or from scalars."""
        size = shape[0] if len(shape) == 1 else shape
        forms = [f"np.zeros({size})", f"np.ones({size})", f"np.full({size}, {self.scalar_leaf()})"]
        if len(shape) == 1 and shape[0] > 1:
            forms.append(f"np.arange({size}) * 0.3")
            forms.append(f"np.linspace({self.scalar_leaf()}, 2.0, {size})")
            forms.append(f"np.array([{', '.join(self.scalar(min(depth, 1)) for _ in range(shape[0]))}])")
            first = self.scalar(min(depth, 1))
            rest = self.of((shape[0] - 1,), 0)
            forms.append(f"np.concatenate([np.array([{first}]), {rest}])")
        if len(shape) == 2 and shape[0] == shape[1]:
            forms.append(f"np.eye({shape[0]})")
        if len(shape) == 2:
            rows = ", ".join(self.array(shape[1:], min(depth, 1)) for _ in range(shape[0]))
            forms += [f"np.stack([{rows}])", f"np.reshape({self.array((shape[0] * shape[1],), 0)}, {shape})"]
        return self.random.choice(forms)


def broadcasts(shape: Shape, to: Shape) -> bool:
    """Say whether an array of a shape broadcasts to another shape."""
    if len(shape) > len(to):
        return False
    tail = to[len(to) - len(shape) :]
    return all(a in (1, b) for a, b in zip(shape, tail, strict=True))


def views(name: str, shape: Shape, wanted: Shape) -> list[str]:
    """Return the subscripts and rearrangements of an array that have a wanted shape."""
    found = []
    if len(shape) == len(wanted) == 1 and shape[0] > wanted[0]:
        gap = shape[0] - wanted[0]
        found += [f"{name}[{gap}:]", f"{name}[:-{gap}]"]
    if shape == wanted and len(shape) == 1:
        found += [f"{name}[::-1]", f"{name}[np.array({list(range(shape[0]))[::-1]})]"]
    if len(shape) == 1 and len(wanted) == 1 and wanted[0] == 3 and shape[0] >= 2:
        found.append(f"{name}[[0, 1, 0]]")
    if len(shape) == 2 and len(wanted) == 1:
        found += [f"{name}[{shape[0] - 1}]"] if shape[1] == wanted[0] else []
        found += [f"{name}[:, 0]"] if shape[0] == wanted[0] else []
        found += [f"{name}.reshape(-1)"] if shape[0] * shape[1] == wanted[0] else []
    if len(shape) == 2 and shape[::-1] == wanted:
        found += [f"{name}.T", f"np.transpose({name})"]
    return found
