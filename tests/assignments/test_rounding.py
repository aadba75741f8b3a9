"""Four significant digits are enough, rounded or cut; fewer are told so in the check that learners see."""

import math
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

import numpy as np
import pandas as pd
import pytest
from cell_names import bound, used
from harness import ROOT, Cell, execute, fresh_namespace, in_folder

from digital_factory.authoring.assignment import (
    TEST_SUFFIX,
    Assignment,
    grade_id,
    notebook_path,
    read_notebook,
    slugs,
    without_markers,
)
from digital_factory.checks._numbers import is_near

Shorten = Callable[[float], float]
# Rows handed back as they came, with nothing computed in them: rounding them is another mistake.
GIVEN_BACK = {"by_cd3"}


def _to_digits(digits: int, number: float) -> float:
    return float(f"{number:.{digits}g}")


def _cut_to_four(number: float) -> float:
    decimals = 3 - Decimal(number).adjusted()
    return math.trunc(number * 10.0**decimals) / 10.0**decimals


ENOUGH = {"rounded to four digits": partial(_to_digits, 4), "cut to four digits": _cut_to_four}
TOO_FEW = {"to three digits": partial(_to_digits, 3)}
DECIMALS = {f"to {decimals} decimals": partial(round, ndigits=decimals) for decimals in (4, 2)}


@dataclass
class Shortened:
    """An answer that gives its numbers shortened, whole ones and those without an end left as they are."""

    answer: object
    shorten: Shorten
    given: dict[object, object]  # what it has given, by its arguments: each way to shorten asks for the same
    wrong: list[float] = field(default_factory=list)  # numbers that are not right any more

    def __call__(self, *arguments: object) -> object:
        asked = self.answer, pickle.dumps(arguments)
        if asked not in self.given:
            self.given[asked] = self.answer(*arguments)
        return self.of(self.given[asked])

    def of(self, value: object) -> object:
        if isinstance(value, dict):
            return {key: self.of(item) for key, item in value.items()}
        if isinstance(value, pd.DataFrame):
            return value.apply(self.of)
        if isinstance(value, pd.Series):
            return value.map(self._number) if value.dtype.kind == "f" else value
        return self._number(value) if isinstance(value, float | np.floating) else value

    def _number(self, number: float) -> float:
        exact = float(number)
        if not math.isfinite(exact) or math.isclose(exact, round(exact), rel_tol=1e-12):
            return number
        short = self.shorten(exact)
        if not is_near(short, exact):
            self.wrong.append(exact)
        return short


@pytest.mark.parametrize("slug", slugs())
def test_answer_of_four_digits_passes_and_of_fewer_is_told_so_in_the_visible_check(slug):
    unfair = []
    for task, visible, whole, namespace, answers in _tests(slug):
        given: dict[object, object] = {}
        for way, shorten in ENOUGH.items():
            problem = _problem(
                whole, namespace, [Shortened(namespace[name], shorten, given) for name in answers], answers
            )
            if problem:
                unfair.append(f"{task} {way}: {problem}")
        for name in answers:
            for way, shorten in (DECIMALS | TOO_FEW).items():
                answer = Shortened(namespace[name], shorten, given)
                told = _problem(visible, namespace, [answer], [name])
                problem = told or _problem(whole, namespace, [answer], [name])
                if problem and "unrounded" not in (told or ""):
                    unfair.append(f"{task}, `{name}` {way}: {problem}")
                if answer.wrong and problem is None and way in TOO_FEW:
                    unfair.append(f"{task}, `{name}` {way} passes, and {answer.wrong[0]} is not right so")
    assert unfair == []


def _tests(slug: str) -> Iterable[tuple[str, Cell, Cell, dict[str, object], list[str]]]:
    """Yield each task with its visible and its whole test, the namespace, and the names of its answers."""
    shown = {
        grade_id(cell): cell.source for cell in read_notebook(notebook_path(slug, ROOT / "exercises")).cells
    }
    assignment, namespace = Assignment.read(slug, ROOT), fresh_namespace()
    with in_folder(ROOT / "solutions" / slug):
        for cell in assignment.cells:
            name = grade_id(cell)
            if cell.cell_type == "code" and not name.endswith(TEST_SUFFIX):
                execute(Cell(name, name, False, without_markers(cell.source)), namespace, strict=False)
            elif cell.cell_type == "code":
                task = name.removesuffix(TEST_SUFFIX)
                tests = (Cell(name, task, True, source) for source in (shown[name], cell.source))
                yield task, *tests, namespace, _answers(assignment.answer(task), cell.source)


def _answers(code: str, test: str) -> list[str]:
    """Return the functions and values that an answer makes and its test reads."""
    return sorted((bound(code) & used(test)) - GIVEN_BACK)


def _problem(
    test: Cell, namespace: dict[str, object], answers: list[Shortened], names: list[str]
) -> str | None:
    """Return what a test says when these names hold shortened answers."""
    given = {
        name: answer if callable(answer.answer) else answer.of(answer.answer)
        for name, answer in zip(names, answers, strict=True)
    }
    return execute(test, namespace | given, strict=False)
