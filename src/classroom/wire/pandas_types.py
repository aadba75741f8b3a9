"""How pandas objects travel (see `codec`): raw arrays plus what pandas needs to rebuild them exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset

from classroom import messages
from classroom.wire.array_types import array_from, array_node
from classroom.wire.errors import UnsendableError, WireError
from classroom.wire.forms import Encode, Form, encoders
from classroom.wire.interfaces import Decoder, Encoder
from classroom.wire.pandas_columns import MASKED, dtype_parts, index_from, string_dtype, values_node
from classroom.wire.python_types import kind, tz_from, tz_node

__all__ = ["ENCODERS", "FORMS", "encode_special"]

_MAX_LAZY_LENGTH = 10_000_000
_STORED = frozenset(
    ["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f4", "<f8"]
    + [f"<{letter}8[{unit}]" for letter in "mM" for unit in ("s", "ms", "us", "ns")]
)  # dtypes of columns that pandas takes as they are


def _index(value: Any, encoder: Encoder) -> Any:
    form = type(value)
    if form is pd.RangeIndex:
        if len(value) > _MAX_LAZY_LENGTH:
            raise UnsendableError(messages.WIRE_TOO_LARGE.format(limit=0))
        return ["rangeindex", value.start, value.stop, value.step, encoder.node(value.name)]
    if form is pd.MultiIndex:
        return [
            "multi",
            [_index(level, encoder) for level in value.levels],
            [array_node(np.asarray(codes), encoder) for codes in value.codes],
            [encoder.node(name) for name in value.names],
        ]
    if form.__name__ not in _INDEXES or getattr(pd, form.__name__) is not form:
        raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=kind(value)))
    freq = value.freqstr if form in (pd.DatetimeIndex, pd.TimedeltaIndex) else None
    values = value.array if not isinstance(value.dtype, np.dtype) else value.to_numpy()
    return ["index", form.__name__, values_node(values, encoder), encoder.node(value.name), freq]


_INDEXES = ("Index", "DatetimeIndex", "TimedeltaIndex", "CategoricalIndex", "PeriodIndex", "IntervalIndex")


def _from_rangeindex(body: list[Any], decoder: Decoder) -> Any:
    start, stop, step, name = body
    value = pd.RangeIndex(start, stop, step, name=decoder.value(name))
    if len(value) > _MAX_LAZY_LENGTH:
        raise WireError(messages.WIRE_MALFORMED)
    return value


def _from_multi(body: list[Any], decoder: Decoder) -> Any:
    levels, codes, names = body
    make: Any = pd.MultiIndex  # the stubs want lists of numbers where pandas wants arrays
    return make(
        levels=[index_from(level, decoder) for level in levels],
        codes=[array_from(code, decoder) for code in codes],
        names=[decoder.value(name) for name in names],
        verify_integrity=True,
    )


def _from_index(body: list[Any], decoder: Decoder) -> Any:
    form, values, name, freq = body
    if form not in _INDEXES:
        raise WireError(messages.WIRE_MALFORMED)
    data = decoder.value(values)
    if form == "Index":
        return pd.Index(data, dtype=data.dtype, name=decoder.value(name))
    index = getattr(pd, form)(data, name=decoder.value(name))
    if freq is not None:
        index.freq = to_offset(freq)
    return index


def _series(value: pd.Series[Any], encoder: Encoder) -> Any:
    values = value.array if not isinstance(value.dtype, np.dtype) else value.to_numpy()
    return [values_node(values, encoder), _index(value.index, encoder), encoder.node(value.name)]


def _from_series(body: list[Any], decoder: Decoder) -> Any:
    values, index, name = body
    data = decoder.value(values)
    return pd.Series(data, index=index_from(index, decoder), name=decoder.value(name), dtype=data.dtype)


def _frame(value: pd.DataFrame, encoder: Encoder) -> Any:
    # Not column by column with `iloc`, which makes a Series of each: most of the time of a small table.
    frame: Any = value
    columns = [values_node(values, encoder) for values in frame._iter_column_arrays()]
    return [_index(value.columns, encoder), _index(value.index, encoder), columns]


def _from_frame(body: list[Any], decoder: Decoder) -> Any:
    names, index, columns = body
    rows, labels = index_from(index, decoder), index_from(names, decoder)
    if len(labels) != len(columns):
        raise WireError(messages.WIRE_MALFORMED)
    data = [decoder.value(column) for column in columns]
    if all(map(_is_as_stored, data)):
        table: Any = pd.DataFrame  # it checks that each has one dimension and the index's length
        return table._from_arrays(data, labels, rows, verify_integrity=False)
    # By position: labels may be duplicated. Objects would be looked at for a better type.
    columns = {
        place: pd.Series(item, index=rows, dtype=object) if item.dtype == object else item
        for place, item in enumerate(data)
    }
    frame = pd.DataFrame(columns, index=rows, copy=False)
    frame.columns = labels
    return frame


def _is_as_stored(values: Any) -> bool:
    """Whether pandas would keep a column's values as they are."""
    if isinstance(values, np.ndarray):
        return values.dtype.str in _STORED
    return isinstance(values, pd.api.extensions.ExtensionArray)


