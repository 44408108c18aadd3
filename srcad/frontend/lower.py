"""From a function's source to the intermediate form: control flow, memory and types in one abstract run."""

from __future__ import annotations

from collections.abc import Mapping

from srcad.errors import UnsupportedSyntaxError
from srcad.frontend import lower_function
from srcad.frontend.context import Session
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.types import Type


def lower(source: FunctionSource, types: Mapping[str, Type], session: Session | None = None) -> nodes.Function:
    """Return a function in the intermediate form, for parameters of these types.

    types: by parameter; a missing one is taken from its annotation or default. Raises SrcadError, with the place in
    the source, for what isn't supported. session: shared by functions that are to share their callees.
    """
    session = session or Session()
    session.outermost = source.tree
    try:
        _, function = lower_function.lowered(session, source, types)
    except RecursionError:
        raise UnsupportedSyntaxError(
            f"{source.name} is nested too deeply",
            source.origin(source.tree),
            "Python's recursion limit is reached while it is read",
            "split the expression, or raise sys.setrecursionlimit",
        ) from None
    return function
