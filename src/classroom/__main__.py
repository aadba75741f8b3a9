"""The command `classroom`: the application, put together from the modules of `commands/`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated

import typer

from classroom.collecting import collect_seldom
from classroom.sandbox.starting import start_early

collect_seldom()
# While the rest is imported, on another core, so is what notebooks import.
if sys.argv[1:2] in (["grade"], ["check"]) and "--help" not in sys.argv:
    start_early()


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Have imports find that there is no such module, unless it is there already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # how Python itself notes it
    try:
        yield
    finally:
        del sys.modules[module]


# jsonschema, which nbgrader imports, would spend a second on a grammar for web addresses in other alphabets,
# which reading notebooks never needs.
with _without("rfc3987_syntax"):
    from classroom.commands import (
        check,
        collect,
        doctor,
        due,
        feedback,
        grade,
        mark,
        overview,
        remove,
        report,
        roster,
        texts,
    )
    from classroom.commands.help import Group, tidy

__all__ = ["app"]

_PACKAGE = "making-digital-factories-work"  # what installs `classroom`

app = typer.Typer(no_args_is_help=True, add_completion=False, help=texts.HELP, cls=Group)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(texts.VERSION.format(own=version(_PACKAGE), nbgrader=version("nbgrader")))
        raise typer.Exit


@app.callback()
def _commands(
    show: Annotated[
        bool, typer.Option("--version", help=texts.HELP_VERSION, callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Grade a class in an nbgrader course directory."""


_IN_ORDER = (  # of `classroom --help`
    roster,
    due,
    check,
    collect,
    grade,
    mark,
    report,
    feedback,
    overview,
    remove,
    doctor,
)
for each in _IN_ORDER:
    each.register(app)
tidy(app)


if __name__ == "__main__":
    app()
