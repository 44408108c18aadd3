"""Resolves names: variables of this activation and of those around it, then what the module and Python provide."""

from __future__ import annotations

import enum
import functools
import types as python
from typing import Any

import gast

from srcad.analysis import interpolants
from srcad.errors import UnknownItemError
from srcad.frontend import assigned, classes, known_lists, live, lower_contexts, lower_expressions, lower_made, needed, objects, outcomes, values
from srcad.frontend import scope as scopes
from srcad.frontend.bindings import (
    GLOBAL,
    INLINE,
    Binding,
    Partial,
    Closure,
    Conflict,
    Foreign,
    Interpolant,
    Library,
    Maker,
    Manager,
    Missing,
    UserClass,
    UserFunction,
    UserModule,
)
from srcad.frontend.class_text import EnumMember
from srcad.frontend.context import Frame, Lowering, Session
from srcad.frontend.memory import buffers
from srcad.frontend.source import FunctionSource
from srcad.ir import types
from srcad.ir.nodes import Const, Global


def lookup(lo: Lowering, node: gast.Name) -> Binding:
    """Return what a name stands for here."""
    frame: Frame | None = lo.frame
    while frame is not None:
        if node.id in frame.names:
            return local(lo, node, frame)
        frame = frame.parent
    return free(lo, node, node.id)


def local(lo: Lowering, node: gast.Name, frame: Frame) -> Binding:
    binding = lo.state.get(frame.number, node.id)
    match binding:
        case Missing():
            lo.refuse(node, f"{node.id!r} has no value here", "no path to here assigns it", "assign it first")
        case Conflict(why):
            instead = "give it one form on every path, or another name"
            lo.refuse(node, f"what {node.id!r} stands for differs between the paths to here", why, instead, UnknownItemError)
    return binding


def owner(lo: Lowering, name: str, node: gast.AST) -> Frame:
    """Return the activation whose variable an assignment to a name changes."""
    frame: Frame | None = lo.frame
    if name in frame.outside:
        why = "a derivative must not write outside of itself"
        lo.refuse(node, f"{name!r} is global, and is assigned", why, "return the value")
    while frame is not None and name not in frame.names:
        frame = frame.parent
    if frame is None:
        why = "a derivative must not write outside of itself"
        lo.refuse(node, f"{name!r} belongs to a function around this one, and is assigned", why, "return the value")
    return frame


def free(lo: Lowering, node: gast.AST, name: str) -> Binding:
    """Return what a name that the function doesn't assign stands for."""
    found = lo.frame.source.scope.lookup(name)
    if found is None:
        lo.refuse(node, f"the name {name!r} is not defined", "", "define or import it at the module's top")
    if found.has_value:
        return from_value(lo, node, found.value, name, found.scope, found.qualified)
    return from_text(lo, found, name)


def from_text(lo: Lowering, found: scopes.Binding, text: str) -> Binding:
    """Return what a name of a file that isn't executed stands for."""
    if found.source is not None:
        function = UserFunction(text, text_source=found.source, scope=found.scope)
        return lower_made.of_numba(function) if found.is_elementwise else function
    if found.cls is not None:
        read = UserClass(text, found.cls, found.scope)
        lo.session.classes.setdefault(found.cls, Global(text, types.Opaque(), found.scope, home=home(lo, text)))
        return read
    if found.qualified is not None:
        return Library(found.qualified, text, found.scope)
    if found.module is not None:
        return UserModule(text, scope=found.module)
    if found.literal is not None:
        return from_literal(lo, found, text)
    if found.made is not None:
        return put_together(lo, found.made, text)
    if found.is_exception:
        return Foreign(Global(text, types.Opaque(), found.scope, value=Exception, home=home(lo, text)))
    return Foreign(Global(text, types.UNKNOWN, found.scope, home=home(lo, text)))


def from_literal(lo: Lowering, found: scopes.Binding, text: str) -> Binding:
    """Return a module's constant."""
    if found.value is None:
        return Const(None)
    value = found.value
    type_ = live.type_of_value(value, text)
    return lo.bind(Global(text, types.UNKNOWN if type_ is None else type_, found.scope, value=value, home=home(lo, text)))


def put_together(lo: Lowering, source: FunctionSource, text: str) -> Binding:
    """Return what a module's name stands for that functions or objects are put together for; it may not be written."""
    statement = lo.statement
    with lo.within(new_frame(lo.session, source)):
        lo.statement = source.tree.body
        binding = lower_expressions.expression(lo, source.tree.body)
    lo.statement = statement
    objects.mark(lo, binding, GLOBAL, text)
    for buffer in buffers(binding, lo.state):
        buffer.kind, buffer.name = GLOBAL, text
    return binding


