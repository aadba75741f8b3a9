"""The workflows of the public repository: without fault, and nothing in them that is not a make target."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGET = re.compile(r"make ([a-z-]+)")


def read(path: Path) -> dict[Any, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return workflow


def commands(path: Path) -> Iterator[str]:
    for job in read(path)["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield step["run"]


def test_workflows_have_no_fault_that_their_schema_knows() -> None:
    command = [
        Path(sys.executable).with_name("check-jsonschema"),
        "--builtin-schema",
        "vendor.github-workflows",
    ]
    done = subprocess.run([*command, *WORKFLOWS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_runs_nothing_but_targets_that_make_has(path: Path) -> None:
    asked = list(commands(path))
    assert asked
    for command in asked:
        target = TARGET.fullmatch(command)
        assert target, f"`{command}` is not one make target"
        planned = subprocess.run(
            ["make", "--dry-run", "--silent", target[1]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert planned.returncode == 0, planned.stderr


def test_workflows_test_each_proposal_and_publish_the_built_site_of_main() -> None:
    test, publish = read(ROOT / ".github/workflows/test.yml"), read(ROOT / ".github/workflows/publish.yml")
    assert "pull_request" in test[True]  # YAML reads `on` as true
    assert "make test" in list(commands(ROOT / ".github/workflows/test.yml"))
    assert publish[True]["push"] == {"branches": ["main"]}
    assert list(commands(ROOT / ".github/workflows/publish.yml")) == ["make book", "make lab"]
    uploads = [step for step in publish["jobs"]["build"]["steps"] if "upload-pages" in step.get("uses", "")]
    assert [step["with"]["path"] for step in uploads] == ["_build/html"]
    assert publish["permissions"] == {"contents": "read"}


def test_workflows_may_write_only_where_they_publish() -> None:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            may_write = "write" in str(job.get("permissions", {}))
            assert may_write == (path.stem == "publish" and name == "publish")
