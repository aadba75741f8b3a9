"""`make lab` when the lab cannot be built: one line, and the pages know why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab import __main__ as make_lab

WHY = "core.wasm could not be had: cdn: no answer. Run `make lab` again."


@pytest.fixture
def unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose lab cannot be built."""

    def fail(_: Path, *, answers: bool) -> Path:
        assert not answers
        raise LabError(WHY)

    monkeypatch.setattr(make_lab, "build", fail)
    monkeypatch.setattr(make_lab, "ROOT", tmp_path)
    return tmp_path


def test_make_course_without_the_lab_ends_well_and_says_why(
    unreachable: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_lab.main(["--optional"]) == 0

    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"The browser lab is missing: {WHY}"]
    status = json.loads((unreachable / "_build/html/lab/status.json").read_text("utf-8"))
    assert status == {"ready": False, "why": WHY}


def test_make_lab_that_cannot_build_fails(unreachable: Path) -> None:
    assert make_lab.main([]) == 1
