"""Merges what is known where paths of control meet: the end of an if, the head and the end of a loop.

A variable that differs between the paths, or a buffer that some path wrote, becomes a slot: a fresh value
for the merged state, and one operand a path. All else stays what it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from srcad.frontend import forms
from srcad.frontend.bindings import Binding, Buffer, holds_memory, Items, MERGED, MISSING, Object, Place, Ref
from srcad.frontend.forms import Form
from srcad.frontend.memory import Stale, State
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Value

# A slot's key: (frame, variable) or a Buffer.
Key = tuple | Buffer


@dataclass(eq=False)
class Edge:
    """A path into a merge: the statements of its block so far, its leaf, and what is known there."""

    label: object
    out: list[nodes.Statement]
    leaf: nodes.Leaf | None
    state: State


@dataclass(eq=False)
class Slots:
    """The slots of one merge, and the values and buffers that they have in the merged state.

    forms: by key, in order. values: by key, one a leaf of the form. places: the buffer of each leaf that is memory.
    objects: the place of each object, the same in each round of a loop; counts: how many each variable has so far.
    taken_over: what objects hold that were made on one path. twins: variables that hold the same memory as another one on every path. shared, holds, stale, fixed: what earlier
    rounds of a loop found out about the memory at its head; views, trees: those that are so at the end of an iteration, too.
    """

    base: State
    forms: dict[Key, Form] = field(default_factory=dict)
    values: dict[Key, list[Value]] = field(default_factory=dict)
    places: dict[tuple[Key, int], Buffer] = field(default_factory=dict)
    objects: dict[tuple, Place] = field(default_factory=dict)
    counts: dict[Key, int] = field(default_factory=dict)
    twins: dict[Key, Key] = field(default_factory=dict)
    taken_over: set[Key] = field(default_factory=set)
    state: State | None = None
    shared: set = field(default_factory=set)
    holds: set = field(default_factory=set)
    stale: dict = field(default_factory=dict)
    fixed: dict = field(default_factory=dict)
    views: dict | None = None
    trees: set | None = None
    behind: dict = field(default_factory=dict)

    def keep_links(self) -> None:
        """Keep what is known of the memory here for the next round."""
        self.shared |= self.state.shared
        self.holds |= self.state.holds
        self.stale = {**self.state.stale, **self.stale}
        self.views, self.trees = self.state.views, self.state.trees
        self.fixed = {**self.state.fixed, **self.fixed}
        self.behind = {**self.state.behind, **self.behind}

    def carries(self, key: Key) -> bool:
        """Say whether a buffer, or what holds a variable, was there before and still is at the head."""
        if isinstance(key, Buffer):
            return key in self.base.versions and key in self.state.versions
        return key[0] in self.base.frames and key[0] in self.state.frames

    def all_values(self) -> tuple[Value, ...]:
        return tuple(value for key in self.forms for value in self.values[key])


def binding_of(state: State, key: Key) -> Binding:
    """Return what a state has at a key."""
    if isinstance(key, Buffer):
        return Ref(key)
    return state.get(*key) if key[0] in state.frames else MISSING


def is_held(key: Key) -> bool:
    """Say whether a key stands for one thing that an object holds."""
    return not isinstance(key, Buffer) and key[0] < 0


def open_slots(slots: Slots, named: dict[int, str], forget: bool = False) -> State:
    """Return the base with a fresh value for each slot; `named` names the inlined frames.

    forget: drop memory that only what became a slot named, so that buffers which swap places stay apart.
    """
    state = slots.base.copy()
    state.shared |= slots.shared
    state.holds |= slots.holds
    state.stale = {**slots.stale, **state.stale}
    state.views = {b: view for b, view in state.views.items() if slots.views is None or b in slots.views}
    state.fixed = {**slots.fixed, **state.fixed}
    for key, form in slots.forms.items():
        slots.values[key], slots.counts[key] = [], 0
        if isinstance(key, Buffer):
            value = _slot_value(slots, key, forms.leaves(form)[0].type, slots.base.versions[key], named)
            state.versions[key] = value
            continue
        binding = forms.rebuilt(
            form,
            lambda leaf, key=key: _leaf_binding(slots, state, key, leaf, named),
            lambda held, items, key=key: _object(slots, state, key, held, items, _variable(slots, key, named)),
        )
        _label_fields(state, binding, *_variable(slots, key, named))
        state.set(*key, binding)
    for key, twin in slots.twins.items():
        state.set(*key, state.get(*twin))
    state.behind = {**slots.behind, **state.behind}
    if slots.trees is not None:
        state.trees &= slots.trees
    if forget:
        state.forget_unreachable()
        lost = (lambda key: key not in state.versions if isinstance(key, Buffer) else key[0] not in state.frames)
        gone = [key for key in slots.forms if lost(key)]
        for key in gone:
            del slots.forms[key], slots.values[key]
    slots.state = state
    return state


def _slot_value(slots: Slots, key: Key, type_, like: Operand | None, named: dict[int, str]) -> Value:
    if isinstance(like, Value):
        value = Value(type_, like.name, like.named, like.entity, like.origin)
    else:
        value = Value(type_)
    name, scope = (None, None) if isinstance(key, Buffer) else _variable(slots, key, named)
    if name is not None and not name.startswith("<"):
        value.name, value.named, value.entity = name, True, entity(name, scope)
    slots.values[key].append(value)
    return value


def _variable(slots: Slots, key: tuple, named: dict[int, str]) -> tuple[str, str | None]:
    """Return the name and the scope of a variable, or of what stands for one thing that an object holds."""
    if key[0] >= 0:
        return key[1], named.get(key[0])
    place = slots.base.places[key[0]]
    return place.label(key[1]), place.scope


def _object(
    slots: Slots, state: State, key: tuple, held: forms.Held, items: list[Binding], variable: tuple[str, str | None]
) -> Object:
    """Return the object that a variable holds where paths meet; what it holds is named after both."""
    at = key, held.cls, slots.counts[key]
    slots.counts[key] += 1
    if at not in slots.objects:
        slots.objects[at] = state.new_object(held.cls, {}, MERGED)
    place = slots.objects[at]
    state.frames[place.number] = dict(zip(held.names, items, strict=True))
    name, place.scope = variable
    place.name = None if name.startswith("<") else name
    for name, item in state.frames[place.number].items():
        if not name.startswith("<"):
            _rename(state, item, place.name, place.label(name), place.scope)
    return Object(place)


def _rename(state: State, item: Binding, before: str | None, now: str, scope: str | None) -> None:
    version = state.versions.get(item.buffer) if isinstance(item, Ref) else item
    if isinstance(version, Value) and version.name == before:
        version.name, version.entity = now, entity(now, scope)


def _label_fields(state: State, binding: Binding, name: str, scope: str | None) -> None:
    """Name what a named tuple or a dict holds where paths meet after the variable and the field: `s_pos`, `s_vel`."""
    if not isinstance(binding, Items) or binding.layout is None or name.startswith("<"):
        return
    for key, item in zip(binding.layout.keys, binding.items, strict=True):
        label = "_".join((name, *re.findall(r"\w+", str(key))))
        _rename(state, item, name, label, scope)
        _label_fields(state, item, label, scope)


def entity(name: str, scope: str | None) -> tuple:
    """Return the entity of a variable; one of an inlined function is told apart from its caller's."""
    return (name,) if scope is None else (name, scope)


