"""How NumPy's arrays and scalars travel (see `codec`)."""

from __future__ import annotations

import functools
import io
import math
import re
from typing import Any

import numpy as np

from classroom import messages
from classroom.wire.errors import UnsendableError, WireError
from classroom.wire.forms import Form
from classroom.wire.interfaces import Decoder, Encoder

__all__ = ["FORMS", "array_from", "array_node", "same_array"]

_USUAL = re.compile(r"[<>|=][biufcmM]\d+(\[\d*[a-zA-Z]+\])?")  # dtypes whose arrays travel as mere bytes
_UNCOPIED_BYTES = 1 << 16  # of an array that is not copied into a byte string first
_SCALARS = (
    "bool_",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
    "longdouble",
    "complex64",
    "complex128",
    "str_",
    "bytes_",
    "datetime64",
    "timedelta64",
    "longlong",
    "ulonglong",
)


@functools.lru_cache(maxsize=200)
def _is_usual(form: str) -> bool:
    return _USUAL.fullmatch(form) is not None


def array_node(value: np.ndarray[Any, Any], encoder: Encoder) -> Any:
    """An array as a node: its bytes, NumPy's own file format, or its items one by one when they are objects.

    The usual kinds of array go as bytes: a file's header costs more than most arrays.
    """
    if value.dtype.hasobject:
        if value.dtype != object:
            raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=f"ndarray of {value.dtype}"))
        return ["objects", list(value.shape), [encoder.node(item) for item in value.ravel().tolist()]]
    if _is_usual(value.dtype.str):
        if value.ndim == 1 or value.flags.c_contiguous:
            return ["bytes-of", value.dtype.str, list(value.shape), encoder.blob(_bytes_of(value))]
        if value.flags.f_contiguous:
            return ["columns-of", value.dtype.str, list(value.shape), encoder.blob(_bytes_of(value.T))]
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, value, allow_pickle=False)
    return ["array", encoder.blob(buffer.getvalue())]


def same_array(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    """Whether two arrays are of one kind and shape and hold the same bytes."""
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    if not one.flags.c_contiguous or not other.flags.c_contiguous or not one.nbytes:
        return one.tobytes() == other.tobytes()
    words = np.uint8 if one.nbytes % 8 else np.uint64
    return np.array_equal(one.reshape(-1).view(words), other.reshape(-1).view(words))


def _bytes_of(value: np.ndarray[Any, Any]) -> bytes | memoryview:
    """The items of an array: its own memory where it is large and has them in order."""
    if value.nbytes < _UNCOPIED_BYTES or not value.flags.c_contiguous:
        return value.tobytes()
    return value.reshape(-1).view(np.uint8).data


def _from_columns_of(body: list[Any], decoder: Decoder) -> np.ndarray[Any, Any]:
    form, shape, blob = body
    return _from_bytes_of([form, shape[::-1], blob], decoder).T


def _from_bytes_of(body: list[Any], decoder: Decoder) -> np.ndarray[Any, Any]:
    form, shape, blob = body
    raw = decoder.blob(blob)
    if type(form) is not str or not _is_usual(form):
        raise WireError(messages.WIRE_MALFORMED)
    if any(type(length) is not int or length < 0 for length in shape):
        raise WireError(messages.WIRE_MALFORMED)
    dtype = np.dtype(form)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise WireError(messages.WIRE_MALFORMED)
    value = np.frombuffer(raw, dtype=dtype).reshape(shape)
    return value if value.flags.writeable else value.copy()


def _from_array(body: list[Any], decoder: Decoder) -> np.ndarray[Any, Any]:
    raw = decoder.blob(body[0])
    buffer = io.BytesIO(raw)
    version = np.lib.format.read_magic(buffer)
    reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = reader(buffer)
    count = 1
    for length in shape:
        if length < 0:
            raise WireError(messages.WIRE_MALFORMED)
        count *= length
    # The size is checked before anything is allocated: a header may claim a terabyte, or items of no size.
    if dtype.hasobject or dtype.itemsize == 0 or count * dtype.itemsize != len(raw) - buffer.tell():
        raise WireError(messages.WIRE_MALFORMED)
    flat = np.frombuffer(raw, dtype=dtype, offset=buffer.tell()) if count else np.empty(0, dtype=dtype)
    return flat.reshape(shape, order="F" if fortran else "C").copy(order="K")


def _from_objects(body: list[Any], decoder: Decoder) -> np.ndarray[Any, Any]:
    shape, items = body
    flat = np.empty(len(items), dtype=object)
    for position, item in enumerate(items):  # one by one: NumPy would take a list of lists for a table
        flat[position] = decoder.value(item)
    return flat.reshape([int(length) for length in shape])


def array_from(node: Any, decoder: Decoder) -> np.ndarray[Any, Any]:
    """The array a node describes, and nothing but an array."""
    value = decoder.value(node)
    if not isinstance(value, np.ndarray):
        raise WireError(messages.WIRE_MALFORMED)
    return value


# The tag of an array's node depends on its content: `array_node` writes the three forms.
FORMS = (
    Form("bytes-of", (), None, _from_bytes_of),
    Form("columns-of", (), None, _from_columns_of),
    Form("array", (), None, _from_array),
    Form("objects", (), None, _from_objects),
    Form(
        "scalar",
        tuple(dict.fromkeys(getattr(np, name) for name in _SCALARS)),
        lambda value, encoder: [array_node(np.asarray(value), encoder)],
        lambda body, decoder: array_from(body[0], decoder)[()],
    ),
)
