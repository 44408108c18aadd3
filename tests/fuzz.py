"""Hunt wrong derivatives with random programs.

    python -m tests.fuzz --programs 2000 --seed 1 [--level 2]

prints, by level, what came of the programs, how often each construct occurred, and one reduced
program for each cause of failure. The status is 1 if anything failed.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import time

from tests.programs import LEVELS, Program, generate
from tests.programs.reduce import reduced
from tests.programs.standalone import check_batch
from tests.programs.trial import (
    CRASHED,
    DISCARDED,
    REFUSED,
    RIGHT,
    SKIPPED,
    WRONG,
    Outcome,
    tried,
)

KINDS = (RIGHT, WRONG, CRASHED, REFUSED, SKIPPED, DISCARDED)
BATCH = 40


class Hunt:
    """The tally of one run."""

    def __init__(self, batches: bool):
        self.counts: dict[int, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.constructs: collections.Counter[str] = collections.Counter()
        self.failures: dict[str, tuple[Program, Outcome, int, int]] = {}
        self.waiting: list[Program] = []
        self.batches = batches

    def run(self, level: int, seed: int) -> None:
        """Try the program of a level and a seed."""
        program = generate(random.Random(seed), level)
        outcome = tried(program)
        self.note(level, program, outcome, seed)
        if outcome.kind == RIGHT and self.batches:
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
            print(f"  {rate(counts, REFUSED)} refused, {rate(counts, SKIPPED)} skipped")
        print("constructs:", ", ".join(f"{name} {n}" for name, n in self.constructs.most_common()))
        for key, (program, outcome, seed, count) in self.failures.items():
            print(f"\n== {key}, {count} times, first with seed {seed}\n{outcome.detail}")
            print(reduced(program, outcome) if reduce else program)


def rate(counts: collections.Counter[str], kind: str) -> str:
    checked = sum(counts.values()) - counts[DISCARDED]
    return f"{100 * counts[kind] / max(checked, 1):.1f}%"


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--programs", type=int, default=200, metavar="N", help="in all, default 200")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--level", type=int, action="append", choices=sorted(LEVELS), help="default 1 and 2")
    parser.add_argument("--no-batches", action="store_true", help="don't run saved texts without srcad")
    parser.add_argument("--no-reduce", action="store_true", help="print failing programs as they are")
    options = parser.parse_args(argv)
    levels = options.level or [1, 2]
    hunt, started = Hunt(not options.no_batches), time.monotonic()
    for k in range(options.programs):
        hunt.run(levels[k % len(levels)], options.seed * 1_000_003 + k)
    if hunt.waiting:
        hunt.finish_batch()
    hunt.report(not options.no_reduce)
    print(f"\n{options.programs} programs in {time.monotonic() - started:.0f} s")
    return 1 if hunt.failures else 0


if __name__ == "__main__":
    sys.exit(main())
