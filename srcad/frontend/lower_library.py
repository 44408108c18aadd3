"""Lowers calls of library functions: primitives by their qualified names, views, writes and effects."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gast

from srcad.analysis import infer, interpolants, positions, primitives, views
from srcad.analysis.primitives import BY_OP
from srcad.errors import UnsupportedCallError
from srcad.frontend import (
    definitions, lower_attributes, lower_builtins, lower_comprehensions, lower_constructors, lower_dicts,
    lower_expressions, lower_functions, lower_in_place, lower_interpolants, lower_made, lower_names,
    lower_objects, lower_operators, lower_out, lower_reflection, lower_writes, outs, own_rules,
)  # fmt: skip
from srcad.frontend.bindings import (
    Binding, Closure, Items, Iteration, Library, Made, Maker, Manager, PARAMETER, Partial, Stream,
    UserClass, UserFunction,
)  # fmt: skip
from srcad.frontend.context import Lowering
from srcad.frontend.memory import Stale, buffers
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global, Operand, Value
from srcad.ir.types import Never
from srcad.rules import registry

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

# Functions that read an iterable to its end, as they would a list.
READERS = (*primitives.STATISTICS, "math.fsum", "math.dist", "math.sumprod", "numpy.fromiter", "builtins.sum", "builtins.any", "builtins.all")
# Functions whose result is memory of its own.
MAKERS = frozenset(f"numpy.{name}" for name in "zeros ones empty full zeros_like ones_like empty_like full_like copy array".split())
# Known functions without a value of their own: they read, and write to no array.
STATEFUL = ("numpy.random.", "random.", "time.", "logging.", "sys.", "os.", "builtins.input", "builtins.open")
# Ranges whose iterations Numba may run at once: what a derivative adds up there would be a race, so it runs them in order.
PARALLEL_RANGES = ("numba.prange", "numba.misc.special.prange")
# What is a list in the derivative, whose items Numba infers the type of.
TYPED_LISTS = ("numba.typed.List", "numba.typed.typedlist.List")


def call(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding:
    """Return what a call of a library's function gives."""
    if callee.qualified in PARALLEL_RANGES:
        callee = replace(callee, qualified="builtins.range", text="range")
    if callee.qualified in TYPED_LISTS:
        callee = replace(callee, qualified="builtins.list", text="list")
    name = callee.qualified
    reflected = lower_reflection.call(lo, node, callee, given)
    if reflected is not None:
        return reflected
    if name.startswith("builtins."):
        handled = lower_builtins.call(lo, node, callee, given)
        if handled is not None:
            return handled
    if name == "itertools.cycle" and len(given.args) == 1 and not given.kwargs:
        return lower_builtins.cycle(lo, node, given.args[0])
    if name.startswith("operator."):
        handled = lower_operators.call(lo, node, callee, given)
        if handled is not None:
            return handled
    if name == "contextlib.contextmanager":
        return Manager(given.args[0])
    if name == "functools.partial" and given.args:
        return Partial(given.args[0], given.args[1:], given.kwargs)
    if (cls := definitions.class_of(name)) is not None:
        return lower_constructors.construct(lo, node, UserClass(callee.text, cls), given)
    if (cls := definitions.class_of(name.rpartition(".")[0])) is not None:
        method = lower_objects.of_class(lo, node, UserClass(callee.text, cls), name.rpartition(".")[2])
        return lower_objects.call_function(lo, node, method, given.args, given.kwargs)
    if name == "numpy.vectorize":
        return lower_made.vectorized(lo, node, given)
    if name == "numpy.frompyfunc":
        return lower_made.from_python(lo, node, given)
    if (reduced := lower_made.ufunc_method(lo, node, callee, given)) is not None:
        return reduced
    handled = lower_functions.defined(lo, node, name, given)
    if handled is not None:
        return handled
    if name in lower_dicts.MAKERS:
        return lower_dicts.MAKERS[name](lo, node, given)
    given = materialised(lo, node, name, given)
    if name.startswith("srcad.") and not name.startswith("srcad.runtime."):
        return derivative(lo, node, callee, given)
    if (done := lower_in_place.function(lo, node, name, callee.text, given)) is not None:
        return done
    if name in interpolants.MAKERS:
        return lower_interpolants.make(lo, node, callee, given)
    if known(name):
        if name.startswith("scipy."):
            given = type(given)(*positions.named(name, given.args, given.kwargs))
            if lost := positions.overwritten(name, given.args, given.kwargs):
                return preserving(lo, node, callee, given, lost)
        args, kwargs, out = outs.split(name, given.args, given.kwargs)
        if out is not None:
            return lower_out.written(lo, node, callee, type(given)(args, kwargs), out)
    if lower_made.is_maker(name):
        return Made(callee, given)
    if name.startswith(STATEFUL) or name.endswith(".rvs") or not known(name):
        operand = lower_expressions.named_thing(lo, callee, node)
        return unknown_call(lo, node, operand, given, harmless=is_harmless(name))
    return primitive(lo, node, callee, given)


