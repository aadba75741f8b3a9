"""Writes the file that a learner hands in: the last cell of every exercise.

The file is a copy of the notebook as it was saved last, named after the exercise and the learner's id, which
is asked for once. Its metadata say under `hand_in` who wrote it, and the SHA-256 of its cells, by which the
trainer's side sees whether it was changed afterwards.

Where nobody sits in front of the notebook, as when it is graded, nothing happens.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from digital_factory import text

__all__ = ["write"]

_FOLDER: Final = "hand-in"
_ID_FILE: Final = "learner-id.txt"
_ID: Final = re.compile(
    r"(?![.\s])[^\x00-\x1f/\\:*?\"<>|+]{1,128}(?<![.\s])"
)  # it becomes part of a file's name
_SAVE_S: Final = 5.0  # [s] that saving may take
_LOOK_S: Final = 0.1  # [s] between looks whether it is done
_PRESS_SAVE: Final = """document.querySelector('[data-command="docmanager:save"]')?.click()"""


def write(exercise: str) -> None:
    """Write the notebook of an exercise, as it is saved, into the folder of files to hand in.

    Parameters
    ----------
    exercise
        The exercise's name, as its notebook is called: `08-the-wall`.
    """
    shell = _shell()
    if sys.platform == "emscripten":
        print(text.HAND_IN_BROWSER)
        return
    if shell is None:
        return
    path = _notebook(exercise, shell)
    if path is None:
        print(text.HAND_IN_NO_NOTEBOOK.format(name=f"{exercise}.ipynb", folder=Path.cwd()))
        return
    folder = _folder(path)
    learner = _learner_id(folder)
    if learner is None:
        print(text.HAND_IN_NO_ID)
        return
    _save(path)
    notebook = _read(path)
    unsaved = _unsaved(notebook, shell)
    if unsaved:
        print(text.HAND_IN_UNSAVED.format(cells=", ".join(unsaved)))
        return
    target = folder / f"{exercise}-{learner}.ipynb"
    _write(target, _marked(notebook, exercise, learner))
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    print(text.HAND_IN_DONE.format(path=target, saved=f"{saved:%H:%M:%S}", learner=learner, file=_ID_FILE))


def _shell() -> Any:
    """IPython's shell when somebody sits in front of it, who can be asked; else None."""
    from IPython import get_ipython

    shell = get_ipython()
    return shell if getattr(getattr(shell, "kernel", None), "_allow_stdin", False) else None


def _notebook(exercise: str, shell: Any) -> Path | None:
    """The notebook's file: as the editor names it, else what is called after the exercise."""
    named = [os.environ.get("JPY_SESSION_NAME", ""), str(shell.user_ns.get("__vsc_ipynb_file__", ""))]
    candidates = [Path(each) for each in named if each.endswith(".ipynb")]
    candidates.append(Path(f"{exercise}.ipynb"))
    return next((path.resolve() for path in candidates if path.is_file()), None)


def _folder(path: Path) -> Path:
    """Return the folder of all hand-ins: beside `exercises/`, else beside the notebook."""
    base = next((each.parent for each in path.parents if each.name == "exercises"), path.parent)
    return base / _FOLDER


def _learner_id(folder: Path) -> str | None:
    """The learner's id, asked for once; None when there is no usable answer."""
    kept = folder / _ID_FILE
    with contextlib.suppress(OSError, UnicodeDecodeError):
        known = kept.read_text(encoding="utf-8").strip()
        if _ID.fullmatch(known):
            return known
    learner = input(text.HAND_IN_ASK).strip()
    if not _ID.fullmatch(learner):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text(f"{learner}\n", encoding="utf-8")
    return learner


def _save(path: Path) -> None:
    """Have JupyterLab save the notebook, and wait until it has; elsewhere nothing happens."""
    from IPython.display import Javascript, clear_output, display

    before = path.stat().st_mtime_ns
    display(Javascript(_PRESS_SAVE))  # type: ignore[no-untyped-call]  # IPython types none of these
    end = time.monotonic() + _SAVE_S
    while path.stat().st_mtime_ns == before and time.monotonic() < end:
        time.sleep(_LOOK_S)
    clear_output()  # type: ignore[no-untyped-call]  # the same


def _read(path: Path) -> dict[str, Any]:
    """The notebook in a file, which JupyterLab may be in the middle of writing."""
    end = time.monotonic() + _SAVE_S
    while True:
        try:
            notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return notebook
        except ValueError:  # half a file is neither JSON nor, where a letter is cut, UTF-8
            if time.monotonic() > end:
                raise
            time.sleep(_LOOK_S)


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    joined = source if isinstance(source, str) else "".join(source)
    return joined.replace("\r\n", "\n")


def _bound(source: str) -> frozenset[str]:
    """The names that a cell defines; empty when it is no plain Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return frozenset()
    names = {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    stored = (each for part in tree.body for each in ast.walk(part) if isinstance(each, ast.Name))
    return frozenset(names | {each.id for each in stored if isinstance(each.ctx, ast.Store)})


def _unsaved(notebook: dict[str, Any], shell: Any) -> list[str]:
    """The answers that were run in another version, last, than the file has."""
    last: dict[frozenset[str], str] = {}
    for source in shell.user_ns.get("In", []):
        last[_bound(source)] = source.strip()
    different = []
    for cell in notebook.get("cells", []):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        names = _bound(_source(cell)) if cell.get("cell_type") == "code" and marks.get("solution") else None
        if names and last.get(names, _source(cell).strip()) != _source(cell).strip():
            different.append(marks.get("grade_id", "?"))
    return different


def _marked(notebook: dict[str, Any], exercise: str, learner: str) -> dict[str, Any]:
    cells = "\0".join(f"{cell.get('cell_type')}\n{_source(cell)}" for cell in notebook.get("cells", []))
    mark = {
        "student": learner,
        "assignment": exercise,
        "sha256": hashlib.sha256(cells.encode("utf-8", "replace")).hexdigest(),
        "written": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
    }
    return {**notebook, "metadata": {**notebook.get("metadata", {}), "hand_in": mark}}


def _write(target: Path, notebook: dict[str, Any]) -> None:
    partial = target.with_name(f".{target.name}.partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(target)
