"""How Python's own values and NumPy arrays travel (see `codec`)."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath
from typing import Any

import numpy as np

from classroom import messages
from classroom.wire.errors import UnsendableError, WireError
from classroom.wire.interfaces import Decoder, Encoder

__all__ = ["DECODERS", "ENCODERS", "array_from", "array_node", "kind"]

_MAX_INT_BITS = 8192  # longer integers are refused: printing one would take the other side seconds
_USUAL = re.compile(r"[<>|=][biufcmM]\d+(\[\d*[a-zA-Z]+\])?")  # dtypes whose arrays travel as mere bytes
_MAX_LAZY_LENGTH = 10_000_000  # length of a range: it costs nothing to send and everything to expand


def kind(value: Any) -> str:
    """The name of a value's type, as shown to people."""
    return str(getattr(type(value), "__qualname__", "object"))[:80]


def _int(value: int, _: Encoder) -> Any:
    if -(2**53) <= value <= 2**53:
        return value
    if value.bit_length() > _MAX_INT_BITS:
        raise UnsendableError(messages.WIRE_TOO_LARGE.format(limit=0))
    return ["int", hex(value)]


def _from_int(body: list[Any], _: Decoder) -> int:
    if len(body[0]) > _MAX_INT_BITS // 4 + 4:
        raise WireError(messages.WIRE_MALFORMED)
    return int(body[0], 16)


def _sequence(tag: str) -> Callable[[Any, Encoder], Any]:
    def run(value: Any, encoder: Encoder) -> Any:
        return [tag, [encoder.node(item) for item in value]]

    return run


def _values(items: Any, decoder: Decoder) -> list[Any]:
    if type(items) is not list:
        raise WireError(messages.WIRE_MALFORMED)
    return [decoder.value(item) for item in items]


def _pairs(value: Any, encoder: Encoder) -> list[Any]:
    return [[encoder.node(key), encoder.node(item)] for key, item in value.items()]


def _from_pairs(pairs: Any, decoder: Decoder) -> dict[Any, Any]:
    return {decoder.value(key): decoder.value(item) for key, item in pairs}


def _defaultdict(value: Any, encoder: Encoder) -> Any:
    # The factory is the learner's code: what was filled in travels, the factory does not.
    return ["defaultdict", _pairs(value, encoder)]


def _tz(value: dt.tzinfo | None) -> Any:
    if value is None:
        return None
    if type(value) is dt.timezone:
        offset = value.utcoffset(None)
        return ["offset", offset.total_seconds()]
    if isinstance(value, zoneinfo.ZoneInfo) and value.key:
        return ["zone", value.key]
    raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=kind(value)))


def tz_node(value: Any) -> Any:
    """A time zone as a node: a name of the zone database, or an offset in seconds."""
    return _tz(value)


def tz_from(node: Any) -> dt.tzinfo | None:
    """The time zone a node describes."""
    if node is None:
        return None
    form, value = node
    if form == "offset":
        return dt.UTC if value == 0 else dt.timezone(dt.timedelta(seconds=value))
    return zoneinfo.ZoneInfo(value)


def _datetime(value: dt.datetime, _: Encoder) -> Any:
    return ["datetime", value.replace(tzinfo=None).isoformat(), _tz(value.tzinfo), value.fold]


def _from_datetime(body: list[Any], _: Decoder) -> dt.datetime:
    stamp, zone, fold = body
    return dt.datetime.fromisoformat(stamp).replace(tzinfo=tz_from(zone), fold=fold)


def array_node(value: np.ndarray[Any, Any], encoder: Encoder) -> Any:
    """An array as a node: its bytes, NumPy's own file format, or its items one by one when they are objects.

    The usual kinds of array go as bytes: a file's header costs more than most arrays.
    """
    if value.dtype.hasobject:
        if value.dtype != object:
            raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=f"ndarray of {value.dtype}"))
        return ["objects", list(value.shape), [encoder.node(item) for item in value.ravel().tolist()]]
    if _USUAL.fullmatch(value.dtype.str) and (value.ndim == 1 or value.flags.c_contiguous):
        return ["bytes-of", value.dtype.str, list(value.shape), encoder.blob(value.tobytes())]
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, value, allow_pickle=False)
    return ["array", encoder.blob(buffer.getvalue())]


def _from_bytes_of(body: list[Any], decoder: Decoder) -> np.ndarray[Any, Any]:
    form, shape, blob = body
    raw = decoder.blob(blob)
    if not _USUAL.fullmatch(form) or any(type(length) is not int or length < 0 for length in shape):
        raise WireError(messages.WIRE_MALFORMED)
    dtype = np.dtype(form)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise WireError(messages.WIRE_MALFORMED)
    return np.frombuffer(raw, dtype=dtype).reshape(shape).copy()


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
    flat[:] = _values(items, decoder) if items else []
    for position, item in enumerate(items):
        flat[position] = decoder.value(item)
    return flat.reshape([int(length) for length in shape])


def array_from(node: Any, decoder: Decoder) -> np.ndarray[Any, Any]:
    """The array a node describes, and nothing but an array."""
    value = decoder.value(node)
    if not isinstance(value, np.ndarray):
        raise WireError(messages.WIRE_MALFORMED)
    return value


def _scalar(value: np.generic, encoder: Encoder) -> Any:
    return ["scalar", array_node(np.asarray(value), encoder)]


