"""The README's claims: its commands print what it shows, and CI runs the commands that it gives."""

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


@pytest.mark.parametrize(("command", "output"), sessions())
def test_commands_print_what_is_shown(command, output, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    assert program == "srcad"
    cli.main(arguments)
    printed = capsys.readouterr()
    assert printed.out + printed.err == output


def test_python_blocks_run():
    pytest.importorskip("numpy", reason="the README's code uses NumPy")
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        compile(block, "README.md", "exec")


def test_the_example_is_the_file_it_names():
    block = re.search(r"`(examples/\w+\.py)` holds\n\n```python\n(.*?)```", README, re.DOTALL)
    assert block.group(2) in (ROOT / block.group(1)).read_text()


def test_ci_runs_the_commands_that_are_given():
    script = (ROOT / ".ci" / "run").read_text()
    commands = re.search(r"```sh\n(python3 -m venv.*pytest.*)\n```", README).group(1)
    for command in commands.replace("python3", '"$main"', 1).split(" && "):
        assert command.replace("pip install -e", "pip install -q -e") in script
