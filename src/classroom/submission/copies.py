"""Work beside the untouched notebook: in a copy, `hw-Copy1.ipynb`, or in another kind of file, `hw.zip`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from classroom import messages
from classroom.submission.notebook import UnreadableError, read_notebook, read_regular

__all__ = ["Stubs", "take_copies", "work_elsewhere"]

Stubs = Mapping[str, Mapping[str, str]]  # by notebook: the answer cells' source as released, by grade_id
_CANDIDATES = 20  # other notebooks that are opened
_OTHER_FORMS = frozenset([".7z", ".docx", ".gz", ".htm", ".html", ".pdf", ".py", ".rar", ".tar", ".zip"])


def take_copies(
    folder: Path, stubs: Stubs, others: list[str], found: dict[str, bytes], repairs: list[str]
) -> list[str]:
    """Take the one copy that holds work where the notebook itself holds none; what is unsure is returned."""
    unsure: list[str] = []
    copies = _read(folder, others[:_CANDIDATES])
    for name, released in stubs.items():
        if name not in found or not released or not copies:
            continue
        own = _answers(found[name], f"{name}.ipynb", released)
        worked = {
            path: raw
            for path, raw in copies.items()
            if (answers := _answers(raw, path, released)) and answers not in (released, own)
        }
        if own == released and len(set(worked.values())) == 1:
            path, found[name] = next(iter(worked.items()))
            others.remove(path)
            repairs.append(messages.REPAIR_COPY.format(found=path, name=f"{name}.ipynb"))
        elif worked:
            shown = ", ".join(sorted(worked)[:5])
            unsure.append(messages.FLAG_COPIES.format(found=shown, name=f"{name}.ipynb"))
    return unsure


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
