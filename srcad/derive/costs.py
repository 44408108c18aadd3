"""What keeping a value for the backward pass costs, and what computing it again."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Costs:
    """What keeping and computing again cost, in units of about one scalar multiplication.

    A copy is what a whole array costs whose buffer is written later, a part what a row of it does; `unchanging` what every
    iteration of a loop makes anew, and which is therefore still there behind it; `index` an int's sum without a name (`range(n - k + 1)`).
    """

    variable: float = 1.5
    unchanging: float = 1.6
    tape: float = 5.0
    tape_array: float = 6.0
    copy: float = 30.0
    part: float = 10.0
    cheap: float = 1.0
    index: float = 0.5
    load: float = 0.5
    function: float = 6.0
    number_function: float = 3.0
    call: float = 1000.0
    by_op: dict[str, float] = field(default_factory=dict)


CHEAP = {
    f"operator.{name}"
    for name in "add sub mul neg pos lt le gt ge eq ne and_ or_ not_ is_ is_not mod floordiv".split()
} | {"and", "or", "not", "tuple", "builtins.len", "numpy.shape", "numpy.size", "numpy.transpose", "numpy.reshape", "builtins.abs", "literal", "fstring"}
HALF = {"operator.truediv": 1.4, "operator.pow": 2.0}
DEAR = ("numpy.matmul", "operator.matmul", "numpy.dot", "numpy.linalg.", "numpy.einsum", "numpy.outer", "scipy.", "numpy.tensordot")
