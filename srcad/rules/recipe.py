"""The names that recipes are written with: the forms as decorators, `d`, and what only recipes can call.

    from srcad.rules.recipe import elementwise

    @elementwise(softplus)
    def softplus_rule(y, x):
        return 1 / (1 + np.exp(-x))

Built-in recipes are read as text and never run. Those of a user are read from the decorated function's source, and
registered for the functions that the decorator names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcad.rules import registry


def _form(form: str) -> Callable:
    def named(*functions: Callable, **options: Any) -> Callable:
        def register(recipe: Callable) -> Callable:
            registry.register(form, functions, options, recipe)
            return recipe

        return register

    named.__name__ = named.__qualname__ = form
    named.__doc__ = f"Register the decorated recipe, in the form {form!r}, for functions."
    return named


elementwise = _form("elementwise")
linear = _form("linear")
bilinear = _form("bilinear")
differential = _form("differential")
composite = _form("composite")
definition = _form("definition")
choice = _form("choice")
einsum = _form("einsum")


def constant(*functions: Callable) -> None:
    """Register functions that are piecewise constant, or whose results are no numbers."""
    registry.register_constant(functions)


def refused(reason: str, *functions: Callable) -> None:
    """Register functions that are refused when they are applied to what is differentiated."""
    registry.register_refused(reason, functions)


def effect(*functions: Callable) -> None:
    """Register functions that are called once, in order, and whose results have no derivative."""
    registry.register_effect(functions)


class _Differentials:
    """Stands for `d` in recipes: d[x] is the differential, tangent or adjoint of x."""

    def __getitem__(self, name: Any) -> Any:
        raise TypeError("a recipe is read, not run: d[...] has no value")

    __setitem__ = __getitem__


d = _Differentials()


class _OnlyInRecipes:
    """Stands for a function that recipes call while srcad reads them."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"a recipe is read, not run: {self.name}() has no value")


