"""The object that stands for a derivative: it builds a version for each signature of arguments it is called with."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gast

from srcad import arguments, dispatch, machine, pickling, pipeline, result, reuse
from srcad.backend import build
from srcad.errors import NUMBERS_MAY_TELL, ArgumentError, SrcadError, UnsupportedCallError
from srcad.frontend import match_code, scope, source, syntax, values
from srcad.ir import nodes
from srcad.ir.types import Type
from srcad.shown import Shown
from srcad.version import Version

# Builds are short, and one derivative's may need another's: one lock for all can't be taken in two orders.
LOCK = threading.RLock()
GRADIENTS = ("grad", "value_and_grad")
TEMPLATES = reuse.Templates()


@dataclass(frozen=True)
class Request:
    """What was asked for: the derivative of `inner`, a Python function or itself a derivative.

    njit: the options with which Numba compiled the function, None for one that it didn't.
    """

    inner: Any
    kind: str
    argnums: tuple[int, ...]
    bare: bool
    has_aux: bool = False
    njit: machine.Options = None

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """The parameters of the function to differentiate."""
        if isinstance(self.inner, Derivative):
            return self.inner.parameters
        return list(inspect.signature(self.inner, follow_wrapped=False).parameters.values())

    @property
    def argnames(self) -> tuple[str, ...]:
        names = [parameter.name for parameter in self.parameters]
        return tuple(names[k] for k in self.argnums)


class Derivative(Shown):
    """The derivative of a function: called, it runs the version that is made for its arguments' types."""

    def __new__(cls, request: Request) -> Derivative:
        versions: dict[tuple, Any] = {}
        parameters = arguments.parameters(request.kind, request.parameters, request.argnames)
        name = f"{name_of(request.inner)}_{request.kind}"
        made: list[Derivative] = []
        call = dispatch.dispatcher(name, parameters, versions, lambda given: made[0]._build(given))
        self = super().__new__(cls, call)
        made.append(self)
        self.request, self.parameters, self._versions = request, parameters, versions
        self._by_types: dict[tuple, Version] = {}
        self._key = values.key
        self._last: Version | None = None
        self._read: source.FunctionSource | None = None
        self._code: Any = None
        self._defaults = defaults_of(request.inner)
        self.__name__ = self.__qualname__ = name
        self.__module__ = request.inner.__module__
        self.__signature__ = inspect.Signature(parameters)
        self._check_syntax()
        names = name_of(request.inner), request.argnames
        self.__doc__ = arguments.docstring(request.kind, *names, arguments.declared(self._root().tree))
        return self

    def __repr__(self) -> str:
        return f"<{self.__name__}{self.__signature__}, a derivative by srcad>"

    def __reduce__(self):
        request = self.request
        inner = request.inner if isinstance(request.inner, Derivative) else pickling.portable(request.inner)
        return restored, (inner, request.kind, request.argnums, request.bare, request.has_aux, request.njit)

    def __get__(self, instance: Any, owner: type | None = None) -> Derivative | Given:
        """Return the derivative of a method, for the object that it is read from."""
        return self if instance is None else Given(self, instance)

    def specialize(self, *example_args: Any, **example_kwargs: Any) -> Specialized:
        """Return the bare emitted function for the types of these arguments: no checks, no dispatch."""
        bound = self.__signature__.bind(*example_args, **example_kwargs)
        bound.apply_defaults()
        return Specialized(self, self._fitting_types(tuple(bound.arguments.values())))

    def shown_version(self) -> Version:
        """Return the version for the declared types or, if these don't suffice, the one called last."""
        try:
            return self.version({})
        except SrcadError:
            if self._last is None:
                raise
            return self._last

    def srcad_callee(self, arg_types: tuple[Type, ...], kw_types: Mapping[str, Type]) -> nodes.Callee:
        """Return what a call of this derivative means to the function that makes it."""
        bound = self.__signature__.bind(*arg_types, **kw_types)
        named = {p.name: bound.arguments[p.name] for p in self.parameters if p.name in bound.arguments}
        with LOCK:
            version = self.version(named | self._default_types(named))
        scope.record(*version.facts)
        product = version.product
        key = ("srcad", version.root.function, self._chain(), types_key(named))
        return nodes.Callee(product.name, key, version.root, product.without_calls(), product.result_type)

    def version(self, types: Mapping[str, Type]) -> Version:
        """Return the version for given types of parameters; what is missing is taken from the declared ones."""
        key = types_key(types)
        with LOCK:
            found = self._by_types.pop(key, None)
            if found is None or not found.fresh:
                found = self._made(types)
            self._by_types[key] = found
            return found

    def _runnable(self, types: Mapping[str, Type]) -> Version:
        """Return a version to be called: one that was made for another function of the same code will do."""
        root = self._root()
        key = root.function.__code__, self._chain(), types_key(types)
        with LOCK:
            found = TEMPLATES.find(key, root, self.request)
            if found is None:
                found = self.version(types)
                TEMPLATES.keep(key, found)
            return found

    def _made(self, types: Mapping[str, Type]) -> Version:
        try:
            return self._built(types)
        except RecursionError:
            root = self._root()
            raise source.too_deep(root.name, root.origin(root.tree)) from None

    def _built(self, types: Mapping[str, Type]) -> Version:
        request = self.request
        with scope.recording() as facts:
            if isinstance(request.inner, Derivative):
                inner = request.inner.version(types)
                scope.record(*inner.facts)
                subject, root = inner.product, inner.root
            else:
                subject = root = self._source()
                check_own_name(root, self)
            dialect = "python" if request.njit is None else "numba"
            how = {"bare": request.bare, "types": types, "has_aux": request.has_aux, "dialect": dialect}
            make = functools.partial(pipeline.build, subject, **how)
            product = make(kind=request.kind, argnums=request.argnums)
            valued = None
            if request.kind in GRADIENTS and not result.is_surely_scalar(product.value_type, request.has_aux):
                valued = make(kind="value_and_grad", argnums=request.argnums)
        taken = build.foreign_reads(product, root)
        watched = (fact.exactly() if (id(fact.holder), fact.name) in taken else fact for fact in facts.values())
        return Version(request, types, product, tuple(watched), root, valued)

    def check_text(self) -> None:
        """Raise SourceUnavailableError if the function's text is no longer what it was read from."""
        inner = self.request.inner
        if isinstance(inner, Derivative):
            inner.check_text()
        elif match_code.read_lines(self._read.file, inner.__globals__) != self._read.lines:
            self._code = None
            self._check_syntax()

    def _source(self) -> source.FunctionSource:
        """Return the function's source: read once, and again if its code was replaced since."""
        function = self.request.inner
        if self._read is None or self._code is not function.__code__:
            self._read, self._code = source.from_function(function), function.__code__
        source.record_facts(function)
        return self._read

    def _check_syntax(self) -> None:
        if not isinstance(self.request.inner, Derivative):
            syntax.check(self._source())

    def _types(self, given: tuple) -> dict[str, Type]:
        """Return the types of a call's arguments, tangents and adjoints left out; refuse those that don't fit."""
        request, own = self.request, {parameter.name for parameter in self.request.parameters}
        types: dict[str, Type] = {}
        before = ""
        for parameter, value in zip(self.parameters, given, strict=True):
            found = values.type_of(value, parameter.name)
            if parameter.name not in own:
                if request.kind == "jvp":
                    arguments.check_direction(parameter.name, value, found, types.get(before))
                continue
            types[parameter.name] = found
            if parameter.name in request.argnames:
                self._check(parameter.name, value, found)
            before = parameter.name
        return types

    def _check(self, name: str, value: Any, type_: Type) -> None:
        """Refuse an argument that can't be differentiated in, pointing at its parameter."""
        try:
            arguments.check(name, value, type_, name_of(self.request.inner))
        except ArgumentError as error:
            root = self._root()
            places = [root.origin(p, root.tree) for p in arguments.nodes_of(root.tree) if p.id == name]
            raise ArgumentError(error.what, places[0] if places else None, error.why, error.instead) from None

    def _check_adjoint(self, given: tuple, type_: Type) -> None:
        """Refuse an adjoint that doesn't fit the result, which is of type `type_`."""
        if self.request.kind == "vjp":
            own = {parameter.name for parameter in self.request.parameters}
            pairs = zip(self.parameters, given, strict=True)
            name, value = next((p.name, value) for p, value in pairs if p.name not in own)
            arguments.check_direction(name, value, values.type_of(value, name), type_)

    def _default_types(self, given: Mapping[str, Type]) -> dict[str, Type]:
        return {
            p.name: values.type_of(p.default, p.name)
            for p in self.parameters
            if p.name not in given and p.default is not p.empty
        }

    def _build(self, given: tuple) -> Any:
        """Return the function for a signature that was not met before, and keep it."""
        key = tuple(map(self._key, given))
        with LOCK:
            if key not in self._versions:
                version = self._last = self._runnable(self._fitting_types(given))
                key = tuple(map(self._key, given))
                self._check_adjoint(given, version.product.value_type)
                if self.request.njit is not None:
                    machine.compile_now(version.function, given, version.valued or version.product)
                self._versions[key] = dispatch.guarded(
                    self.__name__, self.parameters, version.function, version.facts, self._on_stale(key, version)
                )
            return self._versions[key]

    def _fitting_types(self, given: tuple) -> dict[str, Type]:
        """Return the types of a call's arguments; where which items are meant depends on whole numbers, with these."""
        types = self._types(given)
        if self._key is values.key:
            try:
                self._runnable(types)
                return types
            except NUMBERS_MAY_TELL:
                if not any(map(values.holds_figures, given)):
                    raise
        found = {p.name: value for p, value in zip(self.parameters, given, strict=True)}
        exact = {name: values.exactly(type_, found[name]) for name, type_ in types.items()}
        if self._key is values.key:
            self._runnable(exact)
            self._key = values.exact_key
            self._versions.clear()
            dispatch.tell_numbers_apart(self.func)
        return exact

    def _on_stale(self, key: tuple, version: Version) -> Any:
        """Return what a version's guard calls when a fact has changed."""

        def stale(still_right: Any) -> Any:
            with LOCK:
                self._check_defaults()
                if still_right():
                    return version.function
                gone = self._versions.get(key)
                for other in [other for other, function in list(self._versions.items()) if function is gone]:
                    del self._versions[other]
                return self.func

        return stale

    def _root(self) -> source.FunctionSource:
        """Return the source of the Python function at the bottom of derivatives of derivatives."""
        inner = self.request.inner
        return inner._root() if isinstance(inner, Derivative) else self._source()

    @property
    def is_outdated(self) -> bool:
        """Whether the function's defaults were changed since: a call may have been given the old ones."""
        return not all(now is was for now, was in zip(defaults_of(self.request.inner), self._defaults, strict=True))

    def _check_defaults(self) -> None:
        inner = self.request.inner
        if self.is_outdated:
            raise ArgumentError(
                f"the defaults of {inner.__name__} have changed since its derivative was made",
                instead=f"make it again: srcad.grad({inner.__name__})",
            )

    def _chain(self) -> tuple:
        """Return what was asked for, from the function up to this derivative of derivatives."""
        request = self.request
        below = request.inner._chain() if isinstance(request.inner, Derivative) else ()
        return (*below, (request.kind, request.argnums, request.bare, request.has_aux, request.njit))


