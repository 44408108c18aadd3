"""Derivatives of Fourier, cosine and sine transforms.

The matrix of a Fourier transform is symmetric, so that its adjoint is the transform the other way round; what was cut
or lengthened before it is lengthened or cut behind. Those that give or take half a spectrum are linear in real numbers only.
"""

import numpy as np
import scipy

from srcad import runtime
from srcad.rules.recipe import (
    conj, constant, cosines, cut, d, doubled, elementwise, every_axis, last_axis, last_length, length, lengths, linear,
    opposite, refused,
)  # fmt: skip


@linear(np.fft.fft, scipy.fft.fft, synonyms={"x": "a"})
def fft(y, a, n=None, axis=-1, norm=None, *, workers=None):
    d[a] = cut(np.fft.fft(d[y], axis=axis, norm=norm), a, n, axis)


@linear(np.fft.ifft, scipy.fft.ifft, synonyms={"x": "a"})
def ifft(y, a, n=None, axis=-1, norm=None, *, workers=None):
    d[a] = cut(np.fft.ifft(d[y], axis=axis, norm=norm), a, n, axis)


@linear(np.fft.rfft, scipy.fft.rfft, synonyms={"x": "a"})
def rfft(y, a, n=None, axis=-1, norm=None, *, workers=None):
    whole = length(a, axis) if n is None else n
    d[a] = cut(np.fft.fft(d[y], whole, axis=axis, norm=norm), a, n, axis)


@linear(np.fft.irfft, scipy.fft.irfft, synonyms={"x": "a"}, complex=True)
def irfft(y, a, n=None, axis=-1, norm=None, *, workers=None):
    d[a] = cut(doubled(np.fft.rfft(d[y], axis=axis, norm=opposite(norm)), n, axis), a, n, axis)


@linear(np.fft.hfft, scipy.fft.hfft, synonyms={"x": "a"}, complex=True)
def hfft(y, a, n=None, axis=-1, norm=None, *, workers=None):
    # irfft of the conjugate, the norm the other way round.
    d[a] = conj(cut(doubled(np.fft.rfft(d[y], axis=axis, norm=norm), n, axis), a, n, axis))


@linear(np.fft.ihfft, scipy.fft.ihfft, synonyms={"x": "a"}, complex=True)
def ihfft(y, a, n=None, axis=-1, norm=None, *, workers=None):
    # The conjugate of rfft, the norm the other way round.
    whole = length(a, axis) if n is None else n
    d[a] = cut(np.fft.fft(d[y], whole, axis=axis, norm=opposite(norm)).real, a, n, axis)


