"""`classroom check`: try an assignment before a class has it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.assignment.spelling import find_assignment
from classroom.commands import texts
from classroom.commands.frame import AssignmentName, CourseDir, console, errors_told, say
from classroom.course import Course
from classroom.gradebook.aside import plan_of_source
from classroom.gradebook.prepare import VERSION, source_digest
from classroom.gradebook.trials import keep_trial, trial_path
from classroom.grading.check import CellVerdict, Checked, check_assignment
from classroom.records import CourseError
from classroom.sandbox.backends import best_isolation
from classroom.sandbox.base import SandboxError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    app.command("check", help=texts.HELP_CHECK)(_check)


Keep = Annotated[bool, typer.Option("--keep", help=texts.HELP_KEEP)]


def _check(assignment: AssignmentName, course_dir: CourseDir = Path(), keep: Keep = False) -> None:
    with errors_told():
        course = Course(course_dir)
        name = find_assignment(course, assignment)
        path = trial_path(course, name) if keep else None
        if keep and path is None:
            raise CourseError(texts.NO_TRIALS)
        say(texts.CHECKING.format(name=name))
        plan = _plan(course, name)
        solutions = {path.stem: path.read_bytes() for path in sorted(course.source(name).glob("*.ipynb"))}
        released = {path.stem: _text(path) for path in sorted(course.release(name).glob("*.ipynb"))}
        try:
            checked = check_assignment(plan, solutions, released, course.regions())
        except SandboxError as error:
            raise CourseError(str(error)) from error
    _show(name, checked, plan)
    if path is not None and not checked.trial.broken and not checked.trial.unsure:
        with errors_told():
            keep_trial(path, plan, VERSION, source_digest(course, name), checked.trial)
        say(texts.CHECK_KEPT.format(path=path))
    if not checked.good:
        raise typer.Exit(1)
    say((texts.CHECK_GOOD if path is None else texts.CHECK_GOOD_KEPT).format(name=name))


def _plan(course: Course, name: str) -> AssignmentPlan:
    isolation = course.isolation() or best_isolation()
    if isolation is None:
        raise CourseError(messages.NO_ISOLATION)
    return plan_of_source(course, name, isolation)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _show(name: str, checked: Checked, plan: AssignmentPlan) -> None:
    table = Table(*texts.CHECK_COLUMNS, title=escape(name))
    for cell in checked.cells:
        table.add_row(*_row(cell))
    console.print(table)
    total = checked.by_tests + checked.by_hand
    say(texts.POINTS_ADD_UP.format(total=total, tests=checked.by_tests, hand=checked.by_hand))
    limits = plan.limits
    say(texts.LIMITS.format(cell=limits.cell_s, notebook=limits.notebook_s, slowest=checked.slowest_s))
    for problem in checked.problems:
        say(texts.TO_MEND.format(problem=problem))
    for cell in checked.cells:
        for problem in cell.problems:
            say(texts.TO_MEND.format(problem=f"{cell.name}: {problem}"))


def _row(cell: CellVerdict) -> list[str]:
    way = texts.BY_HAND if cell.by_hand else texts.SHARED if cell.shared else texts.APART
    hidden = "" if cell.by_hand else texts.CLOSED if cell.hidden else texts.NONE_HIDDEN
    solution, blank = _points(cell.solution, cell.by_hand), _points(cell.blank, cell.by_hand)
    verdict = texts.LOOK if cell.problems else texts.GOOD
    return [escape(cell.name), f"{cell.points:g}", way, solution, blank, hidden, verdict]


def _points(score: float | None, by_hand: bool) -> str:
    return "" if by_hand else "-" if score is None else f"{score:g}"
