"""Work beside the untouched notebook: in a copy, `hw-Copy1.ipynb`, or in another kind of file, `hw.zip`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from classroom import messages
from classroom.submission import texts
from classroom.submission.notebook import UnreadableError, read_notebook, read_regular

__all__ = ["Stubs", "take_copies", "work_elsewhere"]

Stubs = Mapping[str, Mapping[str, str]]  # by notebook: the answer cells' source as released, by grade_id
_CANDIDATES = 20  # other notebooks that are opened
_OTHER_FORMS = frozenset([".7z", ".docx", ".gz", ".htm", ".html", ".pdf", ".py", ".rar", ".tar", ".zip"])


def take_copies(
    folder: Path,
    stubs: Stubs,
    others: list[str],
    found: dict[str, bytes],
    repairs: list[str],
    shy: list[str],
    packed: Mapping[str, bytes],
) -> tuple[dict[str, str], list[str]]:
    """Take the one copy that holds work where the notebook itself holds none.

    Returns where what was taken lay, by name, and what is unsure.

    Parameters
    ----------
    shy : notebooks that a program keeps for itself: looked at where the notebook holds no work
    packed : what lies in archives
    """
    taken: dict[str, str] = {}
    unsure: list[str] = []
    copies = _read(folder, others[:_CANDIDATES])
    kept = _read(folder, shy[:_CANDIDATES])
    for name, released in stubs.items():
        if name not in found or not released or not (copies or kept or packed):
            continue
        why = _why_unreadable(found[name], f"{name}.ipynb")
        own = _answers(found[name], f"{name}.ipynb", released)
        idle = own == released or bool(why)
        worked = _worked(copies, released, own)
        if idle and len(set(worked.values())) == 1:
            taken[name], found[name] = next(iter(worked.items()))
            others.remove(taken[name])
            text = texts.REPAIR_DAMAGED if why else messages.REPAIR_COPY
            repairs.append(text.format(found=taken[name], name=f"{name}.ipynb", why=why))
            continue
        # An archive beside an untouched notebook is looked at as a whole: `work_elsewhere`.
        worked |= _worked(kept, released, own) if idle else _worked(packed, released, own)
        if worked:
            shown = ", ".join(sorted(worked)[:5])
            unsure.append(messages.FLAG_COPIES.format(found=shown, name=f"{name}.ipynb"))
    return taken, unsure


def _worked(
    copies: Mapping[str, bytes], released: Mapping[str, str], own: Mapping[str, str]
) -> dict[str, bytes]:
    """Those that hold other answers than the notebook itself, and than the release."""
    return {
        path: raw
        for path, raw in copies.items()
        if (answers := _answers(raw, path, released)) and answers not in (released, own)
    }


def _why_unreadable(raw: bytes, name: str) -> str:
    try:
        read_notebook(raw, name)
    except UnreadableError as error:
        return str(error).removeprefix(f"{name}: ")
    return ""


def work_elsewhere(found: Mapping[str, bytes], stubs: Stubs, own_files: Iterable[str]) -> list[str]:
    """What to look at where a notebook is as released, and files lie beside it that may hold the work."""
    shown = ", ".join(sorted(path for path in own_files if PurePath(path).suffix.lower() in _OTHER_FORMS)[:5])
    return [
        messages.FLAG_ELSEWHERE.format(found=shown, name=f"{name}.ipynb")
        for name, released in stubs.items()
        if shown and released and name in found
        if _answers(found[name], f"{name}.ipynb", released) == released
    ]


def _read(folder: Path, paths: list[str]) -> dict[str, bytes]:
    found = {}
    for path in paths:
        try:
            found[path] = read_regular(folder / path)
        except (UnreadableError, FileNotFoundError):
            continue
    return found


def _answers(raw: bytes, name: str, released: Mapping[str, str]) -> dict[str, str]:
    """The answers in a notebook, by grade_id; none when it is another notebook or cannot be read."""
    try:
        cells = read_notebook(raw, name).cells
    except UnreadableError:
        return {}
    answers = {cell.grade_id: cell.source for cell in cells if cell.grade_id in released}
    return (
        {str(label): source for label, source in answers.items()} if 2 * len(answers) > len(released) else {}
    )
