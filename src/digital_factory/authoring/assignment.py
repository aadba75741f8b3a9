"""An assignment as its solution notebook states it: tasks, points, answers, tests, what must stay hidden.

Reads solutions/SLUG/SLUG.ipynb; writes nothing. The house's rules for that notebook:

- A task `wall-2` has a solution cell `wall-2` and, below it, a locked test cell `wall-2-test` that carries
  the points. A written answer `wall-answer` is one Markdown cell, solution and grade at once, marked by hand.
- Names and `def` lines with their docstrings stand before `### BEGIN SOLUTION`: the stub then has the shape
  of the solution, and runs: `bottleneck = None  # str: ...`, then the region.
- The Markdown cell above a task says "`wall-2`, 3 points"; one cell says "20 points in all".
- A test cell shows checks that teach, on a toy table whose answer can be worked out on paper, and on the real
  data what follows from the learner's own function; then, from `### BEGIN HIDDEN TESTS` to
  `### END HIDDEN TESTS`, checks against a reference implementation on `datasets.fresh(...)` factories.
- A test cell opens with `# Run this cell to check task 2.`, and its visible part ends with
  `checks.passed("wall-2")`. Its metadata say `"jupyter": {"source_hidden": true}`: JupyterLab shows it shut,
  since the hints in it give answers away.
- Tests read learners' names only inside lambdas given to `checks`, and call functions with plain data.
- No magics (`%`), no output left in the file, no last line that shows a value in a test cell.

`tests/assignments/test_assignments.py` holds every notebook in solutions/ to these rules.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

__all__ = [
    "ROOT",
    "TEST_SUFFIX",
    "Assignment",
    "grade_id",
    "hidden_parts",
    "notebook_path",
    "read_notebook",
    "slugs",
    "without_markers",
]

ROOT = Path(__file__).resolve().parents[3]
TEST_SUFFIX = "-test"
_MARKER = re.compile(r"^\s*(?:###\s*)?(BEGIN|END) (SOLUTION|HIDDEN TESTS)\s*$")


def slugs(root: Path = ROOT) -> list[str]:
    """Return the assignments that have a solution notebook, in order."""
    return sorted(path.parent.name for path in (root / "solutions").glob("*/*.ipynb"))


def notebook_path(slug: str, folder: Path) -> Path:
    """Return where an assignment's notebook lies within solutions/, exercises/ or a learner's folder."""
    return folder / slug / f"{slug}.ipynb"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file as format 4."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # partly typed
    return notebook


def grade_id(cell: NotebookNode) -> str:
    """Return the nbgrader id of a cell that has a part in grading, else ""."""
    settings = cell.metadata.get("nbgrader", {})
    return str(settings.get("grade_id", "")) if settings.get("grade") or settings.get("solution") else ""


def without_markers(source: str) -> str:
    """Return a cell's source without nbgrader's BEGIN and END lines."""
    return "\n".join(line for line in source.split("\n") if not _MARKER.match(line))


def hidden_parts(source: str) -> list[list[str]]:
    """Return the lines of each region between BEGIN and END markers, which no learner may see."""
    parts: list[list[str]] = []
    inside = False
    for line in source.split("\n"):
        marker = _MARKER.match(line)
        if marker:
            inside = marker[1] == "BEGIN"
            if inside:
                parts.append([])
        elif inside:
            parts[-1].append(line)
    return parts


@dataclass(frozen=True)
class Assignment:
    """The notebook of one assignment, seen as tasks.

    Parameters
    ----------
    slug
        Its name, such as ``08-the-wall``.
    cells
        Cells of the solution notebook, in order.
    """

    slug: str
    cells: tuple[NotebookNode, ...]

    @classmethod
    def read(cls, slug: str, root: Path) -> "Assignment":
        """Read the solution notebook of the course in `root`."""
        return cls(slug, tuple(read_notebook(notebook_path(slug, root / "solutions")).cells))

    @cached_property
    def graded(self) -> dict[str, NotebookNode]:
        """Cells that have a part in grading, by id."""
        return {grade_id(cell): cell for cell in self.cells if grade_id(cell)}

    @cached_property
    def tasks(self) -> dict[str, float]:
        """Autograded tasks and their points [1], in order."""
        return {
            name.removesuffix(TEST_SUFFIX): float(cell.metadata.nbgrader.points)
            for name, cell in self.graded.items()
            if name.endswith(TEST_SUFFIX)
        }

    @cached_property
    def written(self) -> dict[str, float]:
        """Answers marked by hand and their points [1], in order."""
        return {
            name: float(cell.metadata.nbgrader.points)
            for name, cell in self.graded.items()
            if cell.metadata.nbgrader.grade and cell.metadata.nbgrader.solution
        }

    def answer(self, task: str) -> str:
        """Return the reference answer to a task."""
        return without_markers(self.graded[task].source)

    def test(self, task: str) -> str:
        """Return the whole test of a task, hidden part included."""
        return without_markers(self.graded[task + TEST_SUFFIX].source)

    @property
    def hidden(self) -> list[list[str]]:
        """Lines that no learner may see: solutions, rubrics and hidden tests."""
        return [part for cell in self.cells for part in hidden_parts(cell.source)]