class Given(Shown):
    """A derivative some of whose arguments are given: that of a method of an object, of a `functools.partial`."""

    def __new__(cls, derivative: Derivative, /, *first: Any, **named: Any) -> Given:
        self = super().__new__(cls, derivative, *first, **named)
        self.derivative = derivative
        self.__name__ = self.__qualname__ = derivative.__name__
        self.__module__, self.__doc__ = derivative.__module__, derivative.__doc__
        left = [p for p in derivative.parameters[len(first) :] if p.name not in named]
        self.__signature__ = inspect.Signature(left)
        return self

    def __repr__(self) -> str:
        return f"<{self.__name__}{self.__signature__}, a derivative by srcad>"

    def __reduce__(self):
        return functools.partial(Given, self.derivative, *self.args, **self.keywords), ()

    def shown_version(self) -> Version:
        return self.derivative.shown_version()

    def specialize(self, *example_args: Any, **example_kwargs: Any) -> functools.partial:
        """Return the bare emitted function for the types of these arguments, those that are given before them filled in."""
        keywords = {**self.keywords, **example_kwargs}
        function = self.derivative.specialize(*self.args, *example_args, **keywords)
        return functools.partial(function, *self.args, **self.keywords)


class Specialized(Shown):
    """The bare emitted function for one choice of types."""

    def __new__(cls, derivative: Derivative, types: Mapping[str, Type]) -> Specialized:
        version = derivative._runnable(types)
        self = super().__new__(cls, version.function)
        self.derivative, self.types, self._version = derivative, types, version
        self.__name__ = self.__qualname__ = version.product.name
        self.__module__ = derivative.__module__
        self.__signature__ = inspect.signature(getattr(version.function, "py_func", version.function))
        self.__doc__ = f"{derivative.__doc__.splitlines()[0]}\n\nFor {arguments.described(types)}."
        return self

    def __repr__(self) -> str:
        return f"<{self.__name__}{self.__signature__}, emitted by srcad>"

    def __reduce__(self):
        return Specialized, (self.derivative, self.types)

    def shown_version(self) -> Version:
        return self._version

    def specialize(self, *example_args: Any, **example_kwargs: Any) -> Specialized:
        """Return the bare function for the types of these arguments."""
        return self.derivative.specialize(*example_args, **example_kwargs)

    def srcad_callee(self, arg_types: tuple[Type, ...], kw_types: Mapping[str, Type]) -> nodes.Callee:
        return self.derivative.srcad_callee(arg_types, kw_types)


