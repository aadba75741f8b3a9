"""Which test cells stand alone: what they give hangs on a student's answers, and on nothing else.

Such a cell looks at no clock, leaves nothing that a later one reads, and reads nothing that an earlier one
has left. What cannot be seen in its source shows in the trial on the trainer's own notebooks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from classroom.assignment.beyond import Beyond
from classroom.assignment.names import Names, names_of, plain
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.clocks import looks_at_clocks, words_of
from classroom.records import CellRole

__all__ = ["note_alone"]

_WITHIN = frozenset(  # what a cell can see of its process, or of other cells
    [
        "__import__",
        "__main__",
        "_getframe",
        "compile",
        "currentframe",
        "dir",
        "environ",
        "eval",
        "exec",
        "get_ipython",
        "getenv",
        "globals",
        "hex",
        "id",
        "import_module",
        "importlib",
        "importorskip",
        "locals",
        "modules",
        "os",
        "run_cell",
        "run_line_magic",
        "stack",
        "sys",
        "vars",
    ]
)
_SHOWN = frozenset(["In", "Out", "_", "__", "___", "_ih", "_oh", "_dh", "_i", "_ii", "_iii"])


def note_alone(notebook: NotebookPlan, files: Mapping[str, bytes]) -> NotebookPlan:
    """The notebook with the tests that stand alone, as far as their source shows it.

    Parameters
    ----------
    files : beside the notebooks, by relative path
    """
    if any(looks_at_clocks(plain(source)) for source in _around(notebook, files)):
        return notebook
    tests = {place: cell for place, cell in enumerate(notebook.cells) if _is_apart(cell)}
    names = {place: names_of(cell.cell["source"]) for place, cell in tests.items()}
    alone = {place for place, cell in tests.items() if _stands_alone(cell, names[place])}
    readers = {
        place: names_of(cell.cell["source"]) for place, cell in enumerate(notebook.cells) if _reads(cell)
    }
    imported = {
        line for cell in notebook.cells if _is_set_up(cell) for line in names_of(cell.cell["source"]).imports
    }
    for place, own in readers.items():
        for earlier, theirs in names.items():
            if earlier < place and _left_by(theirs, imported) & (own.read - own.bound):
                alone -= {earlier, place}
    cells = [replace(cell, alone=place in alone) for place, cell in enumerate(notebook.cells)]
    return replace(notebook, cells=tuple(cells))


def _around(notebook: NotebookPlan, files: Mapping[str, bytes]) -> list[str]:
    """What the tests' process runs besides tests, and the modules that it may import."""
    around = [content.decode("utf-8", "replace") for path, content in files.items() if path.endswith(".py")]
    around += [cell.cell["source"] for cell in notebook.cells if _is_set_up(cell)]
    return [*around, *(cell.imports for cell in notebook.cells)]


def _is_set_up(cell: CellPlan) -> bool:
    return cell.code and cell.role == CellRole.SETUP and cell.in_tests


def _is_apart(cell: CellPlan) -> bool:
    return cell.code and cell.role == CellRole.TEST and not cell.shared


def _reads(cell: CellPlan) -> bool:
    """Whether the tests' process runs it."""
    return _is_apart(cell) or _is_set_up(cell)


def _stands_alone(cell: CellPlan, names: Names) -> bool:
    source = cell.cell["source"]
    if not cell.grade_id or cell.beyond != Beyond.NOTHING or not names.valid or plain(source) != source:
        return False
    changes = (names.changed | names.touched) - names.bound
    words = words_of(source)
    seen = words is None or words & _WITHIN or (names.read - names.bound) & _SHOWN
    return not seen and not changes and not looks_at_clocks(source)


def _left_by(names: Names, imported: Collection[str]) -> frozenset[str]:
    """What a test leaves to others, without what set-up cells import in the same words."""
    same = names_of("\n".join(line for line in names.imports if line in imported)).bound
    return (names.bound - (same & names.imported)) | names.changed | names.touched
