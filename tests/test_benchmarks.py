"""The benchmarks' workloads: what srcad emits gives the figures of the gradients written by hand."""

import importlib
import sys
from pathlib import Path

import pytest

import srcad

np = pytest.importorskip("numpy", reason="the workloads are NumPy programs")
FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def workloads():
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module("workloads").workloads()
    finally:
        sys.path.remove(str(FOLDER))


@pytest.mark.parametrize("workload", workloads(), ids=lambda workload: workload.name)
def test_as_by_hand(workload):
    want = workload.by_hand(*workload.args)
    got = srcad.grad(workload.function, argnums=workload.argnums)(*workload.args)
    if not isinstance(want, tuple):
        want, got = (want,), (got,)
    for by_hand, emitted in zip(want, got, strict=True):
        np.testing.assert_allclose(emitted, by_hand, rtol=1e-7, atol=1e-10)
