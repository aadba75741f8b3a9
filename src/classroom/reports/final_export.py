"""The marks for the whole course, in the files that learning platforms and spreadsheets take."""

from __future__ import annotations

from classroom.course import Course
from classroom.reports.course_marks import CourseMarks
from classroom.reports.export import Exported, Format, Open, canvas_lines, moodle_lines, write_export
from classroom.reports.final_marks import FinalMark, FinalRule
from classroom.reports.texts import FINAL

__all__ = ["export_final", "open_in"]

_STEM = "final"


def open_in(finals: list[FinalMark]) -> Open:
    """What of the assignments that count is still to be marked."""
    waiting = [each.unmarked for each in finals if each.unmarked]
    return Open(sum(waiting), len(waiting), sum(each.ungraded for each in finals))


def shown(value: float | None) -> str:
    """A mark as it is written; empty when there is none."""
    return "" if value is None else f"{value:g}"


def export_final(
    course: Course, marks: CourseMarks, rule: FinalRule, finals: list[FinalMark], form: Format
) -> Exported:
    """Write `reports/final*.csv` or the file of a platform; returns where, and what is still open."""
    still = open_in(finals)
    name = FINAL.PROVISIONAL.format(name=FINAL.COLUMN) if still else FINAL.COLUMN
    if form is Format.moodle:
        lines = moodle_lines(name, {each.student: (shown(each.mark), "") for each in finals}, marks.people)
    elif form is Format.canvas:
        lines = canvas_lines(
            name, {each.student: shown(each.mark) for each in finals}, marks.people, rule.scale
        )
    else:
        lines = _table(name, marks, rule, finals)
    stem = _STEM if form is Format.csv else f"{_STEM}-{form.value}"
    return Exported(write_export(course.reports_root, stem, lines, form, still), still)


def _table(name: str, marks: CourseMarks, rule: FinalRule, finals: list[FinalMark]) -> list[list[str]]:
    """Who has which mark, and the shares of the points [%] that it is made of."""
    counted = list(finals[0].shares) if finals else []
    header = ["student_id", "last_name", "first_name", "email", name]
    header += [FINAL.PASSED] if rule.pass_mark is not None else []
    header += [FINAL.SHARE.format(assignment=each) for each in counted]
    header += [FINAL.DROPPED, FINAL.UNMARKED, FINAL.UNGRADED]
    lines = [header]
    for each in finals:
        person = marks.person(each.student)
        line = [each.student, person.last_name, person.first_name, person.email, shown(each.mark)]
        if rule.pass_mark is not None:
            line.append("" if each.passed is None else FINAL.YES if each.passed else FINAL.NO)
        line += [f"{100 * each.shares[assignment]:.4g}" for assignment in counted]
        lines.append([*line, "; ".join(each.dropped), str(each.unmarked), str(each.ungraded)])
    return lines
