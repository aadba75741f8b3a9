"""Mutants that are right answers: answers/equivalent_mutants/SLUG.toml lists them, each with the reason.

    [[equivalent]]
    task = "years-1"
    line = 'known = ideas.merge(factories[["firm", "extract"]], on="firm")'
    becomes = ['known = ideas.merge(factories[["firm", "extract"]], on="firm", how="left")']
    reason = "Every idea has a firm of `factories`."

`line` and each of `becomes` are as `make mutants` prints them. So whoever edits that line of the solution
makes other mutants, and the entry, now stale, fails the run until it is looked at again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from digital_factory.authoring.mutation.mutants import Mutant

__all__ = ["Equivalent", "EquivalentsError", "entry_for", "path_of", "read_equivalents"]

_FIELDS = {"task": str, "line": str, "becomes": list, "reason": str}


class EquivalentsError(ValueError):
    """A list of equivalent mutants that cannot be read."""


@dataclass(frozen=True)
class Equivalent:
    """A mutant that answers its task rightly.

    Parameters
    ----------
    task, line, becomes
        Which mutant, as `Mutant` has them.
    reason
        Why no data can tell it from the reference, or why it is another right reading.
    """

    task: str
    line: str
    becomes: str
    reason: str

    def is_of(self, mutant: Mutant) -> bool:
        """Whether it speaks of this mutant."""
        return (self.task, self.line, self.becomes) == (mutant.task, mutant.line, mutant.becomes)


def path_of(slug: str, root: Path) -> Path:
    """Return where an assignment's equivalent mutants are listed."""
    return root / "answers" / "equivalent_mutants" / f"{slug}.toml"


def read_equivalents(slug: str, tasks: Collection[str], root: Path) -> list[Equivalent]:
    """Return the equivalent mutants of an assignment; none if it has no list.

    Raises
    ------
    EquivalentsError
        If the file is no TOML, or an entry lacks a field, names none of the `tasks`, has no reason, or stands
        twice.
    """
    path = path_of(slug, root)
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise EquivalentsError(f"{path}: {error}") from error
    found: list[Equivalent] = []
    for number, entry in enumerate(entries, 1):
        wrong = {name for name, kind in _FIELDS.items() if not isinstance(entry.get(name), kind)} | (
            set(entry) - set(_FIELDS)
        )
        if wrong:
            names = ", ".join(sorted(wrong))
            raise EquivalentsError(
                f"{path}, entry {number}: look at {names}; an entry has {', '.join(_FIELDS)}."
            )
        if entry["task"] not in tasks:
            raise EquivalentsError(f"{path}, entry {number}: {slug} has no task {entry['task']}.")
        if not entry["reason"].strip():
            raise EquivalentsError(f"{path}, entry {number}: say in `reason` why this mutant is right.")
        for becomes in entry["becomes"]:
            one = Equivalent(entry["task"], entry["line"], becomes, entry["reason"])
            if any(
                (one.task, one.line, one.becomes) == (each.task, each.line, each.becomes) for each in found
            ):
                raise EquivalentsError(f"{path}, entry {number}: {becomes!r} is listed twice.")
            found.append(one)
    return found


def entry_for(mutants: Sequence[Mutant]) -> str:
    """Return the entry that lists mutants of one line, its reason still to be written."""
    listed = "".join(f"  {_quoted(mutant.becomes)},\n" for mutant in mutants)
    return (
        f'[[equivalent]]\ntask = "{mutants[0].task}"\nline = {_quoted(mutants[0].line)}\n'
        f'becomes = [\n{listed}]\nreason = ""\n'
    )


def _quoted(text: str) -> str:
    """A text as TOML writes it: literally, unless there is a single quote in it."""
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
