"""Teach before asking: what a reference solution uses of pandas and NumPy, and what the exercise's text and
the messages of its checks name, stands in its chapter or before.

A chapter teaches a verb by using it in code that the reader sees, or by naming it between backquotes.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from digital_factory import datasets
from digital_factory.authoring.assignment import (
    Assignment,
    grade_id,
    notebook_path,
    read_notebook,
    without_markers,
)

ROOT = Path(__file__).parents[2]
SLUGS = sorted(page.stem for page in (ROOT / "book").glob("[0-9][0-9]-*.md"))
_GROUPS = pd.DataFrame({"a": [1], "b": [1]}).groupby("a")
_OBJECTS = (
    *(
        pd.DataFrame,
        pd.Series,
        pd.Index,
        pd.Timestamp,
        pd.Timedelta,
        pd.Period,
        np.ndarray,
        np.random.Generator,
    ),
    *(_GROUPS, _GROUPS["b"], pd.Series(dtype="datetime64[ns]").dt, pd.Series(dtype="str").str),
)
VERBS = {name for each in _OBJECTS for name in dir(each) if not name.startswith("_")}
PYTHON = {"append", "items"}  # of lists and dictionaries as well, and meant so in the solutions
# Columns and arguments of the exercises that are called as a verb is.
_NOUNS = {column for name in datasets.names() for column in datasets.load(name)} | {
    "date",
    "quarter",
    "value",
}


def used(code: str) -> set[str]:
    """Return the verbs in some code; a function of the packages with its package, as `pd.cut`."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if owner in {"pd", "np"}:
                found.add(f"{owner}.{node.attr}")
            elif node.attr in VERBS - PYTHON:
                found.add(node.attr)
    return found


@cache
def asked(slug: str) -> dict[str, list[str]]:
    """Return the verbs that the reference solutions use, each with its tasks."""
    tasks: dict[str, list[str]] = {}
    for cell in Assignment.read(slug, ROOT).cells:
        if cell.cell_type == "code" and "### BEGIN SOLUTION" in cell.source:
            for verb in used(without_markers(cell.source)):
                tasks.setdefault(verb, []).append(grade_id(cell))
    return tasks


@cache
def taught(slug: str) -> frozenset[str]:
    """Return the verbs of a chapter's visible code and of the words between its backquotes."""
    text = (ROOT / "book" / f"{slug}.md").read_text(encoding="utf-8")
    cells = re.findall(r"^```\{code-cell\} ipython3\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    shown = [re.sub(r"(?m)^:.*\n", "", cell) for cell in cells if "hide-input" not in cell]
    words = re.findall(
        r"(?<!\})`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    )
    found = {word for word in words if word in VERBS}
    for code in (*shown, *(f"it{word}" if word.startswith(".") else word for word in words)):
        try:
            found |= used(code)
        except SyntaxError:  # words between backquotes that are no code
            continue
    return frozenset(found)


@cache
def advised(slug: str) -> dict[str, str]:
    """Return the verbs between backquotes in an exercise's text and in the messages of its checks."""
    found: dict[str, str] = {}
    for cell in read_notebook(notebook_path(slug, ROOT / "exercises")).cells:
        texts = [cell.source]
        if cell.cell_type == "code":
            nodes = ast.walk(ast.parse(cell.source))
            texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        for word in re.findall(r"`([^`\n]+)`", "\n\n".join(texts)):
            name = word.split("(")[0]
            if name in VERBS - PYTHON and name not in _NOUNS:
                found[name] = word
            try:
                found |= dict.fromkeys(used(f"it{word}" if word.startswith(".") else word), word)
            except SyntaxError:  # words between backquotes that are no code
                continue
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_verb_that_an_exercise_names_is_taught_in_its_chapter_or_before(slug: str) -> None:
    known = frozenset().union(*(taught(earlier) for earlier in SLUGS[: SLUGS.index(slug) + 1]))
    missing = {verb: word for verb, word in sorted(advised(slug).items()) if verb not in known}
    assert missing == {}, f"Show these in book/{slug}.md, for example under “More verbs for the exercise”."


@pytest.mark.parametrize("slug", SLUGS)
def test_verb_of_a_reference_solution_is_taught_in_its_chapter_or_before(slug: str) -> None:
    known = frozenset().union(*(taught(earlier) for earlier in SLUGS[: SLUGS.index(slug) + 1]))
    missing = {verb: tasks for verb, tasks in sorted(asked(slug).items()) if verb not in known}
    assert missing == {}, f"Show these in book/{slug}.md, for example under “More verbs for the exercise”."


def test_verbs_of_the_solutions_are_found() -> None:
    """The test above is only as good as what it sees: every exercise asks for some."""
    assert all(len(asked(slug)) > 4 for slug in SLUGS)
    assert {"assign", "copy"} <= taught("02-agile-space")
    assert {"pivot_table", "unstack", "merge", "resample", "pd.DateOffset"} <= set(advised("07-first-years"))
