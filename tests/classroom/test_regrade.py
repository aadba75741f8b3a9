"""A test was wrong: who reads what after the trainer has mended it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from shop_command import classroom, everything, refused, rows_of
from shop_course import ASSIGNMENT, FULL, TWIN, hand_in, honest, make_course, submission


def change_source(root: Path, **changes: Any) -> None:
    """Change cells of the trainer's notebook, by grade_id: a new source, or settings."""
    path = root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        change = changes.get(
            cell["metadata"].get("nbgrader", {}).get("grade_id", cell["id"]).replace("-", "_")
        )
        if isinstance(change, str):
            cell["source"] = change
        elif change is not None:
            cell["metadata"]["nbgrader"].update(change)
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three learners, graded once. Tests change a copy."""
    course = make_course(tmp_path_factory.mktemp("shop"))
    hand_in(course, "ada", submission())
    hand_in(course, "bob", honest())
    tampered = submission()
    for cell in tampered["cells"]:
        if cell["id"] == "mean-test-cell":
            cell["source"] = "pass"
    hand_in(course, "cyd", tampered)
    assert classroom(course, "grade", ASSIGNMENT).returncode == 0
    return course


@pytest.fixture
def root(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded class."""
    return Path(shutil.copytree(graded, tmp_path / "copy"))


def test_regrade_tells_only_whose_marks_changed_and_blames_nobody_for_the_trainers_change(root: Path) -> None:
    assert {who: row["status"] for who, row in rows_of(root).items()} == {
        "ada": "graded",
        "bob": "graded",
        "cyd": "repaired",
    }
    change_source(
        root,
        setup="import numpy as np\nimport pandas as pd\n"
        'prices = pd.DataFrame({"name": ["tea", "jam", "bun"], "price": [10.0, 20.0, 30.0]})  # in euro',
        plain_cell="rate = 0.2  # of the price",
        mean_test='assert abs(mean_price - 20) < 1e-6, f"mean_price is {mean_price}"',
        tax_test={"points": 4},
        top_test='assert len(dearest(prices, 2)) == 2, "two of them"',
    )

    done = classroom(root, "regrade", ASSIGNMENT)

    assert done.returncode == 0, done.stderr
    with open(root / "reports" / ASSIGNMENT / "changes.csv", newline="", encoding="utf-8") as file:
        found = {row["student_id"]: row["cells"] for row in csv.DictReader(file)}
    assert found == {
        "ada": "tax-test: 3 -> 4",
        "bob": "tax-test: 3 -> 4; top-test: 0 -> 3",
        "cyd": "tax-test: 3 -> 4",
    }
    rows = rows_of(root)
    assert [rows[who]["status"] for who in ("ada", "bob")] == ["graded", "graded"]
    assert [float(rows[who]["score"]) for who in ("ada", "bob")] == [FULL + 1, TWIN + 4]
    # Who did change a cell still reads that.
    assert rows["cyd"]["note"] == "repaired: cell mean-test had been changed and was put back"
    page = (root / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "had been changed" not in page


def test_regrade_without_a_change_of_marks_lists_nobody(root: Path) -> None:
    change_source(root, mean_test='assert mean_price == 20, "the mean"')

    done = classroom(root, "regrade", ASSIGNMENT)

    assert "No learner's marks changed." in done.stdout
    assert "had been changed" not in rows_of(root)["ada"]["note"]


def test_regrade_whose_reference_fails_its_new_test_changes_no_row_and_no_file(
    root: Path,
) -> None:
    change_source(root, mean_test='assert mean_price == 21, "not the mean"')
    before = everything(root)

    said = [refused(root, command, ASSIGNMENT) for command in ("regrade", "grade")]

    assert all("- mean-test: the reference solution does not pass it." in each for each in said)
    assert everything(root) == before
