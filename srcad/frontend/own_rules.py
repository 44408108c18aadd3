"""Functions that have a rule of the user's own: their calls stay calls, but what they give is read off their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srcad.analysis import infer, primitives
from srcad.errors import SrcadError
from srcad.frontend import callees, lower_functions, syntax
from srcad.frontend import source as sources
from srcad.ir.types import Array, Scalar

if TYPE_CHECKING:
    import gast

    from srcad.frontend.bindings import Library
    from srcad.frontend.context import Lowering
    from srcad.frontend.lower_calls import Arguments


def learn(lo: Lowering, node: gast.AST, callee: Library, given: Arguments, args: tuple, kwargs: dict) -> None:
    """Find out the type of what a registered function gives for these arguments, where its source can be followed.

    A rule is often given since the source can't be; then nothing is known of the result.
    """
    types = tuple(map(infer.type_of, args)), tuple((name, infer.type_of(arg)) for name, arg in kwargs.items())
    if primitives.learned(callee.qualified, *types) is not None:
        return
    try:
        source = sources.from_function(callee.value)
        syntax.check(source)
        bound = lower_functions.matched(lo, node, source.tree, given, source.name)
        dims: dict = {}
        params = {
            name: callees.default_type(source, name, at_call=True)
            if isinstance(one, lower_functions.Default)
            else callees.generalised(lower_functions.argument_type(lo, one), name, dims)
            for name, one in bound.items()
        }
        built, _ = callees.build(lo.session, source, params)
    except SrcadError:
        return
    found = callees.concrete(built.result_type, dims)
    if isinstance(found, (Scalar, Array)):
        primitives.learn(callee.qualified, *types, found)
