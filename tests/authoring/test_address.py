"""The address of the public repository: from `origin`, else from REPO, else none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from digital_factory.authoring.address import AddressError, main, parse, public_repository


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("https://github.com/jane/course.git", "https://github.com/jane/course"),
        ("https://github.com/jane/course", "https://github.com/jane/course"),
        ("https://github.com/jane/course/", "https://github.com/jane/course"),
        ("https://www.github.com/jane/my.course.git", "https://github.com/jane/my.course"),
        ("https://jane:ghp_secret@github.com/jane/course.git", "https://github.com/jane/course"),
        ("git@github.com:jane/course.git", "https://github.com/jane/course"),
        ("ssh://git@github.com/jane/course.git", "https://github.com/jane/course"),
        ("ssh://git@ssh.github.com:443/jane/course.git", "https://github.com/jane/course"),
        ("git://github.com/jane/course.git", "https://github.com/jane/course"),
        ("git@gitlab.com:firm/training/course.git", "https://gitlab.com/firm/training/course"),
        ("https://gitlab.com/firm/course.git", "https://gitlab.com/firm/course"),
        ("https://oauth2:token@gitlab.com/firm/course.git", "https://gitlab.com/firm/course"),
        ("ssh://git@altssh.gitlab.com:443/firm/course.git", "https://gitlab.com/firm/course"),
    ],
)
def test_parse_any_form_of_github_or_gitlab_gives_the_page_without_secrets(remote: str, page: str) -> None:
    assert parse(remote) == page


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "/srv/git/course.git",
        "../course",
        "file:///srv/github.com/jane/course",
        "https://git.firm.example/jane/course.git",
        "https://github.com.evil.example/jane/course",
        "https://evil.example/github.com/jane/course",
        "https://github.com/jane",
        "https://github.com/jane/course/tree/main",
        "git@github.com:jane/course; rm -rf /",
    ],
)
def test_parse_any_other_address_gives_nothing(remote: str) -> None:
    assert parse(remote) == ""


def clone(folder: Path, origin: str | None) -> Path:
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    if origin:
        subprocess.run(["git", "remote", "add", "origin", origin], cwd=folder, check=True)
    return folder


def test_public_repository_of_a_clone_is_its_origin_whatever_repo_says(tmp_path: Path) -> None:
    course = clone(tmp_path, "git@github.com:jane/course.git")
    assert public_repository(course, {"REPO": "someone/else"}) == "https://github.com/jane/course"


@pytest.mark.parametrize("origin", [None, "/srv/git/course.git"])
@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("jane/course", "https://github.com/jane/course"),
        ("https://gitlab.com/firm/course", "https://gitlab.com/firm/course"),
        ("", ""),
    ],
)
def test_public_repository_without_a_hosted_origin_is_what_repo_says(
    tmp_path: Path, origin: str | None, given: str, page: str
) -> None:
    assert public_repository(clone(tmp_path, origin), {"REPO": given}) == page


def test_public_repository_of_a_folder_inside_another_repository_is_not_that_one(tmp_path: Path) -> None:
    inner = clone(tmp_path, "git@github.com:jane/something-else.git") / "course"
    inner.mkdir()
    assert public_repository(inner, {}) == ""


@pytest.mark.parametrize("given", ["course", "jane/course/extra", "jane / course", "https://example.com/x/y"])
def test_public_repository_refuses_a_repo_that_names_none_and_says_what_it_expected(
    tmp_path: Path, given: str
) -> None:
    with pytest.raises(AddressError, match=r"REPO=.* names no repository\. Expected: owner/name"):
        public_repository(tmp_path, {"REPO": given})


def test_main_leaves_the_file_alone_while_the_address_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "_build" / ".address"
    monkeypatch.setenv("REPO", "jane/course")
    assert main([str(file)]) == 0
    before = file.stat().st_mtime_ns
    assert main([str(file)]) == 0
    assert file.stat().st_mtime_ns == before
    monkeypatch.setenv("REPO", "nothing")
    assert main([str(file)]) == 1
    assert "Expected: owner/name" in capsys.readouterr().err
    monkeypatch.delenv("REPO")
    assert main([str(file)]) == 0
    assert file.read_text("utf-8") == ""
