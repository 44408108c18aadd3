"""Runs a function of the intermediate form on real values, by its definition: nothing but values, no aliasing.

A store copies the version that it writes to, so that what a pass believes of memory can't hide in it. With
`in_place`, it writes to the version's own memory, as emitted code does: the two must agree.
"""

from __future__ import annotations

import builtins
import copy
import functools
import importlib
import operator
from typing import Any

from srcad.ir import nodes
from srcad.ir.nodes import Block, Operand


class _Undefined:
    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = _Undefined()
OWN = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": operator.not_,
    "tuple": lambda *items: items,
    "list": lambda *items: list(items),
    "literal": lambda number: number,
    "fstring": lambda *parts: "".join(map(str, parts)),
    "operator.not_contains": lambda a, b: b not in a,
    "numpy.dtype": lambda a: a.dtype,
}


def run(
    function: nodes.Function,
    *args: Any,
    namespace: dict[str, Any] | None = None,
    in_place: bool = False,
    **kwargs: Any,
) -> Any:
    """Return what a function gives; `namespace` holds the globals that have no value in the form itself."""
    given = dict(zip((param.name for param in function.params), args)) | kwargs
    env = _Env(namespace or {}, in_place)
    for param in function.params:
        if param.name not in given:
            given[param.name] = eval(param.default, {**vars(builtins), **(namespace or {})})
        env.values[param.value] = given[param.name]
    return env.block(function.body).values[0]


class _Leaf:
    def __init__(self, kind: str, values: tuple):
        self.kind, self.values = kind, values


