"""`classroom feedback`: the learners' pages, and the zip in which a platform hands them out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classroom.commands import texts
from classroom.commands.frame import AssignmentName, CourseDir, Database, fail, open_assignment, say, wrote
from classroom.course import Course
from classroom.gradebook.due_dates import due_date
from classroom.gradebook.roster import enrolled
from classroom.gradebook.store import Store
from classroom.records import CourseError
from classroom.reports.feedback_pack import Pack, Platform, pack_feedback
from classroom.reports.words import counted
from classroom.run import report_assignment
from classroom.submission.collect.collect import decide
from classroom.submission.collect.download_names import remembered_names

__all__ = ["register"]

PackFor = Annotated[Platform | None, typer.Option("--pack", help=texts.HELP_PACK)]
Download = Annotated[list[Path] | None, typer.Option("--from", metavar="DOWNLOAD", help=texts.HELP_FROM)]


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    app.command("feedback", help=texts.HELP_FEEDBACK)(_feedback)


def _feedback(
    assignment: AssignmentName,
    pack: PackFor = None,
    download: Download = None,
    course_dir: CourseDir = Path(),
    db: Database = None,
) -> None:
    with open_assignment(course_dir, db, assignment) as (course, store, name):
        if pack is None and download:
            raise CourseError(texts.NO_PLATFORM)
        paths = _paths(course, store, name, download) if download else remembered_names(course, name)
        if pack is not None and not paths:
            raise CourseError(texts.NO_DOWNLOAD.format(platform=texts.PLATFORMS[pack], name=name, form=pack))
        rows = report_assignment(course, store, name).rows
        if pack is None:
            pages = sum(row.finished is not None for row in rows)
            said = texts.PAGES.format(count=counted(pages, "learner"), place=course.feedback("NAME", name))
            say(said if pages else texts.NO_PAGES.format(name=name))
            return
        packed = pack_feedback(course, name, pack, paths)
    _show(packed, pack, name)


def _paths(course: Course, store: Store, name: str, downloads: list[Path]) -> dict[str, list[str]]:
    """How the platform calls each learner's notebooks."""
    due = due_date(store, name)
    collection = decide(course, name, downloads, enrolled(store.gradebook), due, {})
    return {
        row.learner.student: [each.path for each in row.work.notebooks.values()] for row in collection.rows
    }


def _show(packed: Pack, platform: Platform, name: str) -> None:
    if packed.without_page:
        say(texts.WITHOUT_PAGE.format(names=", ".join(packed.without_page)))
    if packed.other_form:
        label = texts.PLATFORMS[platform]
        say(texts.OTHER_FORM.format(platform=label, names=", ".join(packed.other_form)))
    if not packed.packed:
        fail(texts.NOTHING_PACKED.format(name=name, platform=texts.PLATFORMS[platform]))
    wrote(packed.path)
    say(texts.UPLOAD[platform].format(count=counted(len(packed.packed), "learner")))
