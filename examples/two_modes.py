"""y x^2 at (1, 1): forward mode gives the derivative in x, reverse mode both partial derivatives at once.

    srcad grad examples/two_modes.py:f --mode forward
    srcad grad examples/two_modes.py:f --argnames x,y
"""


def f(x: float, y: float):
    return y * x**2


if __name__ == "__main__":
    import srcad

    value, dvalue = srcad.tangent(f)(1.0, 1.0, 1.0)
    print(f"forward: {dvalue}")
    print(f"reverse: {srcad.grad(f, argnums=(0, 1))(1.0, 1.0)}")
