"""Examples of Fourier, cosine and sine transforms."""

from tests.rule_examples.draw import A, calls

Z = A(6) + 1j * A(6)
Z3 = A(2, 4, 3) + 1j * A(2, 4, 3)
NORMS = [((A(5),), {"norm": "ortho"}), ((A(2, 5),), {"axis": 0, "norm": "forward"}), ((A(5),), {"norm": "backward"})]
# Whole, cut, lengthened; along another axis.
LINES = [*calls(A(6), A(5), (A(6), 4), (A(5), 8), (A(2, 3), 5, 0), (A(2, 5), 3)), *NORMS]
COMPLEX_LINES = [*calls(Z, (Z, 4), (Z, 7), (Z3, 5, 1), (Z3, None, 1)), ((Z,), {"norm": "ortho"}), ((Z3, 6), {"norm": "forward"})]
PLANES = [*calls(A(3, 4), A(2, 3, 5)), ((A(3, 4),), {"s": (2, 6), "axes": (0, 1)}), ((A(2, 3, 5),), {"axes": (0, 2), "norm": "ortho"})]
COMPLEX_PLANES = [*calls(Z3), ((Z3,), {"s": (3, 5), "axes": (0, 1)}), ((Z3,), {"axes": (2, 1), "norm": "forward"})]
WHOLES = [*PLANES, *calls(A(4))]
COSINES = [((A(6),), {"type": kind, "norm": norm}) for kind in (1, 2, 3, 4) for norm in (None, "ortho")]
COSINES += [*calls(A(6)), ((A(2, 5), 3, 4), {}), ((A(2, 5), 2), {"n": 4, "axis": 0, "norm": "forward"})]
SEVERAL = [*calls(A(3, 4)), ((A(3, 4),), {"type": 3, "axes": (1,)}), ((A(3, 4), 1), {}), ((A(3, 4),), {"s": (4, 4), "axes": (0, 1), "norm": "ortho"})]

EXAMPLES = {
    **{f"numpy.fft.{name}": [*LINES, *COMPLEX_LINES[:2]] for name in ("fft", "ifft")},
    **{f"numpy.fft.{name}": LINES for name in ("rfft", "ihfft")},
    **{f"numpy.fft.{name}": [*COMPLEX_LINES, *LINES[:2]] for name in ("irfft", "hfft")},
    **{f"numpy.fft.{name}": PLANES for name in ("fft2", "ifft2", "rfft2")},
    **{f"numpy.fft.{name}": WHOLES for name in ("fftn", "ifftn", "rfftn")},
    **{f"numpy.fft.{name}": COMPLEX_PLANES for name in ("irfft2", "irfftn")},
    **{f"scipy.fft.{name}": LINES[1:3] for name in ("fft", "ifft", "rfft", "ihfft")},
    **{f"scipy.fft.{name}": COMPLEX_LINES[:2] for name in ("irfft", "hfft")},
    **{f"scipy.fft.{name}": PLANES[:3] for name in ("fft2", "ifft2", "rfft2", "ihfft2", "fftn", "ifftn", "rfftn", "ihfftn")},
    **{f"scipy.fft.{name}": COMPLEX_PLANES[:2] for name in ("irfft2", "irfftn", "hfft2", "hfftn")},
    **{f"{library}.{name}": calls(A(5), (A(3, 4), 1), (A(3, 4), (0, 1))) for library in ("numpy.fft", "scipy.fft") for name in ("fftshift", "ifftshift")},
    **{f"{library}.{name}": calls((5, 0.7), (6, 0.3)) for library in ("numpy.fft", "scipy.fft") for name in ("fftfreq", "rfftfreq")},
    **{f"scipy.fft.{name}": COSINES for name in ("dct", "idct", "dst", "idst")},
    **{f"scipy.fft.{name}": SEVERAL for name in ("dctn", "idctn", "dstn", "idstn")},
    "srcad.runtime.cut_like": calls((A(2, 3), A(4, 2), (0, 1))),
    "srcad.runtime.half_doubled": calls((A(4), 6, 0), (A(3, 2), 5, 0)),
    "srcad.runtime.ends_scaled": calls((A(4, 3), 2, 3, (0, 1))),
}
