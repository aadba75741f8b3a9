"""Penalties for lateness, as nbgrader's own plugin decides them."""

from __future__ import annotations

import logging
import sys
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties

from classroom import messages
from classroom.course import Course
from classroom.gradebook.connection import with_retry
from classroom.gradebook.due_dates import apply_extensions
from classroom.gradebook.store import Store
from classroom.records import CourseError

__all__ = ["apply_late_penalties"]

_OWN_STEP = "AssignLatePenalties"


def apply_late_penalties(course: Course, store: Store, name: str) -> list[str]:
    """Set the penalty of every submission of an assignment; returns what the plugin could not do.

    Done over the whole class at the end of each run, so that a due date moved or a mark given by hand since
    the last one counts.

    Raises
    ------
    CourseError
        When the configured plugin cannot be used at all.
    """
    apply_extensions(store, name)
    step = _step(course)
    if step is None:
        return []
    db = store.gradebook.db

    def work() -> list[str]:
        problems = _apply(db, step, name)
        db.commit()
        return problems

    try:
        return with_retry(store.gradebook, work)
    finally:
        db.expunge_all()


def _step(course: Course) -> Any:
    """nbgrader's preprocessor with the plugin in it; None when the configuration leaves it out."""
    chosen = course.config.get("Autograde", {}).get("autograde_preprocessors")
    if chosen is not None and not any(_OWN_STEP in str(each) for each in chosen):
        return None
    paths = list(sys.path)
    sys.path += [str(course.root), *jupyter_config_path()]  # where nbgrader's manual says a plugin may lie
    try:
        step = AssignLatePenalties(config=course.config)
        step.log = logging.getLogger("classroom.nbgrader")
        step.init_plugin()
    except Exception as error:  # the trainer's module may do anything when it is imported
        raise CourseError(messages.BAD_PLUGIN.format(error=error)) from error
    finally:
        sys.path[:] = paths
    return step


def _apply(db: Any, step: Any, name: str) -> list[str]:
    assignment = db.query(Assignment).filter(Assignment.name == name).one()
    if assignment.duedate is None:
        (
            db.query(SubmittedNotebook)
            .filter(
                SubmittedNotebook.late_submission_penalty.is_not(None),
                SubmittedNotebook.assignment_id.in_(
                    db.query(SubmittedAssignment.id).filter(
                        SubmittedAssignment.assignment_id == assignment.id
                    )
                ),
            )
            .update({"late_submission_penalty": None}, synchronize_session=False)
        )
        return []
    problems = []
    late = db.query(SubmittedAssignment).filter(
        SubmittedAssignment.assignment_id == assignment.id, SubmittedAssignment.timestamp.is_not(None)
    )
    for submission in late:
        seconds = submission.total_seconds_late
        for notebook in submission.notebooks if seconds > 0 or submission.late_submission_penalty else ():
            penalty = None
            try:
                if seconds > 0:
                    penalty = step.plugin_inst.late_submission_penalty(
                        submission.student_id, notebook.score, seconds
                    )
                if penalty is not None:
                    penalty = float(step._check_late_penalty(notebook, penalty))
            except Exception as error:  # the trainer's plugin may do anything
                what = f"{type(error).__name__}: {error}"
                problems.append(messages.PLUGIN_FAILED.format(student=submission.student_id, error=what))
                continue
            if notebook.late_submission_penalty != penalty:
                notebook.late_submission_penalty = penalty
    return problems
