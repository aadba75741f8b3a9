"""The gradebook's one writer: what a saved result leaves, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from shop_command import mark_by_hand
from shop_course import ASSIGNMENT
from shop_store import Shop, open_shop, result

from classroom.gradebook.scores import Person, comments, people, scores
from classroom.records import AssignmentNote, CourseError, Status, Trial

WHY = (ASSIGNMENT, "why")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def waits(shop: Shop, student: str) -> bool:
    shop.store.gradebook.db.expire_all()
    return scores(shop.store.gradebook, ASSIGNMENT)[student].needs_manual


def test_saved_result_is_read_back_with_its_folder_and_digest(shop: Shop) -> None:
    saved = result("ada", {"top-test": 0.0}, Status.FLAGGED)

    shop.save(saved, "2-plan-work", datetime(2026, 11, 2))

    read = shop.store.results(ASSIGNMENT)["ada"]
    assert (read.status, read.cells) == (saved.status, saved.cells)
    assert read.finished is not None
    assert shop.store.digests(ASSIGNMENT) == {"ada": "2-plan-work"}
    folder = shop.course.autograded("ada", ASSIGNMENT)
    assert {path.name for path in folder.iterdir()} == {"shop.ipynb", "prices.csv", "timestamp.txt"}


def test_saved_again_result_replaces_the_earlier_one(shop: Shop) -> None:
    shop.save(result("ada"), "1-a-b")

    shop.save(result("ada", {"tax-test": 1.0}), "1-a-c")

    assert scores(shop.store.gradebook, ASSIGNMENT)["ada"].cells[ASSIGNMENT, "tax-test"] == 1.0
    assert shop.store.digests(ASSIGNMENT) == {"ada": "1-a-c"}


def test_mark_given_by_hand_survives_and_stays_settled_when_nothing_changed(shop: Shop) -> None:
    shop.save(result("ada"))
    assert waits(shop, "ada")
    mark_by_hand(shop.course.root, "ada", 3.5, "Well said.")

    shop.save(result("ada"))

    assert not waits(shop, "ada")
    assert scores(shop.store.gradebook, ASSIGNMENT)["ada"].cells[WHY] == 3.5
    assert comments(shop.store.gradebook, ASSIGNMENT) == {"ada": {ASSIGNMENT: {"why": "Well said."}}}


@pytest.mark.parametrize(
    ("digest", "stamp"),
    [("1-a-other", None), ("1-a-b", datetime(2026, 11, 2))],
    ids=["other work", "other time"],
)
def test_mark_given_by_hand_asks_for_a_look_after_another_submission(
    shop: Shop, digest: str, stamp: datetime | None
) -> None:
    shop.save(result("ada"))
    mark_by_hand(shop.course.root, "ada", 3.5)

    shop.save(result("ada"), digest, stamp)

    assert waits(shop, "ada")


def test_mark_given_by_hand_asks_for_no_look_when_only_the_assignment_changed(shop: Shop) -> None:
    shop.save(result("ada"), "1-a-b")
    mark_by_hand(shop.course.root, "ada", 3.5)

    shop.save(result("ada"), "2-z-b")

    assert not waits(shop, "ada")


def test_unanswered_cell_is_noted_as_nbgrader_does(shop: Shop) -> None:
    shop.save(replace(result("ada"), unanswered={ASSIGNMENT: ("top",)}))

    book = shop.store.gradebook
    assert book.find_comment("top", ASSIGNMENT, ASSIGNMENT, "ada").auto_comment == "No response."
    assert book.find_comment("mean", ASSIGNMENT, ASSIGNMENT, "ada").auto_comment is None


def test_result_whose_folder_cannot_be_written_is_not_recorded(shop: Shop) -> None:
    (shop.course.root / "autograded").write_text("in the way", encoding="utf-8")

    with pytest.raises(CourseError, match="autograded"):
        shop.save(result("ada"))

    assert shop.store.results(ASSIGNMENT) == {}


def test_note_is_kept_until_another_replaces_it(shop: Shop) -> None:
    first = AssignmentNote("2-a", "source", Trial(("tax-test",), spared={"tax-test": (1, 3)}))
    second = AssignmentNote("2-b", None, Trial((), {"top-test": "no"}, {"tax-test": "why"}, warm_up=False))
    assert shop.store.note(ASSIGNMENT) is None

    shop.store.set_note(ASSIGNMENT, first)
    assert shop.store.note(ASSIGNMENT) == first
    shop.store.set_note(ASSIGNMENT, second)

    assert shop.store.note(ASSIGNMENT) == second
    assert shop.store.results(ASSIGNMENT) == {}


def test_scores_add_extra_credit_and_prefer_the_mark_given_by_hand(shop: Shop) -> None:
    shop.save(result("ada"))
    grade = shop.store.gradebook.find_grade("tax-test", ASSIGNMENT, ASSIGNMENT, "ada")
    grade.manual_score, grade.extra_credit = 1.0, 0.5
    shop.store.gradebook.db.commit()

    marks = scores(shop.store.gradebook, ASSIGNMENT)["ada"]

    assert marks.cells[ASSIGNMENT, "tax-test"] == 1.5
    assert marks.cells[WHY] is None
    assert marks.needs_manual


def test_people_have_empty_texts_for_what_is_not_known(shop: Shop) -> None:
    shop.store.gradebook.add_student("noé", email="noe@example.org", lms_user_id="77")

    assert people(shop.store.gradebook) == {"noé": Person(email="noe@example.org", lms_user_id="77")}
