"""`srcad grad FILE:FUNC`: print a function's derivative as a module that runs as it is."""

from __future__ import annotations

import argparse
import os
import textwrap

from srcad import machine, pipeline, standalone, types_text
from srcad.backend import dialects
from srcad.commands import output
from srcad.commands import target as targets
from srcad.frontend import syntax

WIDTH = 100
HELP = "print a function's derivative as a module that runs as it is"


def add(commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("grad", help=HELP, description=f"{HELP[0].upper()}{HELP[1:]}.")
    targets.add_target(parser)
    add_mode(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    output.add_colour(parser)
    parser.set_defaults(run=run)


def add_mode(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose which derivative is written."""
    parser.add_argument(
        "--mode", choices=("reverse", "forward"), default="reverse", help="gradient, or tangent (default: reverse)"
    )
    parser.add_argument("--value", action="store_true", help="return the value as well (forward mode always does)")
    parser.add_argument(
        "--dialect", choices=("python", "numba"), default="python", help="which Python to write (default: python)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the derivative's module, or write it to a file."""
    target = targets.target(arguments)
    product = build(target, arguments)
    text = module_text(target, product)
    if arguments.output:
        write(arguments.output, text)
    else:
        output.show_source(text, arguments)
    return 0


def write(path: str, text: str) -> None:
    """Write the module; raise UsageError where the file can't be written."""
    try:
        output.write_whole(path, text)
    except OSError as error:
        raise targets.UsageError(f"can't write {path!r}: {error.strerror}") from error


def build(target: targets.Target, arguments: argparse.Namespace) -> pipeline.Product:
    """Build the derivative that the options ask for."""
    syntax.check(target.source)
    bare = len(target.argnums) == 1
    return pipeline.build(target.source, kind(arguments), target.argnums, bare, target.types, dialect=arguments.dialect)


def kind(arguments: argparse.Namespace) -> str:
    """Return the pipeline's word for the derivative that the options ask for."""
    if arguments.mode == "forward":
        return "jvp"
    return "value_and_grad" if arguments.value else "grad"


def module_text(target: targets.Target, product: pipeline.Product) -> str:
    """Return the module that holds the derivative and all that it needs."""
    homes = {name: source.file for name, source in product.sources.items()}
    places = {
        (name, read.text.partition(".")[0]): read.home.holder
        for name, reads in product.reads.items()
        for read in reads
        if read.home is not None
    }
    imports = [import_line(name, module) for name, module in product.imports.items()]
    modules = targets.modules(target.source)
    text, above = product.text, ""
    if product.dialect == dialects.NUMBA:
        # The derivative itself is the reader's to compile; what it calls has to be compiled for that.
        text, above = machine.decorated(text, (), but=product.name), machine.decorator(())
        imports += [machine.IMPORT] if text != product.text or product.helpers else []
    return standalone.completed(
        text, modules, homes, product.helpers, imports, heading(target, product), places, above
    )


def import_line(name: str, qualified: str) -> str:
    """Return the statement that imports a module, or an object of one, under a name."""
    parent, _, last = qualified.rpartition(".")
    renamed = "" if name == last else f" as {name}"
    return f"from {parent} import {last}{renamed}" if parent else f"import {qualified}{renamed}"


def heading(target: targets.Target, product: pipeline.Product) -> str:
    """Return the docstring of the derivative's module: of what, in what, for which types."""
    lines = [f"The derivative of {target.name} ({os.path.basename(target.path)}) in {', '.join(target.argnames)}."]
    wanted = targets.parameters(target.source)
    types = {p.name: p.value.type for p in product.function.params if p.name in wanted}
    known = [types_text.render_known({name: type_}) for name, type_ in types.items()]
    if any(known):
        # A type is not broken over lines: its spaces are no places to wrap at.
        unbroken = ", ".join(text.replace(" ", "\xa0") for text in known if text)
        lines += ["", *(row.replace("\xa0", " ") for row in textwrap.wrap(f"For {unbroken}.", WIDTH))]
    return "\n".join(lines) + "\n" * (len(lines) > 1)
