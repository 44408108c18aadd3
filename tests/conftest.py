"""Options and fixtures of the test suite."""

import pytest

from srcad import pipeline
from srcad.derive.costs import Costs

EXTREMES = (
    Costs(),
    Costs(tape=0.01, tape_array=0.01, copy=0.01),
    Costs(tape=1000.0, tape_array=1000.0, copy=1000.0),
    Costs(cheap=1000.0, load=1000.0, function=1000.0),
    Costs(variable=0.01, call=0.5),
)


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/*.out.py")


@pytest.fixture(params=EXTREMES, ids=("default", "tape", "no-tape", "no-again", "call-again"))
def costs(request, monkeypatch):
    """Build every derivative at other costs: the answer never depends on them."""
    monkeypatch.setattr(pipeline, "Costs", lambda: request.param)
