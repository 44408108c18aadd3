"""Lists: values that are appended, then popped until none is left."""


def f(x, decay, n=5):
    history = []
    level = x
    for i in range(n):
        history.append(level)
        level = level * decay + 0.1 * i
    total = level
    while history:
        total = total * decay + history.pop() ** 2
    return total


TYPES = {"x": "float", "decay": "float", "n": "int"}
ARGNAMES = ("x", "decay")
CASES = [(0.7, 0.9), (1.2, 0.4, 2)]
