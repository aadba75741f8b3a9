"""Submissions that are broken but hold a gradable answer, and submissions that hold none.

Each maker changes the honest learner's notebook, or returns what to write instead.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shop_course import ASSIGNMENT, cell_of, hand_in, honest

Change = Callable[[dict[str, Any]], Any]
NAME = f"{ASSIGNMENT}.ipynb"


def _set(label: str, /, **changes: Any) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        cell_of(notebook, label)["metadata"]["nbgrader"].update(changes)

    return change


def _cell(grade_id: str, **changes: Any) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        cell_of(notebook, grade_id).update(changes)

    return change


def _top(**changes: Any) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        notebook.update(changes)

    return change


def _drop(*grade_ids: str) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        for grade_id in grade_ids:
            notebook["cells"].remove(cell_of(notebook, grade_id))

    return change


def _copy_cell(grade_id: str, source: str | None = None, keep_id: bool = False) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        cell = cell_of(notebook, grade_id)
        twin = copy.deepcopy(cell)
        if not keep_id:
            twin["id"] = "pasted"
        if source is not None:
            twin["source"] = source
        notebook["cells"].insert(notebook["cells"].index(cell) + 1, twin)

    return change


def _split(notebook: dict[str, Any]) -> None:
    cell = cell_of(notebook, "tax")
    lines = cell["source"].split("\n")
    rest = copy.deepcopy(cell)
    rest["id"], rest["source"], cell["source"] = "second-half", "\n".join(lines[2:]), "\n".join(lines[:2])
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, rest)


def _split_unlabelled(at: int, label_on: int) -> Change:
    """As a notebook editor may split: one half has neither label nor id."""

    def change(notebook: dict[str, Any]) -> None:
        cell = cell_of(notebook, "tax")
        lines = cell["source"].split("\n")
        halves = ["\n".join(lines[:at]), "\n".join(lines[at:])]
        cell["source"] = halves[label_on]
        rest = {**copy.deepcopy(cell), "id": "half", "metadata": {}, "source": halves[1 - label_on]}
        notebook["cells"].insert(notebook["cells"].index(cell) + 1 - label_on, rest)

    return change


def _merged(host: str) -> Change:
    """The tax answer stands in another cell, and its own is gone."""

    def change(notebook: dict[str, Any]) -> None:
        cell, other = cell_of(notebook, "tax"), cell_of(notebook, host)
        other["source"] = f"{cell['source']}\n\n{other['source']}"
        notebook["cells"].remove(cell)

    return change


def _helper(place: int | None) -> Change:
    """The tax answer calls a function from a cell of the learner's own, or from the cell at `place`."""

    def change(notebook: dict[str, Any]) -> None:
        cell = cell_of(notebook, "tax")
        cell["source"] = "def with_tax(price):\n    return grow(price, rate)"
        helper = "def grow(x, by):\n    return x * (1 + by)"
        if place is None:
            _extra(f"rate = 9\n{helper}", 2)(notebook)
        else:
            notebook["cells"][place]["source"] += f"\n{helper}"

    return change


def _odd_lines(notebook: dict[str, Any]) -> None:
    cell = cell_of(notebook, "tax")
    cell["source"] = [7, *cell["source"].splitlines(keepends=True), None]


def _swap(ids: bool) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        one, two = cell_of(notebook, "mean"), cell_of(notebook, "tax")
        one["metadata"], two["metadata"] = two["metadata"], one["metadata"]
        if not ids:
            for cell in notebook["cells"]:
                cell.pop("id")
            notebook["nbformat_minor"] = 4

    return change


def _extra(source: str, place: int = 99, **more: Any) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": source, "outputs": []}
        notebook["cells"].insert(place, {**cell, "execution_count": None, **more})

    return change


def _unlabel(grade_id: str, with_id: bool) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        cell = cell_of(notebook, grade_id)
        cell["metadata"] = {}
        if not with_id:
            cell["id"] = "other"

    return change


