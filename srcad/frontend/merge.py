"""Merges what is known where paths of control meet: the end of an if, the head and the end of a loop.

A variable that differs between the paths, or a buffer that some path wrote, becomes a slot: a fresh value
for the merged state, and one operand a path. All else stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from srcad.frontend import forms
from srcad.frontend.bindings import (
    MERGED,
    MISSING,
    Binding,
    Buffer,
    Items,
    Missing,
    Object,
    OneOf,
    Place,
    Ref,
    Row,
    holds_memory,
    is_constant,
    same_binding,
)
from srcad.frontend.forms import Form
from srcad.frontend.memory import Stale, State, buffers, objects
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


def changed_keys(base: State, states: Iterable[State]) -> list[Key]:
    """Return the variables and buffers that some state has otherwise than the base."""
    keys: dict[Key, None] = {}
    for state in states:
        for frame, names in base.frames.items():
            now = state.frames.get(frame, names)
            for name in {**names, **now}:
                if not same_binding(names.get(name, MISSING), now.get(name, MISSING)):
                    keys[frame, name] = None
        for buffer, version in base.versions.items():
            if state.versions.get(buffer, version) is not version:
                keys[buffer] = None
    return list(keys)


def binding_of(state: State, key: Key) -> Binding:
    """Return what a state has at a key."""
    if isinstance(key, Buffer):
        return Ref(key)
    return state.get(*key) if key[0] in state.frames else MISSING


def joined_form(base: State, key: Key, states: Iterable[State]) -> Form:
    """Return the form that a key has in all states."""
    first, *rest = [form_at(base, state, key) for state in states]
    join = forms.join_held if is_held(key) else forms.join
    for other in rest:
        first = join(first, other)
    return first


def form_at(base: State, state: State, key: Key) -> Form:
    """Return the form of what a state has at a key; of objects that were there before, which ones they are."""
    binding = binding_of(state, key)
    form = forms.form_of(state, binding)
    if base.one_of and not isinstance(key, Buffer) and key[0] >= 0 and isinstance(binding, (Object, OneOf)):
        places = tuple(objects(binding))
        if all(place.number in base.frames for place in places):
            return forms.Among(places, form)
    return form


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


def choose_slots(base: State, edges: list[Edge]) -> Slots:
    """Return the slots that a merge of these paths needs; what agrees on all of them is taken over as it is."""
    slots = Slots(base.copy())
    states = [edge.state for edge in edges]
    twins: dict[tuple, Key] = {}
    changed = changed_keys(base, states)
    if base.one_of:
        known = {place for key in changed if is_one_of(slots, key, states) for place in made_on_a_path(key, states)}
        for place in known:
            take_over(slots, states, place)
    for key in changed:
        bindings = [binding_of(state, key) for state in states]
        if not isinstance(key, Buffer) and agreed(base, bindings):
            slots.base.set(*key, bindings[0])
        else:
            twin = twins.setdefault(_identity(key, bindings), key)
            if twin is key:
                slots.forms[key] = joined_form(slots.base, key, states)
            else:
                slots.twins[key] = twin
    return slots


def is_one_of(slots: Slots, key: Key, states: list[State]) -> bool:
    """Say whether a variable is one of several objects, some of which were there before."""
    if isinstance(key, Buffer) or key[0] < 0:
        return False
    bindings = [binding_of(state, key) for state in states]
    found = {place for one in bindings if isinstance(one, (Object, OneOf)) for place in objects(one)}
    alone = all(isinstance(one, (Object, OneOf, Missing)) for one in bindings)
    return alone and len(found) > 1 and any(place.number in slots.base.frames for place in found)


def made_on_a_path(key: Key, states: list[State]) -> list[Place]:
    return [place for state in states for place in objects(binding_of(state, key))]


def take_over(slots: Slots, states: list[State], place: Place) -> None:
    """Let an object that was made on one path be there where they meet, what it holds undefined on the others."""
    number = place.number
    if number in slots.base.frames:
        return
    there = [state for state in states if number in state.frames]
    slots.base.frames[number] = {}
    for name in dict.fromkeys(name for state in there for name in state.frames[number]):
        bindings = [state.frames[number].get(name, MISSING) for state in there]
        slots.base.set(number, name, MISSING)
        if isinstance(bindings[0], Object) and all(same_binding(bindings[0], one) for one in bindings):
            take_over(slots, states, bindings[0].place)
        if agreed(slots.base, bindings):
            slots.base.set(number, name, bindings[0])
        else:
            slots.forms[number, name] = joined_form(slots.base, (number, name), there)
            slots.taken_over.add((number, name))


def _identity(key: Key, bindings: list[Binding]) -> tuple:
    """Return what is equal for variables that hold the same memory on every path."""
    if not isinstance(key, Buffer) and all(isinstance(one, Ref) and not one.path for one in bindings):
        return tuple(one.buffer for one in bindings)
    if all(isinstance(one, Object) for one in bindings):
        return tuple(one.place for one in bindings)
    return (key,)


def agreed(base: State, bindings: list[Binding]) -> bool:
    """Say whether all paths have one binding, one that also holds where they meet."""
    first, *rest = bindings
    if not all(same_binding(first, other) for other in rest):
        return False
    if isinstance(first, Ref):
        return not first.path and first.buffer in base.versions
    if any(place.number not in base.frames for place in objects(first)):
        return False
    if isinstance(first, Object):
        return True
    if isinstance(first, (OneOf, Row)):
        return False
    return is_constant(first) or all(buffer in base.versions for buffer in buffers(first, base)) and not _has_values(first)


def _has_values(binding: Binding) -> bool:
    match binding:
        case Ref(_, path):
            return bool(path)
        case nodes.Value():
            return True
        case _ if hasattr(binding, "items"):
            return any(map(_has_values, binding.items))
    return False
