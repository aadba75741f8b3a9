"""Values cross the boundary unchanged, and no message of the learner's process does anything but fail."""

from __future__ import annotations

import datetime as dt
import json
import math
import socket
import struct
import threading
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classroom.kernel.client import Link
from classroom.kernel.errors import CannotPassError, LearnerGoneError
from classroom.wire import codec
from classroom.wire.codec import UnsendableError, WireError, decode, encode
from classroom.wire.messages import Answer, AnswerKind, AskName

Point = namedtuple("Point", "x y")

TABLE = pd.DataFrame(
    {
        "number": [1, 2],
        "text": ["x", None],
        "group": pd.Categorical(["u", "v"], ordered=True),
        "moment": pd.date_range("2020", periods=2, tz="Europe/Paris"),
        "maybe": pd.array([1, None], dtype="Int64"),
        "mixed": pd.Series([1, "x"], dtype=object),
        "month": pd.period_range("2020", periods=2, freq="M"),
        "span": pd.to_timedelta([1, 2], unit="h"),
        "rare": pd.arrays.SparseArray([0, 7], dtype="int32"),
    }
)
TWICE = TABLE.copy()
TWICE.columns = pd.Index(list("aabcdefgh"))

ROWS = np.arange(3)

SCALARS: list[Any] = [
    None,
    True,
    2**70,
    -1.5,
    float("inf"),
    1j,
    "\ud800",
    b"\0",
    (1, [2], {3}),
    {"a": {1: None}},
    range(3),
    slice(1, None),
    Decimal("1.10"),
    Fraction(1, 3),
    Counter("abc"),
    OrderedDict(a=1),
    deque([1]),
    {"a": 1}.keys(),
    {"a": [1]}.values(),
    {"a": 1}.items(),
    defaultdict(list, a=[1]),
    Point(1, 2),
    dt.date(2020, 1, 2),
    dt.datetime(2020, 1, 2, tzinfo=dt.UTC),
    dt.timedelta(1, 2, 3),
    np.float32(1.5),
    np.datetime64("2020-01-01"),
    pd.Timestamp("2020", tz="Europe/Paris"),
    pd.Timedelta("1h"),
    pd.Period("2020-01"),
    pd.Interval(1, 2),
    np.dtype("int32"),
    np.dtype(object),
    np.bool_(True),
    np.asfortranarray(np.arange(6).reshape(2, 3)),
    np.empty((0, 2), order="F"),
    pd.NA,
    pd.NaT,
    pd.array([1, None], dtype="Int64"),
    pd.Series([1, 2], name="n"),
    pd.Series(["u"], dtype="category"),
    pd.StringDtype(),
    pd.DatetimeTZDtype(tz="UTC"),
    pd.CategoricalDtype(["u", "v"], ordered=True),
]


MANY: list[Any] = [
    [0.1, -0.0, math.nan, math.inf] * 10,
    tuple(range(-20, 20)),
    [2**63 - 1, -(2**63)] * 20,
    [2**63] * 40,
    [2**70, 1, *range(40)],
    [True, False] * 20,
    [1, True] * 20,
    ["a", None, 1.5, "\ud800"] * 10,
    [1, 1.0] * 20,
    {str(number): number for number in range(40)},
    {number: [number] for number in range(40)},
    deque(map(float, range(40))),
    [[1.5] * 40] * 2,
]


@pytest.mark.parametrize("value", MANY, ids=range(len(MANY)))
def test_many_values_sent_and_received_are_the_same(value: Any) -> None:
    received = decode(encode(value))
    assert repr(received) == repr(value)
    assert type(received) is type(value)


def test_numbers_of_a_long_list_travel_as_their_bytes() -> None:
    assert len(encode([0.1] * 10_000)) < 81_000
    assert len(encode(list(range(10_000)))) < 81_000


def test_byte_string_that_is_asked_for_twice_is_malformed() -> None:
    head = b'["list",[["list",{"d":0}],["list",{"d":0}]]]'
    with pytest.raises(WireError):
        decode(struct.pack(">III", len(head), 1, 8) + head + bytes(8))


@pytest.mark.parametrize("value", SCALARS, ids=repr)
def test_value_sent_and_received_is_the_same(value: Any) -> None:
    received = decode(encode(value))
    assert repr(received) == repr(value)
    assert type(received).__name__ == type(value).__name__


