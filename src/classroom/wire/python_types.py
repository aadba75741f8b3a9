"""How Python's own values travel (see `codec`)."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from array import array
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath
from typing import Any

from classroom import messages
from classroom.wire.errors import UnsendableError, WireError
from classroom.wire.forms import Encode, Form, encoders
from classroom.wire.interfaces import Decoder, Encoder

__all__ = ["ENCODERS", "FORMS", "kind", "tz_from", "tz_node"]

_MAX_INT_BITS = 8192  # longer integers are refused: printing one would take the other side seconds
_MAX_LAZY_LENGTH = 10_000_000  # length of a range: it costs nothing to send and everything to expand
_PACKED_FROM = 32  # items; for fewer, a byte string of their own costs more than it saves
_PLAIN = {type(None), bool, float, str}  # JSON has them
_FACTORIES: dict[str, type] = {
    kind.__name__: kind for kind in (bool, dict, float, int, list, set, str, tuple)
}  # of default dictionaries: those that are not the student's code


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


def _raw(value: Any, encoder: Encoder) -> Any:
    return [encoder.blob(bytes(value))]


def _items(value: Any, encoder: Encoder) -> Any:
    return [_packed(value, encoder)]


def _packed(values: Collection[Any], encoder: Encoder) -> Any:
    """Many numbers as their bytes, many other plain values as they are, and of everything else the nodes."""
    kinds = set(map(type, values)) if len(values) >= _PACKED_FROM else {object}
    if kinds == {float}:
        return {"d": encoder.blob(memoryview(array("d", values)).cast("B"))}
    if kinds == {int} and min(values) >= -(2**63) and max(values) < 2**63:
        return {"q": encoder.blob(memoryview(array("q", values)).cast("B"))}
    if kinds <= _PLAIN:
        return {"plain": list(values)}
    return [encoder.node(item) for item in values]


def _values(items: Any, decoder: Decoder) -> Iterator[Any]:
    """What `_packed` wrote: by `map`, and no loop, so that depth costs the stack two frames a level."""
    if type(items) is dict:
        return iter(_unpacked(items, decoder))
    if type(items) is not list:
        raise WireError(messages.WIRE_MALFORMED)
    return map(decoder.value, items)


def _unpacked(items: dict[str, Any], decoder: Decoder) -> Iterable[Any]:
    ((form, body),) = items.items()
    if form in ("d", "q"):
        numbers: array[Any] = array(form)
        numbers.frombytes(decoder.blob(body))
        return numbers
    if form != "plain" or type(body) is not list or not set(map(type, body)) <= _PLAIN:
        raise WireError(messages.WIRE_MALFORMED)
    return body


def _pairs(value: dict[Any, Any], encoder: Encoder) -> list[Any]:
    return [_packed(value.keys(), encoder), _packed(value.values(), encoder)]


def _from_pairs(body: list[Any], decoder: Decoder) -> dict[Any, Any]:
    keys, items = body
    known = list(_values(keys, decoder))  # all keys first: an item may be the same object as one of them
    return dict(zip(known, _values(items, decoder), strict=True))


def _default(value: defaultdict[Any, Any], encoder: Encoder) -> list[Any]:
    """What was filled in, and the factory where it is not the student's code."""
    name = getattr(value.default_factory, "__name__", None)
    return [name if _FACTORIES.get(str(name)) is value.default_factory else None, *_pairs(value, encoder)]


def _from_default(body: list[Any], decoder: Decoder) -> defaultdict[Any, Any]:
    name, *pairs = body
    return defaultdict(None if name is None else _FACTORIES[name], _from_pairs(pairs, decoder))


def tz_node(value: Any) -> Any:
    """A time zone as a node: a name of the zone database, or an offset in seconds."""
    if value is None:
        return None
    if type(value) is dt.timezone:
        offset = value.utcoffset(None)
        return ["offset", offset.total_seconds()]
    if isinstance(value, zoneinfo.ZoneInfo) and value.key:
        return ["zone", value.key]
    raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=kind(value)))


def tz_from(node: Any) -> dt.tzinfo | None:
    """The time zone a node describes."""
    if node is None:
        return None
    form, value = node
    if form == "offset":
        return dt.UTC if value == 0 else dt.timezone(dt.timedelta(seconds=value))
    return zoneinfo.ZoneInfo(value)


def _datetime(value: dt.datetime, _: Encoder) -> Any:
    return [value.replace(tzinfo=None).isoformat(), tz_node(value.tzinfo), value.fold]


def _from_datetime(body: list[Any], _: Decoder) -> dt.datetime:
    stamp, zone, fold = body
    return dt.datetime.fromisoformat(stamp).replace(tzinfo=tz_from(zone), fold=fold)


def _from_range(body: list[Any], _: Decoder) -> range:
    value = range(*body)
    if len(value) > _MAX_LAZY_LENGTH:
        raise WireError(messages.WIRE_MALFORMED)
    return value


def _range(value: range, _: Encoder) -> Any:
    if len(value) > _MAX_LAZY_LENGTH:
        raise UnsendableError(messages.WIRE_TOO_LARGE.format(limit=0))
    return [value.start, value.stop, value.step]


