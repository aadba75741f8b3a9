"""The whole tree keeps the house style: linted, formatted, strictly typed, its scripts as well."""

import subprocess
import sys
from pathlib import Path

import pytest
from node_packages import held

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=lambda c: " ".join(c),
)
def test_style_of_the_tree_has_no_fault(command: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, f"`make lint` says:\n{run.stdout}{run.stderr}"


def lint_scripts(*files: str) -> subprocess.CompletedProcess[str]:
    """Lint the scripts and style sheets, and `files` with them."""
    command = [sys.executable, "-m", "digital_factory.authoring.node", "lint", "--", *files]
    with held():
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_style_of_the_scripts_has_no_fault() -> None:
    run = lint_scripts()
    assert run.returncode == 0, f"`make lint` says:\n{run.stdout}{run.stderr}"


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.js", "export const same = (x) => x === x;\n", "noSelfCompare"),
        ("a.css", "a { colour: red; }\n", "colour"),
    ],
)
def test_style_of_a_file_with_a_fault_names_it(tmp_path: Path, name: str, content: str, rule: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    run = lint_scripts(str(tmp_path / name))
    assert run.returncode != 0
    assert rule in run.stdout + run.stderr
