"""The checks' own copies of an exercise's data, and what a check says when they are not there."""

import linecache

import pandas as pd
import pytest

from digital_factory import checks
from digital_factory.checks import CheckFailed
from digital_factory.checks._given import Given


@pytest.fixture(autouse=True)
def _fresh_session(monkeypatch):
    """A kernel just started."""
    fresh = Given()
    monkeypatch.setattr(checks, "given", fresh)
    monkeypatch.setattr("digital_factory.checks._given.given", fresh)


def cell(source: str, name: str) -> dict[str, object]:
    """Run a source as a notebook runs a cell: in no file, and known to Python by a name."""
    namespace: dict[str, object] = {}
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), namespace)
    return namespace


def test_given_is_a_copy_that_no_change_reaches():
    toy = pd.DataFrame({"days": [3, 4]})
    checks.keep(toy=toy, LIMITS=[1, 2])
    toy["days"] = 0
    taken = checks.given.toy
    taken["days"] = 1
    checks.given.LIMITS.append(3)
    assert checks.given.toy["days"].tolist() == [3, 4]
    assert checks.given.LIMITS == [1, 2]


def test_given_kept_in_several_cells_is_all_there_and_the_last_counts():
    checks.keep(toy=1)
    checks.keep(more=2, toy=3)
    assert (checks.given.toy, checks.given.more) == (3, 2)
    assert dir(checks.given) == ["more", "toy"]


def test_given_after_a_restart_says_to_run_the_cells_above():
    with pytest.raises(CheckFailed, match="Run the cells above first: `toy`, which this check uses"):
        checks.function(lambda: len, "count", example=(checks.given.toy,))
    with pytest.raises(CheckFailed, match="Run the cells above first: `toy`"):
        checks.number(lambda: len(checks.given.toy), "count(toy)")


def test_value_that_stops_names_the_line_of_the_learner_and_not_of_the_check():
    learner = cell(
        'def wait(log):\n    days = log["left"]\n    return days.mean()\n', "/tmp/ipykernel_1/11.py"
    )
    learner["toy"] = pd.DataFrame({"days": [1]})
    with pytest.raises(CheckFailed) as caught:
        checks.value(lambda: learner["wait"](learner["toy"]), "wait(toy)")
    assert (
        str(caught.value) == "`wait(toy)` stops with KeyError: 'left', in your line `days = log[\"left\"]`."
    )


def test_value_that_stops_in_the_check_itself_names_no_line():
    check = cell("read = lambda: {}['wait']\n", "/tmp/ipykernel_1/12.py")
    with pytest.raises(CheckFailed) as caught:
        checks.value(check["read"], "wait(toy)")
    assert str(caught.value) == "`wait(toy)` stops with KeyError: 'wait'."


def test_value_that_stops_for_a_name_never_made_says_to_run_its_cell():
    learner = cell("def wait(log):\n    return pd.Series(log)\n", "/tmp/ipykernel_1/13.py")
    with pytest.raises(CheckFailed) as caught:
        checks.value(lambda: learner["wait"]([1]), "wait(toy)")
    assert str(caught.value) == (
        "`wait(toy)` stops with NameError: name 'pd' is not defined, in your line `return pd.Series(log)`. "
        "If a cell above makes `pd`, run it first."
    )


def test_value_of_a_name_that_only_the_check_reads_is_called_missing():
    with pytest.raises(CheckFailed, match=r"^`resample` does not exist\. Run the cells above"):
        checks.number(lambda: resample(1).mean(), "the mean of the build")  # noqa: F821
