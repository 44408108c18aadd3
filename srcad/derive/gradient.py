"""Derives gradients: a function and its backward pass, in one function.

    def f(x):                def f_grad(x):
        a = x * x                a = x * x
        return a * x     ->      da = x
                                 dx = a + 2 * da * x
                                 return dx
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from srcad import errors
from srcad.analysis import activity, infer, memory, precision
from srcad.derive import calls, unused
from srcad.derive.list_ends import yield_lists
from srcad.derive.prepare import instrument, split_tuples
from srcad.derive.costs import Costs
from srcad.derive.residuals import Residuals
from srcad.derive.reverse import Reverse, ends_in
from srcad.derive.tree import Tree
from srcad.ir import nodes, rewrite, types
from srcad.ir.names import free_name
from srcad.ir.build import Builder
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.simplify import clean, logistic


@dataclass(frozen=True)
class Request:
    """What the derivative gives: `argnums` the parameters, `bare` a single one without a tuple around it.

    `value` asks for the result as well, `aux` says that the function returns (result, anything else), `seed` that the
    adjoint of the result is a parameter of the derivative's own, named `seed`.
    """

    name: str
    argnums: tuple[int, ...]
    bare: bool = True
    value: bool = False
    aux: bool = False
    seed: bool = False
    costs: Costs = Costs()


class _Gradient:
    def __init__(self, function: nodes.Function, request: Request, order: int, pairs: calls.Pairs):
        function = rewrite.copy_function(function)
        function, self.parts = split_tuples(function)
        self.inputs = [function.params[k].value for k in request.argnums]
        active = activity.active(function.body, self.leaves(self.inputs))
        function, ends = yield_lists(function, active)
        function, exits = instrument(function, active)
        self.request, self.order = request, order
        self.stale = memory.stale_values(function.body)
        self.function = calls.forward_halves(function, active, pairs, request.costs, self.stale)
        self.primal = {id(node) for node in rewrite.walk(self.function.body)}
        pullback = partial(pairs.pullback, costs=request.costs)
        self.state = Reverse(self.function, active, order, self.parts, exits, self.stale, ends, pullback)
        # Under this key, what the function returns travels with the adjoints.
        self.result_key = self.state.result_key = Value(name=None)
        self.seed: Value | None = None

    def leaves(self, values) -> list[Value]:
        """Return values and the parts of those that are tuples."""
        return [leaf for value in values for leaf in (value, *self.leaves(self.parts.get(value, ())))]

    def derive(self) -> nodes.Function:
        params = self.params()
        body = self.total(self.function.body, self.close)
        unused.drop(self.primal, self.state.pairing.counters.values(), body)
        logistic.read_off(body)
        tree = Tree([(body, tuple(param.value for param in params))])
        residuals = Residuals(
            tree,
            self.state.pairing.mirrored(),
            self.state.pairing.counters,
            self.primal,
            self.stale,
            self.function.body,
            self.request.costs,
        )
        residuals.run(self.function, body)
        tree.freeze()
        return nodes.Function(self.request.name, params, body, origin=self.function.origin)

    def params(self) -> tuple[nodes.Param, ...]:
        params = self.function.params
        if not self.request.seed:
            return params
        name = free_name("dy", {*(param.name for param in params), *rewrite.global_names(self.function.body)})
        self.seed = Value(types.UNKNOWN, name, False, (name, ("seed", self.order)))
        at = seed_place(params)
        return (*params[:at], nodes.Param(self.seed, name), *params[at:])

    # -- bodies ---------------------------------------------------------------------------------------------

    def total(self, block: Block, close: Callable[[], nodes.Leaf]) -> Block:
        """Return a block of the function's own level, forward and backward: what `close` appends comes behind both."""
        state = self.state
        builder = state.builder = Builder(block.leaf.origin)
        builder.statements.extend(block.statements)
        state.pairing.pairs.append((block, builder))
        state.new_tapes(block)
        leaf = block.leaf
        if isinstance(leaf, nodes.Branch):
            for raising, other in ((leaf.then, leaf.orelse), (leaf.orelse, leaf.then)):
                if ends_in(raising, nodes.Raise):
                    rest = self.total(other, lambda: self.finish(block, close))
                    sides = (raising, rest) if raising is leaf.then else (rest, raising)
                    branch = nodes.Branch(leaf.condition, *sides, leaf.origin)
                    return state.pairing.close(builder, branch)
            state.at(leaf.origin)
            state.conditional(leaf.condition, (leaf.then, leaf.orelse), self.side)
        elif isinstance(leaf, nodes.Return):
            self.start(leaf)
        else:
            return state.pairing.close(builder, leaf)
        return state.pairing.close(builder, self.finish(block, close))

    def side(self, block: Block) -> None:
        """Append a tail branch's side, forward and backward, to the block under construction."""
        builder = self.state.builder
        self.state.pairing.pairs.append((block, builder))
        builder.statements.extend(block.statements)
        self.state.new_tapes(block)
        leaf = block.leaf
        if isinstance(leaf, nodes.Branch):
            for raising, other in ((leaf.then, leaf.orelse), (leaf.orelse, leaf.then)):
                if ends_in(raising, nodes.Raise):
                    self.guarded(leaf, raising, other)
                    break
            else:
                self.state.at(leaf.origin)
                self.state.conditional(leaf.condition, (leaf.then, leaf.orelse), self.side)
        elif isinstance(leaf, nodes.Return):
            self.start(leaf)
        self.state.statements(block)

    def guarded(self, leaf: nodes.Branch, raising: Block, other: Block) -> None:
        """Append `if c: raise` as a statement, then the rest."""
        empty = Block((), nodes.Yield((), leaf.origin))
        sides = (raising, empty) if raising is leaf.then else (empty, raising)
        guard = nodes.If(leaf.condition, *sides, (), leaf.origin)
        self.primal.add(id(guard))
        self.state.builder.add(guard)
        self.side(other)

    def start(self, leaf: nodes.Return) -> None:
        """Begin the backward pass at the result."""
        state, result = self.state, leaf.value
        state.at(leaf.origin)
        state.adjoint.of[self.result_key] = result
        if self.request.aux:
            result = self.main_result(leaf)
        seed: Operand = Const(1.0) if self.seed is None else self.seed
        if self.seed is not None:
            self.seed.type = infer.type_of(result)
        check_real(infer.type_of(result), leaf)
        if self.seed is None:
            check_scalar(infer.type_of(result), leaf)
        if self.request.aux:
            state.adjoint.add(result, seed)  # only the tuple that it stands in is read
        else:
            state.adjoint.contribute(result, seed)

    def main_result(self, leaf: nodes.Return) -> Operand:
        parts = self.parts.get(leaf.value, ())
        if len(parts) != 2:
            raise errors.ArgumentError(
                "has_aux needs a function that returns a pair (result, aux)", leaf.origin, instead="return value, aux"
            )
        return parts[0]

    def finish(self, block: Block, close: Callable[[], nodes.Leaf]) -> nodes.Leaf:
        self.state.statements(block)
        return close()

    def close(self) -> nodes.Leaf:
        """Append the derivative's result; return the leaf that returns it."""
        state, request = self.state, self.request
        state.at_region(state.builder.origin)
        value = state.adjoint.of.pop(self.result_key, None)
        gradients: list[Operand] = []
        for source in self.inputs:
            gradients.append(self.gradient(source, gradients))
        result = gradients[0] if request.bare else self.pack(gradients)
        if request.value:
            result = self.pack([value, result])
        elif request.aux:
            result = self.pack([result, state.builder.load(value, ((Const(1),),))])
        return nodes.Return(result, state.builder.origin)

    def gradient(self, source: Value, others: list[Operand]) -> Operand:
        """Return the adjoint of an argument, whole, and aliasing nothing."""
        adjoint = self.state.adjoint.take(source)
        if adjoint is None:
            zero = self.state.builder.zeros_like(source, self.state.adjoint.name(source), self.state.adjoint.entity(source))
            return self.in_dtype(zero, source)
        whole = self.in_dtype(self.state.adjoint.whole(adjoint, source), source)
        shared = any(whole is other for other in others) or not self.is_new(whole)
        if shared and isinstance(source.type, (types.Array, types.Unknown)) and not isinstance(whole, Const):
            if not isinstance(infer.type_of(whole), types.Scalar):
                return self.state.adjoint.copy(whole, source)
        return whole

    def in_dtype(self, adjoint: Operand, source: Value) -> Operand:
        """Return an adjoint in the dtype of its argument, whatever the dtypes of what was added up."""
        builder = self.state.builder
        sure = precision.is_surely_single(builder.statements, adjoint)
        cast = infer.in_precision(builder, adjoint, source, sure)
        if cast is not adjoint:
            cast.name, cast.entity = self.state.adjoint.name(source), self.state.adjoint.entity(source)
            cast.type = source.type
            self.state.adjoint.owned.add(cast)
        return cast

    def is_new(self, adjoint: Operand) -> bool:
        state = self.state.adjoint
        if isinstance(adjoint, nodes.Global):
            return isinstance(infer.type_of(adjoint), types.Scalar)
        return not isinstance(adjoint, Value) or adjoint in state.owned or state.is_allocated(adjoint)

    def pack(self, items: list[Operand]) -> Value:
        builder = self.state.builder
        result = builder.value(types.Tuple(tuple(infer.type_of(item) for item in items)))
        builder.add(nodes.Apply(result, "tuple", tuple(items), origin=builder.origin))
        return result


