"""How records are written: dicts, objects and named tuples."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcad.backend.trees import LOAD, constant
from srcad.ir.types import DICT, LISTED, NAMED, Layout


def item(tree: gast.expr, layout: Layout, k: int) -> gast.expr:
    """Return the k-th item of a record."""
    if layout.kind in (DICT, LISTED):
        return gast.Subscript(tree, constant(layout.keys[k]), LOAD)
    return gast.Attribute(tree, layout.keys[k], LOAD)


def display(layout: Layout, items: list[gast.expr]) -> gast.expr:
    """Return a dict's display, or a list's."""
    if layout.kind == LISTED:
        return gast.List(items, LOAD)
    return gast.Dict([constant(key) for key in layout.keys], items)


def replaced(
    function: Callable[[str], gast.expr], layout: Layout, model: gast.expr, items: list[gast.expr], wanted: list[bool]
) -> gast.expr:
    """Return an object or a named tuple like `model`, with other items where `wanted`."""
    pairs = zip(layout.keys, items, wanted, strict=True)
    keywords = [gast.keyword(key, value) for key, value, is_wanted in pairs if is_wanted]
    if layout.kind == NAMED:
        return gast.Call(gast.Attribute(model, "_replace", LOAD), [], keywords)
    replace = "dataclasses.replace" if is_plain(layout) else "srcad.runtime.with_attributes"
    return gast.Call(function(replace), [model], keywords)


def is_plain(layout: Layout) -> bool:
    """Say whether the class's constructor takes these very attributes in order, and does nothing else."""
    return layout.cls.plain_fields == layout.keys


def made(
    function: Callable[[str], gast.expr], layout: Layout, cls: gast.expr, items: list[gast.expr]
) -> gast.expr:
    """Return a new object, or a named tuple, of these items."""
    if layout.kind == NAMED or is_plain(layout):
        return gast.Call(cls, items, [])
    keywords = [gast.keyword(key, value) for key, value in zip(layout.keys, items, strict=True)]
    return gast.Call(function("srcad.runtime.new_object"), [cls], keywords)
