"""The derivative of f (tree.py) in price, up.

For price: float, up: float, depth: int.
"""


def value_fwd(price, up, depth):
    if depth == 0:
        return max(price - 1.0, 0.0), (price, up, depth == 0, None, None)
    higher, value_saved = value_fwd(price * up, up, depth - 1)
    lower, value_saved_1 = value_fwd(price / up, up, depth - 1)
    return 0.5 * (higher + lower), (price, up, depth == 0, value_saved, value_saved_1)


def value_bwd(saved, dy):
    price, up, depth_is_0, value_saved, value_saved_1 = saved
    if depth_is_0:
        # return max(price - 1.0, 0.0)
        dprice = dy * (price - 1.0 >= 0.0)
        dup = 0.0
    else:
        # return 0.5 * (higher + lower)
        dhigher = 0.5 * dy
        # lower = value(price / up, up, depth - 1)
        dz, dup = value_bwd(value_saved_1, dhigher)
        dprice = dz / up
        dup -= dz * price / up**2
        # higher = value(price * up, up, depth - 1)
        dz, dup_1 = value_bwd(value_saved, dhigher)
        dprice += dz * up
        dup += dup_1 + dz * price
    return dprice, dup


def f_grad(price, up, depth=4):
    # Forward pass
    _, value_saved = value_fwd(price, up, depth)

    # Backward pass
    # return value(price, up, depth)
    dprice, dup = value_bwd(value_saved, 1.0)
    return dprice, dup
