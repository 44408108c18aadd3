"""Times interpreted gradients: what srcad emits, its dispatching object, gradients by hand, and autograd.

    python benchmarks/interpreted.py [--rounds N] [--only WORD]

All of a row are timed in turns, in one process, and the least time of each counts. 'by hand' is srcad's target:
the goal is a ratio of at most 1.1. The dispatching object should cost about 0.6 µs more for two floats, 2 µs for three arrays.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import types
from collections.abc import Callable, Sequence

import numpy as np
import workloads

import srcad

MOST_SECONDS = 2.0  # of one timing: autograd takes over a second for a thousand RK4 steps
BATCH_SECONDS = 0.005
GOAL_BY_HAND = 1.1
HEADING = ("workload", "primal µs", "by hand", "emitted", "object", "autograd", "emitted/hand", "object adds", "autograd/emitted")
BUILD = """
import sys, time
sys.path.insert(0, {directory!r})
import numpy, workloads
workload = workloads.workloads()[{index}]
start = time.perf_counter()
import srcad
imported = time.perf_counter()
import srcad.api
loaded = time.perf_counter()
srcad.grad(workload.function, argnums=workload.argnums).specialize(*workload.args)
first = time.perf_counter()
srcad.value_and_grad(workload.function, argnums=workload.argnums).specialize(*workload.args)
warm = time.perf_counter()
srcad.grad(workload.function, argnums=workload.argnums).specialize(*workload.args)
again = time.perf_counter()
print(imported - start, loaded - imported, first - loaded, warm - first, again - warm)
"""


def batch(function: Callable, args: tuple) -> int:
    """Return how many calls make a timing long enough to trust."""
    count = 1
    while True:
        seconds = timed(function, args, count)
        if seconds >= BATCH_SECONDS or count >= 1 << 16:
            return count
        count *= 2


def timed(function: Callable, args: tuple, count: int) -> float:
    turns = range(count)
    start = time.perf_counter()
    for _ in turns:
        function(*args)
    return time.perf_counter() - start


def least(functions: Sequence[Callable | None], args: tuple, rounds: int) -> list[float]:
    """Return the least time of a call of each function, in microseconds, the rounds interleaved."""
    counts = [batch(f, args) if f else 0 for f in functions]
    best = [float("nan") if f is None else float("inf") for f in functions]
    for _ in range(rounds):
        for k, function in enumerate(functions):
            # What takes seconds a call is timed once.
            if function is not None and not (best[k] < float("inf") and best[k] * counts[k] > MOST_SECONDS):
                best[k] = min(best[k], timed(function, args, counts[k]) / counts[k])
    return [seconds * 1e6 for seconds in best]


def by_autograd(workload: workloads.Workload) -> Callable | None:
    """Return autograd's gradient of a workload, None where autograd is not installed."""
    try:
        import autograd
        import autograd.numpy
    except ImportError:
        return None
    function = workload.autograd or workload.function
    # The same code, its globals `np` and `math` replaced by autograd's.
    scope = {**function.__globals__, "np": autograd.numpy, "math": autograd.numpy}
    function = types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
    return autograd.grad(function, workload.argnums)


def verify(workload: workloads.Workload, functions: Sequence[Callable | None]) -> None:
    """Raise AssertionError where two gradients differ."""
    want = parts(functions[0](*workload.args))
    for function in functions[1:]:
        if function is not None:
            for a, b in zip(want, parts(function(*workload.args)), strict=True):
                np.testing.assert_allclose(b, a, rtol=1e-7, atol=1e-9)


def parts(gradient) -> tuple:
    return tuple(gradient) if isinstance(gradient, (tuple, list)) else (gradient,)


def row(workload: workloads.Workload, rounds: int) -> tuple[str, ...]:
    """Measure a workload and return its row of the table."""
    dispatching = srcad.grad(workload.function, argnums=workload.argnums)
    emitted = dispatching.specialize(*workload.args).func
    gradients = [workload.by_hand, emitted, dispatching, by_autograd(workload)]
    verify(workload, gradients)
    primal, hand, bare, whole, autograd = least([workload.function, *gradients], workload.args, rounds)
    times = [f"{microseconds:.4g}" for microseconds in (primal, hand, bare, whole, autograd)]
    beside = f"{autograd / bare:.0f}" + (f" (goal {workload.goal:.0f})" if workload.goal else "")
    return (workload.name, *times, f"{bare / hand:.2f} (goal {GOAL_BY_HAND})", f"{whole - bare:.2f} µs", beside)


def builds(chosen: list[tuple[int, workloads.Workload]]) -> list[tuple[str, ...]]:
    """Return the table of build times, each measured in a fresh process."""
    rows = [("build", "import srcad ms (goal 150)", "compiler ms", "first, recipes read ms", "next ms (goal 20)", "the same again ms")]
    directory = str(workloads.__file__).rpartition("/")[0]
    for index, workload in chosen:
        code = BUILD.format(directory=directory, index=index)
        out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        rows.append((workload.name, *(f"{float(seconds) * 1e3:.3g}" for seconds in out.split())))
    return rows


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows)]
    for cells in rows:
        print("  ".join([cells[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells[1:], widths[1:]))]))
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="timings of each function, of which the least counts")
    parser.add_argument("--only", default="", help="measure the workloads whose name holds this word")
    options = parser.parse_args()
    chosen = [(k, w) for k, w in enumerate(workloads.workloads()) if options.only.lower() in w.name.lower()]
    print_table([HEADING, *(row(workload, options.rounds) for _, workload in chosen)])
    print_table(builds(chosen))


if __name__ == "__main__":
    main()
