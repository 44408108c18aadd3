"""Lowers control flow: statements to blocks, jumps to leaves.

The rest of a block moves into the branch that falls through when only one does; when several would, the
branches become an if statement, which yields a flag that says who jumped:

    if a:                          if a: (tag, ...) = 1 if b else 0
        if b:               ->     else: tag = 0
            break                  if tag: break
        x = 1                      ...
    ...
"""

from __future__ import annotations

import gast

from srcad.analysis import infer
from srcad.frontend import (
    forms, lower_contexts, lower_expressions, lower_joins, lower_loops, lower_match, lower_statements,
    lower_try, one_of, outcomes, streams,
)  # fmt: skip
from srcad.frontend.bindings import same_binding
from srcad.frontend.context import FALL, RESULT, Frame, Lowering, Region, Returned
from srcad.frontend.memory import State, buffers
from srcad.frontend.merge import Edge
from srcad.frontend.outcomes import (
    RAISE,
    Act,
    Bind,
    Cases,
    Finally,
    Follow,
    Fork,
    Leap,
    Narrow,
    Replay,
    Rest,
    Round,
    Scope,
    Take,
    Within,
    chain,
)
from srcad.ir import nodes
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.ir.types import BOOLEAN
from srcad.origin import Origin

BROKEN, RETURNED, SKIPPED = "broken", "returned", "skipped"


def run(lo: Lowering, items: Rest) -> nodes.Leaf:
    """Lower statements into the current block, to its leaf."""
    while items is not None:
        node, items = items
        if isinstance(node, gast.AST) and not lo.pinned:
            lo.statement = node
        if lo.state.one_of and (parted := one_of.parted(lo, node)) is not None:
            items = outcomes.concatenated(parted, items)
            continue
        match node:
            case one_of.Each():
                leaf = one_of.each(lo, node, items)
            case Scope():
                leaf = splice(lo, node.items, join_region(lo, node.same), items)
            case Within():
                leaf = elsewhere(lo, node, items)
            case gast.Expr(value=gast.Yield()):
                leaf = streams.yielded(lo, node, items)
            case gast.Expr(value=gast.YieldFrom()):
                leaf = run(lo, chain([streams.delegated(lo, node)], items))
            case Finally():
                leaf = finally_(lo, node, items)
            case Follow(tag, labels):
                leaf = follow(lo, tag, labels, items)
            case Cases():
                leaf = lower_match.cases(lo, node, items)
            case gast.Match():
                leaf = lower_match.match_statement(lo, node, items)
            case gast.Try(body=body, handlers=[], finalbody=final):
                leaf = finally_(lo, Finally(chain(body), chain(final)), items)
            case gast.Try():
                leaf = lower_try.try_statement(lo, node, items)
            case Replay():
                leaf = replay(lo, node, items)
            case gast.With():
                leaf = lower_contexts.with_statement(lo, node, items)
            case Leap():
                leaf = leave(lo, node.label)
            case Fork():
                leaf = fork(lo, node, items)
            case gast.If():
                leaf = if_statement(lo, node, items)
            case gast.While():
                leaf = lower_loops.while_loop(lo, node, items)
            case Round():
                leaf = lower_loops.another_round(lo, node, items)
            case gast.For():
                leaf = lower_loops.for_loop(lo, node, items)
            case gast.Return():
                leaf = return_statement(lo, node)
            case gast.Break() | gast.Continue():
                (label,) = outcomes.of_statement(node, lo.frame)
                leaf = leave(lo, label)
            case gast.Raise():
                leaf = lower_statements.raise_statement(lo, node)
            case _:
                leaf = run_simple(lo, node)
        if leaf is not None:
            return leaf
    return leave(lo, FALL)


def run_simple(lo: Lowering, node: gast.AST | Bind) -> None:
    """Lower a statement that control always passes through."""
    if isinstance(node, Act):
        node.act()
    elif isinstance(node, Bind):
        # What depends on the round of a loop that is written out is known: the number itself stands for its name.
        before, lo.plain_numbers = lo.plain_numbers, node.in_round
        lower_statements.assign(lo, node.target, node.binding)
        lo.plain_numbers = before
    elif isinstance(node, Narrow):
        if same_binding(lo.state.get(node.frame, node.name), node.before):
            lo.state.set(node.frame, node.name, node.after)
    elif isinstance(node, Take):
        lower_statements.assign(lo, node.target, node.make())
    else:
        lower_statements.simple(lo, node)


def leave(lo: Lowering, label: tuple) -> nodes.Leaf:
    """Close the current block: control leaves by this label."""
    region = lo.region
    origin = lo.origin(lo.statement) if lo.statement is not None else nodes.NOWHERE
    match region.kind:
        case "function":
            leaf = nodes.Return(returned_value(lo, label), origin)
        case "join" | "attempt":
            leaf = nodes.Yield((), origin)
        case _:
            again = label == FALL or label == ("continue", region.node, region.frame.number)
            leaf = nodes.Next((), origin) if again else nodes.Exit((), origin)
            label = FALL if again else label
    if region.kind != "function":
        region.edges.append(Edge(FALL if label in region.same else label, lo.out, leaf, lo.state))
    return leaf


