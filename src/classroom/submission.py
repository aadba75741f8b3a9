"""What a learner handed in, looked at before anything runs."""

import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Problem", "problem_with"]


@dataclass(frozen=True)
class Problem:
    """Why a submission cannot be graded: status, and a note that names file, expectation and next step."""

    status: str
    note: str


def problem_with(folder: Path, notebooks: list[str], root: Path) -> Problem | None:
    """Return what stops a submission from being graded, or None.

    Parameters
    ----------
    folder
        The learner's folder for this assignment.
    notebooks
        Names of the assignment's notebooks, without suffix.
    root
        The course directory: paths are told from there.
    """
    if not folder.is_dir():
        return Problem("missing", f"{_told(folder, root)} does not exist: nothing was handed in")
    for name in notebooks:
        path = folder / f"{name}.ipynb"
        if not path.is_file():
            others = sorted(other.name for other in folder.glob("*.ipynb"))
            next_step = f"rename {others[0]} if that is it" if others else "ask for it"
            return Problem("missing", f"{_told(path, root)} does not exist; {next_step}")
        fault = _fault(path)
        if fault:
            return Problem(
                "unreadable", f"{_told(path, root)} {fault}; expected a Jupyter notebook: ask for it again"
            )
    return None


def _fault(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 text (byte {error.start})"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if not text.strip():
        return "is empty"
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return f"is not JSON ({error})"
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not isinstance(content.get("metadata"), dict):
        return "has no list of cells"
    if content.get("nbformat") != 4:
        return f"is of notebook format {content.get('nbformat')}, not 4"
    for position, cell in enumerate(cells):
        if not isinstance(cell, dict) or "source" not in cell or "cell_type" not in cell:
            return f"has a broken cell ({position})"
    return ""


def _told(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
