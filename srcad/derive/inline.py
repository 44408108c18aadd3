"""Puts the bodies of the user's functions in the place of their calls.

A derivative that is to be derived again is made from a primal function without calls: then nothing crosses from a
forward half to a backward half but plain values. Functions that call themselves stay calls; `derive.calls` derives
those by functions that need no forward half.

    def f(x):                        def f(x):
        return g(x) + x       ->         return x * x + x
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from srcad import errors
from srcad.derive.calls import positional, reaches
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value


# A callee of so many statements, those of its own callees included, is written out wherever it is called.
SMALL = 60


def inlined(function: nodes.Function, wanted: Callable[[nodes.Callee], bool] = lambda callee: True) -> nodes.Function:
    """Return the function with each call of a user's function replaced by that function's body, unless it calls itself.

    wanted: whether a callee is to be replaced.
    """
    if not any(isinstance(node, nodes.Call) for node in rewrite.walk(function.body)):
        return function
    body = _Inliner(wanted).block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def inlined_for_machine(function: nodes.Function) -> nodes.Function:
    """Return the function with the bodies of its small callees, and of those called once, in place of their calls.

    Compiled, what a pair of halves hands over costs more than what is in them.
    """
    return inlined(function, _Fitting(function))


@dataclass
class _Fitting:
    """Says which callees fit into the text of a function: those that are small or called once, whose outside names mean there what they mean here."""

    function: nodes.Function

    def __post_init__(self) -> None:
        self.params = {param.name for param in self.function.params}
        self.meaning = {_first_name(read): read for read in _reads(self.function)}
        self.sites = Counter(call.callee.key for one in _reachable(self.function) for call in _calls(one))
        self.known: dict[tuple, bool] = {}

    def __call__(self, callee: nodes.Callee) -> bool:
        if callee.key not in self.known:
            self.known[callee.key] = self.fits(callee)
        return self.known[callee.key]

    def fits(self, callee: nodes.Callee) -> bool:
        if self.sites[callee.key] > 1 and self.size(callee.function) > SMALL:
            return False
        reads = {_first_name(read): read for read in _reads(callee.function)}
        if self.params & reads.keys() or any(not _means(self.meaning.get(name, read), read) for name, read in reads.items()):
            return False
        self.meaning |= reads
        return True

    def size(self, function: nodes.Function) -> int:
        """Return how many statements a function has, with those of its small callees written out."""
        count = 0
        for node in rewrite.walk(function.body):
            inner = isinstance(node, nodes.Call) and node.callee.function is not None and not reaches(node.callee, node.callee.key)
            count += self.size(node.callee.function) if inner else 1
        return count


def _calls(function: nodes.Function) -> list[nodes.Call]:
    found = (node for node in rewrite.walk(function.body) if isinstance(node, nodes.Call))
    return [call for call in found if call.callee.function is not None]


def _reachable(function: nodes.Function) -> list[nodes.Function]:
    """Return a function and those that it calls, directly or not."""
    found, pending = {}, [function]
    while pending:
        one = pending.pop()
        if id(one) not in found:
            found[id(one)] = one
            pending += [call.callee.function for call in _calls(one)]
    return list(found.values())


def _reads(function: nodes.Function) -> list[nodes.Global]:
    operands = (operand for node in rewrite.walk(function.body) for operand in contents.operands(node))
    return [operand for operand in operands if isinstance(operand, nodes.Global)]


def _first_name(read: nodes.Global) -> str:
    return read.text.partition(".")[0]


def _means(one: nodes.Global, other: nodes.Global) -> bool:
    """Say whether two readings of one name are of the same thing."""
    return _root(one) == _root(other) and one.home == other.home


def _root(read: nodes.Global) -> str | None:
    """Return what the first name of a library's object means: for `np.exp`, numpy."""
    return None if read.qualified is None else read.qualified.removesuffix(read.text.removeprefix(_first_name(read)))


