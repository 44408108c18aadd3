"""The passes in their order, from a function's source to the text of its derivative."""

from __future__ import annotations

import contextlib
import gc
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, reduce

import gast

from srcad import inner
from srcad.analysis import infer, realness, scalars
from srcad.backend import dialects, printer, raise_
from srcad.derive import assumptions, calls, forward, gradient, inline, pair
from srcad.derive.costs import Costs
from srcad.errors import NUMBERS_MAY_TELL, ArgumentError, UnsupportedSyntaxError
from srcad.frontend import forms, lower, lower_function
from srcad.frontend.context import Session
from srcad.frontend.source import FunctionSource
from srcad.ir import check, nodes, rewrite, show
from srcad.ir import types as types_
from srcad.ir.types import Type
from srcad.origin import PRIMAL, Origin
from srcad.simplify import finish

STAGES = ("lowered", "derived", "simplified", "emitted")
KINDS = ("grad", "value_and_grad", "jvp", "vjp")


@dataclass(frozen=True)
class Product:
    """What the pipeline makes: the text of a derivative and what is needed to run, save or differentiate it.

    `text` holds functions only, those of callees first; `imports` maps each local name that the text uses to a library's
    module; `helpers` are the functions of `srcad.runtime` that it calls. `function` is the derivative in the
    intermediate form; `sources` the user's function that each emitted one came from; `line_map` the origin of a line;
    `reads` what each emitted function takes from outside, and from where; `value_type` the type of what was derived,
    which `may_be_complex` although that type is real.
    """

    text: str
    name: str
    imports: Mapping[str, str]
    globals: tuple[nodes.Global, ...]
    helpers: frozenset[str]
    function: nodes.Function
    result_type: Type
    dialect: str = "python"
    sources: Mapping[str, FunctionSource] = field(default_factory=dict)
    line_map: Mapping[int, Origin] = field(default_factory=dict)
    reads: Mapping[str, tuple[nodes.Global, ...]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    without_calls: Callable[[], nodes.Function] | None = field(default=None, repr=False)
    value_type: Type = types_.UNKNOWN
    may_be_complex: bool = False


def build(
    subject: FunctionSource | Product,
    kind: str,
    argnums: tuple[int, ...],
    bare: bool,
    types: Mapping[str, Type],
    dialect: str = "python",
    has_aux: bool = False,
    costs: Costs | None = None,
) -> Product:
    """Derive a function and write its derivative.

    subject: the function's source, or a derivative made by the pipeline, to be differentiated again.
    kind: 'grad', 'value_and_grad', 'jvp', 'vjp', or 'pair' for the two halves f_fwd and f_bwd. argnums: the parameters to differentiate in, by position.
    bare: whether a single gradient comes without a tuple. types: what is known of parameters, by name.
    Raises SrcadError for what can't be differentiated.
    """
    with collector_paused():
        return built(subject, kind, argnums, bare, types, dialect, has_aux, costs or Costs())


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: the many small objects of a build live to its end, and walking them is in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def built(subject, kind: str, argnums: tuple[int, ...], bare: bool, types, dialect: str, has_aux: bool, costs: Costs) -> Product:
    """Run the passes, one after the other."""
    source = subject if isinstance(subject, FunctionSource) else None
    if source is not None:
        primal = lowered(source, types, scalar_result=kind in ("grad", "value_and_grad") and not has_aux)
    else:
        primal = subject.without_calls()
    check.check(primal, "lowering")
    real = realness.findings(primal) if source is not None and dialect != "numba" else realness.Findings()
    primal = assumptions.checked(primal, real)
    check_inputs(primal, argnums)
    if kind in ("grad", "value_and_grad"):
        check_result(primal, has_aux)
    machine = dialect == dialects.NUMBA
    if machine:
        primal = inline.inlined_for_machine(primal)
    pairs = calls.Pairs(machine=machine)
    name = f"{base_name(primal.name)}_{kind}"
    pairs.names |= {primal.name: 1, name: 1}
    how = partial(derivative, name=name, kind=kind, argnums=argnums, bare=bare, has_aux=has_aux, costs=costs)
    derived = how(primal, pairs)
    functions = [*pairs.functions, derived]
    finished = [check.check(finish.finish(function), "simplification") for function in functions]
    functions = [*inner_derivatives(finished, pairs), *finished]
    sources = {**inner_sources(finished), **pairs.sources}
    homes = {f.name: home for f in functions if (home := sources.get(f.name, source)) is not None}
    stages = {
        "lowered": (primal,),
        "derived": (*pairs.functions, derived),
        "simplified": tuple(functions),
    }
    again = partial(without_calls, primal, derived, how)
    product = emitted(functions, derived, dialect, homes, stages, again)
    return replace(product, value_type=result_type(primal), may_be_complex=real.returns)


def derivative(primal: nodes.Function, pairs: calls.Pairs, name: str, kind: str, argnums, bare, has_aux, costs):
    """Return a function's derivative in the intermediate form; the halves of its callees are added to `pairs`."""
    if kind == "jvp":
        derived = forward.tangent(primal, name, argnums, pairs)
    elif kind == "pair":
        halves = calls.Derived(name.removesuffix("_pair"), argnums)
        pair.build(halves, primal, pairs, costs)
        pairs.functions.append(check.check(halves.backward, "differentiation"))
        derived = halves.forward
    else:
        request = gradient.Request(name, argnums, bare, kind in ("value_and_grad", "vjp"), has_aux, kind == "vjp", costs)
        derived = gradient.gradient(primal, request, pairs)
    return check.check(derived, "differentiation")


def without_calls(primal: nodes.Function, derived: nodes.Function, how: Callable) -> nodes.Function:
    """Return a derivative of which no call is a half of a pair, so that it can be derived again."""
    if not any(isinstance(node, nodes.Call) for node in rewrite.walk(derived.body)):
        return derived
    return how(inline.inlined(primal), calls.Pairs(closed=True))


def lowered(source: FunctionSource, known: Mapping[str, Type], scalar_result: bool) -> nodes.Function:
    """Lower a function; where its result must be a scalar, with what follows from that for its parameters."""
    session = partial(Session, maker=partial(inner.made, build))
    try:
        function = lower.lower(source, known, session())
    except NUMBERS_MAY_TELL:
        # What the whole numbers are may tell which items are meant.
        numbers = lower_function.default_numbers(source, known)
        if not numbers:
            raise
        function = lower.lower(source, {**known, **numbers}, session())
    if scalar_result and any(isinstance(p.value.type, types_.Unknown) for p in function.params):
        found = scalars.scalar_params(function)
        if found:
            return lower.lower(source, {**known, **found}, session())
    return function


def check_inputs(function: nodes.Function, argnums: tuple[int, ...]) -> None:
    """Refuse to differentiate in a parameter whose type carries no derivative."""
    for k in argnums:
        param = function.params[k]
        if not types_.differentiable(param.value.type):
            raise ArgumentError(
                f"'{param.name}' of {function.name} is {param.value.type}: there is no derivative in it",
                function.origin,
                instead="pass floats, or choose other arguments with argnums",
            )


def check_result(function: nodes.Function, has_aux: bool) -> None:
    """Refuse the gradient of a result that is an int, a bool or a complex number on every path."""
    found = result_type(function)
    if has_aux and isinstance(found, types_.Tuple) and found.items:
        found = found.items[0]
    dtype = types_.dtype_of(found)
    if dtype in (types_.INT, types_.BOOL, types_.COMPLEX):
        raise ArgumentError(
            f"the result of {function.name} is {'an' if dtype == types_.INT else 'a'} {dtype}: it has no gradient",
            next(node.origin for node in rewrite.walk(function.body) if isinstance(node, nodes.Return)),
            instead="return a float",
        )


def base_name(name: str) -> str:
    return name if name.isidentifier() else "f"


def inner_derivatives(functions: list[nodes.Function], names: calls.Pairs) -> list[nodes.Function]:
    """Return the derivatives that functions call and that have no name in the user's own code."""
    found: dict[tuple, nodes.Function] = {}
    queue = list(functions)
    while queue:
        for node in rewrite.walk(queue.pop(0).body):
            if isinstance(node, nodes.Call) and node.part == nodes.PRIMAL_CALL and node.callee.key[:1] == ("srcad",):
                callee = node.callee
                if callee.key not in found:
                    function = finish.finish(callee.function)
                    function.name = names.name(callee.name)
                    found[callee.key] = function
                    queue.append(function)
                # Two derivatives of one function, in different arguments, say, are called alike.
                callee.name = found[callee.key].name
    return list(reversed(found.values()))


def inner_sources(functions: list[nodes.Function]) -> dict[str, FunctionSource]:
    """Return the user's function behind each derivative that functions call."""
    made = (node.callee for function in functions for node in rewrite.walk(function.body) if isinstance(node, nodes.Call))
    return {callee.name: callee.source for callee in made if callee.key[:1] == ("srcad",)}


# Python's tokenizer allows a hundred levels of indentation.
DEEPEST = 99


def check_nesting(function: nodes.Function, tree: gast.AST) -> None:
    """Refuse what is nested too deeply for Python to read."""
    deepest, pending = 0, [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        deepest = max(deepest, depth)
        pending += [(child, depth + 1) for child in gast.iter_child_nodes(node) if isinstance(child, gast.stmt)]
    if deepest > DEEPEST:
        why, instead = "Python reads no more than a hundred levels of indentation", "move inner blocks to functions"
        raise UnsupportedSyntaxError(f"the derivative {function.name} is nested too deeply", function.origin, why, instead)


def emitted(functions: list[nodes.Function], derived: nodes.Function, dialect: str, homes, stages, again) -> Product:
    """Raise functions to text; gather what the text takes from outside."""
    texts: list[str] = []
    imports: dict[str, str] = {}
    reads: dict[str, tuple[nodes.Global, ...]] = {}
    helpers: set[str] = set()
    made_names: dict[Origin, str] = {}
    line_map: dict[int, Origin] = {}
    line = 1
    taken = frozenset(function.name for function in functions)
    for function in functions:
        raised = raise_.raise_function(function, dialect, taken, made_names)
        made_names.update(raised.made_names)
        check_nesting(function, raised.tree)
        text = printer.to_source(raised.tree).rstrip() + "\n"
        if texts:
            line += 2
        line_map.update(origins(function, text, line))
        line_map.update(refusals(function, text, line))
        line += text.count("\n")
        texts.append(text)
        imports.update(raised.imports)
        reads[function.name] = raised.globals
        helpers.update(raised.helpers)
    text = "\n\n".join(texts)
    stages = show.Stages({**stages, "emitted": text})
    result = result_type(derived)
    outside = {operand.text: operand for found in reads.values() for operand in found}
    return Product(
        text, derived.name, imports, tuple(outside.values()), frozenset(helpers), derived, result, dialect, homes, line_map, reads, stages,
        again,
    )


def refusals(function: nodes.Function, text: str, first: int) -> dict[int, Origin]:
    """Return the origin of each line that refuses what only the run can tell: of the message, and of `raise` above it."""
    nodes_ = (node for node in rewrite.walk(function.body) if isinstance(node, nodes.Effect) and node.op == "refuse")
    messages = {node.args[1].value: node.origin for node in nodes_}
    found: dict[int, Origin] = {}
    for k, line in enumerate(text.split("\n") if messages else ()):
        for message, origin in messages.items():
            if message in line:
                found[first + k] = found[first + k - 1] = origin
    return found


COMMENT = re.compile(r"^\s*# (?!Forward pass|Backward pass)(.*)$")


def origins(function: nodes.Function, text: str, first: int) -> dict[int, Origin]:
    """Return the origin of each line below a comment that quotes the user's statement."""
    found: dict[int, Origin] = {}
    derived = (node.origin for node in rewrite.walk(function.body) if node.origin.role != PRIMAL)
    by_comment = {origin.statement: origin for origin in derived}
    current: Origin | None = None
    for k, row in enumerate(text.splitlines()):
        match = COMMENT.match(row)
        if match:
            current = by_comment.get(match[1])
        elif current is not None:
            found[first + k] = current
    return found


def result_type(function: nodes.Function) -> Type:
    """Return the type of what a function returns, whichever of its returns that is."""
    found = [infer.type_of(node.value) for node in rewrite.walk(function.body) if isinstance(node, nodes.Return)]
    return reduce(forms.join_types, found, types_.Never())
