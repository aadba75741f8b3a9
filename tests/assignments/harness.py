"""Runs an assignment in this process, with some answers replaced, and says what each task's test makes of it.

Stands in for nbgrader where hundreds of answers are tried: the same cells in the same order in a fresh
namespace, an error in one cell does not stop the next, and a test cell loses its points for an error, for
anything on the error stream, and for a value shown by its last line (nbgrader reads that as partial credit).
`test_sample_class.py` ties this to real nbgrader runs.
"""

import ast
import contextlib
import io
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digital_factory.authoring.assignment import TEST_SUFFIX, Assignment, grade_id, without_markers

ROOT = Path(__file__).parents[2]


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


def run(
    assignment: Assignment,
    answers: Mapping[str, str],
    *,
    strict: bool = False,
    first_test: str | None = None,
) -> Outcome:
    """Run the notebook with the given sources in its solution cells, and the reference in the others.

    Parameters
    ----------
    answers
        Task to source of its solution cell.
    strict
        Whether a warning in a solution cell counts as an error there, as it should in a reference.
    first_test
        The task whose test is the first to run. Tests above a changed answer have run before it, so that it
        cannot matter to them.
    """
    tasks = list(assignment.tasks)
    tested = tasks[tasks.index(first_test) :] if first_test else tasks
    namespace: dict[str, object] = {"__name__": "__main__", "display": lambda *shown: None}
    messages: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    folder = ROOT / "solutions" / assignment.slug
    with _in_folder(folder):
        for position, cell in enumerate(assignment.cells):
            if cell.cell_type != "code":
                continue
            name = grade_id(cell)
            is_test = name.endswith(TEST_SUFFIX)
            if is_test and name.removesuffix(TEST_SUFFIX) not in tested:
                continue
            code = answers.get(name, without_markers(cell.source))
            problem = _execute(code, namespace, name or f"cell {position}", is_test=is_test, strict=strict)
            if is_test:
                messages[name.removesuffix(TEST_SUFFIX)] = problem
            elif problem is not None:
                errors[name or f"cell {position}"] = problem
    return Outcome(messages, errors)


@contextlib.contextmanager
def _in_folder(folder: Path):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _execute(
    code: str, namespace: dict[str, object], name: str, *, is_test: bool, strict: bool
) -> str | None:
    """Run one cell; return what went wrong, or None."""
    shown = None
    error_stream = io.StringIO()
    try:
        tree = ast.parse(code, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(error_stream),
        ):
            warnings.simplefilter("error" if is_test or strict else "ignore")
            exec(compile(tree, name, "exec"), namespace)
            if last is not None:
                shown = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    except Exception as error:
        return str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
    if is_test and error_stream.getvalue():
        return f"on the error stream: {error_stream.getvalue()}"
    if is_test and shown is not None:
        return f"the last line shows {shown!r}, which nbgrader reads as partial credit"
    return None
