"""The plan of repo2docker for this repository, and an environment made by it, once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import binder_plan
import ordinary_user
import pytest
from binder_plan import Environment
from jupyter_server_process import JupyterLab

from digital_factory.authoring.assignment import slugs

ROOT = Path(__file__).parents[2]
OPENED = ("08-the-wall",)  # of each kind, where not every one is asked for


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder of an ordinary user's."""
    with ordinary_user.folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def checkout(place: Path) -> Path:
    """The repository as a clone would have it, uncommitted work included."""
    return binder_plan.copy_of_repository(ROOT, place / "checkout")


@pytest.fixture(scope="session")
def plan(checkout: Path) -> list[str]:
    """The lines of the Dockerfile that repo2docker would build."""
    return binder_plan.plan_of(checkout)


@pytest.fixture(scope="session")
def environment(plan: list[str], checkout: Path) -> Environment:
    """What the plan makes."""
    return binder_plan.follow(plan, checkout)


@pytest.fixture(scope="session")
def lab(environment: Environment) -> Iterator[JupyterLab]:
    """JupyterLab of that environment, on this machine only."""
    with JupyterLab.started(
        environment.programs / "jupyter-lab", environment.repository, environment.variables
    ) as server:
        yield server


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `make try-binder`."""
    parser.addoption("--every-notebook", action="store_true", help="open all chapters and exercises, not two")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a `slug` those to open."""
    if "slug" in metafunc.fixturenames:
        every = metafunc.config.getoption("--every-notebook", default=False)
        metafunc.parametrize("slug", slugs(ROOT) if every else OPENED)
