"""Lowers try statements with except clauses: the body is run to see whether it raises, and what follows asks that.

    try:                                   raised = try: log(x)  except ValueError
        total += math.log(x)               if raised:
    except ValueError:              ->         n += 1
        n += 1                             else:
                                               total += math.log(x)

Behind the first run the body is lowered once more, like any branch; what the first run computed is read from there in the
end (`simplify.probes`), so that nothing is computed twice. What the body writes before it may raise would be found
half done by a handler: a variable then is no single thing there, and a write to memory is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import gast

from srcad.analysis import infer
from srcad.errors import AliasingError
from srcad.frontend import assigned, lower_dicts, lower_expressions, lower_flow, streams
from srcad.frontend.bindings import Buffer, Conflict
from srcad.frontend.context import Lowering, Region
from srcad.frontend.memory import State
from srcad.frontend.outcomes import Act, Bind, Finally, Fork, Replay, Rest, chain
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value
from srcad.ir.types import BOOLEAN, INTEGER, Opaque, Scalar

# What can't be raised by an index or a write, among what the library's names stand for.
NO_INDEX = {"ZeroDivisionError", "OverflowError", "FloatingPointError", "ArithmeticError", "LinAlgError", "KeyError", "ValueError",
            "TypeError"}
CATCH_KEYS = {"KeyError", "LookupError", "Exception", "BaseException"}
# What raises nothing, whatever its operands are.
SILENT = {"literal", "tuple", "list", "not", "operator.is_", "operator.is_not"}
CHECK = "refuse"
HALF_DONE = "it may have been assigned before the exception, or not"


def try_statement(lo: Lowering, node: gast.Try, rest: Rest) -> nodes.Leaf | None:
    if node.finalbody:
        inner = gast.copy_location(gast.Try(node.body, node.handlers, node.orelse, []), node)
        return lower_flow.finally_(lo, Finally(chain([inner]), chain(node.finalbody)), rest)
    if streams.yields(node.body):
        lo.refuse(node, "yield within try is not supported", "what takes the value doesn't run in the try", "yield behind it")
    caught = tuple(kinds(lo, handler) for handler in node.handlers)
    found = attempted(lo, node, caught)
    if found is None:
        return lower_flow.run(lo, chain(handler_of_missing_key(node, caught).body, rest))
    attempt, touched, ends = found
    completes = bool(ends)
    lo.out.append(attempt)
    unsure = uncertain(node.body, False, numbers(lo, ends))
    half_done = [(lo.frame.number, name) for name in unsure.names if name in lo.frame.names]
    half_done += {key for key in touched if not isinstance(key, Buffer) and not (touched.count(key) == 1 and key[1] in unsure.last)}
    options = tuple(handling(lo, handler, attempt.error, half_done) for handler in node.handlers)
    if completes:
        options += ((Replay(chain(node.body)), chain(node.orelse)),)
    return lower_flow.fork(lo, Fork(attempt.flag, 1, options), rest)


def kinds(lo: Lowering, handler: gast.ExceptHandler) -> tuple[Operand, ...]:
    """Return the classes of exceptions that a clause catches, none where it catches all."""
    if handler.type is None:
        return ()
    parts = handler.type.elts if isinstance(handler.type, gast.Tuple) else [handler.type]
    return tuple(lower_expressions.value_of(lo, part) for part in parts)


def handler_of_missing_key(node: gast.Try, caught: tuple) -> gast.ExceptHandler | None:
    """Return the clause that catches a missing key, if it doesn't ask for the exception."""
    for handler, names in zip(node.handlers, caught, strict=True):
        if not names or any(isinstance(kind, nodes.Global) and kind.text in CATCH_KEYS for kind in names):
            return None if handler.name is not None or raises_again(handler) else handler
    return None


def attempted(lo: Lowering, node: gast.Try, caught: tuple) -> tuple[nodes.Try, list, list[State]] | None:
    """Run the body for what it raises; return also what it touches that was there before, and the states it may end in.

    None where the first that it does is to ask for a key that a dict doesn't have.
    """
    region = Region("attempt", lo.region, lo.frame)
    before, outer = lo.state, lo.touched
    statement = lo.statement
    lo.touched = []
    with lo.nested(), lo.block(lo.state, region) as out:
        try:
            leaf = lower_flow.run(lo, chain(node.body))
        except lower_dicts.MissingKeyError:
            surely = all(isinstance(one, nodes.Apply) and one.op in SILENT for one in out)
            if not surely or lo.touched or handler_of_missing_key(node, caught) is None:
                raise
            leaf = None
    touched, lo.touched = lo.touched, outer
    lo.statement = statement
    if leaf is None:
        return None
    known = [key for key in touched if is_there(before, key)]
    if outer is not None:
        outer += known
    block = Block(out, leaf)
    without_checks(block)
    without_writes(lo, node, block, [key for key in known if isinstance(key, Buffer)], caught)
    several = len(node.handlers) > 1
    flag = Value(INTEGER if several else BOOLEAN, "caught" if several else "raised", origin=lo.origin(node))
    flag.entity = (f"<{flag.name}>",)
    named = [handler.name.id for handler in node.handlers if handler.name is not None]
    error = None
    if named or any(map(raises_again, node.handlers)):
        error = Value(Opaque(), named[0] if named else "error", bool(named), origin=lo.origin(node))
        error.entity = (error.name,) if lo.frame.scope is None else (error.name, lo.frame.scope)
    return nodes.Try(block, caught, flag, error, origin=lo.origin(node)), known, [edge.state for edge in region.edges]


