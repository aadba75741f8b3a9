"""`classroom mark`: give marks by hand on a page of this machine, one task at a time over the whole class."""

from __future__ import annotations

import contextlib
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from classroom.assignment.load import load_plan
from classroom.commands import intake_texts as texts
from classroom.commands.frame import AssignmentName, CourseDir, Database, fail, open_assignment, say
from classroom.commands.grade import show
from classroom.commands.mark_server import Marking, MarkServer
from classroom.course import Course
from classroom.gradebook.connection import failure
from classroom.gradebook.hand_marks import HandMarked, answers_to_mark, save_mark
from classroom.gradebook.scores import people
from classroom.gradebook.store import Store
from classroom.records import CourseError, Isolation
from classroom.reports.marking_page import answer_html, answers_json, marking_page
from classroom.run import report_assignment

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command("mark", help=texts.HELP_MARK)(_mark)


def _mark(
    assignment: AssignmentName,
    course_dir: CourseDir = Path(),
    db: Database = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=texts.HELP_PORT)] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=texts.HELP_BROWSER)] = True,
) -> None:
    with open_assignment(course_dir, db, assignment) as (course, store, name):
        answers = answers_to_mark(store.gradebook, name)
        if not answers:
            fail(texts.NOTHING_TO_MARK.format(assignment=name))
        with _serving(_marking(course, store, name, answers), port) as server:
            waiting = sum(each.waits for each in answers)
            say(texts.MARKING_AT.format(waiting=waiting, count=len(answers), address=server.address))
            if browser:
                webbrowser.open(server.address)
            with contextlib.suppress(KeyboardInterrupt):
                server.serve_forever(poll_interval=0.1)
        outcome = report_assignment(course, store, name)
    show(outcome)


def _serving(marking: Marking, port: int) -> MarkServer:
    try:
        return MarkServer(marking, port)
    except OSError as error:
        raise CourseError(texts.NO_PORT.format(port=port, error=error.strerror or error)) from error


def _marking(course: Course, store: Store, name: str, answers: list[HandMarked]) -> Marking:
    plan = load_plan(course, store.gradebook, name, Isolation.NONE)  # nothing is run
    named = people(store.gradebook)

    def save(answer: HandMarked, score: float, comment: str) -> None:
        try:
            save_mark(store.gradebook, answer, score, comment)
        except SQLAlchemyError as error:
            raise failure(course.db_url, error) from error
        finally:
            store.gradebook.db.remove()  # each request has a thread, and so a session, of its own

    def listed() -> str:
        try:
            return answers_json(answers_to_mark(store.gradebook, name), named)
        finally:
            store.gradebook.db.remove()

    return Marking(
        lambda nonce: marking_page(course, plan, answers, nonce),
        listed,
        lambda answer: answer_html(course, name, answer),
        save,
        {each.key: each for each in answers},
    )
