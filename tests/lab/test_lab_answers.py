"""Model answers: one for each task, and none in a lab that was built without asking for them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lab_learner import BOOK, ROOT

from digital_factory.authoring.assignment import Assignment, hidden_parts, slugs
from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.answers import model_answers
from digital_factory.authoring.lab.course import Document
from digital_factory.authoring.lab.site import EXTENSION, write_index

SENTENCE_ENDS = re.compile(r"[.?!](?= [A-Z`]|$)")


@pytest.mark.parametrize("slug", slugs(ROOT))
def test_model_answers_are_the_reference_with_two_sentences_each(slug: str) -> None:
    assignment = Assignment.read(slug, ROOT)

    answers = model_answers(slug, ROOT)

    assert list(answers) == list(assignment.tasks)
    assert {task: one["answer"] for task, one in answers.items()} == {
        task: assignment.answer(task) for task in assignment.tasks
    }
    assert [task for task, one in answers.items() if len(SENTENCE_ENDS.findall(one["why"])) != 2] == []


@pytest.mark.parametrize(
    ("text", "said"), [("wall-1 = 'Because.'", "wall-2"), ("wall-1 = ", "Invalid"), (None, "No such file")]
)
def test_model_answers_without_a_reason_for_each_task_say_what_is_missing(
    tmp_path: Path, text: str | None, said: str
) -> None:
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    if text is not None:
        path = tmp_path / "answers" / "explanations" / "08-the-wall.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    with pytest.raises(LabError, match=said):
        model_answers("08-the-wall", tmp_path)


def index_with(
    answers: Mapping[str, Mapping[str, Mapping[str, str]]], site: Path
) -> dict[str, dict[str, str]]:
    """What the lab's own script is told of each document of chapter 8."""
    (site / "extensions" / EXTENSION / "static").mkdir(parents=True)
    paths = ("exercises/08-the-wall.ipynb", "chapters/08-the-wall.ipynb")
    write_index(site, [Document(path, "The wall", "book/08-the-wall.html", {}) for path in paths], answers)
    index: dict[str, dict[str, str]] = json.loads(
        (site / "extensions" / EXTENSION / "static" / "documents.json").read_text("utf-8")
    )
    return index


def test_lab_asked_to_show_answers_offers_those_of_each_exercise(tmp_path: Path) -> None:
    answers = {"08-the-wall": model_answers("08-the-wall", ROOT)}

    index = index_with(answers, tmp_path)

    assert index["exercises/08-the-wall.ipynb"]["answers"] == "answers/08-the-wall.json"
    assert "answers" not in index["chapters/08-the-wall.ipynb"]
    written = json.loads((tmp_path / "answers" / "08-the-wall.json").read_text("utf-8"))
    assert written == answers["08-the-wall"]


def test_lab_not_asked_to_show_answers_offers_none(tmp_path: Path) -> None:
    index = index_with({}, tmp_path)

    assert [one for one in index.values() if "answers" in one] == []
    assert not (tmp_path / "answers").exists()


def published() -> str:
    """What anybody may read: the exercises and the chapters."""
    exercises = [json.loads(path.read_text("utf-8")) for path in (ROOT / "exercises").glob("*/*.ipynb")]
    cells = [cell for notebook in exercises for cell in notebook["cells"]]
    chapters = [path.read_text("utf-8") for path in (ROOT / "book").glob("*.md")]
    return "\n".join([*("".join(cell["source"]) for cell in cells), *chapters])


def solution_lines() -> set[str]:
    """Lines that only the reference answers and the hidden tests have, long enough to be no chance."""
    parts = [
        part
        for slug in slugs(ROOT)
        for cell in Assignment.read(slug, ROOT).cells
        for part in hidden_parts(cell.source)
    ]
    lines = {line.strip() for part in parts for line in part if len(line.strip()) >= 40}
    known = published()
    return {line for line in lines if line not in known}


def test_lab_built_without_asking_for_answers_holds_no_line_of_a_solution() -> None:
    wanted = solution_lines()
    documents = sorted((BOOK / "lab" / "files").rglob("*.ipynb"))

    assert len(wanted) > 300
    assert len(documents) == 2 * len(slugs(ROOT))
    assert not (BOOK / "lab" / "answers").exists()
    held = "\n".join(
        "".join(cell["source"]) for path in documents for cell in json.loads(path.read_text("utf-8"))["cells"]
    )
    assert sorted(line for line in wanted if line in held) == []
