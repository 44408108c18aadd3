"""`srcad check FILE:FUNC --at "x=2.0, n=4"`: compare a derivative with central differences and by dot product."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from srcad import types_text
from srcad.commands import differences, output
from srcad.commands import target as targets
from srcad.ir.types import List, Tuple

HELP = "run a function and its derivative at a point, and compare with central differences"


def add(commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("check", help=HELP, description=f"{HELP[0].upper()}{HELP[1:]}. This executes FILE.")
    targets.add_target(parser)
    parser.add_argument(
        "--at", metavar="ARGS", required=True, help='the arguments, as Python literals: "x=2.0, n=4"; a list is an array'
    )
    parser.add_argument(
        "--tolerance", type=float, default=1e-5, metavar="T", help="the relative error that passes (default: 1e-5)"
    )
    output.add_colour(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table of the comparison; the status is 1 where it fails."""
    target = targets.target(arguments)
    given = _arguments(arguments.at, target)
    print(f"srcad check: executing {target.path}", file=sys.stderr)
    function = getattr(_imported(target.path), target.name)
    # A derivative that the file itself makes, `@srcad.grad`, is checked as the function that it is.
    point = _bound(function, given)
    report = differences.compare(function, point, target.argnums, target.argnames, arguments.tolerance)
    sys.stdout.write(output.table(report.rows))
    sys.stdout.write(report.verdict + "\n")
    return 0 if report.passed else 1


def _arguments(text: str, target: targets.Target) -> dict[str, Any]:
    """Return the values of `--at`; a list of numbers becomes an array unless its type says list or tuple."""
    try:
        call = ast.parse(f"_({text})", mode="eval").body
        values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        complete = not call.args and None not in values
    except (SyntaxError, ValueError):
        complete = False
    if not complete:
        raise targets.UsageError(f'--at: can\'t read {text!r}; write Python literals, as in "x=2.0, n=4"')
    types = dict(target.types)
    for parameter in target.source.tree.args.args:
        types.setdefault(parameter.id, types_text.from_annotation(parameter.annotation, parameter.id))
    return {name: _value(value, types.get(name)) for name, value in values.items()}


def _value(value: Any, type_: Any) -> Any:
    """Return a literal as the value that its type asks for."""
    match type_, value:
        case List(item), list():
            return [_value(part, item) for part in value]
        case Tuple(items), (list() | tuple()) if len(items) == len(value):
            return tuple(map(_value, value, items))
        case _, list():
            import numpy as np

            return np.asarray(value)
    return value


def _imported(path: str) -> ModuleType:
    """Execute a file as a module of its own name and return it."""
    name = os.path.splitext(os.path.basename(path))[0]
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _bound(function: Callable, values: Mapping[str, Any]) -> inspect.BoundArguments:
    """Return the arguments of a call, defaults filled in; raise UsageError where they don't fit."""
    try:
        bound = inspect.signature(function).bind(**values)
    except TypeError as error:
        raise targets.UsageError(f"--at: {error}") from error
    bound.apply_defaults()
    return bound
