"""The sample class of an old gradebook goes, and the real class stays."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from digital_factory.authoring import sample_class
from digital_factory.authoring.clean_sample import main, sample_names

ROOT = Path(__file__).parents[2]
SLUG = "08-the-wall"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose gradebook has a real learner, a sample learner, and somebody called almost like one."""
    monkeypatch.setenv("PATH", f"{ROOT / '.venv' / 'bin'}:/usr/bin:/bin")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / SLUG, tmp_path / folder / SLUG)
    (tmp_path / "answers").mkdir()
    shutil.copy(ROOT / "answers" / f"{SLUG}.py", tmp_path / "answers")
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        book.add_assignment(SLUG, duedate=sample_class.DUE.replace(tzinfo=None))
        book.add_assignment("mine", duedate=datetime(2026, 5, 1))
        for who in ("ada", "sample-ada-2", sample_names(tmp_path)[0]):
            book.add_student(who)
            (tmp_path / "submitted" / who / SLUG).mkdir(parents=True)
    return tmp_path


def state(root: Path) -> tuple[set[str], dict[str, datetime | None], set[str]]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        return (
            {student.id for student in book.students},
            {each.name: each.duedate for each in book.assignments},
            {path.name for path in (root / "submitted").iterdir()},
        )


def test_sample_names_are_those_of_the_shipped_classes() -> None:
    names = sample_names()

    assert len(names) >= 12
    assert all(name.startswith("sample-") for name in names)


def test_clean_sample_shows_first_and_removes_the_shipped_names_alone_when_told(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = state(root)
    assert main([], root) == 0
    assert "make clean-sample ARGS=--yes" in capfd.readouterr().out
    assert state(root) == before

    assert main(["--yes"], root) == 0

    students, due, folders = state(root)
    assert students == folders == {"ada", "sample-ada-2"}
    assert due == {SLUG: None, "mine": datetime(2026, 5, 1)}
    assert main(["--yes"], root) == 0
    assert "No learner of the sample class" in capfd.readouterr().out


def test_clean_sample_without_a_gradebook_has_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--yes"], tmp_path) == 0
    assert "no sample class is in it" in capsys.readouterr().out


def test_sample_class_where_code_cannot_be_shut_in_is_left_out_with_a_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sample_class, "_can_shut_in", lambda _root: False)
    before = state(root)

    assert sample_class.main([], root) == 0

    assert "this machine offers no way to shut learners' code in" in capsys.readouterr().out
    assert state(root) == before


def test_sample_class_beside_a_trainers_own_assignment_leaves_that_out(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sample_class, "_can_shut_in", lambda _root: False)
    (root / "solutions" / "00-mine").mkdir()
    (root / "solutions" / "00-mine" / "00-mine.ipynb").write_text("{}")

    assert sample_class.main([], root) == 0
    assert "00-mine" not in capsys.readouterr().out
