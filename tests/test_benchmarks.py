"""The benchmarks' workloads: what srcad emits gives the figures of the gradients written by hand."""

import importlib
import sys
from pathlib import Path

import pytest

import srcad

np = pytest.importorskip("numpy", reason="the workloads are NumPy programs")
FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def load(name):
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(FOLDER))


def workloads():
    return load("workloads").workloads()


@pytest.mark.parametrize("workload", workloads(), ids=lambda workload: workload.name)
def test_as_by_hand(workload):
    want = workload.by_hand(*workload.args)
    got = srcad.grad(workload.function, argnums=workload.argnums)(*workload.args)
    if not isinstance(want, tuple):
        want, got = (want,), (got,)
    for by_hand, emitted in zip(want, got, strict=True):
        np.testing.assert_allclose(emitted, by_hand, rtol=1e-7, atol=1e-10)


def test_kernels_for_numba():
    """The dialect for Numba, run as the Python that it also is."""
    pytest.importorskip("numba", reason="the kernels are compiled by it")
    for kernel in load("kernels").kernels(0.02):
        derivative = srcad.grad(kernel.function, argnums=kernel.argnums).specialize(*kernel.args).func.py_func
        wanted = kernel.by_hand.py_func(*kernel.args)
        for by_hand, emitted in zip(wanted, derivative(*kernel.args), strict=True):
            np.testing.assert_allclose(emitted, by_hand, rtol=1e-6, atol=1e-9, err_msg=kernel.name)
