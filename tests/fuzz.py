"""Hunt wrong derivatives with random programs.

    python -m tests.fuzz --programs 2000 --seed 1 [--level 2] [--orders 3]

Each program's value is held against the original's bit for bit, its gradient against central differences at two
steps and against forward mode, a second call against the first, its arguments against what they were, and its gradient
against that of a rewritten program that means the same; what is saved is run without srcad, and made again in a second
process. Prints, by level, what came of the programs, how often each construct occurred and which of docs/language.md
never did, and one reduced program for each cause of failure. The status is 1 if anything failed.
"""

from __future__ import annotations

import argparse
import collections
import functools
import random
import sys
import time
from collections.abc import Callable

from tests.programs import LEVELS, Program, constructs, extremes, generate, rewrites, trial
from tests.programs.reduce import reduced
from tests.programs.standalone import check_batch
from tests.programs.trial import CRASHED, DISCARDED, REFUSED, RIGHT, SKIPPED, WRONG, Outcome

KINDS = (RIGHT, WRONG, CRASHED, REFUSED, SKIPPED, DISCARDED)
# Refusals that may be, in per cent of a level's programs.
BOUNDS = {1: 1, 2: 1, 3: 5, 4: 10, 5: 5, 6: 5, 7: 10, 8: 10}
BATCH = 40
# The level whose arguments are objects of the program's own classes, which no other process has.
OWN_CLASSES = 7


class Hunt:
    """The tally of one run."""

    def __init__(self, orders: int, costs: bool, batches: bool):
        self.counts: dict[int, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.constructs: collections.Counter[str] = collections.Counter()
        self.failures: dict[str, tuple[Program, Outcome, int, int]] = {}
        self.waiting: list[Program] = []
        self.orders, self.costs, self.batches = orders, costs, batches

    def attempt(self, seed: int) -> Callable[[Program], Outcome]:
        """Return what tries a program; the seed draws how it is rewritten, or at which costs."""
        if self.costs or self.orders > 1:
            return functools.partial(extremes.tried, seed=seed, orders=self.orders)
        return functools.partial(trial.tried, check=rewrites.checked(seed))

    def run(self, level: int, seed: int) -> None:
        """Try the program of a level and a seed."""
        program = generate(random.Random(seed), level)
        outcome = self.attempt(seed)(program)
        self.note(level, program, outcome, seed)
        if outcome.kind == RIGHT and self.batches and level != OWN_CLASSES:
            self.waiting.append(program)
            if len(self.waiting) == BATCH:
                self.finish_batch()

    def note(self, level: int, program: Program, outcome: Outcome, seed: int) -> None:
        self.counts[level][outcome.kind] += 1
        if outcome.kind != DISCARDED:
            self.constructs += program.constructs()
        if outcome.is_failure:
            key = f"{outcome.kind}: {outcome.cause}"
            known = self.failures.get(key)
            count = known[3] + 1 if known else 1
            best = min([(program, outcome, seed), *([known[:3]] if known else [])], key=lambda p: len(p[0].text))
            self.failures[key] = (*best, count)

    def finish_batch(self) -> None:
        """Run the saved texts of the programs that wait, in a process without srcad."""
        for program, outcome in check_batch(self.waiting):
            self.counts[program.level][RIGHT] -= 1
            self.note(program.level, program, outcome, -1)
        self.waiting = []

    def report(self, reduce: bool) -> None:
        for level, counts in sorted(self.counts.items()):
            figures = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
            print(f"level {level}, {LEVELS[level]}: {sum(counts.values())} programs: {figures}")
            print(f"  {rate(counts, REFUSED)} refused of {BOUNDS[level]}% that may be, {rate(counts, SKIPPED)} skipped of 2%")
        print("constructs:", ", ".join(f"{name} {n}" for name, n in self.constructs.most_common()))
        print("never drawn of docs/language.md:", ", ".join(constructs.never_drawn(self.constructs)) or "nothing")
        for key, (program, outcome, seed, count) in self.failures.items():
            print(f"\n== {key}, {count} times, first with seed {seed}\n{outcome.detail}")
            print(reduced(program, outcome, self.attempt(seed)) if reduce and outcome.kind != REFUSED else program)

    @property
    def has_failed(self) -> bool:
        """Whether anything was wrong, crashed, or was refused more often than may be."""
        refused = any(counts[REFUSED] * 100 > BOUNDS[level] * sum(counts.values()) for level, counts in self.counts.items())
        return refused or any(counts[WRONG] or counts[CRASHED] for counts in self.counts.values())


def rate(counts: collections.Counter[str], kind: str) -> str:
    checked = sum(counts.values()) - counts[DISCARDED]
    return f"{100 * counts[kind] / max(checked, 1):.1f}%"


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--programs", type=int, default=200, metavar="N", help="in all, default 200")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--level", type=int, action="append", choices=sorted(LEVELS), help="default all")
    parser.add_argument("--orders", type=int, default=1, choices=(1, 2, 3), help="second and third derivatives too")
    parser.add_argument("--costs", action="store_true", help="with extreme costs of what is kept, instead of rewrites")
    parser.add_argument("--only", type=int, metavar="SEED", help="the one program of a level and this seed")
    parser.add_argument("--no-batches", action="store_true", help="don't run saved texts without srcad")
    parser.add_argument("--no-reduce", action="store_true", help="print failing programs as they are")
    options = parser.parse_args(argv)
    levels = options.level or sorted(LEVELS)
    hunt, started = Hunt(options.orders, options.costs, not options.no_batches), time.process_time()
    seeds = range(options.programs) if options.only is None else [options.only]
    for k, seed in enumerate(seeds):
        hunt.run(levels[k % len(levels)], seed if options.only is not None else options.seed * 1_000_003 + seed)
    if hunt.waiting:
        hunt.finish_batch()
    hunt.report(not options.no_reduce)
    print(f"\n{len(seeds)} programs in {time.process_time() - started:.0f} s of this process")
    return 1 if hunt.has_failed else 0


if __name__ == "__main__":
    sys.exit(main())