def _timestamp(value: pd.Timestamp, encoder: Encoder) -> Any:
    return [value.asm8.view("i8").item(), value.unit, tz_node(value.tz)]


def _from_timestamp(body: list[Any], _: Decoder) -> Any:
    count, unit, zone = body
    stamp = pd.Timestamp(np.datetime64(count, unit))
    return stamp if zone is None else stamp.tz_localize("UTC").tz_convert(tz_from(zone))


def _interval(value: Any, encoder: Encoder) -> Any:
    return [encoder.node(value.left), encoder.node(value.right), value.closed]


def _from_interval(body: list[Any], decoder: Decoder) -> Any:
    return pd.Interval(decoder.value(body[0]), decoder.value(body[1]), closed=body[2])


def _categories(value: Any, encoder: Encoder) -> Any:
    return [None if value.categories is None else _index(value.categories, encoder), value.ordered]


def _from_categories(body: list[Any], decoder: Decoder) -> Any:
    return pd.CategoricalDtype(None if body[0] is None else index_from(body[0], decoder), body[1])


def _singleton(value: Any, _: Encoder) -> Any:
    return ["NA" if value is pd.NA else "NaT"]


def _from_singleton(body: list[Any], _: Decoder) -> Any:
    return {"NA": pd.NA, "NaT": pd.NaT}[body[0]]


def encode_special(value: Any, encoder: Encoder) -> Any:
    """Encode what is known by its family and not by one exact type; None when the value is of no such
    family.
    """
    if isinstance(value, pd.Index) and type(value).__module__.partition(".")[0] == "pandas":
        return _index(value, encoder)
    if (
        isinstance(value, pd.api.extensions.ExtensionArray)
        and type(value).__module__.partition(".")[0] == "pandas"
    ):
        return values_node(value, encoder)
    if isinstance(value, np.dtype) and not value.hasobject:
        return ["dtype", value.str]
    if isinstance(value, np.dtype) and value == np.dtype(object):
        return ["dtype", "O"]
    if type(value) is pd.StringDtype:
        return ["stringdtype", *dtype_parts(value)]
    if type(value) in (pd.DatetimeTZDtype, pd.PeriodDtype, pd.IntervalDtype, pd.SparseDtype) or (
        str(value) in MASKED and (isinstance(value, pd.api.extensions.ExtensionDtype))
    ):
        return ["pandasdtype", str(value)]
    if isinstance(value, tuple) and type(value).__bases__ == (tuple,):
        fields = getattr(type(value), "_fields", None)
        if (
            type(fields) is tuple
            and all(type(field) is str for field in fields)
            and len(fields) == len(value)
        ):
            items = [encoder.node(item) for item in tuple.__iter__(value)]
            return ["named", type(value).__name__, list(fields), items]
    return None


def _from_dtype(body: list[Any], _: Decoder) -> Any:
    return np.dtype(str(body[0]))


# Columns and indexes are written by `values_node` and `_index`, dtypes by `encode_special`: their tags
# depend on more than the type.
FORMS = (
    Form("frame", (pd.DataFrame,), _frame, _from_frame),
    Form("series", (pd.Series,), _series, _from_series),
    Form("rangeindex", (), None, _from_rangeindex),
    Form("multi", (), None, _from_multi),
    Form("index", (), None, _from_index),
    Form("timestamp", (pd.Timestamp,), _timestamp, _from_timestamp),
    Form(
        "timedelta64",
        (pd.Timedelta,),
        lambda value, _: [value.asm8.view("i8").item(), value.unit],
        lambda body, _: pd.Timedelta(np.timedelta64(body[0], body[1])),
    ),
    Form(
        "period",
        (pd.Period,),
        lambda value, _: [value.ordinal, value.freqstr],
        lambda body, _: pd.Period(ordinal=body[0], freq=str(body[1])),
    ),
    Form("interval", (pd.Interval,), _interval, _from_interval),
    Form("categories", (pd.CategoricalDtype,), _categories, _from_categories),
    Form("singleton", (type(pd.NA), type(pd.NaT)), _singleton, _from_singleton),
    Form("dtype", (), None, _from_dtype),
    Form("stringdtype", (), None, lambda body, _: string_dtype(body)),
    Form("pandasdtype", (), None, lambda body, _: pd.api.types.pandas_dtype(str(body[0]))),
)
ENCODERS: dict[type, Encode] = {**encoders(FORMS), pd.Categorical: values_node}
