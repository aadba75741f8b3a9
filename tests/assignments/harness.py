"""Runs an assignment in this process, with some answers replaced, and says what each task's test makes of it.

Stands in for nbgrader where hundreds of answers are tried: the same cells in the same order in a fresh
namespace, an error in one cell does not stop the next, and a test cell loses its points for an error, for
anything on the error stream, and for a value shown by its last line (nbgrader reads that as partial credit).
`test_sample_class.py` ties this to real nbgrader runs.
"""

import ast
import contextlib
import copy
import io
import os
import pickle
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from cell_names import bound, loaded, reached

from digital_factory.authoring.assignment import TEST_SUFFIX, Assignment, grade_id, without_markers

ROOT = Path(__file__).parents[2]
# What cells may change in place; everything else a name can hold here (functions, modules, models) stays.
_DATA = (pd.DataFrame, pd.Series, pd.Index, np.ndarray, dict, list, set)


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    Parameters
    ----------
    messages
        For each task, what its test said; None when it passed.
    errors
        What stopped the other cells, by grade id or position.
    """

    messages: Mapping[str, str | None]
    errors: Mapping[str, str]

    @property
    def failed(self) -> set[str]:
        """Tasks whose test did not pass."""
        return {task for task, message in self.messages.items() if message is not None}


@dataclass(frozen=True)
class Cell:
    """A code cell as it is run.

    Parameters
    ----------
    task
        The task that it answers or tests; empty for a cell that is given.
    """

    label: str
    task: str
    is_test: bool
    code: str


def run(assignment: Assignment, answers: Mapping[str, str], *, strict: bool = False) -> Outcome:
    """Run the notebook with the given sources in its solution cells, and the reference in the others.

    Parameters
    ----------
    answers
        Task to source of its solution cell.
    strict
        Whether a warning in a solution cell counts as an error there, as it should in a reference.
    """
    namespace = fresh_namespace()
    with in_folder(ROOT / "solutions" / assignment.slug):
        return _run(_cells(assignment, answers), namespace, strict=strict)


def run_each(
    assignment: Assignment, answers: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Outcome]]:
    """Run every answer by itself, the reference in all other cells: as `run` would, in one walk.

    The state before a task's cell is put back after each of its answers. After an answer only those tests run
    that can tell the difference: tests of names that depend on the answer's; or all below it, if the answer
    changed data in place.

    Parameters
    ----------
    answers
        Task to name to source of its solution cell.
    """
    cells = _cells(assignment, {})
    outcomes: dict[str, dict[str, Outcome]] = {}
    namespace = fresh_namespace()
    with in_folder(ROOT / "solutions" / assignment.slug):
        for position, cell in enumerate(cells):
            if cell.is_test:
                continue
            state = _State(namespace)
            for name, code in answers.get(cell.task, {}).items():
                changed = [Cell(cell.label, cell.task, False, code), *cells[position + 1 :]]
                # A test uses no name of another test, so that nothing depends on what tests bind.
                names = reached(
                    bound(code) | bound(cell.code), [each.code for each in cells if not each.is_test]
                )
                outcome = _run(_telling(changed, names), namespace)
                in_place = state.changed_in_place(names)
                state.put_back()
                if in_place:
                    outcome = _run(changed, namespace)
                    state.put_back()
                outcomes.setdefault(cell.task, {})[name] = outcome
            execute(cell, namespace, strict=False)
    return outcomes


def _cells(assignment: Assignment, answers: Mapping[str, str]) -> list[Cell]:
    found = []
    for position, cell in enumerate(assignment.cells):
        if cell.cell_type == "code":
            name = grade_id(cell)
            task = name.removesuffix(TEST_SUFFIX)
            code = answers.get(name, without_markers(cell.source))
            found.append(Cell(name or f"cell {position}", task, name.endswith(TEST_SUFFIX), code))
    return found


def _telling(cells: list[Cell], names: Collection[str]) -> list[Cell]:
    """Return the cells without tests that read none of `names`, up to the last test."""
    chosen = [cell for cell in cells if not cell.is_test or loaded(cell.code) & set(names)]
    while not chosen[-1].is_test:
        chosen.pop()
    return chosen


def fresh_namespace() -> dict[str, object]:
    return {"__name__": "__main__", "display": lambda *shown: None}


class _State:
    """The state of a namespace, to be put back as often as wanted."""

    def __init__(self, namespace: dict[str, object]) -> None:
        self._namespace = namespace
        self._names = dict(namespace)
        self._live = {name: value for name, value in namespace.items() if isinstance(value, _DATA)}
        self._safe = copy.deepcopy(self._live)

    def changed_in_place(self, expected: Collection[str]) -> bool:
        """Whether data was changed since, beside what the `expected` names held."""
        watched = [name for name in self._live if name not in expected]
        return not all(_same(self._live[name], self._safe[name]) for name in watched)

    def put_back(self) -> None:
        """Make the namespace what it was."""
        self._live = copy.deepcopy(self._safe)
        self._namespace.clear()
        self._namespace.update(self._names | self._live)


def _same(one: object, other: object) -> bool:
    if isinstance(one, pd.DataFrame | pd.Series | pd.Index):
        names = ("name", "names", "columns", "dtype", "dtypes")
        labels = [(getattr(one, name, None), getattr(other, name, None)) for name in names]
        return one.equals(other) and all(np.array_equal(a, b) for a, b in labels)
    return pickle.dumps(one) == pickle.dumps(other)


def _run(cells: list[Cell], namespace: dict[str, object], *, strict: bool = False) -> Outcome:
    messages: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for cell in cells:
        problem = execute(cell, namespace, strict=strict)
        if cell.is_test:
            messages[cell.task] = problem
        elif problem is not None:
            errors[cell.label] = problem
    return Outcome(messages, errors)


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def execute(cell: Cell, namespace: dict[str, object], *, strict: bool) -> str | None:
    """Run one cell; return what went wrong, or None."""
    shown = None
    error_stream = io.StringIO()
    try:
        tree = ast.parse(cell.code, cell.label)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(error_stream),
        ):
            warnings.simplefilter("error" if cell.is_test or strict else "ignore")
            exec(compile(tree, cell.label, "exec"), namespace)
            if last is not None:
                shown = eval(compile(ast.Expression(last.value), cell.label, "eval"), namespace)
    except Exception as error:
        return str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
    if cell.is_test and error_stream.getvalue():
        return f"on the error stream: {error_stream.getvalue()}"
    if cell.is_test and shown is not None:
        return f"the last line shows {shown!r}, which nbgrader reads as partial credit"
    return None
