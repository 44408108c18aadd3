"""Print emitted and hand-written derivatives side by side, with what is counted of them.

    python -m tests.compare_golden --golden DIR [NAME ...]

DIR holds one file a case: a function `f` and, written by hand, its derivative `f_grad` or `f_jvp`,
with TYPES, ARGNAMES and CASES, a list of (function, derivative, arguments). Without --golden the emitted
text is compared with the one stored in tests/golden. The status is 1 if a bound fails.
"""

from __future__ import annotations

import argparse
import ast
import copy
import itertools
import sys
import types
from pathlib import Path

from tests import checks, golden_files

DERIVED = ("_grad", "_jvp", "_fwd", "_bwd")
COLUMN = 78


def hand_written(path: Path, forward: bool) -> tuple[str, list[ast.FunctionDef]]:
    """Return a golden file's text and the functions in it that were written by hand."""
    text = path.read_text()
    functions = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    derived = [f for f in functions if f.name.endswith(DERIVED)]
    return text, [f for f in derived if not (forward and f.name == "f_grad")]


def primal_text(path: Path) -> str:
    """Return the functions of a golden file that are no derivatives."""
    nodes = ast.parse(path.read_text()).body
    keep = [n for n in nodes if isinstance(n, ast.FunctionDef) and not n.name.endswith(DERIVED)]
    return "\n".join(map(ast.unparse, keep))


def is_forward(path: Path) -> bool:
    """Say whether a golden file shows forward mode: it then holds a tangent function."""
    return "def f_jvp(" in path.read_text()


def side_by_side(left: str, right: str) -> str:
    """Lay two texts out in two columns."""
    rows = itertools.zip_longest(left.splitlines(), right.splitlines(), fillvalue="")
    return "\n".join(f"{a:<{COLUMN}} | {b}".rstrip() for a, b in rows)


def functions_text(text: str, functions: list[ast.FunctionDef]) -> str:
    """Return the text of some functions alone."""
    lines = text.splitlines()
    return "\n\n\n".join("\n".join(lines[f.lineno - 1 : f.end_lineno]) for f in functions)


def wrong_figures(module: types.ModuleType, text: str, path: Path, forward: bool) -> list[str]:
    """Say where the emitted derivative gives other figures than the one written by hand."""
    derivative = golden_files.load(path, text)
    module.MODE = "forward" if forward else "reverse"
    found = []
    for _, by_hand, args in module.CASES:
        want = by_hand(*copy.deepcopy(args))
        want = want if len(module.ARGNAMES) > 1 else (want,)
        try:
            got = golden_files.figures(module, derivative, copy.deepcopy(args))
            checks.assert_close(got, want, 1e-9)
        except Exception as error:  # whatever it raises is a finding
            found.append(f"other figures: {type(error).__name__}: {error}")
    return found


def compare(path: Path) -> list[str]:
    """Print one file's comparison; return which bounds fail."""
    forward = is_forward(path)
    golden, by_hand = hand_written(path, forward)
    try:
        text = golden_files.emitted(path, "forward" if forward else "reverse")
    except Exception as error:  # whatever it raises is a finding
        print(f"== {path.stem}: {type(error).__name__}: {error}")
        return [str(error)]
    functions = golden_files.derivative_functions(text, primal_text(path))
    got, want = golden_files.measure(text, functions), golden_files.measure(golden, by_hand)
    found = golden_files.failures(got, text, want.statements, want.nesting)
    found += wrong_figures(golden_files.load(path), text, path, forward)
    print(f"== {path.stem}: emitted on the left, by hand on the right")
    print(side_by_side(functions_text(text, functions), functions_text(golden, by_hand)))
    print(f"emitted {got}\nby hand {want}")
    print("\n".join(f"FAILS: {line}" for line in found) or "holds", end="\n\n")
    return found


def compare_stored(name: str) -> list[str]:
    """Print the emitted text beside the stored one where they differ."""
    text, stored = golden_files.emitted(golden_files.HERE / f"{name}.py"), golden_files.stored(name)
    was = stored.read_text() if stored.exists() else ""
    if text == was:
        return []
    print(f"== {name}: emitted on the left, stored on the right\n{side_by_side(text, was)}\n")
    return ["other text than the stored one"]


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.compare_golden", description=__doc__)
    parser.add_argument("--golden", type=Path, metavar="DIR", help="hand-written derivatives")
    parser.add_argument("names", nargs="*", metavar="NAME", help="files to compare, default all")
    options = parser.parse_args(argv)
    found = {}
    for name in options.names or golden_files.names(options.golden or golden_files.HERE):
        if options.golden:
            found[name] = compare(options.golden / f"{name}.py")
        else:
            found[name] = compare_stored(name)
    failed = {name: lines for name, lines in found.items() if lines}
    print(f"{len(found) - len(failed)} of {len(found)} hold")
    for name, lines in failed.items():
        print(f"  {name}: {'; '.join(lines)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
