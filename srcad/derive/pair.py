"""Derives the two halves of a callee: the forward one also returns what the backward one needs.

    def power(x, n):                   def power_fwd(x, n):                def power_bwd(saved, dy):
        if n == 0:                         if n == 0:                          if saved is None:
            return 1.0             ->          return 1.0, None                    return 0.0
        return x * power(x, n - 1)         ...                                 ...
"""

from __future__ import annotations

from srcad.analysis import infer, python_results
from srcad.derive import calls, unused
from srcad.derive.gradient import _Gradient, Request, order_of
from srcad.derive.residuals import Residuals
from srcad.derive.reverse import Leaves
from srcad.derive.tree import Tree
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.simplify import clean, logistic


class _Pair(_Gradient):
    """Builds both halves; the residuals cross the boundary in one value, `saved`."""

    def build(self, derived: calls.Derived) -> None:
        primal = self.function.body
        saved = Value(types.Saved(), "saved", False, ("saved", self.order))
        dy = Value(result_type(primal), "dy", False, ("dy", ("seed", self.order)))
        params = (nodes.Param(saved, "saved"), nodes.Param(dy, "dy"))
        backward = self.backward(primal, dy, derived)
        unused.drop(self.primal, self.state.pairing.counters.values(), primal, backward)
        logistic.read_off(primal, backward)
        tree = Tree([(primal, tuple(p.value for p in self.function.params)), (backward, (saved, dy))])
        pairing = self.state.pairing
        none_when = self.test_of_nothing(primal, backward, saved)
        residuals = Residuals(
            tree, pairing.mirrored(), pairing.counters, self.primal, self.stale, self.function.body, self.request.costs
        )
        residuals.visit(backward)
        residuals.region(primal, backward)
        kept = self.kept(tree, backward)
        self.hand_over(tree, primal, backward, saved, kept, none_when)
        tree.freeze()
        name = derived.name
        given = calls.positional_params(self.function.params)
        forward = nodes.Function(f"{name}_fwd", given, primal, origin=self.function.origin)
        derived.forward = clean.clean(forward)
        derived.backward = clean.clean(nodes.Function(f"{name}_bwd", params, backward, origin=self.function.origin))

    def backward(self, primal: Block, dy: Value, derived: calls.Derived) -> Block:
        state = self.state
        builder = state.builder = Builder(primal.leaf.origin)
        state.block(primal, Leaves(seed=dy))
        gradients = [self.adjoint_of(source) for source in self.inputs]
        derived.fresh = frozenset(
            k for k, gradient in zip(derived.wanted, gradients, strict=True) if self.alone(gradient, gradients)
        )
        result = gradients[0] if len(gradients) == 1 else self.pack(gradients)
        return state.pairing.close(builder, nodes.Return(result, builder.origin))

    def adjoint_of(self, source: Value) -> Operand:
        """Return the adjoint of a parameter, whole; unlike a gradient it may alias others."""
        adjoint = self.state.adjoint.take(source)
        if adjoint is None:
            return self.state.builder.zeros_like(source, self.state.adjoint.name(source), self.state.adjoint.entity(source))
        return self.state.adjoint.whole(adjoint, source)

    def alone(self, gradient: Operand, gradients: list[Operand]) -> bool:
        return isinstance(gradient, Value) and gradient in self.state.adjoint.owned and sum(g is gradient for g in gradients) == 1

    def kept(self, tree: Tree, backward: Block) -> list[Value]:
        """Return the primal values that the backward half still reads, in the order of their definition."""
        inside = set(rewrite.defined_in(backward))
        found = dict.fromkeys(
            value for value, _ in tree.reads(backward) if value not in inside and tree.chain(tree.block_of[value])[-1] is not backward
        )
        order = [*(p.value for p in self.function.params), *rewrite.defined_in(tree.roots[0])]
        position = {value: k for k, value in enumerate(order)}
        return sorted(found, key=lambda value: position.get(value, -1))

    def test_of_nothing(self, primal: Block, backward: Block, saved: Value) -> tuple[Block, Block] | None:
        """Where one of the two ways through the callee needs nothing kept, let `saved is None` tell it.

        Returns the primal side that saves nothing, and the backward side that reads what is saved; else None.
        """
        regions = [node for node in backward.statements if contents.blocks(node)]
        if not isinstance(primal.leaf, nodes.Branch) or len(regions) != 1 or not isinstance(regions[0], nodes.If):
            return None
        node = regions[0]
        mirrored = {id(p): b for p, b in self.state.pairing.mirrored()}
        sides = contents.blocks(primal.leaf)
        if any(mirrored.get(id(side)) not in contents.blocks(node) for side in sides):
            return None
        primals = set(rewrite.defined_in(primal)) | {param.value for param in self.function.params}
        outside = [s for s in backward.statements if s is not node]
        if any(value in primals for s in (*outside, backward.leaf) for value in rewrite.read_by(s)):
            return None
        for side, other in (sides, sides[::-1]):
            reads = (value for s in (*mirrored[id(side)].statements, mirrored[id(side)].leaf) for value in rewrite.read_by(s))
            if not any(value in primals for value in reads):
                return self.tell_apart(node, saved, side, mirrored[id(side)], mirrored[id(other)], backward)
        return None

    def tell_apart(self, node: nodes.If, saved: Value, side: Block, empty: Block, full: Block, backward: Block):
        test = Value(types.BOOLEAN, origin=node.origin)
        op = "operator.is_" if node.then is empty else "operator.is_not"
        backward.statements = list(backward.statements)
        at = next(k for k, other in enumerate(backward.statements) if other is node)
        backward.statements.insert(at, nodes.Apply(test, op, (saved, Const(None)), origin=node.origin))
        node.condition = test
        return side, full

    def hand_over(
        self, tree: Tree, primal: Block, backward: Block, saved: Value, kept: list[Value], none_when: tuple[Block, Block] | None
    ) -> None:
        """Let the forward half return the kept values, and the backward half read them."""
        loads, mapping = [], {}
        nothing, reader = none_when or (None, backward)
        ends = [end for end in returns(primal) if nothing is None or not tree.encloses(nothing, end[1])]
        packs = len(kept) > 1 or (nothing is not None and any(self.may_be_none(v, tree, ends) for v in kept))
        saved.type = types.Saved(len(kept) if packs else None)
        for k, value in enumerate(kept):
            twin = Value(value.type, value.name, value.named, value.entity, value.origin)
            mapping[value] = twin
            if packs:
                loads.append(nodes.Load(twin, saved, ((Const(k),),), value.origin))
        if kept and not packs:
            mapping[kept[0]] = saved
            if getattr(kept[0].type, "layout", None) is not None:
                saved.type = kept[0].type  # how its items are read
            saved.name, saved.entity = "saved", ("saved", self.order)
        for leaf, block in returns(primal):
            if any(block is other for _, other in ends):
                # Where None tells the ways apart, the way that needs nothing either has to save something.
                marker = Const(None if nothing is None else True)
                self.return_saved(leaf, self.packed(leaf, block, kept, tree, packs) if kept else marker, block)
            else:
                self.return_saved(leaf, Const(None), block)
        tree.substitute(backward, mapping)
        reader.statements[:0] = loads

    def may_be_none(self, value: Value, tree: Tree, ends: list[tuple[nodes.Return, Block]]) -> bool:
        """Say whether what is saved of a value may be None: what a callee saved, or a value of some ways only."""
        lacks = isinstance(value.type, types.Scalar) and value.type.may_lack
        known = not lacks and isinstance(value.type, (types.Scalar, types.Array, types.List, types.Tuple))
        return not known or not all(tree.encloses(tree.block_of[value], block) for _, block in ends)

    def packed(self, leaf: nodes.Return, block: Block, kept: list[Value], tree: Tree, packs: bool) -> Operand:
        """Return the kept values as one."""
        items = [self.at_return(value, block, tree) for value in kept]
        if not packs:
            return items[0]
        packed = Value(types.Saved(), origin=leaf.origin)
        block.statements.append(nodes.Apply(packed, "tuple", tuple(items), origin=leaf.origin))
        return packed

    def return_saved(self, leaf: nodes.Return, packed: Operand, block: Block) -> None:
        result = Value(types.Tuple((infer.type_of(leaf.value), types.Saved())), origin=leaf.origin)
        block.statements.append(nodes.Apply(result, "tuple", (leaf.value, packed), origin=leaf.origin))
        leaf.value = result

    def at_return(self, value: Value, block: Block, tree: Tree) -> Operand:
        """Return what a kept value is at a return: the value, exported from the branches around it, or None."""
        home = tree.block_of[value]
        exported: Operand = value
        while not tree.encloses(home, block):
            if tree.statement_around(home) is None:
                return Const(None)
            home, exported = tree.export(exported, home, Const(None))
        return exported


def returns(block: Block):
    """Yield each Return of a function's body with the block that it closes."""
    if isinstance(block.leaf, nodes.Branch):
        for side in contents.blocks(block.leaf):
            yield from returns(side)
    elif isinstance(block.leaf, nodes.Return):
        yield block.leaf, block


def result_type(body: Block) -> types.Type:
    """Return the type of what a body returns: complex where it is on one path."""
    found = [infer.type_of(leaf.value) for leaf, _ in returns(body)]
    if len(found) > 1 and all(isinstance(one, types.List) for one in found):
        return python_results.join(tuple(found))
    mixed = len(found) > 1 and any(map(types.has_complex, found)) and not all(map(types.has_complex, found))
    return types.unknown(*found) if mixed else next(iter(found), types.UNKNOWN)


def build(derived: calls.Derived, function: nodes.Function, pairs: calls.Pairs, costs) -> None:
    """Fill in the halves of a derived callee."""
    request = Request(derived.name, derived.wanted, costs=costs)
    _Pair(function, request, order_of(function), pairs).build(derived)
