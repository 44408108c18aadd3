"""Writes what changes a variable or a buffer in place: `x += e`, `a[i] = v`, `np.add.at(a, i, v)`."""

from __future__ import annotations

import gast

from srcad import errors
from srcad.analysis import infer
from srcad.analysis.distinct import is_basic, is_vector, names_each_element_once
from srcad.backend import syntax
from srcad.backend.dialects import NUMBA
from srcad.backend.expression_text import expression_text, operator_text
from srcad.backend.expressions import Expressions
from srcad.backend.liveness import Graph, Ranges
from srcad.backend.ownership import adds_up, summed
from srcad.backend.paths import same_path
from srcad.backend.trees import STORE, builtin, constant, name, without_minus
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Value
from srcad.ir.types import Array, List, Scalar
from srcad.origin import PRIMAL


class Updates:
    """Writes assignments; knows the variables' names and where they are held."""

    def __init__(
        self, expressions: Expressions, graph: Graph, ranges: Ranges, owned: set[nodes.Apply], taken: frozenset[str]
    ):
        self.expressions = expressions
        self.folded = expressions.folded
        self.names = expressions.names
        self.taken = {*taken, *self.names.values()}
        self.graph = graph
        self.tuples = graph.tuples
        self.ranges = ranges
        self.owned = owned
        self.silent: set[Value] = set()  # flags that the text has no need of
        self.clauses: dict[nodes.For | nodes.Loop, list[gast.stmt]] = {}  # else clauses of the source's loops
        self.broken: set[nodes.For | nodes.Loop] = set()

    def of(self, operand: Operand) -> gast.expr:
        return self.expressions.of(operand)

    def target(self, value: Value) -> gast.expr:
        """Return a value's variable as a target; one that nobody reads is called `_`."""
        if value in self.tuples.at_once:
            return self.targets(self.tuples.items[value])
        if not self.ranges.held[value]:
            return name("_", STORE)
        return name(self.names[value], STORE)

    def held(self, value: Value) -> bool:
        """Say whether anything reads a value."""
        return any(self.ranges.held[part] for part in self.tuples.defined((value,)))

    def targets(self, values: tuple[Value | None, ...]) -> gast.expr:
        """Return the targets of an assignment to several variables."""
        return gast.Tuple([name("_", STORE) if value is None else self.target(value) for value in values], STORE)

    # -- blocks --------------------------------------------------------------------------------------------

    def assign(self, value: Value, tree: gast.expr) -> gast.stmt:
        """Return `value = tree`."""
        target = self.target(value) if value in self.tuples.at_once else name(self.names[value], STORE)
        return gast.Assign([target], tree, None)

    def results(self, values: tuple[Value, ...], tree: gast.expr) -> list[gast.stmt]:
        """Return the assignment of a call's results; none where nobody reads them."""
        if not any(self.held(value) for value in values):
            return [gast.Expr(tree)]
        targets = [self.target(value) for value in values]
        return [gast.Assign([targets[0] if len(targets) == 1 else gast.Tuple(targets, STORE)], tree, None)]

    def apply(self, node: nodes.Apply) -> list[gast.stmt]:
        """Return a primitive's assignment, in place where that is the same."""
        if not self.held(node.result):
            return []
        if self.in_place(node):
            return [self.added(node)]
        return [self.assign(node.result, self.expressions.computed(node))]

    def added(self, node: nodes.Apply) -> gast.stmt:
        """Return `x op= e`; of an adjoint, e is the sum of all contributions of one source statement."""
        target = name(self.names[node.result], STORE)
        if not adds_up(node):
            return gast.AugAssign(target, syntax.BINARY[node.op](), self.of(node.args[1]))
        terms = [term(inner, self.of(inner.args[1])) for inner in summed(node, self.folded)[1]]
        terms.sort(key=lambda found: found[0] is gast.Sub)  # what is added comes before what is taken off
        op, total = terms[0]
        for sign, part in terms[1:]:
            total = gast.BinOp(total, gast.Add() if sign is op else gast.Sub(), part)
        return gast.AugAssign(target, op(), total)

    def in_place(self, node: nodes.Apply) -> bool:
        """Say whether `x = x + e` may be, and by the source's style is, written `x += e`."""
        if node.op not in syntax.BINARY or node.form not in (None, nodes.OPERATOR) or len(node.args) != 2:
            return False
        target = summed(node, self.folded)[0]
        if not isinstance(target, Value) or target in self.folded or node.result in self.tuples.at_once:
            return False
        if self.names[target] != self.names[node.result]:
            return False
        if adds_up(node):
            return isinstance(node.result.type, Scalar) and isinstance(target.type, Scalar) or node in self.owned
        made = node.op in syntax.SUMS and node.result.name is not None and not node.result.named
        return isinstance(node.result.type, Scalar) and (made or self.written_in_place(node, self.names[target]))

    def written_in_place(self, node: nodes.Apply, target: str) -> bool:
        """Say whether the source has `target op= ...`."""
        sign = operator_text(syntax.BINARY[node.op]())
        return node.origin.statement.replace(" ", "").startswith(f"{target}{sign}=")

    def store(self, node: nodes.Store) -> list[gast.stmt]:
        """Return a store through a path, or into a whole buffer."""
        source = self.of(node.source)
        value = self.of(node.value)
        if not node.path:
            if node.add:
                return [self.addition(name(self.names[node.result], STORE), value, node)]
            updated = self.updated_whole(node)
            return [updated] if updated else [
                gast.Assign([gast.Subscript(source, constant(Ellipsis), STORE)], value, None)
            ]
        if not node.add:
            if self.stores_what_is_there(node):
                return []
            target = self.expressions.subscript(source, node.path, STORE)
            return [self.updated(node, target) or gast.Assign([target], value, None)]
        if not names_each_element_once(node.path[-1], self.graph.facts.statement_of):
            return self.add_at(node, source, value)
        return [self.addition(self.expressions.subscript(source, node.path, STORE), value, node)]

    def addition(self, target: gast.expr, value: gast.expr, node: nodes.Store) -> gast.stmt:
        """Return `target += value`, or `target -= ...` where the source has that."""
        negative = isinstance(value, gast.UnaryOp) and isinstance(value.op, gast.USub)
        if node.origin.role == PRIMAL and negative and "-=" in node.origin.statement:
            return gast.AugAssign(target, gast.Sub(), value.operand)
        return augmented(target, gast.Add(), value, node.origin.role)

    def stores_what_is_there(self, node: nodes.Store) -> bool:
        """Say whether a store changes nothing: `a[i] = a[i]`."""
        return self.reads_place(node.value, node)

    def updated(self, node: nodes.Store, target: gast.expr) -> gast.stmt | None:
        """Return `a[i] op= e` for `a[i] = a[i] op e` where the source has it or an adjoint is updated."""
        inner = self.folded.get(node.value)
        if not isinstance(inner, nodes.Apply) or inner.op not in syntax.BINARY or len(inner.args) != 2:
            return None
        if isinstance(infer.type_of(node.source), List) and not isinstance(inner.result.type, Scalar):
            return None  # an array in a list is replaced: it may be in other lists, too
        here = [k for k, arg in enumerate(inner.args) if self.reads_place(self.expressions.uncopied(arg), node)]
        primal = node.origin.role == PRIMAL
        if not here or here[0] == 1 and (primal or inner.op not in syntax.COMMUTATIVE):
            return None
        if primal and not self.written_in_place(inner, expression_text(target).replace(" ", "")):
            return None
        other = inner.args[1 - here[0]]
        return augmented(target, syntax.BINARY[inner.op](), self.of(other), node.origin.role)

    def reads_place(self, operand: Operand, node: nodes.Store) -> bool:
        """Say whether an operand is what stands where a store is about to write."""
        load = self.folded.get(operand)
        return isinstance(load, nodes.Load) and load.source is node.source and same_path(load.path, node.path)

    def updated_whole(self, node: nodes.Store) -> gast.stmt | None:
        """Return `a op= e` for `a[...] = a op e` where the source has it."""
        inner = self.folded.get(node.value)
        if not isinstance(inner, nodes.Apply) or inner.op not in syntax.BINARY or inner.args[0] is not node.source:
            return None
        target = self.names[node.result]
        if not self.written_in_place(inner, target):
            return None
        return gast.AugAssign(name(target, STORE), syntax.BINARY[inner.op](), self.of(inner.args[1]))

    def add_at(self, node: nodes.Store, source: gast.expr, value: gast.expr) -> list[gast.stmt]:
        """Return the addition into elements of which some may be named twice."""
        *prefix, last = node.path
        if not all(map(is_basic, prefix)):
            raise errors.InternalError("elements of a copy are added to", node.origin)
        view = self.expressions.subscript(source, tuple(prefix)) if prefix else source
        if self.expressions.dialect == NUMBA and (loop := self.adding_loop(node, view, value)):
            return loop
        known = prefix or isinstance(infer.type_of(node.source), Array)
        function = self.expressions.function("numpy.add.at" if known else "srcad.runtime.add_at")
        return [gast.Expr(gast.Call(function, [view, self.place(last), value], []))]

    def adding_loop(self, node: nodes.Store, view: gast.expr, value: gast.expr) -> list[gast.stmt]:
        """Return the addition as a loop over index arrays of rank 1, for Numba, which has no np.add.at."""
        items = node.path[-1]
        if not isinstance(node.value, Value) or not all(isinstance(item, Value) and is_vector(item) for item in items):
            return []
        k = self.unused("k")
        lines: list[gast.stmt] = []
        indices = [self.at_hand(self.of(item), "rows", lines) for item in items]
        at = [gast.Subscript(index, name(k), gast.Load()) for index in indices]
        index = at[0] if len(at) == 1 else gast.Tuple(at, gast.Load())
        if not isinstance(node.value.type, Scalar):
            value = gast.Subscript(self.at_hand(value, "part", lines), name(k), gast.Load())
        line = augmented(gast.Subscript(view, index, STORE), gast.Add(), value, node.origin.role)
        return [*lines, gast.For(name(k, STORE), builtin("range", builtin("len", indices[0])), [line], [], None)]

    def at_hand(self, tree: gast.expr, text: str, lines: list[gast.stmt]) -> gast.expr:
        """Return a name for what is read in each round of a loop, assigned before it where need be."""
        if isinstance(tree, gast.Name):
            return tree
        text = self.unused(text)
        lines.append(gast.Assign([name(text, STORE)], tree, None))
        return name(text)

    def unused(self, text: str) -> str:
        """Return a name that nothing in the function has yet."""
        found = next(
            one for one in (text, *(f"{text}_{n}" for n in range(1, len(self.taken) + 2))) if one not in self.taken
        )
        self.taken.add(found)
        return found

    def place(self, subscript: nodes.Subscript) -> gast.expr:
        """Return a subscript as a value: `np.s_[...]` where slices are in it."""
        index = self.expressions.index(subscript)
        if not any(isinstance(item, nodes.Slice) for item in subscript):
            return index
        return gast.Subscript(self.expressions.function("numpy.s_"), index, gast.Load())


def term(node: nodes.Apply, tree: gast.expr) -> tuple[type[gast.operator], gast.expr]:
    """Return what a sum does with its second operand, a minus sign drawn into the operation."""
    op = syntax.BINARY[node.op]
    positive = without_minus(tree)
    if positive is None or node.origin.role == PRIMAL:
        return op, tree
    return gast.Sub if op is gast.Add else gast.Add, positive


def augmented(target: gast.expr, op: gast.operator, value: gast.expr, role: str) -> gast.stmt:
    """Return `target op= value`, a minus sign of an adjoint's contribution drawn into the operator."""
    if isinstance(op, gast.Add) and role != PRIMAL and (positive := without_minus(value)) is not None:
        return gast.AugAssign(target, gast.Sub(), positive)
    return gast.AugAssign(target, op, value)
