"""Builds the plan of an assignment from the course's own files and gradebook, with nbgrader's own
converters.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

from classroom import messages
from classroom.assignment import texts
from classroom.assignment.alone import note_alone
from classroom.assignment.divide import make_notebook
from classroom.assignment.faults import faults
from classroom.assignment.helpers import note_beyond
from classroom.assignment.kernels import check_kernels, notebooks_of, read_notebooks
from classroom.assignment.plan import AssignmentPlan, NotebookPlan
from classroom.configuration import is_ignored
from classroom.course import Course
from classroom.records import CourseError, Isolation

__all__ = ["load_plan"]


def load_plan(
    course: Course, gradebook: Gradebook, name: str, isolation: Isolation, renew: bool = False
) -> AssignmentPlan:
    """The plan of an assignment; enters the assignment into the gradebook when it is not there yet.

    Parameters
    ----------
    renew : take the tests from the source folder again, as `nbgrader generate_assignment --force` does

    Raises
    ------
    CourseError
        When there is no such assignment, or nbgrader cannot read its source.
    """
    assignments = course.assignments()
    if name not in assignments:
        raise CourseError(
            messages.NO_ASSIGNMENT.format(name=name, known=", ".join(assignments) or "-", root=course.root)
        )
    check_kernels(notebooks_of(course, name))
    release, entry = _release(course, gradebook, name, renew)
    source = course.source(name)
    has_source = any(source.glob("*.ipynb"))
    references = read_notebooks(source) if has_source else {}
    files = _files(source if has_source else course.release(name), course.ignored())
    notebooks = tuple(_plan(course, notebook, release, references) for notebook in entry.notebooks)
    shared, kept = course.shared_cells(name), course.kept_files(name) & files.keys()
    graded = {cell.grade_id for notebook in notebooks for cell in notebook.graded()}
    if shared - graded:
        raise CourseError(messages.NO_SHARED_CELL.format(name=sorted(shared - graded)[0], assignment=name))
    if kept:  # the tests' process has the trainer's copies, and never a student's
        shared = {cell.grade_id for notebook in notebooks for cell in notebook.graded() if cell.grade_id}
    return AssignmentPlan(
        name,
        tuple(note_alone(note_beyond(notebook, files).share(shared), files) for notebook in notebooks),
        files,
        course.limits(),
        isolation,
        course.hidden_paths(),
        kept=kept,
        data_folders=course.data_folders(),
        every_test=course.runs_every_test(),
    )


def _release(
    course: Course, gradebook: Gradebook, name: str, renew: bool
) -> tuple[dict[str, dict[str, Any]], Assignment]:
    """The release version's notebooks and the gradebook's entry: two that fit each other."""
    entry = _entry(gradebook, name)
    if renew or entry is None or not entry.notebooks:
        release = _generate(course, name, database=True)
        gradebook.db.expire_all()
        entry = _entry(gradebook, name)
    else:
        release = read_notebooks(course.release(name))
        if not _fits(release, entry):
            release = _generate(course, name, database=False)
    if entry is None or not _fits(release, entry):
        raise CourseError(messages.RELEASE_DIFFERS.format(name=name))
    return release, entry


def _entry(gradebook: Gradebook, name: str) -> Assignment | None:
    return gradebook.db.query(Assignment).filter(Assignment.name == name).one_or_none()


def _labels(notebook: dict[str, Any]) -> set[str]:
    return {
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in notebook.get("cells", [])
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    }


def _fits(release: dict[str, dict[str, Any]], entry: Assignment | None) -> bool:
    """Whether a release version has the notebooks and cells that the gradebook knows."""
    if entry is None:
        return False
    for notebook in entry.notebooks:
        labels = {cell.name for cell in notebook.source_cells}
        if notebook.name not in release or not labels <= _labels(release[notebook.name]):
            return False
    return True


def _generate(course: Course, name: str, database: bool) -> dict[str, dict[str, Any]]:
    """The release version's notebooks, made by nbgrader from the source in a folder of ours.

    Parameters
    ----------
    database : whether it also enters the assignment into the gradebook
    """
    if not any(course.source(name).glob("*.ipynb")):
        raise CourseError(messages.NO_SOURCE.format(name=name, folder=course.source(name)))
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        config = Config(course.config)
        config.CourseDirectory.release_directory = folder
        config.CourseDirectory.assignment_id = name
        config.CourseDirectory.notebook_id = "*"
        config.GenerateAssignment.no_database = not database
        heard = _Heard()
        try:
            converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
            converter.force = True
            if not database:  # nbgrader's own `no_database` leaves in what writes the cells down
                converter.preprocessors = [each for each in converter.preprocessors if each is not SaveCells]
            converter.log = heard.logger
            converter.start()
        except (Exception, SystemExit) as error:
            cause = heard.cause() or str(error)
            said = texts.SOURCE_FAILED.format(name=name, error=cause)
            found = faults(read_notebooks(course.source(name)), course.regions())
            raise CourseError("\n".join([said, *found])) from error
        made = Path(converter._format_dest(name, "."))
        return read_notebooks(Path(os.path.normpath(made)))


class _Heard(logging.Handler):
    """What nbgrader logs while it makes a release version: the cause of a failure stands nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._lines: list[str] = []
        self.logger = logging.Logger("classroom.nbgrader")  # of its own: nobody else's handlers hear it
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self._lines += record.getMessage().strip().splitlines()

    def cause(self) -> str:
        """The last line of a traceback, which names the error; else all that was said."""
        errors = [line for line in self._lines if re.match(r"[\w.]+(Error|Exception|Invalid\w*): ", line)]
        return errors[-1].partition(": ")[2] if errors else " ".join(self._lines)[:500]


def _plan(
    course: Course, entry: Any, release: dict[str, dict[str, Any]], references: dict[str, dict[str, Any]]
) -> NotebookPlan:
    locked = {cell.name: cell.source or "" for cell in entry.source_cells if cell.locked}
    points = {cell.name: float(cell.max_score) for cell in [*entry.grade_cells, *entry.task_cells]}
    solutions, regions = {}, course.regions()
    marks = (regions.solution.begin, regions.solution.end)
    for cell in references.get(entry.name, {}).get("cells", []):
        label = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if label:
            source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            lines = [line for line in source.split("\n") if not any(mark in line for mark in marks)]
            solutions[label] = "\n".join(lines)  # as a student hands it in: a cell magic stands first
    hidden = regions.hidden_tests.begin
    return make_notebook(entry.name, release[entry.name], locked, points, solutions, hidden)


def _files(folder: Path, ignored: list[str]) -> dict[str, bytes]:
    """The data files beside the notebooks, without those that the course ignores."""
    files = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and path.suffix != ".ipynb" and not is_ignored(inner, ignored):
            files[str(inner)] = path.read_bytes()
    return files