def from_value(
    lo: Lowering, node: gast.AST, value: Any, text: str, scope: str = "global", qualified: str | None = None
) -> Binding:
    """Return the binding of a live value that `text` names."""
    if value is None or isinstance(value, (enum.Enum, EnumMember)):
        return Const(value)
    qualified = qualified or scopes.qualified_name(value)
    if qualified is not None:
        return Library(qualified, text, scope, value, True)
    if isinstance(value, python.ModuleType):
        return UserModule(text, value=value)
    if (generator := lower_contexts.manager(lo, value)) is not None:
        return Manager(generator)
    if hasattr(value, "srcad_callee"):
        return Maker(value, text)
    if type(value).__name__ == "JitClassType" and hasattr(value, "class_type"):
        # What is compiled of a class is what the class says.
        return from_value(lo, node, value.__bases__[0], text, scope)
    if isinstance(value, type) and is_followed_class(value):
        found = UserClass(text, classes.Class(value), scope)
        lo.session.classes.setdefault(found.cls, Global(text, types.Opaque(), scope, None, value, True, home(lo, text)))
        return found
    if isinstance(value, type) and issubclass(value, BaseException):
        return Foreign(Global(text, types.Opaque(), scope, None, value, True, home(lo, text)))
    if isinstance(value, functools.partial):
        return partial(lo, node, value, text)
    if type(value).__module__ == "numpy" and type(value).__name__ == "vectorize":
        return vectorized(lo, node, value, text)
    if type(value).__module__ == "numba.np.ufunc.dufunc" and type(value).__name__ == "DUFunc":
        return lower_made.of_numba(from_value(lo, node, value._dispatcher.py_func, text))
    if isinstance(value, python.MethodType) and not is_of_library(value):
        first = from_value(lo, node, value.__self__, text.rpartition(".")[0] or text, scope)
        return Partial(UserFunction(text, value=value.__func__, scope=INLINE), (first,))
    type_ = live.type_of_value(value, text)
    if type_ is not None:
        return lo.bind(Global(text, known_lists.itemised(lo, type_), scope, None, value, True, home(lo, text)))
    if interpolants.is_interpolant(kind := values.type_of(value, text)):
        return Interpolant(Global(text, kind, scope, None, value, True, home(lo, text)), kind.of)
    if callable(value) and not is_of_library(value):
        return UserFunction(text, value=value, scope=scope)
    if types.is_sparse(kind):
        return lo.bind(Global(text, kind, scope, None, value, True, home(lo, text)))
    qualified = f"{type(value.__self__).__module__}.{value.__name__}" if is_of_library(value) else None
    return Foreign(Global(text, types.Opaque(), scope, qualified, value, True, home(lo, text)))


def is_of_library(value: Any) -> bool:
    """Say whether a value is a method of an object of a known library's: of a logger, say."""
    owner = getattr(value, "__self__", None)
    return isinstance(value, python.MethodType) and type(owner).__module__.partition(".")[0] in scopes.ROOTS


def is_followed_class(value: type) -> bool:
    """Say whether a class's objects can be followed, or its members are constants."""
    if issubclass(value, BaseException):
        return False
    return issubclass(value, enum.Enum) or classes.is_followed(value)


def vectorized(lo: Lowering, node: gast.AST, value: Any, text: str) -> Partial:
    """Return what np.vectorize made of a function."""
    options = {name: value.__dict__.get(name) for name in ("excluded", "signature")}
    options |= {"otypes": len(value.otypes or "") > 1}
    if any(options.values()):
        lo.refuse(node, f"{text}, made by np.vectorize with options, is not supported", "", "write a loop")
    function = from_value(lo, node, value.pyfunc, f"{text}.pyfunc")
    return lower_made.elementwise(function, Const(value.otypes) if value.otypes else Const(None))


def partial(lo: Lowering, node: gast.AST, value: functools.partial, text: str) -> Partial:
    """Return what functools.partial made: a function with some arguments given."""
    first = tuple(filled_in(lo, node, one, text) for one in value.args)
    named = {name: filled_in(lo, node, one, text) for name, one in value.keywords.items()}
    return Partial(from_value(lo, node, value.func, f"{text}.func"), first, named)


def filled_in(lo: Lowering, node: gast.AST, value: Any, text: str) -> Binding:
    """Return an argument that functools.partial was given."""
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return Const(value)
    if callable(value):
        return from_value(lo, node, value, text)
    return lo.refuse(node, f"what {text} was given is not supported", "it is no number", f"write a function in place of {text}")


def home(lo: Lowering, text: str) -> scopes.Home:
    """Return where the name at the head of a dotted text is looked up."""
    return lo.frame.source.scope.home(text.partition(".")[0])


def closure(lo: Lowering, node: gast.FunctionDef | gast.Lambda) -> Closure:
    """Return a nested function; its defaults are evaluated where it is defined."""
    defaults = {name.id: lower_expressions.expression(lo, value) for name, value in optional(node)}
    return Closure(node, lo.frame, defaults)


def optional(tree: gast.FunctionDef | gast.Lambda) -> list[tuple[gast.Name, gast.AST]]:
    """Return the parameters that have a default, and its expression."""
    arguments = tree.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return [(name, value) for name, value in pairs if value is not None]


def new_frame(session: Session, source: FunctionSource, parent: Frame | None = None, scope: str | None = None) -> Frame:
    """Return the frame of an activation of a function."""
    tree = source.tree
    if tree not in session.read:
        body = [tree.body] if isinstance(tree, gast.Lambda) else tree.body
        names = assigned.names_of(body, (name.id for name in (*parameters(tree), *variadic(tree))))
        session.read[tree] = names, outcomes.jump_targets(tree), needed.of_function(tree)
    names, targets, needs = session.read[tree]
    declared = {"outer": names.outer, "outside": names.outside}
    return Frame(next(session.numbers), source, names.own, parent, scope, targets=targets, needed=needs, **declared)


def parameters(tree: gast.FunctionDef | gast.Lambda) -> list[gast.Name]:
    """Return the parameters of a function, keyword-only ones last, *args and **kwargs aside."""
    return [*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs]


def variadic(tree: gast.FunctionDef | gast.Lambda) -> list[gast.Name]:
    """Return the parameters that take any number of arguments."""
    return [one for one in (tree.args.vararg, tree.args.kwarg) if one is not None]
