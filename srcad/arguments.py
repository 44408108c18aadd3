"""The parameters of a derivative, which of them it is taken in, and what arguments they allow."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import gast

from srcad import types_text
from srcad.errors import ArgumentError
from srcad.frontend import values
from srcad.ir import types
from srcad.ir.names import free_name
from srcad.ir.types import DICT, OBJECT, Array, Known, Layout, List, Opaque, Scalar, Tuple, Type, differentiable

DOCUMENTED = {
    "grad": "Gradient of {f} in {names}.",
    "value_and_grad": "Value of {f}, and its gradient in {names}.",
    "jvp": "Value of {f}, and its tangent for the tangents of {names}.",
    "vjp": "Value of {f}, and the adjoints of {names} for the adjoint of the value.",
    "pair": "Value of {f}, and what gives the adjoints of {names} for the adjoint of the value.",
}


def parameters(kind: str, given: list[inspect.Parameter], argnames: tuple[str, ...]) -> list[inspect.Parameter]:
    """Return the parameters of a derivative: those of the function, tangents and the result's adjoint among them."""
    plain = [p.replace(annotation=p.empty) for p in given]
    match kind:
        case "jvp":
            return with_tangents(plain, argnames)
        case "vjp":
            return with_adjoint(plain)
    return plain


def with_tangents(given: list[inspect.Parameter], argnames: tuple[str, ...]) -> list[inspect.Parameter]:
    """Return the parameters, each of `argnames` followed by its tangent."""
    taken = {p.name for p in given}
    found = []
    for parameter in given:
        found.append(parameter)
        if parameter.name in argnames:
            tangent = free_name(f"d{parameter.name}", taken)
            taken.add(tangent)
            found.append(inspect.Parameter(tangent, parameter.kind))
    positional = [k for k, p in enumerate(found) if p.kind is not p.KEYWORD_ONLY and p.default is p.empty]
    # A tangent has no default, so nothing before it can have one.
    last = positional[-1] if positional else -1
    return [p.replace(default=p.empty) if k < last else p for k, p in enumerate(found)]


