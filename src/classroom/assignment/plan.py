"""An assignment as the grader needs it: its cells in order, who runs which, and what each is worth.

Everything comes from the trainer's side: the release version for the order of cells, the gradebook for the
locked cells' source (hidden tests included), the reference solution for the names it binds. Plain data, so
that it travels to workers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from classroom.assignment.beyond import Beyond
from classroom.assignment.names import names_of
from classroom.limits import Limits
from classroom.records import CellRole, Isolation, Role, Trial

__all__ = ["AssignmentPlan", "CellPlan", "NotebookPlan"]


@dataclass(frozen=True)
class CellPlan:
    """One cell of the release version."""

    role: CellRole
    cell: dict[str, Any]  # as in the release version; locked cells with the gradebook's source
    grade_id: str | None = None
    points: float | None = None  # None: not graded
    visible: str = ""  # a test's source without its hidden part
    hidden_from: int | None = None  # the line on which a test's hidden part begins
    shared: bool = False  # run in the learner's process: the trainer says so
    bound: tuple[str, ...] = ()  # names that are the student's after an answer cell
    changed: tuple[str, ...] = ()  # names whose value an answer changes in place: the student's, then
    imports: str = ""  # what the reference imports in an answer cell: the tests import it themselves
    in_tests: bool = True  # whether the tests' process runs this set-up cell
    leaves: tuple[str, ...] = ()  # names of an open cell that are computed from answers
    reference: str | None = None  # the reference solution's source of an answer cell
    earlier: frozenset[str] = frozenset()  # digests of the sources and settings that were released before
    added: bool = False  # it was not in the first release
    released: str | None = None  # of a set-up cell that the student changed: what the tests' process runs
    spared: tuple[int, ...] = ()  # wrong versions of a shared test that the reference passes too
    doubt: str = ""  # why the marks of a test may not be stock nbgrader's
    beyond: Beyond = Beyond.NOTHING  # what a test looks at besides values
    opaque: bool = False  # of what the reference gives this test, some is no data
    alone: bool = False  # what a test gives hangs on the answers, and on nothing else

    @property
    def owned(self) -> tuple[str, ...]:
        """Names that the tests read from the learner's process after this answer."""
        return (*self.bound, *self.changed)

    @property
    def task(self) -> bool:
        """Whether it sets a task, to be done in cells of the student's own."""
        return bool(self.cell["metadata"].get("nbgrader", {}).get("task"))

    @property
    def code(self) -> bool:
        """Whether it is a code cell."""
        return bool(self.cell["cell_type"] == "code")


