"""Lowers expressions to bindings, and bindings to operands."""

from __future__ import annotations

from collections.abc import Iterable

import gast

from srcad.analysis import infer
from srcad.errors import AliasingError, UnknownItemError
from srcad.frontend import (
    enums,
    forms,
    lower_attributes,
    lower_calls,
    lower_choice,
    lower_comprehensions,
    lower_dicts,
    lower_made,
    lower_names,
    lower_object_operators,
    lower_operators,
    lower_statements,
    lower_subscripts,
    nested,
    objects,
    one_of,
    sequences,
    written_views,
)
from srcad.frontend.bindings import (
    Binding,
    Buffer,
    Closure,
    Conflict,
    Cut,
    Foreign,
    Interpolant,
    Items,
    Library,
    Made,
    Object,
    OneOf,
    Ref,
    Row,
    Spread,
    Stream,
    Thing,
    UserClass,
    path_key,
)
from srcad.frontend.context import Lowering
from srcad.frontend.memory import buffers
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global, Operand, Value
from srcad.ir.types import Known, List, Never, Scalar, Type


def expression(lo: Lowering, node: gast.AST) -> Binding:
    """Lower an expression and return what it stands for."""
    match node:
        case gast.Constant(value=value):
            return literal(lo, node, value)
        case gast.Name():
            return number_or_thing(lo, lower_names.lookup(lo, node), node)
        case gast.BinOp(left=left, op=op, right=right):
            return lower_operators.binary(lo, node, type(op).__name__, expression(lo, left), expression(lo, right))
        case gast.UnaryOp(op=op, operand=inner):
            return lower_operators.unary(lo, node, type(op).__name__, inner)
        case gast.BoolOp() | gast.Compare() | gast.IfExp():
            return lower_choice.choice(lo, node)
        case gast.Call():
            return lower_calls.call(lo, node)
        case gast.Attribute():
            return number_or_thing(lo, lower_attributes.attribute(lo, node), node)
        case gast.Subscript():
            return lower_subscripts.load(lo, node)
        case gast.Tuple(elts=elts):
            return sequences.packed(lo, node, elts)
        case gast.List(elts=elts):
            return sequences.listed(lo, node, elts)
        case gast.Dict(keys=keys, values=values):
            return lower_dicts.display(lo, node, keys, values)
        case gast.DictComp():
            return lower_dicts.comprehension(lo, node)
        case gast.ListComp():
            return lower_comprehensions.listed(lo, node)
        case gast.GeneratorExp():
            return lower_comprehensions.stream(lo, node)
        case gast.NamedExpr(target=target, value=inner):
            binding = expression(lo, inner)
            frame = lo.frame
            while frame.generator:
                frame = frame.parent
            with lo.within(frame):
                lower_statements.assign(lo, target, binding)
            return binding
        case gast.Lambda():
            return lower_names.closure(lo, node)
        case gast.JoinedStr(values=values):
            return fstring(lo, node, values)
    return lo.refuse(node, f"{words(node)} is not supported here", "", "write it with the statements that are")


def place(lo: Lowering, node: gast.AST) -> Binding:
    """Lower an expression whose value may be written to: an item of a list is a place in it."""
    return lower_subscripts.load(lo, node, as_place=True) if isinstance(node, gast.Subscript) else expression(lo, node)


def number_or_thing(lo: Lowering, binding: Binding, node: gast.AST) -> Binding:
    """Return a library's constant (np.inf, math.pi) as the number that it is, so that a variable may hold it."""
    if not isinstance(binding, Library):
        return binding
    named = named_thing(lo, binding, node)
    return named if isinstance(infer.type_of(named), Scalar) else binding


def words(node: gast.AST) -> str:
    """Return what a piece of syntax is called."""
    return {
        "Starred": "* unpacking",
        "Set": "a set",
        "SetComp": "a set comprehension",
        "Yield": "yield as a value",
        "YieldFrom": "yield from as a value",
    }.get(
        type(node).__name__, f"this ({type(node).__name__})"
    )


def literal(lo: Lowering, node: gast.AST, value: object) -> Const:
    """Return a constant; a number keeps its spelling."""
    if isinstance(value, bool) or not isinstance(value, (int, float, complex)):
        return Const(value)
    text = lo.frame.source.text(node, node)
    return Const(value, None if text == repr(value) else text)


def known_number(value: Operand) -> Operand:
    """Return the int that a variable holds, where it is known."""
    number = lower_dicts.number(value) if isinstance(value, Value) else None
    return Const(number) if type(number) is int else value


def display(lo: Lowering, node: gast.AST, items: list[Binding]) -> Binding:
    """Return a new list of these items."""
    operands = tuple(operand(lo, item, node) for item in items)
    for item in items:
        objects.keep(lo, item)
    result = lo.apply(node, "list", operands, type_=List(of_one_kind(lo, node, item_type(operands), operands)))
    lo.displays[result], lo.made_in[result] = tuple(items), lo.nesting
    binding = made(lo, result, items, holding=True)
    if not items and isinstance(binding, Ref):
        lo.empty[binding.buffer] = node
    nested.note_display(lo, binding, items)
    return binding


