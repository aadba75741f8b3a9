"""Finding a browser: the machine's, then Playwright's own, then one installed now, then a clear error."""

import contextlib
import subprocess
from types import SimpleNamespace

import browsers
import debian
import pytest


def playwright_with(path):
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(path)))


def test_find_with_chromium_on_path_takes_it(tmp_path):
    own = tmp_path / "own"
    own.touch()
    found = browsers.find(playwright_with(own), which={"google-chrome": "/opt/chrome"}.get)
    assert str(found) == "/opt/chrome"


def test_find_without_one_on_path_takes_playwrights_own(tmp_path):
    own = tmp_path / "own"
    own.touch()
    assert browsers.find(playwright_with(own), which=lambda _: None) == own


def test_find_without_any_finds_none(tmp_path):
    assert browsers.find(playwright_with(tmp_path / "absent"), which=lambda _: None) is None


def test_install_where_nothing_works_says_what_was_tried_and_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(browsers, "sync_playwright", contextlib.nullcontext)  # a process has one
    monkeypatch.setattr(browsers, "find", lambda _: None)
    monkeypatch.setattr(debian.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(debian.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        debian.subprocess, "run", lambda c, **_: subprocess.CompletedProcess(c, 1, "", "no network\n")
    )
    with pytest.raises(browsers.NoBrowserError) as caught:
        browsers.install()
    message = str(caught.value)
    assert "playwright install chromium: exit code 1, no network" in message
    assert "apt-get install --yes --no-install-recommends chromium: exit code 1, no network" in message
    assert "Install Chromium or Chrome" in message
    assert "Trying:" in capsys.readouterr().out


def test_ensure_where_a_program_cannot_be_installed_names_it_and_the_next_step(monkeypatch):
    monkeypatch.setattr(debian.shutil, "which", lambda _: None)
    with pytest.raises(debian.MissingProgramError) as caught:
        debian.ensure()
    assert "need bubblewrap" in str(caught.value)
    assert "apt-get: not on this machine" in str(caught.value)
    assert "sudo apt-get install bubblewrap" in str(caught.value)
