"""The language in which recipes are written: a small part of Python, evaluated into SSA.

Names stand for operands; arithmetic, NumPy calls, attributes and subscripts append statements; tests are decided while the
recipe is evaluated, from what is known of types, and one that can't be decided raises Undecided.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable

import gast

from srcad.analysis import fitting, interpolants, primitives
from srcad.analysis.static import UNKNOWABLE
from srcad.ir import nodes
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Slice
from srcad.ir.types import REAL
from srcad.rules import forms, macros, places
from srcad.rules.facts import OPERANDS, ZERO, Refusal, Undecided, Zero, as_fact, as_operand
from srcad.simplify import algebra, spelling

BINARY = {
    gast.Add: "operator.add",
    gast.Sub: "operator.sub",
    gast.Mult: "operator.mul",
    gast.Div: "operator.truediv",
    gast.FloorDiv: "operator.floordiv",
    gast.Mod: "operator.mod",
    gast.Pow: "operator.pow",
    gast.MatMult: "operator.matmul",
    gast.BitAnd: "operator.and_",
    gast.BitOr: "operator.or_",
}
COMPARE = {
    gast.Lt: "operator.lt",
    gast.LtE: "operator.le",
    gast.Eq: "operator.eq",
    gast.NotEq: "operator.ne",
    gast.Gt: "operator.gt",
    gast.GtE: "operator.ge",
}
FOLDED = {
    gast.Add: lambda a, b: a + b,
    gast.Sub: lambda a, b: a - b,
    gast.Mult: lambda a, b: a * b,
    gast.Mod: lambda a, b: a % b,
    gast.FloorDiv: lambda a, b: a // b,
    gast.Lt: lambda a, b: a < b,
    gast.LtE: lambda a, b: a <= b,
    gast.Eq: lambda a, b: a == b,
    gast.NotEq: lambda a, b: a != b,
    gast.Gt: lambda a, b: a > b,
    gast.GtE: lambda a, b: a >= b,
    gast.In: lambda a, b: a in b,
    gast.NotIn: lambda a, b: a not in b,
}
ATTRIBUTES = {"T": "numpy.transpose"} | {name: f"numpy.{name}" for name in ("shape", "size", "ndim", "dtype", "real", "imag")}
ZEROS = ("numpy.zeros_like", "numpy.zeros", "srcad.runtime.zeros_like", "srcad.runtime.zeros_of")
MATH_NAMES = {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}


def linear_again(builder: Builder, apply: nodes.Apply, first: nodes.Operand) -> nodes.Operand:
    """Append a call with its first argument replaced."""
    return builder.apply(apply.op, first, *apply.args[1:], kwargs=apply.kwargs, form=apply.form, text=apply.text)


class Evaluator:
    """Evaluates a recipe's statements and expressions; `differentials` maps names to their d[...]."""

    def __init__(self, builder: Builder, env: dict, modules: dict[str, str], math: str | None = None):
        self.builder = builder
        self.env = dict(env)
        self.modules = modules
        self.math = math
        self.differentials: dict[str, object] = {}
        # The call that is differentiated.
        self.apply: nodes.Apply | None = None
        # Whether the functions that are called have the defaults of the one that is differentiated.
        self.same_defaults = True
        # The parameters that are differentiated in.
        self.active: frozenset[str] = frozenset()
        # How the user spells functions of their own.
        self.spelling: dict[str, tuple[str, str]] = {}

    # -- statements

    def run(self, body: list) -> list:
        """Evaluate statements up to a return; give the returned expressions, unevaluated."""
        for statement in body:
            match statement:
                case gast.Expr(value=gast.Constant(value=str())):
                    pass
                case gast.Return(value=gast.Tuple(elts=elts)):
                    return elts
                case gast.Return(value=value):
                    return [value]
                case gast.If(test=test, body=then, orelse=orelse):
                    found = self.run(then if self.fact(test) else orelse)
                    if found:
                        return found
                case gast.Assign(targets=[target], value=value):
                    self.assign(target, value)
                case gast.Raise(exc=gast.Call(args=[gast.Constant(value=reason)])):
                    raise Refusal(reason)
                case _:
                    raise TypeError(f"a recipe has no {type(statement).__name__}")
        return []

    def assign(self, target, value) -> None:
        match target:
            case gast.Name(id=name):
                self.env[name] = self.value(value)
            case gast.Tuple(elts=names) if isinstance(value, gast.Tuple):
                for name, part in zip(names, value.elts, strict=True):
                    self.assign(name, part)
            case gast.Tuple(elts=names):
                whole = self.operand(value)
                for k, name in enumerate(names):
                    self.env[name.id] = self.builder.load(whole, ((Const(k),),))
            case gast.Subscript(value=gast.Name(id="d"), slice=gast.Name(id=name)):
                self.assign_differential(name, value)

    def assign_differential(self, name: str, value) -> None:
        """Take `d[name] = value`; an adjoint is evaluated only where it is wanted."""
        if name in self.wanted:
            found = self.value(value)
            self.differentials[name] = ZERO if isinstance(found, Const) and found.value is None else found

    wanted: frozenset[str] = frozenset()

    # -- facts

    def fact(self, test) -> bool:
        """Decide a test from what is known before the run."""
        match test:
            case gast.BoolOp(op=gast.And(), values=values):
                return all(self.fact(value) for value in values)
            case gast.BoolOp(op=gast.Or(), values=values):
                return any(self.fact(value) for value in values)
            case gast.UnaryOp(op=gast.Not(), operand=value):
                return not self.fact(value)
            case gast.Compare(left=left, ops=[gast.Is() | gast.IsNot() as op], comparators=[gast.Constant(value=None)]):
                return (as_fact(self.value(left)) is None) == isinstance(op, gast.Is)
            case gast.Compare(left=left, ops=[op], comparators=[right]):
                a, b = as_fact(self.value(left)), as_fact(self.value(right))
                if a is UNKNOWABLE or b is UNKNOWABLE:
                    raise Undecided(gast.unparse(test))
                return FOLDED[type(op)](a, b)
        found = as_fact(self.value(test))
        if found is UNKNOWABLE:
            raise Undecided(gast.unparse(test))
        return bool(found)

    # -- expressions

    def operand(self, node) -> nodes.Operand:
        return as_operand(self.value(node))

    def value(self, node):
        """Evaluate an expression to an operand, or to a Python value where it is a fact."""
        match node:
            case gast.Constant(value=value):
                return Const(value)
            case gast.Name(id=name):
                return self.env[name]
            case gast.Tuple(elts=elts):
                return self.tuple([self.value(element) for element in elts])
            case gast.List(elts=elts):
                return self.builder.apply("list", *map(self.operand, elts))
            case gast.BinOp(left=left, op=op, right=right):
                return self.binary(op, self.value(left), self.value(right), BINARY)
            case gast.Compare(left=left, ops=[op], comparators=[right]):
                return self.binary(op, self.value(left), self.value(right), COMPARE)
            case gast.UnaryOp(op=gast.USub(), operand=operand):
                return self.negated(self.value(operand))
            case gast.UnaryOp(op=gast.Invert(), operand=operand):
                return self.builder.apply("operator.invert", self.operand(operand))
            case gast.IfExp(test=test, body=then, orelse=orelse):
                return self.value(then if self.fact(test) else orelse)
            case gast.Attribute(value=gast.Name(id="math" | "np" as module), attr=name):
                return nodes.Global(f"{module}.{name}", REAL, qualified=forms.qualified(node, self.modules))
            case gast.Attribute(value=source, attr=name):
                return self.attribute(self.value(source), name)
            case gast.Subscript(value=gast.Name(id="d"), slice=gast.Name(id=name)):
                return self.env["d"][name]
            case gast.Subscript(
                value=gast.Subscript(value=gast.Name(id="d"), slice=gast.Name(id=name)), slice=gast.Constant(value=int(k))
            ):
                return self.part(self.env["d"][name], k)
            case gast.Subscript(value=source, slice=item):
                return self.item(self.value(source), item)
            case gast.Call():
                return self.call(node)
        raise TypeError(f"a recipe has no {type(node).__name__}")

    def attribute(self, owner, name: str):
        if owner is ZERO:
            return ZERO
        if name in ("shape", "size"):
            return places.of_array(self.builder, name, as_operand(owner))
        return self.builder.apply(ATTRIBUTES[name], as_operand(owner), form=nodes.ATTRIBUTE, text=name)

    def part(self, whole, k: int):
        """Return an item of a tuple's differential, zero where nothing came to it."""
        if whole is ZERO:
            return ZERO
        made = fitting.definition(self.builder, whole)
        if made is None or made.op != "tuple":
            return self.builder.load(whole, ((Const(k),),))
        item = made.args[k]
        origin = fitting.definition(self.builder, item)
        is_zero = isinstance(item, Const) and item.value == 0
        return ZERO if is_zero or (origin is not None and origin.op in ZEROS) else item

    def item(self, source, index):
        """Return a part of a value: of a tuple that was made here, what it was made of."""
        if source is ZERO:
            return ZERO
        source = as_operand(source)
        subscript = self.subscript(index)
        if isinstance(source, Const) and isinstance(source.value, tuple) and isinstance(subscript[0], Const):
            return Const(source.value[subscript[0].value])
        made = fitting.definition(self.builder, source)
        if made is not None and made.op == "tuple" and isinstance(subscript[0], Const):
            return made.args[subscript[0].value]
        return self.builder.load(source, (subscript,))

    def tuple(self, items: list):
        if all(item is ZERO for item in items) and items:
            return ZERO
        if any(isinstance(item, nodes.Value) for item in items):
            return self.builder.apply("tuple", *map(as_operand, items))
        return Const(tuple(item.value if isinstance(item, Const) else item for item in items))

    def binary(self, op, left, right, table: dict):
        if left is ZERO or right is ZERO:
            return self.with_zero(op, left, right)
        left, right = self.number(left), self.number(right)
        if type(op) in FOLDED and not isinstance(left, OPERANDS) and not isinstance(right, OPERANDS):
            return Const(FOLDED[type(op)](left, right))
        operands = as_operand(left), as_operand(right)
        return self.builder.apply(table[type(op)], *(operands if table is COMPARE else self.in_floats(operands)))

    def in_floats(self, operands: tuple) -> tuple:
        """Return operands, the first of the call's own as floats where they are ints alone, whose arithmetic wraps round."""
        own = (*self.apply.args, *(operand for _, operand in self.apply.kwargs)) if self.apply is not None else ()
        first = next((k for k, operand in enumerate(operands) if spelling.wraps(operand) and operand in own), None)
        if first is None or any(map(spelling.is_floating, operands)):
            return operands
        return *operands[:first], algebra.floats(self.builder, operands[first]), *operands[first + 1 :]

    def with_zero(self, op, left, right):
        """Return what is left of an expression that is linear in a differential that is zero."""
        if not isinstance(op, (gast.Add, gast.Sub)):
            return ZERO
        if right is ZERO:
            return left
        return right if isinstance(op, gast.Add) else self.negated(right)

    @staticmethod
    def number(value):
        """Return the number of a constant that holds one."""
        return value.value if isinstance(value, Const) and isinstance(value.value, (int, float)) else value

    def negated(self, value):
        if value is ZERO:
            return ZERO
        number = self.number(value)
        if isinstance(number, (int, float)):
            return Const(-number)
        return self.builder.apply("operator.neg", *self.in_floats((as_operand(value),)))

    def subscript(self, item) -> nodes.Subscript:
        items = item.elts if isinstance(item, gast.Tuple) else [item]
        return tuple(self.slice(part) if isinstance(part, gast.Slice) else self.operand(part) for part in items)

    def slice(self, node) -> Slice:
        return Slice(*(None if part is None else self.operand(part) for part in (node.lower, node.upper, node.step)))

    def is_default(self, node, own: bool) -> bool:
        """Say whether an argument is a parameter that the call left at its default: of the same function, or no number."""
        value = self.env[node.id] if isinstance(node, gast.Name) else Const(None)
        if not self.same_defaults and value not in (None, False):
            return False
        if isinstance(value, tuple):
            # Several arguments, or a tuple of numbers that is a parameter's default.
            return bool(value) and not any(isinstance(item, OPERANDS) for item in value)
        return not isinstance(value, (*OPERANDS, Zero)) and (own or value is None or isinstance(value, (bool, str)))

    def called(self, made, node, op: str, of: tuple):
        """Return what an object gives, which is called as the one that is differentiated was."""
        args = [self.value(arg) for arg in node.args]
        if made is ZERO or ZERO in args:
            return ZERO
        if len(args) > 1 and as_fact(args[-1]) == 0:
            # The derivative of order 0
            args.pop()
        return self.builder.apply(op, as_operand(made), *map(as_operand, args), kwargs=of, form=nodes.CALL)

    def interpolated(self, node):
        """Return what an interpolant gives that the recipe makes: interpolate.CubicSpline(x, y)(at)."""
        maker, made = self.qualified(node.func.func), self.value(node.func)
        if made is ZERO:
            return ZERO
        define = fitting.definition(self.builder, made)
        of = (*zip(interpolants.MAKERS[maker], define.args), *define.kwargs)
        return self.called(made, node, f"{interpolants.class_of(maker)}.{interpolants.CALL}", of)

    def call(self, node):
        if isinstance(node.func, gast.Call):
            return self.interpolated(node)
        if isinstance(node.func, gast.Name) and node.func.id in self.env:
            return self.called(self.env[node.func.id], node, self.apply.op, self.apply.kwargs)
        library = not isinstance(node.func, gast.Name) or node.func.id not in macros.BY_NAME
        own = library and self.apply is not None and self.qualified(node.func) == self.apply.op
        positional = list(node.args)
        while library and positional and self.is_default(positional[-1], own) and not self.requires(node.func, len(positional)):
            positional.pop()
        args = [self.value(arg) for arg in positional]
        keywords = [keyword for keyword in node.keywords if not (library and self.is_default(keyword.value, own))]
        kwargs = [(keyword.arg, self.value(keyword.value)) for keyword in keywords]
        if isinstance(node.func, gast.Name) and node.func.id in macros.BY_NAME:
            macro: Callable = macros.BY_NAME[node.func.id]
            if macro is macros.of_scipy:
                return Const(self.apply.op.startswith("scipy."))
            if macro is macros.is_zero:
                return Const(args[0] is ZERO)
            if macro is macros.is_active:
                return Const(node.args[0].id in self.active)
            if macro is macros.kin:
                return ZERO if ZERO in args else self.builder.apply(macros.kin_of(self.apply.op, args[0]), *map(as_operand, args[1:]))
            if macro is macros.again:
                return ZERO if args[0] is ZERO else linear_again(self.builder, self.apply, args[0])
            if any(arg is ZERO for arg in args):
                return ZERO
            return macro(self.builder, *args, **dict(kwargs))
        if ZERO in args:
            return ZERO
        op = self.qualified(node.func)
        given = tuple((name, as_operand(value)) for name, value in kwargs)
        form, text = self.spelling.get(op, (None, None))
        operands = tuple(map(as_operand, args))
        if op in primitives.ELEMENTWISE or op.startswith("scipy.special."):
            operands = self.in_floats(operands)
        return self.builder.apply(op, *operands, kwargs=given, form=form, text=text)

    def requires(self, function, count: int) -> bool:
        """Say whether a function can't be called with fewer arguments than these."""
        from srcad.rules import registry

        recipe = getattr(registry.find(self.qualified(function)), "recipe", None)
        return count == 1 or (recipe is not None and count <= len(recipe.params) and recipe.params[count - 1] not in recipe.defaults)

    def qualified(self, node) -> str:
        """Return the qualified name of a function; np.sin means math.sin where the user called math."""
        op = forms.qualified(node, self.modules)
        if self.math and op.startswith("numpy."):
            name = op.removeprefix("numpy.")
            name = MATH_NAMES.get(name, name)
            known = f"math.{name}" in primitives.MATH if self.math == "math" else hasattr(cmath, name)
            return f"{self.math}.{name}" if known else op
        return op
