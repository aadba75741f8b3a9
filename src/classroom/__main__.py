"""The command `classroom`: `classroom grade ASSIGNMENT` grades a class in an nbgrader course directory."""

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from classroom.course import Course, CourseError
from classroom.grade import Row, grade
from classroom.report import scores, write_grades

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def _commands() -> None:
    """Grade a class in an nbgrader course directory."""


@app.command("grade")
def grade_command(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    course_dir: Annotated[Path, typer.Option(help="Directory with an nbgrader_config.py.")] = Path(),
    student: Annotated[list[str] | None, typer.Option(help="Only this learner; may be repeated.")] = None,
    force: Annotated[bool, typer.Option(help="Grade again what is up to date.")] = False,
) -> None:
    """Grade ASSIGNMENT and write reports/ASSIGNMENT/grades.csv and feedback pages."""
    console = Console()
    try:
        course = Course.open(course_dir)
        with _progress(console) as progress:
            task = progress.add_task(assignment, total=None)

            def told(position: int, count: int, row: Row, graded_now: bool) -> None:
                progress.update(task, completed=position, total=count)
                if not console.is_terminal and graded_now:
                    console.print(f"[{position}/{count}] {row.student}: {row.status}", markup=False)

            rows = grade(course, assignment, student, force=force, told=told)
        path = write_grades(course, assignment, rows)
        _show(console, course, assignment, rows)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    console.print(f"{len(rows)} rows in {os.path.relpath(path)}", markup=False)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _show(console: Console, course: Course, assignment: str, rows: list[Row]) -> None:
    marks = scores(course, assignment, [row.student for row in rows])
    table = Table("status", "learners", "mean score", title=assignment, title_justify="left")
    for status, count in sorted(Counter(row.status for row in rows).items()):
        total = sum(marks[row.student][0] for row in rows if row.status == status)
        most = max(marks[row.student][1] for row in rows)
        table.add_row(status, str(count), f"{total / count:.1f} of {most:g}")
    console.print(table)


if __name__ == "__main__":
    app()
