"""One mark for the whole course, by the rule of `c.Classroom.final`.

The mark is the weighted mean of the shares that a learner has of each assignment's points, times `scale`:
`scale * sum(weight * share) / sum(weight)`. What was not handed in has the share 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from classroom.records import CourseError
from classroom.reports.course_marks import AssignmentMarks, CourseMarks
from classroom.reports.grades import Row
from classroom.reports.texts import FINAL

__all__ = ["FinalMark", "FinalRule", "final_marks", "read_rule"]

_DAY_S = 86_400
_KEEP, _ZERO = "keep", "zero"


@dataclass(frozen=True)
class FinalRule:
    """How the marks of a course come together."""

    weights: Mapping[str, float] = field(default_factory=dict)  # by assignment; 1 where it is not named
    best: int | None = None  # how many assignments count, those with the highest shares; None: all
    late: str | float = _KEEP  # "keep", "zero", or the share of the points that each day begun costs
    scale: float = 100.0  # the mark of somebody with all points
    pass_mark: float | None = None  # [of scale]
    decimals: int = 1  # of the mark, rounded half up

    def weight(self, assignment: str) -> float:
        """What an assignment weighs."""
        return self.weights.get(assignment, 1.0)

    def share(self, row: Row) -> float:
        """A learner's share of an assignment's points, after the rule for late work."""
        share = row.score / row.max_score if row.max_score else 0.0
        if row.late_s <= 0 or self.late == _KEEP:
            return share
        if self.late == _ZERO:
            return 0.0
        days = math.ceil(row.late_s / _DAY_S)
        return max(0.0, share - days * float(self.late))

    def mark(self, shares: Mapping[str, float]) -> float | None:
        """The rounded mark from the shares that count; None when nothing counts."""
        total = sum(self.weight(name) for name in shares)
        if not total:
            return None
        mean = sum(self.weight(name) * share for name, share in shares.items()) / total
        unit = Decimal(1).scaleb(-self.decimals)
        # Ten digits first: what arithmetic in binary leaves behind must not decide between two marks.
        exact = Decimal(repr(round(self.scale * mean, 10)))
        return float(exact.quantize(unit, ROUND_HALF_UP))


@dataclass(frozen=True)
class FinalMark:
    """One learner's mark for the course."""

    student: str
    mark: float | None  # None while nothing counts
    passed: bool | None  # None without a pass mark
    shares: Mapping[str, float]  # by assignment, after the rule for late work
    dropped: tuple[str, ...]  # assignments that the rule of the best leaves out
    unmarked: int  # answers that wait for a person, in what can count
    ungraded: int  # submissions that no run has graded, in what can count

    @property
    def provisional(self) -> bool:
        """Whether the mark can still change by marking what was handed in."""
        return bool(self.unmarked or self.ungraded)


def read_rule(settings: object, assignments: list[str]) -> FinalRule:
    """The rule that the configuration asks for; the default where it asks for none.

    Raises
    ------
    CourseError
        When a setting is unknown or has a value that it cannot have.
    """
    if settings is None:
        return FinalRule()
    if not isinstance(settings, dict):
        raise CourseError(FINAL.NOT_A_DICT.format(value=settings))
    known = [each.name for each in fields(FinalRule)]
    for name, value in settings.items():
        if name not in known:
            raise CourseError(FINAL.UNKNOWN.format(name=name, known=", ".join(known)))
        fits, expected = _RULES[name]
        if not fits(value):
            raise CourseError(FINAL.BAD_VALUE.format(name=name, value=value, expected=expected))
    rule = FinalRule(**settings)
    strange = sorted(set(rule.weights) - set(assignments))
    if strange:
        raise CourseError(FINAL.NO_SUCH_WEIGHT.format(name=strange[0], known=", ".join(assignments)))
    if rule.pass_mark is not None and rule.pass_mark > rule.scale:
        raise CourseError(FINAL.PASS_ABOVE_SCALE.format(value=rule.pass_mark, scale=rule.scale))
    return rule


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _from_zero(value: object) -> bool:
    return _number(value) and cast(float, value) >= 0


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _weights(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and _from_zero(each) for name, each in value.items()
    )


def _late(value: object) -> bool:
    return value in (_KEEP, _ZERO) or (_from_zero(value) and cast(float, value) <= 1)


_RULES: dict[str, tuple[Callable[[object], bool], str]] = {
    "weights": (_weights, FINAL.WEIGHTS),
    "best": (lambda value: value is None or _whole(value, 1), FINAL.BEST),
    "late": (_late, FINAL.LATE),
    "scale": (lambda value: _from_zero(value) and value != 0, FINAL.SCALE),
    "pass_mark": (lambda value: value is None or _from_zero(value), FINAL.PASS_MARK),
    "decimals": (lambda value: _whole(value, 0) and cast(int, value) <= 6, FINAL.DECIMALS),
}


def final_marks(rule: FinalRule, marks: CourseMarks) -> list[FinalMark]:
    """Everybody's mark, in the order of the learners.

    Only assignments that have begun count (see `AssignmentMarks.begun`) and only those with a weight.
    """
    counted = [each for each in marks.assignments if each.begun and rule.weight(each.name) > 0]
    return [_mark(rule, counted, student) for student in marks.students]


def _mark(rule: FinalRule, counted: list[AssignmentMarks], student: str) -> FinalMark:
    rows = {each.name: each.rows[student] for each in counted}
    shares = {name: rule.share(row) for name, row in rows.items()}
    ranked = sorted(shares, key=lambda name: -shares[name])  # of equal ones, the earlier counts
    dropped = ranked[rule.best :] if rule.best is not None else []
    mark = rule.mark({name: share for name, share in shares.items() if name not in dropped})
    passed = None if rule.pass_mark is None or mark is None else mark >= rule.pass_mark
    return FinalMark(
        student,
        mark,
        passed,
        shares,
        tuple(name for name in shares if name in dropped),
        sum(len(row.waiting) for row in rows.values()),
        sum(row.ungraded for row in rows.values()),
    )
