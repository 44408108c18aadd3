"""Times gradients compiled by Numba: what srcad emits, beside gradients by hand and the functions themselves.

    python benchmarks/compiled.py [--rounds N] [--only WORD] [--source]

All of a row are timed in turns, in one process, and the least time of each counts. 'by hand' is what one writes for Numba with
pencil and paper: the goal is a ratio of at most 1.1. `--source` prints what is emitted.
"""

from __future__ import annotations

import argparse
import time

import interpreted
import kernels
import numpy as np

import srcad

HEADING = ("kernel", "function µs", "by hand", "emitted", "emitted/hand", "emitted/function", "compiled in s")
GOAL_BY_HAND = 1.1


def row(kernel: kernels.Kernel, rounds: int) -> tuple[str, ...]:
    """Measure a kernel and return its row of the table."""
    start = time.perf_counter()
    emitted = srcad.grad(kernel.function, argnums=kernel.argnums).specialize(*kernel.args).func
    found = emitted(*kernel.args)
    seconds = time.perf_counter() - start
    for part, wanted in zip(found, kernel.by_hand(*kernel.args), strict=True):
        np.testing.assert_allclose(part, wanted, rtol=1e-6, atol=1e-9)
    function, hand, bare = interpreted.least([kernel.function, kernel.by_hand, emitted], kernel.args, rounds)
    times = [f"{microseconds:.4g}" for microseconds in (function, hand, bare)]
    ratios = f"{bare / hand:.2f} (goal {GOAL_BY_HAND})", f"{bare / function:.2f} (goal {kernel.goal})"
    return kernel.name, *times, *ratios, f"{seconds:.2g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="timings of each function, of which the least counts")
    parser.add_argument("--only", default="", help="measure the kernels whose name holds this word")
    parser.add_argument("--source", action="store_true", help="print the emitted gradients as well")
    options = parser.parse_args()
    chosen = [kernel for kernel in kernels.kernels() if options.only.lower() in kernel.name.lower()]
    if options.source:
        for kernel in chosen:
            print(srcad.grad(kernel.function, argnums=kernel.argnums).specialize(*kernel.args).source)
    interpreted.print_table([HEADING, *(row(kernel, options.rounds) for kernel in chosen)])


if __name__ == "__main__":
    main()
