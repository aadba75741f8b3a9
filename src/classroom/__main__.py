"""The command `classroom`: the application, put together from the modules of `commands/`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


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
    from classroom.commands import doctor, grade, report, texts

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, help=texts.HELP)


@app.callback()
def _commands() -> None:
    """Grade a class in an nbgrader course directory."""


for each in (grade, report, doctor):  # in the order of `classroom --help`
    each.register(app)


if __name__ == "__main__":
    app()
