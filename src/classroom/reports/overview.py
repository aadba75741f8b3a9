"""`overview.html` and `overview.csv`: every learner and every assignment of the course on one page."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from urllib.parse import quote

from classroom.course import Course
from classroom.files import write_file
from classroom.records import Status
from classroom.reports.course_marks import AssignmentMarks, CourseMarks, trend
from classroom.reports.final_export import open_in, shown
from classroom.reports.final_marks import FinalMark, FinalRule
from classroom.reports.grades import Row
from classroom.reports.html import render
from classroom.reports.spreadsheet import table
from classroom.reports.texts import FINAL, OVERVIEW
from classroom.reports.words import counted

__all__ = ["write_overview"]

_SPARK_WIDTH, _SPARK_HEIGHT = 64, 18  # [px] of a learner's line
_STEADY = 0.05  # change of the share of points below which a trend is none


@dataclass(frozen=True)
class _Cell:
    """One learner in one assignment."""

    text: str  # the score, or a sign
    label: str  # the same in words
    status: Status
    notes: tuple[str, ...]  # "late", "to mark"
    page: str  # of the feedback; empty when there is none


@dataclass(frozen=True)
class _Line:
    """One learner."""

    student: str
    name: str
    cells: tuple[_Cell, ...]
    handed_in: int
    points: str  # of the trend's line, in the units of its drawing
    trend: str  # in words
    final: str
    passed: bool | None
    unmarked: int
    flagged: int


@dataclass(frozen=True)
class _Column:
    """One assignment."""

    name: str
    report: str  # address of its page; empty when there is none
    max_score: float
    handed_in: int
    mean: float | None
    unmarked: int
    ungraded: int
    flagged: tuple[str, ...]
    late: int
    due: str
    begun: bool
    weight: float


def write_overview(
    course: Course, marks: CourseMarks, rule: FinalRule, finals: list[FinalMark]
) -> tuple[str, str]:
    """Write the page and the table; returns their paths."""
    page, sheet = course.reports_root / "overview.html", course.reports_root / "overview.csv"
    write_file(sheet, table(_table(marks, finals, rule)))
    write_file(page, _page(course, marks, rule, finals))
    return str(page), str(sheet)


def _begun(marks: CourseMarks) -> list[AssignmentMarks]:
    return [each for each in marks.assignments if each.begun]


def _table(marks: CourseMarks, finals: list[FinalMark], rule: FinalRule) -> list[list[str]]:
    """One line a learner, with two columns for each assignment: status and score."""
    still, begun = open_in(finals), _begun(marks)
    final = FINAL.PROVISIONAL.format(name=FINAL.COLUMN) if still else FINAL.COLUMN
    columns = [part for each in marks.assignments for part in (f"{each.name} status", f"{each.name} score")]
    header = ["student_id", "last_name", "first_name", "email", *columns, "handed_in", "completion"]
    lines = [[*header, "unmarked", "flagged", "trend", final, FINAL.PASSED]]
    for each in finals:
        person, change = marks.person(each.student), trend(marks, each.student).change
        rows = [assignment.rows[each.student] for assignment in marks.assignments]
        scores = [part for row in rows for part in (str(row.status), _score(row))]
        handed_in = sum(assignment.rows[each.student].status is not Status.MISSING for assignment in begun)
        completion = f"{handed_in / len(begun):.0%}" if begun else ""
        line = [each.student, person.last_name, person.first_name, person.email, *scores]
        line += [f"{handed_in} of {len(begun)}", completion, str(sum(len(row.waiting) for row in rows))]
        line += [str(sum(_is_flagged(row) for row in rows))]
        line += ["" if change is None else f"{100 * change:.0f}", shown(each.mark)]
        lines.append([*line, "" if each.passed is None else FINAL.YES if each.passed else FINAL.NO])
    return lines


def _score(row: Row) -> str:
    return f"{row.score:g}" if row.status.has_mark else ""


def _is_flagged(row: Row) -> bool:
    return row.status.needs_look and not row.ungraded


def _page(course: Course, marks: CourseMarks, rule: FinalRule, finals: list[FinalMark]) -> str:
    still = open_in(finals)
    values = [each.mark for each in finals if each.mark is not None]
    return render(
        "overview.html.j2",
        "",
        t=OVERVIEW,
        course=course.course_id,
        count=len(marks.students),
        columns=[_column(course, each, rule) for each in marks.assignments],
        begun=len(_begun(marks)),
        lines=[_line(course, marks, each) for each in finals],
        mean=statistics.fmean(values) if values else None,
        scale=rule.scale,
        passed=sum(bool(each.passed) for each in finals),
        pass_mark=rule.pass_mark,
        rule=_rule(rule, marks),
        open=still,
        statuses={row.status for each in _begun(marks) for row in each.rows.values()},
        unmarked=sum(each.unmarked for each in marks.assignments),
        ungraded=sum(each.ungraded for each in marks.assignments),
        flagged=sum(len(each.flagged) for each in marks.assignments),
        sentence=still.sentence if finals else "",
    )


def _column(course: Course, marks: AssignmentMarks, rule: FinalRule) -> _Column:
    report = course.reports(marks.name) / "report.html"
    return _Column(
        marks.name,
        f"{quote(marks.name)}/report.html" if report.is_file() else "",
        marks.max_score,
        marks.handed_in,
        marks.mean,
        marks.unmarked,
        marks.ungraded,
        tuple(marks.flagged),
        marks.late,
        f"{marks.due:%Y-%m-%d %H:%M} UTC" if marks.due else "",
        marks.begun,
        rule.weight(marks.name),
    )


def _line(course: Course, marks: CourseMarks, final: FinalMark) -> _Line:
    who = final.student
    begun = _begun(marks)
    rows = [each.rows[who] for each in marks.assignments]
    going = trend(marks, who)
    return _Line(
        who,
        marks.name(who),
        tuple(_cell(course, each, who) for each in marks.assignments),
        sum(each.rows[who].status is not Status.MISSING for each in begun),
        _spark(going.shares),
        _trend(going.change),
        shown(final.mark),
        final.passed,
        sum(len(row.waiting) for row in rows),
        sum(_is_flagged(row) for row in rows),
    )


def _cell(course: Course, marks: AssignmentMarks, student: str) -> _Cell:
    row = marks.rows[student]
    notes = []
    if row.waiting:
        notes.append(OVERVIEW.TO_MARK.format(count=len(row.waiting)))
    if row.late_s > 0:
        notes.append(OVERVIEW.IS_LATE)
    if row.status.has_mark:
        text = f"{row.score:.3g}"
        label = OVERVIEW.CELL.format(score=row.score, most=row.max_score, status=row.status)
    else:
        text = OVERVIEW.SIGNS[row.status] if marks.begun else ""
        label = str(row.status) if marks.begun else ""
    folder = course.feedback(student, marks.name)
    pages = sorted(folder.glob("*.html")) if row.finished is not None else []
    page = ""
    if pages and pages[0].is_relative_to(course.root):
        page = quote("../" + pages[0].relative_to(course.root).as_posix())
    return _Cell(text, label, row.status, tuple(notes), page)


def _spark(shares: tuple[float, ...]) -> str:
    """Corners of a line through the shares of points; empty where there is no line."""
    if len(shares) < 2:
        return ""
    step = (_SPARK_WIDTH - 4) / (len(shares) - 1)
    height = _SPARK_HEIGHT - 4
    return " ".join(
        f"{2 + place * step:.1f},{2 + height * (1 - min(1.0, share)):.1f}"
        for place, share in enumerate(shares)
    )


def _trend(change: float | None) -> str:
    if change is None:
        return OVERVIEW.NO_TREND
    if abs(change) < _STEADY:
        return OVERVIEW.STEADY
    return (OVERVIEW.RISING if change > 0 else OVERVIEW.FALLING).format(points=abs(100 * change))


def _rule(rule: FinalRule, marks: CourseMarks) -> list[str]:
    """The rule for the final mark, in sentences."""
    weights = {each.name: rule.weight(each.name) for each in marks.assignments}
    parts = [OVERVIEW.RULE_MEAN.format(scale=rule.scale)]
    if len(set(weights.values())) > 1:
        listed = ", ".join(f"{name} {weight:g}" for name, weight in weights.items() if weight != 1)
        parts.append(OVERVIEW.RULE_WEIGHTS.format(weights=listed))
    if rule.best is not None:
        parts.append(OVERVIEW.RULE_BEST.format(best=counted(rule.best, "assignment")))
    late = {"keep": OVERVIEW.RULE_KEEP, "zero": OVERVIEW.RULE_ZERO}.get(str(rule.late), OVERVIEW.RULE_LATE)
    parts.append(late.format(share=float(rule.late) if late == OVERVIEW.RULE_LATE else 0.0))
    if rule.pass_mark is not None:
        parts.append(OVERVIEW.RULE_PASS.format(mark=rule.pass_mark))
    waiting = [each.name for each in marks.assignments if not each.begun]
    if waiting:
        parts.append(OVERVIEW.RULE_NOT_BEGUN.format(names=", ".join(waiting)))
    return parts
