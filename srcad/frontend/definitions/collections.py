"""How the containers of collections that are no dicts work; they hold a list."""


class deque:
    def __init__(self, iterable=(), maxlen=None):
        self.items = list(iterable)
        self.maxlen = maxlen
        if maxlen is not None and len(self.items) > maxlen:
            self.items = self.items[-maxlen:]

    def append(self, item):
        self.items.append(item)
        if self.maxlen is not None and len(self.items) > self.maxlen:
            self.items.pop(0)

    def appendleft(self, item):
        self.items.insert(0, item)
        if self.maxlen is not None and len(self.items) > self.maxlen:
            self.items.pop()

    def extend(self, iterable):
        for item in iterable:
            self.append(item)

    def extendleft(self, iterable):
        for item in iterable:
            self.appendleft(item)

    def pop(self):
        return self.items.pop()

    def popleft(self):
        return self.items.pop(0)

    def insert(self, place, item):
        self.items.insert(place, item)

    def remove(self, item):
        self.items.remove(item)

    def clear(self):
        self.items.clear()

    def reverse(self):
        self.items.reverse()

    def copy(self):
        return deque(self.items, self.maxlen)

    def rotate(self, n=1):
        if len(self.items) > 0:
            start = -n % len(self.items)
            self.items = self.items[start:] + self.items[:start]

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def __getitem__(self, place):
        return self.items[place]

    def __setitem__(self, place, item):
        self.items[place] = item

    def __delitem__(self, place):
        del self.items[place]

    def __contains__(self, item):
        return item in self.items

    def __iadd__(self, iterable):
        self.extend(iterable)
        return self
