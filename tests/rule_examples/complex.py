"""Examples of the parts of complex numbers, and of what makes complex numbers."""

from tests.rule_examples.draw import A, SCALARS, calls

Z = A(3) + 1j * A(3)
FUNCTIONS = "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt phase"

EXAMPLES = {
    **{f"numpy.{name}": calls(A(3), Z, Z.reshape(3, 1), 0.4 - 0.7j) for name in ("real", "imag", "conj", "conjugate", "angle")},
    **{f"numpy.ndarray.{name}": calls(A(3), Z) for name in ("conj", "conjugate")},
    **{f"cmath.{name}": calls(*SCALARS, 0.4 - 0.7j) for name in FUNCTIONS.split()},
    "builtins.complex": calls((0.4, -0.7), 0.4),
    "cmath.rect": calls((1.3, 0.4)),
}