def seed_place(params: tuple[nodes.Param, ...]) -> int:
    """Return where the result's adjoint stands among a function's parameters: behind the last one without a default."""
    return next((k for k, p in enumerate(params) if p.default is not None or p.kind == "keyword"), len(params))


def check_scalar(kind: types.Type, leaf: nodes.Return) -> None:
    """Refuse a result that is no scalar: a gradient starts from one number."""
    number = isinstance(kind, (types.Scalar, types.Unknown, types.Never))
    if number or (isinstance(kind, types.Array) and kind.rank in (0, None)):
        return
    words = repr(kind.value) if isinstance(kind, types.Known) else str(kind)
    instead = "reduce it (np.sum), or use srcad.vjp or srcad.jvp"
    if isinstance(kind, types.Known) and kind.value is None:
        instead = "differentiate a function that calls it on an array of its own, and returns a number made of what was written"
    raise errors.ArgumentError(
        f"the result is no scalar but {words}", leaf.origin, why="a gradient is that of one number", instead=instead
    )


def check_real(kind: types.Type, leaf: nodes.Return) -> None:
    """Refuse a complex result: the gradient of one is a matter of convention."""
    if types.has_complex(kind):
        raise errors.ArgumentError(
            "the result is complex",
            leaf.origin,
            why="a gradient is that of a real number",
            instead="return its real part, its absolute value or the like",
        )


def order_of(function: nodes.Function) -> int:
    """Return the number of this derivative: one more than those already in the function."""
    orders = [0]
    for value in (*(param.value for param in function.params), *rewrite.defined_in(function.body)):
        orders += [part[1] for part in value.entity or () if isinstance(part, tuple) and isinstance(part[1], int)]
    return max(orders) + 1


def gradient(function: nodes.Function, request: Request, pairs: calls.Pairs) -> nodes.Function:
    """Return the derivative of a function in reverse mode; the pairs of its callees are added to `pairs`."""
    return clean.clean(_Gradient(function, request, order_of(function), pairs).derive())
