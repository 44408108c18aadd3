"""The derivative of f (recursion.py) in x.

For x: float, n: int.
"""


def power_fwd(x, n):
    if n == 0:
        return 1.0, None
    half, power_saved = power_fwd(x, n // 2)
    rest_n = n % 2
    y = half * half * x if rest_n else half * half
    return y, (x, half, power_saved, rest_n)


def power_bwd(saved, dy):
    if saved is None:
        # return 1.0
        return 0.0
    x, half, power_saved, rest_n = saved
    # return half * half * x if n % 2 else half * half
    if rest_n:
        dx = dy * (half * half)
        dhalf = 2 * dy * x * half
    else:
        dhalf = 2 * dy * half
        dx = 0.0
    # half = power(x, n // 2)
    dx += power_bwd(power_saved, dhalf)
    return dx


def f_grad(x, n=11):
    # Forward pass
    _, power_saved = power_fwd(x, n)

    # Backward pass
    # return 3 * power(x, n)
    dx = power_bwd(power_saved, 3.0)
    return dx
