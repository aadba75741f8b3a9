"""Gets an assignment ready to be graded: its tests are tried first, and only then is anything written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.aside import plan_of_source
from classroom.gradebook.releases import remember_gradebook, remember_release
from classroom.gradebook.store import Store
from classroom.gradebook.trials import kept_trial
from classroom.grading import texts
from classroom.grading.calibrate import calibrate
from classroom.grading.processes import Engine
from classroom.records import AssignmentNote, CourseError, Isolation, Trial
from classroom.sandbox.base import SandboxError

__all__ = ["VERSION", "Prepared", "prepare", "source_digest"]

VERSION = "6"  # raised when a change of this package changes marks


@dataclass(frozen=True)
class Prepared:
    """An assignment ready to be graded."""

    plan: AssignmentPlan  # with the tests that must be shared
    trial: Trial
    engine: Engine | None  # what found out about the tests, if it had to; for the caller to use and close


def prepare(
    course: Course, store: Store, name: str, isolation: Isolation, renew: bool = False, anyway: bool = False
) -> Prepared:
    """The plan, and what its trial showed; this is remembered until the assignment changes.

    Parameters
    ----------
    renew : take the source again even if it seems unchanged
    anyway : go on although a test cannot be trusted

    Raises
    ------
    CourseError
        When a test cannot be judged as stock nbgrader judges it, and the trainer has not said to go on.
        The gradebook is then as it was.
    """
    note, source = store.note(name), source_digest(course, name)
    changed = note is not None and note.source not in (None, source)
    anew = source != "" and (renew or changed or not store.has_assignment(name))
    if anew:
        plan = plan_of_source(course, name, isolation, taking_over=store.gradebook)
    else:
        plan = load_plan(course, store.gradebook, name, isolation)
    engine = None
    if note is not None and note.base == _base(plan) and note.source == source:
        trial = note.trial
    elif kept := kept_trial(course, plan, VERSION, source):
        trial = kept
    else:
        trial, engine = _try(plan)
    try:
        _refuse_doubts(trial, name, anyway)
        if anew:
            remember_gradebook(course, store, name)
            plan = load_plan(course, store.gradebook, name, isolation, renew=True)
        plan = remember_release(store, plan)
        store.set_note(name, AssignmentNote(_base(plan), source, trial))
    except BaseException:
        if engine is not None:
            engine.close()
        raise
    return Prepared(plan.calibrated(trial, _doubts(trial)), trial, engine)


def _base(plan: AssignmentPlan) -> str:
    """Changes whenever marks could."""
    return f"{VERSION}-{plan.digest}"


def _try(plan: AssignmentPlan) -> tuple[Trial, Engine]:
    try:
        calibration = calibrate(plan)
    except SandboxError as error:
        raise CourseError(str(error)) from error
    return calibration.trial, calibration.engine


def _doubts(trial: Trial) -> dict[str, str]:
    """Why the marks of some tests may not be stock nbgrader's, by grade_id."""
    broken = {cell: texts.TRIAL_BROKEN.format(why=why) for cell, why in trial.broken.items()}
    return {**broken, **trial.unsure}


def _refuse_doubts(trial: Trial, name: str, anyway: bool) -> None:
    doubts = _doubts(trial)
    if not doubts or anyway:
        return
    lines = [texts.TRIAL_REFUSED.format(name=name)]
    lines += [texts.TRIAL_LINE.format(cell=cell, why=why) for cell, why in doubts.items()]
    advice = [texts.TRIAL_MEND_BROKEN] if trial.broken else []
    advice += [texts.TRIAL_MEND_UNSURE] if trial.unsure else []
    raise CourseError("\n".join([*lines, *advice, texts.TRIAL_ANYWAY]))


def source_digest(course: Course, name: str) -> str:
    """Changes when the trainer changes a source notebook; empty when there is none."""
    paths = sorted(course.source(name).glob("*.ipynb"))
    if not paths:
        return ""
    hasher = hashlib.sha256()
    for path in paths:
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:32]