class _Inliner:
    """Puts bodies in place; `parts` holds what a callee's tuple was made of, for those who take it apart at once."""

    def __init__(self, wanted: Callable[[nodes.Callee], bool]) -> None:
        self.wanted = wanted
        self.alias: dict[Value, Operand] = {}
        self.parts: dict[Value, tuple[Operand, ...]] = {}

    def use(self, operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in self.alias:
            operand = self.alias[operand]
        return operand

    def block(self, block: Block) -> Block:
        statements: list[nodes.Statement] = []
        for node in block.statements:
            if self.is_replaced(node):
                statements += self.call(node)
            elif (part := self.part(node)) is not None:
                self.alias[node.result] = part
                adopt(part, node.result)
            else:
                if not isinstance(node, nodes.Load):
                    self.parts.clear()
                statements.append(rewrite.with_blocks(node, self.block, self.use))
        return Block(tuple(statements), rewrite.with_sides(block.leaf, self.block, self.use))

    def is_replaced(self, node: nodes.Statement) -> bool:
        if not isinstance(node, nodes.Call) or node.callee.function is None or reaches(node.callee, node.callee.key):
            return False
        return self.wanted(node.callee)

    def part(self, node: nodes.Statement) -> Operand | None:
        """Return what a statement takes from a callee's tuple, before anything in that can have been written."""
        match node:
            case nodes.Load(source=source, path=((nodes.Const(int(k)),),)) if self.use(source) in self.parts:
                parts = self.parts[self.use(source)]
                return parts[k] if -len(parts) <= k < len(parts) else None
        return None

    def call(self, node: nodes.Call) -> list[nodes.Statement]:
        """Return the statements of a callee, its parameters replaced by the call's arguments."""
        call = positional(node)
        function = call.callee.function
        inner = _Inliner(self.wanted).block(function.body)
        args = list(map(self.use, call.args))
        mapping = {
            param.value: args[k] if k < len(args) else _default(param, call) for k, param in enumerate(function.params)
        }
        body = rewrite.Copier(mapping).block(inner)
        if isinstance(body.leaf, nodes.Return):
            self.alias[call.results[0]] = body.leaf.value
            adopt(body.leaf.value, call.results[0])
            made = body.statements[-1] if body.statements else None
            if isinstance(made, nodes.Apply) and made.result is body.leaf.value and _is_plain_tuple(made):
                self.parts[made.result] = made.args
            return list(body.statements)
        return [*body.statements, _as_statement(body.leaf, call)]


def adopt(value: Operand, name: Value) -> None:
    """Let a value of a callee's that has no name have the one that the caller gives it."""
    if isinstance(value, Value) and value.name is None:
        value.name, value.named, value.entity = name.name, name.named, name.entity


def _is_plain_tuple(node: nodes.Apply) -> bool:
    return node.op == "tuple" and not node.kwargs and getattr(node.result.type, "layout", None) is None


def _as_statement(leaf: nodes.Leaf, call: nodes.Call) -> nodes.Statement:
    """Return a callee's tail branch as a statement whose result is the call's."""
    if isinstance(leaf, nodes.Branch):
        return nodes.If(leaf.condition, _yielding(leaf.then), _yielding(leaf.orelse), call.results, leaf.origin)
    raise errors.UnsupportedCallError(
        f"{call.callee.name} always raises", call.origin, why="its derivative can't be derived again"
    )


def _yielding(block: Block) -> Block:
    leaf = block.leaf
    if isinstance(leaf, nodes.Return):
        return Block(block.statements, nodes.Yield((leaf.value,), leaf.origin))
    if isinstance(leaf, nodes.Branch):
        made = nodes.Branch(leaf.condition, _yielding(leaf.then), _yielding(leaf.orelse), leaf.origin)
        return Block(block.statements, made)
    return block


def _default(param: nodes.Param, call: nodes.Call) -> Operand:
    try:
        return nodes.Const(ast.literal_eval(param.default or ""), param.default)
    except (ValueError, SyntaxError):
        raise errors.UnsupportedCallError(
            f"the default of '{param.name}' is no literal", call.origin, instead="pass the argument"
        ) from None