def with_adjoint(given: list[inspect.Parameter]) -> list[inspect.Parameter]:
    """Return the parameters, the adjoint of the result behind the last one without a default."""
    required = [p for p in given if p.kind is not p.KEYWORD_ONLY and p.default is p.empty]
    adjoint = inspect.Parameter(free_name("dy", {p.name for p in given}), inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if len(required) < len(given) and any(p.kind is p.POSITIONAL_ONLY for p in given[len(required) :]):
        adjoint = adjoint.replace(kind=inspect.Parameter.POSITIONAL_ONLY)
    return [*given[: len(required)], adjoint, *given[len(required) :]]


def positions(given: list[inspect.Parameter], argnums: Any, argnames: Any, name: str) -> tuple[tuple[int, ...], bool]:
    """Return the positions of the parameters to differentiate in, and whether the gradient is one bare value.

    Raises ArgumentError for positions and names that the function doesn't have.
    """
    names = [p.name for p in given]
    if argnames is not None:
        if argnums is not None:
            raise ArgumentError("both argnums and argnames were given", instead="give one of them")
        chosen = (argnames,) if isinstance(argnames, str) else tuple(argnames)
        unknown = [n for n in chosen if n not in names]
        if unknown:
            raise ArgumentError(f"{name} has no parameter {unknown[0]!r}", why=f"it has {', '.join(names) or 'none'}")
        return distinct(tuple(map(names.index, chosen)), name), isinstance(argnames, str)
    argnums = 0 if argnums is None else argnums
    bare = isinstance(argnums, int)
    chosen = tuple(argnums) if isinstance(argnums, (tuple, list)) else (argnums,)
    if not all(isinstance(k, int) and not isinstance(k, bool) and -len(names) <= k < len(names) for k in chosen):
        raise ArgumentError(
            f"argnums={argnums!r} doesn't fit {name}",
            why=f"it has {len(names)} parameters: {', '.join(names) or 'none'}",
        )
    return distinct(tuple(k % len(names) for k in chosen), name), bare


def distinct(chosen: tuple[int, ...], name: str) -> tuple[int, ...]:
    if not chosen or len(set(chosen)) < len(chosen):
        raise ArgumentError(f"the arguments to differentiate {name} in are {'repeated' if chosen else 'none'}")
    return chosen


def check(path: str, value: Any, type_: Type, function: str) -> None:
    """Raise ArgumentError if a value, or something in it, can't be differentiated in."""
    match type_:
        case Scalar(types.FLOAT | types.FLOAT32) | Array(types.FLOAT | types.FLOAT32):
            return
        case Tuple(items, None) if type(value) is tuple:
            for k, (part, item) in enumerate(zip(value, items, strict=True)):
                check(f"{path}[{k}]", part, item, function)
            return
        case List() if type(value) is list:
            for k, part in enumerate(value):
                check(f"{path}[{k}]", part, values.type_of(part, path), function)
            return
        case Tuple(_, Layout() as layout) if type_.items or "[" in path or "." in path:
            for name, part, item in parts(path, value, type_):
                # What carries no derivative stays as it is: in a dict a string or a flag, in an object a number as well.
                if differentiable(item) or (layout.kind != OBJECT and not isinstance(item, (Known, Opaque))):
                    check(name, part, item, function)
            return
        case Known(None) if "[" in path or "." in path:
            return  # None within a structure is an empty structure
    raise ArgumentError(
        f"{function} can't be differentiated in {path}, which is {described_value(value, type_)}",
        why="a derivative is taken in floats, and in tuples, lists, dicts and objects that hold floats",
        instead=advice(path, type_),
    )


def may_be(length: Any, given: Any) -> bool:
    """Say whether an axis of which a length is known, or not, may be as long as the one that is given."""
    return length is None or (given == 1) == (length == 1) or (isinstance(length, types.Dim) and not length.not_one)


def parts(path: str, value: Any, type_: Tuple) -> Iterator[tuple[str, Any, Type]]:
    """Yield the path, the value and the type of each part of a record."""
    layout = type_.layout
    for key, item in zip(layout.keys, type_.items, strict=True):
        if layout.kind == DICT:
            yield f"{path}[{key!r}]", value[key], item
        else:
            yield f"{path}.{key}", getattr(value, key), item


def check_direction(path: str, value: Any, type_: Type, model: Type | None) -> None:
    """Raise ArgumentError for a tangent, or an adjoint, that doesn't fit what it belongs to, of type `model`."""
    match type_, model:
        case Scalar(types.FLOAT | types.FLOAT32 | types.INT | types.BOOL), None | Scalar() | Array(_, ()):
            return
        case Array(types.FLOAT | types.FLOAT32), None:
            return
        case Array(types.FLOAT | types.FLOAT32, dims), Array(_, others):
            if others is None or (len(dims) == len(others) and all(map(may_be, others, dims))):
                return
        case Array(types.FLOAT | types.FLOAT32, ()), Scalar():
            return
        case Tuple(_, Layout() as layout), Tuple(models, other) if fits(layout, other):
            for (name, part, item), one in zip(parts(path, value, type_), models, strict=True):
                if differentiable(one):
                    check_direction(name, part, item, one)
            return
        case Tuple(_, Layout()), None:
            return
        case (Tuple() | List()), _ if isinstance(value, (tuple, list)) and (model is None or type(type_) is type(model)):
            models = models_of(model, len(value))
            if len(models) == len(value):
                for k, (part, one) in enumerate(zip(value, models, strict=True)):
                    check_direction(f"{path}[{k}]", part, values.type_of(part, path), one)
                return
        case _, types.Unknown():
            return check_direction(path, value, type_, None)
        case Known(None), Known(None) | None if "[" in path:
            return
    raise ArgumentError(
        f"{path} is {described_value(value, type_)}, and doesn't fit what it belongs to",
        why="a tangent or an adjoint is made of floats, in the shape of its value",
        instead="pass floats, in that shape",
    )


def models_of(model: Tuple | List | None, count: int) -> Sequence[Type | None]:
    """Return the types of what a tuple's or a list's items belong to."""
    if isinstance(model, List):
        return model.parts or [model.item] * count
    return [None] * count if model is None else model.items


def fits(layout: Layout, model: Layout | None) -> bool:
    """Say whether a record has the keys, and is of the class, that a direction must have."""
    return model is not None and (layout.kind, layout.keys, layout.cls) == (model.kind, model.keys, model.cls)


def described_value(value: Any, type_: Type) -> str:
    if isinstance(type_, Array) or (hasattr(value, "dtype") and getattr(value, "shape", ())):
        return f"an array of dtype {value.dtype}"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def advice(path: str, type_: Type) -> str:
    match type_:
        case Scalar(types.INT | types.BOOL):
            return f"pass float({path}), or choose other arguments with argnums"
        case Array(types.INT | types.BOOL):
            return f"pass {path}.astype(float), or choose other arguments with argnums"
    return "choose other arguments with argnums"


def docstring(kind: str, name: str, argnames: Iterable[str], declared: Mapping[str, Type]) -> str:
    """Return the docstring of a derivative."""
    *others, last = argnames
    first = DOCUMENTED[kind].format(f=name, names=" and ".join([", ".join(others), last] if others else [last]))
    known = f"`source` shows the one for {described(declared)}. " if declared else ""
    versions = f"A version is built for each signature of arguments. {known}`specialize(...)` gives the bare one."
    return f"{first}\n\n{versions}"


def declared(tree: gast.FunctionDef | gast.Lambda) -> dict[str, Type]:
    """Return the types that a function's annotations declare, by parameter."""
    found = {p.id: types_text.from_annotation(p.annotation, p.id) for p in nodes_of(tree)}
    return {name: type_ for name, type_ in found.items() if type_ is not None}


def nodes_of(tree: gast.FunctionDef | gast.Lambda) -> list[gast.Name]:
    """Return the nodes of a function's parameters, in their order."""
    return [*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs]


def described(facts: Mapping[str, Type]) -> str:
    """Return the types of parameters as text, those without a notation by their words."""
    return ", ".join(f"{name}: {notation(type_)}" for name, type_ in facts.items()) or "no arguments"


def notation(type_: Type) -> str:
    try:
        return types_text.render(type_)
    except ValueError:
        return getattr(getattr(type_, "layout", None), "name", None) or str(type_)
