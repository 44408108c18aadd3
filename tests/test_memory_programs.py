"""Random programs about memory and calls: right at extreme costs of what is kept. `python -m tests.fuzz --costs` runs more."""

import random

import pytest

from tests.programs import aliases, extremes, memory, trial


@pytest.mark.parametrize("seed", range(12))
def test_programs_by_seed(seed):
    program = memory.generate(random.Random(1_100_000 + seed))
    outcome = extremes.tried(program, seed)
    assert outcome.kind not in (trial.WRONG, trial.CRASHED), f"{outcome.kind}: {outcome.detail}\n{program}"


@pytest.mark.parametrize("seed", range(12))
def test_programs_about_aliases_by_seed(seed):
    program = aliases.generate(random.Random(1_200_000 + seed))
    outcome = extremes.tried(program, seed)
    assert outcome.kind not in (trial.WRONG, trial.CRASHED), f"{outcome.kind}: {outcome.detail}\n{program}"
