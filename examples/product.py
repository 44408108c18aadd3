"""(a b)(b + 1) at (2, 3): the value is 24, the partial derivatives are 12 and 14.

    srcad grad examples/product.py:f --argnames a,b --value
"""


def f(a: float, b: float):
    return (a * b) * (b + 1)


if __name__ == "__main__":
    import srcad

    print(srcad.value_and_grad(f, argnums=(0, 1))(2.0, 3.0))
