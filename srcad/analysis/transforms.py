"""The types of results of Fourier, cosine and sine transforms."""

from __future__ import annotations

from srcad.analysis import results, shapes, sums
from srcad.analysis.results import NONE, dims_of
from srcad.analysis.static import UNKNOWABLE, axes_of, shape_of, static
from srcad.ir.types import INT, Array, Scalar, Type, Unknown

LAST = Scalar(INT, -1)
LAST_TWO = results.Tuple((Scalar(INT, -2), Scalar(INT, -1)))


def _with_dims(kind: Type, dims: tuple | None) -> Type:
    return Array(kind.dtype, dims) if isinstance(kind, Array) else kind


def _cut(a: Type, lengths: Type, axes: Type) -> tuple | None:
    """Return the dims of what is transformed: `lengths` along the axes, where they are given."""
    dims, at = dims_of(a), axes_of(axes, None if dims_of(a) is None else len(dims_of(a)))
    if dims is None:
        return None
    given = None if static(lengths) is None else shape_of(lengths)
    if static(lengths) is not None and (given is None or at is UNKNOWABLE):
        return (None,) * len(dims)
    if given is None:
        return dims
    at = tuple(range(len(dims)))[-len(given) :] if at is None else at
    return tuple(given[at.index(k)] if k in at else dim for k, dim in enumerate(dims))


def _half(dims: tuple | None, axes: Type, length) -> tuple | None:
    """Return dims with the length of the last of the axes that are transformed replaced."""
    at = axes_of(axes, None if dims is None else len(dims))
    if dims is None or at is UNKNOWABLE:
        return None if dims is None else (None,) * len(dims)
    last = len(dims) - 1 if at is None else at[-1]
    return tuple(length(dim) if k == last else dim for k, dim in enumerate(dims))


def _half_of(n: shapes.Length) -> shapes.Length:
    return sums.length(sums.combined(sums.quotient(n, 2), 1))


def _whole_of(n: shapes.Length) -> shapes.Length:
    return sums.length(sums.combined(-2, n, 2))


def _single(axis: Type) -> Type:
    return results.Tuple((axis,))


def complex_fft(a: Type, n: Type = NONE, axis: Type = LAST, norm: Type = NONE, *others: Type, **more: Type) -> Type:
    return _with_dims(results.complex_kind(a), _cut(a, n, _single(axis)))


def real_fft(a: Type, n: Type = NONE, axis: Type = LAST, norm: Type = NONE, *others: Type, **more: Type) -> Type:
    return _with_dims(results.complex_kind(a), _half(_cut(a, n, _single(axis)), _single(axis), _half_of))


def inverse_real_fft(a: Type, n: Type = NONE, axis: Type = LAST, norm: Type = NONE, *others: Type, **more: Type) -> Type:
    kind = results.real_kind(results.floating(a))
    if static(n) is not None:
        return _with_dims(kind, _cut(a, n, _single(axis)))
    return _with_dims(kind, _half(dims_of(a), _single(axis), _whole_of))


def complex_fftn(a: Type, s: Type = NONE, axes: Type = NONE, norm: Type = NONE, *others: Type, **more: Type) -> Type:
    return _with_dims(results.complex_kind(a), _cut(a, s, axes))


def real_fftn(a: Type, s: Type = NONE, axes: Type = NONE, norm: Type = NONE, *others: Type, **more: Type) -> Type:
    return _with_dims(results.complex_kind(a), _half(_cut(a, s, axes), axes, _half_of))


def inverse_real_fftn(a: Type, s: Type = NONE, axes: Type = NONE, norm: Type = NONE, *others: Type, **more: Type) -> Type:
    kind = results.real_kind(results.floating(a))
    if static(s) is not None:
        return _with_dims(kind, _cut(a, s, axes))
    return _with_dims(kind, _half(dims_of(a), axes, _whole_of))


def in_the_plane(function):
    """Return the form of an n-dimensional transform that goes over the last two axes unless told otherwise."""

    def transformed(a: Type, s: Type = NONE, axes: Type = LAST_TWO, norm: Type = NONE, *others: Type, **more: Type) -> Type:
        return function(a, s, axes, norm)

    return transformed


def cosine(x: Type, type: Type = NONE, n: Type = NONE, axis: Type = LAST, *others: Type, **more: Type) -> Type:
    return _with_dims(results.floating(x), _cut(x, n, _single(axis)))


def cosines(x: Type, type: Type = NONE, s: Type = NONE, axes: Type = NONE, *others: Type, **more: Type) -> Type:
    return _with_dims(results.floating(x), _cut(x, s, axes))


def shifted(x: Type, axes: Type = NONE) -> Type:
    return x if isinstance(x, (Array, Unknown)) else results.UNKNOWN


def frequencies(n: Type, d: Type = NONE, **others: Type) -> Type:
    return results.fitted(Array(results.FLOAT, shape_of(n)), d)


def half_frequencies(n: Type, d: Type = NONE, **others: Type) -> Type:
    return results.fitted(Array(results.FLOAT, tuple(map(_half_of, shape_of(n)))), d)


def cut_like(d: Type, like: Type, axes: Type) -> Type:
    dims, wanted = dims_of(d), dims_of(like)
    at = axes_of(axes, None if dims is None else len(dims))
    if dims is None or wanted is None or at is UNKNOWABLE:
        return _with_dims(d, None)
    return _with_dims(d, tuple(wanted[k] if k in at else dim for k, dim in enumerate(dims)))


_BY_NAME = {
    **dict.fromkeys(("fft", "ifft"), complex_fft),
    **dict.fromkeys(("rfft", "ihfft"), real_fft),
    **dict.fromkeys(("irfft", "hfft"), inverse_real_fft),
    **dict.fromkeys(("fftn", "ifftn"), complex_fftn),
    **dict.fromkeys(("rfftn", "ihfftn"), real_fftn),
    **dict.fromkeys(("irfftn", "hfftn"), inverse_real_fftn),
    **dict.fromkeys(("fft2", "ifft2"), in_the_plane(complex_fftn)),
    **dict.fromkeys(("rfft2", "ihfft2"), in_the_plane(real_fftn)),
    **dict.fromkeys(("irfft2", "hfft2"), in_the_plane(inverse_real_fftn)),
    **dict.fromkeys(("fftshift", "ifftshift"), shifted),
    "fftfreq": frequencies,
    "rfftfreq": half_frequencies,
}


def _of_scipy(function):
    """Return the form of a function whose argument SciPy calls x."""
    return lambda *args, **kwargs: function(*args, **{"a" if name == "x" else name: arg for name, arg in kwargs.items()})


SHIFTS = ("fftshift", "ifftshift", "fftfreq", "rfftfreq")
BY_OP = {
    **{f"numpy.fft.{name}": function for name, function in _BY_NAME.items()},
    **{f"scipy.fft.{name}": function if name in SHIFTS else _of_scipy(function) for name, function in _BY_NAME.items()},
    **dict.fromkeys((f"scipy.fft.{name}" for name in ("dct", "idct", "dst", "idst")), cosine),
    **dict.fromkeys((f"scipy.fft.{name}" for name in ("dctn", "idctn", "dstn", "idstn")), cosines),
    **dict.fromkeys(("srcad.runtime.half_doubled", "srcad.runtime.ends_scaled"), lambda d, *others: d),
    "srcad.runtime.cut_like": cut_like,
}