@dataclass(frozen=True)
class NotebookPlan:
    """One notebook of an assignment."""

    name: str
    cells: tuple[CellPlan, ...]
    metadata: dict[str, Any]
    format: tuple[int, int]

    def answers(self) -> list[CellPlan]:
        """The cells whose source comes from the student."""
        return [cell for cell in self.cells if cell.role == CellRole.ANSWER]

    @property
    def has_answers(self) -> bool:
        """Whether the reference solution of every answer cell is known."""
        return all(cell.reference is not None for cell in self.answers() if cell.code)

    def graded(self) -> list[CellPlan]:
        """The cells that carry points."""
        return [cell for cell in self.cells if cell.points is not None and cell.grade_id is not None]

    def leave(self, ids: Collection[str]) -> NotebookPlan:
        """The same notebook with what these open cells compute left to the student's process, by cell id."""
        cells = []
        for cell in self.cells:
            if cell.leaves and cell.cell["id"] in ids:
                imports = "\n".join(names_of(cell.cell["source"]).imports)
                cell = replace(cell, in_tests=False, bound=cell.leaves, imports=imports)
            cells.append(cell)
        return replace(self, cells=tuple(cells))

    def share(self, grade_ids: set[str]) -> NotebookPlan:
        """The same notebook with these tests run the shared way."""
        return replace(
            self,
            cells=tuple(
                replace(cell, shared=cell.grade_id in grade_ids) if cell.role == CellRole.TEST else cell
                for cell in self.cells
            ),
        )

    def together(self) -> NotebookPlan:
        """The same notebook with tests none of which stands alone."""
        return replace(self, cells=tuple(replace(cell, alone=False) for cell in self.cells))

    def settled(self, trial: Trial, doubts: Mapping[str, str]) -> NotebookPlan:
        """The same notebook with what a trial showed of its tests, and why some are doubted, by grade_id."""
        cells = []
        for cell in self.cells:
            if cell.role == CellRole.TEST:
                label = cell.grade_id or ""
                cell = replace(
                    cell,
                    spared=trial.spared.get(label, ()),
                    doubt=doubts.get(label, ""),
                    opaque=label in trial.opaque,
                    alone=cell.alone and label in trial.alone,
                )
            cells.append(cell)
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True)
class AssignmentPlan:
    """All that a worker needs to grade any submission of one assignment."""

    name: str
    notebooks: tuple[NotebookPlan, ...]
    files: dict[str, bytes] = field(repr=False)  # data files beside the notebooks, by relative path
    limits: Limits
    isolation: Isolation
    hidden_paths: tuple[str, ...]
    kept: frozenset[str] = frozenset()  # of these files the student's copy counts
    data_folders: tuple[str, ...] = ()  # that all code may read
    every_test: bool = False  # run each for each submission, also where others gave it the same answers
    warm_up: bool = True  # run once, in the processes that others are forked from, what all are going to run

    def warm_up_cells(self, role: Role) -> list[str]:
        """What to run once in the process that those of a role are forked from.

        The tests' one runs the trainer's own notebooks, solutions and tests included; the learner's runs the
        set-up cells, which every student has been given.
        """
        if not self.warm_up:
            return []
        if role is Role.LEARNER:
            return [
                cell.cell["source"]
                for notebook in self.notebooks
                for cell in notebook.cells
                if cell.role == CellRole.SETUP
            ]
        return [
            cell.reference
            if cell.role == CellRole.ANSWER and cell.reference is not None
            else cell.cell["source"]
            for notebook in self.notebooks
            for cell in notebook.cells
            if cell.code and cell.role != CellRole.TEXT
            if cell.role != CellRole.ANSWER or cell.reference is not None
        ]

    def calibrated(self, trial: Trial, doubts: Mapping[str, str]) -> AssignmentPlan:
        """The same assignment, each test run in the way that its trial showed.

        Parameters
        ----------
        doubts : why the marks of tests may not be stock nbgrader's, by grade_id
        """
        notebooks = tuple(
            notebook.share({*trial.shared, *(cell.grade_id or "" for cell in notebook.cells if cell.shared)})
            .settled(trial, doubts)
            .leave(trial.left)
            for notebook in self.notebooks
        )
        return replace(self, notebooks=notebooks, warm_up=trial.warm_up)

    @property
    def modules(self) -> list[str]:
        """Modules the trainer's cells import: worth importing once, before any submission."""
        modules = {"numpy", "pandas"}
        for notebook in self.notebooks:
            for cell in notebook.cells:
                if cell.code:
                    modules |= names_of(cell.cell["source"]).modules | names_of(cell.reference or "").modules
        return sorted(modules)

    @property
    def digest(self) -> str:
        """Changes whenever a submission's marks could change."""
        hasher = hashlib.sha256()
        for notebook in self.notebooks:
            cells = [_marks_depend_on(cell) for cell in notebook.cells]
            hasher.update(json.dumps([notebook.name, cells], sort_keys=True).encode())
        for path, content in sorted(self.files.items()):
            hasher.update(path.encode() + b"\0" + content)
        hasher.update(json.dumps([self.limits.to_dict(), sorted(self.kept)], sort_keys=True).encode())
        return hasher.hexdigest()[:32]

    @property
    def max_score(self) -> float:
        """Points of the whole assignment."""
        return sum(cell.points or 0.0 for notebook in self.notebooks for cell in notebook.graded())


def _marks_depend_on(cell: CellPlan) -> dict[str, Any]:
    """A cell without what changes no marks: whether a student or the trainer changed it is only told."""
    content = asdict(replace(cell, earlier=frozenset(), reference=None))
    del content["earlier"], content["added"], content["opaque"], content["alone"]
    return content
