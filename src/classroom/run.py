"""The pipeline: finds what is new, has it graded, writes it down, and accounts for every student."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from classroom import messages
from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.assignment.spelling import did_you_mean
from classroom.course import Course
from classroom.gradebook.folders import check_writable
from classroom.gradebook.late_penalties import apply_late_penalties
from classroom.gradebook.prepare import VERSION, Prepared, prepare
from classroom.gradebook.scores import comments, people
from classroom.gradebook.store import Store
from classroom.grading.identity import flag_identity
from classroom.grading.processes import Engine
from classroom.grading.workers.pool import grade_here
from classroom.records import (
    CourseError,
    Fault,
    HandedIn,
    Isolation,
    Options,
    Progress,
    SubmissionResult,
    Summary,
    Trial,
)
from classroom.reports.changes import Change, changes, write_changes
from classroom.reports.class_page import write_report
from classroom.reports.export import Exported, Format, export
from classroom.reports.feedback_page import write_feedback
from classroom.reports.grades import Row, collect, write_csv
from classroom.sandbox.backends import best_isolation, why_not
from classroom.sandbox.base import SandboxError
from classroom.submission.misplaced import misplaced
from classroom.submission.pending import Pending, outdated

__all__ = ["Outcome", "export_assignment", "grade_assignment", "report_assignment"]

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Outcome:
    """What a run leaves."""

    plan: AssignmentPlan
    summary: Summary
    rows: list[Row]  # one a student
    grades_csv: str  # path of the table
    class_page: str  # path of the trainer's page
    changes: list[Change] | None = None  # whose marks changed, when that was asked for
    changes_csv: str | None = None  # path of the same


def grade_assignment(
    course: Course, store: Store, name: str, options: Options, on_progress: OnProgress
) -> Outcome:
    """Grade what is new in an assignment, then write the table, the feedback and the class page.

    Raises
    ------
    CourseError
        When nothing can be graded at all; a submission's own trouble never raises.
    """
    before = None
    if options.diff:
        known = store.has_assignment(name)
        before = collect(*_load_summary(course, store, name), store) if known else []
    plan, summary = _grade(course, store, name, options, on_progress)
    outcome = _write(course, store, plan, summary)
    if before is None:
        return outcome
    changed = changes(before, outcome.rows)
    return replace(outcome, changes=changed, changes_csv=write_changes(course, name, changed))


def report_assignment(course: Course, store: Store, name: str) -> Outcome:
    """Write the table, the feedback and the class page again, from what is in the gradebook."""
    return _write(course, store, *_load_summary(course, store, name))


def export_assignment(course: Course, store: Store, name: str, form: Format) -> Exported:
    """Write the marks in the gradebook for a learning platform."""
    plan, summary = _load_summary(course, store, name)
    return export(course, store, plan, _rows(course, store, plan, summary), form)


def _write(course: Course, store: Store, plan: AssignmentPlan, summary: Summary) -> Outcome:
    rows = _rows(course, store, plan, summary)
    grades_csv = write_csv(course, plan, rows)
    write_feedback(course, plan, rows, comments(store.gradebook, plan.name))
    return Outcome(plan, summary, rows, grades_csv, write_report(course, plan, summary, rows))


def _rows(course: Course, store: Store, plan: AssignmentPlan, summary: Summary) -> list[Row]:
    """The rows of everybody; who has handed in again since waits for the next run."""
    again = outdated(course, plan, course.handed_in(plan.name), store.digests(plan.name))
    return collect(plan, replace(summary, outdated=again), store)


def _load_summary(course: Course, store: Store, name: str) -> tuple[AssignmentPlan, Summary]:
    """What is in the gradebook, without grading anything and with the tests as they were graded."""
    handed_in = frozenset(entry.student for entry in course.handed_in(name))
    students = _students(course, store, handed_in)
    plan = load_plan(course, store.gradebook, name, best_isolation() or Isolation.NONE)
    note = store.note(name)
    trial = note.trial if note is not None else Trial()
    return plan, Summary(students, 0, trial.shared, tuple(trial.broken), handed_in)


def _grade(
    course: Course, store: Store, name: str, options: Options, on_progress: OnProgress
) -> tuple[AssignmentPlan, Summary]:
    isolation = Isolation.NONE if options.unsafe else _isolation(course)
    task = _find_work(course, store, name, options)
    check_writable(course, name)
    prepared = prepare(course, store, name, isolation, options.renew, options.anyway)
    try:
        engine = prepared.engine or Engine(prepared.plan)
    except OSError as error:
        why = error.strerror or str(error)
        raise CourseError(messages.NO_SCRATCH.format(folder=tempfile.gettempdir(), why=why)) from error
    try:
        return prepared.plan, _grade_class(course, store, prepared, task, engine, on_progress)
    except SandboxError as error:
        raise CourseError(str(error)) from error
    finally:
        engine.close()


def _students(course: Course, store: Store, handed_in: Iterable[str]) -> tuple[str, ...]:
    """Everybody who is enrolled or has handed in, by id."""
    students = tuple(sorted({*handed_in, *store.enrolled()}))
    if not students:
        raise CourseError(messages.NOBODY.format(folder=course.directory.submitted_directory))
    return students


def _isolation(course: Course) -> Isolation:
    """How to shut submissions in: as the configuration says, else the best way of this machine."""
    chosen = course.isolation()
    if chosen is not None:
        problem = why_not(chosen)
        if problem is not None:
            raise CourseError(messages.ISOLATION_REFUSED.format(isolation=chosen, why=problem))
        return chosen
    best = best_isolation()
    if best is None:
        raise CourseError(messages.NO_ISOLATION)
    return best


def _grade_class(
    course: Course,
    store: Store,
    prepared: Prepared,
    task: _Task,
    engine: Engine,
    on_progress: OnProgress,
) -> Summary:
    plan, name = prepared.plan, prepared.plan.name
    store.remove_partial(name)
    graded = {} if task.force else _graded(course, store, name)
    pending = Pending(course, plan, f"{VERSION}-{plan.digest}", task.chosen, graded)
    unmarked: dict[str, str] = {}
    count = 0
    results = _results(plan, pending, task, engine)
    variable = course.identity(name)
    if variable is not None:
        named = people(store.gradebook)
        accepted = {who: (person.email, person.lms_user_id) for who, person in named.items()}
        results = flag_identity(results, variable, accepted)
    for result in results:
        if result.fault is Fault.MACHINE:
            unmarked[result.student] = result.reasons[0]
            continue
        taken = pending.take(result.student)
        digest = "" if result.fault else taken.digest  # so that the next run tries again
        store.save(plan, result, digest, taken.timestamp, taken.files)
        count += 1
        on_progress(Progress(count, len(pending), result.student, result.status))
    problems = apply_late_penalties(course, store, name)
    if unmarked:
        why, folder = next(iter(unmarked.values())), tempfile.gettempdir()
        problems.append(messages.UNGRADED_LEFT.format(count=len(unmarked), why=why, folder=folder))
    trial = prepared.trial
    return Summary(
        task.students,
        count,
        trial.shared,
        tuple(trial.broken),
        task.handed_in,
        unmarked,
        tuple(problems),
        tuple(misplaced(course, name, [notebook.name for notebook in plan.notebooks], task.students)),
    )


@dataclass(frozen=True)
class _Task:
    """Whose work is to be graded, and by how many."""

    students: tuple[str, ...]  # all who are enrolled or have handed in
    handed_in: frozenset[str]
    chosen: list[HandedIn]  # what to grade
    force: bool  # again, where nothing has changed
    workers: int  # processes of this machine
    scheduler: str | None  # of a Dask cluster that grades instead


def _find_work(course: Course, store: Store, name: str, options: Options) -> _Task:
    """What the command line and the settings ask for; refused before anything is tried or written."""
    handed_in = {entry.student: entry for entry in course.handed_in(name)}
    students = _students(course, store, handed_in)
    chosen = _chosen(handed_in, students, options, name)
    workers = options.workers or course.options.get("workers", os.cpu_count() or 1)
    if not isinstance(workers, int) or isinstance(workers, bool) or workers < 1:
        raise CourseError(messages.BAD_WORKERS.format(value=workers))
    return _Task(students, frozenset(handed_in), chosen, options.force, workers, options.scheduler)


def _chosen(
    handed_in: dict[str, HandedIn], students: tuple[str, ...], options: Options, name: str
) -> list[HandedIn]:
    """The submissions of the students that the command line names, or of all."""
    unknown = options.students - set(students)
    if unknown:
        who = min(unknown)
        refusal = messages.NO_STUDENT.format(student=who, assignment=name)
        raise CourseError(refusal + did_you_mean(who, students))
    return [entry for who, entry in handed_in.items() if not options.students or who in options.students]


def _graded(course: Course, store: Store, name: str) -> dict[str, str]:
    """What each submission was graded from, of those whose folder is still there."""
    kept = store.digests(name)
    return {who: digest for who, digest in kept.items() if course.autograded(who, name).is_dir()}


def _results(
    plan: AssignmentPlan, pending: Pending, task: _Task, engine: Engine
) -> Iterable[SubmissionResult]:
    if task.scheduler is not None:
        from classroom.grading.workers.dask import grade_there

        return grade_there(plan, iter(pending), task.scheduler)
    return grade_here(plan, iter(pending), max(1, min(task.workers, len(pending))), engine)
