"""Lowers loops: what they carry, how they are left, and what is done behind them.

Which variables and buffers a loop carries, and of which types, is found by lowering its body until what comes
out of an iteration is what went in. What only an exit needs is moved behind the loop:

    for i in range(n):             for i in range(n):
        if y > limit:                  if y > limit:
            return y * x      ->           returned = True; break
        y = y * y + x                  y = y * y + x
                                   if returned: return y * x
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import gast

from srcad.errors import AliasingError, UnknownItemError, UnknownObjectError
from srcad.frontend import (
    assigned, enums, forms, iteration, known_lists, lower_dicts, lower_expressions, lower_flow, lower_joins,
    lower_objects, lower_statements, merge, objects, outcomes, rows, sequences, slot_choice, streams,
)  # fmt: skip
from srcad.frontend.bindings import MISSING, Binding, Items, Object, Ref, Stream
from srcad.frontend.context import FALL, Lowering, Region
from srcad.frontend.merge import Edge, Slots
from srcad.frontend.outcomes import Bind, Fork, Leap, Rest, Round, Scope, chain
from srcad.ir import nodes
from srcad.ir.nodes import Block, Operand
from srcad.ir.types import Never

DONE = ("done",)
# A loop over a range of at most this length is written out where its variable names the items of a dict.
MOST_ROUNDS = 64
# What is refused in a loop, but may not be in the loop written out.
ROUND_TELLS = (UnknownItemError, UnknownObjectError)
# Types only widen, and each round widens one at least: more rounds than this are a bug.
ROUNDS = 40


@dataclass(eq=False)
class Body:
    """A loop's body once it has settled; `made` is what the last round bound besides the carried values."""

    region: Region
    slots: Slots
    block: Block
    made: object

    def exits(self) -> list[Edge]:
        return [edge for edge in self.region.edges if edge.label != FALL]


def while_loop(lo: Lowering, node: gast.While, rest: Rest) -> nodes.Leaf | None:
    if outcomes.truth(node.test) is False:
        return lower_flow.run(lo, chain(node.orelse, rest))

    def iterate() -> tuple[nodes.Leaf, object]:
        condition = lower_expressions.condition(lo, node.test)
        if isinstance(condition, bool):
            return (lower_flow.run(lo, chain(node.body)) if condition else lower_flow.leave(lo, DONE)), None
        then = lower_flow.path(lo, chain(node.body))
        with lo.block(lo.state) as out:
            orelse = Block(out, lower_flow.leave(lo, DONE))
        return nodes.Branch(condition, then, orelse, lo.origin(node)), None

    can_be, before = starts(lo, node), lo.remembered()
    try:
        with lo.written_out(can_be):
            body = settled_body(lo, node, iterate)
    except ROUND_TELLS:
        if not can_be:
            raise
        lo.recall(before)
        return lower_flow.run(lo, (Scope((Round(node, 0), None), frozenset({("break", node, lo.frame.number)})), rest))
    loop = nodes.Loop(body.slots.all_values(), inits(lo, body.slots), body.block, origin=lo.origin(node))
    return behind(lo, node, loop, body, body.exits(), rest, lo.state.walked)


def starts(lo: Lowering, node: gast.While) -> bool:
    """Say whether it is known before the run that a loop has a first round."""
    if outcomes.truth(node.test):
        return True
    statement = lo.statement
    with lo.block(lo.state):
        found = lower_expressions.condition(lo, node.test)
    lo.statement = statement
    return found is True


def another_round(lo: Lowering, item: Round, rest: Rest) -> nodes.Leaf | None:
    """Lower one more round of a loop whose condition is known in each."""
    node = item.node
    condition = lower_expressions.condition(lo, node.test)
    if not isinstance(condition, bool) or item.number > MOST_ROUNDS:
        why = "what its variables stand for differs from round to round, and only the run can tell how many there are"
        lo.refuse(node, "this loop can't be followed", why, "use a list or an array", UnknownItemError)
    if not condition:
        return lower_flow.run(lo, chain(node.orelse, rest))
    body = Scope(chain(node.body), frozenset({("continue", node, lo.frame.number)}))
    return lower_flow.run(lo, (body, (Round(node, item.number + 1), rest)))


