"""Each algorithm differentiates as it is written: value bit for bit, both modes, central differences, arguments unchanged."""

import pytest

from tests.algorithms import CASES
from tests.checks import check


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in CASES], ids=[f.__name__ for f, *_ in CASES])
def test_as_written(f, args):
    check(f, *args)
