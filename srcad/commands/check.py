"""`srcad check FILE:FUNC --at "x=2.0, n=4"`: compare a derivative with central differences and by dot product."""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from srcad import errors, types_text
from srcad.commands import differences, output
from srcad.commands import target as targets
from srcad.ir.types import List, Tuple
from srcad.origin import Origin

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
    function = getattr(_imported(target.path), target.name, None)
    if function is None:
        raise errors.SrcadError(f"{target.path} has no {target.name} once it is executed")
    # A derivative that the file itself makes, `@srcad.grad`, is checked as the function that it is.
    point = _bound(function, given)
    try:
        function(*copy.deepcopy(point.args), **copy.deepcopy(point.kwargs))
    except Exception as error:
        raise failed(target.path, f"{target.name} raises at this point", error) from error
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
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise failed(path, "the file can't be executed", error) from error
    return module


def failed(path: str, what: str, error: BaseException) -> errors.SrcadError:
    """Return the error that code of the user's raised as a message, at the last line of the file that was running."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if os.path.realpath(frame.filename) == os.path.realpath(path)]
    origin = Origin(path, lines[-1]) if lines else None
    return errors.SrcadError(f"{what}: {type(error).__name__}: {error}".rstrip(": "), origin)


def _bound(function: Callable, values: Mapping[str, Any]) -> inspect.BoundArguments:
    """Return the arguments of a call, defaults filled in; raise UsageError where they don't fit."""
    try:
        bound = inspect.signature(function).bind(**values)
    except TypeError as error:
        raise targets.UsageError(f"--at: {error}") from error
    bound.apply_defaults()
    return bound