def for_loop(lo: Lowering, node: gast.For, rest: Rest) -> nodes.Leaf | None:
    subject = walked(lo, node.iter, lower_expressions.expression(lo, node.iter))
    if isinstance(subject, Stream):
        return lower_flow.run(lo, streams.loop(lo, node, subject, rest))
    known = items_apart(lo, subject)
    if known is not None:
        return lower_flow.run(lo, unrolled(lo, node, known, rest))
    walked_around = lo.state.walked
    plan = iteration.plan(lo, node, subject)

    def iterate() -> tuple[nodes.Leaf, object]:
        made = plan.start(lo, node.iter)
        lower_statements.assign(lo, node.target, made.binding)
        return lower_flow.run(lo, chain(node.body)), made

    rounds, before = written_out(lo, plan), lo.remembered()
    try:
        with lo.written_out(rounds is not None):
            body = settled_body(lo, node, iterate)
        if rounds is not None and lo.state.one_of:
            refuse_clashes(lo, node, body.slots)
    except ROUND_TELLS:
        if rounds is None:
            raise
        lo.recall(before)
        lo.state.walked = walked_around
        return lower_flow.run(lo, unrolled(lo, node, rounds, rest))
    space, counter = plan.space(body.made)
    params = body.slots.all_values()
    loop = nodes.For(space, counter, params, inits(lo, body.slots), body.block, origin=lo.origin(node))
    loop.reversed = plan.reversed
    exhausted = Edge(DONE, [], nodes.Exit(), body.slots.state)
    return behind(lo, node, loop, body, [exhausted, *body.exits()], rest, walked_around)


def refuse_clashes(lo: Lowering, node: gast.For, slots: Slots) -> None:
    """Ask for a loop to be written out where a variable is one thing in one round and another in the next."""
    clash = next((form for key, form in slots.forms.items() if isinstance(form, forms.Clash) and not merge.is_held(key)), None)
    if clash is not None:
        lo.refuse(node, "what a variable of this loop stands for differs from round to round", clash.why, "", UnknownItemError)


def written_out(lo: Lowering, plan: iteration.Plan) -> list[Binding] | None:
    """Return what the variable of a short loop holds in each round, None where that isn't known."""
    if not iteration.is_range(plan.subject):
        known = sequences.known_items(lo, plan.subject)
        return None if known is None or len(known) > MOST_ROUNDS else known[:: -1 if plan.reversed else 1]
    if plan.range is None:
        return None
    bounds = [lower_dicts.key_value(bound) for bound in plan.range]
    if not all(type(bound) is int for bound in bounds) or not bounds[2]:
        return None
    found = range(*bounds)[:: -1 if plan.reversed else 1]
    return list(map(nodes.Const, found)) if len(found) <= MOST_ROUNDS else None


def walked(lo: Lowering, node: gast.AST, subject: Binding) -> Binding:
    """Return what a loop over an object, a dict or an enumeration walks."""
    if not isinstance(subject, Object):
        return enums.walked(subject)
    if subject.place.cls is None:
        return lower_dicts.keys(lo, node, subject)
    if rows.are_rows(subject):
        return subject
    if known_lists.is_known(subject):
        return Items(tuple(known_lists.items_of(lo, subject, node)))
    found = lower_objects.special(lo, node, subject, "__iter__")
    if found is None:
        lo.refuse(node, "a loop over this object is not supported", "its class has no __iter__", "loop over a list")
    return found


def items_apart(lo: Lowering, subject: Binding) -> list[Binding] | None:
    """Return the items of what is walked where the loop has to be written out for them, one by one."""
    if isinstance(subject, Ref) and sequences.known_items(lo, subject) == []:
        return []
    collecting = streams.collecting(lo.frame)
    if not collecting and (isinstance(subject, Ref) or iteration.is_range(subject)):
        return None
    known = sequences.known_items(lo, subject)
    if known is None or not (collecting or not iteration.alike(lo, Items(tuple(known)))):
        return None
    return known


