"""Grades a class: finds what is new, has it graded, writes it down, and accounts for every learner."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from classroom import messages
from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.folders import check_writable
from classroom.gradebook.late_penalties import settle
from classroom.gradebook.store import Store
from classroom.grading.calibrate import calibrate
from classroom.grading.processes import Engine
from classroom.records import CourseError, HandedIn, Marked, Options, Progress, Submission, Summary
from classroom.sandbox.doctor import best_isolation
from classroom.sandbox.forkserver import SandboxError
from classroom.submission.intake import read_submission
from classroom.workers.pool import grade_here

__all__ = ["grade", "survey"]

_VERSION = "2"  # raised when a change of this package changes marks
_READ_ERRORS = (OSError,)


def grade(
    course: Course, store: Store, name: str, options: Options, told: Callable[[Progress], None]
) -> tuple[AssignmentPlan, Summary]:
    """Grade what is new in an assignment.

    Raises
    ------
    CourseError
        When nothing can be graded at all; a submission's own trouble never raises.
    """
    isolation = "none" if options.unsafe else best_isolation()
    if isolation is None:
        raise CourseError(messages.NO_ISOLATION)
    plan, shared, broken, engine = _prepare(course, store, name, isolation, options.renew)
    try:
        engine = engine or Engine(plan)
    except OSError as error:
        why = error.strerror or str(error)
        raise CourseError(messages.NO_SCRATCH.format(folder=tempfile.gettempdir(), why=why)) from error
    try:
        return _grade(course, store, (plan, shared, broken), options, told, engine)
    except SandboxError as error:
        raise CourseError(str(error)) from error
    finally:
        engine.close()


def _grade(
    course: Course,
    store: Store,
    prepared: tuple[AssignmentPlan, tuple[str, ...], tuple[str, ...]],
    options: Options,
    told: Callable[[Progress], None],
    engine: Engine,
) -> tuple[AssignmentPlan, Summary]:
    plan, shared, broken = prepared
    name = plan.name
    check_writable(course, name)
    handed_in = {entry.student: entry for entry in course.handed_in(name)}
    everybody = sorted({*handed_in, *store.enrolled()})
    if options.students:
        unknown = options.students - set(everybody)
        if unknown:
            raise CourseError(messages.NO_STUDENT.format(student=sorted(unknown)[0], assignment=name))
    wanted = [entry for who, entry in handed_in.items() if not options.students or who in options.students]
    run = _Run(course, store, plan, f"{_VERSION}-{plan.digest}", options.force)
    count = 0
    store.sweep(name)
    run.look(wanted)
    unmarked: dict[str, str] = {}
    for marked in _marks(course, plan, run.pending(), options, len(run.new), engine):
        if marked.fault == "machine":
            unmarked[marked.student] = marked.reasons[0]
            continue
        run.save(marked)
        count += 1
        told(Progress(count, len(run.new), marked.student, marked.status))
    problems = settle(course, store, name)
    if unmarked:
        why = next(iter(unmarked.values()))
        folder = tempfile.gettempdir()
        problems.append(messages.UNGRADED_LEFT.format(count=len(unmarked), why=why, folder=folder))
    return plan, Summary(
        tuple(everybody), count, shared, broken, frozenset(handed_in), unmarked, tuple(problems)
    )


def survey(course: Course, store: Store, name: str) -> tuple[AssignmentPlan, Summary]:
    """What is in the gradebook, without grading anything and with the tests as they were graded."""
    plan = load_plan(course, store.gradebook, name, best_isolation() or "none")
    known = store.note(name) or {}
    handed_in = frozenset(entry.student for entry in course.handed_in(name))
    everybody = sorted(handed_in.union(store.enrolled()))
    shared, broken = tuple(known.get("shared", ())), tuple(known.get("broken", ()))
    return plan, Summary(tuple(everybody), 0, shared, broken, handed_in)


def _marks(
    course: Course,
    plan: AssignmentPlan,
    pending: Iterator[Submission],
    options: Options,
    new: int,
    engine: Engine,
) -> Iterable[Marked]:
    if options.scheduler is not None:
        from classroom.workers.dask import grade_there

        return grade_there(plan, pending, options.scheduler)
    asked = options.workers or course.own.get("workers", os.cpu_count() or 1)
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 1:
        raise CourseError(messages.BAD_WORKERS.format(value=asked))
    return grade_here(plan, pending, max(1, min(asked, new)), engine)


def _prepare(
    course: Course, store: Store, name: str, isolation: str, renew: bool = False
) -> tuple[AssignmentPlan, tuple[str, ...], tuple[str, ...], Engine | None]:
    """The plan, with the tests that must be shared; both are remembered until the assignment changes.

    The last one is the engine that found out about the tests, if one had to, for the caller to use and close.
    """
    engine = None
    known = store.note(name)
    source = _source_digest(course, name)
    renew |= known is not None and known.get("source") not in (None, source)
    renew &= source != ""
    plan = load_plan(course, store.gradebook, name, isolation, renew)
    base = f"{_VERSION}-{plan.digest}"
    if known is None or known.get("base") != base or known.get("source") != source:
        try:
            found = calibrate(plan)
        except SandboxError as error:
            raise CourseError(str(error)) from error
        engine = found.engine
        known = {
            "base": base,
            "source": source,
            "shared": list(found.shared),
            "broken": list(found.broken),
            "rehearse": found.plan.rehearse,
        }
        store.set_note(name, known)
    wider = set(known["shared"])
    notebooks = tuple(
        notebook.share(wider | {cell.grade_id or "" for cell in notebook.cells if cell.shared})
        for notebook in plan.notebooks
    )
    plan = replace(plan, notebooks=notebooks, rehearse=bool(known.get("rehearse", True)))
    return plan, tuple(known["shared"]), tuple(known["broken"]), engine


def _source_digest(course: Course, name: str) -> str:
    """Changes when the trainer changes a source notebook; empty when there is none."""
    paths = sorted(course.source(name).glob("*.ipynb"))
    if not paths:
        return ""
    hasher = hashlib.sha256()
    for path in paths:
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:32]


def submission_digest(submission: Submission, stamp: datetime | None) -> str:
    """Changes whenever anything in a submission changes."""
    hasher = hashlib.sha256()
    for part in (submission.notebooks, submission.files):
        for name, content in sorted(part.items()):
            hasher.update(name.encode("utf-8", "replace") + b"\0" + len(content).to_bytes(8, "big") + content)
    hasher.update(repr((sorted(submission.problems.items()), submission.repairs, stamp)).encode())
    return hasher.hexdigest()[:32]


class _Run:
    """One pass over the submissions: what is new, and what has become of it."""

    def __init__(self, course: Course, store: Store, plan: AssignmentPlan, base: str, force: bool) -> None:
        self._course = course
        self._store = store
        self._plan = plan
        self._base = base
        self._force = force
        self._labels = {
            notebook.name: {cell.grade_id for cell in notebook.cells if cell.grade_id}
            for notebook in plan.notebooks
        }
        self.new: list[HandedIn] = []
        self._open: dict[str, tuple[str, datetime | None, dict[str, bytes]]] = {}

    def _read(self, entry: HandedIn) -> tuple[Submission, datetime | None, str]:
        try:
            submission, stamp = read_submission(entry, self._course.root, self._labels, self._plan.files)
        except _READ_ERRORS as error:
            why = messages.READ_FAILED.format(name=entry.folder.name, why=error.strerror or str(error))
            submission, stamp = Submission(entry.student, {}, {}, dict.fromkeys(self._labels, why)), None
        return submission, stamp, f"{self._base}-{submission_digest(submission, stamp)}"

    def look(self, entries: list[HandedIn]) -> None:
        """Find the submissions that are not graded yet, or were graded from something else."""
        done = self._store.digests(self._plan.name)
        for entry in entries:
            known = done.get(entry.student)
            if not self._force and known is not None:
                _, _, digest = self._read(entry)
                folder = self._course.autograded(entry.student, self._plan.name)
                if known == digest and folder.is_dir():
                    continue
            self.new.append(entry)

    def pending(self) -> Iterator[Submission]:
        """The new submissions, read one by one as workers ask for them."""
        for entry in self.new:
            submission, stamp, digest = self._read(entry)
            self._open[entry.student] = (digest, stamp, submission.files)
            yield submission

    def save(self, marked: Marked) -> None:
        """Write one result down."""
        digest, stamp, files = self._open.pop(marked.student)
        if marked.fault:
            digest = ""  # so that the next run tries again
        self._store.save(self._plan, marked, digest, stamp, files)
