"""The command run by an ordinary user: shut in by user namespaces, and by bubblewrap."""

from __future__ import annotations

import sys

import ordinary_user
import pytest
from shop_command import scores
from shop_course import ASSIGNMENT, TWIN, WRONG_TOP, hand_in, honest, make_course, submission
from shop_hostile import ATTACKS, PEEPS

pytestmark = pytest.mark.long

LOOKS = ("network", "source", "environment", "write-root")


@pytest.mark.parametrize("isolation", ["namespaces", "bubblewrap"])
def test_grade_as_an_ordinary_user_shuts_learners_in(isolation: str) -> None:
    with ordinary_user.folder() as root:
        make_course(root, f"c.Classroom.cell_s = 5\nc.Classroom.isolation = {isolation!r}")
        hand_in(root, "honest", honest())
        hand_in(root, "exit", submission(mean=ATTACKS["exit-hard"][0], top=WRONG_TOP))
        for name in LOOKS:
            look = PEEPS[name].replace("{root}", str(root)) + "\nmean_price = 20.0"
            hand_in(root, name, submission(mean=look, top=WRONG_TOP))
        done = ordinary_user.run(
            root, sys.executable, "-m", "classroom", "grade", ASSIGNMENT, "--course-dir", str(root)
        )
        assert done.returncode == 0, done.stderr
        found = scores(root)
    assert found == {
        "honest": ("graded", TWIN),
        "exit": ("crashed", TWIN - 2),
        **dict.fromkeys(LOOKS, ("graded", TWIN - 2)),
    }


def test_doctor_of_an_ordinary_user_says_what_works() -> None:
    with ordinary_user.folder() as root:
        done = ordinary_user.run(root, sys.executable, "-m", "classroom", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [[part.strip() for part in line.split("│")[1:4]] for line in done.stdout.splitlines()]
    works = {line[0]: line[1] for line in lines if len(line) == 3 and line[0]}
    assert (works["namespaces"], works["bubblewrap"], works["root"]) == ("yes", "yes", "no")
    assert "Submissions will run in: namespaces." in done.stdout
