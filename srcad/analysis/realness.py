"""Finds what is taken to be real, may turn out to be complex at the run, and flows to where that makes a difference.

    y = x ** p               # complex in Python where x is negative
    return abs(y + 1)        # the adjoint of y lacks a conjugate then

A complex value stays complex in arithmetic, and a function that returns one is noticed; it is lost where a modulus or a
real part is taken, or where it meets what is known to be complex. What flows there is to be looked at by the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from srcad.analysis import activity, infer, primitives
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.ir.types import Array, Scalar, Unknown
from srcad.rules.holomorphic import is_holomorphic

POWERS = ("operator.pow", "builtins.pow")
# Real for some real matrices, complex for others.
MATRICES = ("scipy.linalg.sqrtm", "scipy.linalg.logm")
# What hands its arguments on, and what raises for complex numbers.
PASSING = ("tuple", "list", "literal", "builtins.list", "builtins.tuple", "builtins.reversed", "numpy.copy")
RAISING = ("math.", "builtins.float", "builtins.int", "builtins.round", "builtins.divmod", "operator.floordiv", "operator.mod")
KNOWN = ("numpy.", "scipy.", "math.", "cmath.", "operator.", "builtins.", "random.", "srcad.", "functools.", "itertools.")
NOT_NEGATIVE = (
    "builtins.abs builtins.len math.exp math.sqrt math.hypot math.fabs math.dist math.cosh numpy.abs numpy.exp numpy.sqrt"
).split()

# What a value may be made of: statements whose result may be complex, and numbers of the function's parameters.
Sources = frozenset
NONE: Sources = frozenset()


@dataclass
class Summary:
    """Which sources reach what a function returns, and which are lost in it."""

    returned: Sources = NONE
    lost: Sources = NONE


@dataclass
class Findings:
    """`lost`: the statements whose result the run has to look at; `returns`: whether the result itself may be complex."""

    lost: Sources = NONE
    returns: bool = False
    functions: dict[int, nodes.Function] = field(default_factory=dict)


def findings(function: nodes.Function) -> Findings:
    """Return what may be complex in a function and in what it calls."""
    summaries: dict[int, Summary] = {}
    functions = {id(one): one for one in reachable(function)}
    while True:
        found = {key: _Flow(one, summaries, one is function).summary() for key, one in functions.items()}
        if found == summaries:
            break
        summaries = found
    lost = frozenset(source for one in summaries.values() for source in one.lost if not isinstance(source, int))
    returned = [source for source in summaries[id(function)].returned if not isinstance(source, int)]
    return Findings(lost, bool(returned), functions)


def reachable(function: nodes.Function) -> list[nodes.Function]:
    """Return a function and those that it calls, each once."""
    found = [function]
    for one in found:
        for node in rewrite.walk(one.body):
            callee = node.callee.function if isinstance(node, nodes.Call) else None
            if callee is not None and not any(callee is other for other in found):
                found.append(callee)
    return found


class _Flow:
    def __init__(self, function: nodes.Function, summaries: dict[int, Summary], outermost: bool):
        self.function, self.summaries = function, summaries
        self.of: dict[Value, Sources] = {}
        self.lost: Sources = NONE
        self.returned: Sources = NONE
        self.changed = True
        self.defines: dict[Value, nodes.Statement] = {}
        self.elements: set[Value] = set()
        for node in rewrite.walk(function.body):
            if isinstance(node, (nodes.Apply, nodes.Load)):
                self.defines[node.result] = node
            if isinstance(node, nodes.For) and isinstance(node.space, nodes.Items):
                pairs = zip(node.space.elements, node.space.sequences, strict=True)
                self.elements |= {element for element, items in pairs if isinstance(infer.type_of(items), Array)}
        params = [param.value for param in function.params]
        if outermost:
            self.elements |= {value for value in params if isinstance(value.type, Scalar) and value.type.boxed}
        else:
            self.of |= {value: frozenset((k,)) for k, value in enumerate(params)}

    def summary(self) -> Summary:
        while self.changed:
            self.changed = False
            self.block(self.function.body, (), ())
        return Summary(self.returned, self.lost)

    # -- flow ----------------------------------------------------------------------------------------------------

    def sources(self, operands: Iterable[Operand | None]) -> Sources:
        return NONE.union(*(self.of.get(one, NONE) for one in operands if isinstance(one, Value)))

    def mark(self, value: Value, sources: Sources) -> None:
        was = self.of.get(value, NONE)
        if carries(value.type) and not sources <= was:
            self.of[value] = was | sources
            self.changed = True

    def flow(self, targets: Iterable[Value], operands: Iterable[Operand]) -> None:
        for target, operand in zip(targets, operands, strict=True):
            self.mark(target, self.sources((operand,)))

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Apply():
                self.apply(node)
            case nodes.Load():
                self.flow((node.result,), (node.source,))
            case nodes.Store():
                self.store(node)
            case nodes.Append():
                self.mark(node.result, self.sources((node.source, node.value)))
            case nodes.Pop():
                self.flow((node.result, node.value), (node.source, node.source))
            case nodes.Effect(op="call", function=None):
                for result in node.results:
                    self.mark(result, frozenset((node,)) if is_open(result.type) else NONE)
            case nodes.Call():
                self.call(node)
            case nodes.If():
                self.block(node.then, node.results, ())
                self.block(node.orelse, node.results, ())
            case nodes.For() | nodes.Loop():
                self.loop(node)

    def apply(self, node: nodes.Apply) -> None:
        """Follow an operation: what it makes may be complex itself, and what comes in is handed on or lost."""
        operands = contents.operands(node)
        own = frozenset((node,)) if self.may_be_complex(node) else NONE
        came = self.sources(operands)
        if came and (activity.is_constant(node) or node.op.startswith(RAISING)):
            came = NONE
        elif came and self.loses(node):
            self.lost |= came
            came = NONE
        self.mark(node.result, own | came)

    def loses(self, node: nodes.Apply) -> bool:
        """Say whether an operation treats complex numbers otherwise than real ones."""
        if not carries(node.result.type):
            return False
        mixed = any(map(types.has_complex, map(infer.type_of, contents.operands(node))))
        return mixed or not (is_holomorphic(node.op) or node.op in PASSING)

    def store(self, node: nodes.Store) -> None:
        came, buffer = self.sources((node.value,)), infer.type_of(node.source)
        if isinstance(buffer, types.List):
            self.mark(node.result, came | self.sources((node.source,)))
        elif not isinstance(infer.type_of(node.value), Scalar) or types.has_complex(buffer):
            # A number is refused by an array of floats, of an array the imaginary part is left out.
            self.lost |= came

    def call(self, node: nodes.Call) -> None:
        known = self.summaries.get(id(node.callee.function), Summary())
        named = {name: operand for name, operand in node.kwargs}
        params = node.callee.function.params if node.callee.function is not None else ()
        given = dict(enumerate(node.args)) | {k: named[p.name] for k, p in enumerate(params) if p.name in named}

        def in_our_terms(sources: Sources) -> Sources:
            ours = NONE.union(*(self.sources((given.get(one),)) for one in sources if isinstance(one, int)))
            return ours | frozenset(one for one in sources if not isinstance(one, int))

        self.lost |= in_our_terms(known.lost)
        for result in node.results:
            self.mark(result, in_our_terms(known.returned))

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        self.flow(node.params, node.inits)
        if isinstance(node, nodes.For) and isinstance(node.space, nodes.Items):
            self.flow(node.space.elements, node.space.sequences)
        self.block(node.body, node.results, node.params)
        if isinstance(node, nodes.For):
            self.flow(node.results, node.exhausted)

    def block(self, block: Block, results: tuple[Value, ...], params: tuple[Value, ...]) -> None:
        for statement in block.statements:
            self.statement(statement)
        match block.leaf:
            case nodes.Return(value):
                self.returned |= self.sources((value,))
            case nodes.Yield(values) | nodes.Exit(values):
                self.flow(results, values)
            case nodes.Next(values):
                self.flow(params, values)
            case nodes.Branch(_, then, orelse):
                self.block(then, results, params)
                self.block(orelse, results, params)

    # -- sources -------------------------------------------------------------------------------------------------

    def may_be_complex(self, node: nodes.Apply) -> bool:
        """Say whether an operation of real numbers may give a complex one, although its type says otherwise."""
        if types.has_complex(node.result.type):
            return False
        if node.op in POWERS and len(node.args) == 2:
            return self.is_open_power(*node.args)
        return node.op in MATRICES or node.op not in primitives.BY_OP and not node.op.startswith(KNOWN) and is_open(node.result.type)

    def is_open_power(self, base: Operand, exponent: Operand) -> bool:
        """Say whether a power may be a complex number of Python's: NumPy's are not a number instead."""
        kinds = [infer.type_of(operand) for operand in (base, exponent)]
        if not all(isinstance(kind, (Scalar, Unknown)) for kind in kinds) or types.dtype_of(kinds[1]) in (types.INT, types.BOOL):
            return False
        if isinstance(exponent, Const) and exponent.value == int(exponent.value):
            return False
        return not (self.is_not_negative(base) or self.is_numpys(base) or self.is_numpys(exponent))

    def is_numpys(self, operand: Operand) -> bool:
        """Say whether an operand is surely a number of NumPy's."""
        if operand in self.elements:
            return True
        match self.defines.get(operand) if isinstance(operand, Value) else None:
            case nodes.Load(source=source):
                return isinstance(infer.type_of(source), Array)
            case nodes.Apply(op=op, args=args) if op.startswith("operator."):
                return any(isinstance(infer.type_of(arg), Array) or self.is_numpys(arg) for arg in args)
            case nodes.Apply(op=op):
                return op.startswith("numpy.")
        return False

    def is_not_negative(self, operand: Operand) -> bool:
        """Say whether an operand is surely 0 or more."""
        if isinstance(operand, Const):
            return not isinstance(operand.value, complex) and operand.value >= 0
        if isinstance(operand, nodes.Global):
            return operand.qualified in ("math.pi", "math.e", "math.tau", "numpy.pi", "numpy.e")
        match self.defines.get(operand):
            case nodes.Apply(op="operator.mul", args=(a, b)) if a is b:
                return True
            case nodes.Apply(op="operator.pow", args=(base, Const(int(n)))):
                return n % 2 == 0 or self.is_not_negative(base)
            case nodes.Apply(op="operator.add" | "operator.mul" | "operator.truediv", args=args):
                return all(map(self.is_not_negative, args))
            case nodes.Apply(op=op):
                return op in NOT_NEGATIVE
        return False


def carries(type_: types.Type) -> bool:
    """Say whether a value of a type may be a complex number, or hold one."""
    match type_:
        case types.Tuple(items):
            return any(map(carries, items))
        case types.List(item):
            return carries(item)
        case Scalar(dtype) | Array(dtype):
            return dtype not in (types.INT, types.BOOL)
    return isinstance(type_, (Unknown, types.Never))


def is_open(type_: types.Type) -> bool:
    """Say whether it isn't known of a value whether it is real."""
    return isinstance(type_, Unknown) and not type_.complex
