"""Runs a rule on example arguments: what it builds is executed, statement by statement, and held against differences."""

import builtins
import cmath
import contextlib
import importlib
import math
import statistics
import operator

import gast
import numpy as np

from srcad import runtime
from srcad.analysis import infer
from srcad.frontend import values
from srcad.ir import nodes, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Load, Slice, Store, Value
from srcad.origin import ADJOINT, Origin
from srcad.rules import registry
from srcad.rules.differential import Differential
from srcad.rules.elementwise import Elementwise
from srcad.rules.linear import Linear, targets

ORIGIN = Origin(role=ADJOINT)
MODULES = {"numpy": np, "math": math, "statistics": statistics, "cmath": cmath, "operator": operator, "builtins": builtins, "srcad": importlib.import_module("srcad")}
with contextlib.suppress(ImportError):
    MODULES["scipy"] = importlib.import_module("scipy")


def function(op):
    """Return the function with this qualified name."""
    if op == "tuple":
        return lambda *items: tuple(items)
    if op == "list":
        return lambda *items: list(items)
    module, *rest = op.split(".")
    found = runtime if op.startswith("srcad.runtime.") else MODULES[module]
    for name in rest[1:] if found is runtime else rest:
        found = getattr(found, name)
    return found


def exists(op):
    """Say whether the installed library has the function."""
    try:
        return function(op) is not None
    except AttributeError:
        return False


def call(op, *args, **kwargs):
    if op == "numpy.dtype":
        return args[0].dtype
    if op == "numpy.ndarray.flat":
        return np.array(args[0].flat)
    if op.startswith("numpy.ndarray."):
        found = getattr(args[0], op.rpartition(".")[2])
        return found(*args[1:], **kwargs) if callable(found) else found
    return function(op)(*args, **kwargs)


class Machine:
    """Executes statements, given what the values that they take from outside are."""

    def __init__(self, known):
        self.known = dict(known)

    def of(self, operand):
        if isinstance(operand, Slice):
            return slice(*(None if part is None else self.of(part) for part in (operand.start, operand.stop, operand.step)))
        if isinstance(operand, Const):
            return operand.value
        if isinstance(operand, nodes.Global):
            return function(operand.qualified)
        return self.known[operand]

    def run(self, statements):
        for statement in statements:
            match statement:
                case Apply(result, op, args, kwargs):
                    self.known[result] = call(op, *map(self.of, args), **{name: self.of(arg) for name, arg in kwargs})
                case Load(result, source, path):
                    found = self.of(source)
                    for subscript in path:
                        index = tuple(map(self.of, subscript))
                        found = found[index[0] if len(index) == 1 else index]
                    self.known[result] = found
                case Store(result, source, ((*subscript,),), value, add):
                    index = tuple(map(self.of, subscript))
                    self.known[result] = self.of(source)
                    if add:
                        np.add.at(self.known[result], index, self.of(value))
                    else:
                        self.known[result][index] = self.of(value)
                case _:
                    raise TypeError(f"rules build no {type(statement).__name__}")
            holds(infer.type_of(statement.result), self.known[statement.result], statement)


def holds(type_, value, statement):
    """Assert that what inference says of a value is so."""
    dims = {types.Scalar: (), types.Array: getattr(type_, "dims", None)}.get(type(type_))
    if dims is not None and not isinstance(value, (list, tuple)):
        assert np.ndim(value) == len(dims), f"{statement}: inferred {type_}, is of shape {np.shape(value)}"
        assert type_.dtype in types.REAL_OF or not np.iscomplexobj(value), f"{statement}: inferred {type_}, is {value!r}"
        ones = [not isinstance(dim, int) or dim == length for dim, length in zip(dims, np.shape(value))]
        assert all(ones), f"{statement}: inferred {type_}, is of shape {np.shape(value)}"


def operands(args, known=True):
    """Return an operand for each argument: ints, strings and the like as constants."""
    found = []
    for k, arg in enumerate(args):
        if is_number_like(arg):
            type_ = values.type_of(arg, f"x{k}") if known or np.asarray(arg).dtype != float else types.UNKNOWN
            found.append(Value(type_, f"x{k}"))
        elif isinstance(arg, (tuple, list)) and any(map(is_number_like, arg)):
            found.append(Value(values.type_of(arg, f"x{k}"), f"x{k}"))
        else:
            found.append(Const(arg))
    return found


def is_number_like(arg):
    return isinstance(arg, (float, complex, np.ndarray, np.inexact))


def leaves(value):
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    return [np.asarray(value, complex if np.iscomplexobj(value) else float)]