def _leaf_binding(slots: Slots, state: State, key: Key, leaf: forms.Leaf, named: dict[int, str]) -> Binding:
    value = _slot_value(slots, key, leaf.type, None, named)
    if not (leaf.memory or holds_memory(leaf.type)):
        return value
    place = slots.places.setdefault((key, len(slots.values[key]) - 1), Buffer(value.name, MERGED))
    state.versions[place] = value
    state.trees.add(place)
    return Ref(place)


def slot_parts(slots: Slots, key: Key, state: State) -> list[Binding]:
    """Return what a path gives for each value of a slot."""
    return forms.parts(slots.forms[key], binding_of(state, key), state)


def settle(slots: Slots, states: list[State]) -> bool:
    """Carry links and staleness of each path over to the merged state; say whether that added any."""
    merged = slots.state
    before = facts(merged)
    for state in states:
        merged.behind = {**state.behind, **merged.behind}
    merged.trees -= {b for b in merged.trees for s in states if _source(slots, s, b) not in s.trees}
    merged.views = {b: v for b, v in merged.views.items() if all(state.views.get(b) is v for state in states)}
    for state in states:
        sources = _sources(slots, state)
        for buffer, source in sources.items():
            _settle_one(merged, state, sources, buffer, source)
    _settle_objects(slots, states)
    return before != facts(merged)


