"""Example arguments for every function that has a rule: calls that a test can make, by qualified name.

A rule without examples fails the suite. Shapes are unequal, numbers away from kinks. A module a family, each with its
table `EXAMPLES`; a new module is found by itself.
"""

import importlib
import pkgutil

from tests.rule_examples import draw

EXAMPLES: dict[str, list] = {}
for _module in pkgutil.iter_modules(__path__):
    # Each family draws the same numbers, whichever others there are.
    draw.restart()
    EXAMPLES |= getattr(importlib.import_module(f"{__name__}.{_module.name}"), "EXAMPLES", {})
