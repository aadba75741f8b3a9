"""Puts the lab together: JupyterLite, the kernel's folder, the course's documents and its own extension."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from digital_factory.authoring.lab.compress import compress
from digital_factory.authoring.lab.course import PACKAGE, Document, course_wheel
from digital_factory.authoring.lab.environment import Environment
from digital_factory.authoring.lab.runtime import KERNEL_PACKAGES, LOCK, wasm_address, write_lock

__all__ = ["EXTENSION", "Made", "assemble", "first_files", "link_tree", "write_index"]

EXTENSION = "course-lab"
_KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
_RUNTIME = "static/pyodide"
_CORE = ("pyodide.mjs", "pyodide.asm.js", "python_stdlib.zip")
Answers: TypeAlias = Mapping[str, Mapping[str, str]]
"""Answer and reason, by task."""
_WHEN = "2026-01-01T00:00:00Z"  # documents of the site have no date of their own
# Where a learner's work is kept: the first that the browser allows. In memory it lasts as long as the page,
# which the course's bar says; without it there would be no page at all.
_STORAGE = ["asyncStorage", "localStorageWrapper", "memoryStorageDriver"]
# News of JupyterLab, and "Not Trusted" beside the menu of every notebook that has just been opened.
_LEFT_OUT = ("@jupyterlab/apputils-extension:announcements", "@jupyter-notebook/notebook-extension:trusted")
_SETTINGS = {
    "@jupyter-notebook/application-extension:top": {"visible": "no"},  # the course's bar stands there
    "@jupyterlab/notebook-extension:tracker": {
        "windowingMode": "defer"
    },  # the browser's search finds every cell
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
_NEEDED = ("pandas", "numpy")  # by the course's package; prepare.py brings widgets to who imports them


@dataclass(frozen=True)
class Made:
    """Folders that `build_application` and `build_runtime` made; their files are linked."""

    application: Path
    kernel: Path


def assemble(
    root: Path,
    made: Made,
    documents: Sequence[Document],
    answers: Mapping[str, Answers],
    environment: Environment,
    target: Path,
) -> None:
    """Make the lab in the folder `target`, which is replaced when all has gone well.

    `answers` holds the model answers by assignment, and nothing where they are not open.
    """
    scratch = target.with_name(f"{target.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    link_tree(made.application, scratch)
    static = scratch / _RUNTIME
    link_tree(made.kernel, static)
    course_wheel(root, static)
    version = _own_lock(static)
    shutil.copytree(root / "lab" / "extension", scratch / "extensions" / EXTENSION)
    _write_documents(scratch, documents)
    write_index(scratch, documents, answers)
    _prepare_pages(scratch)
    _configure(scratch, version)
    compress([static / f"{version}.json", scratch / "files", scratch / "extensions" / EXTENSION], environment)
    shutil.rmtree(target, ignore_errors=True)
    scratch.rename(target)


def _own_lock(static: Path) -> str:
    """Write the lock with the course's wheel under a name that no cache can mix up; return the name."""
    general = static / LOCK
    text = general.read_bytes()
    for path in static.glob(f"{LOCK}*"):  # links into the cache, the compressed ones too
        path.unlink()
    general.write_bytes(text)
    version = f"lock-{write_lock(static, {PACKAGE: _NEEDED})[:12]}"
    general.rename(static / f"{version}.json")
    return version


def _write_documents(site: Path, documents: Sequence[Document]) -> None:
    """Write the notebooks, and the listings of them that JupyterLite reads in place of folders."""
    listed: dict[str, list[dict[str, Any]]] = {"": []}
    for document in documents:
        path = site / "files" / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document.notebook, ensure_ascii=False, indent=1), encoding="utf-8")
        folder = document.path.rpartition("/")[0]
        if folder not in listed:
            listed[""].append(_entry(folder, "directory", 0))
        listed.setdefault(folder, []).append(_entry(document.path, "notebook", path.stat().st_size))
    for folder, entries in listed.items():
        listing = site / "api" / "contents" / folder / "all.json"
        listing.parent.mkdir(parents=True, exist_ok=True)
        content = _entry(folder, "directory", 0) | {"content": entries, "format": "json"}
        listing.write_text(json.dumps(content), encoding="utf-8")


