"""Work that was handed in again after it was graded waits for the next run, and every report says so."""

from __future__ import annotations

import csv
from pathlib import Path

from shop_command import accepted
from shop_course import ASSIGNMENT, hand_in, submission
from shop_store import Shop, open_shop, result

from classroom.reports.course_marks import course_marks
from classroom.submission.pending import Pending


def graded(shop: Shop, *students: str) -> None:
    """Save a result for each as if their work had been graded as it lies there."""
    pending = Pending(shop.course, shop.plan, "3-x", list(shop.course.handed_in(ASSIGNMENT)), {})
    for each in pending:
        taken = pending.take(each.student)
        if each.student in students:
            shop.save(result(each.student), taken.digest, taken.timestamp)


def test_work_handed_in_again_waits_for_the_next_run_in_every_report(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        for who in ("ada", "bob"):
            hand_in(tmp_path, who, submission())
        graded(shop, "ada", "bob")
        assert course_marks(shop.course, shop.store).assignments[0].ungraded == 0
        hand_in(tmp_path, "bob", submission(mean="mean_price = 7"))
        marks = course_marks(shop.course, shop.store).assignments[0]
        assert marks.ungraded == 1
        assert ["handed in again" in marks.rows[who].note for who in ("ada", "bob")] == [False, True]

    said = accepted(tmp_path, "export", ASSIGNMENT, "--format", "moodle")

    assert "1 submission not graded yet" in said
    with open(tmp_path / "reports" / ASSIGNMENT / "moodle-provisional.csv", encoding="utf-8") as file:
        heading = next(csv.reader(file))
    assert any("provisional" in column for column in heading)


def test_work_that_is_as_it_was_graded_counts_whatever_became_of_the_assignment(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        hand_in(tmp_path, "ada", submission())
        graded(shop, "ada")
        (tmp_path / "source" / ASSIGNMENT / "more.csv").write_text("new")

        assert course_marks(shop.course, shop.store).assignments[0].ungraded == 0