@linear(np.fft.fft2, scipy.fft.fft2, synonyms={"x": "a"})
def fft2(y, a, s=None, axes=(-2, -1), norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    d[a] = cut(np.fft.fft2(d[y], axes=axes, norm=norm), a, s, at)


@linear(np.fft.ifft2, scipy.fft.ifft2, synonyms={"x": "a"})
def ifft2(y, a, s=None, axes=(-2, -1), norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    d[a] = cut(np.fft.ifft2(d[y], axes=axes, norm=norm), a, s, at)


@linear(np.fft.rfft2, scipy.fft.rfft2, synonyms={"x": "a"})
def rfft2(y, a, s=None, axes=(-2, -1), norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    whole = lengths(a, at) if s is None else s
    d[a] = cut(np.fft.fftn(d[y], whole, at, norm=norm), a, s, at)


@linear(np.fft.irfft2, scipy.fft.irfft2, synonyms={"x": "a"}, complex=True)
def irfft2(y, a, s=None, axes=(-2, -1), norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    half = doubled(np.fft.rfftn(d[y], axes=at, norm=opposite(norm)), last_length(s), last_axis(at))
    d[a] = cut(half, a, s, at)


@linear(scipy.fft.hfft2, synonyms={"x": "a"}, complex=True)
def hfft2(y, a, s=None, axes=(-2, -1), norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    half = doubled(np.fft.rfftn(d[y], axes=at, norm=norm), last_length(s), last_axis(at))
    d[a] = conj(cut(half, a, s, at))


@linear(scipy.fft.ihfft2, synonyms={"x": "a"}, complex=True)
def ihfft2(y, a, s=None, axes=(-2, -1), norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    whole = lengths(a, at) if s is None else s
    d[a] = cut(np.fft.fftn(d[y], whole, at, norm=opposite(norm)).real, a, s, at)


@linear(np.fft.fftn, scipy.fft.fftn, synonyms={"x": "a"})
def fftn(y, a, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    if s is None:
        d[a] = np.fft.fftn(d[y], axes=axes, norm=norm)
    else:
        d[a] = cut(np.fft.fftn(d[y], axes=at, norm=norm), a, s, at)


@linear(np.fft.ifftn, scipy.fft.ifftn, synonyms={"x": "a"})
def ifftn(y, a, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    if s is None:
        d[a] = np.fft.ifftn(d[y], axes=axes, norm=norm)
    else:
        d[a] = cut(np.fft.ifftn(d[y], axes=at, norm=norm), a, s, at)


@linear(np.fft.rfftn, scipy.fft.rfftn, synonyms={"x": "a"})
def rfftn(y, a, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    whole = lengths(a, at) if s is None else s
    d[a] = cut(np.fft.fftn(d[y], whole, at, norm=norm), a, s, at)


@linear(np.fft.irfftn, scipy.fft.irfftn, synonyms={"x": "a"}, complex=True)
def irfftn(y, a, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    half = doubled(np.fft.rfftn(d[y], axes=at, norm=opposite(norm)), last_length(s), last_axis(at))
    d[a] = cut(half, a, s, at)


@linear(scipy.fft.hfftn, synonyms={"x": "a"}, complex=True)
def hfftn(y, a, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    half = doubled(np.fft.rfftn(d[y], axes=at, norm=norm), last_length(s), last_axis(at))
    d[a] = conj(cut(half, a, s, at))


@linear(scipy.fft.ihfftn, synonyms={"x": "a"}, complex=True)
def ihfftn(y, a, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(a, axes, s)
    whole = lengths(a, at) if s is None else s
    d[a] = cut(np.fft.fftn(d[y], whole, at, norm=opposite(norm)).real, a, s, at)


@linear(np.fft.fftshift, scipy.fft.fftshift)
def fftshift(y, x, axes=None):
    d[x] = np.fft.ifftshift(d[y], axes)


@linear(np.fft.ifftshift, scipy.fft.ifftshift)
def ifftshift(y, x, axes=None):
    d[x] = np.fft.fftshift(d[y], axes)


@elementwise(np.fft.fftfreq, np.fft.rfftfreq, scipy.fft.fftfreq, scipy.fft.rfftfreq)
def fftfreq(y, n, d=1.0):
    return None, -y / d


@linear(scipy.fft.dct)
def dct(y, x, type=2, n=None, axis=-1, norm=None, *, workers=None):
    d[x] = cut(cosines(d[y], "dct", type, axis, norm), x, n, axis)


@linear(scipy.fft.dctn)
def dctn(y, x, type=2, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(x, axes, s)
    d[x] = cut(cosines(d[y], "dctn", type, at, norm), x, s, at)


@linear(scipy.fft.idct)
def idct(y, x, type=2, n=None, axis=-1, norm=None, *, workers=None):
    d[x] = cut(cosines(d[y], "dct", type, axis, norm, True), x, n, axis)


@linear(scipy.fft.idctn)
def idctn(y, x, type=2, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(x, axes, s)
    d[x] = cut(cosines(d[y], "dctn", type, at, norm, True), x, s, at)


@linear(scipy.fft.dst)
def dst(y, x, type=2, n=None, axis=-1, norm=None, *, workers=None):
    d[x] = cut(cosines(d[y], "dst", type, axis, norm), x, n, axis)


@linear(scipy.fft.dstn)
def dstn(y, x, type=2, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(x, axes, s)
    d[x] = cut(cosines(d[y], "dstn", type, at, norm), x, s, at)


@linear(scipy.fft.idst)
def idst(y, x, type=2, n=None, axis=-1, norm=None, *, workers=None):
    d[x] = cut(cosines(d[y], "dst", type, axis, norm, True), x, n, axis)


@linear(scipy.fft.idstn)
def idstn(y, x, type=2, s=None, axes=None, norm=None, *, workers=None):
    at = every_axis(x, axes, s)
    d[x] = cut(cosines(d[y], "dstn", type, at, norm, True), x, s, at)


@linear(runtime.cut_like, constant="like")
def cut_like(y, part, like, axes):
    d[part] = runtime.cut_like(d[y], part, axes)


@linear(runtime.half_doubled)
def half_doubled(y, part, n, axis):
    d[part] = runtime.half_doubled(d[y], n, axis)


@linear(runtime.ends_scaled)
def ends_scaled(y, part, first, last, axes):
    d[part] = runtime.ends_scaled(d[y], first, last, axes)


constant(scipy.fft.next_fast_len, scipy.fft.prev_fast_len, scipy.fft.fhtoffset, scipy.fft.get_workers)
refused("the fast Hankel transform has no derivative yet; write it with np.fft.rfft and np.fft.irfft", scipy.fft.fht, scipy.fft.ifht)
refused(
    "it changes how transforms are computed; call it outside of the function",
    scipy.fft.set_workers, scipy.fft.set_backend, scipy.fft.skip_backend, scipy.fft.set_global_backend, scipy.fft.register_backend,
)  # fmt: skip
