"""Functions without a derivative: their results are indices, texts, types or counts; and those that act on the outside."""

import operator

import numpy as np

from srcad.rules.recipe import constant, effect, refused

# Whole numbers, truth values and their bits.
constant(
    np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.bitwise_not, np.bitwise_invert, np.invert,
    np.bitwise_count, np.bitwise_left_shift, np.bitwise_right_shift, np.left_shift, np.right_shift, np.gcd,
    np.lcm, np.packbits, np.unpackbits, np.spacing,
)  # fmt: skip

# Questions about values, types and memory.
constant(
    np.array_equiv, np.can_cast, np.common_type, np.iscomplex, np.iscomplexobj, np.isdtype, np.isfortran,
    np.isin, np.isnat, np.isneginf, np.isposinf, np.isreal, np.isrealobj, np.issubdtype, np.iterable,
    np.may_share_memory, np.shares_memory, np.min_scalar_type, np.mintypecode, np.promote_types, np.typename,
    np.finfo, np.iinfo,
)  # fmt: skip

# Indices and positions.
constant(
    np.argpartition, np.argwhere, np.digitize, np.flatnonzero, np.lexsort, np.nanargmax, np.nanargmin,
    np.diag_indices, np.diag_indices_from, np.tril_indices, np.tril_indices_from, np.triu_indices,
    np.triu_indices_from, np.mask_indices, np.ravel_multi_index, np.unravel_index, np.broadcast_shapes,
    np.einsum_path, np.tri,
)  # fmt: skip
constant(
    np.bartlett, np.blackman, np.hamming, np.hanning,
)  # fmt: skip

# Texts and dates.
constant(
    np.array2string, np.array_repr, np.array_str, np.base_repr, np.binary_repr, np.format_float_positional,
    np.format_float_scientific, np.busday_count, np.busday_offset, np.is_busday, np.busdaycalendar,
    np.datetime64, np.timedelta64, np.datetime_as_string, np.datetime_data, np.get_include,
    np.get_printoptions, np.getbufsize, np.geterr, np.geterrcall,
)  # fmt: skip

# Types of whole numbers, truth values and texts, called to convert.
constant(
    np.bool, np.bool_, np.byte, np.short, np.intc, np.int_, np.int8, np.int16, np.int32, np.int64, np.intp,
    np.long, np.longlong, np.ubyte, np.ushort, np.uintc, np.uint, np.uint8, np.uint16, np.uint32, np.uint64,
    np.uintp, np.ulong, np.ulonglong, np.str_, np.bytes_,
)  # fmt: skip

effect(
    np.save, np.savez, np.savez_compressed, np.savetxt, np.load, np.loadtxt, np.genfromtxt, np.fromfile,
    np.fromregex, np.memmap, np.set_printoptions, np.printoptions, np.setbufsize, np.seterr, np.seterrcall,
    np.errstate, np.show_config, np.show_runtime, np.info, np.test,
)  # fmt: skip

refused(
    "half and extended precision are not followed; use float32 or float64",
    np.float16, np.half, np.float128, np.longdouble, np.complex256, np.clongdouble,
)  # fmt: skip
refused(
    "np.matrix is not followed; use an array of two axes",
    np.matrix, np.asmatrix, np.bmat,
)  # fmt: skip
refused(
    "structured arrays are not followed; use an array for each field",
    np.record, np.recarray, np.void,
)  # fmt: skip
refused(
    "arrays of objects are not followed",
    np.object_, np.character,
)  # fmt: skip
refused(
    "it is a class that numeric code asks about, and does not call",
    np.ndarray, np.ufunc, np.generic, np.number, np.integer, np.signedinteger, np.unsignedinteger, np.inexact,
    np.floating, np.complexfloating, np.flexible,
)  # fmt: skip
refused(
    "what the memory holds is not known; pass the array itself",
    np.frombuffer, np.fromstring, np.from_dlpack,
)  # fmt: skip
refused(
    "loop over the indices, or write it with whole arrays",
    np.nditer, np.nested_iters, np.flatiter, np.broadcast,
)  # fmt: skip
refused("it calls a Python function for each element; write np.vectorize, or a loop", np.frompyfunc)

# Python's operators as functions.
constant(operator.index, operator.countOf, operator.indexOf, operator.length_hint)
refused("write the attribute, or the call", operator.attrgetter, operator.methodcaller)
refused("call the function itself", operator.call)
refused(
    "it writes to its argument; write the augmented assignment, as x += y",
    operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv, operator.imod, operator.ipow,
    operator.imatmul, operator.iand, operator.ior, operator.ixor, operator.ilshift, operator.irshift, operator.iconcat,
    operator.setitem, operator.delitem,
)  # fmt: skip