def _from_named(body: list[Any], decoder: Decoder) -> Any:
    name, fields, items = body
    if len(fields) != len(items) or len(fields) > 200:
        raise WireError(messages.WIRE_MALFORMED)
    return namedtuple(str(name), [str(field) for field in fields])(*_values(items, decoder))


def _from_decimal(body: list[Any], _: Decoder) -> Decimal:
    if len(body[0]) > 3000:
        raise WireError(messages.WIRE_MALFORMED)
    return Decimal(body[0])


def _fraction(value: Fraction, encoder: Encoder) -> Any:
    return [encoder.node(value.numerator), encoder.node(value.denominator)]


def _from_fraction(body: list[Any], decoder: Decoder) -> Fraction:
    top, bottom = _values(body, decoder)
    if type(top) is not int or type(bottom) is not int:
        raise WireError(messages.WIRE_MALFORMED)
    return Fraction(top, bottom)


_UNTAGGED: dict[type, Encode] = {  # JSON has them
    type(None): lambda value, _: value,
    bool: lambda value, _: value,
    float: lambda value, _: value,
    str: lambda value, _: value,
}

FORMS = (
    Form("complex", (complex,), lambda value, _: [value.real, value.imag], lambda body, _: complex(*body)),
    Form("bytes", (bytes,), _raw, lambda body, decoder: bytes(decoder.blob(body[0]))),
    Form("bytearray", (bytearray,), _raw, lambda body, decoder: bytearray(decoder.blob(body[0]))),
    Form("list", (list,), _items, lambda body, decoder: list(_values(body[0], decoder))),
    Form(
        "keys",
        (type({}.keys()),),
        _items,
        lambda body, decoder: dict.fromkeys(_values(body[0], decoder)).keys(),
    ),
    Form(
        "values",
        (type({}.values()),),
        _items,
        lambda body, decoder: dict(enumerate(_values(body[0], decoder))).values(),
    ),
    Form("items", (type({}.items()),), _items, lambda body, decoder: dict(_values(body[0], decoder)).items()),
    Form("tuple", (tuple,), _items, lambda body, decoder: tuple(_values(body[0], decoder))),
    Form("set", (set,), _items, lambda body, decoder: set(_values(body[0], decoder))),
    Form("frozenset", (frozenset,), _items, lambda body, decoder: frozenset(_values(body[0], decoder))),
    Form("deque", (deque,), _items, lambda body, decoder: deque(_values(body[0], decoder))),
    Form("dict", (dict,), _pairs, _from_pairs),
    Form("ordered", (OrderedDict,), _pairs, lambda body, decoder: OrderedDict(_from_pairs(body, decoder))),
    Form("counter", (Counter,), _pairs, lambda body, decoder: Counter(_from_pairs(body, decoder))),
    Form("defaultdict", (defaultdict,), _default, _from_default),
    Form(
        "named", (), None, _from_named
    ),  # written by pandas_types.encode_special, like all families of types
    Form("range", (range,), _range, _from_range),
    Form(
        "slice",
        (slice,),
        lambda value, encoder: [encoder.node(each) for each in (value.start, value.stop, value.step)],
        lambda body, decoder: slice(*_values(body, decoder)),
    ),
    Form("ellipsis", (type(Ellipsis),), lambda _, __: [], lambda _, __: Ellipsis),
    Form("notimplemented", (type(NotImplemented),), lambda _, __: [], lambda _, __: NotImplemented),
    Form("int", (), None, _from_int),  # written by `_int` where JSON's numbers are too short
    Form("decimal", (Decimal,), lambda value, _: [str(value)], _from_decimal),
    Form("fraction", (Fraction,), _fraction, _from_fraction),
    Form("datetime", (dt.datetime,), _datetime, _from_datetime),
    Form(
        "date",
        (dt.date,),
        lambda value, _: [value.isoformat()],
        lambda body, _: dt.date.fromisoformat(body[0]),
    ),
    Form(
        "time",
        (dt.time,),
        lambda value, _: [value.replace(tzinfo=None).isoformat(), tz_node(value.tzinfo)],
        lambda body, _: dt.time.fromisoformat(body[0]).replace(tzinfo=tz_from(body[1])),
    ),
    Form(
        "timedelta",
        (dt.timedelta,),
        lambda value, _: [value.days, value.seconds, value.microseconds],
        lambda body, _: dt.timedelta(*body),
    ),
    Form(
        "tz",
        (dt.timezone, zoneinfo.ZoneInfo),
        lambda value, _: [tz_node(value)],
        lambda body, _: tz_from(body[0]),
    ),
    Form("uuid", (uuid.UUID,), lambda value, _: [value.hex], lambda body, _: uuid.UUID(hex=body[0])),
    Form("path", (PosixPath,), lambda value, _: [str(value)], lambda body, _: PosixPath(body[0])),
)
ENCODERS: dict[type, Encode] = {**_UNTAGGED, int: _int, **encoders(FORMS)}
