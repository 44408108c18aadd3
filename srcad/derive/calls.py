"""Derives callees: a forward and a backward half each, built once for a callee and its active arguments.

    def g(x):               def g_fwd(x):               def g_bwd(saved, dy):
        return x * x   ->       y = x * x                   x = saved
                                return y, x                 return 2 * dy * x
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from srcad import errors
from srcad.ir import nodes, rewrite, types
from srcad.ir.nodes import Block, Operand, Value


@dataclass(eq=False)
class Derived:
    """A callee's derivative: `wanted` are the positions of its active arguments.

    `fresh` are those of them whose adjoints alias nothing else. The functions are None while they are under way.
    """

    name: str
    wanted: tuple[int, ...]
    forward: nodes.Function | None = None
    backward: nodes.Function | None = None
    tangent: nodes.Function | None = None
    fresh: frozenset[int] = frozenset()


@dataclass
class Pairs:
    """The callees derived so far in one build, in the order in which their text is written.

    sources: the user's function that each derived one came from, by name. closed: derive callees to functions of plain
    values alone, which can be derived again: the backward pass calls `g_vjp(x, dy)`, which computes g again, where a pair
    would hand what it needs from one half to the other. machine: for a machine's compiler, do so where what a pair hands
    over would have no type of its own.
    """

    of: dict[tuple, Derived] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    functions: list[nodes.Function] = field(default_factory=list)
    primals: dict[tuple, nodes.Function] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    closed: bool = False
    machine: bool = False
    callees: dict[tuple, nodes.Callee] = field(default_factory=dict)

    def name(self, wanted: str) -> str:
        """Return a name for another pair: the callee's own, numbered where several versions of it are used."""
        wanted = wanted if wanted.isidentifier() else "callee"
        count = self.names.get(wanted, 0)
        self.names[wanted] = count + 1
        return f"{wanted}_{count}" if count else wanted

    def is_closed(self, callee: nodes.Callee) -> bool:
        """Say whether a callee is derived to a function of plain values: where it calls itself, its halves hand over what nests as
        the calls do; where it returns in several places, what differs from one to the other.
        """
        if self.closed or not self.machine or callee.function is None:
            return self.closed
        return isinstance(callee.function.body.leaf, nodes.Branch) or reaches(callee, callee.key)

    def pair(self, call: nodes.Call, wanted: tuple[int, ...], costs) -> Derived:
        """Return the forward and backward halves of a callee."""
        key = ("pair", call.callee.key, wanted)
        if key not in self.of:
            from srcad.derive import pair

            derived = self.of[key] = Derived(self.name(call.callee.name), wanted)
            pair.build(derived, call.callee.function, self, costs)
            self.functions += [derived.forward, derived.backward]
            self.sources |= dict.fromkeys((derived.forward.name, derived.backward.name), call.callee.source)
        return self.of[key]

    def jvp(self, call: nodes.Call, wanted: tuple[int, ...]) -> Derived:
        """Return the tangent function of a callee."""
        key = ("jvp", call.callee.key, wanted)
        if key not in self.of:
            from srcad.derive import forward

            derived = self.of[key] = Derived(self.name(call.callee.name), wanted)
            derived.tangent = forward.tangent(call.callee.function, f"{derived.name}_jvp", wanted, self, called=True)
            derived.tangent.params = positional_params(derived.tangent.params)
            self.functions.append(derived.tangent)
            self.sources[derived.tangent.name] = call.callee.source
        return self.of[key]


    def pullback(self, call: nodes.Call, wanted: tuple[int, ...], costs) -> tuple[nodes.Callee, int]:
        """Return the function of a callee's arguments and its result's adjoint that gives theirs, and the adjoint's place."""
        from srcad.derive import gradient

        function = replace(call.callee.function, params=positional_params(call.callee.function.params))
        request = gradient.Request(f"{call.callee.name}_vjp", wanted, len(wanted) == 1, seed=True, costs=costs)
        return self.made("vjp", call, wanted, lambda: gradient.gradient(function, request, self)), gradient.seed_place(function.params)

    def pushforward(self, call: nodes.Call, wanted: tuple[int, ...]) -> nodes.Callee:
        """Return the function that gives a callee's value and tangent, each wanted argument followed by its tangent."""
        from srcad.derive import forward

        function = replace(call.callee.function, params=positional_params(call.callee.function.params))
        name = f"{call.callee.name}_jvp"
        return self.made("jvp", call, wanted, lambda: forward.tangent(function, name, wanted, self, called=True))

    def made(self, kind: str, call: nodes.Call, wanted: tuple[int, ...], derive: Callable[[], nodes.Function]) -> nodes.Callee:
        """Return a callee's derivative as a callee like any other; its function is there once it has been derived."""
        key = ("srcad", kind, call.callee.key, wanted)
        if key not in self.callees:
            callee = self.callees[key] = nodes.Callee(f"{call.callee.name}_{kind}", key, call.callee.source)
            callee.function = derive()
        return self.callees[key]


