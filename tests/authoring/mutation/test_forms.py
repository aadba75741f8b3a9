"""Other forms of a right result hold what the result holds."""

from decimal import Decimal

import pandas as pd
import pandas.testing
import pytest

from digital_factory.authoring.mutation.forms import FORMS, reshape

SHORT, DECIMALS, NULLABLE, FOUR_DIGITS, DICT = FORMS.values()
TABLE = pd.DataFrame({"team": ["app", "site"], "days": [1 / 3, 20.72727]}, index=["a", "b"])
SERIES = pd.Series({"app": 1 / 3, "site": 2.0})


def test_short_floats_stand_in_the_other_order():
    found = SHORT(TABLE)
    assert found.index.tolist() == ["b", "a"]
    assert found["days"].dtype == "float32"
    assert found.loc["a", "days"] == pytest.approx(1 / 3)


def test_decimals_are_exact_and_a_column_is_added():
    found = DECIMALS(TABLE)
    assert found.columns.tolist() == ["team", "days", "remark"]
    assert found.loc["b", "days"] == Decimal("20.72727")
    assert found.loc["b", "team"] == "site"


def test_nullable_types_bring_the_labels_as_a_column():
    assert NULLABLE(TABLE).columns.tolist() == ["index", "team", "days"]
    found = NULLABLE(SERIES)
    assert found.columns.tolist() == ["index", "value"]
    assert found["value"].dtype == "Float64"


def test_four_digits_are_rounded_and_whole_numbers_stay():
    assert FOUR_DIGITS(SERIES).tolist() == [0.3333, 2.0]
    assert FOUR_DIGITS(12345.0) == 12345
    assert FOUR_DIGITS(123456.7).shape == ()
    assert FOUR_DIGITS(TABLE)["team"].dtype == "category"


def test_dict_and_series_change_places():
    assert DICT(SERIES) == {"app": 0.3333, "site": 2.0}
    pandas.testing.assert_series_equal(DICT({"app": 20.72727}), pd.Series({"app": 20.72}))
    assert DICT(TABLE)["days"].tolist() == [0.3333, 20.72]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_form_with_nothing_to_change_returns_the_very_same(form):
    result = [1, 2]
    assert form(result) is result


def test_reshape_reaches_functions_and_values_but_no_call_within_the_cell():
    cell = """\
def one():
    return given


def both():
    return type(one()).__name__


value = given * 2
"""
    namespace: dict = {"given": SERIES}
    before = dict(namespace)
    exec(compile(cell, "task-1", "exec"), namespace)
    changed = reshape(namespace, before, "task-1", DICT)
    assert namespace["value"] == {"app": 0.6666, "site": 4.0}
    assert namespace["given"] is SERIES
    assert namespace["both"]() == "Series"
    assert namespace["one"]() == DICT(SERIES)
    assert changed()
