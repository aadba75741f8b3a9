"""Grades an assignment with stock nbgrader, one learner at a time, so that no learner stops the class.

Owns the order of things: register the source in the gradebook, look at each submission, autograde, write
feedback, note what happened. What is up to date is left alone.
"""

import contextlib
import glob
import hashlib
import io
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbgrader import __version__ as nbgrader_version
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import ClearHiddenTests

from classroom.course import Course, CourseError
from classroom.submission import problem_with

__all__ = ["Row", "grade"]

_STATE = "state.json"
# Statuses that leave an autograded notebook behind, and with it a feedback page.
_WITH_NOTEBOOK = ("graded", "timeout")


@dataclass(frozen=True)
class Row:
    """What became of one learner's submission; `digest` tells whether it must be looked at again."""

    student: str
    status: str
    note: str
    digest: str


def grade(
    course: Course,
    assignment: str,
    students: list[str] | None,
    *,
    force: bool,
    told: Callable[[int, int, Row, bool], None],
) -> list[Row]:
    """Grade the given learners, or all, and return their rows with those kept from earlier runs.

    Parameters
    ----------
    told
        Called after each learner: position, number of learners, the row, whether it was graded just now.
    """
    folder = course.report(assignment)
    rows = {} if force and students is None else _read_state(folder)
    source = _digest([course.path("source", assignment), course.root / "nbgrader_config.py"])
    notebooks = _register(course, assignment, fresh=rows.get("", None) == Row("", "source", "", source))
    rows[""] = Row("", "source", "", source)
    chosen = course.learners(assignment) if students is None else sorted(set(students))
    for position, student in enumerate(chosen, 1):
        submitted = course.path("submitted", assignment, student)
        digest = _digest([submitted], source + nbgrader_version)
        old = rows.get(student)
        done = old is not None and old.digest == digest and not force and _complete(course, assignment, old)
        row = old if done and old is not None else _grade_one(course, assignment, notebooks, student, digest)
        rows[student] = row
        _write_state(folder, rows)
        told(position, len(chosen), row, not done)
    return [row for student, row in sorted(rows.items()) if student]


def _register(course: Course, assignment: str, *, fresh: bool) -> list[str]:
    """Put the assignment's cells into the gradebook and return the names of its notebooks."""
    if not fresh and any(course.path("source", assignment).glob("*.ipynb")):
        with tempfile.TemporaryDirectory(prefix="classroom-") as release:
            directory = course.directory(assignment)
            directory.release_directory = release
            failure = _convert(GenerateAssignment(coursedir=directory, config=course.config, force=True))
        if failure:
            raise CourseError(
                f"nbgrader cannot register {assignment}: {failure}. If grade ids changed after learners "
                "were graded, rename the assignment, or remove their submissions from the gradebook."
            )
    with course.gradebook() as gradebook:
        try:
            return [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
        except MissingEntry:
            known = ", ".join(course.assignments()) or "none"
            raise CourseError(
                f"No assignment {assignment!r} in {course.root}: expected a notebook in "
                f"{course.path('source', assignment)}. Assignments there: {known}."
            ) from None


def _grade_one(course: Course, assignment: str, notebooks: list[str], student: str, digest: str) -> Row:
    problem = problem_with(course.path("submitted", assignment, student), notebooks, course.root)
    if problem:
        return Row(student, problem.status, problem.note, digest)
    directory = course.directory(assignment, glob.escape(student))
    failure = _convert(Autograde(coursedir=directory, config=course.config, force=True))
    if failure:
        _give_zero(course, assignment, student)
        return Row(student, "crashed", f"{failure}; open the submission and run it by hand", digest)
    pages = GenerateFeedback(coursedir=directory, config=course.config, force=True)
    pages.preprocessors = [ClearHiddenTests, *pages.preprocessors]  # a page goes to the learner
    feedback = _convert(pages)
    timed_out = _timed_out(course.path("autograded", assignment, student), notebooks)
    notes = [f"the time ran out in {', '.join(timed_out)}"] if timed_out else []
    notes += [f"no feedback page: {feedback}"] if feedback else []
    return Row(student, "timeout" if timed_out else "graded", "; ".join(notes), digest)


def _convert(converter: Autograde | GenerateAssignment | GenerateFeedback) -> str:
    """Run one of nbgrader's converters; return what went wrong in one line, or ""."""
    stream = io.StringIO()
    log = logging.Logger("nbgrader", logging.ERROR)
    log.addHandler(logging.StreamHandler(stream))
    converter.log = converter.coursedir.log = log
    try:
        with warnings.catch_warnings(), _quiet():
            warnings.simplefilter("ignore")  # nbgrader's own and its libraries': nothing a trainer can act on
            converter.start()
    except (NbGraderException, OSError) as error:
        lines = [line for line in stream.getvalue().splitlines() if line and not line.startswith(" ")]
        trace = next((at for at, line in enumerate(lines) if line.startswith("Traceback")), None)
        return str(error) if trace is None else next(iter(lines[trace + 1 :]), str(error))
    return ""


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Drop the error stream of this process and of the kernels it starts, which write to it on their own."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _timed_out(folder: Path, notebooks: list[str]) -> list[str]:
    """Return the cells, by grade id or position, that were stopped because their time ran out."""
    cells = []
    for name in notebooks:
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
        for position, cell in enumerate(notebook.cells):
            if any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", [])):
                cells.append(cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {position}")
    return cells


def _give_zero(course: Course, assignment: str, student: str) -> None:
    """Leave no open grade behind a submission whose kernel died."""
    with course.gradebook() as gradebook:
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return
        for notebook in submission.notebooks:
            for each in notebook.grades:
                each.auto_score, each.needs_manual_grade = 0, False
        gradebook.db.commit()


def _complete(course: Course, assignment: str, row: Row) -> bool:
    if row.status not in _WITH_NOTEBOOK:
        return True
    return all(course.path(step, assignment, row.student).is_dir() for step in ("autograded", "feedback"))


def _digest(paths: list[Path], salt: str = "") -> str:
    """Return a digest of all files under some paths, names included."""
    total = hashlib.sha256(salt.encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                total.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _read_state(folder: Path) -> dict[str, Row]:
    try:
        return {each["student"]: Row(**each) for each in json.loads((folder / _STATE).read_text("utf-8"))}
    except (OSError, ValueError, TypeError, KeyError):
        return {}  # no earlier run, or one of another version: everything is graded again


def _write_state(folder: Path, rows: dict[str, Row]) -> None:
    partial = folder / f"{_STATE}.partial"
    partial.write_text(json.dumps([asdict(row) for row in rows.values()], indent=1), encoding="utf-8")
    os.replace(partial, folder / _STATE)
