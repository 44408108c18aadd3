"""Holds a function of the intermediate form to its invariants; runs after every pass.

- each value is defined once, and each use is dominated by its definition through the regions;
- leaves match the construct they close, with as many values as it takes;
- a version of a buffer is not read after the store that overwrites it;
- `undefined` reaches leaves and inits only, never a primitive.
"""

from __future__ import annotations

from srcad import errors
from srcad.ir import contents, nodes
from srcad.ir.nodes import Block, Operand, Value


class _Checker:
    def __init__(self, function: nodes.Function, stage: str):
        self.function = function
        self.stage = stage
        self.defined: set[Value] = set()
        self.visible: set[Value] = set()
        self.spent: dict[Value, nodes.Statement] = {}
        self.overwritten: set[Value] = set()

    def fail(self, what: str, node) -> None:
        from srcad.ir import show

        raise errors.InternalError(
            f"{what} in {self.function.name} after {self.stage}", getattr(node, "origin", None),
            why=f"the intermediate form is broken at {show_node(node)}\n{show.show(self.function)}",
        )

    def define(self, value: Value, node) -> None:
        if value in self.defined:
            self.fail(f"{value} is defined twice", node)
        self.defined.add(value)
        self.visible.add(value)

    def use(self, operand: Operand, node, may_be_undefined: bool = False) -> None:
        match operand:
            case Value():
                if operand not in self.visible:
                    self.fail(f"{operand} is used where it isn't defined", node)
                if operand in self.spent:
                    self.fail(f"{operand} is read after it was overwritten", node)
            case nodes.Undefined():
                if not may_be_undefined:
                    self.fail("an undefined value is used", node)
            case nodes.Const() | nodes.Global():
                pass
            case _:
                self.fail(f"{operand!r} is no operand", node)

    def statement(self, node: nodes.Statement) -> None:
        loop_inits = node.inits if isinstance(node, (nodes.For, nodes.Loop)) else ()
        for operand in contents.operands(node):
            self.use(operand, node, any(operand is init for init in loop_inits))
        if isinstance(node, (nodes.Store, nodes.Append, nodes.Pop)) and isinstance(node.source, Value):
            self.spent[node.source] = node
            self.overwritten.add(node.source)
        match node:
            case nodes.If():
                before = dict(self.spent)
                self.nested(node, node.then, nodes.Yield, len(node.results))
                spent, self.spent = self.spent, before
                self.nested(node, node.orelse, nodes.Yield, len(node.results))
                self.spent = {**spent, **self.spent}
            case nodes.Try():
                self.nested(node, node.body, nodes.Yield, len(node.results))
            case nodes.For() | nodes.Loop():
                self.loop(node)
        for result in contents.results(node):
            self.define(result, node)

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        if len(node.params) != len(node.inits):
            self.fail("a loop has other inits than params", node)
        self.nested(node, node.body, (nodes.Next, nodes.Exit), len(node.results), len(node.params))
        for param, init in zip(node.params, node.inits, strict=True):
            if param in self.overwritten and isinstance(init, Value):
                self.spent[init] = node
                self.overwritten.add(init)
        if isinstance(node, nodes.For) and len(node.exhausted) != len(node.results):
            self.fail("a loop has other exhausted values than results", node)

    def nested(self, owner, block: Block, leaves, results: int, params: int = 0) -> None:
        visible, spent = set(self.visible), dict(self.spent)
        for param in contents.region_params(owner):
            self.define(param, owner)
        if isinstance(owner, nodes.For):
            for operand in owner.exhausted:
                self.use(operand, owner, True)
        self.block(block, leaves, results, params)
        spent_inside = {value: node for value, node in self.spent.items() if value in visible}
        self.visible, self.spent = visible, {**spent, **spent_inside}

    def block(self, block: Block, leaves, results: int, params: int) -> None:
        for statement in block.statements:
            self.statement(statement)
        leaf = block.leaf
        for operand in contents.operands(leaf):
            self.use(operand, leaf, isinstance(leaf, (nodes.Yield, nodes.Next, nodes.Exit)))
        if isinstance(leaf, nodes.Branch):
            visible, spent = set(self.visible), dict(self.spent)
            merged = dict(spent)
            for part in contents.blocks(leaf):
                self.visible, self.spent = set(visible), dict(spent)
                self.block(part, leaves, results, params)
                merged.update(self.spent)
            self.visible, self.spent = visible, merged
        elif not isinstance(leaf, nodes.Raise):
            self.closing(leaf, leaves, results, params)

    def closing(self, leaf: nodes.Leaf, leaves, results: int, params: int) -> None:
        if not isinstance(leaf, leaves):
            self.fail(f"{type(leaf).__name__} stands where it can't", leaf)
        if not isinstance(leaf, nodes.Return):
            wanted = params if isinstance(leaf, nodes.Next) else results
            if len(leaf.values) != wanted:
                self.fail(f"{type(leaf).__name__} gives {len(leaf.values)} values where {wanted} are taken", leaf)


def show_node(node) -> str:
    origin = getattr(node, "origin", None)
    return f"{type(node).__name__} of {origin.statement!r}" if origin is not None else repr(node)


def check(function: nodes.Function, stage: str = "a pass") -> nodes.Function:
    """Return the function, or raise InternalError where it breaks an invariant."""
    checker = _Checker(function, stage)
    for param in function.params:
        checker.define(param.value, function)
    checker.block(function.body, nodes.Return, 0, 0)
    return function
