"""What `binder/postBuild` leaves and removes; programs that install nothing stand in for the real ones."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import ROOT

LEFT = {"LICENSE", "LICENSES", "chapters", "data", "exercises", "start.ipynb"}
# Answers where things are; makes the learner's folder as the real one does; installs nothing.
PYTHON = """\
#!/bin/bash
case "$*" in
  *sysconfig*|*sys.prefix*) echo "$STUB" ;;
  *authoring.edition*) for name in chapters data exercises LICENSES binder; do mkdir "$4/$name"; done
    echo made > "$4/chapters/new.md"; touch "$4/LICENSE" "$4/start.ipynb" "$4/binder/a.whl" ;;
  *cases*) ;;
  *install.py*) [ -f "$2" ] || exit 3 ;;
esac
"""


@pytest.fixture
def post_build(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the script in a folder, as Binder does or as somebody on another machine might."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, text in {"python": PYTHON, "jupytext-config": "#!/bin/bash\n"}.items():
        (programs / name).write_text(text, "utf-8")
        (programs / name).chmod(0o755)
    (tmp_path / "prefix" / "babel" / "locale-data").mkdir(parents=True)

    def run(folder: Path, *, on_binder: bool) -> subprocess.CompletedProcess[str]:
        variables = {
            "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "STUB": str(tmp_path / "prefix"),
        }
        if on_binder:
            variables["REPO_DIR"] = str(folder)
        return subprocess.run(
            ["./binder/postBuild"], cwd=folder, env=variables, capture_output=True, text=True, check=False
        )

    return run


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    (folder / "binder" / "postBuild").write_bytes((ROOT / "binder" / "postBuild").read_bytes())
    (folder / "binder" / "postBuild").chmod(0o755)
    return folder


def course(folder: Path) -> Path:
    """A course as it is in its repository."""
    return write(
        folder,
        *("README.md", "LICENSE", "solutions/a.ipynb", "exercises/a.ipynb", "book/a.md", "tests/test_a.py"),
        *(
            ".git/HEAD",
            ".github/workflows/test.yml",
            ".jupyter/settings.json",
            "answers/a.py",
            "binder/a.txt",
        ),
        *("src/digital_factory/authoring/install.py", "Makefile"),
    )


def edition(folder: Path) -> Path:
    """A learner's edition as it is in its repository."""
    return write(
        folder,
        *("README.md", "LICENSE", "LICENSES/a.txt", "exercises/a.ipynb", "chapters/a.md", "data/a.csv"),
        *("start.ipynb", "docs/index.html", ".gitignore", "binder/install.py", "binder/a.whl"),
    )


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("make", [course, edition])
def test_post_build_on_binder_leaves_the_learners_folder_and_nothing_else(
    tmp_path: Path, post_build: Callable[..., subprocess.CompletedProcess[str]], make: Callable[[Path], Path]
) -> None:
    folder = make(tmp_path / "home")
    done = post_build(folder, on_binder=True)
    assert done.returncode == 0, done.stderr
    assert files(folder) == LEFT
    hidden = {path.name for path in folder.iterdir()} - LEFT
    assert hidden <= {".jupyter"}  # the person's own settings, where the home is the folder
    assert not (tmp_path / "home.put-aside").exists()
    if make is course:
        assert (folder / "chapters/new.md").is_file()
        assert not (folder / "exercises/a.ipynb").exists()  # made anew, not what lay there
    else:
        assert (folder / "exercises/a.ipynb").is_file()


@pytest.mark.parametrize("make", [course, edition])
def test_post_build_elsewhere_puts_the_rest_aside_so_that_nothing_is_lost(
    tmp_path: Path, post_build: Callable[..., subprocess.CompletedProcess[str]], make: Callable[[Path], Path]
) -> None:
    folder = make(tmp_path / "my course")
    before = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = post_build(folder, on_binder=False)
    assert done.returncode == 0, done.stderr
    assert files(folder) == LEFT
    aside = tmp_path / "my course.put-aside"
    assert f"put aside: {aside}/README.md" in done.stdout
    kept = [(aside / name, folder / name) for name in before]
    assert all(
        any(p.is_file() and p.read_bytes() == data for p in places)
        for places, data in zip(kept, before.values(), strict=True)
    )


def test_post_build_that_cannot_install_leaves_everything_as_it_was(
    tmp_path: Path, post_build: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = course(tmp_path / "course")
    (folder / "src/digital_factory/authoring/install.py").unlink()
    before = sorted(folder.rglob("*"))
    assert post_build(folder, on_binder=True).returncode != 0
    assert sorted(folder.rglob("*")) == before
