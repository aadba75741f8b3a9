"""What Binder will do with this repository, read from repo2docker's own plan."""

from __future__ import annotations

import re
import tomllib

from packaging.specifiers import SpecifierSet

from .conftest import ROOT


def position(plan: list[str], pattern: str) -> int:
    """The line of the plan that matches `pattern`."""
    found = [number for number, line in enumerate(plan) if re.search(pattern, line)]
    assert found, f"no line of the plan matches {pattern}"
    return found[0]


def test_plan_takes_the_python_of_runtime_txt_which_the_course_supports(plan: list[str]) -> None:
    version = (ROOT / "binder/runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert f"Building conda environment for python={version}" in plan
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]).contains(f"{version}.0")


def test_plan_installs_what_binder_names_then_runs_post_build_and_nothing_else(plan: list[str]) -> None:
    first = position(plan, r'^RUN .*pip install --no-cache-dir -r "binder/requirements\.txt"')
    assert first < position(plan, r"^RUN \./binder/postBuild")
    assert sum("pip install" in line for line in plan if line.startswith("RUN")) == 1


def test_lock_of_the_learner_agrees_with_the_lock_of_the_course() -> None:
    course = set((ROOT / "requirements.txt").read_text("utf-8").splitlines())
    learner = (ROOT / "binder/packages.txt").read_text("utf-8").splitlines()
    names = {line.partition("==")[0] for line in learner}
    assert {line.partition(" ;")[0] for line in learner} <= {line.partition(" ;")[0] for line in course}
    assert {"jupyterlab", "ipywidgets", "anywidget", "pandas", "numpy", "matplotlib", "jupytext"} <= names
    assert not names & {"nbgrader", "jupyter-book", "sphinx", "sqlalchemy", "notebook", "distributed"}
