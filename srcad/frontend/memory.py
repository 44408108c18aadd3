"""The memory of a function while it is lowered: what names hold, and which version each buffer is at.

A name holds a place, a buffer has one current version, and a store through any name or view moves the
buffer on to its next one. Two buffers that may share memory all the same (an array and its transpose, a list and an
array in it) are linked: after a write to one, the other is stale, and reading it is an error that names both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from srcad.frontend.bindings import (
    FRESH,
    LENT,
    MISSING,
    PARAMETER,
    Binding,
    Buffer,
    Closure,
    Items,
    Iteration,
    Object,
    OneOf,
    Partial,
    Place,
    Ref,
    Row,
    Spread,
    Super,
)
from srcad.ir.nodes import Apply, Operand, Path, Value
from srcad.origin import NOWHERE, Origin

if TYPE_CHECKING:
    from srcad.frontend.classes import Class


@dataclass(frozen=True)
class Stale:
    """Why a buffer may not be read: what was written, and where."""

    written: str
    origin: Origin


@dataclass(frozen=True, eq=False)
class View:
    """How a buffer shows `source[path]`: by an operation that was `made`, and the one back, with its arguments.

    node: where it is in the source. sure: it can't be a copy.
    """

    source: Buffer
    path: Path
    made: Apply
    back: str
    back_args: tuple
    node: object
    sure: bool


@dataclass(frozen=True)
class Walked:
    """A buffer that an enclosing loop iterates over; `by_position` where the loop reads each item when its turn comes."""

    buffer: Buffer
    loop: object
    by_position: bool = False


@dataclass(eq=False)
class State:
    """What is known at one point of the program; branches work on copies of it.

    frames: the variables of each activation. versions: each buffer's current version. shared: pairs of buffers
    that may be one piece of memory. holds: pairs of a list and what may be an item of it. loads: the elements
    and views already read. walked: buffers that an enclosing loop iterates over. views: what shows which buffer how.
    trees: lists that hold each object once, and nothing that another item holds. fixed: the objects that may not be
    written, since which others they are isn't known. places: all objects by their number, shared by all states.
    one_of: whether a variable that may stand for several objects is known to be one of them.
    behind: parameters that may not show a write to another one, which is named with the write.
    """

    frames: dict[int, dict[str, Binding]] = field(default_factory=dict)
    versions: dict[Buffer, Operand] = field(default_factory=dict)
    shared: set[frozenset[Buffer]] = field(default_factory=set)
    holds: set[tuple[Buffer, Buffer]] = field(default_factory=set)
    stale: dict[Buffer | Place, Stale] = field(default_factory=dict)
    loads: dict[tuple, Value] = field(default_factory=dict)
    walked: frozenset[Walked] = frozenset()
    views: dict[Buffer, View] = field(default_factory=dict)
    trees: set[Buffer] = field(default_factory=set)
    fixed: dict[Place, Stale] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    behind: dict[str, tuple[str, Origin]] = field(default_factory=dict)
    one_of: bool = False

    def copy(self) -> State:
        frames = {frame: dict(names) for frame, names in self.frames.items()}
        parts = (dict(self.versions), set(self.shared), set(self.holds), dict(self.stale), dict(self.loads))
        own = (dict(self.views), set(self.trees), dict(self.fixed), self.places, dict(self.behind))
        return State(frames, *parts, self.walked, *own, self.one_of)

    def get(self, frame: int, name: str) -> Binding:
        return self.frames[frame].get(name, MISSING)

    def set(self, frame: int, name: str, binding: Binding) -> None:
        self.frames[frame][name] = binding

    def new_object(self, cls: Class | None, held: dict[str, Binding], kind: str = FRESH, origin: Origin = NOWHERE) -> Place:
        """Return a new object, or dict, that holds these things."""
        place = Place(-1 - len(self.places), cls, kind, origin=origin)
        self.places[place.number] = place
        self.frames[place.number] = dict(held)
        return place

    @property
    def known(self) -> tuple[int, ...]:
        """How many facts are known about the memory: they are only added to."""
        return len(self.shared), len(self.holds), len(self.stale), len(self.fixed)

    def share(self, a: Buffer, b: Buffer) -> None:
        """Note that two buffers may be one piece of memory."""
        if a is not b:
            self.shared.add(frozenset((a, b)))

    def hold(self, holder: Buffer, held: Buffer) -> None:
        """Note that a list may hold an array or list."""
        if holder is not held:
            self.holds.add((holder, held))

    def aliases(self, buffer: Buffer) -> set[Buffer]:
        """Return the buffers that may be the same memory as this one, itself included."""
        found, pending = {buffer}, [buffer]
        while pending:
            one = pending.pop()
            fresh = self.neighbours(one) - found
            found |= fresh
            pending.extend(fresh)
        return found

    def touched(self, buffer: Buffer) -> set[Buffer]:
        """Return the buffers whose content a write to this one may change: its aliases, and lists of them."""
        found = self.aliases(buffer)
        pending = list(found)
        while pending:
            one = pending.pop()
            for holder in (holder for holder, held in self.holds if held is one):
                fresh = self.aliases(holder) - found
                found |= fresh
                pending.extend(fresh)
        return found

    def held(self, buffer: Buffer) -> set[Buffer]:
        """Return the buffers that may be items of a list, or items of its items."""
        found: set[Buffer] = set()
        pending = list(self.aliases(buffer))
        while pending:
            one = pending.pop()
            for held in (held for holder, held in self.holds if holder is one):
                fresh = self.aliases(held) - found
                found |= fresh
                pending.extend(fresh)
        return found

    def steps(self, buffer: Buffer) -> list[tuple[View, Buffer, bool]] | None:
        """Return how all that shares a buffer's memory is made again from it; None where some of it can't be.

        Each step is a view, the buffer that shows it, and whether that is made from its source or the source from it.
        """
        found, steps = [buffer], []
        for one in found:
            for view, relation in self.views.items():
                if relation.source is one and view not in found:
                    steps.append((relation, view, True))
                    found.append(view)
                elif view is one and relation.source not in found:
                    steps.append((relation, view, False))
                    found.append(relation.source)
        held = any(one in found for _, one in self.holds)
        return None if held or set(found) != self.aliases(buffer) else steps

    def linked(self, buffer: Buffer) -> bool:
        """Say whether another buffer may be, or may hold, the same memory."""
        return any(buffer in pair for pair in self.shared) or any(held is buffer for _, held in self.holds)

    def written(self, buffer: Buffer, version: Operand, stale: Stale, deep: bool = False) -> None:
        """Move a buffer to its next version; what may share its memory goes stale, `deep` what it holds, too."""
        held = self.held(buffer) if deep else set()
        for other in (self.touched(buffer) | held) - {buffer}:
            self.stale.setdefault(other, stale)
        self.versions[buffer] = version

    def separate(self, buffer: Buffer) -> None:
        """Note that a buffer now has memory of its own."""
        self.shared = {pair for pair in self.shared if buffer not in pair}
        self.holds = {pair for pair in self.holds if pair[1] is not buffer}
        self.views = {v: view for v, view in self.views.items() if v is not buffer and view.source is not buffer}

    def forget_unreachable(self) -> None:
        """Drop the memory that was made here and that no variable names any more."""
        reached = self.reachable()
        for number in [number for number in self.frames if number < 0 and number not in reached]:
            del self.frames[number]
        kept = {b for names in self.frames.values() for binding in names.values() for b in buffers(binding, self)}
        kept |= {buffer for buffer in self.versions if buffer.kind in (PARAMETER, LENT)}
        kept |= {walked.buffer for walked in self.walked}
        for gone in self.versions.keys() - kept:
            near, holders = self.neighbours(gone), {holder for holder, held in self.holds if held is gone}
            inside = {held for holder, held in self.holds if holder is gone}
            self.shared |= {frozenset((a, b)) for a in near for b in near if a is not b}
            self.holds |= {(holder, held) for holder in holders for held in near | inside if holder is not held}
            self.shared = {pair for pair in self.shared if gone not in pair}
            self.holds = {pair for pair in self.holds if gone not in pair}
            self.views = {v: view for v, view in self.views.items() if v is not gone and view.source is not gone}
            self.trees.discard(gone)
            del self.versions[gone]

    def reachable(self) -> set[int]:
        """Return the numbers of the objects that some variable leads to."""
        variables = (binding for number, names in self.frames.items() if number >= 0 for binding in names.values())
        return {place.number for place in self.within(*variables)}

    def within(self, *bindings: Binding) -> set[Place]:
        """Return the objects that bindings lead to, those in them included."""
        found: set[Place] = set()
        pending = list(bindings)
        while pending:
            for place in objects(pending.pop()):
                if place not in found:
                    found.add(place)
                    pending.extend(self.frames.get(place.number, {}).values())
        return found

    def neighbours(self, buffer: Buffer) -> set[Buffer]:
        return {other for pair in self.shared if buffer in pair for other in pair} - {buffer}


def buffers(binding: Binding, state: State) -> list[Buffer]:
    """Return the buffers that a binding reaches directly."""
    match binding:
        case Ref(buffer):
            return [buffer]
        case Items(items):
            return [buffer for item in items for buffer in buffers(item, state)]
        case Object(place):
            return [buffer for item in state.frames[place.number].values() for buffer in buffers(item, state)]
        case Row(place):
            return buffers(Object(place), state)
        case OneOf(_, places):
            return [buffer for place in places for buffer in buffers(Object(place), state)]
    return []


def objects(binding: Binding) -> list[Place]:
    """Return the objects that a binding leads to at once."""
    match binding:
        case Object(place):
            return [place]
        case OneOf(_, places):
            return list(places)
        case Row(place):
            return [place]
        case Items(items) | Iteration(_, items):
            return [place for item in items for place in objects(item)]
        case Spread(subject):
            return objects(subject)
        case Partial(function, args, kwargs):
            return [place for item in (function, *args, *kwargs.values()) for place in objects(item)]
        case Super(of):
            return objects(of)
        case Closure(defaults=defaults):
            return [place for item in defaults.values() for place in objects(item)]
    return []
