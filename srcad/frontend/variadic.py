"""Names the arguments that *args and **kwargs of what is differentiated take, once a call says how many there are.

    def f(x, *rest, **options):          def f(x, rest_0, rest_1, *, scale):
        ...                       ->         rest = (rest_0, rest_1)
                                             options = {"scale": scale}
                                             ...
"""

from __future__ import annotations

import copy
import functools
import inspect
import types
from dataclasses import replace

import gast

from srcad.errors import ArgumentError
from srcad.frontend import assigned
from srcad.frontend.source import FunctionSource

VARIADIC = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
# What holds the names, on the function that stands for one of fixed parameters.
NAMES = "__srcad_names__"


def is_variadic(function: object) -> bool:
    """Say whether a Python function takes any number of arguments, and isn't fixed to some."""
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & VARIADIC) and not hasattr(function, NAMES)


def fixed(function: types.FunctionType, count: int, keywords: tuple[str, ...]) -> types.FunctionType:
    """Return the function of as many positional arguments as are given, and of these keywords."""
    code = function.__code__
    given = count - code.co_argcount if code.co_flags & inspect.CO_VARARGS else 0
    own = inspect.signature(function, follow_wrapped=False).parameters
    others = tuple(name for name in keywords if name not in own) if code.co_flags & inspect.CO_VARKEYWORDS else ()
    return _fixed(function, code, function.__defaults__, max(given, 0), tuple(sorted(others)))


@functools.lru_cache(maxsize=256)
def _fixed(function: types.FunctionType, code, defaults, count: int, keywords: tuple[str, ...]) -> types.FunctionType:
    made = types.FunctionType(code, function.__globals__, function.__name__, defaults, function.__closure__)
    made.__kwdefaults__, made.__module__ = function.__kwdefaults__, function.__module__
    made.__qualname__, made.__doc__ = function.__qualname__, function.__doc__
    parameters, taken = [], {*names_in(code), *keywords}
    given = ()
    for parameter in inspect.signature(function, follow_wrapped=False).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            given = numbered(parameter.name, count, taken)
            parameters = [one.replace(default=one.empty) if count else one for one in parameters]
            parameters += [inspect.Parameter(name, parameter.POSITIONAL_OR_KEYWORD) for name in given]
        elif parameter.kind is parameter.VAR_KEYWORD:
            parameters += [inspect.Parameter(name, parameter.KEYWORD_ONLY) for name in keywords]
        else:
            parameters.append(parameter)
    made.__signature__ = inspect.Signature(parameters)
    setattr(made, NAMES, (given, keywords))
    return made


def names_in(code: types.CodeType) -> set[str]:
    """Return every name that a function's code uses."""
    found = {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_in(constant)
    return found


def numbered(name: str, count: int, taken: set[str]) -> tuple[str, ...]:
    """Return a name for each of so many arguments."""
    while any(f"{name}_{k}" in taken for k in range(count)):
        name += "_"
    return tuple(f"{name}_{k}" for k in range(count))


def named(source: FunctionSource, function: types.FunctionType) -> FunctionSource:
    """Return a function's source with parameters for all that it is given."""
    if not hasattr(function, NAMES):
        return source
    given, keywords = getattr(function, NAMES)
    tree = source.tree
    if isinstance(tree, gast.Lambda):
        raise ArgumentError("a lambda of any number of arguments is not followed", source.origin(tree), instead="write a def")
    refuse_hidden(source, keywords)
    made = copy.copy(tree)
    made.args = copy.copy(tree.args)
    start: list[gast.AST] = []
    if (star := tree.args.vararg) is not None:
        made.args.vararg = None
        made.args.args = [*tree.args.args, *(placed(gast.Name(name, gast.Param(), None, None), star) for name in given)]
        made.args.defaults = [] if given else tree.args.defaults
        items = [placed(gast.Name(name, gast.Load(), None, None), star) for name in given]
        start.append(bound(star, placed(gast.Tuple(items, gast.Load()), star)))
    if (stars := tree.args.kwarg) is not None:
        made.args.kwarg = None
        made.args.kwonlyargs = [*tree.args.kwonlyargs, *(placed(gast.Name(name, gast.Param(), None, None), stars) for name in keywords)]
        made.args.kw_defaults = [*tree.args.kw_defaults, *[None] * len(keywords)]
        keys = [placed(gast.Constant(name, None), stars) for name in keywords]
        values = [placed(gast.Name(name, gast.Load(), None, None), stars) for name in keywords]
        start.append(bound(stars, placed(gast.Dict(keys, values), stars)))
    made.body = [*start, *tree.body]
    defaults = {} if given else source.defaults
    by_keyword = {one.id for one in tree.args.kwonlyargs}
    return replace(source, tree=made, defaults={**defaults, **{k: v for k, v in source.defaults.items() if k in by_keyword}})


def bound(target: gast.Name, value: gast.AST) -> gast.Assign:
    return placed(gast.Assign([placed(gast.Name(target.id, gast.Store(), None, None), target)], value, None), target)


def placed(node: gast.AST, like: gast.AST) -> gast.AST:
    return gast.copy_location(node, like)


def refuse_hidden(source: FunctionSource, keywords: tuple[str, ...]) -> None:
    """Refuse a keyword that the function reads from outside under the same name."""
    tree = source.tree
    parameters = [*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs, tree.args.vararg, tree.args.kwarg]
    own = assigned.names_of(tree.body, (one.id for one in parameters if one is not None)).own
    for node in gast.walk(tree):
        if isinstance(node, gast.Name) and node.id in keywords and node.id not in own:
            raise ArgumentError(
                f"the keyword {node.id!r} is a name that {source.name} reads from outside", source.origin(node),
                instead="call one of them by another name",
            )
