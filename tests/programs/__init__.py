"""Random programs in the language that srcad supports, as people write it.

`generate(random, level)` returns a `Program`: text, arguments and what to differentiate in. The level says what
the program is about; each of the first four holds what those below it do. The source of randomness is anything like
`random.Random`, so that Hypothesis can shrink what it draws.
"""

from __future__ import annotations

import dataclasses
from random import Random

from tests.programs import aliases, closures, memory, records
from tests.programs import generate as first
from tests.programs.program import Program

__all__ = ["LEVELS", "Program", "generate"]

LEVELS = {**first.LEVELS, 5: "memory and helpers", 6: "aliases and views", 7: "objects and dicts", 8: "functions and iterators"}
GENERATORS = {5: memory.generate, 6: aliases.generate, 7: records.generate, 8: closures.generate}


def generate(random: Random, level: int = 1) -> Program:
    """Draw a program of a level."""
    make = GENERATORS.get(level)
    program = first.generate(random, level) if make is None else make(random)
    return dataclasses.replace(program, level=level)
