"""What Binder will do with this repository, read from repo2docker's own plan."""

from __future__ import annotations

import re
import tomllib

import yaml
from packaging.specifiers import SpecifierSet

from .conftest import ROOT


def position(plan: list[str], pattern: str) -> int:
    """The line of the plan that matches `pattern`."""
    found = [number for number, line in enumerate(plan) if re.search(pattern, line)]
    assert found, f"no line of the plan matches {pattern}"
    return found[0]


def test_plan_takes_the_python_of_runtime_txt_which_the_course_supports(plan: list[str]) -> None:
    version = (ROOT / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert f"Building conda environment for python={version}" in plan
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]).contains(f"{version}.0")


def test_plan_installs_the_lock_and_then_runs_post_build(plan: list[str]) -> None:
    lock = position(plan, r'^RUN .*pip install --no-cache-dir -r "requirements\.txt"')
    assert lock < position(plan, r"^RUN \./postBuild")


def test_repository_has_no_folder_that_makes_binder_ignore_the_lock() -> None:
    assert not (ROOT / "binder").exists()
    assert not (ROOT / ".binder").exists()
    assert not (ROOT / "environment.yml").exists()


def test_readme_badge_names_the_repository_of_the_configuration() -> None:
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]
    name = config["url"].removeprefix("https://github.com/")
    links = re.findall(r"mybinder\.org/v2/gh/([^?)]+)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert set(links) == {f"{name}/{config['branch']}"}
