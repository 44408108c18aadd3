"""Random programs in the language that srcad supports, as people write it.

`generate(random, level)` returns a `Program`: text, arguments and what to differentiate in. The level says what
the program may hold: 1 expressions, 2 control flow, 3 writes into arrays, 4 calls and lists. The
source of randomness is anything like `random.Random`, so that Hypothesis can shrink what it draws.
"""

from tests.programs.generate import LEVELS, generate
from tests.programs.program import Program

__all__ = ["LEVELS", "Program", "generate"]
