"""Random programs: right derivatives in both modes, of the program and of rewritten ones; of the first levels no refusal.

`python -m tests.fuzz` runs more of them, and reduces what fails.
"""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import LEVELS, generate, rewrites
from tests.programs.standalone import check_batch
from tests.programs.trial import DISCARDED, REFUSED, SKIPPED, tried

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
SEEDS = 8
EACH = 12


@pytest.mark.parametrize("level", (1, 2))
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(source=st.randoms(use_true_random=False))
def test_programs_that_hypothesis_draws(level, source):
    program = generate(source, level)
    outcome = tried(program)
    assert not outcome.is_failure, f"{outcome.kind}: {outcome.detail}\n{program}"


@pytest.mark.parametrize("level", sorted(LEVELS)[2:])
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(source=st.randoms(use_true_random=False), seed=st.integers(0, 99))
def test_programs_of_the_other_levels(level, source, seed):
    program = generate(source, level)
    outcome = tried(program, rewrites.checked(seed))
    assert outcome.kind == REFUSED or not outcome.is_failure, f"{outcome.kind}: {outcome.detail}\n{program}"


@pytest.mark.parametrize("level", (1, 2))
@pytest.mark.parametrize("seed", range(SEEDS))
def test_programs_by_seed(level, seed):
    skipped = 0
    for k in range(EACH):
        program = generate(random.Random(1000 * seed + k), level)
        outcome = tried(program)
        assert not outcome.is_failure, f"{outcome.kind}: {outcome.detail}\n{program}"
        skipped += outcome.kind in (SKIPPED, DISCARDED)
    assert skipped <= EACH // 2


@pytest.mark.parametrize("level", (1, 2))
def test_saved_texts_run_without_srcad_and_are_the_same_again(level):
    programs = [generate(random.Random(seed), level) for seed in range(10)]
    programs = [program for program in programs if tried(program).kind != DISCARDED]
    assert not [(str(p), outcome) for p, outcome in check_batch(programs)]
