"""What is in scope at a point of a program under construction."""

from __future__ import annotations

from dataclasses import dataclass, field

Shape = tuple[int, ...]

# Names that people use, and names that a compiler of derivatives may want for its own values.
PLAIN = ("a", "b", "c", "t", "u", "v", "z", "total", "scale", "left", "right", "state", "result")
HARD = (
    *("dx", "x_1", "v_tape", "el", "d_x", "y_saved", "dy", "da", "dt", "x_new", "returned", "saved"),
    *("x_tape", "dx_1", "ict", "ef", "dz", "y_1", "sin_x", "exp_x", "dtotal", "broken", "lam_1", "dv"),
    *("f_saved", "inner", "zeros", "t_tape", "a_1", "d_a", "i_tape", "dresult", "value", "tape"),
)


@dataclass
class Scope:
    """The variables that surely hold a value: floats and arrays by shape, ints by their bound.

    `buffers` are the arrays that nothing else refers to, `lists` lists of floats with a lower bound
    of their length, `helpers` functions by the shapes of their parameters, `flags` truth values that are set once.
    """

    shapes: dict[str, Shape] = field(default_factory=dict)
    ints: dict[str, int] = field(default_factory=dict)
    buffers: set[str] = field(default_factory=set)
    lists: dict[str, int] = field(default_factory=dict)
    helpers: dict[str, tuple[Shape, ...]] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)

    def copy(self) -> Scope:
        """Return a scope for a branch."""
        return Scope(
            dict(self.shapes),
            dict(self.ints),
            set(self.buffers),
            dict(self.lists),
            self.helpers,
            set(self.frozen),
            set(self.flags),
        )

    def of_shape(self, shape: Shape) -> list[str]:
        return [name for name, other in self.shapes.items() if other == shape]

    def arrays(self) -> list[str]:
        return [name for name, shape in self.shapes.items() if shape]

    def assignable(self, shape: Shape) -> list[str]:
        """Return the variables that may be given another value of the shape."""
        names = self.of_shape(shape)
        return [name for name in names if name not in self.frozen and name not in self.buffers]

    def taken(self) -> set[str]:
        return {*self.shapes, *self.ints, *self.lists, *self.helpers, *self.frozen, *self.flags}

    def define(self, name: str, shape: Shape) -> None:
        self.shapes[name] = shape

    def merge(self, branches: list[Scope]) -> None:
        """Keep, after branches, what is defined alike in all of them."""
        for name in list(self.shapes):
            if any(branch.shapes.get(name) != self.shapes[name] for branch in branches):
                del self.shapes[name]
        if branches:
            for name, shape in branches[0].shapes.items():
                if all(branch.shapes.get(name) == shape for branch in branches):
                    self.shapes[name] = shape
        for name in list(self.lists):
            self.lists[name] = min([self.lists[name], *(b.lists.get(name, 0) for b in branches)])
