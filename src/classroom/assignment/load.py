"""Builds the plan of an assignment from the course's own files and gradebook, with nbgrader's own
converters.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from classroom import messages
from classroom.assignment.plan import AssignmentPlan, NotebookPlan, make_notebook
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
    release, entry = _release(course, gradebook, name, renew)
    source = course.source(name)
    has_source = any(source.glob("*.ipynb"))
    references = _notebooks(source) if has_source else {}
    files = _files(source if has_source else course.release(name))
    notebooks = tuple(_plan(course, notebook, release, references) for notebook in entry.notebooks)
    shared = course.shared_cells(name)
    graded = {cell.grade_id for notebook in notebooks for cell in notebook.graded()}
    if shared - graded:
        raise CourseError(messages.NO_SHARED_CELL.format(name=sorted(shared - graded)[0], assignment=name))
    return AssignmentPlan(
        name,
        tuple(notebook.share(shared) for notebook in notebooks),
        files,
        course.limits(),
        isolation,
        course.hidden_paths(),
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
        release = _notebooks(course.release(name))
        if not _fits(release, entry):
            release = _generate(course, name, database=False)
    if entry is None or not _fits(release, entry):
        raise CourseError(messages.RELEASE_DIFFERS.format(name=name))
    return release, entry


def _entry(gradebook: Gradebook, name: str) -> Assignment | None:
    return gradebook.db.query(Assignment).filter(Assignment.name == name).one_or_none()


def _notebooks(folder: Path) -> dict[str, dict[str, Any]]:
    notebooks = {}
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(ValueError):
            notebooks[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    return notebooks


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
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        converter.force = True
        converter.log = _quiet()
        try:
            converter.start()
        except (Exception, SystemExit) as error:
            raise CourseError(messages.SOURCE_FAILED.format(name=name, error=error)) from error
        made = Path(converter._format_dest(name, "."))
        return _notebooks(Path(os.path.normpath(made)))


def _quiet() -> logging.Logger:
    logger = logging.getLogger("classroom.nbgrader")
    logger.setLevel(logging.CRITICAL)
    logger.propagate = False
    return logger


def _plan(
    course: Course, entry: Any, release: dict[str, dict[str, Any]], references: dict[str, dict[str, Any]]
) -> NotebookPlan:
    locked = {cell.name: cell.source or "" for cell in entry.source_cells if cell.locked}
    points = {cell.name: float(cell.max_score) for cell in [*entry.grade_cells, *entry.task_cells]}
    solutions = {}
    for cell in references.get(entry.name, {}).get("cells", []):
        label = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if label:
            source = cell["source"]
            solutions[label] = source if isinstance(source, str) else "".join(source)
    mark = course.config.get("ClearHiddenTests", {}).get("begin_test_delimeter", "### BEGIN HIDDEN TESTS")
    return make_notebook(entry.name, release[entry.name], locked, points, solutions, str(mark))


def _files(folder: Path) -> dict[str, bytes]:
    """The data files beside the notebooks."""
    skipped = {".ipynb_checkpoints", "__pycache__"}
    files = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and path.suffix != ".ipynb" and not skipped & set(inner.parts):
            files[str(inner)] = path.read_bytes()
    return files
