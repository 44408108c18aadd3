"""The functions that stand between a call and the version of a derivative that is made for its arguments.

They are written as source, one for each signature, since what they do is done at every call: Python itself binds
the arguments, a tuple of keys finds the version, and the version's guard compares each fact it rests on with
what is there now. For f(x, n=4):

    def f_grad(x, n=n):
        key = <key of x>, <key of n>
        try:
            version = versions[key]
        except KeyError:
            version = None
        if version is None:
            version = build(key, x, n)
        return version(x, n)

Which lengths of an array are 1 belongs to its signature. Since that takes long to find out, such an array's key holds its
shape, and a version is found under the keys of all shapes that it was called with.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from srcad.frontend import values
from srcad.frontend.scope import MISSING, Fact

BUILTINS = {"type": type, "float": float, "len": len, "KeyError": KeyError}
# As many keys as a table of versions takes; those of further shapes are looked for each time.
MOST_KEYS = 4096
# What the generated functions call their own variables, where no parameter has that name.
WORDS = (
    "versions version build signature plain key kind type KeyError Exception holder value fresh shape ndarray len float"
).split()


def dispatcher(
    name: str, parameters: Iterable[inspect.Parameter], versions: dict, build: Callable
) -> types.FunctionType:
    """Return a function with the given parameters that calls the version for its arguments' signature.

    versions: from a tuple of the parameters' keys to a function; those of further shapes are added. build: makes the
    missing one, called with the tuple of all arguments.
    """
    parameters = list(parameters)
    own = own_names(parameters)
    keys = "".join(key_text(p.name, own) for p in parameters)
    arguments = ", ".join(argument_text(p) for p in parameters)
    version, signature = own["version"], own["signature"]
    text = f"""
def {name}({parameters_text(parameters)}):
    {signature} = ({keys})
    try:
        {version} = {own["versions"]}[{signature}]
    except {own["KeyError"]}:
        {version} = None
    if {version} is None:
        {version} = {own["build"]}({", ".join([signature, *(p.name for p in parameters)])})
    return {version}({arguments})
"""
    namespace = {own[word]: value for word, value in BUILTINS.items()}
    namespace |= {own["versions"]: versions, own["plain"]: values.PLAIN, own["key"]: values.key}

    def build_now(signature: tuple, *given: Any) -> Any:
        # By now, NumPy is loaded if an argument is of its making.
        namespace[own["ndarray"]] = values.ndarray_type()
        function = build(given)
        if len(versions) < MOST_KEYS:
            versions[signature] = function
        return function

    namespace |= {own["build"]: build_now, own["ndarray"]: values.ndarray_type()}
    made = defined(text, name, namespace)
    positional = [p.default for p in parameters if p.kind is not p.KEYWORD_ONLY and p.default is not p.empty]
    made.__defaults__ = tuple(positional) or None
    keywords = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is not p.empty]
    made.__kwdefaults__ = {p.name: p.default for p in keywords}
    return made


def tell_numbers_apart(dispatch: types.FunctionType) -> None:
    """Let a dispatcher find versions by the whole numbers in the arguments as well."""
    own = own_names(inspect.signature(dispatch).parameters.values())
    dispatch.__globals__[own["plain"]] = frozenset(kind for kind in values.PLAIN if kind is not int)
    dispatch.__globals__[own["key"]] = values.exact_key


def guarded(
    name: str, parameters: Iterable[inspect.Parameter], function: Callable, facts: Iterable[Fact], stale: Callable
) -> types.FunctionType:
    """Return `function` behind a check that every fact still holds.

    stale: called where one doesn't, with a function that says whether all of them hold after all (a number may have
    another value) and then sees to it that the new values are compared with from now on; it returns what to call.
    """
    parameters, facts = list(parameters), list(facts)
    if not facts:
        return function
    own = own_names(parameters)
    namespace = {own["version"]: function, own["Exception"]: Exception, own["key"]: values.key}
    tests = []
    for k, fact in enumerate(facts):
        namespace |= {f"{own['holder']}{k}": fact.holder, f"{own['value']}{k}": fact.value}
        tests.append(fact_text(fact, k, own))
        if fact.key is not None:
            namespace[f"{own['key']}{k}"] = fact.key
            tests.append(f"{own['key']}({own['value']}{k}) == {own['key']}{k}")
    arguments = ", ".join(argument_text(p) for p in parameters)
    namespace[own["build"]] = lambda: stale(lambda: refreshed(facts, namespace, own))
    text = f"""
def {name}({parameters_text(parameters)}):
    try:
        {own["fresh"]} = {" and ".join(tests)}
    except {own["Exception"]}:
        {own["fresh"]} = False
    if {own["fresh"]}:
        return {own["version"]}({arguments})
    return {own["build"]}()({arguments})
"""
    return defined(text, name, namespace)


def refreshed(facts: list[Fact], namespace: dict[str, Any], own: Mapping[str, str]) -> bool:
    """Say whether all facts hold, and compare with what is there now from then on."""
    read = [fact.read() for fact in facts]
    if not all(fact.allows(now) for fact, now in zip(facts, read, strict=True)):
        return False
    namespace.update((f"{own['value']}{k}", now) for k, now in enumerate(read))
    return True


def own_names(parameters: list[inspect.Parameter]) -> dict[str, str]:
    """Return a name for each of the generated function's own variables, apart from the parameters."""
    taken = {p.name for p in parameters}
    names = {}
    for word in WORDS:
        name = word
        while any(t.startswith(name) for t in taken):
            name = f"_{name}"
        names[word] = name
    return names


def key_text(name: str, own: Mapping[str, str]) -> str:
    """Return the expression for an argument's key: `values.key`, with its commonest cases written out.

    That of an array with lengths of 1 is its shape, which is equal to `values.key` only where all lengths are 0 or 1.
    """
    kind, shape = own["kind"], own["shape"]
    float_ = f"{own['float']} if ({kind} := {own['type']}({name})) is {own['float']}"
    lengths = f"{shape} if 1 in ({shape} := {name}.shape) else {own['len']}({shape})"
    array = f"({name}.dtype, {lengths}) if {kind} is {own['ndarray']}"
    return f"{float_} else {array} else {kind} if {kind} in {own['plain']} else {own['key']}({name}), "


def fact_text(fact: Fact, k: int, own: Mapping[str, str]) -> str:
    """Return the expression that says whether a fact holds."""
    holder, value = f"{own['holder']}{k}", f"{own['value']}{k}"
    match fact.kind:
        case "global" if fact.value is MISSING:
            return f"{fact.name!r} not in {holder}"
        case "global":
            return f"{holder}[{fact.name!r}] is {value}"
        case "cell":
            return f"{holder}.cell_contents is {value}"
    return f"{holder}.{fact.name} is {value}"


def parameters_text(parameters: list[inspect.Parameter]) -> str:
    """Return the parameters as a `def` lists them; a default stands there by its name alone, and is set later."""
    words = []
    for k, parameter in enumerate(parameters):
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        words.append(parameter.name)
        last = k + 1 == len(parameters) or parameters[k + 1].kind is not parameter.POSITIONAL_ONLY
        if parameter.kind is parameter.POSITIONAL_ONLY and last:
            words.append("/")
    return ", ".join(words)


def argument_text(parameter: inspect.Parameter) -> str:
    name = parameter.name
    return f"{name}={name}" if parameter.kind is parameter.KEYWORD_ONLY else name


def defined(text: str, name: str, namespace: dict[str, Any]) -> types.FunctionType:
    exec(compile(text, f"<srcad dispatch {name}>", "exec", dont_inherit=True), namespace)
    return namespace[name]
