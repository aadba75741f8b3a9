"""Who may import whom: the contracts of pyproject.toml hold, and an import that breaks one is seen."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COURSE = Path(__file__).parents[1]
WRONG = {  # by contract: where an import is planted, and which
    "steps": ("classroom/wire/framing.py", "from classroom import run"),
    "circles": ("digital_factory/explorer/values.py", "from digital_factory.explorer import case_study"),
    "strangers": ("classroom/course.py", "from digital_factory import datasets"),
    "models": ("digital_factory/models/squads.py", "import pandas"),
    "cases": ("digital_factory/datasets/__init__.py", "from digital_factory.cases import wall"),
}


def check(course: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the course in `course` on its own `src`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo", *options],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(course / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A course with nothing but its contracts and sources."""
    shutil.copy(COURSE / "pyproject.toml", tmp_path)
    shutil.copytree(COURSE / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static"))
    return tmp_path


def test_contracts_of_the_course_are_kept() -> None:
    checked = check(COURSE)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"Contracts: {len(WRONG)} kept, 0 broken." in checked.stdout


@pytest.mark.parametrize("contract", WRONG)
def test_contract_with_a_wrong_import_is_broken(copy: Path, contract: str) -> None:
    module, wrong = WRONG[contract]
    path = copy / "src" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{wrong}\n", encoding="utf-8")

    checked = check(copy, "--contract", contract)

    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "Contracts: 0 kept, 1 broken." in checked.stdout


def test_contract_with_a_module_of_no_step_is_broken(copy: Path) -> None:
    (copy / "src" / "classroom" / "helpers.py").write_text('"""Belongs to no step."""\n', encoding="utf-8")

    checked = check(copy, "--contract", "steps")

    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "classroom.helpers" in checked.stdout + checked.stderr
