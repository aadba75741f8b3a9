"""What a run of mutants comes to, in words: counts, survivors as diffs, gaps, entries to paste.

Reads results; decides nothing.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Mapping, Sequence

from digital_factory.authoring.mutation.equivalents import entry_for
from digital_factory.authoring.mutation.results import Result

__all__ = ["counts", "diffs", "entries", "gaps", "messages", "problems", "refusals"]

_COLUMNS = ("task", "tried", "visible", "hidden only", "no difference", "equivalent", "survived")
_WIDTH = 100


def counts(results: Sequence[Result]) -> str:
    """Return the table of counts, a line a task and a total."""
    rows = [_row(result) for result in results]
    total = ("all", *(sum(int(row[at]) for row in rows) for at in range(1, len(_COLUMNS))))
    lines = [_COLUMNS, *rows, total] if len(rows) > 1 else [_COLUMNS, *rows]
    widths = [max(len(str(line[at])) for line in lines) for at in range(len(_COLUMNS))]
    return "\n".join(
        "  ".join(
            f"{cell!s:<{width}}" if at == 0 else f"{cell!s:>{width}}"
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _row(result: Result) -> tuple[str, int, int, int, int, int, int]:
    tried = len(result.trials) - len(result.having("not tried"))
    first = (len(result.having(verdict)) for verdict in ("visible", "hidden", "same"))
    visible, hidden, same = first
    return result.task, tried, visible, hidden, same, len(result.equivalent), len(result.survivors)


def gaps(results: Sequence[Result]) -> str:
    """List the mutants that pass the visible check and fail the hidden one, with what the hidden one said."""
    parts = []
    for result in results:
        for trial in result.gaps:
            parts.append(
                f"{result.task}, {trial.mutant.kind}\n  - {trial.mutant.line}\n  + {trial.mutant.becomes}\n"
                f"  {_short(trial.message)}"
            )
    return "\n".join(parts)


def diffs(results: Sequence[Result], references: Mapping[str, str]) -> str:
    """Show each survivor as a diff of its solution cell.

    Parameters
    ----------
    references
        Task to the source of its solution cell.
    """
    parts = []
    for result in results:
        for trial in result.survivors:
            before, after = references[result.task].split("\n"), trial.mutant.source.split("\n")
            lines = difflib.unified_diff(before, after, n=2, lineterm="")
            shown = "\n".join(itertools.islice(lines, 2, None))
            parts.append(f"{result.task} passes with this slip ({trial.mutant.kind}):\n{shown}")
    return "\n\n".join(parts)


def problems(results: Sequence[Result]) -> str:
    """List the stale entries."""
    return "\n".join(f"{result.task}: {entry}" for result in results for entry in result.stale)


def refusals(results: Sequence[Result]) -> str:
    """List the forms of right results that lose the marks, with what the test said."""
    return "\n".join(
        f"{result.task}, {form.form} ({form.verdict}):\n  {_short(form.message)}"
        for result in results
        for form in result.refused
    )


def entries(results: Sequence[Result]) -> str:
    """Return the entries that would list the survivors, one a line of a solution, without their reasons."""
    parts = []
    for result in results:
        survivors = [trial.mutant for trial in result.survivors]
        for line in dict.fromkeys(mutant.line for mutant in survivors):
            parts.append(entry_for([mutant for mutant in survivors if mutant.line == line]))
    return "\n".join(parts)


def messages(results: Sequence[Result]) -> str:
    """List every mutant with its verdict and what its test said to it."""
    return "\n".join(
        f"{result.task}, {trial.mutant.kind}: {trial.verdict}\n  - {trial.mutant.line}\n"
        f"  + {trial.mutant.becomes}\n  {_short(trial.message)}"
        for result in results
        for trial in result.trials
    )


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= 3 * _WIDTH else line[: 3 * _WIDTH] + "..."
