"""How itertools walks iterables."""

import operator


def accumulate(iterable, func=operator.add, *, initial=None):
    total = initial
    if total is not None:
        yield total
        for item in iterable:
            total = func(total, item)
            yield total
    else:
        yield from _accumulated(list(iterable), func)


def _accumulated(items, func):
    if len(items) > 0:
        total = items[0]
        yield total
        for item in items[1:]:
            total = func(total, item)
            yield total


def chain(*iterables):
    for iterable in iterables:
        yield from iterable


def chain_from_iterable(iterables):
    for iterable in iterables:
        yield from iterable


def pairwise(sequence):
    for k in range(len(sequence) - 1):
        yield sequence[k], sequence[k + 1]


def zip_longest(first, second, *, fillvalue=None):
    for k in range(max(len(first), len(second))):
        yield first[k] if k < len(first) else fillvalue, second[k] if k < len(second) else fillvalue


def islice(sequence, *bounds):
    for item in sequence[slice(*bounds)]:
        yield item


def islice_of_stream(iterable, stop):
    taken = 0
    if taken < stop:
        for item in iterable:
            yield item
            taken += 1
            if taken == stop:
                return


def count(start=0, step=1):
    value = start
    while True:
        yield value
        value += step


def repeat(object, times):
    for _ in range(times):
        yield object


def product(*iterables, repeat=1):
    yield from _product(*(iterables * repeat))


def _product(*iterables):
    if len(iterables) == 0:
        yield ()
    elif len(iterables) == 1:
        for item in iterables[0]:
            yield (item,)
    elif len(iterables) == 2:
        for one in iterables[0]:
            for other in iterables[1]:
                yield one, other
    else:
        for item in iterables[0]:
            for others in _product(*iterables[1:]):
                yield item, *others


def combinations(sequence, r):
    yield from _combinations(sequence, r, 0)


def _combinations(sequence, r, start):
    if r == 0:
        yield ()
    else:
        for k in range(start, len(sequence) if r == 1 else len(sequence) - (r - 1)):
            for others in _combinations(sequence, r - 1, k + 1):
                yield sequence[k], *others


def combinations_with_replacement(sequence, r):
    yield from _combinations_with_replacement(sequence, r, 0)


def _combinations_with_replacement(sequence, r, start):
    if r == 0:
        yield ()
    else:
        for k in range(start, len(sequence)):
            for others in _combinations_with_replacement(sequence, r - 1, k):
                yield sequence[k], *others


def starmap(function, iterable):
    for arguments in iterable:
        yield function(*arguments)


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def compress(data, selectors):
    for item, selected in zip(data, selectors):
        if selected:
            yield item


def groupby(iterable, key=None):
    items = list(iterable)
    k = 0
    while k < len(items):
        first = items[k] if key is None else key(items[k])
        group = [items[k]]
        k += 1
        while k < len(items) and (items[k] if key is None else key(items[k])) == first:
            group.append(items[k])
            k += 1
        yield first, group


def permutations(sequence, r=None):
    items = tuple(sequence)
    yield from _permutations(items, len(items) if r is None else r, ())


def _permutations(sequence, r, taken):
    if r == 0:
        yield ()
    else:
        for k in range(len(sequence)):
            if k not in taken:
                for others in _permutations(sequence, r - 1, (*taken, k)):
                    yield sequence[k], *others