def of_one_kind(lo: Lowering, node: gast.AST, item: Type, operands: Iterable[Operand]) -> Type:
    """Return the type of a list's items; refuse one that says nothing of what in them carries a derivative."""
    if isinstance(item, types.Opaque) and any(types.differentiable(infer.type_of(one)) for one in operands):
        why = "what is done with them can't be told"
        lo.refuse(node, "the items of this list are of several kinds", why, "give each a name", UnknownItemError)
    return item


def item_type(operands: tuple[Operand, ...]) -> Type:
    """Return the type of the items of a list."""
    return joined_type(map(infer.type_of, operands))


def joined_type(items: Iterable[Type]) -> Type:
    """Return the type that all items of a list have."""
    found: Type = Never()
    for one in items:
        found = forms.join_types(found, forms.plain(one))
    return found


def as_list(lo: Lowering, items: Items, node: gast.AST) -> Operand:
    """Return a tuple's items as a list, to be walked by a loop."""
    return operand(lo, display(lo, node, list(items.items)), node)


def made(lo: Lowering, value: Value, parts: list[Binding], holding: bool = False) -> Binding:
    """Bind the result of an operation that allocates; a list of arrays holds what its parts did."""
    binding = lo.bind(value)
    if isinstance(binding, Ref) and isinstance(lo.out[-1], nodes.Apply):
        binding.buffer.in_order = written_views.makes_in_order(lo.out[-1])
    if isinstance(value.type, List) and isinstance(binding, Ref):
        if lo.out[-1].op in nested.COPYING:
            nested.note_copy(lo, binding, parts)
        for part in parts:
            for buffer in buffers(part, lo.state):
                if holding:
                    lo.state.hold(binding.buffer, buffer)
                for held in lo.state.held(buffer):
                    lo.state.hold(binding.buffer, held)
    return binding


def fstring(lo: Lowering, node: gast.AST, values: list[gast.AST]) -> Binding:
    """Return an f-string's text; a format is applied by `format`, a conversion by its function."""
    args: list[Operand] = []
    for part in values:
        if isinstance(part, gast.Constant):
            args.append(Const(part.value))
            continue
        value = known_number(operand(lo, expression(lo, part.value), part))
        if part.conversion != -1:
            value = lo.apply(
                part, "builtins." + {"r": "repr", "s": "str", "a": "ascii"}[chr(part.conversion)], (value,)
            )
        if part.format_spec is not None:
            spec = operand(lo, fstring(lo, part, part.format_spec.values), part)
            value = lo.apply(part, "builtins.format", (value, spec))
        args.append(value)
    if all(isinstance(arg, Const) for arg in args):
        return Const("".join(str(arg.value) for arg in args))
    return lo.apply(node, "fstring", tuple(args), type_=types.Text())


# -- bindings to operands ---------------------------------------------------------------------------------


def value_of(lo: Lowering, node: gast.AST) -> Operand:
    """Lower an expression to an operand."""
    return operand(lo, expression(lo, node), node)


def operand(lo: Lowering, binding: Binding, node: gast.AST, stale: bool = False) -> Operand:
    """Return a binding as one operand, memory as it is now; `stale` lets memory pass that may not be read."""
    match binding:
        case Ref(buffer, path):
            if not stale:
                fresh(lo, buffer, node)
            return read(lo, buffer, path, node)
        case Items(may_lack=True):
            lo.refuse(node, "this may be a tuple or None", "which one is handed on can't be told", "test it before")
        case Items(items, whole):
            if whole is not None and unwritten(lo, binding):
                for buffer in buffers(binding, lo.state):
                    fresh(lo, buffer, node)
                return whole
            operands = tuple(operand(lo, item, node, stale) for item in items)
            if binding.layout is not None:
                return objects.made(lo, node, binding.layout, operands)
            type_ = types.Tuple(tuple(infer.type_of(one) for one in operands))
            return lo.apply(node, "tuple", operands, text="list" if binding.listed else None, type_=type_)
        case Object():
            return objects.operand(lo, binding, node, lambda item: operand(lo, item, node, stale))
        case OneOf():
            one_of.refused(lo, node, binding)
        case Row():
            why = "what else changes with it can't be told"
            lo.refuse(node, f"an object of {binding.place.words} is needed as a value of its own", why, "pass its attributes")
        case Conflict(why):
            lo.refuse(node, "this value isn't one thing on all paths", why, "give it one form on every path", UnknownItemError)
        case Cut(nodes.Slice(start, stop, step)):
            bounds = (start, stop) if step is None else (start, stop, step)
            args = tuple(Const(None) if one is None else one for one in bounds)
            return lo.apply(node, "builtins.slice", args, form=nodes.FUNCTION, text="slice", type_=types.Opaque())
        case Thing():
            return named_thing(lo, binding, node)
        case Const() if enums.is_member(binding):
            return enums.operand(lo, binding, node)
    return binding


