"""Lowers one function, from its parameters to its last return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import gast

from srcad import types_text
from srcad.analysis import sums
from srcad.errors import AliasingError, SrcadError
from srcad.frontend import callees, class_text, known_lists, lower_flow, lower_names, objects, written_views
from srcad.frontend.bindings import FRESH, LENT, PARAMETER, Binding, Buffer, Ref, holds_memory
from srcad.frontend.context import Lowering, Region, Restart, Session
from srcad.frontend.lower_loops import ROUND_TELLS
from srcad.frontend.memory import State, buffers
from srcad.frontend.outcomes import chain
from srcad.frontend.source import FunctionSource
from srcad.ir import contents, nodes, rewrite
from srcad.ir import types as types_
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import (
    BOOLEAN,
    INT,
    LISTED,
    NAMED,
    UNKNOWN,
    Array,
    Known,
    List,
    Scalar,
    Tuple,
    Type,
    Unknown,
    erased,
)
from srcad.origin import Origin
from srcad.simplify import clean

OUTSIDE = "the caller's array"


@dataclass(frozen=True)
class Found:
    """What attempts to lower a function find: parameters that are copied first, views to check, loops by position.

    deep: those parameters in whose items is written. item_by_item: whether lists of objects are known so. one_of: as in `State`. rows: as in `Lowering`. pairs: a parameter that is written, one that is read afterwards,
    where, and in which line.
    """

    copied: frozenset[str] = frozenset()
    checked: frozenset[gast.AST] = frozenset()
    by_position: frozenset[gast.AST] = frozenset()
    deep: frozenset[str] = frozenset()
    item_by_item: bool = False
    one_of: bool = False
    rows: tuple = ()
    pairs: tuple[tuple[str, str, Origin, int], ...] = ()


def lowered(session: Session, source: FunctionSource, types: Mapping[str, Type]) -> tuple[Lowering, nodes.Function]:
    """Lower a function; a parameter that it writes to is copied at its start."""
    found, refused = Found(), None
    while True:
        lo = begun(session, source, found)
        try:
            function = attempt(lo, types, found)
        except Restart as restart:
            rows = found.rows + tuple(restart.rows.items())
            found = replace(found, by_position=found.by_position | restart.loops, rows=rows)
            continue
        except SrcadError as error:
            again = another_way(lo, found, error)
            if again is None:
                raise refused or error from None
            found, refused = again, refused or error
            continue
        more = replace(
            found, copied=found.copied | lo.written, checked=found.checked | lo.unsure, deep=found.deep | lo.deep,
            pairs=tuple((one, other, *where) for (one, other), where in lo.pairs.items()),
        )
        if more == found:
            return lo, clean.clean(without_maybe(function))
        found = more


def another_way(lo: Lowering, found: Found, error: SrcadError) -> Found | None:
    """Return in which other way a function may be lowered that is refused as it was; None where there is none left."""
    if isinstance(error, ROUND_TELLS) and not found.one_of:
        return replace(found, one_of=True, item_by_item=found.item_by_item or lo.lists)
    return replace(found, item_by_item=True) if lo.lists and not found.item_by_item else None


def begun(session: Session, source: FunctionSource, found: Found) -> Lowering:
    """Return a new attempt to lower a function, given what earlier ones have found out about it."""
    frame = lower_names.new_frame(session, source)
    region = Region("function", None, frame)
    lo = Lowering(session, source, frame, region, State({frame.number: {}}), copied=found.copied, written=set(found.copied))
    lo.checked, lo.by_position, lo.apart = found.checked, found.by_position, found.deep
    lo.item_by_item, lo.state.one_of, lo.rows = found.item_by_item, found.one_of, dict(found.rows)
    return lo


def attempt(lo: Lowering, types: Mapping[str, Type], found: Found) -> nodes.Function:
    """Lower a function."""
    source = lo.source
    params = tuple(parameter(lo, node, types) for node in lower_names.parameters(source.tree))
    lo.out = [*apart(lo, params, found), *lo.out]
    start = len(lo.out)
    leaf = lower_flow.run(lo, body_of(source.tree))
    lo.out[start:start] = objects_apart(lo, params)
    if lo.session.outermost is source.tree:
        lo.out[:0] = as_given(lo, params)
    body = nodes.Block(tuple(lo.out), leaf)
    return nodes.Function(source.name, params, sealed(body), None, source.origin(source.tree))


def without_maybe(function: nodes.Function) -> nodes.Function:
    """Let no type say any more that a value may be None; drop the readings of numbers as what they are."""
    same: dict[Value, Operand] = {}
    for value in (*(param.value for param in function.params), *rewrite.defined_in(function.body)):
        value.type = erased(value.type)
    for node in rewrite.walk(function.body):
        if isinstance(node, nodes.Load) and not node.path and node.source.type == node.result.type:
            same[node.result] = node.source
    if not same:
        return function
    body = rewrite.block(function.body, lambda operand: same.get(operand, operand))
    return replace(function, body=body)


def body_of(tree: gast.FunctionDef | gast.Lambda):
    if isinstance(tree, gast.FunctionDef):
        return chain(tree.body)
    return chain([gast.copy_location(gast.Return(tree.body), tree.body)])


def sealed(block: nodes.Block) -> nodes.Block:
    """Make the lists of statements under construction tuples."""
    block.statements = tuple(block.statements)
    for node in (*block.statements, block.leaf):
        for inner in contents.blocks(node):
            sealed(inner)
    return block


# -- parameters -------------------------------------------------------------------------------------------


def parameter(lo: Lowering, node: gast.Name, types: Mapping[str, Type]) -> nodes.Param:
    """Bind a parameter."""
    source, name = lo.source, node.id
    lo.statement = source.tree
    known = None if name in types else callees.known_default(lo, source, name)
    type_ = Known(known.value if isinstance(known, Const) else known)
    if known is None:
        type_ = known_lists.itemised(lo, sized(parameter_type(source, node, types), name))
    value = Value(type_, name, True, (name,), source.origin(node, source.tree))
    lo.values[name] = value
    lo.state.set(lo.frame.number, name, known or parameter_binding(lo, node, value))
    default = callees.default_node(source.tree, name)
    only_by_name = any(one.id == name for one in source.tree.args.kwonlyargs)
    text = None if default is None else source.text(default, default)
    return nodes.Param(value, name, text, "keyword" if only_by_name else "positional")


def parameter_type(source: FunctionSource, node: gast.Name, types: Mapping[str, Type]) -> Type:
    """Return what is known of a parameter: as given, as annotated, or from its default."""
    if node.id in types:
        return types[node.id]
    annotated = None if node.annotation is None else types_text.from_annotation(node.annotation, node.id)
    if annotated is None and isinstance(node.annotation, (gast.Name, gast.Constant)):
        annotated = class_text.annotated(source.scope, gast.gast_to_ast(gast.Expression(node.annotation)).body, node.id)
    return annotated or callees.of_any_number(callees.default_type(source, node.id)) or UNKNOWN


def default_numbers(source: FunctionSource, types: Mapping[str, Type]) -> dict[str, Type]:
    """Return the types of those parameters whose defaults are whole numbers, with these numbers."""
    defaults = ((one.id, callees.default_type(source, one.id)) for one, _ in lower_names.optional(source.tree))
    return {name: found for name, found in defaults if name not in types and isinstance(found, Scalar) and found.dtype == INT}


def sized(type_: Type, name: str) -> Type:
    """Give an int a symbol for its value, so that lengths made from it are equal."""
    if isinstance(type_, Scalar) and type_.dtype == INT and type_.size is None:
        return Scalar(INT, sums.argument(name), boxed=type_.boxed)
    return type_


def parameter_binding(lo: Lowering, node: gast.Name, value: Value) -> Binding:
    match value.type:
        case Known(known) if known is None or isinstance(known, (bool, int, float, str)):
            return Const(known)
        case Known(known):
            return lower_names.from_value(lo, node, known, node.id)
    if not holds_memory(value.type):
        binding = lo.bind(value)
        objects.mark(lo, binding, PARAMETER)
        for inner in buffers(binding, lo.state):
            lent(lo, inner, node.id)
        return binding
    if node.id in lo.copied:
        buffer = Buffer(node.id, FRESH, value.origin)
        lo.state.versions[buffer] = copy_of(lo, node, value)
        lo.state.trees |= {buffer} if node.id in lo.apart else set()
        lo.arguments[buffer] = node.id
        return Ref(buffer)
    buffer = Buffer(node.id, PARAMETER, value.origin)
    lo.state.trees.add(buffer)
    lo.state.versions[buffer] = value
    lo.params[buffer] = lo.arguments[buffer] = node.id
    return Ref(buffer)


def apart(lo: Lowering, params: tuple[nodes.Param, ...], found: Found) -> list[nodes.Statement]:
    """Return the checks that what is written shares no memory with what is read later: there the copies would part."""
    made: list[nodes.Statement] = []
    values = {one.name: one.value for one in params}
    kept, lo.out = lo.out, made
    for one, other, origin, line in found.pairs:
        shared = share_memory(lo, values[one], values[other])
        what = f"{one} is written, and may share memory with {other}, which line {line} reads; pass a copy of one"
        written_views.refuse_at_the_run(lo, shared, what, origin)
    for name in lo.apart:
        separate = lo.apply(lo.source.tree, "srcad.runtime.are_apart", (values[name],), type_=BOOLEAN)
        twice = lo.apply(lo.source.tree, "not", (separate,), type_=BOOLEAN)
        what = f"what {name} holds is written, and it may hold one object twice; pass copies"
        written_views.refuse_at_the_run(lo, twice, what, lo.source.origin(lo.source.tree))
    lo.out = kept
    return made


def as_given(lo: Lowering, params: tuple[nodes.Param, ...]) -> list[nodes.Statement]:
    """Return the checks that whole numbers are those that the function was lowered for."""
    made: list[nodes.Statement] = []
    kept, lo.out = lo.out, made
    for param in params:
        known = figures(param.value.type)
        length = known_length(param.value.type)
        if known is None and length is not None:
            count = lo.apply(lo.source.tree, "builtins.len", (param.value,), type_=Scalar(INT))
            same = lo.apply(lo.source.tree, "operator.eq", (count, Const(length)), form=nodes.OPERATOR, type_=BOOLEAN)
            message = Const(f"this derivative is for {length} items in {param.name}")
            lo.out.append(nodes.Effect("assert", (same, message), origin=same.origin))
        if known is not None:
            wanted = display(lo, known)
            same = lo.apply(lo.source.tree, "operator.eq", (param.value, wanted), form=nodes.OPERATOR, type_=BOOLEAN)
            message = Const(f"this derivative is for {param.name} = {known}")
            lo.out.append(nodes.Effect("assert", (same, message), origin=same.origin))
    lo.out = kept
    return made


def known_length(type_: Type) -> int | None:
    """Return how many numbers, or lists of them, a list has that is known item by item; of objects it is watched otherwise."""
    match type_:
        case Tuple(items, types_.Layout(types_.LISTED)) if all(isinstance(item, (Scalar, List)) for item in items):
            return len(items)
    return None


def display(lo: Lowering, known: object) -> Operand:
    """Return whole numbers as an operand."""
    if not isinstance(known, list):
        return Const(known)
    items = tuple(display(lo, one) for one in known)
    return lo.apply(lo.source.tree, "list", items, type_=List(Scalar(INT)))


def figures(type_: Type) -> object:
    """Return the whole number that a type is of, or the list of them; None where it is of none."""
    match type_:
        case Scalar(dtype, int(size)) if dtype == INT:
            return size
        case Tuple(items, types_.Layout(types_.LISTED)) | List(_, tuple(items)):
            found = list(map(figures, items))
            return None if None in found or not found else found
    return None


def share_memory(lo: Lowering, one: Value, other: Value) -> Value:
    """Append the test whether two arguments may be one memory, or hold it."""
    node = lo.source.tree
    if all(isinstance(value.type, (Array, Unknown)) for value in (one, other)):
        return lo.apply(node, "numpy.may_share_memory", (one, other), type_=BOOLEAN)
    return lo.apply(node, "srcad.runtime.share_memory", (one, other), type_=BOOLEAN)


def objects_apart(lo: Lowering, params: tuple[nodes.Param, ...]) -> list[nodes.Statement]:
    """Return the checks that each object that came in and is written is no other one that came in."""
    came = [place for place in lo.state.places.values() if place.kind == PARAMETER]
    found: list[nodes.Statement] = []
    kept, lo.out = lo.out, found
    together: dict[str, Value] = {}
    for place in lo.changed:
        others = [one for one in came if one is not place and one.cls == place.cls]
        if any(lists_of(param.value.type, place.cls) for param in params):
            why = "whether it stands in a list of such objects can't be told"
            lo.refuse(lo.source.tree, f"{place.words} is written", why, "make a new one instead", AliasingError)
        lists = {param.name: param.value for param in params if holds_in_list(param.value.type, place.cls)}
        if lists:
            together |= lists | {p.name: p.value for p in params if holds(p.value.type, place.cls)}
            continue
        for other in others:
            if not (other in lo.changed and came.index(other) < came.index(place)):
                condition = lo.apply(lo.source.tree, "operator.is_not", (place.whole, other.whole), type_=BOOLEAN)
                message = Const(f"{place.words} is written, and is {other.words} as well")
                lo.out.append(nodes.Effect("assert", (condition, message), origin=condition.origin))
    if together:
        all_apart(lo, together)
    lo.out = kept
    return found


def all_apart(lo: Lowering, values: dict[str, Value]) -> None:
    """Append the check that arguments hold each object once."""
    whole = next(iter(values.values()))
    if len(values) > 1:
        type_ = Tuple(tuple(value.type for value in values.values()))
        whole = lo.apply(lo.source.tree, "tuple", tuple(values.values()), type_=type_)
    separate = lo.apply(lo.source.tree, "srcad.runtime.are_apart", (whole,), type_=BOOLEAN)
    message = f"an object in {' or '.join(values)} is written, and may stand there twice; pass copies"
    lo.out.append(nodes.Effect("assert", (separate, Const(message)), origin=separate.origin))


def lists_of(type_: Type, cls: object) -> bool:
    """Say whether a value of a type may hold a list of objects of a class, or of dicts, that isn't known item by item."""
    match type_:
        case Tuple(items):
            return any(lists_of(item, cls) for item in items)
        case List(item):
            return holds(item, cls)
    return False


