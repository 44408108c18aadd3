"""Programs that srcad refuses: text, the class of the error, and when it is raised.

The line that the error names ends in `# here`. `ARGS` are what a call passes; a syntax error
is raised before any call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from srcad import errors

HEADER = "import math, srcad\nimport numpy as np\n\nRATE = 0.5\n\n"
SYNTAX, CALL = "when the derivative is asked for", "at the first call"


@dataclass(frozen=True)
class Refused:
    """A program, what it raises, when, and the arguments of the call."""

    text: str
    error: type
    when: str = SYNTAX
    args: tuple = (0.7,)


def body(text: str, error: type = errors.UnsupportedSyntaxError, when: str = SYNTAX, args: tuple = (0.7,)) -> Refused:
    """Make a program of a function's body, of one parameter x."""
    lines = "".join(f"    {line}\n" for line in text.strip("\n").split("\n"))
    return Refused(f"{HEADER}def f(x):\n{lines}", error, when, args)


VECTOR = np.array([0.5, -1.0, 2.0])
CASES = {
    "async": Refused(HEADER + "async def f(x):  # here\n    return x\n", errors.UnsupportedSyntaxError),
    "yield": body("yield x * x  # here"),
    "yield from": body("yield from [x]  # here"),
    "class": body("class A:  # here\n    pass\nreturn x"),
    "except group": body("try:  # here\n    y = x * x\nexcept* ValueError:\n    y = x\nreturn y"),
    "half assigned": body(
        "y = x\ntry:\n    y = x * x\n    z = math.log(-y)\nexcept ValueError:\n    z = y  # here\nreturn z", when=CALL
    ),
    "half written": body(
        "y = x * np.ones(2)\ntry:  # here\n    y[0] = x\n    y[1] = math.log(-x)\nexcept ValueError:\n    pass\nreturn y[1]",
        errors.AliasingError, CALL,
    ),
    "printed twice": body(
        "try:\n    y = float(input())  # here\nexcept ValueError:\n    y = x\nreturn x * y", when=CALL
    ),
    "with": body("with open:  # here\n    y = x * x\nreturn y", when=CALL),
    "with errstate": body("with np.errstate(all='raise'):  # here\n    y = x * x\nreturn y", when=CALL),
    "or of captures": body(
        "match (x, x):\n    case (1.0, y) | (y, 2.0):  # here\n        return y\nreturn x", when=CALL
    ),
    "pattern in a list": body(
        "match x:\n    case [[y], *_]:  # here\n        return y\nreturn 1.0", when=CALL, args=([0.5, 0.7],)
    ),
    "global": body("global RATE\nRATE = x  # here\nreturn x", when=CALL),
    "nonlocal": Refused(
        HEADER + "def outer():\n    n = 0\n    def f(x):\n        nonlocal n\n        n += 1  # here\n        return x\n"
        "    return f\nf = outer()\n",
        errors.UnsupportedSyntaxError,
        CALL,
    ),
    "deleted": body("y = x * x\ndel y\nreturn y  # here", when=CALL),
    "del": body("y = x * x\ndel y[0]  # here\nreturn x", when=CALL),
    "import": body("import json  # here\nreturn x", when=CALL),
    "relative import": body("from . import json  # here\nreturn x", when=CALL),
    "consumed twice": body("g = (x * k for k in range(3))\na = sum(g)\nreturn a + sum(g)  # here", when=CALL),
    "iterator that goes on": body(
        "it = iter(x)\na = next(it)\nreturn a * next(it)  # here", when=CALL, args=([0.5, 0.7],)
    ),
    "generator as a value": body("return abs(x * k for k in range(3))  # here", errors.SrcadError, CALL),
    "yield as a value": body(
        "def g():\n    y = yield x  # here\n    yield y\nreturn sum(g())", when=CALL
    ),
    "key of a dict": body("d = {}\nfor i in range(int(x) + 1):\n    d[i] = x  # here\nreturn x", when=CALL),
    "set": body("d = {x}  # here\nreturn x", when=CALL),
    "set comprehension": body("d = {i for i in range(3)}  # here\nreturn x"),
    "too few values": body("a, *b, c = (x,)  # here\nreturn a", errors.ArgumentError, CALL),
    "starred argument": body("xs = [x] * int(x + 2)\nreturn math.hypot(*xs)  # here", when=CALL),
    "starred tuple": body("xs = [x] * int(x + 2)\ny = (*xs, 1.0)  # here\nreturn y[0]", when=CALL),
    "double star": body("return pow(**x)  # here", when=CALL),
    "given twice": body(
        "def g(**others):\n    return h(y=x, **others)  # here\ndef h(y):\n    return y\nreturn g(y=x)",
        errors.ArgumentError,
        CALL,
    ),
    "list of functions": body("fs = []\nfor _ in range(int(x)):\n    fs.append(lambda t: t)  # here\nreturn fs[0](x)", when=CALL),
    "args of a lambda": Refused(HEADER + "f = lambda *args: args[0]  # here\n", errors.ArgumentError),
    "pow with a modulus": body("return pow(x, 2, 3)  # here", when=CALL),
    "attribute": body("x.y = 3  # here\nreturn x", errors.ArgumentError, CALL),
    "unknown function": body(
        "return np.polynomial.polynomial.polyvalfromroots(2.0, x)  # here", errors.UnsupportedCallError, CALL
    ),
    "unknown of numpy": body(
        "return np.sum(np.ma.filled(x))  # here", errors.UnsupportedCallError, CALL, (VECTOR,)
    ),
    "unknown parameter": body(
        "return np.sum(np.exp(x, signature='d->d'))  # here", errors.SrcadError, CALL, (VECTOR,)
    ),
    "result not scalar": body("return x * 2.0  # here", errors.ArgumentError, CALL, (VECTOR,)),
    "result an int": body("return len(str(x))  # here", errors.ArgumentError, CALL),
    "result a bool": body("return x > 0  # here", errors.ArgumentError, CALL),
    "vjp within": body("y, back = srcad.vjp(math.sin, x)  # here\nreturn back(1.0)[0]", when=CALL),
    "result a tuple": body("return x, x  # here", errors.ArgumentError, CALL),
    "undefined name": body("return x * unheard_of  # here", errors.SrcadError, CALL),
    "random draw": body("return x * np.random.poisson(x)  # here", errors.SrcadError, CALL),
    "branch of aliases": body(
        "y = x * 2.0\nz = x * 3.0\nw = y if x[0] > 0 else z\nw[0] = 1.0  # here\nreturn np.sum(y + z)",
        errors.AliasingError,
        CALL,
        (VECTOR,),
    ),
    "write through one of two names": body(
        "y = x * 2.0\nt = y if x[0] > 0 else x * 3\nt[0] = 1.0  # here\nreturn np.sum(t * y)",
        errors.AliasingError,
        CALL,
        (VECTOR,),
    ),
    "int target": Refused(HEADER + "def f(x):\n    return x * x\n", errors.ArgumentError, CALL, (3,)),
    "bool target": Refused(HEADER + "def f(x):\n    return x * x\n", errors.ArgumentError, CALL, (True,)),
    "string target": Refused(HEADER + "def f(x):\n    return 1.0\n", errors.ArgumentError, CALL, ("a",)),
    "int array": Refused(
        HEADER + "def f(x):\n    return np.sum(x * x)\n", errors.ArgumentError, CALL, (np.array([1, 2]),)
    ),
}
