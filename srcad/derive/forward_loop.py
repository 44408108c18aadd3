"""Writes the tangent of a loop: the tangents that it carries beside the values, and those of what it walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srcad.analysis import infer
from srcad.analysis.updates import updated
from srcad.ir import nodes, types
from srcad.ir.nodes import Operand, Value

if TYPE_CHECKING:
    from srcad.derive.forward import Forward


def loop(state: Forward, node: nodes.For | nodes.Loop) -> None:
    """Append a loop that carries the tangents of what it carries."""
    in_params = [k for k, param in enumerate(node.params) if param in state.active]
    in_results = [k for k, result in enumerate(node.results) if result in state.active]
    params = tuple(state.new(node.params[k]) for k in in_params)
    results = tuple(state.new(node.results[k]) for k in in_results)
    written = {k for k in in_params if is_written(state, node.params[k], node)}
    inits = tuple((state.own if k in written else state.whole)(node.inits[k], node.params[k]) for k in in_params)
    alone = dict.fromkeys(results, True)
    sequences, elements = items(state, node)
    before = dict(state.of)
    for k, param in zip(in_params, params, strict=True):
        state.of[node.params[k]] = param
    state.of.update(elements)
    state.bound.update(params)
    state.owned.update(param for k, param in zip(in_params, params, strict=True) if k in written)

    def leaf(old: nodes.Leaf) -> nodes.Leaf:
        match old:
            case nodes.Next(values):
                more = ((state.own if k in written else state.whole)(values[k], node.params[k]) for k in in_params)
                return nodes.Next((*values, *more), old.origin)
            case nodes.Exit(values):
                left = tuple(state.whole(values[k], node.results[k]) for k in in_results)
                state.note_alone(alone, results, left)
                return nodes.Exit((*values, *left), old.origin)
        return old

    body = state.block(node.body, leaf)
    all_params, all_inits = (*node.params, *params), (*node.inits, *inits)
    all_results = (*node.results, *results)
    if isinstance(node, nodes.Loop):
        state.builder.add(nodes.Loop(all_params, all_inits, body, all_results, node.origin))
    else:
        exhausted = tuple(state.whole(node.exhausted[k], node.results[k]) for k in in_results)
        state.note_alone(alone, results, exhausted)
        space = node.space
        if sequences:
            space = nodes.Items((*space.sequences, *sequences), (*space.elements, *elements.values()))
        state.builder.add(
            nodes.For(
                space, node.counter, all_params, all_inits, body, all_results, (*node.exhausted, *exhausted),
                node.reversed, node.origin,
            )
        )
    state.of = before
    for k, result in zip(in_results, results, strict=True):
        state.of[node.results[k]] = result
    state.own_results(alone)


def is_written(state: Forward, param: Value, node) -> bool:
    """Say whether a loop writes to the array that a slot holds: its tangent must be an array of its own."""
    return isinstance(param.type, (types.Array, types.List)) and updated(param, node.params, node.body)


def items(state: Forward, node) -> tuple[tuple[Operand, ...], dict[Value, Value]]:
    """Return the tangents of the sequences that a loop walks, and of their elements."""
    if not isinstance(node, nodes.For) or not isinstance(node.space, nodes.Items):
        return (), {}
    sequences: list[Operand] = []
    elements: dict[Value, Value] = {}
    for sequence, element in zip(node.space.sequences, node.space.elements, strict=True):
        if (tangent := state.tangent(sequence)) is not None and element in state.active:
            sequences.append(infer.materialise(state.builder, tangent, sequence))
            elements[element] = state.new(element)
    return tuple(sequences), elements
