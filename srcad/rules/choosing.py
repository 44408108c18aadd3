"""The adjoints of functions that choose, element by element, among arrays."""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.analysis.static import static
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import Array, List, Tuple
from srcad.rules.facts import Refusal, as_operand, fact_of
from srcad.rules.places import fit
from srcad.rules.moving import within

NONE = Const(0.0)


def chosen_by_number(builder: Builder, d: Operand, numbers: Operand, choices: Operand, mode) -> Operand:
    """Return the parts of d where np.choose took from each of its choices."""
    type_ = infer.type_of(choices)
    if isinstance(type_, List) and static(fact_of(mode)) == "raise":
        return builder.apply("srcad.runtime.unchosen", d, numbers, choices)
    if isinstance(type_, Array) and static(fact_of(mode)) == "raise":
        return builder.apply("numpy.stack", builder.apply("srcad.runtime.unchosen", d, numbers, choices))
    if not isinstance(type_, Tuple):
        raise Refusal("its choices are one array, or their number isn't known; write [c[0], c[1], ...] in the call")
    if isinstance(infer.type_of(numbers), (List, Tuple)):
        numbers = builder.apply("numpy.asarray", numbers)
    numbers = within(builder, numbers, Const(len(type_.items)), mode)
    parts = []
    for k in range(len(type_.items)):
        mask = builder.apply("operator.eq", numbers, Const(k))
        parts.append(_part(builder, mask, d, builder.load(choices, ((Const(k),),))))
    return builder.apply("tuple", *parts)


def whole_where_needed(builder: Builder, d: Operand, conditions: Operand, y: Operand) -> Operand:
    """Return d, an adjoint of y that may be of lower rank, whole where a condition alone hasn't y's shape."""
    items = getattr(infer.type_of(conditions), "items", ())
    full = items and all(fitting.is_full(type_, infer.type_of(y)) for type_ in items)
    return d if full else infer.materialise(builder, d, y)


def chosen_by_mask(builder: Builder, d: Operand, conditions: Operand, choices: Operand, y: Operand) -> Operand:
    """Return the parts of d where np.select took from each of its choices: the first whose condition holds."""
    d = whole_where_needed(builder, d, conditions, y)
    types = infer.type_of(conditions), infer.type_of(choices)
    if not all(isinstance(type_, Tuple) for type_ in types):
        if not isinstance(types[1], List):
            raise Refusal("its conditions and choices are not two lists alike; write both out in the call")
        return builder.apply("srcad.runtime.unselected", d, conditions, choices)
    taken, parts = None, []
    for k in range(len(types[1].items)):
        condition = builder.load(conditions, ((Const(k),),))
        mask = condition
        if taken is not None:
            mask = builder.apply("numpy.logical_and", condition, builder.apply("numpy.logical_not", taken))
        parts.append(_part(builder, mask, d, builder.load(choices, ((Const(k),),))))
        taken = condition if taken is None else builder.apply("numpy.logical_or", taken, condition)
    return builder.apply("tuple", *parts)


def left_over(builder: Builder, d: Operand, conditions: Operand, default, y: Operand) -> Operand:
    """Return the part of d where none of the conditions of np.select holds."""
    d = whole_where_needed(builder, d, conditions, y)
    count = len(infer.type_of(conditions).items) if isinstance(infer.type_of(conditions), Tuple) else 0
    if not count:
        raise Refusal("how many conditions there are isn't known; write them out in the call")
    taken = builder.load(conditions, ((Const(0),),))
    for k in range(1, count):
        taken = builder.apply("numpy.logical_or", taken, builder.load(conditions, ((Const(k),),)))
    rest = builder.apply("numpy.where", taken, NONE, d)
    return fit(builder, rest, as_operand(default))


def _part(builder: Builder, mask: Operand, d: Operand, choice: Operand) -> Operand:
    return fit(builder, builder.apply("numpy.where", mask, d, NONE), choice)