@pytest.mark.parametrize(
    "frame", [TABLE, TWICE, TABLE.set_index(["number", "text"]), TABLE.isna(), pd.DataFrame()]
)
def test_table_sent_and_received_is_the_same(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(decode(encode(frame)), frame)


def test_index_keeps_its_frequency_and_names() -> None:
    for index in (
        pd.date_range("2020", periods=5, freq="MS", name="month"),
        pd.MultiIndex.from_product([[1, 2], ["a"]], names=["x", None]),
    ):
        pd.testing.assert_index_equal(decode(encode(index)), index, exact=True)


def test_column_that_does_not_exist_is_refused_not_guessed() -> None:
    class Table(pd.DataFrame):
        pass

    for value in (Table(), object(), lambda: 1, type("Fake", (float,), {})(20.0), iter([1])):
        with pytest.raises(UnsendableError, match="cannot be passed to the tests"):
            encode(value)


@pytest.mark.parametrize(
    "value", [np.zeros(1, dtype=[("a", object)]), pd.RangeIndex(10**12)], ids=["objects within", "endless"]
)
def test_value_that_cannot_be_sent_is_refused(value: Any) -> None:
    with pytest.raises(UnsendableError):
        encode(value)


@pytest.mark.parametrize(
    "body", [["O", [1]], ["<i8", [-1]], ["<i8", [3]]], ids=["of objects", "negative", "too short"]
)
def test_array_whose_form_does_not_fit_its_bytes_is_no_value(body: list[Any]) -> None:
    head = json.dumps(["bytes-of", *body, 0]).encode()
    with pytest.raises(WireError):
        decode(struct.pack(">III", len(head), 1, 8) + head + b"\0" * 8)


def test_list_inside_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(UnsendableError, match="containing itself"):
        encode(loop)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400))
def test_random_bytes_are_no_value(raw: bytes) -> None:
    with pytest.raises(WireError):
        decode(raw)


_TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["d", "q", "plain"]), inner, max_size=2)
    ),
    max_leaves=20,
)
_TAGS = st.sampled_from(
    [
        "int",
        "complex",
        "bytes",
        "list",
        "tuple",
        "set",
        "dict",
        "counter",
        "defaultdict",
        "keys",
        "values",
        "items",
        "range",
        "slice",
        "decimal",
        "fraction",
        "datetime",
        "date",
        "time",
        "timedelta",
        "tz",
        "uuid",
        "array",
        "objects",
        "scalar",
        "named",
        "frame",
        "series",
        "rangeindex",
        "multi",
        "index",
        "strings",
        "categorical",
        "zoned",
        "periods",
        "intervals",
        "masked",
        "timestamp",
        "timedelta64",
        "period",
        "interval",
        "categories",
        "singleton",
        "dtype",
        "stringdtype",
        "pandasdtype",
        "handle",
    ]
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(_TAGS, st.lists(_TREES, max_size=5), st.lists(st.binary(max_size=60), max_size=2))
def test_malformed_trees_give_plain_data_or_a_wire_error(
    tag: str, body: list[Any], blobs: list[bytes]
) -> None:
    head = json.dumps([tag, *body]).encode()
    raw = struct.pack(f">II{len(blobs)}I", len(head), len(blobs), *map(len, blobs)) + head + b"".join(blobs)
    try:
        value = decode(raw)
    except WireError:
        return
    assert type(value).__module__.split(".")[0] in {
        "builtins",
        "collections",
        "datetime",
        "decimal",
        "fractions",
        "numpy",
        "pandas",
        "uuid",
        "zoneinfo",
        "classroom",
        "_zoneinfo",
        "pathlib",
    }


def _npy(header: bytes) -> bytes:
    """The head of a NumPy file."""
    return b"\x93NUMPY\x01\x00v\x00" + header.ljust(117) + b"\n"


@pytest.mark.parametrize(
    "raw",
    [
        _npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"),
        _npy(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"),
        _npy(b"{'descr': '|V0', 'fortran_order': False, 'shape': (10**9,), }"),
        b"\x80\x04\x95",
    ],
)
def test_array_that_claims_more_than_it_holds_is_no_value(raw: bytes) -> None:
    head = b'["array",0]'
    with pytest.raises(WireError):
        decode(struct.pack(">III", len(head), 1, len(raw)) + head + raw)


@pytest.mark.parametrize(
    "tree",
    [
        '["range",0,1000000000000,1]',
        '["int","0x' + "f" * 5000 + '"]',
        '["rangeindex",0,9999999999,1,null]',
        '["fraction",1,0]',
        '["zone","../../etc/passwd"]',
        '["tz",["zone","/etc/passwd"]]',
    ],
)
def test_value_that_is_cheap_to_send_and_dear_to_use_is_no_value(tree: str) -> None:
    with pytest.raises(WireError):
        decode(struct.pack(">II", len(tree), 0) + tree.encode())


@contextmanager
def _answering(reply: bytes) -> Iterator[Link]:
    """A link whose other end answers the first question with these bytes, then closes."""
    own, other = socket.socketpair()

    def answer() -> None:
        with other:
            other.recv(65536)
            other.sendall(reply)

    thread = threading.Thread(target=answer)
    thread.start()
    with own:
        yield Link(own)
        thread.join()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200) | st.builds(lambda b: struct.pack(">I", len(b)) + b, st.binary(max_size=200)))