def unrolled(lo: Lowering, node: gast.For, items: list[Binding], rest: Rest) -> Rest:
    """Return a loop over items that are known one by one, written out."""
    again, leave = (("continue", node, lo.frame.number), ("break", node, lo.frame.number))
    rounds = [Scope(chain([Bind(node.target, item, True), *node.body]), frozenset({again})) for item in items]
    return (Scope(chain([*rounds, *node.orelse]), frozenset({leave})), rest)


# -- what is carried --------------------------------------------------------------------------------------


def settled_body(lo: Lowering, node: gast.For | gast.While, iterate: Callable) -> Body:
    """Lower a loop's body until an iteration gives what it takes."""
    slots = Slots(lo.state.copy())
    slots.forms, dead = seeds(lo, node)
    for key in dead:
        slots.base.set(*key, MISSING)
    statement = lo.statement
    for _ in range(ROUNDS):
        region = Region("loop", lo.region, lo.frame, node)
        head = merge.open_slots(slots, lo.scopes, forget=True)
        merge.settle(slots, [slots.base])
        with lo.nested(), lo.block(head, region) as out:
            leaf, made = iterate()
        lo.statement = statement
        block = Block(out, leaf)
        nexts = [edge for edge in region.edges if edge.label == FALL]
        if not grown(slots, nexts, dead):
            refuse_unassigned(lo, node, slots)
            for edge in nexts:
                edge.leaf.values = lower_joins.given(lo, slots, edge)
            return Body(region, slots, block, made)
    raise AssertionError("a loop's types don't settle")


def refuse_unassigned(lo: Lowering, node: gast.AST, slots: Slots) -> None:
    """Refuse a loop whose variable is only ever computed from itself."""
    if any(callee.function is None for callee in lo.session.callees.values()):
        # The result of a call that is still being looked at may have no type yet.
        return
    for key, form in slots.forms.items():
        if form == forms.Leaf(Never()):
            why = "each value that this loop assigns is computed from the one before"
            lo.refuse(node, f"{key[1]!r} has no value before this loop", why, "assign it first")


def seeds(lo: Lowering, node: gast.For | gast.While) -> tuple[dict, set]:
    """Return the slots that a loop surely needs, and the variables that no iteration reads before assigning them."""
    found, dead = {}, set()
    needed = lo.frame.needed.get(node)
    if node not in lo.session.assigned:
        head = node.target if isinstance(node, gast.For) else node.test
        # What only the loop's else assigns is not carried.
        lo.session.assigned[node] = assigned.assigned_names([head, *node.body])
    for name in lo.session.assigned[node]:
        if name not in lo.frame.names:
            continue
        key = (lo.frame.number, name)
        if needed is not None and name not in needed:
            dead.add(key)
            continue
        form = forms.form_of(lo.state, lo.state.get(*key))
        # An array may only be updated in place: then its buffer is carried, not the variable.
        if isinstance(form, (forms.Leaf, forms.Packed)) and not any(leaf.memory for leaf in forms.leaves(form)):
            found[key] = forms.unsized(form)
        elif isinstance(form, forms.Absent):
            found[key] = forms.Leaf(Never())
    return found, dead


def grown(slots: Slots, nexts: list[Edge], dead: set) -> bool:
    """Widen the slots to what the iterations' ends give; say whether there was any need to."""
    states = [edge.state for edge in nexts]
    before = dict(slots.forms)
    for key in dict.fromkeys([*slots.forms, *slot_choice.changed_keys(slots.state, states)]):
        # Not the place of a carried variable: what the variable holds in the end is carried already.
        if key in dead or not slots.carries(key):
            continue
        form = slots.forms.get(key) or slot_choice.form_at(slots.base, slots.base, key)
        join = forms.join_held if merge.is_held(key) and is_shadowed(slots, key) else forms.join
        for state in states:
            form = join(form, slot_choice.form_at(slots.base, state, key))
        slots.forms[key] = form
    linked = merge.settle(slots, states) if same_forms(before, slots.forms) else False
    slots.keep_links()
    return linked or not same_forms(before, slots.forms)


def is_shadowed(slots: Slots, key: tuple) -> bool:
    """Say whether something else is read under a name before it is assigned: what a class has, or what a dict's factory makes."""
    cls = slots.base.places[key[0]].cls
    if cls is None and objects.FACTORY in slots.base.frames[key[0]]:
        return True
    return cls is not None and cls.has(key[1])


