"""The make targets that are no more than a recipe: what they print and write."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = (
    "requirements.txt",
    "requirements-test.txt",
    "lab/requirements.txt",
    "binder/packages.txt",
    "binder/requirements.txt",
)
# Targets that are taken for made: what they make takes minutes.
MADE = ("-o", "book", "-o", "_build/.lab-tried", "-o", "grade")


def make(folder: Path, *arguments: str) -> str:
    """Run make in `folder` with this environment, taken for installed; return what it prints."""
    venv = Path(sys.prefix)
    command = ["make", "--silent", "-C", str(folder), "-f", str(ROOT / "Makefile"), f"VENV={venv}"]
    command += ["-o", str(venv / ".course"), "-o", str(venv / ".test"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_course_ends_with_what_to_open_to_read_to_teach_to_study_and_to_grade() -> None:
    read, teach, study, grade = make(ROOT, *MADE, "course").splitlines()

    assert (ROOT / "_build" / "html" / "index.html").as_uri() in read
    assert "make serve" in read
    assert (ROOT / "_build" / "trainer" / "index.html").as_uri() in teach
    assert "/jupyter lab " in study
    assert (ROOT / study.split()[-1]).is_file()
    assert "classroom grade" in grade


def test_make_course_names_the_sample_class_where_it_is_graded_and_not_where_it_is_left_out(
    tmp_path: Path,
) -> None:
    for own in ("00-mine", "08-the-wall"):  # the first is a trainer's own, without a sample class
        (tmp_path / "solutions" / own).mkdir(parents=True)
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "08-the-wall.py").write_text("")

    assert "sample-class" not in make(tmp_path, *MADE, "course")

    page = tmp_path / "_build" / "sample-class" / "reports" / "08-the-wall" / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text("")
    *_, study, grade = make(tmp_path, *MADE, "course").splitlines()
    assert study.endswith("exercises/08-the-wall/08-the-wall.ipynb")
    assert "_build/sample-class/reports/08-the-wall/report.html" in grade


def test_make_course_in_a_folder_with_a_space_gives_a_whole_address(tmp_path: Path) -> None:
    folder = tmp_path / "my course"
    (folder / "solutions" / "08-the-wall").mkdir(parents=True)

    read = make(folder, *MADE, "course").splitlines()[0]

    assert (folder / "_build" / "html" / "index.html").as_uri() in read


@pytest.fixture
def recompiled(tmp_path: Path) -> Path:
    """A folder where `make lock` has run on copies of pyproject.toml and of the locks."""
    for name in ("pyproject.toml", *LOCKS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    make(tmp_path, "lock")
    return tmp_path


def test_make_lock_changes_nothing_of_what_is_committed(recompiled: Path) -> None:
    for name in LOCKS:
        committed, made = ((folder / name).read_text("utf-8").splitlines() for folder in (ROOT, recompiled))
        assert committed == made, f"{name} is stale. Run `make lock` and commit the result."


def test_locks_hold_no_local_path_and_pin_every_package() -> None:
    for name in LOCKS:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+( ; .+)?$", line), f"{name}: {line}"