def without_checks(block: Block) -> None:
    """Leave the checks of srcad's own to the second run: a handler of the user's is not for them."""
    block.statements[:] = [one for one in block.statements if not (isinstance(one, nodes.Effect) and one.op == CHECK)]
    for one in (*block.statements, block.leaf):
        for inner in contents.blocks(one):
            without_checks(inner)


def is_there(state: State, key: Buffer | tuple) -> bool:
    return key in state.versions if isinstance(key, Buffer) else key[0] in state.frames


def raises_again(handler: gast.ExceptHandler) -> bool:
    return any(isinstance(node, gast.Raise) and node.exc is None for node in gast.walk(handler))


def handling(lo: Lowering, handler: gast.ExceptHandler, error: Value | None, half_done: list) -> Rest:
    """Return the statements of a clause: what the body left half done can't be read in them."""

    def begin() -> None:
        for frame, name in half_done:
            lo.state.set(frame, name, Conflict(HALF_DONE))

    named = [] if handler.name is None else [Bind(handler.name, error)]
    if error is not None and raises_again(handler):
        return chain([Act(begin), *named, Replay(chain(handler.body), error)])
    return chain([Act(begin), *named, *handler.body])


# -- what a body does before it raises -----------------------------------------------------------------------


@dataclass
class Unsure:
    """The variables that statements may have assigned when one of them raises; the attributes that only their end assigns."""

    names: set[str] = field(default_factory=set)
    last: set[str] = field(default_factory=set)


def numbers(lo: Lowering, ends: list[State]) -> set[str]:
    """Return the variables that hold numbers wherever a body ends: to compare those raises nothing."""
    frames = [state.frames[lo.frame.number] for state in (lo.state, *ends)]
    return {
        name for name in lo.frame.names
        if all(isinstance(frame[name], (Value, nodes.Const)) and isinstance(infer.type_of(frame[name]), Scalar) for frame in frames if name in frame)
    }


def uncertain(statements: list[gast.AST], raises_later: bool, safe: set[str]) -> Unsure:
    """Return which variables statements may have assigned when one of them raises."""
    found = Unsure()
    for node in reversed(statements):
        names = set(assigned.assigned_names([node]))
        if isinstance(node, gast.If):
            for side in (node.body, node.orelse):
                inner = uncertain(side, raises_later, safe)
                found.names |= inner.names
                found.last |= inner.last
            names = set(assigned.assigned_in(node.test))
        simple = isinstance(node, (gast.Assign, gast.AnnAssign, gast.AugAssign, gast.Expr, gast.Return, gast.If))
        if raises_later or not simple or (names and walrus(node)):
            found.names |= names
        elif isinstance(node, gast.AugAssign) or isinstance(node, gast.Assign) and len(node.targets) == 1:
            target = node.target if isinstance(node, gast.AugAssign) else node.targets[0]
            found.last |= {target.attr} if isinstance(target, gast.Attribute) else set()
        raises_later = raises_later or may_raise(node, safe)
    return found


def walrus(node: gast.AST) -> bool:
    return any(isinstance(part, gast.NamedExpr) for part in gast.walk(node))


# What raises nothing, whatever it is made of; and where that is numbers.
NAMING = (gast.Constant, gast.Name, gast.Tuple, gast.Load, gast.Store)
COUNTING = (
    gast.Constant, gast.Name, gast.Load, gast.Compare, gast.cmpop, gast.BoolOp, gast.boolop, gast.UnaryOp, gast.unaryop,
    gast.BinOp, gast.Add, gast.Sub, gast.Mult,
)


def may_raise(node: gast.AST, safe: set[str]) -> bool:
    """Say whether a statement may raise, as far as its syntax tells; `safe` are variables that hold numbers."""
    match node:
        case gast.Pass() | gast.Break() | gast.Continue():
            return False
        case gast.If(test=test, body=body, orelse=orelse):
            return not is_safe(test, safe) or any(may_raise(one, safe) for one in (*body, *orelse))
        case gast.Assign(targets=targets, value=value):
            return not all(isinstance(one, gast.Name) for one in targets) or not is_safe(value, safe)
        case gast.Return(value=value) | gast.Expr(value=value):
            return value is not None and not is_safe(value, safe)
    return True


