"""Mounts the view of the machine for processes in namespaces.

Built once per warm parent in its own mount namespace; each child adds its own scratch folder to a copy of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from classroom.sandbox import linux, view

__all__ = ["build"]


def build(root: str, hidden: list[str], readable: list[str]) -> None:
    """Lay out the root folder at `root` (an empty folder); `hidden` paths are covered wherever they
    would show, `readable` folders are shown beside the machine's.
    """
    linux.mount("tmpfs", root, "tmpfs", linux.MS_NOSUID, "size=1m,mode=755")
    for path in view.folders(readable):
        target = root + path
        os.makedirs(target, exist_ok=True)
        linux.bind(path, target)
    for path, leads_to in view.system_links().items():
        os.symlink(leads_to, root + path)
    os.makedirs(root + "/etc")
    for inner, source in view.etc().items():
        _show(source, root + inner)
    os.makedirs(root + "/dev")
    for name in view.DEVICES:
        Path(root, "dev", name).touch()
        linux.bind(f"/dev/{name}", f"{root}/dev/{name}", read_only=False)
    for path, leads_to in view.LINKS.items():
        if not os.path.lexists(root + path):  # /tmp is there when Python or the course lies below it
            os.symlink(leads_to, root + path)
    for folder in ("/proc", view.SCRATCH):
        os.makedirs(root + folder)
    for path in hidden:
        _cover(root + path)
    linux.mount("none", root, "none", linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID)


def _show(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target)
    else:
        Path(target).touch()
    linux.bind(source, target)


def _cover(target: str) -> None:
    if os.path.isdir(target):
        linux.mount("tmpfs", target, "tmpfs", linux.MS_RDONLY | linux.MS_NOSUID, "size=4k,mode=555")
    elif os.path.exists(target):
        linux.bind("/dev/null", target, read_only=False)
