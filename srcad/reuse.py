"""Versions made for one function, used for another of the same code.

A function that is defined anew at each step of a loop, a loss over the next batch, say, has the same code each
time, and other values in its closure's cells. What was emitted for the first is right for the next as long as every
fact that it rests on holds there as well; it only has to read the other's cells.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from types import FunctionType
from typing import Any

from srcad.frontend.scope import Fact, Home
from srcad.frontend.source import FunctionSource


@dataclass(eq=False)
class Templates:
    """The last versions that were made, by the code that they are for and what was asked."""

    most: int = 256
    of: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def find(self, key: Hashable, root: FunctionSource, request: Any) -> Any:
        """Return the version under a key, made over for the function `root`; None where none is right for it."""
        template = self.of.get(key)
        if template is None:
            return None
        self.of.move_to_end(key)
        if template.root is root and template.request == request and template.fresh:
            return template
        return made_over(template, root, request)

    def keep(self, key: Hashable, version: Any) -> None:
        self.of[key] = version
        self.of.move_to_end(key)
        if len(self.of) > self.most:
            self.of.popitem(last=False)


def made_over(version: Any, root: FunctionSource, request: Any) -> Any:
    """Return a version for another function of the same code, None where a fact doesn't hold for it."""
    was, now = version.root.function, root.function
    if was.__globals__ is not now.__globals__ or any(shares_cells(fact, was) for fact in version.facts):
        return None
    moved: dict[int, Any] = {id(a): b for a, b in zip(was.__closure__ or (), now.__closure__ or (), strict=True)}
    moved[id(was)] = now
    facts = [moved_fact(fact, moved) for fact in version.facts]
    if None in facts:
        return None
    product = moved_product(version.product, root, was, moved)
    valued = None if version.valued is None else moved_product(version.valued, root, was, moved)
    return replace(version, request=request, product=product, facts=tuple(facts), root=root, valued=valued, _function=None)


def shares_cells(fact: Fact, function: FunctionType) -> bool:
    """Say whether another function, which would not move, reads a cell of this one."""
    own = set(map(id, function.__closure__ or ()))
    others = [one for one in (fact.holder, fact.value) if isinstance(one, FunctionType) and one is not function]
    return any(id(cell) in own for one in others for cell in one.__closure__ or ())


def moved_fact(fact: Fact, moved: Mapping[int, Any]) -> Fact | None:
    """Return a fact as it is for the other function, None where what it was built upon isn't there."""
    there = replace(fact, holder=moved.get(id(fact.holder), fact.holder))
    value = there.read()
    # Of its own defaults, a function's emitted text holds none: each call passes them.
    own_default = there.holder is not fact.holder and fact.name in ("__defaults__", "__kwdefaults__")
    return replace(there, value=value) if own_default or fact.allows(value) else None


def moved_product(product: Any, root: FunctionSource, was: Any, moved: Mapping[int, Any]) -> Any:
    """Return a product that reads the other function's cells; it is to be run, not to be derived again."""

    def there(read: Any) -> Any:
        if read.home is None or id(read.home.holder) not in moved:
            return read
        return replace(read, home=Home(moved[id(read.home.holder)]))

    reads = {name: tuple(map(there, found)) for name, found in product.reads.items()}
    sources = {name: root if source.function is was else source for name, source in product.sources.items()}
    return replace(product, reads=reads, sources=sources, without_calls=None)