def write_index(site: Path, documents: Sequence[Document], answers: Mapping[str, Answers]) -> None:
    """Write what the course's extension knows of each document, and the model answers there are."""
    index: dict[str, dict[str, str]] = {}
    for document in documents:
        index[document.path] = {"title": document.title, "page": document.page}
        slug = Path(document.path).stem
        if document.path.startswith("exercises/") and slug in answers:
            index[document.path]["answers"] = path = f"answers/{slug}.json"
            (site / path).parent.mkdir(exist_ok=True)
            (site / path).write_text(json.dumps(answers[slug], ensure_ascii=False), encoding="utf-8")
    (site / "extensions" / EXTENSION / "static" / "documents.json").write_text(
        json.dumps(index, ensure_ascii=False), encoding="utf-8"
    )


def first_files(site: Path) -> list[str]:
    """Return the largest files that every exercise needs, as addresses in the lab: pages fetch them early."""
    config = json.loads((site / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    options = config["litePluginSettings"][_KERNEL]["loadPyodideOptions"]
    lock_path = options["lockFileURL"].removeprefix("./")
    packages = json.loads((site / lock_path).read_text(encoding="utf-8"))["packages"]
    wanted: list[str] = []
    waiting = list(options["packages"])
    while waiting:
        name = waiting.pop(0)
        if name not in wanted:
            wanted.append(name)
            waiting += packages[name]["depends"]
    wheels = [packages[name]["file_name"] for name in wanted]
    core = (wasm_address(site / _RUNTIME), *_CORE)
    runtime = [f"{_RUNTIME}/{name}" for name in (*core, *wheels)]
    scripts = sorted(path.relative_to(site).as_posix() for path in (site / "build").glob("jlab_core.*.js"))
    return [lock_path, *scripts, *runtime]


def _prepare_pages(site: Path) -> None:
    """Let no page need the browser's storage, and the notebook's ask early for what Python needs."""
    scripts = f"../extensions/{EXTENSION}/static"
    for app, ahead in (("notebooks", f'<script async src="{scripts}/ahead.js"></script>'), ("lab", "")):
        page = site / app / "index.html"
        text = page.read_text(encoding="utf-8")
        text = text.replace("<head>", f'<head><script src="{scripts}/storage.js"></script>', 1)
        page.unlink()  # a link into the cache
        page.write_text(text.replace("</head>", f"{ahead}</head>", 1), encoding="utf-8")


def _entry(path: str, kind: str, size: int) -> dict[str, Any]:
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "type": kind,
        "size": size,
        "writable": True,
        "created": _WHEN,
        "last_modified": _WHEN,
        "content": None,
        "format": None,
        "mimetype": None,
    }


def _configure(site: Path, version: str) -> None:
    """Set what the lab opens with: the kernel's packages, the course's extension, no other host."""
    path = site / "jupyter-lite.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    data = config["jupyter-config-data"]
    data["appName"] = "Making Digital Factories Work"
    data["enableMemoryStorage"] = True
    for kept in ("contents", "settings", "workspaces"):
        data[f"{kept}StorageDrivers"] = _STORAGE
    data["contentsStorageName"] = "digital-factories-lab"
    data["contentsAllJsonFile"] = "all.json"
    data["settingsStorageName"] = "digital-factories-lab-settings"
    data["workspacesStorageName"] = "digital-factories-lab-workspaces"
    data["federated_extensions"].append(
        {"name": EXTENSION, "load": "static/remote-entry.js", "extension": "./extension"}
    )
    data["settingsOverrides"] = _SETTINGS
    data["disabledExtensions"] = list(_LEFT_OUT)
    data["litePluginSettings"] = {
        _KERNEL: {
            "pyodideUrl": f"./{_RUNTIME}/pyodide.mjs",
            "disablePyPIFallback": True,
            "pipliteUrls": [],
            "loadPyodideOptions": {
                "lockFileURL": f"./{_RUNTIME}/{version}.json",
                "packages": [*KERNEL_PACKAGES, PACKAGE],
            },
        }
    }
    path.unlink()  # a link into the cache
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


def link_tree(source: Path, target: Path) -> None:
    """Copy a folder by hard links where the file system has them: nothing here is written in place."""

    def link(old: str, new: str) -> None:
        try:
            os.link(old, new)
        except OSError:
            shutil.copyfile(old, new)

    shutil.copytree(source, target, copy_function=link, dirs_exist_ok=True)
