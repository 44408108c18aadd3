"""`srcad show FILE:FUNC --stage ...`: print what one stage of the pipeline makes of a function, as Python text."""

from __future__ import annotations

import argparse
import textwrap

from srcad import pipeline
from srcad.commands import grad, output
from srcad.commands import target as targets

HELP = "print what one stage of the pipeline makes of a function, as Python text"
STAGES = ("source", *pipeline.STAGES)


def add(commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("show", help=HELP, description=f"{HELP[0].upper()}{HELP[1:]}.")
    targets.add_target(parser)
    grad.add_mode(parser)
    parser.add_argument("--stage", choices=STAGES, required=True, help="which stage; in the order in which they run")
    output.add_colour(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the text of a stage."""
    target = targets.target(arguments)
    output.show_source(stage_text(target, arguments), arguments)
    return 0


def stage_text(target: targets.Target, arguments: argparse.Namespace) -> str:
    """Return what a stage makes of the function."""
    if arguments.stage == "source":
        tree = target.source.tree
        first = min([tree.lineno, *(decorator.lineno for decorator in getattr(tree, "decorator_list", ()))])
        return textwrap.dedent("".join(target.source.lines[first - 1 : tree.end_lineno]))
    return grad.build(target, arguments).stages[arguments.stage]
