"""The names that a function's text takes from outside, which its variables must not hide."""

from __future__ import annotations

from collections.abc import Iterator

from srcad import errors
from srcad.backend.expressions import called_name, library_text, module_of
from srcad.backend.facts import statements
from srcad.ir import contents, nodes

USUAL = {"numpy": "np", "math": "math", "scipy": "scipy"}
# Libraries so large that their parts are imported by themselves: `from scipy import special`.
PARTS = ("scipy",)


def default_modules(function: nodes.Function) -> dict[str, str]:
    """Return what each library, or part of one, is called: as the source does, else as is usual."""
    modules = dict(USUAL)
    seen: dict[str, str] = {}
    for qualified, text in _spelled(function):
        found = module_of(qualified, text)
        if found is not None:
            seen.setdefault(found[1], found[0])
            seen.setdefault(qualified.rpartition(".")[0], text.rpartition(".")[0])
    modules.update({part: part.rpartition(".")[2] for part in _parts(function)})
    modules.update(seen)
    taken = {param.name for param in function.params} | _others(function, set(modules.values()))
    for module, alias in modules.items():
        if alias.partition(".")[0] in taken:
            root = module.partition(".")[0]
            modules[module] = module if root not in taken else f"_{module.rpartition('.')[2]}"
    return modules


def _parts(function: nodes.Function) -> Iterator[str]:
    """Yield the parts of large libraries whose functions are called without a spelling of the source's."""
    for _, _, statement in statements(function.body):
        if isinstance(statement, nodes.Apply) and statement.form != nodes.FUNCTION:
            root, _, rest = statement.op.partition(".")
            if root in PARTS and "." in rest:
                yield f"{root}.{rest.partition('.')[0]}"


def _others(function: nodes.Function, aliases: set[str]) -> set[str]:
    """Return the aliases by which the source means something else that the function reads."""
    read = (op for op in _operands(function) if isinstance(op, nodes.Global) and op.qualified is None)
    return aliases & {operand.text.partition(".")[0] for operand in read}


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
    return library_text(op, modules).partition(".")[0]


def _operands(function: nodes.Function) -> Iterator[nodes.Operand]:
    """Yield every operand in a function, those of leaves included."""
    for block in _blocks(function.body):
        for node in (*block.statements, block.leaf):
            yield from contents.operands(node)
            if isinstance(node, nodes.For):
                yield from node.exhausted


def _blocks(block: nodes.Block) -> Iterator[nodes.Block]:
    yield block
    for node in (*block.statements, block.leaf):
        for inner in contents.blocks(node):
            yield from _blocks(inner)


def _spelled(function: nodes.Function) -> Iterator[tuple[str, str]]:
    """Yield the qualified name and the source's spelling of each library object that the source spells."""
    for _, _, statement in statements(function.body):
        if isinstance(statement, nodes.Apply) and statement.form == nodes.FUNCTION and statement.text:
            yield statement.op, statement.text
    for operand in _operands(function):
        if isinstance(operand, nodes.Global) and operand.qualified:
            yield operand.qualified, operand.text
