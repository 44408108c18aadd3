"""The README's claims: its commands print what it shows, and CI runs the commands that it gives."""

import importlib
import re
import shlex
from pathlib import Path

import pytest

from srcad import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def sessions():
    """Yield each (command, output) of the console blocks."""
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = command.partition("\n")
            yield line, output


@pytest.mark.parametrize(("command", "output"), list(sessions()))
def test_commands_print_what_is_shown(command, output, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    assert program == "srcad"
    cli.main(arguments)
    printed = capsys.readouterr()
    assert printed.out + printed.err == output


def test_the_decorated_function_is_its_gradient(tmp_path, monkeypatch):
    np = pytest.importorskip("numpy", reason="the README's code uses NumPy")
    (block,) = (text for text in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "@srcad.grad" in text)
    (tmp_path / "readme_example.py").write_text(block)
    monkeypatch.syspath_prepend(str(tmp_path))
    loss = importlib.import_module("readme_example").loss
    w, x, y = np.array([1.0, -2.0]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, 0.0, 2.0])
    np.testing.assert_allclose(loss(w, x, y), 2 * x.T @ (x @ w - y))


def test_the_example_is_the_file_it_names():
    block = re.search(r"`(examples/\w+\.py)` holds\n\n```python\n(.*?)```", README, re.DOTALL)
    assert block.group(2) in (ROOT / block.group(1)).read_text()


def test_ci_runs_the_commands_that_are_given():
    script = (ROOT / ".ci" / "run").read_text()
    commands = re.search(r"```sh\n(python3 -m venv.*pytest.*)\n```", README).group(1)
    for command in commands.replace("python3", '"$main"', 1).split(" && "):
        assert command.replace("pip install -e", "pip install -q -e") in script


@pytest.mark.parametrize("page", ["README.md", "docs/design.md", "docs/language.md", "docs/rules.md"])
def test_links_lead_somewhere(page):
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target
