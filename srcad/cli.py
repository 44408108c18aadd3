"""The command `srcad`: reads the command line, runs a command, and turns errors into messages and exit statuses.

Exit statuses: 0 done; 1 refused, or a check that failed; 2 a command line that makes no sense.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import srcad
from srcad import errors
from srcad.commands import check, grad, output, rules, show
from srcad.commands.target import UsageError

DESCRIPTION = "Read a Python function's source and write another Python function: its derivative."
EPILOG = "grad, show and rules read a file's text and never import or execute it; check executes it."
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(prog="srcad", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("--version", action="version", version=f"srcad {srcad.__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in (grad, show, check, rules):
        command.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = parser().parse_args(argv)
    try:
        status = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except errors.SrcadError as error:
        output.complain(str(error), arguments)
        return 1
    except UsageError as error:
        print(f"srcad {arguments.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader left (`| head`): what is still buffered must not raise again when Python closes stdout.
        discard_output()
        return 0
    except OSError as error:
        discard_output()
        print(f"srcad {arguments.command}: can't write the output: {error.strerror}", file=sys.stderr)
        return 1
    except RecursionError:
        print(f"srcad {arguments.command}: the program is nested too deeply; split its expressions", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def discard_output() -> None:
    """Let what is still buffered for the standard output go nowhere when Python closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
