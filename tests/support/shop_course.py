"""A small course that has nothing to do with this one: prices in a shop."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ASSIGNMENT = "shop"
SECRET = "hidden-needle-7f3a"  # in the hidden tests only: found anywhere near a learner, it has leaked

_SETUP = """import numpy as np
import pandas as pd
prices = pd.DataFrame({"name": ["tea", "jam", "bun"], "price": [10.0, 20.0, 30.0]})"""
_MEAN = """mean_price = None  # float: the mean price
### BEGIN SOLUTION
mean_price = float(prices["price"].mean())
### END SOLUTION"""
_MEAN_TEST = """assert isinstance(mean_price, float), "mean_price must be a number"
assert abs(mean_price - 20) < 1e-9, f"mean_price is {mean_price}"
"""
_TAX = """def with_tax(price):
    \"\"\"The price with tax.\"\"\"
    ### BEGIN SOLUTION
    return price * (1 + rate)
    ### END SOLUTION"""
_TAX_TEST = f"""assert with_tax(100) == 120, "tax is 20 percent"
### BEGIN HIDDEN TESTS
assert with_tax(50) == 60, "{SECRET}"
### END HIDDEN TESTS"""
_TOP = """def dearest(frame, count):
    \"\"\"Names of the dearest products, the dearest first.\"\"\"
    ### BEGIN SOLUTION
    return frame.sort_values("price", ascending=False)["name"].head(count).tolist()
    ### END SOLUTION"""
_TOP_TEST = f"""assert dearest(prices, 2) == ["bun", "jam"], "the dearest first"
### BEGIN HIDDEN TESTS
other = pd.DataFrame({{"name": list("abcd"), "price": [4.0, 1.0, 3.0, 2.0]}})
before = other.copy()
assert dearest(other, 3) == ["a", "c", "d"], "{SECRET}"
pd.testing.assert_frame_equal(other, before)
### END HIDDEN TESTS"""
_COUNT = """labels = None  # list of str: the upper-case names
### BEGIN SOLUTION
labels = [name.upper() for name in prices["name"]]
### END SOLUTION"""
_COUNT_TEST = """2 * sum(label in ("TEA", "JAM", "BUN") for label in labels or []) / 3"""
_WHY = "Why did prices rise?\n\n### BEGIN SOLUTION\nBecause of tea.\n### END SOLUTION"

WRONG_TOP = 'def dearest(frame, count):\n    return sorted(frame["name"])[:count]'
# What the honest learner below gets: mean 2, tax 3, dearest 0, labels 2.
TWIN = 7.0
FULL = 10.0
CELLS = {"mean-test": 2.0, "tax-test": 3.0, "top-test": 3.0, "labels-test": 2.0}


def _settings(grade_id: str, **flags: Any) -> dict[str, Any]:
    base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**base, "grade_id": grade_id, **flags}}


def _code(source: str, grade_id: str | None = None, **flags: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": (grade_id or "plain") + "-cell",
        "metadata": _settings(grade_id, **flags) if grade_id else {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def source_notebook() -> dict[str, Any]:
    """The trainer's version."""
    answer, test = {"solution": True}, {"grade": True, "locked": True}
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# The shop"},
        _code(_SETUP, "setup", locked=True),
        _code("rate = 0.2"),
        _code(_MEAN, "mean", **answer),
        _code(_MEAN_TEST, "mean-test", points=2, **test),
        _code(_TAX, "tax", **answer),
        _code(_TAX_TEST, "tax-test", points=3, **test),
        _code(_TOP, "top", **answer),
        _code(_TOP_TEST, "top-test", points=3, **test),
        _code(_COUNT, "labels", **answer),
        _code(_COUNT_TEST, "labels-test", points=2, **test),
        {
            "cell_type": "markdown",
            "id": "why-cell",
            "metadata": _settings("why", grade=True, solution=True, points=4),
            "source": _WHY,
        },
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def make_course(root: Path, config: str = "") -> Path:
    """Lay the course out in an empty folder."""
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(source_notebook()), encoding="utf-8")
    (folder / "prices.csv").write_text("name,price\ntea,10\n", encoding="utf-8")
    lines = ["c = get_config()", "c.CourseDirectory.course_id = 'shop'", config]
    (root / "nbgrader_config.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def answers(**changed: str) -> dict[str, str]:
    """The sources of a learner's answers: the reference's, but for those given by keyword."""
    found = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in source_notebook()["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    found["why"] = "Because of jam."
    return {**found, **changed}


def submission(**changed: str) -> dict[str, Any]:
    """A notebook as handed in: hidden tests and solution marks gone."""
    given = answers(**changed)
    notebook = copy.deepcopy(source_notebook())
    for cell in notebook["cells"]:
        settings = cell["metadata"].get("nbgrader")
        if settings is None:
            continue
        if settings["grade_id"] in given:
            lines = given[settings["grade_id"]].split("\n")
            cell["source"] = "\n".join(line for line in lines if "### " not in line)
        cell["source"] = cell["source"].split("### BEGIN HIDDEN")[0].rstrip("\n")
    return notebook


def honest() -> dict[str, Any]:
    """The honest learner, with one wrong answer."""
    return submission(top=WRONG_TOP)


def blank() -> dict[str, Any]:
    """A learner who answered nothing."""
    return submission(
        mean="mean_price = None",
        tax="def with_tax(price):\n    pass",
        top="def dearest(frame, count):\n    pass",
        labels="labels = None",
    )


def hand_in(
    root: Path, student: str, content: dict[str, Any] | bytes, name: str = f"{ASSIGNMENT}.ipynb"
) -> Path:
    """Put a submission where nbgrader collects it."""
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / name).write_bytes(raw)
    return folder


def cell_of(notebook: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """A cell by its label."""
    found: dict[str, Any] = next(
        cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found
