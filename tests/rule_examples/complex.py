"""Examples of the parts of complex numbers, and of what makes complex numbers."""

from tests.rule_examples.draw import A, P, SCALARS, calls

Z = A(3) + 1j * A(3)
HOMES = ("emath", "lib.scimath")
FUNCTIONS = "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt phase"

EXAMPLES = {
    **{f"numpy.{name}": calls(A(3), Z, Z.reshape(3, 1), 0.4 - 0.7j) for name in ("real", "imag", "conj", "conjugate", "angle")},
    **{f"numpy.ndarray.{name}": calls(A(3), Z) for name in ("conj", "conjugate")},
    **{f"cmath.{name}": calls(*SCALARS, 0.4 - 0.7j) for name in FUNCTIONS.split()},
    **{f"numpy.{name}": calls(0.7, A(3), Z) for name in ("complex128", "cdouble")},
    **{f"numpy.{name}": [] for name in ("complex64", "csingle")},
    **{f"numpy.{home}.{name}": calls(P(3), 1.7) for home in HOMES for name in ("sqrt", "log", "log2", "log10")},
    **{f"numpy.{home}.logn": calls((2.5, P(3)), (P(3), P(2, 1))) for home in HOMES},
    **{f"numpy.{home}.power": calls((P(3), 2.5), (P(3), P(2, 1))) for home in HOMES},
    "builtins.complex": calls((0.4, -0.7), 0.4),
    "cmath.rect": calls((1.3, 0.4)),
}
