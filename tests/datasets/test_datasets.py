"""Loading, drawing afresh, and reading a learner's own file, right and wrong in every way we know."""

import doctest
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digital_factory import datasets
from digital_factory.datasets import DataError, generate, generators

NAMES = datasets.names()
GOOD = (
    "service_id,squad,channel,stage,visit,returns,entered,started,left,outcome\n"
    "VAL-0001,Credit,mobile,security review,1,0,2023-01-02,2023-01-02,2023-01-12,passed\n"
    "VAL-0002,Cards,web,security review,1,0,2023-01-03,2023-01-05,,\n"
    "VAL-0003,Wealth,branch,security review,1,0,2023-01-04,,2023-03-01,withdrawn\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "my_log.csv"


def problem(file: Path, content: str | bytes, table: str = "handovers") -> str:
    """Return what `read` says about a file with that content."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as raised:
        datasets.read(file, table)
    message = str(raised.value)
    assert str(file) in message
    return message


# ---- the shipped tables
@pytest.mark.parametrize("name", NAMES)
def test_load_has_the_columns_dtypes_and_rows_of_the_dictionary(name):
    resource = datasets.resource(name)
    table = datasets.load(name)

    assert list(table.columns) == [field.name for field in resource.fields]
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == {
        field.name: field.dtype for field in resource.fields
    }
    assert table.index.equals(pd.RangeIndex(len(table)))


@pytest.mark.parametrize("owner", generators.modules(), ids=lambda owner: owner.__name__.rpartition(".")[2])
def test_load_gives_the_values_that_the_generator_made(owner):
    for name, made in generators.build(owner, generate.SEED).items():
        pd.testing.assert_frame_equal(datasets.load(name), made)


def test_load_gives_a_copy_of_its_own_each_time():
    first = datasets.load("handover_stages")
    first.loc[0, "reviewers"] = 99

    assert datasets.load("handover_stages").loc[0, "reviewers"] != 99


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_its_wrapper(name):
    wrapper = getattr(datasets, f"load_{name}")

    assert f"load_{name}" in dir(datasets)
    pd.testing.assert_frame_equal(wrapper(), datasets.load(name))


def test_wrapper_of_no_table_does_not_exist():
    with pytest.raises(AttributeError, match="load_handover'"):
        _ = datasets.load_handover


@pytest.mark.parametrize("function", [datasets.load, datasets.path, lambda name: datasets.fresh(name, 1)])
def test_table_that_does_not_exist_is_named_with_the_nearest(function):
    with pytest.raises(DataError, match=r"no table 'handover'; it has .*Did you mean 'handovers'\?"):
        function("handover")


def test_path_is_that_of_the_shipped_file():
    assert datasets.path("handovers").read_bytes().startswith(b"service_id,")


# ---- fresh factories
@pytest.mark.parametrize("name", NAMES)
def test_fresh_has_the_structure_of_the_table_and_other_rows(name):
    loaded, first, second = datasets.load(name), datasets.fresh(name, 1), datasets.fresh(name, 2)

    assert (first.dtypes == loaded.dtypes).all()
    pd.testing.assert_frame_equal(first, datasets.fresh(name, 1))
    if len(loaded) > 100:  # small tables that describe the firm may stay as they are
        assert not first.equals(loaded)
        assert not first.equals(second)


def test_fresh_changed_by_a_learner_leaves_the_next_copy_alone():
    changed = datasets.fresh("handovers", 1)
    changed["squad"] = "nobody"

    assert "nobody" not in set(datasets.fresh("handovers", 1)["squad"])


@pytest.mark.parametrize("name", NAMES)
def test_fresh_follows_the_dictionary(name, file):
    generate_form = generate._csv(datasets.fresh(name, 3), datasets.resource(name))
    file.write_bytes(generate_form)

    pd.testing.assert_frame_equal(datasets.read(file, name), datasets.fresh(name, 3))


# ---- a file of one's own
def test_read_of_a_good_file_gives_typed_columns(file):
    file.write_text(GOOD)

    table = datasets.read(str(file), "handovers")

    assert (table.dtypes == datasets.load("handovers").dtypes).all()
    assert table["left"].isna().tolist() == [False, True, False]
    assert table["outcome"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize("name", NAMES)
def test_read_accepts_the_shipped_file(name):
    pd.testing.assert_frame_equal(datasets.read(datasets.path(name), name), datasets.load(name))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.rstrip().encode(),
        (GOOD + "\n\n").encode(),
        GOOD.replace("Credit", '"Credit"').encode(),
    ],
    ids=["byte order mark", "Windows line ends", "no last line end", "blank lines", "quotes"],
)
def test_read_takes_a_file_as_spreadsheets_write_it(file, content):
    file.write_bytes(content)

    assert datasets.read(file, "handovers")["squad"].tolist() == ["Credit", "Cards", "Wealth"]


def test_read_takes_columns_in_any_order(file):
    lines = [line.split(",") for line in GOOD.splitlines()]
    file.write_text("\n".join(",".join(reversed(line)) for line in lines))

    assert list(datasets.read(file, "handovers").columns) == list(datasets.load("handovers").columns)


def test_read_of_a_missing_file_says_where_it_looked_and_where_the_courses_own_is(file):
    with pytest.raises(
        DataError, match=r"does not exist; expected a CSV file of the table `handovers`"
    ) as raised:
        datasets.read(file, "handovers")

    assert str(Path.cwd()) in str(raised.value)
    assert "datasets.path('handovers')" in str(raised.value)


def test_read_of_a_folder_says_so(tmp_path):
    with pytest.raises(DataError, match="is a folder; expected a CSV file"):
        datasets.read(tmp_path, "handovers")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; expected a CSV file of the table `handovers`. Export it again"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04rest", "is a zip or an Excel workbook"),
        (GOOD.replace("Credit", "Cr\xe9dit").encode("latin-1"), "line 2: not UTF-8"),
        (b"a\0b", "is no text file"),
        (GOOD.replace(",", ";"), "expected cells separated by commas, got the header 'service_id;squad;"),
        (GOOD.replace(",", "\t"), "expected cells separated by commas"),
        (GOOD.splitlines()[0], "got a header only"),
        (GOOD.replace("Credit", '"Credit'), "no CSV (unexpected end of data)"),
        ("<html><body>Log in</body></html>\n", "got a header only"),
    ],
)
def test_read_of_what_is_no_csv_table_says_what_it_is(file, content, said):
    assert said in problem(file, content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("squad,", "team,"), "missing: squad. Add it; book/data.md describes each"),
        (("entered,", "enterd,"), "missing: entered. Is it your column `enterd`? Rename it"),
        (("outcome\n", "outcome,squad\n"), "the column `squad` comes twice"),
        (("outcome\n", "outcome,cost\n"), "got also 'cost'. Remove what the table does not have"),
        (("Cards,web", "Cards,web,extra"), "line 3: expected 10 cells as in the header, got 11"),
        (("Cards,web,", "Cards,"), "line 3: expected 10 cells as in the header, got 9"),
        (
            ("VAL-0002", "V2"),
            "line 3, column `service_id`: expected a text of the form VAL-[0-9]{4}, got 'V2'",
        ),
        (("Cards", "cards"), "line 3, column `squad`: expected one of Accounts, Cards"),
        (("web", ""), "line 3, column `channel`: expected a value, got an empty cell"),
        (
            (",1,0,2023-01-03", ",1.0,0,2023-01-03"),
            "column `visit`: expected a whole number such as 3, got '1.0'",
        ),
        ((",1,0,2023-01-03", ",0,0,2023-01-03"), "column `visit`: expected at least 1, got 0"),
        ((",1,0,2023-01-03", f",{10**30},0,2023-01-03"), "column `visit`: expected a whole number"),
        (("2023-01-05", "05/01/2023"), "column `started`: expected a date written YYYY-MM-DD"),
        (("2023-01-05", "2023-02-30"), "column `started`: expected a date written YYYY-MM-DD"),
        (("2023-01-05", "20230105"), "column `started`: expected a date written YYYY-MM-DD"),
        (("2023-01-05", "2031-01-05"), "column `started`: expected at most 2025-12-31, got 2031-01-05"),
        (("2023-01-05", "1999-01-05"), "column `started`: expected at least 2023-01-02, got 1999-01-05"),
        (
            ("VAL-0002", "VAL-0001"),
            "together identify a row, but VAL-0001, security review, 1 was already in line 2",
        ),
    ],
)
def test_read_of_a_wrong_table_names_line_column_expectation_and_value(file, change, said):
    assert GOOD.count(change[0]) >= 1
    message = problem(file, GOOD.replace(*change, 1) if change[0] != "VAL-0002" else GOOD.replace(*change))

    assert said in message
    assert message.endswith(".")


def test_read_says_how_many_more_lines_have_the_problem(file):
    message = problem(file, GOOD.replace("2023-01-0", "2023/01/0"))

    assert "(2 more lines like it)" in message


def test_read_of_a_value_twice_in_a_unique_column_names_both_lines(file):
    stages = datasets.path("handover_stages").read_text().replace("integration,3", "integration,2")

    message = problem(file, stages, "handover_stages")

    assert "line 4: `position` must differ in every row, but 2 was already in line 3" in message


@given(
    at=st.integers(0, len(GOOD)),
    cut=st.integers(0, 60),
    put=st.text(alphabet=st.sampled_from('0129-,;.\n\r\t" aZé\u2028\x0b'), max_size=12)
    | st.binary(max_size=12),
)
def test_read_of_any_damaged_file_gives_a_table_or_a_data_error(tmp_path_factory, at, cut, put):
    content = (
        GOOD[:at].encode() + (put if isinstance(put, bytes) else put.encode()) + GOOD[at + cut :].encode()
    )
    file = tmp_path_factory.mktemp("damaged") / "my_log.csv"
    file.write_bytes(content)

    try:
        table = datasets.read(file, "handovers")
    except DataError:
        return  # what it says is tested above
    assert (table.dtypes == datasets.load("handovers").dtypes).all()
    assert set(table["squad"]) <= set(datasets.load("handovers")["squad"])


def test_examples_in_the_docstrings_give_what_they_say():
    result = doctest.testmod(datasets)

    assert result.attempted
    assert not result.failed
