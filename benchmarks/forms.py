"""The same assignment in other forms: otter-grader's, and plain cells with every test in them.

otter-grader's form is what `otter assign` makes: the notebook begins with a cell that loads otter, and each
test cell has become `grader.check("ID")` and a test file of its own. The file holds the same code, the
hidden part included, and runs it among the learner's names, as nbgrader does; it carries the same points.
"""

from __future__ import annotations

from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from digital_factory.authoring.assignment import Assignment, grade_id

__all__ = ["otter_notebook", "otter_tests", "plain_cells", "points"]

_FIRST_CELL = "# Initialize Otter\nimport otter\ngrader = otter.Notebook({name!r})"
_TEST_FILE = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points!r}
SOURCE = {source!r}


@test_case(points=points, hidden=True)
def the_cell(env):
    exec(compile(SOURCE, name, "exec"), env)
"""


def _is_test(cell: NotebookNode) -> bool:
    settings = cell.metadata.get("nbgrader", {})
    return bool(settings.get("grade") and not settings.get("solution") and cell.cell_type == "code")


def points(assignment: Assignment) -> dict[str, float]:
    """Points of each test cell [1], by its id."""
    return {grade_id(c): float(c.metadata.nbgrader.points) for c in assignment.cells if _is_test(c)}


def otter_tests(assignment: Assignment) -> dict[str, str]:
    """One test file per test cell: its name and its text."""
    return {
        f"{grade_id(cell)}.py": _TEST_FILE.format(
            name=grade_id(cell), points=float(cell.metadata.nbgrader.points), source=cell.source
        )
        for cell in assignment.cells
        if _is_test(cell)
    }


def otter_notebook(slug: str, submission: NotebookNode) -> NotebookNode:
    """A submission as otter-grader's learner hands it in."""
    notebook = deepcopy(submission)
    for cell in notebook.cells:
        if _is_test(cell):
            cell.source = f'grader.check("{grade_id(cell)}")'
        cell.metadata.pop("nbgrader", None)
    first = new_code_cell(_FIRST_CELL.format(name=f"{slug}.ipynb"))  # type: ignore[no-untyped-call]
    notebook.cells.insert(0, first)
    return notebook


def plain_cells(assignment: Assignment, submission: NotebookNode) -> list[tuple[str, str]]:
    """A submission's code in order, with the full tests: pairs of the test's id, else "", and the source."""
    full = {grade_id(cell): cell.source for cell in assignment.cells if _is_test(cell)}
    return [
        (grade_id(cell), full[grade_id(cell)]) if _is_test(cell) else ("", cell.source)
        for cell in submission.cells
        if cell.cell_type == "code"
    ]
