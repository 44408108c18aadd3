"""The names that a function's text takes from outside, which its variables must not hide."""

from __future__ import annotations

from collections.abc import Iterator

from srcad import errors
from srcad.backend.expressions import called_name, module_of
from srcad.backend.facts import statements
from srcad.ir import nodes

USUAL = {"numpy": "np", "math": "math", "scipy": "scipy"}


def default_modules(function: nodes.Function) -> dict[str, str]:
    """Return the local name of each library: the one the source uses, else the usual one."""
    modules = dict(USUAL)
    seen: dict[str, str] = {}
    for qualified, text in _spelled(function):
        found = module_of(qualified, text)
        if found is not None and "." not in found[1]:
            seen.setdefault(found[1], found[0])
    modules.update(seen)
    parameters = {param.name for param in function.params}
    for module, alias in modules.items():
        if alias in parameters:
            modules[module] = module if module not in parameters else f"_{module}"
    return modules


def outside_names(function: nodes.Function, modules: dict[str, str]) -> frozenset[str]:
    """Return every name from outside that the text of a function may use."""
    found = {function.name}
    for _, _, statement in statements(function.body):
        match statement:
            case nodes.Apply(op=op, text=text, form=form):
                found.add(_first_name(op, text if form == nodes.FUNCTION else None, modules))
            case nodes.Effect(op=op, text=text):
                found.add(_first_name(op, text, modules))
            case nodes.Call():
                found.add(called_name(statement).partition(".")[0])
            case nodes.For(space=nodes.Range()):
                found |= {"range", "reversed"} if statement.reversed else {"range"}
            case nodes.For(space=nodes.Items(sequences)):
                found |= _iterators(statement, len(sequences))
    for operand in _operands(function):
        if isinstance(operand, nodes.Global):
            found.add(operand.text.partition(".")[0])
    return frozenset(found)


def _iterators(loop: nodes.For, sequences: int) -> set[str]:
    """Return the builtins in the header of a loop over sequences."""
    found = {"zip"} if sequences > 1 else set()
    if loop.counter is not None:
        found.add("enumerate")
    return found | {"reversed", "list"} if loop.reversed else found


def refuse_hidden(function: nodes.Function, outside: frozenset[str]) -> None:
    """Refuse a parameter with the name of something from outside that the text has to use."""
    # A function that is passed in may be called by the parameter's name.
    called = {node.callee.name for _, _, node in statements(function.body) if isinstance(node, nodes.Call)}
    for param in function.params:
        if param.name in outside - called - {function.name}:
            raise errors.UnsupportedSyntaxError(
                f"the parameter {param.name!r} of {function.name} hides the {param.name} that the emitted code needs",
                function.origin, why="a derivative calls it by that name", instead="give the parameter another name",
            )


def _first_name(op: str, text: str | None, modules: dict[str, str]) -> str:
    if text is not None:
        return text.partition(".")[0]
    module, _, short = op.rpartition(".")
    if module == "builtins" or module.startswith("srcad"):
        return short
    return modules.get(module.partition(".")[0], module.partition(".")[0])


def _operands(function: nodes.Function) -> Iterator[nodes.Operand]:
    """Yield every operand in a function, those of leaves included."""
    for block in _blocks(function.body):
        for node in (*block.statements, block.leaf):
            yield from nodes.operands(node)
            if isinstance(node, nodes.For):
                yield from node.exhausted


def _blocks(block: nodes.Block) -> Iterator[nodes.Block]:
    yield block
    for node in (*block.statements, block.leaf):
        for inner in nodes.blocks(node):
            yield from _blocks(inner)


def _spelled(function: nodes.Function) -> Iterator[tuple[str, str]]:
    """Yield the qualified name and the source's spelling of each library object that the source spells."""
    for _, _, statement in statements(function.body):
        if isinstance(statement, nodes.Apply) and statement.form == nodes.FUNCTION and statement.text:
            yield statement.op, statement.text
    for operand in _operands(function):
        if isinstance(operand, nodes.Global) and operand.qualified:
            yield operand.qualified, operand.text
