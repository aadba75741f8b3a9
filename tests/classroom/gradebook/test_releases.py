"""What an assignment's cells were in earlier releases is no learner's doing."""

from __future__ import annotations

from pathlib import Path

from shop_course import ASSIGNMENT
from shop_store import open_shop

from classroom.assignment.history import source_digest
from classroom.assignment.load import load_plan
from classroom.gradebook.releases import remember_gradebook, remember_release
from classroom.records import Isolation
from tests.classroom.test_regrade import change_source


def test_cells_of_a_gradebook_from_before_are_remembered_when_the_source_takes_their_place(
    tmp_path: Path,
) -> None:
    with open_shop(tmp_path) as shop:
        before = next(cell for cell in shop.plan.notebooks[0].cells if cell.grade_id == "mean-test")
        change_source(tmp_path, mean_test="assert mean_price > 0")

        remember_gradebook(shop.course, shop.store, ASSIGNMENT)
        plan = load_plan(shop.course, shop.store.gradebook, ASSIGNMENT, Isolation.NONE, renew=True)
        plan = remember_release(shop.store, plan)

        cell = next(cell for cell in plan.notebooks[0].cells if cell.grade_id == "mean-test")
        assert {source_digest(before.visible), source_digest("assert mean_price > 0")} <= cell.earlier
        assert not cell.added