def materialised(lo: Lowering, node: gast.AST, name: str, given: Arguments) -> Arguments:
    """Return the arguments of a function that reads iterables to their end, those as lists."""
    if name not in READERS:
        return given
    args = [lower_comprehensions.listed_from(lo, node, a) if isinstance(a, (Stream, Iteration)) else a for a in given.args]
    return type(given)(tuple(args), given.kwargs)


def derivative(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding:
    """Return what srcad.grad(f) and the like give: the function is known, so they are called now."""
    if given.args and isinstance(given.args[0], Partial):
        return of_bound(lo, node, callee, given.args[0], given)
    name = callee.qualified.removeprefix("srcad.")
    if name in ("jvp", "hvp", "vjp"):
        return applied(lo, node, callee, name, given)
    args = [known_value(lo, node, one) for one in given.args]
    kwargs = {name: known_value(lo, node, one) for name, one in given.kwargs.items()}
    return maker(lo, node, callee, args, kwargs)


def applied(lo: Lowering, node: gast.AST, callee: Library, name: str, given: Arguments) -> Binding:
    """Return what srcad.jvp(f, (x,), (dx,)) or srcad.hvp(f, x, v) gives: a call of the derivative that it stands for."""
    parameters = {"jvp": ("f", "primals", "tangents"), "hvp": ("f", "x", "v"), "vjp": ()}[name]
    bound = dict(zip(parameters, given.args)) | given.kwargs
    if set(bound) != set(parameters) or not bound:
        lo.refuse(
            node,
            f"{callee.text} is not followed as it is called here",
            "" if bound else "it gives a function that remembers this point of the run",
            "write srcad.adjoint(f)(x, dy), which gives y, dx",
        )
    function = known_value(lo, node, bound["f"])
    if name == "hvp":
        gradient = known_value(lo, node, maker(lo, node, replace_name(callee, "grad"), [function], {}))
        tangent = maker(lo, node, replace_name(callee, "tangent"), [gradient], {})
        both = lower_functions.call_maker(lo, node, tangent, type(given)((bound["x"], bound["v"]), {}))
        return both.items[1]
    primals, tangents = bound["primals"], bound["tangents"]
    if not isinstance(primals, Items) or not isinstance(tangents, Items) or len(primals.items) != len(tangents.items):
        lo.refuse(node, f"the arguments of {callee.text} can't be told apart", "", "write srcad.jvp(f, (x,), (dx,))")
    pairs = list(zip(primals.items, tangents.items))
    active = [k for k, (x, dx) in enumerate(pairs) if types.differentiable(lo.type_of(x)) and not is_nothing(dx)]
    made = maker(lo, node, replace_name(callee, "tangent"), [function], {"argnums": tuple(active)})
    args = [one for k, pair in enumerate(pairs) for one in (pair if k in active else pair[:1])]
    return lower_functions.call_maker(lo, node, made, type(given)(tuple(args), {}))


def is_nothing(tangent: Binding) -> bool:
    """Say whether a tangent is no direction: None, or an int's 0."""
    return isinstance(tangent, Const) and (tangent.value is None or (tangent.value == 0 and isinstance(tangent.value, int)))


def replace_name(callee: Library, name: str) -> Library:
    """Return another one of srcad's own functions, as the source would spell it beside this one."""
    value = getattr(sys.modules["srcad"], name) if callee.has_value else None
    return Library(f"srcad.{name}", f"srcad.{name}", callee.scope, value, callee.has_value)


def maker(lo: Lowering, node: gast.AST, callee: Library, args: list, kwargs: dict) -> Binding:
    """Call one of srcad's functions that make derivatives."""
    if callee.has_value:
        return lower_names.from_value(lo, node, callee.value(*args, **kwargs), callee.text)
    made = lo.session.maker(callee.qualified, args[0], tuple(args[1:]), kwargs) if lo.session.maker and args else None
    if made is None:
        lo.refuse(
            node,
            f"{callee.text} is not followed in a file that is only read",
            "what it makes is known when the file runs",
            "write srcad.grad, srcad.tangent or srcad.adjoint of a function",
        )
    return Maker(made, callee.text)


def of_bound(lo: Lowering, node: gast.AST, callee: Library, bound: Partial, given: Arguments) -> Binding:
    """Return the derivative of a function some of whose arguments are given: a method's object, say."""
    function = known_value(lo, node, bound.function)
    if not callee.has_value or not callable(function) or len(given.args) > 1 or set(given.kwargs) - {"argnums"}:
        lo.refuse(node, f"{callee.text} of this is not supported", "", "pass a function that is defined outside")
    chosen = known_value(lo, node, given.kwargs.get("argnums", Const(0)))
    argnums = api_positions(function, len(bound.args), tuple(bound.kwargs), chosen)
    made = lower_names.from_value(lo, node, callee.value(function, argnums=argnums), callee.text)
    return Partial(made, bound.args, bound.kwargs)


def api_positions(function: Callable, count: int, named: tuple[str, ...], argnums: Any) -> Any:
    """Return positions among all parameters, from those among the ones that are left."""
    names = list(inspect.signature(function).parameters)
    left = [k for k, name in enumerate(names) if k >= count and name not in named]
    return tuple(left[k] for k in argnums) if isinstance(argnums, tuple) else left[argnums]


def known_value(lo: Lowering, node: gast.AST, binding: Binding) -> object:
    """Return the value of something that is known before the run."""
    match binding:
        case Const(value):
            return value
        case Items(items):
            return tuple(known_value(lo, node, item) for item in items)
        case UserFunction(value=value) | Maker(value=value) if value is not None:
            return value
        case UserFunction(text_source=source) if source is not None:
            return source
    return lo.refuse(
        node,
        "the derivative of this is not known before the run",
        "",
        "pass a function that is defined outside of this one",
    )


def known(name: str) -> bool:
    """Say whether a function is a primitive: it has a rule, or is known to have no derivative."""
    found = registry.find(name)
    return (name in BY_OP or found is not None) and not isinstance(found, registry.Effect)


def is_harmless(name: str) -> bool:
    """Say whether a function that isn't a primitive is known to write to no array."""
    drawn = name.startswith(STATEFUL) or name.endswith(".rvs")
    return drawn or isinstance(registry.find(name), registry.Effect)


def primitive(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding:
    """Apply a primitive to its arguments."""
    refuse_function(lo, node, callee, given)
    args = tuple(lower_expressions.operand(lo, arg, node) for arg in given.args)
    kwargs = {name: lower_expressions.operand(lo, arg, node) for name, arg in given.kwargs.items()}
    helper = callee.qualified.startswith("srcad.runtime.")
    form, text = (None, None) if helper else (nodes.FUNCTION, callee.text)
    if callee.has_value and primitives.is_registered(callee.qualified):
        own_rules.learn(lo, node, callee, given, args, kwargs)
    result = lo.apply(node, callee.qualified, args, kwargs, form, text)
    if callee.qualified == "numpy.ndim" and isinstance(rank := getattr(result.type, "size", None), int):
        return Const(rank)
    if callee.qualified == "numpy.unstack" and isinstance(result.type, types.List):
        # A tuple of unknown length is followed as a list.
        result = lo.apply(node, "builtins.list", (result,), form=nodes.FUNCTION, text="list", type_=result.type)
        return lower_attributes.view(lo, result, list(given.args), node)
    return result_of(lo, result, given, node)


def refuse_function(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> None:
    """Refuse what calls functions that it is given, with what is known of it."""
    passed = any(isinstance(one, (Closure, UserFunction, Partial)) for one in (*given.args, *given.kwargs.values()))
    found = registry.find(callee.qualified)
    if passed and isinstance(found, registry.Refused):
        lo.refuse(node, f"{callee.text} is not supported", found.reason, "", UnsupportedCallError)


def result_of(lo: Lowering, value: Value, given: Arguments, node: gast.AST) -> Binding:
    """Bind a primitive's result; that of a view shares its argument's memory."""
    op = lo.out[-1].op
    if is_view(op, given):
        return lower_attributes.view(lo, value, list(given.args), node)
    return lower_expressions.made(lo, value, list(given.args))


def is_view(op: str, given: Arguments) -> bool:
    if op == "numpy.array":
        return "copy" in given.kwargs
    return views.is_view(op)


def unknown_call(lo: Lowering, node: gast.AST, callee: Operand, given: Arguments, harmless: bool = False, function: str | None = None) -> Binding:
    """Call code of which nothing is known: once, in order; what it may have written to isn't read again."""
    args = tuple(lower_expressions.operand(lo, arg, node) for arg in given.args)
    kwargs = tuple((name, lower_expressions.operand(lo, arg, node)) for name, arg in given.kwargs.items())
    text = callee.text if isinstance(callee, Global) else None
    if function is None and isinstance(callee, Global):
        function = method_name(callee.value) or callee.qualified
        if callee.home is not None and function != callee.qualified:
            # It is read by its own name, not imported.
            callee = replace(callee, qualified=None)
    result = lo.value(effect_type(function, args, dict(kwargs)), node)
    lo.out.append(nodes.Effect("call", (callee, *args), kwargs, (result,), text, result.origin, function))
    if not harmless:
        may_have_written(lo, node, text or "this call", given)
    return lo.bind(result)


def effect_type(function: str | None, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> types.Type:
    """Return the type of what a function gives that is called for its effect: of a random draw, say."""
    if any(isinstance(infer.type_of(arg), Never) for arg in args):
        return Never()
    if function is not None and function.startswith("time."):
        return types.REAL
    return types.UNKNOWN if function is None else infer.result_type(function, args, kwargs)


def method_name(value: object) -> str | None:
    """Return the qualified name of a method of an object of NumPy's random numbers."""
    owner = type(getattr(value, "__self__", None))
    return of_class(f"numpy.random.{owner.__name__}", value.__name__) if owner.__module__.startswith("numpy.random") else None


def of_class(owner: str, name: str) -> str:
    """Return the qualified name of a method; those of a RandomState are NumPy's functions of random numbers."""
    return f"numpy.random.{name}" if owner.endswith(".RandomState") else f"{owner}.{name}"


def may_have_written(lo: Lowering, node: gast.AST, text: str, given: Arguments) -> None:
    for arg in (*given.args, *given.kwargs.values()):
        for buffer in buffers(arg, lo.state):
            lo.writes_out |= lower_writes.comes_in(lo, buffer)
            for other in lo.state.touched(buffer):
                lo.state.stale.setdefault(other, Stale(f"what is passed to {text}", lo.origin(node)))
        for place in lo.state.within(arg):
            lo.state.stale.setdefault(place, Stale(f"what is passed to {text}", lo.origin(node)))
            lo.writes_out |= place.kind == PARAMETER


def preserving(lo: Lowering, node: gast.AST, callee: Library, given: Arguments, lost: dict[str, Binding]) -> Binding:
    """Call a function that is allowed to overwrite arguments without letting it; they aren't to be read again."""
    kwargs = {name: value for name, value in given.kwargs.items() if name not in lost}
    result = call(lo, node, callee, type(given)(given.args, kwargs))
    for flag, argument in lost.items():
        if getattr(given.kwargs[flag], "value", True) is not False:
            stale = Stale(f"{flag.removeprefix(positions.OVERWRITTEN)!r} of {callee.text}", lo.origin(node))
            for buffer in buffers(argument, lo.state):
                for other in lo.state.touched(buffer):
                    lo.state.stale.setdefault(other, stale)
    return result


def refuse_call(lo: Lowering, node: gast.AST, text: str, why: str, instead: str) -> None:
    lo.refuse(node, f"{text} is not supported", why, instead, UnsupportedCallError)
