"""Lowers objects that libraries make of arguments: a method of one is a function of the arguments too.

    d = stats.norm(mu, sigma)
    d.logpdf(x)                    # stats.norm.logpdf(x, mu, sigma)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.errors import UnsupportedCallError
from srcad.frontend import definitions, lower_expressions, lower_functions, lower_library
from srcad.frontend.bindings import Binding, Items, Library, Made, Method, Partial, UserFunction
from srcad.frontend.context import Lowering
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import differentiable
from srcad.rules import registry
from srcad.rules.rule import Refused

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

# Methods of a frozen distribution that have no derivative of their own, and take the parameters last.
OTHERS = ("mean", "median", "std", "var", "entropy", "support", "interval", "moment", "stats", "expect")
UFUNC_METHODS = ("reduce", "accumulate", "reduceat")
# The parameters of `rvs`, which take no place before those of the distribution.
DRAWN = ("size", "random_state")


def is_maker(name: str) -> bool:
    """Say whether calling a library's object freezes a distribution."""
    return name.startswith("scipy.stats.") and registry.find(f"{name}.cdf") is not None


def vectorized(lo: Lowering, node: gast.AST, given: Arguments) -> Partial:
    """Return what np.vectorize makes of a function: one that is called for each element."""
    given_types = given.kwargs.get("otypes", Items(()))
    more = next((name for name in given.kwargs if name not in ("otypes", "doc", "pyfunc", "cache")), None)
    function = given.kwargs.get("pyfunc", *given.args[:1])
    if more is not None or len(given.args) > 1:
        name = more or "more than the function"
        lo.refuse(node, f"np.vectorize with {name} is not supported", "", "write a loop", UnsupportedCallError)
    kinds = given_types.items if isinstance(given_types, Items) else (given_types,)
    if len(kinds) > 1:
        lo.refuse(node, "np.vectorize of several results is not supported", "", "write a loop", UnsupportedCallError)
    return elementwise(function, kinds[0] if kinds else Const(None))


def from_python(lo: Lowering, node: gast.AST, given: Arguments) -> Partial:
    """Return what np.frompyfunc makes of a function of one result."""
    if len(given.args) != 3 or not isinstance(given.args[2], Const) or given.args[2].value != 1:
        instead = "write np.vectorize, or a loop"
        lo.refuse(node, "np.frompyfunc of several results is not supported", "", instead, UnsupportedCallError)
    return elementwise(given.args[0], Const(None))


def ufunc_method(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return what a ufunc's method gives for floats that has no rule of its own: it calls the ufunc element by element."""
    ufunc, _, method = callee.qualified.rpartition(".")
    if method not in UFUNC_METHODS or not isinstance(registry.find(callee.qualified), Refused) or not given.args:
        return None
    if not differentiable(lo.type_of(given.args[0])):
        return None
    function = Library(ufunc, callee.text.rpartition(".")[0], callee.scope)
    whole = type(given)((function, *given.args), given.kwargs)
    return lower_functions.defined(lo, node, f"numpy.ufunc_{method}", whole)


def elementwise(function: Binding, dtype: Binding) -> Partial:
    """Return the function that calls another one for each element, and makes an array of this dtype of the results."""
    source = definitions.read("numpy").function("vectorize")
    return Partial(UserFunction("np.vectorize", text_source=source), (function, dtype))


def of_numba(function: Binding) -> Partial:
    """Return the function that numba.vectorize makes of one of numbers."""
    source = definitions.read("numba").function("vectorize")
    return Partial(UserFunction("numba.vectorize", text_source=source), (function,))


def method(lo: Lowering, node: gast.Call, callee: Method, given: Arguments) -> Binding:
    """Return what a call of a method gives: the function that it is, of the object's arguments as well."""
    name, made = callee.callee.qualified.rpartition(".")[2], callee.owner.given
    args, kwargs = given.args, dict(given.kwargs)
    if name == "rvs":
        kwargs |= dict(zip(DRAWN, args))
        args = ()
    elif registry.find(callee.callee.qualified) is None and name not in OTHERS:
        lo.refuse(
            node, f"the method .{name}() of {callee.owner.callee.text}(...) is not supported", "", "call it outside",
            UnsupportedCallError,
        )  # fmt: skip
    whole = type(given)((*args, *made.args), {**made.kwargs, **kwargs})
    return lower_library.call(lo, node, callee.callee, whole)


def value(lo: Lowering, made: Made, node: gast.AST) -> Operand:
    """Make the object, where it is used other than by calling its methods."""
    callee: Library = made.callee
    operand = lower_expressions.named_thing(lo, callee, node)
    return lower_expressions.operand(lo, lower_library.unknown_call(lo, node, operand, made.given, harmless=True), node)
