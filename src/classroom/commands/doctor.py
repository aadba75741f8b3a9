"""`classroom doctor`."""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from classroom import messages
from classroom.commands import texts
from classroom.commands.frame import console
from classroom.sandbox import doctor
from classroom.sandbox.backends import best_isolation

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    app.command("doctor", help=texts.HELP_DOCTOR)(_doctor)


def _doctor() -> None:
    table = Table("", "", "", show_header=False)
    for finding in doctor.examine():
        meaning = finding.meaning
        if finding.why_not:
            meaning += "\n" + texts.DOCTOR_WHY_NOT.format(why=finding.why_not)
        table.add_row(finding.what, "yes" if finding.works else "no", escape(meaning))
    console.print(table)
    isolation = best_isolation()
    if isolation is None:
        console.print(messages.NO_ISOLATION)
        raise typer.Exit(1)
    console.print(texts.DOCTOR_VERDICT.format(isolation=isolation))