def _from_range(body: list[Any], _: Decoder) -> range:
    value = range(*body)
    if len(value) > _MAX_LAZY_LENGTH:
        raise WireError(messages.WIRE_MALFORMED)
    return value


def _range(value: range, _: Encoder) -> Any:
    if len(value) > _MAX_LAZY_LENGTH:
        raise UnsendableError(messages.WIRE_TOO_LARGE.format(limit=0))
    return ["range", value.start, value.stop, value.step]


def _from_named(body: list[Any], decoder: Decoder) -> Any:
    name, fields, items = body
    if len(fields) != len(items) or len(fields) > 200:
        raise WireError(messages.WIRE_MALFORMED)
    return namedtuple(str(name), [str(field) for field in fields])(*_values(items, decoder))


def _from_decimal(body: list[Any], _: Decoder) -> Decimal:
    if len(body[0]) > 3000:
        raise WireError(messages.WIRE_MALFORMED)
    return Decimal(body[0])


def _from_fraction(body: list[Any], decoder: Decoder) -> Fraction:
    top, bottom = _values(body, decoder)
    if type(top) is not int or type(bottom) is not int:
        raise WireError(messages.WIRE_MALFORMED)
    return Fraction(top, bottom)


ENCODERS: dict[type, Callable[[Any, Any], Any]] = {
    type(None): lambda value, _: None,
    bool: lambda value, _: value,
    int: _int,
    float: lambda value, _: value,
    str: lambda value, _: value,
    complex: lambda value, _: ["complex", value.real, value.imag],
    bytes: lambda value, encoder: ["bytes", encoder.blob(value)],
    bytearray: lambda value, encoder: ["bytearray", encoder.blob(bytes(value))],
    list: _sequence("list"),
    tuple: _sequence("tuple"),
    set: _sequence("set"),
    frozenset: _sequence("frozenset"),
    deque: _sequence("deque"),
    type({}.keys()): _sequence("list"),
    type({}.values()): _sequence("list"),
    type({}.items()): _sequence("list"),
    dict: lambda value, encoder: ["dict", _pairs(value, encoder)],
    OrderedDict: lambda value, encoder: ["ordered", _pairs(value, encoder)],
    Counter: lambda value, encoder: ["counter", _pairs(value, encoder)],
    defaultdict: _defaultdict,
    range: _range,
    slice: lambda value, encoder: [
        "slice",
        *(encoder.node(x) for x in (value.start, value.stop, value.step)),
    ],
    type(Ellipsis): lambda value, _: ["ellipsis"],
    type(NotImplemented): lambda value, _: ["notimplemented"],
    Decimal: lambda value, _: ["decimal", str(value)],
    Fraction: lambda value, encoder: [
        "fraction",
        encoder.node(value.numerator),
        encoder.node(value.denominator),
    ],
    dt.datetime: _datetime,
    dt.date: lambda value, _: ["date", value.isoformat()],
    dt.time: lambda value, _: ["time", value.replace(tzinfo=None).isoformat(), _tz(value.tzinfo)],
    dt.timedelta: lambda value, _: ["timedelta", value.days, value.seconds, value.microseconds],
    dt.timezone: lambda value, _: ["tz", _tz(value)],
    zoneinfo.ZoneInfo: lambda value, _: ["tz", _tz(value)],
    uuid.UUID: lambda value, _: ["uuid", value.hex],
    PosixPath: lambda value, _: ["path", str(value)],
    np.ndarray: array_node,
}
for _name in [
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
]:
    ENCODERS[getattr(np, _name)] = _scalar

DECODERS: dict[str, Callable[[list[Any], Any], Any]] = {
    "int": _from_int,
    "complex": lambda body, _: complex(*body),
    "bytes": lambda body, decoder: decoder.blob(body[0]),
    "bytearray": lambda body, decoder: bytearray(decoder.blob(body[0])),
    "list": lambda body, decoder: _values(body[0], decoder),
    "tuple": lambda body, decoder: tuple(_values(body[0], decoder)),
    "set": lambda body, decoder: set(_values(body[0], decoder)),
    "frozenset": lambda body, decoder: frozenset(_values(body[0], decoder)),
    "deque": lambda body, decoder: deque(_values(body[0], decoder)),
    "dict": lambda body, decoder: _from_pairs(body[0], decoder),
    "ordered": lambda body, decoder: OrderedDict(_from_pairs(body[0], decoder)),
    "counter": lambda body, decoder: Counter(_from_pairs(body[0], decoder)),
    "defaultdict": lambda body, decoder: defaultdict(None, _from_pairs(body[0], decoder)),
    "range": _from_range,
    "slice": lambda body, decoder: slice(*_values(body, decoder)),
    "ellipsis": lambda body, _: Ellipsis,
    "notimplemented": lambda body, _: NotImplemented,
    "decimal": _from_decimal,
    "fraction": _from_fraction,
    "datetime": _from_datetime,
    "date": lambda body, _: dt.date.fromisoformat(body[0]),
    "time": lambda body, _: dt.time.fromisoformat(body[0]).replace(tzinfo=tz_from(body[1])),
    "timedelta": lambda body, _: dt.timedelta(*body),
    "tz": lambda body, _: tz_from(body[0]),
    "uuid": lambda body, _: uuid.UUID(hex=body[0]),
    "path": lambda body, _: PosixPath(body[0]),
    "bytes-of": _from_bytes_of,
    "array": _from_array,
    "objects": _from_objects,
    "scalar": lambda body, decoder: array_from(body[0], decoder)[()],
    "named": _from_named,
}
