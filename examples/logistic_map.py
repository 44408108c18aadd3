"""The logistic map after four steps, from 0.25: the value is 0.75, its derivative -16 in both modes.

    srcad grad examples/logistic_map.py:f
    srcad grad examples/logistic_map.py:f --mode forward
    srcad check examples/logistic_map.py:f --at "x=0.25"
"""


def f(x: float, n: int = 4):
    v = x
    for i in range(n):
        v = 4 * v * (1 - v)
    return v


if __name__ == "__main__":
    import srcad

    print(f"value    {f(0.25)}")
    print(f"reverse  {srcad.grad(f)(0.25)}")
    print(f"forward  {srcad.tangent(f)(0.25, 1.0)[1]}")
