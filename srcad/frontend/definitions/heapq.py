"""How heapq keeps a list in the order of a heap, comparison by comparison as Python's own."""


def heappush(heap, item):
    heap.append(item)
    _sift_down(heap, 0, len(heap) - 1)


def heappop(heap):
    last = heap.pop()
    if len(heap) > 0:
        found = heap[0]
        heap[0] = last
        _sift_up(heap, 0)
    else:
        found = last
    return found


def heapreplace(heap, item):
    found = heap[0]
    heap[0] = item
    _sift_up(heap, 0)
    return found


def heappushpop(heap, item):
    if len(heap) > 0 and heap[0] < item:
        found = heap[0]
        heap[0] = item
        _sift_up(heap, 0)
        item = found
    return item


def heapify(x):
    for place in reversed(range(len(x) // 2)):
        _sift_up(x, place)


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n]


def _sift_down(heap, start, place):
    item = heap[place]
    while place > start:
        parent = (place - 1) >> 1
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def _sift_up(heap, place):
    end, start = len(heap), place
    item = heap[place]
    child = 2 * place + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    _sift_down(heap, start, place)