def reaches(callee: nodes.Callee, wanted: tuple) -> bool:
    """Say whether a call of a function leads to one of the function with this key."""
    seen: set[tuple] = set()
    pending = [callee]
    while pending:
        function = pending.pop().function
        for node in rewrite.walk(function.body) if function is not None else ():
            if isinstance(node, nodes.Call):
                if node.callee.key == wanted:
                    return True
                if node.callee.key not in seen:
                    seen.add(node.callee.key)
                    pending.append(node.callee)
    return False


def positional_params(params: tuple[nodes.Param, ...]) -> tuple[nodes.Param, ...]:
    """Return a callee's parameters as `positional` gives its arguments; a default in front of a parameter without one goes."""
    last = max((k for k, param in enumerate(params) if param.default is None), default=-1)
    return tuple(nodes.Param(p.value, p.name, p.default if k > last else None) for k, p in enumerate(params))


def positional(call: nodes.Call) -> nodes.Call:
    """Return a call with its keyword arguments in their places, as far as the callee's defaults allow."""
    if not call.kwargs:
        return call
    params = call.callee.function.params
    given = dict(zip((p.name for p in params), call.args))
    given.update(call.kwargs)
    args: list[Operand] = []
    missing = False
    for param in params:
        if param.name in given and not missing:
            args.append(given.pop(param.name))
        elif param.name not in given:
            missing = True
    if given:
        args = _with_defaults(call, params)
        given = {}
    return nodes.Call(call.results, call.callee, tuple(args), (), call.part, call.origin, call.spelled)


def _with_defaults(call: nodes.Call, params) -> list[Operand]:
    """Return the arguments up to the last one given, literal defaults written out in between."""
    import ast

    given = dict(zip((p.name for p in params), call.args))
    given.update(call.kwargs)
    last = max(k for k, param in enumerate(params) if param.name in given)
    args: list[Operand] = []
    for param in params[: last + 1]:
        if param.name in given:
            args.append(given[param.name])
            continue
        try:
            args.append(nodes.Const(ast.literal_eval(param.default or ""), param.default))
        except (ValueError, SyntaxError):
            raise errors.UnsupportedCallError(
                f"the default of '{param.name}' is no literal", call.origin, instead="pass the argument"
            ) from None
    return args


def forward_halves(function: nodes.Function, active: set[Value], pairs: Pairs, costs, stale: set[Value]) -> nodes.Function:
    """Return the function with its active calls replaced by calls of forward halves."""

    def block(inner: Block) -> Block:
        statements: list[nodes.Statement] = []
        for node in inner.statements:
            statements.extend(half(node) if isinstance(node, nodes.Call) else [nested(node)])
        leaf = inner.leaf
        if isinstance(leaf, nodes.Branch):
            leaf.then, leaf.orelse = block(leaf.then), block(leaf.orelse)
        return Block(tuple(statements), leaf)

    def nested(node: nodes.Statement) -> nodes.Statement:
        match node:
            case nodes.If():
                node.then, node.orelse = block(node.then), block(node.orelse)
            case nodes.For() | nodes.Loop():
                node.body = block(node.body)
        return node

    def half(node: nodes.Call) -> list[nodes.Statement]:
        if node.part != nodes.PRIMAL_CALL or not any(result in active for result in node.results) or pairs.is_closed(node.callee):
            return [node]
        call = positional(node)
        wanted = tuple(k for k, arg in enumerate(call.args) if arg in active)
        if call.callee.function is None:
            raise errors.InternalError(f"the callee {call.callee.name} was not lowered", node.origin)
        derived = pairs.pair(call, wanted, costs)
        callee = nodes.Callee(derived.name, ("pair", call.callee.key, wanted), derived, call.callee.function)
        saved = Value(types.Saved(), f"{derived.name}_saved", False, (f"{derived.name}_saved",), node.origin)
        copies, args = copied_arguments(call, stale, active)
        return [*copies, nodes.Call((*node.results, saved), callee, args, (), nodes.FORWARD_CALL, node.origin)]

    return nodes.Function(function.name, function.params, block(function.body), function.doc, function.origin)


def copied_arguments(
    call: nodes.Call, stale: set[Value], active: set[Value]
) -> tuple[list[nodes.Statement], tuple[Operand, ...]]:
    """Copy the arrays that the caller writes after the call: the callee may have saved them by reference.

    The copy of an active value is added to `active`.
    """
    copies: list[nodes.Statement] = []
    args: list[Operand] = []
    for arg in call.args:
        if isinstance(arg, Value) and arg in stale:
            copy = Value(arg.type, arg.name, False, arg.entity, call.origin)
            op, form = ("builtins.list", None) if isinstance(arg.type, types.List) else ("numpy.copy", nodes.METHOD)
            copies.append(nodes.Apply(copy, op, (arg,), (), form, "copy" if form else "list", origin=call.origin))
            if arg in active:
                active.add(copy)
            arg = copy
        args.append(arg)
    return copies, tuple(args)


def calls_in(function: nodes.Function) -> list[nodes.Call]:
    return [node for node in rewrite.walk(function.body) if isinstance(node, nodes.Call)]
