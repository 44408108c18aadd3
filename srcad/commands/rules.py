"""`srcad rules [NAME]`: list the functions that have a derivative rule, or print one's recipe."""

from __future__ import annotations

import argparse
import difflib
import sys

from srcad.commands import classes, output
from srcad.rules import registry
from srcad.rules.rule import ConstantRule, Effect, Refused

HELP = "list the functions that have a derivative rule, or print the recipe of one"
ALIASES = {"np": "numpy", "la": "numpy.linalg"}


def add(commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("rules", help=HELP, description=f"{HELP[0].upper()}{HELP[1:]}.")
    parser.add_argument("name", metavar="NAME", nargs="?", help="a function, as np.tanh, numpy.tanh or tanh")
    parser.add_argument("--table", action="store_true", help="print all that is known, as docs/functions.md has it")
    output.add_colour(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the list, or one recipe; the status is 1 where there is no rule of that name."""
    if arguments.table:
        sys.stdout.write(classes.document())
        return 0
    if arguments.name is None:
        rows = [("function", "rule"), *((name, kind(name)) for name in registry.names())]
        sys.stdout.write(output.table(rows))
        return 0
    found = matching(arguments.name)
    if not found:
        output.complain(unknown(arguments.name), arguments)
        return 1
    recipes: dict[str, list[str]] = {}
    for name in found:
        recipes.setdefault(recipe(name), []).append(f"# {name}: {kind(name)}\n")
    blocks = ["".join(heads) + text for text, heads in recipes.items()]
    output.show_source("\n\n\n".join(blocks), arguments)
    return 0


def recipe(name: str) -> str:
    """Return a rule's recipe as it is written; nothing for a constant, which stands in a long list of such."""
    known = registry.find(name)
    text = "" if isinstance(known, (ConstantRule, Refused)) else registry.text(name)
    return f"{text.strip()}\n" if text else ""


def kind(name: str) -> str:
    """Return what is known of a function's derivative, in a word or two."""
    match registry.find(name):
        case ConstantRule():
            return "constant"
        case Effect():
            return "an effect"
        case Refused(reason=reason):
            return f"refused: {reason}"
        case rule:
            return rule.recipe.form


def matching(name: str) -> list[str]:
    """Return the functions that a name means: itself, with its module's alias spelled out, or its last part alone."""
    head, dot, rest = name.partition(".")
    exact = [known for known in (name, f"{ALIASES.get(head, head)}.{rest}") if known in registry.names()]
    if exact or dot:
        return exact[:1]
    return [known for known in registry.names() if known.rpartition(".")[2] == name]


def unknown(name: str) -> str:
    """Say that there is no rule for a function, and what was perhaps meant."""
    near = difflib.get_close_matches(name, {known.rpartition(".")[2] for known in registry.names()}, n=3)
    meant = f"; did you mean {' or '.join(near)}?" if near else "; `srcad rules` lists them all"
    return f"no rule for {name!r}{meant}"