def holds_in_list(type_: Type, cls: object) -> bool:
    match type_:
        case Tuple(items, layout):
            listed = layout is not None and layout.kind == LISTED
            return any(holds(item, cls) if listed else holds_in_list(item, cls) for item in items)
    return False


def holds(type_: Type, cls: object) -> bool:
    match type_:
        case Tuple(items, layout):
            own = layout is not None and layout.kind != NAMED and layout.cls == cls
            return own or any(holds(item, cls) for item in items)
        case List(item):
            return holds(item, cls)
    return False


def lent(lo: Lowering, buffer: Buffer, name: str) -> None:
    """Note that memory is the caller's: it is copied before it is written."""
    outside = Buffer(OUTSIDE, LENT)
    lo.state.versions[outside] = Const(None)
    lo.state.share(buffer, outside)
    lo.params[buffer] = lo.arguments[buffer] = name


def copy_of(lo: Lowering, node: gast.Name, value: Value) -> Value:
    """Copy a parameter that is written to: no derivative changes an argument."""
    if isinstance(value.type, List) and isinstance(value.type.item, List) and node.id in lo.apart:
        result = lo.apply(node, "srcad.runtime.copy_list", (value,), type_=value.type)
    else:
        op = "builtins.list" if isinstance(value.type, List) else "numpy.copy"
        result = lo.apply(node, op, (value,), form=nodes.METHOD, text="copy", type_=value.type)
    result.name, result.named, result.entity = value.name, True, value.entity
    return result
