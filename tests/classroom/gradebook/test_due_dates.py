"""When work is due, for the class and for one learner, and who is late by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from marked_course import DUE, make_marked_course
from shop_command import refused
from typer.testing import CliRunner

from classroom.__main__ import app
from classroom.course import Course
from classroom.gradebook.due_dates import apply_extensions, extensions, read_date, set_due_date, set_extension
from classroom.gradebook.scores import late_students
from classroom.gradebook.store import open_store
from classroom.records import CourseError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_marked_course(tmp_path / "course")


def due(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["due", *arguments, "--course-dir", str(root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def late(root: Path, name: str = "2-sums") -> list[str]:
    with open_store(Course(root)) as store:
        return late_students(store.gradebook, name)


def test_date_of_a_day_means_its_end_and_a_zone_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_date("2026-03-27T17:00+02:00") == datetime(2026, 3, 27, 15)
    assert read_date("2026-03-27T17:00Z") == datetime(2026, 3, 27, 17)
    assert read_date("none") is None
    day, next_morning = read_date("2026-03-27"), read_date("2026-03-28T00:00")
    assert day is not None
    assert next_morning is not None
    assert next_morning - day == timedelta(seconds=1)


@pytest.mark.parametrize("typed", ["tomorrow", "27.3.2026", "2026-02-30", ""])
def test_date_that_is_none_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(CourseError, match="Write 2026-03-27"):
        read_date(typed)


def test_due_moved_changes_who_is_late(root: Path) -> None:
    assert late(root) == ["bob"]
    assert "Nobody is late" in due(root, "2", f"{DUE + timedelta(days=2)}Z")
    assert late(root) == []
    assert "Late by this: ada, bob" in due(root, "2", f"{DUE - timedelta(days=2)}Z")
    assert "has no due date" in due(root, "2", "none")
    assert late(root) == []


def test_extension_of_one_learner_counts_for_them_alone_and_can_be_taken_away(root: Path) -> None:
    due(root, "2", f"{DUE - timedelta(days=2)}Z")
    said = due(root, "2", f"{DUE + timedelta(days=2)}Z", "--learner", "bob")

    assert "bob has until 2026-03-03" in said
    assert late(root) == ["ada"]
    due(root, "2", "none", "--learner", "bob")
    assert late(root) == ["ada", "bob"]


def test_extension_given_before_work_is_handed_in_counts_once_it_is(root: Path) -> None:
    until = DUE + timedelta(days=2)
    with open_store(Course(root)) as store:
        set_extension(store, "2-sums", "cyd", until)
        with store.gradebook.db.no_autoflush:
            store.gradebook.add_submission("2-sums", "cyd", timestamp=DUE + timedelta(hours=40))
        assert late_students(store.gradebook, "2-sums") == ["bob", "cyd"]
        apply_extensions(store, "2-sums")
        assert late_students(store.gradebook, "2-sums") == ["bob"]


def test_extension_keeps_its_date_when_that_of_the_class_moves(root: Path) -> None:
    until = DUE + timedelta(days=2)
    with open_store(Course(root)) as store:
        set_extension(store, "2-sums", "bob", until)
        set_due_date(store, "2-sums", DUE - timedelta(days=5))
        assert extensions(store, "2-sums") == {"bob": until}
        assert late_students(store.gradebook, "2-sums") == ["ada"]


def test_due_of_an_assignment_not_yet_graded_is_kept(root: Path) -> None:
    assert "3-plots is due" in due(root, "3", "2026-12-24")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("2", "soon"), "'soon' is not a date"),
        (("2", "2026-12-01", "--learner", "bop"), "Did you mean bob?"),
        (("3", "2026-12-01", "--learner", "bob"), "has no due date, so nobody can have a later one"),
        (("2", "2020-12-01", "--learner", "bob"), "before the class"),
        (("4", "2026-12-01"), "There is no assignment '4'"),
    ],
)
def test_due_that_cannot_be_set_is_refused_and_changes_nothing(
    root: Path, arguments: tuple[str, ...], named: str
) -> None:
    before = due(root, "2")

    assert named in refused(root, "due", *arguments)
    assert due(root, "2") == before


@pytest.mark.parametrize("typed", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_date_that_no_calendar_reaches_is_refused(typed: str) -> None:
    with pytest.raises(CourseError):
        read_date(typed)
