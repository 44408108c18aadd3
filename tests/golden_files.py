"""The golden functions: what a file in tests/golden holds, and what srcad emits for it."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import io
import types
from dataclasses import dataclass
from pathlib import Path

from srcad import cli

HERE = Path(__file__).parent / "golden"
WIDTH = 100


@dataclass(frozen=True)
class Figures:
    """What is counted of a text: statements, longest line, deepest nesting."""

    statements: int
    width: int
    nesting: int


def names(directory: Path = HERE) -> list[str]:
    """Return the names of the golden files."""
    found = (p.stem for p in directory.glob("*.py") if not p.name.endswith(".out.py"))
    return sorted(name for name in found if name not in ("check", "__init__"))


def load(path: Path, text: str | None = None) -> types.ModuleType:
    """Import a file, or a text under its name, as a module of its own."""
    if text is None:
        spec = importlib.util.spec_from_file_location(f"golden_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    module = types.ModuleType(path.stem)
    exec(compile(text, str(path), "exec", dont_inherit=True), module.__dict__)
    return module


def emitted(path: Path, mode: str | None = None) -> str:
    """Return what the command line prints for a golden file."""
    module = load(path)
    mode = mode or getattr(module, "MODE", "reverse")
    types_ = ", ".join(f"{name}: {text}" for name, text in module.TYPES.items())
    command = ["grad", f"{path}:f", "--argnames", ",".join(module.ARGNAMES), "--types", types_]
    command += ["--dialect", getattr(module, "DIALECT", "python")]
    command += ["--mode", mode]
    out, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaints):
        status = cli.main(command)
    if status:
        raise RuntimeError(f"status {status}: {complaints.getvalue().strip()}")
    return out.getvalue()


def stored(name: str) -> Path:
    """Return the path of the emitted text that a person has read."""
    return HERE / f"{name}.out.py"


def figures(module: types.ModuleType, derivative: types.ModuleType, args: tuple) -> tuple:
    """Run an emitted module's derivative; return the adjoints, one an argument in ARGNAMES."""
    if getattr(module, "MODE", "reverse") == "forward":
        (x,) = args
        return (derivative.f_jvp(x, 1.0)[1],)
    grad = derivative.f_grad(*args)
    return grad if len(module.ARGNAMES) > 1 else (grad,)


def derivative_functions(text: str, primal: str = "") -> list[ast.FunctionDef]:
    """Return the functions that text defines and primal doesn't."""
    known = {node.name for node in ast.parse(primal).body if isinstance(node, ast.FunctionDef)}
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return [node for node in functions if node.name not in known]


def nesting(node: ast.AST, depth: int = 0) -> int:
    """Return how deeply statements are nested in a function, an elif counting as its if."""
    deepest = depth
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None) or []
        is_elif = name == "orelse" and isinstance(node, ast.If) and len(block) == 1
        for statement in block if isinstance(block, list) else []:
            inner = depth if is_elif and isinstance(statement, ast.If) else depth + 1
            deepest = max(deepest, nesting(statement, inner))
    return deepest


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def measure(text: str, functions: list[ast.FunctionDef]) -> Figures:
    """Count the statements, the longest line and the deepest nesting of some functions of a text."""
    lines = text.splitlines()
    spans = [lines[f.lineno - 1 : f.end_lineno] for f in functions]
    nodes = [node for f in functions for node in ast.walk(f)]
    statements = sum(isinstance(node, ast.stmt) and not is_docstring(node) for node in nodes)
    width = max(len(line) for span in spans for line in span)
    return Figures(statements, width, max(map(nesting, functions)))


def imports_srcad(text: str) -> bool:
    """Say whether a text imports srcad."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) and any(a.name.split(".")[0] == "srcad" for a in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "srcad":
            return True
    return False


def failures(got: Figures, text: str, statements: int, nesting: int) -> list[str]:
    """Say which bounds the emitted text breaks: about as long as by hand, as wide, as deep."""
    found = []
    if got.statements > statements * 1.1 + 1:
        found.append(f"{got.statements} statements, by hand {statements}")
    if got.width > WIDTH:
        found.append(f"a line of {got.width} columns")
    if got.nesting > nesting:
        found.append(f"nested {got.nesting} deep, by hand {nesting}")
    if imports_srcad(text):
        found.append("it needs srcad to run")
    return found
