"""A source that is read beside the gradebook: what cannot be taken over is refused and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_command import everything
from shop_course import ASSIGNMENT
from shop_store import open_shop, result

from classroom.gradebook.aside import plan_of_source
from classroom.records import CourseError, Isolation
from tests.classroom.test_regrade import change_source


def test_source_whose_tests_changed_is_read_without_touching_the_gradebook(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.save(result("ada"))
        change_source(tmp_path, mean_test="assert mean_price > 0")
        before = everything(tmp_path)

        plan = plan_of_source(shop.course, ASSIGNMENT, Isolation.NONE, shop.store.gradebook)

        assert any(cell.cell["source"] == "assert mean_price > 0" for cell in plan.notebooks[0].cells)
        assert plan.hidden_paths == shop.course.hidden_paths()  # of the gradebook in use, not of the other
        assert everything(tmp_path) == before


def test_source_with_another_cell_once_somebody_has_handed_in_says_what_can_be_done(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.save(result("ada"))
        change_source(tmp_path, mean_test={"grade_id": "mean-again"})

        with pytest.raises(CourseError, match=r"mean-again, mean-test.*assignment remove .* --force"):
            plan_of_source(shop.course, ASSIGNMENT, Isolation.NONE, shop.store.gradebook)


def test_source_with_another_cell_before_anybody_has_handed_in_is_read(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        change_source(tmp_path, mean_test={"grade_id": "mean-again"})

        plan = plan_of_source(shop.course, ASSIGNMENT, Isolation.NONE, shop.store.gradebook)

    assert "mean-again" in {cell.grade_id for cell in plan.notebooks[0].cells}
