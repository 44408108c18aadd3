"""Prints the intermediate form as Python text that parses, one statement a line.

A region's results are assigned by the line that opens it; its leaves are written as the calls
`Yield(...)`, `Next(...)` and `Exit(...)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from srcad.ir import nodes

INDENT = "    "


class _Names:
    """Gives each value a readable, unique name, in the order of first sight."""

    def __init__(self) -> None:
        self.of: dict[nodes.Value, str] = {}
        self.used: dict[str, int] = {}

    def __call__(self, value: nodes.Value) -> str:
        if value not in self.of:
            stem = value.name or "t"
            count = self.used[stem] = self.used.get(stem, 0) + 1
            self.of[value] = f"{stem}_{count}"
        return self.of[value]


class _Printer:
    def __init__(self) -> None:
        self.name = _Names()

    def operand(self, operand: nodes.Operand | None) -> str:
        match operand:
            case None:
                return "None"
            case nodes.Value():
                return self.name(operand)
            case nodes.Const():
                return "..." if operand.value is Ellipsis else repr(operand)
            case nodes.Global():
                return operand.text
            case nodes.Undefined():
                return "undefined"
        raise TypeError(f"not an operand: {operand!r}")

    def at(self, node: nodes.Append | nodes.Pop) -> tuple[nodes.Operand, ...]:
        return () if node.index is None else (node.index,)

    def several(self, operands) -> str:
        return ", ".join(map(self.operand, operands))

    def arguments(self, args, kwargs) -> str:
        return ", ".join([self.operand(a) for a in args] + [f"{k}={self.operand(v)}" for k, v in kwargs])

    def item(self, item: nodes.Item) -> str:
        if not isinstance(item, nodes.Slice):
            return self.operand(item)
        parts = ["" if part is None else self.operand(part) for part in (item.start, item.stop)]
        step = "" if item.step is None else f":{self.operand(item.step)}"
        return ":".join(parts) + step

    def path(self, path: nodes.Path) -> str:
        return "".join(f"[{', '.join(map(self.item, subscript)) or '...'}]" for subscript in path) or "[...]"

    def targets(self, values) -> str:
        return "".join(f"{self.name(value)}, " for value in values).rstrip() or "()"

    def typed(self, value: nodes.Value) -> str:
        return f"  # {value.type}"

    def statement(self, node: nodes.Statement, indent: str) -> Iterator[str]:
        match node:
            case nodes.Apply():
                call = f"{node.op}({self.arguments(node.args, node.kwargs)})"
                yield f"{indent}{self.name(node.result)} = {call}{self.typed(node.result)}"
            case nodes.Load():
                load = self.operand(node.source) + self.path(node.path)
                yield f"{indent}{self.name(node.result)} = {load}{self.typed(node.result)}"
            case nodes.Store():
                how = "add" if node.add else "set"
                parts = f"{self.operand(node.source)}{self.path(node.path)}, {self.operand(node.value)}"
                yield f"{indent}{self.name(node.result)} = store_{how}({parts})"
            case nodes.Append():
                yield f"{indent}{self.name(node.result)} = append({self.several((node.source, node.value, *self.at(node)))})"
            case nodes.Pop():
                yield f"{indent}{self.targets((node.result, node.value))} = pop({self.several((node.source, *self.at(node)))})"
            case nodes.NewTape():
                yield f"{indent}{self.name(node.tape)} = new_tape()"
            case nodes.Push():
                yield f"{indent}push({self.several((node.tape, node.value))})"
            case nodes.Pull():
                what = "peek" if node.peek else "pull"
                yield f"{indent}{self.name(node.result)} = {what}({self.operand(node.tape)})"
            case nodes.Effect():
                yield f"{indent}{self.targets(node.results)} = effect_{node.op}({self.arguments(node.args, node.kwargs)})"
            case nodes.Call():
                call = f"{node.callee.name}_{node.part}({self.arguments(node.args, node.kwargs)})"
                yield f"{indent}{self.targets(node.results)} = {call}"
            case nodes.If():
                yield f"{indent}if {self.operand(node.condition)}:"
                yield from self.block(node.then, indent + INDENT)
                yield f"{indent}else:"
                yield from self.block(node.orelse, indent + INDENT)
                if node.results:
                    yield f"{indent}{self.targets(node.results)} = Yielded"
            case nodes.Try():
                yield f"{indent}{self.name(node.flag)} = try:"
                yield from self.block(node.body, indent + INDENT)
                for kinds in node.caught:
                    yield f"{indent}except ({self.several(kinds)})" + ("" if node.error is None else f" as {self.name(node.error)}")
                if node.results:
                    yield f"{indent}{self.targets(node.results)} = Yielded"
            case nodes.For() | nodes.Loop():
                yield from self.loop(node, indent)

    def loop(self, node: nodes.For | nodes.Loop, indent: str) -> Iterator[str]:
        if node.params:
            yield f"{indent}{self.targets(node.params)} = Init({self.several(node.inits)})"
        if isinstance(node, nodes.Loop):
            yield f"{indent}while True:"
        else:
            yield f"{indent}for {self.space_target(node)} in {self.space(node)}:"
        yield from self.block(node.body, indent + INDENT)
        if isinstance(node, nodes.For) and node.exhausted:
            yield f"{indent}else:"
            yield f"{indent}{INDENT}Exit({self.several(node.exhausted)})"
        if node.results:
            yield f"{indent}{self.targets(node.results)} = Exited"

    def space_target(self, node: nodes.For) -> str:
        counter = self.name(node.counter) if node.counter is not None else "_"
        if isinstance(node.space, nodes.Items):
            return f"{counter}, ({self.targets(node.space.elements)})"
        return counter

    def space(self, node: nodes.For) -> str:
        match node.space:
            case nodes.Range(start, stop, step):
                text = f"range({self.several((start, stop, step))})"
            case nodes.Items(sequences):
                text = f"enumerate(zip({self.several(sequences)}))"
            case nodes.Drain(tape):
                text = f"drain({self.operand(tape)})"
        return f"reversed({text})" if node.reversed else text

    def leaf(self, node: nodes.Leaf, indent: str) -> Iterator[str]:
        match node:
            case nodes.Return():
                yield f"{indent}return {self.operand(node.value)}"
            case nodes.Raise():
                what = "" if node.exception is None else f" {self.operand(node.exception)}"
                yield f"{indent}raise{what}" + (f" from {self.operand(node.cause)}" if node.cause is not None else "")
            case nodes.Branch():
                yield f"{indent}if {self.operand(node.condition)}:"
                yield from self.block(node.then, indent + INDENT)
                yield f"{indent}else:"
                yield from self.block(node.orelse, indent + INDENT)
            case _:
                yield f"{indent}{type(node).__name__}({self.several(node.values)})"

    def block(self, block: nodes.Block, indent: str) -> Iterator[str]:
        for statement in block.statements:
            yield from self.statement(statement, indent)
        yield from self.leaf(block.leaf, indent)


def show(function: nodes.Function) -> str:
    """Return a function of the intermediate form as Python text."""
    printer = _Printer()
    params = ", ".join(printer.name(param.value) for param in function.params)
    types = ", ".join(f"{param.name}: {param.value.type}" for param in function.params)
    head = [f"def {function.name}({params}):" + (f"  # {types}" if types else "")]
    return "\n".join([*head, *printer.block(function.body, INDENT)]) + "\n"


class Stages(Mapping):
    """The texts of a pipeline's stages by name; a stage that is still in functions is printed when it is asked for."""

    def __init__(self, stages: dict[str, str | tuple[nodes.Function, ...]]):
        self.stages = stages

    def __getitem__(self, name: str) -> str:
        stage = self.stages[name]
        return stage if isinstance(stage, str) else "\n\n".join(map(show, stage))

    def __iter__(self) -> Iterator[str]:
        return iter(self.stages)

    def __len__(self) -> int:
        return len(self.stages)