def returned_value(lo: Lowering, label: tuple) -> Operand:
    """Return what the function returns from here, None where control reached its end."""
    binding = Const(None) if label == FALL else lo.state.get(lo.frame.number, RESULT)
    operand = lower_expressions.operand(lo, binding, lo.statement)
    reached = {other for one in buffers(binding, lo.state) for other in lo.state.aliases(one) | lo.state.held(one)}
    aliases = frozenset(lo.params[buffer] for buffer in reached if buffer in lo.params)
    lo.returned.append(Returned(forms.plain(infer.type_of(operand)), aliases))
    return operand


def return_statement(lo: Lowering, node: gast.Return) -> nodes.Leaf:
    value = Const(None) if node.value is None else lower_expressions.expression(lo, node.value)
    lo.state.set(lo.frame.number, RESULT, value)
    return leave(lo, ("return", lo.frame.number))


def path(lo: Lowering, items: Rest, state: State | None = None) -> Block:
    """Return the block of a branch; one that surely leaves the loop postpones its statements until behind it."""
    with lo.nested(), lo.block(state or lo.state) as out:
        statement = lo.statement
        loop = enclosing_loop(lo)
        if loop is not None and leaves_loop(lo, items, loop):
            leaf = lower_loops.postpone(lo, items, loop)
        else:
            leaf = run(lo, items)
        lo.statement = statement
        return Block(out, leaf)


def enclosing_loop(lo: Lowering) -> Region | None:
    """Return the loop that a jump from here could leave, without leaving an activation."""
    region = lo.region
    while region is not None and region.frame is lo.frame:
        if region.kind == "loop":
            return region
        region = region.parent if region.kind == "join" else None
    return None


def leaves_loop(lo: Lowering, items: Rest, loop: Region) -> bool:
    """Say whether these statements can do nothing but leave the loop (or raise)."""
    ways = outcomes.of(items, lo.frame)
    stays = {FALL, ("continue", loop.node, loop.frame.number)} | inner_labels(lo, loop)
    return not (ways & stays) and bool(ways - {RAISE})


def inner_labels(lo: Lowering, loop: Region) -> set:
    """Return the jumps that end within the loop's body, at an if that stands in it."""
    found: set = set()
    region = lo.region
    while region is not loop:
        found |= region.same
        region = region.parent
    return found


# -- if ---------------------------------------------------------------------------------------------------


def if_statement(lo: Lowering, node: gast.If, rest: Rest) -> nodes.Leaf | None:
    condition = lower_expressions.condition(lo, node.test)
    if isinstance(condition, bool):
        return run(lo, chain(node.body if condition else node.orelse, rest))
    return branch(lo, condition, chain(node.body), chain(node.orelse), rest, node)


def branch(lo: Lowering, condition: Operand, then: Rest, orelse: Rest, rest: Rest, node: gast.AST) -> nodes.Leaf | None:
    """Lower a choice between two lists of statements, and the rest where that moves into one of them."""
    origin = lo.origin(node)
    ways = [outcomes.of(part, lo.frame) for part in (then, orelse)]
    falls = [FALL in way for way in ways]
    if (outcomes.jumps(ways[0] | ways[1]) or not any(falls)) and (rest is None or not all(falls)):
        sides = [outcomes.concatenated(p, rest) if f else p for p, f in zip((then, orelse), falls, strict=True)]
        if lo.region.kind == "loop" and exits_apart(lo, sides):
            again = frozenset({("continue", lo.region.node, lo.region.frame.number)})
            return joined(lo, condition, sides, None, join_region(lo, again), origin)
        return nodes.Branch(condition, *(path(lo, side) for side in sides), origin)
    return joined(lo, condition, [then, orelse], rest, join_region(lo), origin)


def joined(
    lo: Lowering, condition: Operand, sides: list[Rest], rest: Rest, region: Region, origin: Origin
) -> nodes.Leaf | None:
    """Lower a choice as an if statement, then what follows it."""
    blocks = []
    for part in sides:
        lo.region, outer = region, lo.region
        blocks.append(path(lo, part))
        lo.region = outer
    return finish_join(lo, region, nodes.If(condition, *blocks, origin=origin), rest)


def exits_apart(lo: Lowering, sides: list[Rest]) -> bool:
    """Say whether a loop is left, or goes on, from either side of a branch that can't be read as `if ...: break`.

    The iterations that leave a loop are told from those that go on at one place a time: a flag says which.
    """
    again = {FALL, ("continue", lo.region.node, lo.region.frame.number)}
    ways = [outcomes.of(side, lo.frame) - {RAISE} for side in sides]
    return all(way & again for way in ways) and any(way - again for way in ways)


def join_region(lo: Lowering, same: frozenset = frozenset()) -> Region:
    return Region("join", lo.region, lo.frame, same=same)


