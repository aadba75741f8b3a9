"""A table crosses to the learner's process once, and what happens to it on either side stays true."""

from __future__ import annotations

import pandas as pd
import pytest

from classroom.wire import codec
from classroom.wire.table_cache import Received, Sent, same_data


class Pair:
    """Both ends of the line, joined by bytes alone."""

    def __init__(self) -> None:
        self.sent, self.received = Sent(), Received()

    def bring(self, value: object) -> tuple[int, object]:
        """The size of the message [bytes], and what arrives."""
        raw = b"".join(codec.pack(value, None, self.sent))
        self.sent.left()
        return len(raw), codec.decode(raw, None, self.received)


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {"n": range(1000), "s": ["a", None] * 500, "t": pd.date_range("2024-01-01", periods=1000)}
    )


def test_table_sent_again_travels_as_its_number(table: pd.DataFrame) -> None:
    pair = Pair()
    first, one = pair.bring(table)
    second, other = pair.bring([table.copy(deep=False), 5])
    assert second < 100 < first
    pd.testing.assert_frame_equal(one, table)
    pd.testing.assert_frame_equal(other[0], table)


def test_table_that_was_written_to_arrives_anew_as_it_was_sent(table: pd.DataFrame) -> None:
    pair = Pair()
    _, found = pair.bring(table)
    found.loc[0, "n"] = 99
    found["more"] = 1
    pair.sent = Sent()
    _, again = pair.bring(table)
    pd.testing.assert_frame_equal(again, table)


def test_small_table_of_the_same_content_travels_as_its_number(table: pd.DataFrame) -> None:
    pair = Pair()
    pair.bring(table.head(20))
    size, found = pair.bring(table.head(20).copy(deep=True))
    assert size < 100
    pd.testing.assert_frame_equal(found, table.head(20))


def test_small_copies_written_to_travel_as_they_are_now(table: pd.DataFrame) -> None:
    pair, small = Pair(), table.head(20)
    pair.bring(small)
    for place, text in [(0, "b"), (1, "c")]:
        other = small.copy()
        other.loc[place, "s"] = text
        _, found = pair.bring(other)
        pd.testing.assert_frame_equal(found, other)


def test_small_tables_of_categories_in_another_order_are_not_taken_for_one_another() -> None:
    pair = Pair()
    for categories in (["a", "b"], ["b", "a"]):
        table = pd.DataFrame({"c": pd.Categorical.from_codes([0, 1], categories)})
        _, found = pair.bring(table)
        pd.testing.assert_frame_equal(found, table)


def test_table_of_lists_travels_whole_each_time() -> None:
    pair, table = Pair(), pd.DataFrame({"o": [[1], [2]]}, dtype=object)
    _, mine = pair.bring(table)
    mine.loc[0, "o"].append(5)
    _, found = pair.bring(table)
    pd.testing.assert_frame_equal(found, table)


def test_tables_of_a_failed_message_are_forgotten_and_no_others(table: pd.DataFrame) -> None:
    pair = Pair()
    pair.bring(table)
    with pytest.raises(codec.UnsendableError):
        codec.pack([table.head(9), table.assign(n=0), object()], None, pair.sent)
    pair.sent.failed()
    for each in (table.head(9).copy(), table.assign(n=0), table):
        _, found = pair.bring(each)
        pd.testing.assert_frame_equal(found, each)


def test_table_written_to_in_between_travels_as_it_is_now(table: pd.DataFrame) -> None:
    pair = Pair()
    pair.bring(table)
    table.loc[0, "n"] = -1
    _, found = pair.bring(table)
    pd.testing.assert_frame_equal(found, table)


@pytest.mark.parametrize("rows", [20, 1000])
@pytest.mark.parametrize("change", ["column", "text", "index", "columns", "order", "dtype"])
def test_table_that_differs_in_one_thing_is_not_taken_for_the_other(
    table: pd.DataFrame, change: str, rows: int
) -> None:
    table, pair = table.head(rows), Pair()
    pair.bring(table)
    other = {
        "column": lambda: table.assign(n=table["n"] * 2),
        "text": lambda: table.assign(s=table["s"].replace("a", "b")),
        "dtype": lambda: table.astype({"t": "datetime64[s]"}),
        "index": lambda: table.rename_axis("row"),
        "columns": lambda: table.rename(columns={"n": "m"}),
        "order": lambda: table.iloc[::-1],
    }[change]()
    _, found = pair.bring(other)
    pd.testing.assert_frame_equal(found, other)


def test_what_the_learner_does_to_a_copy_is_not_in_the_next(table: pd.DataFrame) -> None:
    pair = Pair()
    _, mine = pair.bring(table)
    mine["n"] = 0
    mine.loc[:, "s"] = "z"
    mine.index.name = "row"
    _, found = pair.bring(table)
    pd.testing.assert_frame_equal(found, table)


def test_table_of_a_message_that_failed_is_sent_whole_next_time(table: pd.DataFrame) -> None:
    pair = Pair()
    with pytest.raises(codec.UnsendableError):
        codec.pack([table, object()], None, pair.sent)
    pair.sent.failed()
    _, found = pair.bring(table)
    pd.testing.assert_frame_equal(found, table)


def test_objects_that_may_change_unseen_are_never_taken_for_the_same() -> None:
    table = pd.DataFrame({"o": [[1], [2]]}, dtype=object)
    assert not same_data(table, table.copy(deep=False))


@pytest.mark.parametrize("tag", ["keep", "again"])
def test_the_tests_side_takes_no_number_for_a_table(table: pd.DataFrame, tag: str) -> None:
    pair = Pair()
    raw = b"".join(codec.pack(table, None, pair.sent))
    if tag == "again":
        pair.sent.left()
        raw = b"".join(codec.pack(table, None, pair.sent))
    with pytest.raises(codec.WireError):
        codec.decode(raw)