def remade(value, items):
    """Return a list or a tuple of items; a named tuple's may be of any kind."""
    return list(items) if isinstance(value, list) else tuple(items)


def moved(value, direction, step):
    if isinstance(value, (list, tuple)):
        return remade(value, (moved(v, d, step) for v, d in zip(value, direction)))
    return value + step * direction


def random_like(value, rng):
    if isinstance(value, (list, tuple)):
        return remade(value, (random_like(item, rng) for item in value))
    if np.asarray(value).dtype.kind in "biu":
        return np.zeros(np.shape(value), dtype=int)
    if np.iscomplexobj(value):
        return random_like(np.real(value), rng) + 1j * random_like(np.imag(value), rng)
    return float(rng.normal()) if isinstance(value, float) else rng.normal(size=np.shape(value))


def inner(a, b):
    """Return the real inner product: of complex values, the real part of the complex one."""
    return sum(float(np.sum(np.conj(x) * y).real) for x, y in zip(leaves(a), leaves(b), strict=True))


class Example:
    """One call of a function: its arguments as values and as operands."""

    def __init__(self, op, args, kwargs, known=True):
        self.op, self.args, self.kwargs = op, args, kwargs
        self.given = dict(enumerate(args)) | kwargs
        made = operands(list(self.given.values()), known)
        self.operands = dict(zip(self.given, made))
        count = len(args)
        ops, kws = tuple(made[:count]), tuple(zip(kwargs, made[count:]))
        type_ = infer.result_type(op, ops, dict(kws))
        self.y = call(op, *args, **kwargs)
        self.apply = Apply(Value(type_, "y"), op, ops, kws)
        self.known = {o: self.given[k] for k, o in self.operands.items() if isinstance(o, Value)} | {self.apply.result: self.y}
        self.rule = registry.find(op)
        holds(type_, self.y, self.apply)

    def active(self, skip=()):
        skip = {*skip, *self.refused()}
        return [k for k, o in self.operands.items() if isinstance(o, Value) and types.differentiable(o.type) and k not in skip]

    def refused(self):
        """Return the arguments in which the recipe has no derivative: it gives a reason instead, or doesn't mention it."""
        if isinstance(self.rule, Differential):
            return {k for k in self.given if self.rule.param(k) not in self.rule.known}
        if isinstance(self.rule, Linear):
            honoured = {*targets(self.rule.recipe.body), *self.rule.constants}
            return {k for k in self.given if self.rule.param(k) not in honoured}
        if not isinstance(self.rule, Elementwise):
            return set()
        returns = [node.value for part in self.rule.recipe.body for node in gast.walk(part) if isinstance(node, gast.Return)]
        partials = [value.elts if isinstance(value, gast.Tuple) else [value] for value in returns]
        reasons = [k for found in partials for k, partial in enumerate(found) if isinstance(getattr(partial, "value", None), str)]
        names = self.rule.recipe.params + self.rule.recipe.keywords
        return {k for k in self.given if (k if isinstance(k, int) else names.index(k)) in reasons}

    def tangent(self, tangents):
        builder = Builder(ORIGIN)
        given = {k: Value(self.operands[k].type, f"d{k}") for k in tangents}
        result = self.rule.pushforward(builder, self.apply, given)
        result = infer.materialise(builder, result, self.apply.result)
        machine = Machine(self.known | {given[k]: tangents[k] for k in tangents})
        machine.run(builder.statements)
        return machine.of(result)

    def adjoints(self, dy, wanted, dy_operand=None):
        builder = Builder(ORIGIN)
        seed = dy_operand or Value(self.apply.result.type, "dy")
        found = self.rule.pullback(builder, self.apply, seed, frozenset(wanted))
        found = {k: infer.materialise(builder, d, self.operands[k]) for k, d in found.items()}
        machine = Machine(self.known | ({} if isinstance(seed, Const) else {seed: dy}))
        machine.run(builder.statements)
        # The adjoint of a tuple may be any sequence of its items' adjoints.
        return {k: tuple(machine.of(d)) if isinstance(self.given[k], tuple) else machine.of(d) for k, d in found.items()}

    def difference(self, tangents, step=1e-6):
        ends = []
        for sign in (step, -step):
            given = {k: moved(v, tangents[k], sign) if k in tangents else v for k, v in self.given.items()}
            args = [given[k] for k in range(len(self.args))]
            ends.append(call(self.op, *args, **{k: v for k, v in given.items() if isinstance(k, str)}))
        if isinstance(self.y, (list, tuple)):
            return remade(self.y, ((a - b) / (2 * step) for a, b in zip(*ends)))
        return (leaves(ends[0])[0] - leaves(ends[1])[0]) / (2 * step)
