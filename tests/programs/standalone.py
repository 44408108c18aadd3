"""Runs saved derivatives where srcad cannot be imported, and writes them again in a second process."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import srcad
from tests import checks
from tests.programs.program import Program
from tests.programs.trial import CRASHED, WRONG, Outcome

# Runs every saved module on its arguments with no srcad to import.
RUNNER = """
import copy, importlib.util, pickle, sys, traceback, warnings
sys.modules["srcad"] = None
warnings.simplefilter("ignore")
answers = []
for path, inputs in pickle.load(open(sys.argv[1], "rb")):
    try:
        spec = importlib.util.spec_from_file_location("saved", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        answers.append([module.f_grad(*args) for args in copy.deepcopy(inputs)])
    except Exception:
        answers.append(traceback.format_exc())
pickle.dump(answers, open(sys.argv[2], "wb"))
"""

# Builds every derivative again and writes its text.
WRITER = """
import json, pickle, sys, warnings
warnings.simplefilter("ignore")
from tests.programs.standalone import text
answers = []
for program in pickle.load(open(sys.argv[1], "rb")):
    try:
        answers.append(text(program))
    except Exception as error:
        answers.append(repr(error))
json.dump(answers, open(sys.argv[2], "w"))
"""


def text(program: Program, path: Path | None = None) -> str:
    """Save the derivative for the types of the program's arguments; return what was written."""
    derivative = srcad.grad(program.load(), argnums=program.argnums)
    with tempfile.TemporaryDirectory() as directory:
        path = path or Path(directory) / "saved.py"
        derivative.specialize(*copy.deepcopy(program.inputs[0])).save(path)
        return path.read_text()


def run(script: str, given: object, directory: Path, seed: str) -> Path:
    """Run a script in a second process on a pickle of what is given; return the path of its answers."""
    source, target = directory / "given", directory / "answers"
    source.write_bytes(pickle.dumps(given))
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
    subprocess.run(
        [sys.executable, "-c", script, str(source), str(target)], env=environment, cwd=directory, check=True
    )
    return target


def check_batch(programs: list[Program]) -> list[tuple[Program, Outcome]]:
    """Return the programs whose saved text is not right on its own, or not the same every time."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        saved, texts = [], []
        for k, program in enumerate(programs):
            try:
                texts.append(text(program, directory / f"saved_{k}.py"))
                saved.append((program, str(directory / f"saved_{k}.py")))
            except Exception as error:  # a derivative that runs must be saved as well
                found.append((program, Outcome(CRASHED, f"save: {type(error).__name__}", str(error))))
        found += wrong_answers(saved, directory)
        found += other_texts([program for program, _ in saved], texts, directory)
    return found


def wrong_answers(saved: list[tuple[Program, str]], directory: Path) -> list[tuple[Program, Outcome]]:
    given = [(path, program.inputs) for program, path in saved]
    answers = pickle.loads(run(RUNNER, given, directory, "1").read_bytes())
    found = []
    for (program, _), answer in zip(saved, answers, strict=True):
        if isinstance(answer, str):
            found.append((program, Outcome(CRASHED, "saved text: " + answer.strip().splitlines()[-1], answer)))
            continue
        gradient = srcad.grad(program.load(), argnums=program.argnums)
        with np.errstate(all="ignore"):
            want = [gradient(*args) for args in copy.deepcopy(program.inputs)]
        if not all(map(checks.same, answer, want)):
            found.append((program, Outcome(WRONG, "saved text", f"{answer} is not {want}")))
    return found


def other_texts(programs: list[Program], texts: list[str], directory: Path) -> list:
    again = json.loads(run(WRITER, programs, directory, "2").read_text())
    pairs = zip(programs, texts, again, strict=True)
    return [
        (program, Outcome(WRONG, "other text in a second process", f"{a}\n---\n{b}"))
        for program, a, b in pairs
        if a != b
    ]
