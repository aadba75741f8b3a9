"""Wheels for the browser: without tests, with bytecode, and with what they need in Pyodide."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.runtime import LOCK, write_lock
from digital_factory.authoring.lab.wheels import (
    read_wheel,
    rewrite,
    rewrite_standard_library,
    write_wheel,
)

METADATA = """\
Metadata-Version: 2.1
Name: Some_Package
Version: 1.2
Requires-Dist: numpy>=2
Requires-Dist: psutil; sys_platform != "emscripten"
Requires-Dist: pytest; extra == "test"
"""


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "some_package-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("some_package/__init__.py", "import os\n")
        archive.writestr("some_package/other.py", "")
        archive.writestr("some_package/tests/test_it.py", "")
        archive.writestr("some_package/names.pyi", "")
        archive.writestr("some_package-1.2.dist-info/METADATA", METADATA)
    return path


def test_rewrite_leaves_tests_and_stubs_out_and_puts_bytecode_in(wheel: Path, tmp_path: Path) -> None:
    rewrite(wheel, tmp_path / "small.whl", {"some_package/__init__.py": b"bytecode"})

    with zipfile.ZipFile(tmp_path / "small.whl") as archive:
        assert archive.namelist() == [
            "some_package-1.2.dist-info/METADATA",
            "some_package/__init__.pyc",
            "some_package/other.py",
        ]
        assert archive.read("some_package/__init__.pyc") == b"bytecode"


def test_rewrite_standard_library_keeps_what_a_browser_can_run_and_what_was_imported(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "python_stdlib.zip", "w") as archive:
        for name in (
            "json/",
            "json/__init__.py",
            "statistics.py",
            "smtplib.py",
            "multiprocessing/__init__.py",
        ):
            archive.writestr(name, "")

    rewrite_standard_library(
        tmp_path / "python_stdlib.zip",
        tmp_path / "small.zip",
        {"json/__init__.py": b"bytecode", "multiprocessing/__init__.py": b"imported"},
    )

    with zipfile.ZipFile(tmp_path / "small.zip") as archive:
        assert archive.namelist() == ["json/__init__.pyc", "multiprocessing/__init__.pyc", "statistics.py"]


def test_read_wheel_gives_what_it_needs_in_a_browser(wheel: Path) -> None:
    found = read_wheel(wheel)

    assert (found.name, found.version) == ("some-package", "1.2")
    assert found.needs == ("numpy",)
    assert "some_package" in found.modules


def test_write_lock_without_a_needed_package_names_it(wheel: Path) -> None:
    (wheel.parent / LOCK).write_text("{}", encoding="utf-8")

    with pytest.raises(LabError, match=r"some-package needs numpy, which lab/pieces\.toml does not list"):
        write_lock(wheel.parent, {})


def test_write_wheel_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    files = {"one.py": b"x = 1\n"}
    first = write_wheel("one", "1.0", "", files, tmp_path).read_bytes()

    again = write_wheel("one", "1.0", "", files, tmp_path)

    assert again.read_bytes() == first
    assert read_wheel(again).modules[0] == "one"
