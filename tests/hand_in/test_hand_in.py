"""The last cell of an exercise: one file with id and digest, and nothing where nobody sits."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from classroom.submission.collect.notebooks import Expected, look_into
from classroom.submission.collect.sources import list_files
from digital_factory import hand_in

ROOT = Path(__file__).parents[2]
SLUGS = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())


def cell(source: str, **marks: Any) -> dict[str, Any]:
    """A code cell as a notebook file has it, its lines apart."""
    metadata = {"nbgrader": marks} if marks else {}
    return {
        "cell_type": "code",
        "source": source.splitlines(keepends=True),
        "metadata": metadata,
        "outputs": [],
    }


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A learner in front of an exercise that is saved; `typed` is what the next question gets."""
    folder = tmp_path / "exercises" / "08-the-wall"
    folder.mkdir(parents=True)
    notebook = {"cells": [cell("def f():\n    return 1", grade_id="wall-1", solution=True)], "metadata": {}}
    (folder / "08-the-wall.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    found = SimpleNamespace(
        kernel=SimpleNamespace(_allow_stdin=True),
        user_ns={"In": [""]},
        typed=["ada"],
        asked=[],
        base=tmp_path,
    )

    def answer(question: str) -> str:
        found.asked.append(question)
        return str(found.typed.pop(0))

    monkeypatch.chdir(folder)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr("IPython.get_ipython", lambda: found)
    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(hand_in, "_SAVE_S", 0.0)
    return found


def written(shell: SimpleNamespace) -> list[str]:
    """The notebooks in the folder of files to hand in."""
    return sorted(path.name for path in (shell.base / "hand-in").glob("*.ipynb"))


def test_hand_in_writes_the_saved_work_with_id_and_digest_and_asks_once(
    shell: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in.write("08-the-wall")
    hand_in.write("08-the-wall")

    assert written(shell) == ["08-the-wall-ada.ipynb"]
    assert len(shell.asked) == 1
    mark = json.loads((shell.base / "hand-in" / "08-the-wall-ada.ipynb").read_text())["metadata"]["hand_in"]
    assert (mark["student"], mark["assignment"], len(mark["sha256"])) == ("ada", "08-the-wall", 64)
    assert "Send this file" in capsys.readouterr().out


def test_hand_in_file_is_known_by_the_grader_until_it_is_changed(shell: SimpleNamespace) -> None:
    hand_in.write("08-the-wall")
    path = shell.base / "hand-in" / "08-the-wall-ada.ipynb"
    course = Expected("08-the-wall", {"08-the-wall": frozenset({"wall-1"})}, {})

    as_written = look_into(list_files(path)[0][0], course)
    path.write_text(path.read_text().replace("return 1", "return 2"))
    changed = look_into(list_files(path)[0][0], course)

    assert (as_written.own_id, as_written.changed) == ("ada", False)
    assert (changed.own_id, changed.changed) == ("ada", True)


def test_hand_in_of_work_that_was_run_and_not_saved_names_the_answer(
    shell: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.user_ns["In"] += ["def f():\n    return 1", "def f():\n    return 2", "print(f())"]

    hand_in.write("08-the-wall")

    assert written(shell) == []
    assert "wall-1" in capsys.readouterr().out


def test_hand_in_with_an_id_that_is_no_file_name_writes_nothing(
    shell: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.typed[:] = ["../ada", ""]

    hand_in.write("08-the-wall")
    hand_in.write("08-the-wall")

    assert not (shell.base / "hand-in").exists()
    assert "Nothing was written" in capsys.readouterr().out


def test_hand_in_away_from_the_notebook_says_where_it_looked(
    shell: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shell.base)

    hand_in.write("08-the-wall")

    assert f"08-the-wall.ipynb is not in {shell.base}" in capsys.readouterr().out


def test_hand_in_where_nobody_can_be_asked_does_nothing(
    shell: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.kernel._allow_stdin = False

    hand_in.write("08-the-wall")

    assert written(shell) == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("slug", SLUGS)
def test_every_exercise_ends_with_the_cell_that_hands_it_in(slug: str) -> None:
    notebook = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text(encoding="utf-8"))
    source = "".join(notebook["cells"][-1]["source"])
    assert source == f'from digital_factory import hand_in\n\nhand_in.write("{slug}")'


def test_write_while_the_notebook_is_being_saved_waits_for_the_whole_file(
    shell: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path("08-the-wall.ipynb")
    whole = path.read_text(encoding="utf-8")

    def save_the_rest(_seconds: float) -> None:
        path.write_text(whole, encoding="utf-8")

    monkeypatch.setattr(hand_in, "_SAVE_S", 60.0)
    monkeypatch.setattr(hand_in, "_save", lambda path: path.write_text(whole[:40], encoding="utf-8"))
    monkeypatch.setattr(hand_in.time, "sleep", save_the_rest)
    hand_in.write("08-the-wall")
    assert written(shell) == ["08-the-wall-ada.ipynb"]