def fresh(lo: Lowering, buffer: Buffer, node: gast.AST) -> None:
    """Refuse to read memory that may have been written under another name; the error is placed at the write."""
    if lo.state.behind:
        behind(lo, buffer, node)
    stale = lo.state.stale.get(buffer)
    if stale is None:
        return
    name = f"'{buffer.name}'" if buffer.name else "a value"
    place = lo.origin(node)
    lo.refuse(
        stale.origin if stale.origin.line else place,
        f"{stale.written} is written, and may share memory with {name}, which line {place.line} reads",
        f"what {name} holds there can't be told",
        "copy one of them first (.copy())",
        AliasingError,
    )


def behind(lo: Lowering, buffer: Buffer, node: gast.AST) -> None:
    """Let the run check that an argument which is read shares no memory with one that has been written."""
    for one in lo.state.aliases(buffer):
        found = lo.state.behind.get(lo.arguments.get(one, ""))
        if found is not None:
            name, origin = found
            if (lo.arguments[one], name) not in lo.pairs:
                lo.pairs.setdefault((name, lo.arguments[one]), (origin, lo.origin(node).line))


def read(lo: Lowering, buffer: Buffer, path: nodes.Path, node: gast.AST) -> Operand:
    """Return a buffer's current version, or the element or view of it that a path selects."""
    version = lo.state.versions[buffer]
    if not path:
        return version
    key = (version, path_key(path))
    if key not in lo.state.loads:
        where, rest = nested.split(infer.type_of(version), path)
        # An array in a list is read first: only whole items of a list's adjoint are replaced.
        source = read(lo, buffer, where, node) if where and rest else version
        left = rest if where and rest else path
        result = Value(infer.load_type(infer.type_of(source), left), origin=lo.origin(node))
        lo.out.append(nodes.Load(result, source, left, result.origin))
        lo.state.loads[key] = result
    return lo.state.loads[key]


def unwritten(lo: Lowering, items: Items) -> bool:
    """Say whether the memory of a tuple's items still is as it was when the tuple was taken from a value."""
    now = [lo.state.versions[buffer] for buffer in buffers(items, lo.state)]
    return len(now) == len(items.taken) and all(a is b for a, b in zip(now, items.taken, strict=True))


def named_thing(lo: Lowering, thing: Thing, node: gast.AST) -> Operand:
    """Return a module, function or constant as an operand."""
    match thing:
        case Library(qualified, text, scope, value, has_value):
            known = Known(qualified) if not has_value else Known(value)
            number = isinstance(value, (int, float)) and has_value
            type_ = infer.type_of(Global(text, qualified=qualified)) if number or not has_value else known
            return Global(text, type_, scope, qualified, value, has_value)
        case Foreign(inner):
            return inner
        case Made():
            return lower_made.value(lo, thing, node)
        case Interpolant(inner, made=made):
            if made:
                # What it was made of goes with its calls: the object alone would be a constant.
                lo.refuse(node, "an interpolant is used as a value here", "only calls of it can be followed", "call it where it is made")
            return inner
        case Stream(name=name):
            lo.refuse(node, f"{name} is used as a value here", "only what walks it once can be followed", "make a list of it")
        case Spread():
            lo.refuse(node, "* unpacking is not supported here", "its length isn't known", "pass each value", UnknownItemError)
        case UserClass(text, cls):
            known = lo.session.classes.get(cls)
            return known or Global(text, types.Opaque(), value=cls.value, has_value=True)
        case Closure(name=name):
            lo.refuse(node, f"the function {name!r} is not called here", "only calls of it can be followed", "call it")
    return lo.refuse(node, "this function is used as a value here", "only calls of it can be followed", "call it")


def condition(lo: Lowering, node: gast.AST) -> Operand | bool:
    """Lower a condition; return its truth where that is known before the run."""
    return truth(lo, expression(lo, node), node)


def truth(lo: Lowering, binding: Binding, node: gast.AST) -> Operand | bool:
    match binding:
        case Const(value):
            return bool(value)
        case Items(may_lack=True):
            return operand(lo, lower_choice.compared(lo, node, "is_not", binding, Const(None)), node)
        case Items(items):
            return bool(items)
        case Object():
            found = lower_object_operators.truth(lo, node, binding)
            return truth(lo, found, node)
        case Row():
            return True
        case OneOf():
            return truth(lo, one_of.over(lo, node, binding, lambda one: lower_object_operators.truth(lo, node, one)), node)
        case Conflict():
            return operand(lo, binding, node)
        case Foreign(inner):
            return inner
        case Thing():
            return True
    return operand(lo, binding, node)
