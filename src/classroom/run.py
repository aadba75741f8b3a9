"""The pipeline: finds what is new, has it graded, writes it down, and accounts for every student."""

from __future__ import annotations

import hashlib
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
from classroom.gradebook.releases import remember_gradebook, remember_release
from classroom.gradebook.scores import comments, people
from classroom.gradebook.store import Store
from classroom.grading import texts
from classroom.grading.calibrate import calibrate
from classroom.grading.identity import flag_identity
from classroom.grading.processes import Engine
from classroom.grading.workers.pool import grade_here
from classroom.records import (
    AssignmentNote,
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
from classroom.submission.pending import Pending

__all__ = ["Outcome", "export_assignment", "grade_assignment", "report_assignment"]

_VERSION = "3"  # raised when a change of this package changes marks

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
    before = collect(*_load_summary(course, store, name), store) if options.diff else None
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
    return export(course, store, plan, collect(plan, summary, store), form)


def _write(course: Course, store: Store, plan: AssignmentPlan, summary: Summary) -> Outcome:
    rows = collect(plan, summary, store)
    grades_csv = write_csv(course, plan, rows)
    write_feedback(course, plan, rows, comments(store.gradebook, plan.name))
    return Outcome(plan, summary, rows, grades_csv, write_report(course, plan, summary, rows))


def _load_summary(course: Course, store: Store, name: str) -> tuple[AssignmentPlan, Summary]:
    """What is in the gradebook, without grading anything and with the tests as they were graded."""
    plan = load_plan(course, store.gradebook, name, best_isolation() or Isolation.NONE)
    note = store.note(name)
    handed_in = frozenset(entry.student for entry in course.handed_in(name))
    students = tuple(sorted(handed_in.union(store.enrolled())))
    trial = note.trial if note is not None else Trial()
    return plan, Summary(students, 0, trial.shared, tuple(trial.broken), handed_in)


def _grade(
    course: Course, store: Store, name: str, options: Options, on_progress: OnProgress
) -> tuple[AssignmentPlan, Summary]:
    isolation = Isolation.NONE if options.unsafe else _isolation(course)
    prepared = _prepare(course, store, name, isolation, options.renew, options.anyway)
    try:
        engine = prepared.engine or Engine(prepared.plan)
    except OSError as error:
        why = error.strerror or str(error)
        raise CourseError(messages.NO_SCRATCH.format(folder=tempfile.gettempdir(), why=why)) from error
    try:
        return prepared.plan, _grade_class(course, store, prepared, options, engine, on_progress)
    except SandboxError as error:
        raise CourseError(str(error)) from error
    finally:
        engine.close()


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
    prepared: _Prepared,
    options: Options,
    engine: Engine,
    on_progress: OnProgress,
) -> Summary:
    plan, name = prepared.plan, prepared.plan.name
    check_writable(course, name)
    handed_in = {entry.student: entry for entry in course.handed_in(name)}
    students = tuple(sorted({*handed_in, *store.enrolled()}))
    chosen = _chosen(handed_in, students, options, name)
    store.remove_partial(name)
    graded = {} if options.force else _graded(course, store, name)
    pending = Pending(course.root, plan, f"{_VERSION}-{plan.digest}", chosen, graded)
    unmarked: dict[str, str] = {}
    count = 0
    results = _results(course, plan, pending, options, engine)
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
        students,
        count,
        trial.shared,
        tuple(trial.broken),
        frozenset(handed_in),
        unmarked,
        tuple(problems),
        tuple(course.misplaced(name, [notebook.name for notebook in plan.notebooks])),
    )


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
    course: Course, plan: AssignmentPlan, pending: Pending, options: Options, engine: Engine
) -> Iterable[SubmissionResult]:
    if options.scheduler is not None:
        from classroom.grading.workers.dask import grade_there

        return grade_there(plan, iter(pending), options.scheduler)
    workers = options.workers or course.options.get("workers", os.cpu_count() or 1)
    if not isinstance(workers, int) or isinstance(workers, bool) or workers < 1:
        raise CourseError(messages.BAD_WORKERS.format(value=workers))
    return grade_here(plan, iter(pending), max(1, min(workers, len(pending))), engine)


@dataclass(frozen=True)
class _Prepared:
    """An assignment ready to be graded."""

    plan: AssignmentPlan  # with the tests that must be shared
    trial: Trial
    engine: Engine | None  # what found out about the tests, if it had to; for the caller to use and close


def _prepare(
    course: Course, store: Store, name: str, isolation: Isolation, renew: bool, anyway: bool
) -> _Prepared:
    """The plan, and what its trial showed; this is remembered until the assignment changes.

    Raises
    ------
    CourseError
        When a test cannot be judged as stock nbgrader judges it, and the trainer has not said to go on.
    """
    note = store.note(name)
    source = _source_digest(course, name)
    changed = note is not None and note.source not in (None, source)
    if renew or changed:
        remember_gradebook(course, store, name)
    plan = load_plan(course, store.gradebook, name, isolation, (renew or changed) and source != "")
    plan = remember_release(store, plan)
    base = f"{_VERSION}-{plan.digest}"
    engine = None
    if note is None or note.base != base or note.source != source:
        try:
            calibration = calibrate(plan)
        except SandboxError as error:
            raise CourseError(str(error)) from error
        engine = calibration.engine
        note = AssignmentNote(base, source, calibration.trial)
        store.set_note(name, note)
    doubts = _doubts(note.trial)
    if doubts and not anyway:
        if engine is not None:
            engine.close()
        raise CourseError(_refusal(note.trial, name))
    return _Prepared(plan.calibrated(note.trial, doubts), note.trial, engine)


def _doubts(trial: Trial) -> dict[str, str]:
    """Why the marks of some tests may not be stock nbgrader's, by grade_id."""
    broken = {cell: texts.TRIAL_BROKEN.format(why=why) for cell, why in trial.broken.items()}
    return {**broken, **trial.unsure}


def _refusal(trial: Trial, name: str) -> str:
    lines = [texts.TRIAL_REFUSED.format(name=name)]
    lines += [texts.TRIAL_LINE.format(cell=cell, why=why) for cell, why in _doubts(trial).items()]
    advice = [texts.TRIAL_MEND_BROKEN] if trial.broken else []
    advice += [texts.TRIAL_MEND_UNSURE] if trial.unsure else []
    return "\n".join([*lines, *advice, texts.TRIAL_ANYWAY])


def _source_digest(course: Course, name: str) -> str:
    """Changes when the trainer changes a source notebook; empty when there is none."""
    paths = sorted(course.source(name).glob("*.ipynb"))
    if not paths:
        return ""
    hasher = hashlib.sha256()
    for path in paths:
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:32]
