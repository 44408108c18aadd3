"""The function that a command is about, and the options that say how it is differentiated."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from srcad import standalone, types_text
from srcad.frontend import module_text
from srcad.frontend import source as source_of
from srcad.ir.types import Type


class UsageError(Exception):
    """A command line that makes no sense; the message says why."""


@dataclass(frozen=True)
class Target:
    """A function in a file, the parameters to differentiate in, and what is known of its arguments."""

    source: source_of.FunctionSource
    path: str
    name: str
    argnums: tuple[int, ...]
    types: dict[str, Type]

    @property
    def argnames(self) -> tuple[str, ...]:
        return tuple(parameters(self.source)[k] for k in self.argnums)


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add `FILE:FUNC`, `--argnames` and `--types` to a command."""
    parser.add_argument("target", metavar="FILE:FUNC", help="a Python file and the name of a function in it")
    parser.add_argument(
        "--argnames", metavar="NAMES", help="parameters to differentiate in, with commas (default: the first one)"
    )
    parser.add_argument(
        "--types", metavar="TYPES", default="", help='types of parameters, as in "x: float, A: float[:, :], n: int"'
    )


def target(arguments: argparse.Namespace) -> Target:
    """Return the target that a command line means; raise UsageError where it means none."""
    path, name = _split(arguments.target)
    source = source_of.from_file(path, name)
    try:
        types = types_text.parse(arguments.types)
    except ValueError as error:
        raise UsageError(str(error)) from error
    names = parameters(source)
    for unknown in set(types) - set(names):
        raise UsageError(f"--types: {name} has no parameter {unknown!r}; it has {', '.join(names) or 'none'}")
    return Target(source, path, name, _argnums(arguments.argnames, names, name), types)


def parameters(source: source_of.FunctionSource) -> tuple[str, ...]:
    """Return the names of a function's parameters, in their order."""
    arguments = source.tree.args
    return tuple(p.id for p in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


def modules(source: source_of.FunctionSource) -> list[standalone.Module]:
    """Return the texts of a function's module and of the user's modules that it imports, directly or not."""
    found, pending = {}, [source.scope]
    while pending:
        scope = pending.pop(0)
        if scope.file not in found:
            found[scope.file] = standalone.Module("".join(scope.lines), scope.file)
            bindings = (scope.lookup(name) for name in scope.statements)
            pending += [binding.module for binding in bindings if binding is not None and binding.module is not None]
    return list(found.values())


def _split(text: str) -> tuple[str, str]:
    """Return the path and the function of `FILE:FUNC`, both of which exist."""
    path, colon, name = text.rpartition(":")
    if not colon or not name.isidentifier():
        path, name = text, ""
    if not Path(path).is_file():
        raise UsageError(f"no file {path!r}" + ("" if name else "; write FILE:FUNC"))
    functions = _functions(path)
    if name in functions:
        return path, name
    known = f"it has {', '.join(functions)}" if functions else "it has no functions"
    raise UsageError(f"no function {name!r} in {path}; {known}" if name else f"write {path}:FUNC; {known}")


def _functions(path: str) -> list[str]:
    """Return the names of the functions at the top level of a file."""
    module = module_text.read(path)
    bindings = map(module.lookup, module.statements)
    return [b.name for b in bindings if b is not None and b.source is not None and b.source.file == path]


def _argnums(text: str | None, names: tuple[str, ...], function: str) -> tuple[int, ...]:
    """Return the positions of the parameters that `--argnames` lists."""
    if not names:
        raise UsageError(f"{function} has no parameters to differentiate in")
    wanted = [names[0]] if text is None else [name.strip() for name in text.split(",")]
    for name in wanted:
        if name not in names:
            raise UsageError(f"--argnames: {function} has no parameter {name!r}; it has {', '.join(names)}")
    if len(set(wanted)) < len(wanted):
        raise UsageError("--argnames: a parameter is listed twice")
    return tuple(map(names.index, wanted))