def restored(
    inner: Any, kind: str, argnums: tuple[int, ...], bare: bool, has_aux: bool, njit: machine.Options = None
) -> Derivative:
    """Return a derivative as it was pickled."""
    if isinstance(inner, pickling.Portable):
        inner = inner.function()
    return Derivative(Request(inner, kind, argnums, bare, has_aux, njit))


def types_key(types: Mapping[str, Type]) -> tuple:
    """Return what is equal for equal types; an int's known size, which types leave out when compared, stands in the text."""
    items = tuple(sorted(types.items(), key=lambda item: item[0]))
    return items, repr(items)


def name_of(inner: Any) -> str:
    """Return a name for the function in the names of what is emitted for it."""
    return inner.__name__ if inner.__name__.isidentifier() else "f"


def defaults_of(inner: Any) -> tuple[Any, Any]:
    """Return a function's defaults; those of a derivative never change."""
    return getattr(inner, "__defaults__", None), getattr(inner, "__kwdefaults__", None)


def check_own_name(read: source.FunctionSource, derivative: Derivative) -> None:
    """Refuse a function that calls itself by a name which, under @srcad.grad, has come to mean its derivative."""
    name = read.name
    for node in gast.walk(read.tree):
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name) and node.func.id == name:
            bound = read.scope.lookup(name)
            if bound is not None and isinstance(bound.value, Derivative) and bound.value.request.inner is read.function:
                raise UnsupportedCallError(
                    f"{name} calls itself, but {name} is now the name of its derivative",
                    read.origin(node),
                    why="the decorator has given the derivative the function's name",
                    instead=f"leave {name} undecorated, and write {derivative.__name__} = srcad.grad({name}) below it",
                )