def same_forms(a: dict, b: dict) -> bool:
    return a.keys() == b.keys() and all(forms.same(a[key], b[key]) for key in a)


def inits(lo: Lowering, slots: Slots) -> tuple[Operand, ...]:
    """Return what the carried values hold at first."""
    return lower_joins.given(lo, slots, Edge(None, lo.out, None, lo.state))


# -- how it is left ---------------------------------------------------------------------------------------


def postpone(lo: Lowering, items: Rest, loop: Region) -> nodes.Leaf:
    """Leave the loop from a branch that can do nothing else; its statements follow behind the loop."""
    items = peeled(lo, items)
    label = ("break", loop.node, loop.frame.number)
    if outcomes.of((items[0], None), lo.frame) != {label} or not isinstance(items[0], gast.Break):
        returns = ("return", lo.frame.number) in outcomes.of(items, lo.frame)
        label = ("return" if returns else "break", "later", len(loop.later), loop.frame.number)
        loop.later[label] = items
    return lower_flow.leave(lo, label)


def peeled(lo: Lowering, items: Rest) -> Rest:
    """Do the assignments that compute nothing at once; return the items from the first other one on."""
    while items is not None and isinstance(items[0], (gast.Assign, gast.AnnAssign, gast.Pass, Bind)):
        with lo.block(lo.state) as out:
            lower_flow.run_simple(lo, items[0])
            state = lo.state
        if out:
            break
        lo.state, items = state, items[1]
    return items


def behind(
    lo: Lowering,
    node: gast.For | gast.While,
    loop: nodes.For | nodes.Loop,
    body: Body,
    edges: list[Edge],
    rest: Rest,
    walked: frozenset,
) -> nodes.Leaf | None:
    """Append a loop and go on with what each way of leaving it leads to."""
    if not edges:
        lo.refuse(node, "this loop never ends", "it has no break and no return", "leave it when a condition holds")
    ways = {edge.label: continuation(lo, node, body.region, edge.label) for edge in edges}
    labels = [label for label, items in ways.items() if items is not None]
    plain = [label for label, items in ways.items() if items is None]
    # A flag is true for the way that leads somewhere else: of two that do, for the one that isn't exhaustion.
    labels.sort(key=lambda label: label == DONE)
    groups = labels + plain[:1]
    results = list(lower_joins.join_edges(lo, edges))
    lo.state.walked = walked
    tag = lower_joins.tag_value(groups) if len(groups) > 1 else None
    if tag is not None:
        results.append(tag)
        for edge in edges:
            label = plain[0] if edge.label in plain else edge.label
            edge.leaf.values += (lower_joins.tag_constant(groups, label),)
    loop.results = tuple(results)
    if isinstance(loop, nodes.For):
        loop.exhausted = edges[0].leaf.values
        if edges[0].out:
            lo.refuse(
                node,
                "a view is assigned in this loop",
                "which memory it is afterwards is unknown",
                "copy it",
                AliasingError,
            )
    lo.out.append(loop)
    options = tuple(ways[label] if label in labels else None for label in groups)
    if tag is None:
        return lower_flow.run(lo, outcomes.concatenated(options[0], rest)) if options[0] is not None else None
    return lower_flow.fork(lo, Fork(tag, 0, options), rest)


def continuation(lo: Lowering, node: gast.For | gast.While, region: Region, label: tuple) -> Rest:
    """Return the statements that follow when the loop is left by a label, before those behind the loop."""
    leave = ("break", node, lo.frame.number)
    if label == leave:
        return None
    if label == DONE:
        return chain(node.orelse)
    if label not in region.later:
        return (Leap(label), None)
    items = list(outcomes.each(region.later[label]))
    if isinstance(items[-1], gast.Break) and leave in outcomes.of((items[-1], None), lo.frame):
        if leave not in outcomes.of(chain(items[:-1]), lo.frame):
            items = items[:-1]
    if leave not in outcomes.of(chain(items), lo.frame):
        return chain(items)
    return (Scope(chain(items), frozenset({leave})), None)