def splice(lo: Lowering, items: Rest, region: Region, rest: Rest, place: Within | None = None) -> nodes.Leaf | None:
    """Lower statements whose jumps mostly mean their own end into the current block."""
    with lo.block(lo.state, region) as out:
        if place is None:
            leaf = run(lo, items)
        else:
            with lo.within(place.frame):
                lo.statement, kept, lo.pinned = place.statement, lo.pinned, place.pinned
                leaf = run(lo, items)
                lo.pinned = kept
    lo.out.extend(out)
    return joined_on(lo, leaf, region, rest)


def joined_on(lo: Lowering, leaf: nodes.Leaf, region: Region, rest: Rest) -> nodes.Leaf | None:
    """Go on behind statements whose paths are known, from the leaf that they ended in."""
    if isinstance(leaf, nodes.Branch):
        return finish_join(lo, region, nodes.If(leaf.condition, leaf.then, leaf.orelse, origin=leaf.origin), rest)
    if isinstance(leaf, nodes.Raise):
        return leaf
    (edge,) = region.edges
    lo.state = edge.state
    return None if edge.label == FALL else leave(lo, edge.label)


def elsewhere(lo: Lowering, node: Within, rest: Rest) -> nodes.Leaf | None:
    """Lower statements of another activation into the current block."""
    with lo.within(node.frame):
        region = join_region(lo, node.same)
    return splice(lo, node.items, region, rest, node)


def run_within(lo: Lowering, frame: Frame, statements: list[gast.AST]) -> None:
    """Run another activation's statements that can't be left by a jump."""
    leaf = elsewhere(lo, Within(frame, chain(statements), frozenset(), lo.statement, False), None)
    if leaf is not None:
        lo.refuse(lo.statement, "a jump out of a context manager is not supported", "", "leave its statements by their end")


def replay(lo: Lowering, node: Replay, rest: Rest) -> nodes.Leaf | None:
    """Lower the body of a try once more, or what handles an error."""
    region, statement = join_region(lo), lo.statement
    handled, lo.handled = lo.handled, node.error or lo.handled
    with lo.block(lo.state, region) as out:
        leaf = run(lo, node.items)
    lo.handled = handled
    block = Block(out, leaf)
    if node.error is None:
        lower_try.replayed(lo, statement, block)
    lo.out.extend(block.statements)
    return joined_on(lo, block.leaf, region, rest)


def finally_(lo: Lowering, node: Finally, rest: Rest) -> nodes.Leaf | None:
    """Lower statements, then those that run however they are left, then the jumps."""
    region = join_region(lo)
    with lo.block(lo.state, region) as out:
        leaf = run(lo, node.items)
    lo.out.extend(out)
    if not region.edges:
        return leaf
    if isinstance(leaf, nodes.Branch):
        statement = nodes.If(leaf.condition, leaf.then, leaf.orelse, origin=leaf.origin)
        tag, labels = lower_joins.merged_edges(lo, region, statement)
    else:
        (edge,) = region.edges
        lo.state, tag, labels = edge.state, None, [edge.label]
    return run(lo, outcomes.concatenated(node.final, (Follow(tag, labels), rest)))


def finish_join(lo: Lowering, region: Region, statement: nodes.If, rest: Rest) -> nodes.Leaf | None:
    """Append an if statement whose paths are known; where some jumped on, so does what follows."""
    edges = region.edges
    if not edges:
        return nodes.Branch(statement.condition, statement.then, statement.orelse, statement.origin)
    tag, labels = lower_joins.merged_edges(lo, region, statement)
    return follow(lo, tag, labels, rest)


def follow(lo: Lowering, tag: Value | None, labels: list[tuple], rest: Rest, k: int = 0) -> nodes.Leaf | None:
    """Jump on by the labels from the k-th on, and let the end of the branches, the last, go on with the rest."""
    label, node = labels[k], lo.statement
    if k == len(labels) - 1:
        return None if label == FALL else leave(lo, label)
    condition = chosen(lo, tag, k, node)
    with lo.block(lo.state) as out:
        then = Block(out, leave(lo, label))
    with lo.block(lo.state) as out:
        leaf = follow(lo, tag, labels, rest, k + 1)
        orelse = Block(out, run(lo, rest) if leaf is None else leaf)
    return nodes.Branch(condition, then, orelse, lo.origin(node))


def chosen(lo: Lowering, tag: Value, k: int, node: gast.AST) -> Operand:
    """Return the condition that a tag says k."""
    return tag if tag.type is BOOLEAN else lo.apply(node, "operator.eq", (tag, Const(k)))


def fork(lo: Lowering, item: Fork, rest: Rest) -> nodes.Leaf | None:
    """Lower the continuations of a loop that was left in several ways."""
    first, *others = item.options
    if not others:
        return run(lo, outcomes.concatenated(first, rest))
    condition = chosen(lo, item.tag, item.k, lo.statement)
    remaining = others[0] if len(others) == 1 else (Fork(item.tag, item.k + 1, tuple(others)), None)
    return branch(lo, condition, first, remaining, rest, lo.statement)
