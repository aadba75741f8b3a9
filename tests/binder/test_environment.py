"""An environment made by following the plan: what is in it, what is not, and what is in the folder."""

from __future__ import annotations

import json

from binder_plan import Environment, megabytes

from .conftest import ROOT


def test_environment_made_by_the_plan_has_the_lock_and_the_course_and_no_grader(
    environment: Environment,
) -> None:
    packages = next(environment.programs.parent.glob("lib/python*/site-packages"))
    installed = {
        name.replace("_", "-"): version
        for name, version in (path.stem.rsplit("-", 1) for path in packages.glob("*.dist-info"))
    }
    locked = {
        line.partition("==")[0]
        for line in (ROOT / "binder/packages.txt").read_text("utf-8").splitlines()
        if " ;" not in line
    }
    assert locked - set(installed) == set()
    assert set(installed) & {"nbgrader", "jupyter-book", "sphinx", "uv"} == set()
    assert "making-digital-factories-work" in installed
    assert not (packages / "classroom").exists()
    assert not (packages / "digital_factory" / "authoring").exists()


def test_environment_made_by_the_plan_takes_less_room_than_its_budget(environment: Environment) -> None:
    assert megabytes(environment.programs.parent) < 350


def test_folder_made_by_the_plan_holds_what_a_learner_needs_and_nothing_else(
    environment: Environment,
) -> None:
    folder = environment.repository
    assert {path.name for path in folder.iterdir()} == {
        "LICENSE",
        "LICENSES",
        "chapters",
        "data",
        "exercises",
        "start.ipynb",
    }
    slugs = {path.name for path in (ROOT / "exercises").iterdir()}
    assert {path.name for path in (folder / "exercises").iterdir()} == slugs
    assert {f"{slug}.md" for slug in slugs} <= {path.name for path in (folder / "chapters").iterdir()}
    assert {path.name for path in (folder / "data").iterdir()} == {
        path.name for path in (ROOT / "src/digital_factory/data").iterdir()
    }


def test_environment_made_by_the_plan_opens_markdown_as_notebooks(environment: Environment) -> None:
    settings = environment.home / ".jupyter/labconfig/default_setting_overrides.json"
    viewers = json.loads(settings.read_text("utf-8"))["@jupyterlab/docmanager-extension:plugin"][
        "defaultViewers"
    ]
    assert viewers == {"markdown": "Jupytext Notebook"}


def test_environment_made_by_the_plan_asks_no_learner_about_news(environment: Environment) -> None:
    file = environment.programs.parent / "share/jupyter/lab/settings/overrides.json"
    settings = json.loads(file.read_text("utf-8"))["@jupyterlab/apputils-extension:notification"]
    assert settings == {"fetchNews": "false", "checkForUpdates": False}
