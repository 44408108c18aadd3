"""srcad writes the derivative of a Python function as another, readable, Python function."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from srcad.errors import (
    AliasingError,
    ArgumentError,
    InternalError,
    SourceUnavailableError,
    SrcadError,
    UnsupportedCallError,
    UnsupportedSyntaxError,
)

if TYPE_CHECKING:
    from srcad.api import adjoint, grad, hvp, jvp, tangent, value_and_grad, vjp
    from srcad.derivative import Derivative

__version__ = "0.1.0"
__all__ = [
    "AliasingError",
    "ArgumentError",
    "Derivative",
    "InternalError",
    "SourceUnavailableError",
    "SrcadError",
    "UnsupportedCallError",
    "UnsupportedSyntaxError",
    "adjoint",
    "grad",
    "hvp",
    "jvp",
    "tangent",
    "value_and_grad",
    "vjp",
]


def __getattr__(name: str) -> Any:
    # The compiler is loaded when it is first asked for: importing one of its parts doesn't load the others.
    if name not in __all__:
        raise AttributeError(f"module 'srcad' has no attribute {name!r}")
    module = importlib.import_module("srcad.derivative" if name == "Derivative" else "srcad.api")
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
