"""The memory of a function while it is lowered: what names hold, and which version each buffer is at.

A name holds a place, a buffer has one current version, and a store through any name or view moves the
buffer on to its next one. Two buffers that may share memory all the same (an array and its transpose, a list and an
array in it) are linked: after a write to one, the other is stale, and reading it is an error that names both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from srcad.frontend.bindings import LENT, MISSING, PARAMETER, Binding, Buffer, Items, Ref
from srcad.ir.nodes import Operand, Value
from srcad.origin import Origin


@dataclass(frozen=True)
class Stale:
    """Why a buffer may not be read: what was written, and where."""

    written: str
    origin: Origin


@dataclass(eq=False)
class State:
    """What is known at one point of the program; branches work on copies of it.

    frames: the variables of each activation. versions: each buffer's current version. shared: pairs of buffers
    that may be one piece of memory. holds: pairs of a list and what may be an item of it. loads: the elements
    and views already read. walked: buffers that an enclosing loop iterates over.
    """

    frames: dict[int, dict[str, Binding]] = field(default_factory=dict)
    versions: dict[Buffer, Operand] = field(default_factory=dict)
    shared: set[frozenset[Buffer]] = field(default_factory=set)
    holds: set[tuple[Buffer, Buffer]] = field(default_factory=set)
    stale: dict[Buffer, Stale] = field(default_factory=dict)
    loads: dict[tuple, Value] = field(default_factory=dict)
    walked: frozenset[Buffer] = frozenset()

    def copy(self) -> State:
        frames = {frame: dict(names) for frame, names in self.frames.items()}
        parts = (dict(self.versions), set(self.shared), set(self.holds), dict(self.stale), dict(self.loads))
        return State(frames, *parts, self.walked)

    def get(self, frame: int, name: str) -> Binding:
        return self.frames[frame].get(name, MISSING)

    def set(self, frame: int, name: str, binding: Binding) -> None:
        self.frames[frame][name] = binding

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
        found, todo = {buffer}, [buffer]
        while todo:
            one = todo.pop()
            fresh = self.neighbours(one) - found
            found |= fresh
            todo.extend(fresh)
        return found

    def touched(self, buffer: Buffer) -> set[Buffer]:
        """Return the buffers whose content a write to this one may change: its aliases, and lists of them."""
        found = self.aliases(buffer)
        todo = list(found)
        while todo:
            one = todo.pop()
            for holder in (holder for holder, held in self.holds if held is one):
                fresh = self.aliases(holder) - found
                found |= fresh
                todo.extend(fresh)
        return found

    def held(self, buffer: Buffer) -> set[Buffer]:
        """Return the buffers that may be items of a list, or items of its items."""
        found: set[Buffer] = set()
        todo = list(self.aliases(buffer))
        while todo:
            one = todo.pop()
            for held in (held for holder, held in self.holds if holder is one):
                fresh = self.aliases(held) - found
                found |= fresh
                todo.extend(fresh)
        return found

    def linked(self, buffer: Buffer) -> bool:
        """Say whether another buffer may be, or may hold, the same memory."""
        return any(buffer in pair for pair in self.shared) or any(held is buffer for _, held in self.holds)

    def written(self, buffer: Buffer, version: Operand, stale: Stale) -> None:
        """Move a buffer to its next version; what may share its memory goes stale."""
        for other in self.touched(buffer) - {buffer}:
            self.stale.setdefault(other, stale)
        self.versions[buffer] = version

    def separate(self, buffer: Buffer) -> None:
        """Note that a buffer now has memory of its own."""
        self.shared = {pair for pair in self.shared if buffer not in pair}
        self.holds = {pair for pair in self.holds if pair[1] is not buffer}

    def forget_unreachable(self) -> None:
        """Drop the memory that was made here and that no variable names any more."""
        kept = {b for names in self.frames.values() for binding in names.values() for b in buffers(binding)}
        kept |= {buffer for buffer in self.versions if buffer.kind in (PARAMETER, LENT)} | self.walked
        for gone in self.versions.keys() - kept:
            near, holders = self.neighbours(gone), {holder for holder, held in self.holds if held is gone}
            inside = {held for holder, held in self.holds if holder is gone}
            self.shared |= {frozenset((a, b)) for a in near for b in near if a is not b}
            self.holds |= {(holder, held) for holder in holders for held in near | inside if holder is not held}
            self.shared = {pair for pair in self.shared if gone not in pair}
            self.holds = {pair for pair in self.holds if gone not in pair}
            del self.versions[gone]

    def neighbours(self, buffer: Buffer) -> set[Buffer]:
        return {other for pair in self.shared if buffer in pair for other in pair} - {buffer}


def buffers(binding: Binding) -> list[Buffer]:
    """Return the buffers that a binding reaches directly."""
    match binding:
        case Ref(buffer):
            return [buffer]
        case Items(items):
            return [buffer for item in items for buffer in buffers(item)]
    return []
