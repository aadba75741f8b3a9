"""The locks: compiled from pyproject.toml, portable to any machine."""

import re
from pathlib import Path

from digital_factory.authoring import lock

ROOT = Path(__file__).parents[2]


def test_locks_committed_equal_a_recompilation() -> None:
    assert lock.stale_locks(ROOT) == [], "Run `make lock` and commit the result."


def test_locks_hold_no_local_path_and_pin_every_package() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+( ; .+)?$", line), f"{name}: {line}"


def test_lock_outside_the_course_names_the_folder(tmp_path: Path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    assert lock.main(["--check"]) == 2
    assert str(tmp_path) in capsys.readouterr().err
