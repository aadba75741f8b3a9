"""checks on Series and DataFrames: columns, rows and labels first, then the first value that differs."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from digital_factory import checks
from digital_factory.checks import CheckFailed

EXPECTED = pd.DataFrame(
    {
        "service": ["S1", "S2", "S3"],
        "stage": ["security", "security", "release"],
        "entered": pd.to_datetime(["2026-03-01", "2026-03-02", "2026-03-05"]),
        "wait_days": [3.0, np.nan, 5.0],
        "done": [True, False, True],
    }
)
KEY = ["service"]


def frame_message(found: object, **kwargs) -> str:
    with pytest.raises(CheckFailed) as caught:
        checks.frame(lambda: found, "waits", **{"equals": EXPECTED, "key": KEY} | kwargs)
    return str(caught.value)


def series_message(found: object, **kwargs) -> str:
    with pytest.raises(CheckFailed) as caught:
        checks.series(lambda: found, "rates", **kwargs)
    return str(caught.value)


@pytest.mark.parametrize(
    "found",
    [
        EXPECTED,
        EXPECTED.sample(frac=1, random_state=1),
        EXPECTED.set_index("service"),
        EXPECTED.set_index(["service", "stage"]),
        EXPECTED.assign(note="more"),
        EXPECTED[EXPECTED.columns[::-1]],
        EXPECTED.astype({"stage": "category", "service": object}),
        EXPECTED.convert_dtypes(),
        EXPECTED.assign(entered=[dt.date(2026, 3, 1), dt.date(2026, 3, 2), dt.date(2026, 3, 5)]),
        EXPECTED.assign(wait_days=pd.array([3, None, 5], dtype="Int64")),
    ],
    ids=[
        "same",
        "shuffled",
        "index",
        "two-levels",
        "extra",
        "columns",
        "category",
        "nullable",
        "date",
        "int",
    ],
)
def test_frame_with_the_right_values_passes(found):
    checks.frame(lambda: found, "waits", equals=EXPECTED, key=KEY)


@pytest.mark.parametrize("name", [None, "id"])
def test_frame_with_its_only_key_in_an_index_of_another_name_passes(name):
    found = EXPECTED.set_index("service").rename_axis(name)
    checks.frame(lambda: found, "waits", equals=EXPECTED, key=KEY)


@pytest.mark.parametrize("index", [[0, 1, 2], pd.RangeIndex(3), pd.date_range("2026-03-01", periods=3)])
def test_frame_without_its_key_is_not_rescued_by_an_index_of_another_kind(index):
    found = EXPECTED.drop(columns="service").set_axis(index)
    assert "`waits` needs 'service', as a column or as its index" in frame_message(found)


def test_frame_without_a_key_of_numbers_is_not_rescued_by_its_row_numbers():
    numbers = pd.DataFrame({"asked": [0, 1], "releases": [3, 4]})
    message = frame_message(numbers[["releases"]], equals=numbers, key=["asked"])
    assert "`waits` needs 'asked', as a column or as its index" in message


def test_frame_expected_without_a_key_is_the_authors_error():
    with pytest.raises(ValueError, match="compared by a key"):
        checks.frame(lambda: EXPECTED, "waits", equals=EXPECTED)


def test_frame_missing_column_lists_those_there():
    message = frame_message(EXPECTED.drop(columns="wait_days"))
    assert (
        message == "`waits` has no column 'wait_days'; its columns are 'service', 'stage', 'entered', 'done'."
    )


def test_frame_column_twice_is_told():
    twice = pd.concat([EXPECTED, EXPECTED[["done"]]], axis=1)
    assert "two columns called 'done'" in frame_message(twice)


def test_frame_column_of_another_kind_is_told():
    message = frame_message(EXPECTED.assign(entered=EXPECTED["entered"].astype(str)))
    assert message == (
        "`waits`: column 'entered' holds texts; expected dates. "
        "Use pd.to_datetime(), or read_csv's parse_dates."
    )


def test_frame_column_of_durations_is_told():
    found = EXPECTED.assign(wait_days=pd.to_timedelta(EXPECTED["wait_days"], unit="D"))
    assert "column 'wait_days' holds durations; expected numbers" in frame_message(found)


def test_frame_rows_says_what_was_expected():
    found = pd.DataFrame({"service": range(412)})
    message = frame_message(
        found,
        equals=None,
        columns=["service"],
        rows=398,
        rows_of="services were handed over",
        hint="Did the 14 that never entered production drop out, or twice?",
    )
    assert message == (
        "`waits` has 412 rows; 398 services were handed over. "
        "Did the 14 that never entered production drop out, or twice?"
    )


def test_frame_missing_rows_are_named():
    assert "`waits` has nothing for 'S2'." in frame_message(EXPECTED.dropna())


def test_frame_extra_rows_are_named():
    extra = pd.concat([EXPECTED, EXPECTED.iloc[[0]].assign(service="S9")])
    assert "`waits` has 'S9', which should not be there." in frame_message(extra)


def test_frame_duplicated_rows_are_named():
    assert "has 'S1' 2 times" in frame_message(pd.concat([EXPECTED, EXPECTED.iloc[[0]]]))


def test_frame_first_difference_names_column_row_and_count():
    message = frame_message(EXPECTED.assign(wait_days=[3.0, 0.0, 9.0]))
    assert "column 'wait_days', 'S2': found 0; expected a missing value. 2 of 3 rows differ" in message


def test_frame_key_of_two_columns_names_both():
    found = EXPECTED.assign(wait_days=[3.0, np.nan, 9.0])
    assert "'S3' / 'release'" in frame_message(found, key=["service", "stage"])


def test_frame_known_mistake_gets_its_own_message():
    message = frame_message(EXPECTED.dropna(), mistakes=[(EXPECTED.dropna(), "The unfinished dropped out.")])
    assert message.endswith("The unfinished dropped out.")


def test_frame_cell_that_is_always_equal_fails():
    class AlwaysEqual:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None

    assert "holds AlwaysEqual" in frame_message(EXPECTED.assign(wait_days=[AlwaysEqual()] * 3))


def test_frame_series_instead_says_how():
    assert "Use .to_frame()" in frame_message(EXPECTED["stage"])


def test_frame_expected_with_an_ambiguous_key_is_the_authors_error():
    with pytest.raises(ValueError, match="longer key"):
        checks.frame(lambda: EXPECTED, "waits", equals=EXPECTED, key=["stage"])


RATES = pd.Series({"security": 0.9, "release": 0.4})


@pytest.mark.parametrize(
    "found",
    [RATES, RATES.iloc[::-1], RATES.astype(object), {"release": 0.4, "security": 0.9}, RATES.rename("load")],
)
def test_series_with_the_right_values_passes(found):
    checks.series(lambda: found, "rates", equals=RATES)


def test_series_labelled_by_categories_or_intervals_passes():
    cut = pd.cut(pd.Series([1, 5, 6]), [0, 4, 8]).value_counts()
    checks.series(lambda: cut.sort_index(ascending=False), "sizes", equals=cut)


@pytest.mark.parametrize("found", [[3, 1], (3, 1), np.array([3, 1]), pd.Series([3, 1], index=["a", "b"])])
def test_series_without_labels_compares_in_order(found):
    checks.series(lambda: found, "order", equals=[3, 1], labels=False)
    assert "row 0" in series_message(found, equals=[1, 3], labels=False)


def test_series_without_labels_of_another_length_is_told():
    assert "has 2 rows; expected 3" in series_message([3, 1], equals=[3, 1, 2], labels=False)


def test_series_list_instead_asks_for_labels():
    assert "Keep the labels" in series_message([0.9, 0.4], equals=RATES)


def test_series_as_a_table_of_labels_and_values_is_read_though_no_label_is_known():
    table = pd.DataFrame({"stage": ["review", "train"], "share": [0.9, 0.4]})
    checks.series(lambda: table, "used", kind="number", rows=2)
    with pytest.raises(checks.CheckFailed, match="has nothing for 'build'"):
        checks.series(lambda: table, "used", equals={"review": 0.9, "build": 0.4})
    with pytest.raises(checks.CheckFailed, match="expected a Series"):
        checks.series(lambda: table.set_index(pd.Index(["a", "b"])), "used", kind="number")


def test_series_missing_label_is_named():
    assert "has nothing for 'release'" in series_message(RATES.drop("release"), equals=RATES)


def test_series_first_difference_names_the_label():
    message = series_message(RATES * 2, equals=RATES, mistakes=[(RATES * 2, "Counted twice.")])
    assert message.startswith("`rates`, 'security': found 1.8; expected 0.9.")
    assert message.endswith("Counted twice.")


def test_series_of_another_kind_is_told():
    assert "`rates` holds texts; expected numbers" in series_message(RATES.astype(str), kind="number")


# ---- the one rule for tables

SIZES = pd.DataFrame({"team": ["x", "y", "z"], "size": [3, 1, 2], "share": [0.5, 1 / 6, 1 / 3]})


@pytest.mark.parametrize(
    "found",
    [
        SIZES,
        SIZES.set_index("team"),
        SIZES.set_index("team").rename_axis(None),
        SIZES.set_index("team").rename_axis("squad"),
        SIZES.rename(columns={"team": "squad"}),
        SIZES.rename(columns={"team": "squad"}).assign(note=[[1], [2], [3]]),
        SIZES.astype({"team": "category"}).set_index("team"),
        SIZES.set_axis(pd.CategoricalIndex(SIZES.columns), axis=1).set_index("team"),
        SIZES.set_index(["team", "size"]),
        SIZES.convert_dtypes().set_index("team"),
        SIZES.iloc[::-1],
    ],
)
def test_frame_with_its_key_anywhere_passes(found):
    checks.frame(lambda: found, "sizes", equals=SIZES, key=["team"], columns={"size": "number"})


def test_frame_whose_key_is_nowhere_is_told_where_it_may_stand():
    message = frame_message(SIZES.drop(columns="team"), equals=SIZES, key=["team"])
    assert message == (
        "`waits` needs 'team', as a column or as its index, to tell its rows apart; "
        "its columns are 'size', 'share'."
    )


def test_frame_with_wrong_labels_in_a_renamed_key_is_told_which():
    found = pd.DataFrame({"squad": ["x", "y", "w"], "size": [3, 1, 2], "share": [0.5, 1 / 6, 1 / 3]})
    assert "has nothing for 'z'" in frame_message(found, equals=SIZES, key=["team"])


def test_frame_of_one_column_of_values_may_be_a_series():
    checks.frame(lambda: SIZES.set_index("team")["size"], "s", equals=SIZES[["team", "size"]], key=["team"])


def test_frame_with_true_and_false_as_numbers_passes_and_with_others_fails():
    done = EXPECTED["done"].astype(int)
    checks.frame(lambda: EXPECTED.assign(done=done), "waits", equals=EXPECTED, key=KEY)
    assert "holds numbers; expected True or False" in frame_message(EXPECTED.assign(done=2 * done))


def test_frame_of_one_row_is_counted_in_the_singular():
    assert frame_message(EXPECTED[:1], rows=3) == "`waits` has 1 row; expected 3."
    assert "a DataFrame of 1 row and 5 columns" in series_message(EXPECTED[:1], equals={"a": 1})


@pytest.mark.parametrize(
    "found",
    [
        RATES.to_frame(),
        RATES.rename_axis("stage").reset_index(name="load"),
        RATES.rename_axis("stage").reset_index(name="load")[["load", "stage"]],
        RATES.to_frame().T,
        RATES.to_frame().T.assign(remark="none"),
        RATES.set_axis(pd.CategoricalIndex(RATES.index)),
        RATES.set_axis(pd.MultiIndex.from_arrays([RATES.index])),
        RATES.astype("Float32"),
    ],
)
def test_series_in_a_form_of_its_own_passes(found):
    checks.series(lambda: found, "rates", equals=RATES)


def test_series_labelled_by_steps_of_a_float_passes():
    checks.series(lambda: pd.Series([1, 2], index=[0.8, 0.8 + 0.4]), "gains", equals={0.8: 1, 1.2: 2})
    labels = np.array([0.8, 1.2], dtype="float32")
    checks.series(lambda: pd.Series([1, 2], index=labels), "gains", equals={0.8: 1, 1.2: 2})


def test_series_labelled_with_another_kind_is_told_with_a_sample():
    message = series_message(pd.Series([5], index=["2023"]), equals={2023: 5})
    assert message == "`rates` is labelled with texts, such as '2023'; expected numbers."


def test_series_with_labels_in_other_capitals_says_so():
    message = series_message(RATES.rename(str.upper), equals=RATES, hint="Look elsewhere.")
    assert message.endswith("Capitals and spaces count: write it as it stands in the data.")


def test_series_is_never_told_about_a_column():
    assert "2 of 2 values differ." in series_message(RATES * 2, equals=RATES)


WAITS = {"stores": 31.0, "app": 11.5, "site": 11.5}


@pytest.mark.parametrize("labels", [["stores", "app", "site"], ["stores", "site", "app"]])
def test_series_in_the_order_asked_for_passes_whatever_the_order_of_equals(labels):
    checks.series(lambda: pd.Series(WAITS)[labels], "w", equals=WAITS, order="largest first")


def test_series_in_another_order_is_told_after_its_values():
    found = pd.Series(WAITS)[["app", "site", "stores"]]
    message = series_message(found, equals=WAITS, order="largest first", hint="Look elsewhere.")
    assert message == (
        "`rates` is not in the order asked for, largest first: "
        "'site' with 11.5 stands before 'stores' with 31. Sort by the value."
    )
    checks.series(lambda: found, "w", equals=WAITS, order="smallest first")
    assert "expected 31." in series_message(found + 1, equals=WAITS, order="largest first")


@pytest.mark.parametrize("found", [range(1, 3), pd.array([1, 2]), pd.Categorical([1, 2]), [1, np.array(2.0)]])
def test_series_without_labels_in_any_sequence_passes(found):
    checks.series(lambda: found, "order", equals=[1, 2], labels=False)


@pytest.mark.parametrize("found", [{1, 2}, {1: 2}, "ab", np.array([[1, 2]])])
def test_series_without_labels_in_no_sequence_is_told(found):
    assert "expected a list or a Series" in series_message(found, equals=[1, 2], labels=False)


def test_texts_that_only_look_alike_are_shown_apart_and_two_ways_to_write_a_letter_are_one():
    checks.text(lambda: "Air Ve\u0301lin", "firm", equals="Air V\u00e9lin")
    with pytest.raises(CheckFailed) as caught:
        checks.text(lambda: "x" * 70, "firm", equals="x" * 80)
    found, expected = str(caught.value).removeprefix("`firm` is ").split("; expected ")
    assert found != expected.rstrip(".")


def test_labelled_gives_the_numbers_of_any_form_of_a_series():
    for found in (RATES, dict(RATES), RATES.to_frame(), RATES.to_frame().T):
        assert checks.labelled(lambda given=found: given, "rates", list(RATES.index)) == dict(RATES)


def test_labelled_without_a_label_or_with_another_kind_is_told():
    with pytest.raises(CheckFailed, match="`rates` has nothing for 'idle'"):
        checks.labelled(lambda: RATES, "rates", [*RATES.index, "idle"])
    with pytest.raises(CheckFailed, match="holds texts; expected numbers"):
        checks.labelled(lambda: RATES.astype(str), "rates", list(RATES.index))
