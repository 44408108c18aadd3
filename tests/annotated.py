"""Example arguments for functions whose parameters are annotated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcad.frontend import lower_function, source
from srcad.ir.types import Array, Layout, List, Scalar, Tuple, Type


def example(type_: Type, chance: np.random.Generator) -> Any:
    """Return a value of a type, floats between 0.5 and 1.5."""
    match type_:
        case Scalar("float"):
            return float(chance.uniform(0.5, 1.5))
        case Array(_, dims):
            return chance.uniform(0.5, 1.5, size=(3,) * len(dims))
        case Tuple(items, None):
            return tuple(example(item, chance) for item in items)
        case Tuple(items, Layout("dict", keys)):
            return {key: example(item, chance) for key, item in zip(keys, items, strict=True)}
        case Tuple(items, Layout(_, keys, cls=cls)):
            parts = [example(item, chance) for item in items]
            return cls.value(**dict(zip(keys, parts, strict=True)))
        case List(item):
            return [example(item, chance) for _ in range(3)]
    raise TypeError(f"no example of {type_}")


def arguments(function: Callable) -> tuple:
    """Return example arguments for the parameters that are annotated and have no default."""
    chance = np.random.default_rng(len(function.__name__))
    read = source.from_function(function)
    parameters = read.tree.args
    positional = [*parameters.posonlyargs, *parameters.args]
    required = positional[: len(positional) - len(parameters.defaults)]
    return tuple(example(lower_function.parameter_type(read, p, {}), chance) for p in required)
