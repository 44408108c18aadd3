"""The house's layers: a module imports only from its own layer or from those below; and what packaging must list."""

import ast
import tomllib
from pathlib import Path

import pytest

import srcad

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "srcad"

# From the ground up. A module belongs to the longest entry that is a prefix of its name; modules of one
# layer may import each other.
LAYERS = [
    ("srcad.origin",),
    ("srcad.errors",),
    ("srcad.ir", "srcad.types_text"),
    # Building a statement infers its type and simplifies it: one layer with what it calls.
    ("srcad.ir.build", "srcad.analysis", "srcad.simplify"),
    ("srcad.rules",),
    ("srcad.frontend",),
    # Passes over whole functions that ask what the rules know.
    ("srcad.analysis.activity", "srcad.analysis.realness", "srcad.analysis.scalars", "srcad.simplify.finish", "srcad.simplify.shapes"),
    ("srcad.derive",),
    ("srcad.backend", "srcad.standalone"),
    ("srcad.pipeline", "srcad.inner", "srcad.arguments"),
    # All modules at the top that no other entry names.
    ("srcad",),
    ("srcad.commands", "srcad.cli", "srcad.__main__"),
]
# What emitted code calls at run time: it needs NumPy, and nothing of the compiler.
GROUND = "srcad.runtime"


def modules():
    """Yield the name and the tree of each module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(path.read_text())


def imported(tree, names):
    """Yield the srcad modules that a tree imports."""
    for node in running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "srcad")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "srcad":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in names else node.module


def running(node):
    """Yield the nodes of a tree that run, those under `if TYPE_CHECKING` left out."""
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from running(child)


def layer(name):
    """Return the rank of a module's layer."""
    best = max(
        (prefix, rank)
        for rank, prefixes in enumerate(LAYERS)
        for prefix in prefixes
        if name == prefix or name.startswith(prefix + ".")
    )
    return best[1]


def on_ground(name):
    return name == GROUND or name.startswith(f"{GROUND}.")


TREES = dict(modules())


@pytest.mark.parametrize("name", TREES)
def test_imports_go_downward(name):
    for other in imported(TREES[name], TREES):
        if on_ground(name):
            assert on_ground(other), f"{name} imports {other}: what emitted code calls stands alone"
        if not on_ground(other):
            assert layer(other) <= layer(name), f"{name} imports {other}, which is above it"


def test_nothing_but_the_runtime_and_lazy_places_imports_numpy():
    for name, tree in TREES.items():
        at_import = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        wanted = {a.name for node in at_import if isinstance(node, ast.Import) for a in node.names}
        wanted |= {node.module for node in at_import if isinstance(node, ast.ImportFrom) and node.module}
        # Definitions are read as text, never imported.
        if not on_ground(name) and not name.startswith("srcad.frontend.definitions."):
            assert not {w for w in wanted if w.partition(".")[0] in ("numpy", "scipy", "numba", "IPython", "pygments")}, name


def test_packaging_lists_every_package():
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    assert listed == folders | {"srcad.templates"}


def test_one_version():
    assert srcad.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