rank = _OnlyInRecipes("rank")
is_number = _OnlyInRecipes("is_number")
is_named = _OnlyInRecipes("is_named")
is_complex = _OnlyInRecipes("is_complex")
has_dtype = _OnlyInRecipes("has_dtype")
of_scipy = _OnlyInRecipes("of_scipy")
is_zero = _OnlyInRecipes("is_zero")
is_active = _OnlyInRecipes("is_active")
kin = _OnlyInRecipes("kin")
again = _OnlyInRecipes("again")
conj = _OnlyInRecipes("conj")
is_single = _OnlyInRecipes("is_single")
is_known = _OnlyInRecipes("is_known")
has_rank = _OnlyInRecipes("has_rank")
is_square = _OnlyInRecipes("is_square")
is_oblong = _OnlyInRecipes("is_oblong")
is_tuple = _OnlyInRecipes("is_tuple")
is_list = _OnlyInRecipes("is_list")
is_open = _OnlyInRecipes("is_open")
spread = _OnlyInRecipes("spread")
raised = _OnlyInRecipes("raised")
count = _OnlyInRecipes("count")
fit = _OnlyInRecipes("fit")
inverse = _OnlyInRecipes("inverse")
pieces = _OnlyInRecipes("pieces")
diagonal_blocks = _OnlyInRecipes("diagonal_blocks")
layers = _OnlyInRecipes("layers")
left_factor = _OnlyInRecipes("left_factor")
right_factor = _OnlyInRecipes("right_factor")
swapped = _OnlyInRecipes("swapped")
turned = _OnlyInRecipes("turned")
scattered = _OnlyInRecipes("scattered")
item_rank = _OnlyInRecipes("item_rank")
distribution = _OnlyInRecipes("distribution")
discrete = _OnlyInRecipes("discrete")
quantile = cumulative = _Differentials()
scale = _OnlyInRecipes("scale")
weighted_sum = _OnlyInRecipes("weighted_sum")
uncut = _OnlyInRecipes("uncut")
extension = _OnlyInRecipes("extension")
extended = _OnlyInRecipes("extended")
folded = _OnlyInRecipes("folded")
parity = _OnlyInRecipes("parity")
segments = _OnlyInRecipes("segments")
is_sampled = _OnlyInRecipes("is_sampled")
reshaped = _OnlyInRecipes("reshaped")
blocks = _OnlyInRecipes("blocks")
columns = _OnlyInRecipes("columns")
percent = _OnlyInRecipes("percent")
each_along_its_axis = _OnlyInRecipes("each_along_its_axis")
each_fitted = _OnlyInRecipes("each_fitted")
alone = _OnlyInRecipes("alone")
each_reshaped = _OnlyInRecipes("each_reshaped")
is_sequence = _OnlyInRecipes("is_sequence")
is_static = _OnlyInRecipes("is_static")
negated = _OnlyInRecipes("negated")
on_diagonal = _OnlyInRecipes("on_diagonal")
put_back = _OnlyInRecipes("put_back")
rolled_back = _OnlyInRecipes("rolled_back")
unpacked = _OnlyInRecipes("unpacked")
unpadded = _OnlyInRecipes("unpadded")
unrepeated = _OnlyInRecipes("unrepeated")
untiled = _OnlyInRecipes("untiled")
weighted = _OnlyInRecipes("weighted")
within = _OnlyInRecipes("within")
apart = _OnlyInRecipes("apart")
chosen_by_number = _OnlyInRecipes("chosen_by_number")
chosen_by_mask = _OnlyInRecipes("chosen_by_mask")
left_over = _OnlyInRecipes("left_over")
packed = _OnlyInRecipes("packed")
undiffed = _OnlyInRecipes("undiffed")
placed = _OnlyInRecipes("placed")
at_item = _OnlyInRecipes("at_item")
left_tensor = _OnlyInRecipes("left_tensor")
right_tensor = _OnlyInRecipes("right_tensor")
kron_left = _OnlyInRecipes("kron_left")
kron_right = _OnlyInRecipes("kron_right")
opposite = _OnlyInRecipes("opposite")
length = _OnlyInRecipes("length")
lengths = _OnlyInRecipes("lengths")
every_axis = _OnlyInRecipes("every_axis")
last_axis = _OnlyInRecipes("last_axis")
last_length = _OnlyInRecipes("last_length")
cut = _OnlyInRecipes("cut")
doubled = _OnlyInRecipes("doubled")
cosines = _OnlyInRecipes("cosines")
hermitian = _OnlyInRecipes("hermitian")
column = _OnlyInRecipes("column")
row = _OnlyInRecipes("row")
core = _OnlyInRecipes("core")
identity = _OnlyInRecipes("identity")
inverse_gaps = _OnlyInRecipes("inverse_gaps")
lower_half = _OnlyInRecipes("lower_half")
upper_half = _OnlyInRecipes("upper_half")
gives_tuple = _OnlyInRecipes("gives_tuple")
leading = _OnlyInRecipes("leading")
axis_count = _OnlyInRecipes("axis_count")
two_axes = _OnlyInRecipes("two_axes")
first_of = _OnlyInRecipes("first_of")
second_of = _OnlyInRecipes("second_of")
without = _OnlyInRecipes("without")
matrices = _OnlyInRecipes("matrices")
infinite = _OnlyInRecipes("infinite")
is_order = _OnlyInRecipes("is_order")
are_last = _OnlyInRecipes("are_last")
direction = _OnlyInRecipes("direction")
triangular = _OnlyInRecipes("triangular")
corner = _OnlyInRecipes("corner")
chain = _OnlyInRecipes("chain")
whole = _OnlyInRecipes("whole")
zero = _OnlyInRecipes("zero")
tally = _OnlyInRecipes("tally")
total = _OnlyInRecipes("total")
among = _OnlyInRecipes("among")
selected = _OnlyInRecipes("selected")
along = _OnlyInRecipes("along")
tail = _OnlyInRecipes("tail")
head = _OnlyInRecipes("head")
start = _OnlyInRecipes("start")
ends = _OnlyInRecipes("ends")
as_array = _OnlyInRecipes("as_array")
itemised = _OnlyInRecipes("itemised")
differences = _OnlyInRecipes("differences")
scaled = _OnlyInRecipes("scaled")
dotted = _OnlyInRecipes("dotted")
