"""Whole runs over a small course: a weak check lets a mutant live, and the run says so and fails."""

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from digital_factory.authoring.mutation.__main__ import main

ANSWER = """\
def late(days, limit):
    ### BEGIN SOLUTION
    return sum(day > limit for day in days)
    ### END SOLUTION
"""
ENDLESS = """\
def late(days, limit):
    ### BEGIN SOLUTION
    while min(days) <= limit:
        days = sorted(days)[1:]
    return len(days)
    ### END SOLUTION
"""
IN_DAYS = """\
def late(days, limit):
    ### BEGIN SOLUTION
    waited = pd.to_timedelta(days, unit="D")
    return int((waited.days > limit).sum())
    ### END SOLUTION
"""
STRONG = """\
assert late([1, 2, 3, 4], 2) == 2, "3 and 4 are more than 2"
### BEGIN HIDDEN TESTS
assert late([5, 6, 7, 7], 5) == 3, "6, 7 and 7 are more than 5"
### END HIDDEN TESTS
"""
# Nobody waits for the limit itself, so that "more than" and "at least" are the same.
WEAK = STRONG.replace("[1, 2, 3, 4], 2", "[1, 3, 4], 2").replace("[5, 6, 7, 7], 5", "[4, 6, 7, 7], 5")
# The check that learners see does not tell "more than" from "at least", the hidden one does.
MISLEADING = STRONG.replace("[1, 2, 3, 4], 2", "[1, 3, 4], 2")
HOURS = STRONG.replace("[1, 2, 3, 4], 2", "[1, 2.5, 3, 4], 2")
SHARE = """\
def late(days, limit):
    ### BEGIN SOLUTION
    return pd.Series({"late": sum(day > limit for day in days) / len(days)})
    ### END SOLUTION
"""
ANY_FORM = """\
from digital_factory import checks

checks.series(lambda: late([1, 2, 3], 2), "late([1, 2, 3], 2)", equals={"late": 1 / 3})
### BEGIN HIDDEN TESTS
### END HIDDEN TESTS
"""
ONE_FORM = (
    ANY_FORM.replace(', 2), "late', ', 2)["late"], "late')
    .replace("series(", "number(")
    .replace('{"late": 1 / 3}', "1 / 3")
)
LINE = "return sum(day > limit for day in days)"
ENTRY = f"""\
[[equivalent]]
task = "days-1"
line = '{LINE}'
becomes = [
  '{LINE.replace(">", ">=")}',
]
reason = "Nobody waits for the limit itself."
"""


def course(folder: Path, tasks: Mapping[str, tuple[str, str]], entries: str = "") -> Path:
    """Write a course of one assignment. Its tasks are given as answer and test."""

    def cell(source: str, **settings: object) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source, metadata={"nbgrader": settings})

    cells = [nbformat.v4.new_code_cell("import pandas as pd")]
    for task, (answer, test) in tasks.items():
        cells.append(cell(answer, grade_id=task, solution=True, grade=False))
        cells.append(cell(test, grade_id=f"{task}-test", solution=False, grade=True, points=2))
    (folder / "solutions" / "days").mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "solutions" / "days" / "days.ipynb")
    (folder / "answers" / "equivalent_mutants").mkdir(parents=True)
    (folder / "answers" / "equivalent_mutants" / "days.toml").write_text(entries)
    return folder


def counts(shown: str) -> dict[str, dict[str, int]]:
    """The table of a run: task to column to count."""
    table = re.findall(r"^(?:task|days-\d|all)  .*$", shown, re.MULTILINE)
    header, *rows = (re.split(r"\s{2,}", line) for line in table)
    return {row[0]: dict(zip(header[1:], map(int, row[1:]), strict=True)) for row in rows}


@pytest.fixture(scope="module")
def weak_run(tmp_path_factory):
    """The exit code and the output of a run over a course with a weak check in it."""
    tasks = {
        "days-1": (ANSWER, WEAK),
        "days-2": (ANSWER, MISLEADING),
        "days-3": (ENDLESS, STRONG),
        "days-4": (IN_DAYS, STRONG),
        "days-5": (IN_DAYS, HOURS),
        "days-6": (SHARE, ANY_FORM),
        "days-7": (SHARE, ONE_FORM),
    }
    root = course(tmp_path_factory.mktemp("weak"), tasks)
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda *parts, **more: lines.append(" ".join(map(str, parts))))
        code = main(["--messages", "--entries"], root)
    return code, "\n".join(lines)


