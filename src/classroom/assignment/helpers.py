"""Tests that lie in modules beside the notebook: what these look at, the test that calls them looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from classroom.assignment.beyond import beyond_values
from classroom.assignment.names import names_of
from classroom.assignment.plan import NotebookPlan
from classroom.records import CellRole

__all__ = ["note_beyond"]


def note_beyond(notebook: NotebookPlan, files: Mapping[str, bytes]) -> NotebookPlan:
    """The notebook with what each test looks at beyond values, itself or through a module beside it.

    Parameters
    ----------
    files : beside the notebooks, by relative path
    """
    helpers = {
        PurePosixPath(path).with_suffix("").as_posix().replace("/", "."): content.decode("utf-8", "replace")
        for path, content in files.items()
        if path.endswith(".py")
    }
    modules: dict[str, set[str]] = {}  # beside the notebook, by the names that cells import from them
    cells = []
    for cell in notebook.cells:
        if cell.code and cell.role in (CellRole.SETUP, CellRole.TEST):
            for statement in names_of(cell.cell["source"]).imports:
                names = names_of(statement)
                for name in names.bound:
                    modules.setdefault(name, set()).update(names.modules & helpers.keys())
        if cell.role == CellRole.TEST:
            source = cell.cell["source"]
            through = {module for name in names_of(source).read for module in modules.get(name, ())}
            texts = [source, *(helpers[module] for module in sorted(through))]
            cell = replace(cell, beyond=beyond_values(texts, modules))
        cells.append(cell)
    return replace(notebook, cells=tuple(cells))
