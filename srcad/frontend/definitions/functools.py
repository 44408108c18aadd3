"""How functools applies functions; a cache gives what the function gave."""


def reduce(function, sequence, *initial):
    if len(initial) > 0:
        total = initial[0]
        for item in sequence:
            total = function(total, item)
        return total
    total = sequence[0]
    for item in sequence[1:]:
        total = function(total, item)
    return total


def wraps(wrapped, *names):
    return lambda wrapper: wrapper


def update_wrapper(wrapper, wrapped, *names):
    return wrapper


def cache(user_function):
    return user_function


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return maxsize
    return lambda user_function: user_function
