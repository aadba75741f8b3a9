"""How the values of a pandas column travel, by the column's dtype (see `codec`)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from classroom import messages
from classroom.wire.array_types import array_from, array_node
from classroom.wire.errors import UnsendableError, WireError
from classroom.wire.forms import Form
from classroom.wire.interfaces import Decoder, Encoder
from classroom.wire.python_types import tz_from, tz_node

__all__ = ["FORMS", "MASKED", "dtype_parts", "index_from", "string_dtype", "values_node"]

_FEW = 300  # texts for which pandas' machinery costs more than a loop
MASKED = frozenset(
    [
        "Int8",
        "Int16",
        "Int32",
        "Int64",
        "UInt8",
        "UInt16",
        "UInt32",
        "UInt64",
        "Float32",
        "Float64",
        "boolean",
    ]
)  # pandas' nullable types


def values_node(values: Any, encoder: Encoder) -> Any:
    """The values of a column or an index."""
    dtype = values.dtype
    if isinstance(dtype, np.dtype):
        return array_node(np.asarray(values), encoder)
    if isinstance(dtype, pd.StringDtype):
        return ["strings", *dtype_parts(dtype), *_texts(values, encoder)]
    if isinstance(dtype, pd.CategoricalDtype):
        return [
            "categorical",
            array_node(np.asarray(values.codes), encoder),
            encoder.node(dtype.categories),
            bool(dtype.ordered),
        ]
    if isinstance(dtype, pd.DatetimeTZDtype):
        return ["zoned", array_node(values.asi8, encoder), dtype.unit, tz_node(dtype.tz)]
    if isinstance(dtype, pd.PeriodDtype):
        # str(dtype) is "period[M]": the alias that periods are made from
        return ["periods", array_node(values.asi8, encoder), str(dtype)[7:-1]]
    if isinstance(dtype, pd.IntervalDtype):
        return ["intervals", encoder.node(values.left), encoder.node(values.right), dtype.closed]
    if isinstance(dtype, pd.SparseDtype):
        dense = np.asarray(values).astype(dtype.subtype)
        return ["sparse", array_node(dense, encoder), encoder.node(dtype.fill_value)]
    if str(dtype) in MASKED:
        return [
            "masked",
            str(dtype),
            array_node(values._data, encoder),
            array_node(np.asarray(values._mask), encoder),
        ]
    raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=f"array of {dtype}"))


def _zoned(body: list[Any], decoder: Decoder) -> Any:
    stamps, unit, zone = body
    plain = pd.DatetimeIndex(array_from(stamps, decoder).view(f"M8[{unit}]"))
    return plain.tz_localize("UTC").tz_convert(tz_from(zone)).array


def dtype_parts(dtype: pd.StringDtype) -> list[str]:
    return [dtype.storage, "NA" if dtype.na_value is pd.NA else "nan"]


def _texts(values: Any, encoder: Encoder) -> list[Any]:
    """Strings as the different ones, in one byte string with zero bytes between, and which is where."""
    items = np.asarray(values, dtype=object)
    if len(items) < _FEW:
        seen: dict[str, int] = {}
        codes: Any = np.array(
            [seen.setdefault(item, len(seen)) if isinstance(item, str) else -1 for item in items.tolist()],
            dtype=np.int32,
        )
        different = list(seen)
    else:
        codes, found = pd.factorize(items)  # -1 where one is missing
        different = found.tolist()
    joined = "\0".join(different)
    if joined.count("\0") != max(len(different) - 1, 0):
        raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind="text with zero characters"))
    return [encoder.blob(joined.encode("utf-8", "surrogatepass")), array_node(codes.astype("i4"), encoder)]


def _strings(body: list[Any], decoder: Decoder) -> Any:
    storage, missing_as, blob, places = body
    codes = array_from(places, decoder)
    joined = str(decoder.blob(blob), "utf-8", "surrogatepass")
    different = joined.split("\0") if len(codes) and codes.max() >= 0 else []
    if codes.dtype != np.int32 or codes.ndim != 1 or (len(codes) and codes.min() < -1):
        raise WireError(messages.WIRE_MALFORMED)
    items = np.array([*different, None], dtype=object)[codes]
    return pd.array(items, dtype=string_dtype([storage, missing_as]))


def _masked(body: list[Any], decoder: Decoder) -> Any:
    name, data, mask = body
    if name not in MASKED:
        raise WireError(messages.WIRE_MALFORMED)
    dtype: Any = pd.api.types.pandas_dtype(name)
    return dtype.construct_array_type()(array_from(data, decoder), array_from(mask, decoder))


def string_dtype(body: list[Any]) -> Any:
    storage, missing = body
    if storage not in ("python", "pyarrow"):
        raise WireError(messages.WIRE_MALFORMED)
    return pd.StringDtype(storage, na_value=pd.NA if missing == "NA" else np.nan)


_PERIODS: Any = pd.PeriodIndex  # the stubs do not know from_ordinals


def index_from(node: Any, decoder: Decoder) -> pd.Index[Any]:
    value = decoder.value(node)
    if not isinstance(value, pd.Index):
        raise WireError(messages.WIRE_MALFORMED)
    return value


def _from_categorical(body: list[Any], decoder: Decoder) -> Any:
    codes, categories, ordered = body
    return pd.Categorical.from_codes(
        array_from(codes, decoder), categories=index_from(categories, decoder), ordered=ordered
    )


def _from_periods(body: list[Any], decoder: Decoder) -> Any:
    return _PERIODS.from_ordinals(array_from(body[0], decoder), freq=str(body[1])).array


def _from_intervals(body: list[Any], decoder: Decoder) -> Any:
    left, right, closed = body
    return pd.arrays.IntervalArray.from_arrays(
        index_from(left, decoder), index_from(right, decoder), closed=closed
    )


def _from_sparse(body: list[Any], decoder: Decoder) -> Any:
    return pd.arrays.SparseArray(array_from(body[0], decoder), fill_value=decoder.value(body[1]))


# Written by `values_node`: the tag depends on the dtype.
FORMS = (
    Form("strings", (), None, _strings),
    Form("categorical", (), None, _from_categorical),
    Form("zoned", (), None, _zoned),
    Form("periods", (), None, _from_periods),
    Form("intervals", (), None, _from_intervals),
    Form("masked", (), None, _masked),
    Form("sparse", (), None, _from_sparse),
)
