"""Penalties for lateness: as nbgrader's plugin decides, over the whole class."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from shop_course import ASSIGNMENT
from shop_store import Shop, open_shop, result

from classroom.gradebook.late_penalties import apply_late_penalties
from classroom.gradebook.scores import scores
from classroom.records import CourseError

DUE = datetime(2026, 11, 1, 12)
LATE = datetime(2026, 11, 1, 14)
ZERO = "c.LateSubmissionPlugin.penalty_method = 'zero'"
PLUGIN = "from unruly import Late; c.AssignLatePenalties.plugin_class = Late"
UNRULY = """from nbgrader.plugins import BasePlugin
class Late(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        {line}
"""


def penalties(shop: Shop, due: datetime | None = DUE) -> tuple[list[str], float, float]:
    """Have ada late by two hours and bob in time: problems, ada's penalty, bob's."""
    shop.save(result("ada"), stamp=LATE)
    shop.save(result("bob"), stamp=datetime(2026, 11, 1))
    shop.store.gradebook.find_assignment(ASSIGNMENT).duedate = due
    shop.store.gradebook.db.commit()
    problems = apply_late_penalties(shop.course, shop.store, ASSIGNMENT)
    marks = scores(shop.store.gradebook, ASSIGNMENT)
    return problems, marks["ada"].penalty, marks["bob"].penalty


def test_late_submission_without_a_method_loses_nothing(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        assert penalties(shop) == ([], 0.0, 0.0)
        assert scores(shop.store.gradebook, ASSIGNMENT)["ada"].late_s == 2 * 3600


def test_late_submission_with_method_zero_loses_all_its_points(tmp_path: Path) -> None:
    with open_shop(tmp_path, ZERO) as shop:
        assert penalties(shop) == ([], 10.0, 0.0)


def test_penalty_goes_when_the_due_date_goes(tmp_path: Path) -> None:
    with open_shop(tmp_path, ZERO) as shop:
        penalties(shop)

        assert penalties(shop, due=None) == ([], 0.0, 0.0)


def test_penalty_step_that_the_configuration_leaves_out_is_not_taken(tmp_path: Path) -> None:
    config = f"{ZERO}\nc.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']"
    with open_shop(tmp_path, config) as shop:
        assert penalties(shop) == ([], 0.0, 0.0)


def test_plugin_that_raises_is_a_problem_of_that_student_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "unruly.py").write_text(UNRULY.format(line="raise ValueError('no rule')"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "unruly", raising=False)
    with open_shop(tmp_path / "course", PLUGIN) as shop:
        problems, ada, bob = penalties(shop)

    assert (ada, bob) == (0.0, 0.0)
    assert len(problems) == 1
    assert "ada" in problems[0]
    assert "ValueError: no rule" in problems[0]


def test_plugin_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with (
        open_shop(tmp_path, "c.AssignLatePenalties.plugin_class = 'nowhere.Late'") as shop,
        pytest.raises(CourseError, match="nowhere"),
    ):
        penalties(shop)
