"""Derivatives that a function makes within itself: `srcad.grad(g)(x)` in a text that is read, not run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from srcad import arguments
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.types import Type

KINDS = {"srcad.grad": "grad", "srcad.value_and_grad": "value_and_grad", "srcad.tangent": "jvp", "srcad.adjoint": "vjp"}
ADDED = ("argnums", "argnames", "has_aux")


@dataclass(frozen=True, eq=False)
class Inner:
    """The derivative of `subject`, a function's source or itself such a derivative; `build` is the pipeline's."""

    build: Callable
    subject: Any
    kind: str
    argnums: tuple[int, ...]
    bare: bool
    has_aux: bool

    @property
    def root(self) -> FunctionSource:
        """The function at the bottom of derivatives of derivatives."""
        return self.subject.root if isinstance(self.subject, Inner) else self.subject

    @property
    def parameters(self) -> list[inspect.Parameter]:
        given = parameters_of(self.subject)
        return arguments.parameters(self.kind, given, tuple(given[k].name for k in self.argnums))

    @property
    def key(self) -> tuple:
        """Equal for the same derivative of the same function."""
        return self.subject.key, self.kind, self.argnums, self.bare, self.has_aux

    def product(self, types: Mapping[str, Type]) -> Any:
        """Return what the pipeline makes for types of the function's parameters."""
        subject = self.subject.product(types) if isinstance(self.subject, Inner) else self.subject
        return self.build(subject, self.kind, self.argnums, self.bare, types, has_aux=self.has_aux)

    def srcad_callee(self, arg_types: tuple[Type, ...], kw_types: Mapping[str, Type]) -> nodes.Callee:
        """Return what a call of this derivative means to the function that makes it."""
        bound = inspect.Signature(self.parameters).bind(*arg_types, **kw_types)
        own = {parameter.name for parameter in parameters_of(self.root)}
        types = {name: type_ for name, type_ in bound.arguments.items() if name in own}
        product = self.product(types)
        key = ("srcad", self.key, tuple(types.items()), repr(types))
        return nodes.Callee(product.name, key, self.root, product.without_calls(), product.result_type)


def made(build: Callable, function: str, subject: Any, args: tuple, kwargs: Mapping[str, Any]) -> Inner | None:
    """Return the derivative that `srcad.grad(subject, *args, **kwargs)` makes, None where there is no such function.

    Raises ArgumentError for positions and names that the subject doesn't have.
    """
    if function not in KINDS:
        return None
    options = dict(zip(ADDED, args, strict=False)) | dict(kwargs)
    name = subject.root.name if isinstance(subject, Inner) else subject.name
    chosen = options.get("argnums"), options.get("argnames")
    argnums, bare = arguments.positions(parameters_of(subject), *chosen, name)
    return Inner(build, subject, KINDS[function], argnums, bare, bool(options.get("has_aux")))


def parameters_of(subject: FunctionSource | Inner) -> list[inspect.Parameter]:
    """Return the parameters of a function that is read as text; a default is there, but has no value."""
    if isinstance(subject, Inner):
        return subject.parameters
    given = subject.tree.args
    positional = [*given.posonlyargs, *given.args]
    optional = {p.id for p in positional[len(positional) - len(given.defaults) :]}
    optional |= {p.id for p, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is not None}
    kinds = [(p, inspect.Parameter.POSITIONAL_ONLY) for p in given.posonlyargs]
    kinds += [(p, inspect.Parameter.POSITIONAL_OR_KEYWORD) for p in given.args]
    kinds += [(p, inspect.Parameter.KEYWORD_ONLY) for p in given.kwonlyargs]
    empty = inspect.Parameter.empty
    return [inspect.Parameter(p.id, kind, default=... if p.id in optional else empty) for p, kind in kinds]