def facts(state: State) -> tuple[int, ...]:
    """Return how much is known of the memory in a state; more rounds only add links, and drop views."""
    memory = (state.shared, state.holds, state.stale, state.fixed, state.views, state.trees, state.behind)
    return tuple(map(len, memory))


def _settle_objects(slots: Slots, states: list[State]) -> None:
    """Let no object be written any more that is one of several, as far as is known here."""
    merged = slots.state
    meanings: dict[Place, dict[Place, None]] = {}
    for state in states:
        for place, why in state.fixed.items():
            if place.number in merged.frames:
                merged.fixed.setdefault(place, why)
        for key in slots.forms:
            if not isinstance(key, Buffer):
                for place, source in _objects(binding_of(merged, key), binding_of(state, key), merged, state):
                    meanings.setdefault(source, {})[place] = None
                    if source in state.fixed:
                        merged.fixed.setdefault(place, state.fixed[source])
                    if source in state.stale:
                        merged.stale.setdefault(place, state.stale[source])
        for place, why in state.stale.items():
            if isinstance(place, Place) and place.number in merged.frames:
                merged.stale.setdefault(place, why)
    reached = merged.reachable()
    for source, places in meanings.items():
        if source.number in reached:
            places[source] = None
        if len(places) > 1:
            words = " and ".join(sorted({place.words for place in places}))
            for place in places:
                merged.fixed.setdefault(place, Stale(f"{words} may be one object", source.origin))


def _objects(merged: Binding, source: Binding, head: State, state: State) -> list[tuple[Place, Place]]:
    """Return each object within a merged binding, with the one that it is on a path."""
    match merged, source:
        case Object(place), Object(other) if place is not other:
            found = [(place, other)]
            held = state.frames.get(other.number, {})
            for name, item in head.frames.get(place.number, {}).items():
                found += _objects(item, held.get(name, MISSING), head, state)
            return found
        case Items(items), Items(others) if len(items) == len(others):
            return [pair for a, b in zip(items, others, strict=True) for pair in _objects(a, b, head, state)]
    return []


def _sources(slots: Slots, state: State) -> dict[Buffer, Buffer]:
    """Return, for each buffer of the merged state, the buffer that it is on this path."""
    sources = {buffer: buffer for buffer in slots.base.versions if buffer in slots.state.versions}
    for key in slots.forms:
        if isinstance(key, Buffer):
            continue
        for k, part in enumerate(slot_parts(slots, key, state)):
            if (key, k) in slots.places and isinstance(part, Ref):
                sources[slots.places[key, k]] = part.buffer
    return sources


def _source(slots: Slots, state: State, buffer: Buffer) -> Buffer | None:
    """Return the buffer that one of the merged state is on a path."""
    return _sources(slots, state).get(buffer)


def _settle_one(merged: State, state: State, sources: dict[Buffer, Buffer], buffer: Buffer, source: Buffer) -> None:
    aliases, held = state.aliases(source), state.held(source)
    for other, its_source in sources.items():
        if other is not buffer and its_source in aliases:
            merged.share(buffer, other)
        if other is not buffer and its_source in held:
            merged.hold(buffer, other)
    if source in state.stale:
        merged.stale.setdefault(buffer, state.stale[source])