def test_run_planted_weak_check_lets_a_mutant_survive_and_fails(weak_run):
    code, shown = weak_run
    assert code == 1
    assert counts(shown)["days-1"]["survived"] == 1
    assert f"-    {LINE}\n+    {LINE.replace('>', '>=')}" in shown


def test_run_entries_option_prints_the_entry_that_lists_the_survivor(weak_run):
    entries = weak_run[1].partition("put these into")[2]
    assert ENTRY.replace("Nobody waits for the limit itself.", "") in entries


def test_run_visible_check_that_misleads_is_reported(weak_run):
    shown = counts(weak_run[1])["days-2"]
    assert (shown["hidden only"], shown["survived"]) == (1, 0)
    assert f"  + {LINE.replace('>', '>=')}\n  6, 7 and 7 are more than 5" in weak_run[1]


def test_run_mutant_without_an_end_is_ended_and_counts_as_seen(weak_run):
    slip = "days-3, statement left out: visible\n  - days = sorted(days)[1:]\n  + pass"
    assert f"{slip}\n  It was ended: more than" in weak_run[1]


def test_run_hours_count_only_where_the_data_have_some(weak_run):
    assert "days-4, parts of a day: same" in weak_run[1]
    assert "days-5, parts of a day: visible" in weak_run[1]


def test_run_right_result_in_another_form_that_is_refused_is_named(weak_run):
    refused = weak_run[1].partition("== Right results that lose the marks in another form\n")[2]
    refused = refused.partition("\n==")[0]
    assert "days-6" not in refused
    assert (
        "days-7, nullable types, the labels as a column (visible):\n  `late([1, 2, 3], 2)` stops with"
        in refused
    )


def test_run_strong_check_and_listed_survivor_pass(tmp_path, capsys):
    assert main([], course(tmp_path, {"days-1": (ANSWER, WEAK), "days-2": (ANSWER, STRONG)}, ENTRY)) == 0
    shown = counts(capsys.readouterr().out)
    assert [shown["days-1"][name] for name in ("equivalent", "survived")] == [1, 0]
    assert [shown["days-2"][name] for name in ("hidden only", "equivalent", "survived")] == [0, 0, 0]
    assert shown["days-2"]["tried"] == shown["days-2"]["visible"] + shown["days-2"]["no difference"] > 3
    assert shown["all"]["equivalent"] == 1


def test_run_sample_tries_as_many_as_it_is_told_and_still_looks_at_every_entry(tmp_path, capsys):
    edited = ENTRY.replace(">=", ">>")
    assert main(["--sample", "2"], course(tmp_path, {"days-1": (ANSWER, STRONG)}, ENTRY + edited)) == 1
    shown = capsys.readouterr().out
    assert counts(shown)["days-1"]["tried"] == 2
    assert f"days-1: {LINE.replace('>', '>>')}: there is no such mutant (any more)" in shown


def test_run_entry_of_a_mutant_that_fails_is_stale(tmp_path, capsys):
    assert main(["days-1"], course(tmp_path, {"days-1": (ANSWER, STRONG)}, ENTRY)) == 1
    assert "it does not survive, so it need not be listed" in capsys.readouterr().out


def test_run_reference_that_fails_its_own_test_is_named(tmp_path, capsys):
    broken = STRONG.replace("== 3", "== 4")
    assert main([], course(tmp_path, {"days-1": (ANSWER, broken)})) == 1
    assert "days-1: the reference does not pass its own test, which says: 6, 7" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (ENTRY.replace("Nobody waits for the limit itself.", " "), "entry 1: say in `reason` why"),
        (ENTRY.replace("task", "tusk"), "entry 1: look at task, tusk"),
        (ENTRY.replace("days-1", "days-9"), "entry 1: days has no task days-9"),
        (ENTRY + ENTRY, f"entry 2: '{LINE.replace('>', '>=')}' is listed twice"),
        (ENTRY.replace("]]", "]"), "days.toml: "),
    ],
)
def test_run_list_that_cannot_be_read_says_where(tmp_path, capsys, entries, told):
    assert main([], course(tmp_path, {"days-1": (ANSWER, WEAK)}, entries)) == 1
    assert told in capsys.readouterr().err


def test_run_name_that_names_nothing_is_refused(tmp_path, capsys):
    assert main(["days-3", "lost"], course(tmp_path, {"days-1": (ANSWER, STRONG)})) == 2
    assert "No assignment or task days-3, lost: expected a slug such as days" in capsys.readouterr().err