def test_link_given_any_bytes_says_the_learner_is_gone(reply: bytes) -> None:
    with _answering(reply) as link, pytest.raises(LearnerGoneError):
        link.ask(AskName("x"))


@pytest.mark.parametrize(
    "answer",
    [
        {"sequence": 1},
        {"sequence": 1, "value": 1},
        {"sequence": 1, "kind": "value"},
        {"sequence": 1, "kind": "other", "value": 1},
        {"sequence": 1, "kind": "value", "value": 1, "changed": 3},
        {"sequence": 1, "kind": "value", "value": 1, "changed": [[9, []]]},
        {"sequence": 1, "kind": "value", "value": 1, "same": 7},
        {"sequence": 1, "kind": "value", "value": 1, "same": "x"},
        {"sequence": 1, "kind": "value", "value": 1, "same": 1.5},
        {"sequence": 1, "kind": "value", "value": 1, "surprise": 1},
        {"sequence": 1, "kind": "raised", "error": []},
        {"sequence": 1, "kind": "unsendable", "why": 7},
        {"sequence": 2, "kind": "value", "value": 1},
        {"callback": 0, "args": (), "kwargs": {}},
        {"callback": "x"},
        [1],
    ],
)
def test_link_given_an_odd_answer_says_the_learner_is_gone(answer: Any) -> None:
    raw = encode(answer)
    with (
        _answering(struct.pack(">I", len(raw)) + raw) as link,
        pytest.raises((LearnerGoneError, CannotPassError)),
    ):
        link.ask(AskName("x"))


def test_link_never_raises_what_would_end_the_tests() -> None:
    for name in ("SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "__import__"):
        raw = encode(
            Answer(
                1,
                AnswerKind.RAISED,
                error={"types": [name, "BaseException"], "text": "x", "args": ["x"]},
            ).to_wire()
        )
        with _answering(struct.pack(">I", len(raw)) + raw) as link:
            with pytest.raises(Exception, match="x") as caught:
                link.ask(AskName("x"))
            assert isinstance(caught.value, Exception)


def test_list_under_two_names_stays_one_list() -> None:
    row = [0, 0]
    found = decode(encode({"grid": [row, row], "copies": [[0], [0]], "arrays": (ROWS, ROWS)}))
    assert found["grid"][0] is found["grid"][1]
    assert found["copies"][0] is not found["copies"][1]
    assert found["arrays"][0] is found["arrays"][1]


def test_list_of_lists_of_the_same_list_is_refused_before_it_is_endless() -> None:
    value: list[Any] = [1]
    for _ in range(40):
        value = [value, value]
    raw = encode(value)
    assert len(raw) < 10_000
    with pytest.raises(WireError):
        decode(raw)


@pytest.mark.parametrize("tag", ["objects", "list", "tuple", "dict"])
def test_nested_message_is_decoded_in_linear_time(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    depth, node = 200, 7
    tree: Any = node
    for _ in range(depth):
        body = {"objects": [[1], [tree]], "dict": [[0], [tree]]}.get(tag, [[tree]])
        tree = [tag, *body]
    calls = 0
    value = codec.Decoder.value

    def counted(self: codec.Decoder, node: Any) -> Any:
        nonlocal calls
        calls += 1
        return value(self, node)

    monkeypatch.setattr(codec.Decoder, "value", counted)
    codec.decode(b"".join(codec.Encoder().finish(tree)))
    assert calls <= 2 * depth + 1


@pytest.mark.parametrize("node", [["as", 0], ["first", 0, ["as", 0]], ["first", [], []], ["as", None]])
def test_reference_to_nothing_is_malformed(node: list[Any]) -> None:
    head = json.dumps(node).encode()
    with pytest.raises(WireError):
        decode(struct.pack(">II", len(head), 0) + head)