class _Env:
    def __init__(self, namespace: dict[str, Any], in_place: bool):
        self.namespace = namespace
        self.in_place = in_place
        self.values: dict[nodes.Value, Any] = {}

    # -- operands ------------------------------------------------------------------------------------

    def of(self, operand: Operand) -> Any:
        match operand:
            case nodes.Value():
                return self.values[operand]
            case nodes.Const(value):
                return value
            case nodes.Global():
                return self.of_global(operand)
            case nodes.Undefined():
                return UNDEFINED
        raise TypeError(f"not an operand: {operand!r}")

    def of_global(self, operand: nodes.Global) -> Any:
        if operand.has_value or operand.value is not None:
            return operand.value
        if operand.qualified is not None:
            return resolved(operand.qualified)
        first, *rest = operand.text.split(".")
        value = self.namespace[first] if first in self.namespace else getattr(builtins, first)
        return functools.reduce(getattr, rest, value)

    def several(self, operands) -> tuple:
        return tuple(map(self.of, operands))

    def item(self, item) -> Any:
        if isinstance(item, nodes.Slice):
            return slice(*(None if part is None else self.of(part) for part in (item.start, item.stop, item.step)))
        return self.of(item)

    def index(self, subscript) -> Any:
        items = tuple(map(self.item, subscript))
        return items[0] if len(items) == 1 else items

    # -- statements -----------------------------------------------------------------------------------

    def block(self, block: Block) -> _Leaf:
        """Run a block to its leaf."""
        while True:
            for statement in block.statements:
                self.statement(statement)
            leaf = block.leaf
            match leaf:
                case nodes.Branch():
                    block = leaf.then if self.of(leaf.condition) else leaf.orelse
                case nodes.Raise():
                    self.throw(leaf)
                case nodes.Return():
                    return _Leaf("return", (self.of(leaf.value),))
                case _:
                    return _Leaf(type(leaf).__name__.lower(), self.several(leaf.values))

    def throw(self, leaf: nodes.Raise) -> None:
        exception = self.of(leaf.exception)
        if leaf.cause is not None:
            raise exception from self.of(leaf.cause)
        raise exception

    def define(self, values, results) -> None:
        for value, result in zip(values, results, strict=True):
            self.values[value] = result

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Apply():
                self.define((node.result,), (self.apply(node),))
            case nodes.Load():
                self.define((node.result,), (self.load(self.of(node.source), node.path),))
            case nodes.Store():
                self.define((node.result,), (self.store(node),))
            case nodes.Append():
                self.define((node.result,), (self.append(node, self.of(node.source), self.of(node.value)),))
            case nodes.Pop():
                whole = self.of(node.source)
                kept = whole if self.in_place else list(whole)
                last = kept.pop(-1 if node.index is None else self.of(node.index))
                self.define((node.result, node.value), (kept, last))
            case nodes.NewTape():
                self.define((node.tape,), ([],))
            case nodes.Push():
                self.of(node.tape).append(self.of(node.value))
            case nodes.Pull():
                tape = self.of(node.tape)
                self.define((node.result,), (tape[-1] if node.peek else tape.pop(),))
            case nodes.Effect():
                self.effect(node)
            case nodes.Call():
                self.define(node.results, (self.call(node),))
            case nodes.If():
                taken = node.then if self.of(node.condition) else node.orelse
                self.define(node.results, self.block(taken).values)
            case nodes.For():
                self.for_loop(node)
            case nodes.Loop():
                self.loop(node)
            case _:
                raise TypeError(f"not a statement: {node!r}")

    def apply(self, node: nodes.Apply) -> Any:
        args, kwargs = self.several(node.args), {name: self.of(value) for name, value in node.kwargs}
        assert not any(arg is UNDEFINED for arg in args), "undefined reaches a primitive"
        function = OWN[node.op] if node.op in OWN else resolved(node.op)
        return function(*args, **kwargs)

    def append(self, node: nodes.Append, items: list, value: Any) -> list:
        grown = items if self.in_place else list(items)
        grown.insert(len(items) if node.index is None else self.of(node.index), value)
        return grown

    def load(self, value: Any, path: nodes.Path) -> Any:
        for subscript in path:
            value = value[self.index(subscript)]
        return value

    def store(self, node: nodes.Store) -> Any:
        whole = self.of(node.source) if self.in_place else copy.deepcopy(self.of(node.source))
        value = self.of(node.value)
        if not node.path:
            whole[...] = whole + value if node.add else value
            return whole
        *outer, last = node.path
        part, index = self.load(whole, tuple(outer)), self.index(last)
        if not node.add:
            part[index] = value
        elif isinstance(part, list):
            part[index] += value
        else:
            resolved("numpy.add.at")(part, index, value)
        return whole

    def effect(self, node: nodes.Effect) -> None:
        args, kwargs = self.several(node.args), {name: self.of(value) for name, value in node.kwargs}
        if node.op == "refuse":
            if self.of(node.args[0]):
                raise ValueError(self.of(node.args[1]))
            return
        if node.op == "assert":
            if not args[0]:
                raise AssertionError(*args[1:])
            return
        result = args[0](*args[1:], **kwargs)
        self.define(node.results, (result,) if node.results else ())

    def call(self, node: nodes.Call) -> Any:
        assert node.part == nodes.PRIMAL_CALL, "only primal calls are run here"
        kwargs = {name: self.of(value) for name, value in node.kwargs}
        return run(
            node.callee.function, *self.several(node.args), namespace=self.namespace, in_place=self.in_place, **kwargs
        )

    # -- loops ---------------------------------------------------------------------------------------

    def space(self, node: nodes.For) -> list[tuple]:
        """Return the counter and elements of each iteration."""
        match node.space:
            case nodes.Range(start, stop, step):
                rounds = [(k,) for k in range(*self.several((start, stop, step)))]
            case nodes.Items(sequences):
                rounds = [(k, *items) for k, items in enumerate(zip(*self.several(sequences)))]
            case _:
                raise TypeError("a tape is drained in derivatives only")
        return rounds[::-1] if node.reversed else rounds

    def for_loop(self, node: nodes.For) -> None:
        carried = self.several(node.inits)
        elements = node.space.elements if isinstance(node.space, nodes.Items) else ()
        for counter, *items in self.space(node):
            if node.counter is not None:
                self.values[node.counter] = counter
            self.define(elements, items)
            self.define(node.params, carried)
            leaf = self.block(node.body)
            if leaf.kind == "exit":
                self.define(node.results, leaf.values)
                return
            carried = leaf.values
        self.define(node.params, carried)
        self.define(node.results, self.several(node.exhausted))

    def loop(self, node: nodes.Loop) -> None:
        carried = self.several(node.inits)
        while True:
            self.define(node.params, carried)
            leaf = self.block(node.body)
            if leaf.kind == "exit":
                self.define(node.results, leaf.values)
                return
            carried = leaf.values


@functools.cache
def resolved(name: str) -> Any:
    """Return the object of a qualified name."""
    if name.startswith("srcad."):
        name = f"srcad.runtime.{name.removeprefix('srcad.').removeprefix('runtime.')}"
    parts = name.split(".")
    for k in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        return functools.reduce(getattr, parts[k:], module)
    raise NameError(name)
