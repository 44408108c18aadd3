"""Chooses the slots that a merge of paths needs: one for each variable or buffer on which the paths don't agree."""

from __future__ import annotations

from collections.abc import Iterable

from srcad.frontend import forms, merge
from srcad.frontend.bindings import (
    Binding, Buffer, is_constant, MISSING, Missing, Object, OneOf, Place, Ref, Row, same_binding,
)  # fmt: skip
from srcad.frontend.forms import Form
from srcad.frontend.memory import buffers, objects, State
from srcad.ir import nodes


def changed_keys(base: State, states: Iterable[State]) -> list[merge.Key]:
    """Return the variables and buffers that some state has otherwise than the base."""
    keys: dict[merge.Key, None] = {}
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


def joined_form(base: State, key: merge.Key, states: Iterable[State]) -> Form:
    """Return the form that a key has in all states."""
    first, *rest = [form_at(base, state, key) for state in states]
    join = forms.join_held if merge.is_held(key) else forms.join
    for other in rest:
        first = join(first, other)
    return first


def form_at(base: State, state: State, key: merge.Key) -> Form:
    """Return the form of what a state has at a key; of objects that were there before, which ones they are."""
    binding = merge.binding_of(state, key)
    form = forms.form_of(state, binding)
    if base.one_of and not isinstance(key, Buffer) and key[0] >= 0 and isinstance(binding, (Object, OneOf)):
        places = tuple(objects(binding))
        if all(place.number in base.frames for place in places):
            return forms.Among(places, form)
    return form


def choose_slots(base: State, edges: list[merge.Edge]) -> merge.Slots:
    """Return the slots that a merge of these paths needs; what agrees on all of them is taken over as it is."""
    slots = merge.Slots(base.copy())
    states = [edge.state for edge in edges]
    twins: dict[tuple, merge.Key] = {}
    changed = changed_keys(base, states)
    if base.one_of:
        known = {place for key in changed if is_one_of(slots, key, states) for place in made_on_a_path(key, states)}
        for place in known:
            take_over(slots, states, place)
    for key in changed:
        bindings = [merge.binding_of(state, key) for state in states]
        if not isinstance(key, Buffer) and agreed(base, bindings):
            slots.base.set(*key, bindings[0])
        else:
            twin = twins.setdefault(_identity(key, bindings), key)
            if twin is key:
                slots.forms[key] = joined_form(slots.base, key, states)
            else:
                slots.twins[key] = twin
    return slots


def is_one_of(slots: merge.Slots, key: merge.Key, states: list[State]) -> bool:
    """Say whether a variable is one of several objects, some of which were there before."""
    if isinstance(key, Buffer) or key[0] < 0:
        return False
    bindings = [merge.binding_of(state, key) for state in states]
    found = {place for one in bindings if isinstance(one, (Object, OneOf)) for place in objects(one)}
    alone = all(isinstance(one, (Object, OneOf, Missing)) for one in bindings)
    return alone and len(found) > 1 and any(place.number in slots.base.frames for place in found)


def made_on_a_path(key: merge.Key, states: list[State]) -> list[Place]:
    return [place for state in states for place in objects(merge.binding_of(state, key))]


def take_over(slots: merge.Slots, states: list[State], place: Place) -> None:
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


def _identity(key: merge.Key, bindings: list[Binding]) -> tuple:
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
