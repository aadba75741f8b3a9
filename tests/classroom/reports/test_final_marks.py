"""The mark for the whole course: the rule of `c.Classroom.final` on a course whose marks are known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marked_course import ASSIGNMENTS, make_marked_course

from classroom.course import Course
from classroom.gradebook.store import open_store
from classroom.records import CourseError, Status
from classroom.reports.course_marks import CourseMarks, course_marks, trend
from classroom.reports.final_marks import FinalMark, FinalRule, final_marks, read_rule
from classroom.reports.grades import Row


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseMarks]:
    course = Course(make_marked_course(tmp_path_factory.mktemp("marked")))
    with open_store(course) as store:
        yield course_marks(course, store)


def by_student(marks: CourseMarks, **settings: object) -> dict[str, FinalMark]:
    rule = read_rule(settings, list(ASSIGNMENTS))
    return {each.student: each for each in final_marks(rule, marks)}


def test_final_mark_without_settings_is_the_mean_of_what_has_begun(marks: CourseMarks) -> None:
    found = by_student(marks)

    # Bob: (6/14 + 7/14) / 2; Cyd: (7/14 + 0) / 2; the third assignment has not begun.
    assert {who: each.mark for who, each in found.items()} == {
        "ada": 100.0,
        "bob": 46.4,
        "cyd": 25.0,
        "dan": 0.0,
        "eve": 0.0,
    }
    assert {each.passed for each in found.values()} == {None}


def test_final_mark_says_what_is_not_marked_yet(marks: CourseMarks) -> None:
    found = by_student(marks)

    assert [(who, each.unmarked, each.ungraded) for who, each in found.items() if each.provisional] == [
        ("bob", 2, 0),
        ("eve", 0, 1),
    ]


def test_final_mark_with_weights_counts_an_assignment_as_often(marks: CourseMarks) -> None:
    assert by_student(marks, weights={"2-sums": 3})["cyd"].mark == 12.5  # 7/14 of one in four
    assert by_student(marks, weights={"2-sums": 0})["cyd"].mark == 50.0
    assert by_student(marks, weights={"1-maps": 0, "2-sums": 0})["ada"].mark is None


def test_final_mark_with_best_leaves_the_lowest_out(marks: CourseMarks) -> None:
    cyd = by_student(marks, best=1)["cyd"]

    assert (cyd.mark, cyd.dropped) == (50.0, ("2-sums",))


def test_final_mark_by_the_late_rule_costs_days_begun(marks: CourseMarks) -> None:
    # Bob's second is 30 hours late: two days begun.
    assert by_student(marks, late=0.1)["bob"].shares["2-sums"] == pytest.approx(0.5 - 0.2)
    assert by_student(marks, late="zero")["bob"].shares["2-sums"] == 0.0
    assert by_student(marks, late=0.9)["bob"].shares["2-sums"] == 0.0
    assert by_student(marks, late=0.1)["ada"].mark == 100.0


def test_final_mark_on_a_scale_passes_as_it_is_rounded(marks: CourseMarks) -> None:
    found = by_student(marks, scale=20, pass_mark=9.3, decimals=1)

    assert (found["bob"].mark, found["bob"].passed) == (9.3, True)  # 9.2857
    assert found["cyd"].passed is False


@pytest.mark.parametrize(("share", "mark"), [(0.125, 12.5), (0.1245, 12.5), (0.12449, 12.4), (0.99949, 99.9)])
def test_mark_is_rounded_half_up(share: float, mark: float) -> None:
    assert FinalRule().mark({"a": share}) == mark


def test_share_of_an_assignment_without_points_is_none_of_them() -> None:
    assert FinalRule().share(Row("ada", Status.GRADED, 0.0, 0.0, {})) == 0.0


def test_trend_compares_the_later_half_with_the_earlier(marks: CourseMarks) -> None:
    assert trend(marks, "bob").change == pytest.approx(1 / 14)
    assert trend(marks, "cyd").change is None  # one alone goes nowhere


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ([1], "must be a dictionary"),
        ({"weight": {}}, "'weight', which is not a setting. Known ones: weights, best, late"),
        ({"weights": {"2-sums": -1}}, "numbers from 0 up"),
        ({"weights": {"2-sum": 1}}, "gives a weight to '2-sum', which is no assignment"),
        ({"weights": {"2-sums": float("nan")}}, "numbers from 0 up"),
        ({"best": 0}, "a whole number from 1 up"),
        ({"best": True}, "a whole number from 1 up"),
        ({"late": "never"}, '"keep"'),
        ({"late": 2}, "from 0 to 1"),
        ({"scale": 0}, "a number above 0"),
        ({"scale": 20, "pass_mark": 50}, "asks for 50 to pass, but the scale ends at 20"),
        ({"decimals": 1.5}, "a whole number from 0 to 6"),
    ],
)
def test_rule_with_a_wrong_setting_is_refused_by_name(settings: object, named: str) -> None:
    with pytest.raises(CourseError, match=r"c\.Classroom\.final in nbgrader_config\.py") as refusal:
        read_rule(settings, list(ASSIGNMENTS))

    assert named in str(refusal.value)