def is_safe(node: gast.AST, safe: set[str]) -> bool:
    """Say whether an expression only names things, or compares, adds and multiplies numbers."""
    parts = list(gast.walk(node))
    if all(isinstance(part, NAMING) for part in parts):
        return True
    known = all(part.id in safe for part in parts if isinstance(part, gast.Name))
    return known and all(isinstance(part, COUNTING) for part in parts) and not any(
        isinstance(part, gast.Constant) and type(part.value) not in (bool, int, float) for part in parts
    )


def without_writes(lo: Lowering, node: gast.Try, block: Block, written: list[Buffer], caught: tuple) -> None:
    """Take the writes to memory that was there before out of a body that is run for what it raises.

    They stand at its end: nothing raises behind them, but a store, of which the element is read instead.
    """
    if not written:
        return
    at = next((k for k, one in enumerate(block.statements) if is_write(lo, one, written)), None)
    behind = [] if at is None else block.statements[at:]
    stores = [one for one in behind if isinstance(one, nodes.Store)]
    made = {result for one in behind if is_write(lo, one, written) for result in contents.results(one)}
    plain = all(
        is_write(lo, one, written)
        or isinstance(one, nodes.Apply) and one.op in SILENT
        or isinstance(one, nodes.Effect) and made.isdisjoint(contents.operands(one))
        for one in behind
    )
    if at is None or not plain or len(written) != sum(is_write(lo, one, written) for one in behind) or len(stores) > 1:
        name = written[0].name
        what = f"{name!r} is written in this try, before something that may raise" if name else "something is written in this try"
        instead = "compute first, and write behind the try or in its else"
        lo.refuse(node, what, "a handler would find it half written", instead, AliasingError)
    kept = [one for one in behind if not is_write(lo, one, written)]
    checked = [] if all(map(no_index, (kind for kinds_ in caught for kind in kinds_ or (None,)))) else stores
    reads = [nodes.Load(Value(Opaque(), origin=one.origin), one.source, one.path, one.origin) for one in checked]
    block.statements[at:] = [*kept, *reads]


def is_write(lo: Lowering, node: nodes.Statement, written: list[Buffer]) -> bool:
    versions = [lo.state.versions[buffer] for buffer in written]
    last = isinstance(node, nodes.Append) and node.index is None
    return (isinstance(node, nodes.Store) or last) and any(node.source is version for version in versions)


def no_index(kind: Operand | None) -> bool:
    """Say whether a class of exceptions is one that no index raises."""
    return isinstance(kind, nodes.Global) and kind.text.rpartition(".")[2] in NO_INDEX


# -- the second run ------------------------------------------------------------------------------------------


def replayed(lo: Lowering, node: gast.AST, block: Block) -> None:
    """Take out of a body that runs a second time what the first run has done: effects, and what only raises."""
    read = {operand for one in rewrite.walk(block) for operand in contents.operands(one)}
    for one in rewrite.walk(block):
        kept = isinstance(one, nodes.Effect) and not makes_exception(one) and read.intersection(one.results)
        if kept or isinstance(one, nodes.Call) and prints(one):
            what = f"{getattr(one, 'text', None) or 'this'} in a try is not supported"
            lo.refuse(one.origin, what, "what it does is done once, and what it gives is read", "call it before or behind the try")
    without_effects(block)


def makes_exception(effect: nodes.Effect) -> bool:
    """Say whether a call makes an object of a class of exceptions of the user's, which is raised or forgotten."""
    made = effect.args[0] if effect.args else None
    return isinstance(made, nodes.Global) and isinstance(made.value, type) and issubclass(made.value, BaseException)


def prints(call: nodes.Call, seen: frozenset = frozenset()) -> bool:
    """Say whether a callee, or one that it calls, does something besides raising."""
    function = call.callee.function
    if function is None or call.callee.key in seen:
        return False
    inner = list(rewrite.walk(function.body))
    if any(isinstance(one, nodes.Effect) and one.op == "call" and not makes_exception(one) for one in inner):
        return True
    return any(isinstance(one, nodes.Call) and prints(one, seen | {call.callee.key}) for one in inner)


def without_effects(block: Block) -> None:
    statements: list[nodes.Statement] = []
    for one in block.statements:
        if isinstance(one, nodes.Effect) and one.op != CHECK and not makes_exception(one):
            continue
        if not (isinstance(one, nodes.If) and not one.results and only_raises(one)):
            for inner in contents.blocks(one):
                without_effects(inner)
            statements.append(one)
    block.statements[:] = statements
    if isinstance(block.leaf, nodes.Branch):
        for raising, other in (contents.blocks(block.leaf), contents.blocks(block.leaf)[::-1]):
            if isinstance(raising.leaf, nodes.Raise):
                without_effects(other)
                block.statements.extend(other.statements)
                block.leaf = other.leaf
                return
        for inner in contents.blocks(block.leaf):
            without_effects(inner)


def only_raises(node: nodes.If) -> bool:
    """Say whether one side of an If raises and the other does nothing."""
    sides = contents.blocks(node)
    return any(
        isinstance(a.leaf, nodes.Raise) and isinstance(b.leaf, nodes.Yield) and not b.statements for a, b in (sides, sides[::-1])
    )
