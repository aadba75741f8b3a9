"""Whoever rounds is told in the check that learners see, never in the hidden one alone."""

import ast

import pytest
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

SHORTEN = """
import functools
import numpy as np
import pandas as pd


def _of_few_decimals(value):
    if isinstance(value, dict):
        return {{key: _of_few_decimals(item) for key, item in value.items()}}
    if isinstance(value, pd.DataFrame):
        return value.apply(_of_few_decimals)
    if isinstance(value, pd.Series) and value.dtype.kind == "f":
        return value.round({decimals})
    return round(float(value), {decimals}) if isinstance(value, float | np.floating) else value


def _giving_few_decimals(answer):
    if not callable(answer):
        return _of_few_decimals(answer)
    return lambda *arguments: _of_few_decimals(answer(*arguments))
"""
# Rows handed back as they came, with nothing computed in them: rounding them is another mistake.
GIVEN_BACK = {"by_cd3"}


@pytest.mark.parametrize("slug", slugs())
def test_answer_rounded_passes_both_checks_or_is_told_in_the_visible_one(slug):
    assignment = Assignment.read(slug, ROOT)
    shown = {
        grade_id(cell): cell.source for cell in read_notebook(notebook_path(slug, ROOT / "exercises")).cells
    }
    namespace, misled = fresh_namespace(), []
    with in_folder(ROOT / "solutions" / slug):
        for cell in assignment.cells:
            name = grade_id(cell)
            if cell.cell_type == "code" and not name.endswith(TEST_SUFFIX):
                execute(Cell(name, name, False, without_markers(cell.source)), namespace, strict=False)
            elif cell.cell_type == "code":
                task = name.removesuffix(TEST_SUFFIX)
                for answer, decimals in _roundings(assignment.answer(task)):
                    rounded = dict(namespace)
                    exec(SHORTEN.format(decimals=decimals), rounded)
                    rounded[answer] = rounded["_giving_few_decimals"](rounded[answer])
                    told = execute(Cell(name, task, True, shown[name]), dict(rounded), strict=False)
                    whole = told or execute(Cell(name, task, True, cell.source), rounded, strict=False)
                    # To one decimal, a share may become 0: that is told as any wrong value is.
                    if whole and "unrounded" not in (told or "") and (decimals > 1 or told is None):
                        misled.append(f"{task}, `{answer}` to {decimals} decimals: {whole}")
    assert misled == []


def _roundings(code: str):
    """Yield each function and value of an answer with each number of decimals to which it is rounded."""
    for node in ast.parse(code).body:
        names = [node.name] if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        for name in set(names) - GIVEN_BACK:
            yield from ((name, decimals) for decimals in (4, 2, 1))
