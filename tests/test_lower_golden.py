"""The golden functions, lowered: the form is sound and computes what Python does."""

import copy

import numpy as np
import pytest

from srcad import types_text
from srcad.frontend import lower, source
from srcad.ir import check
from tests import golden_files, interpret


@pytest.mark.parametrize("name", golden_files.names())
def test_golden_function(name):
    path = golden_files.HERE / f"{name}.py"
    module = golden_files.load(path)
    types = types_text.parse(", ".join(f"{k}: {v}" for k, v in module.TYPES.items()))
    for found in (source.from_file(str(path), "f"), source.from_function(module.f)):
        function = check.check(lower.lower(found, types), "lowering")
        for case in module.CASES:
            args = case[-1] if isinstance(case[-1], tuple) and callable(case[0]) else case
            wanted = module.f(*copy.deepcopy(args))
            got = interpret.run(function, *copy.deepcopy(args), namespace=vars(module))
            np.testing.assert_array_equal(got, wanted)