def _version3(notebook: dict[str, Any]) -> dict[str, Any]:
    cells = []
    for cell in notebook["cells"]:
        old = {key: value for key, value in cell.items() if key != "id"}
        if cell["cell_type"] == "code":
            old["input"] = old.pop("source")
            old["prompt_number"], old["language"] = old.pop("execution_count"), "python"
        cells.append(old)
    return {
        "metadata": {},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def _tags(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "remove_cell"]


def _forged_outputs(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            data = {"text/plain": "3.0"}
            cell["outputs"] = [
                {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
            ]


def _all_metadata(value: Any) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            if not cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["metadata"] = value

    return change


def _lines(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)


def _reverse(notebook: dict[str, Any]) -> None:
    notebook["cells"].reverse()


def _comment(mark: str) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        cell_of(notebook, "mean")["source"] += f"\n# {mark}"

    return change


def _same_ids(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"


def _dump(**options: Any) -> Callable[[dict[str, Any]], bytes]:
    encoding = options.pop("encoding", "utf-8")
    before = options.pop("before", b"")

    def change(notebook: dict[str, Any]) -> bytes:
        return before + json.dumps(notebook, **options).encode(encoding)

    return change


def _latin(notebook: dict[str, Any]) -> bytes:
    _comment("café")(notebook)
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1")


def _no_format(notebook: dict[str, Any]) -> None:
    del notebook["nbformat"], notebook["nbformat_minor"]


REPAIRABLE: dict[str, Change] = {
    "test-edited": _cell("top-test", source="pass"),
    "test-emptied": _cell("top-test", source=""),
    "test-deleted": _drop("top-test"),
    "tests-all-deleted": _drop("mean-test", "tax-test", "top-test", "labels-test"),
    "setup-edited": _cell("setup", source="prices = None"),
    "setup-deleted": _drop("setup"),
    "answer-pasted-twice": _copy_cell("mean"),
    "answer-pasted-same-id": _copy_cell("mean", keep_id=True),
    "answer-tried-twice": _copy_cell("mean", source="mean_price = 20.0"),
    "answer-and-stub": _copy_cell(
        "mean",
        source="mean_price = None  # float: the mean price\n# YOUR CODE HERE\nraise NotImplementedError()",
    ),
    "test-duplicated": _copy_cell("top-test"),
    "test-duplicated-edited": _copy_cell("top-test", source="pass"),
    "answer-retyped-markdown": _cell("mean", cell_type="markdown"),
    "answer-retyped-raw": _cell("tax", cell_type="raw"),
    "answer-type-unknown": _cell("tax", cell_type="sql"),
    "test-retyped": _cell("top-test", cell_type="markdown"),
    "written-retyped": _cell("why", cell_type="code"),
    "answer-split": _split,
    "answer-split-unlabelled": _split_unlabelled(2, 0),
    "answer-split-label-below": _split_unlabelled(2, 1),
    "answers-merged": _merged("mean"),
    "answers-merged-below": _merged("labels"),
    "answer-merged-into-test": _merged("tax-test"),
    "helper-in-own-cell": _helper(None),
    "helper-in-plain-cell": _helper(2),
    "answer-lines-odd": _odd_lines,
    "cells-reversed": _reverse,
    "answer-relabelled": _set("mean", grade_id="mine"),
    "answer-unlabelled": _unlabel("mean", with_id=True),
    "answer-unlabelled-without-id": _unlabel("tax", with_id=False),
    "test-unlabelled": _unlabel("top-test", with_id=False),
    "test-relabelled": _set("top-test", grade_id="easy"),
    "labels-swapped": _swap(ids=True),
    "labels-swapped-without-ids": _swap(ids=False),
    "test-takes-answer-label": _set("top-test", grade_id="mean"),
    "points-raised": _set("mean-test", points=1000),
    "points-negative": _set("mean-test", points=-5),
    "points-text": _set("mean-test", points="many"),
    "points-null": _set("mean-test", points=None),
    "points-infinite": _set("mean-test", points=float("inf")),
    "grade-flag-off": _set("mean-test", grade=False),
    "solution-flag-on-test": _set("top-test", solution=True),
    "solution-flag-off": _set("mean", solution=False),
    "locked-flag-off": _set("top-test", locked=False),
    "task-flag-on": _set("mean", task=True),
    "schema-99": _set("mean", schema_version=99),
    "schema-0": _set("mean", schema_version=0),
    "schema-text": _set("mean", schema_version="three"),
    "label-number": _set("mean", grade_id=7),
    "label-empty": _set("mean", grade_id=""),
    "tags-skip-execution": _tags,
    "extra-override": _extra("mean_price = 0.0\nwith_tax = None\nprices = None"),
    "extra-raises": _extra("raise SystemExit('no')", 2),
    "extra-exits": _extra("import os; os._exit(0)", 2),
    "extra-loops": _extra("while True: pass", 2),
    "extra-odd-source": _extra({"a": 1}, 3),  # type: ignore[arg-type]
    "extra-not-a-cell": lambda notebook: notebook["cells"].insert(1, "cell"),
    "extra-null": lambda notebook: notebook["cells"].insert(1, None),
    "metadata-null": _all_metadata(None),
    "metadata-list": _all_metadata([1]),
    "metadata-nbgrader-list": _all_metadata({"nbgrader": [1]}),
    "format-3": _version3,
    "format-5": _top(nbformat=5),
    "format-minor-99": _top(nbformat_minor=99),
    "format-text": _top(nbformat="four"),
    "format-missing": _no_format,
    "kernel-other": _top(metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}),
    "kernel-missing": _top(metadata={}),
    "metadata-top-list": _top(metadata=[]),
    "encoding-bom": _dump(before=b"\xef\xbb\xbf"),
    "encoding-utf-16": _dump(encoding="utf-16"),
    "encoding-utf-16-unmarked": _dump(encoding="utf-16-le"),
    "encoding-latin-1": _latin,
    "surrogate-alone": _comment("\ud800"),
}

# Odd, but nothing that touches the assignment: graded without a word.
HARMLESS: dict[str, Change] = {
    "outputs-forged": _forged_outputs,
    "sources-as-lines": _lines,
    "ids-all-the-same": _same_ids,
    "minified": _dump(separators=(",", ":")),
    "windows-line-ends": _dump(indent=1),
    "warning-on-stderr": _cell(
        "mean", source="import warnings\nwarnings.warn('careful')\nmean_price = float(prices['price'].mean())"
    ),
}


def _truncated(notebook: dict[str, Any]) -> bytes:
    return json.dumps(notebook).encode()[:-700]


def _conflict(notebook: dict[str, Any]) -> bytes:
    lines = json.dumps(notebook, indent=1).split("\n")
    lines[5:5] = ["<<<<<<< HEAD", " 1", "=======", " 2", ">>>>>>> theirs"]
    return "\n".join(lines).encode()


UNREADABLE: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "truncated": _truncated,
    "empty": lambda _: b"",
    "blank-lines": lambda _: b"\n \n",
    "html-page": lambda _: b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "merge-conflict": _conflict,
    "json-list": lambda _: b"[1, 2]",
    "json-null": lambda _: b"null",
    "json-number": lambda _: b"12",
    "json-other": lambda _: b'{"cells": {"a": 1}}',
    "json-no-cells": lambda _: b'{"nbformat": 4}',
    "json-deep": lambda _: b'{"cells":' + b"[" * 100_000,
    "binary": lambda _: bytes(range(256)) * 20,
    "python-file": lambda _: b"import pandas as pd\nmean_price = 20.0\n",
    "zip-file": lambda _: b"PK\x03\x04" + b"\0" * 100,
}


def _folder(root: Path, student: str) -> Path:
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    return folder


def _link_to_source(root: Path, student: str) -> None:
    os.symlink(root / "source" / ASSIGNMENT / NAME, _folder(root, student) / NAME)


def _link_folder(root: Path, student: str) -> None:
    (root / "submitted" / student).mkdir(parents=True)
    os.symlink(root / "source" / ASSIGNMENT, root / "submitted" / student / ASSIGNMENT)


def _link_learner(root: Path, student: str) -> None:
    other = hand_in(root, "linked-to", honest())
    os.symlink(other.parent, root / "submitted" / student)


def _broken_link(root: Path, student: str) -> None:
    os.symlink("/nowhere/at/all", _folder(root, student) / NAME)


def _is_folder(root: Path, student: str) -> None:
    (_folder(root, student) / NAME).mkdir()


def _is_pipe(root: Path, student: str) -> None:
    os.mkfifo(_folder(root, student) / NAME)


def _assignment_is_file(root: Path, student: str) -> None:
    (root / "submitted" / student).mkdir(parents=True)
    (root / "submitted" / student / ASSIGNMENT).write_text("not a folder", encoding="utf-8")


def _foreign_notebook(root: Path, student: str) -> None:
    hand_in(root, student, {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "other.ipynb")


def _folder_only(root: Path, student: str) -> None:
    _folder(root, student)


# On disk rather than in a file: (maker, status).
ON_DISK: dict[str, tuple[Callable[[Path, str], None], str]] = {
    "link-to-source": (_link_to_source, "unreadable"),
    "link-folder": (_link_folder, "unreadable"),
    "link-learner": (_link_learner, "unreadable"),
    "link-broken": (_broken_link, "unreadable"),
    "folder-for-notebook": (_is_folder, "unreadable"),
    "pipe-for-notebook": (_is_pipe, "unreadable"),
    "file-for-folder": (_assignment_is_file, "unreadable"),
    "notebook-foreign": (_foreign_notebook, "unreadable"),
    "folder-empty": (_folder_only, "missing"),
}


def _renamed(root: Path, student: str) -> None:
    hand_in(root, student, honest(), f"{ASSIGNMENT} (1) final.ipynb")


def _in_subfolder(root: Path, student: str) -> None:
    folder = hand_in(root, student, honest())
    (folder / "work").mkdir()
    (folder / NAME).rename(folder / "work" / NAME.replace(".", "-copy."))


def _same_name_below(root: Path, student: str) -> None:
    folder = hand_in(root, student, honest())
    (folder / ASSIGNMENT).mkdir()
    (folder / NAME).rename(folder / ASSIGNMENT / NAME)


def _browser_name(root: Path, student: str) -> None:
    hand_in(root, student, honest(), f"{ASSIGNMENT}.IPYNB.txt")


def _folder_for_data(root: Path, student: str) -> None:
    folder = hand_in(root, student, honest())
    for name in ("prices.csv", "other.ipynb"):
        (folder / name).mkdir()
        (folder / name / "inside.txt").write_text("x", encoding="utf-8")


def _stamp(content: bytes) -> Callable[[Path, str], None]:
    def make(root: Path, student: str) -> None:
        (hand_in(root, student, honest()) / "timestamp.txt").write_bytes(content)

    return make


def _data_link(root: Path, student: str) -> None:
    os.symlink("/etc/passwd", hand_in(root, student, honest()) / "notes.txt")


def _stamp_link(root: Path, student: str) -> None:
    os.symlink("/etc/passwd", hand_in(root, student, honest()) / "timestamp.txt")


def _two_notebooks(root: Path, student: str) -> None:
    hand_in(root, student, honest())
    hand_in(root, student, honest(), "backup.ipynb")


# Gradable as the twin, with the status given.
ON_DISK_GRADABLE: dict[str, tuple[Callable[[Path, str], None], str]] = {
    "renamed": (_renamed, "repaired"),
    "in-subfolder": (_in_subfolder, "repaired"),
    "same-name-below": (_same_name_below, "repaired"),
    "name-from-browser": (_browser_name, "repaired"),
    "folder-for-data": (_folder_for_data, "graded"),
    "stamp-garbage": (_stamp(b"yesterday, honest"), "repaired"),
    "stamp-empty": (_stamp(b""), "repaired"),
    "stamp-binary": (_stamp(b"\xff\xfe\x00\x01"), "repaired"),
    "stamp-far": (_stamp(b"99999-01-01 00:00:00 UTC"), "repaired"),
    "stamp-link": (_stamp_link, "repaired"),
    "data-link": (_data_link, "repaired"),
    "two-notebooks": (_two_notebooks, "repaired"),
}
