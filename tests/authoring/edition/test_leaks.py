"""The search for what no learner may see: it finds a line wherever it is put, and however it is packed."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from digital_factory.authoring.assignment import ROOT, Assignment, slugs
from digital_factory.authoring.edition.known_lines import known_lines
from digital_factory.authoring.edition.leaks import find_leaks

LINE = 'waiting = log["started"] - log["entered"]  # 1 < 2 & "so"'


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def notebook(**cell: object) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", **cell}]}, indent=1).encode()


def coloured(line: str) -> str:
    return " ".join(f"<span class='n'>{html.escape(word)}</span>" for word in line.split(" "))


PLACES = {
    "a file of text": ("a/b.txt", LINE.encode()),
    "the middle of a binary file": ("picture.png", b"\x89PNG\x00" + LINE.encode() + b"\xff\xfe"),
    "a hidden file": (".hidden/.file", LINE.encode()),
    "the source of a cell": ("a.ipynb", notebook(source=["import pandas\n", f"    {LINE}\n"])),
    "the output of a cell": (
        "a.ipynb",
        notebook(outputs=[{"output_type": "stream", "text": f"out\n{LINE}"}]),
    ),
    "a page of output in a cell": (
        "a.ipynb",
        notebook(outputs=[{"data": {"text/html": f"<pre>{coloured(LINE)}</pre>"}}]),
    ),
    "the coloured code of a page": ("a.html", f"<pre>{coloured(LINE)}</pre>".encode()),
    "a script that holds a notebook": (
        "a.js",
        f"take({json.dumps(notebook(source=[LINE]).decode())})".encode(),
    ),
    "a wheel": ("a.whl", zipped("package/module.py", f"def f():\n    {LINE}\n".encode())),
    "an archive in an archive": ("a.zip", zipped("b.zip", zipped("c.ipynb", notebook(source=[LINE])))),
    "a file made small by gzip": ("a.js.gz", gzip.compress(LINE.encode())),
    "a file made small by Brotli": ("a.js.br", brotli.compress(LINE.encode())),
}


@pytest.mark.parametrize(("name", "data"), PLACES.values(), ids=PLACES)
def test_find_leaks_finds_a_line_in(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    (tmp_path / "harmless.txt").write_text("waiting = None\n", "utf-8")
    found = find_leaks(tmp_path, [LINE, "another line that stands nowhere at all"])
    assert {line for _, line in found} == {LINE}
    assert {place.partition("!")[0] for place, _ in found} == {name}


@pytest.mark.parametrize("cut", [lambda line: line[1:], lambda line: line[:-1], str.upper])
def test_find_leaks_finds_no_line_that_is_only_like_it(tmp_path: Path, cut: Callable[[str], str]) -> None:
    (tmp_path / "a.txt").write_text(cut(LINE), "utf-8")
    assert find_leaks(tmp_path, [LINE]) == []


def test_find_leaks_leaves_out_what_a_package_of_others_has_as_well(tmp_path: Path) -> None:
    place = tmp_path / "lab" / "static" / "pyodide"
    place.mkdir(parents=True)
    (place / "pandas-3.1.1-py3-none-any.whl").write_bytes(zipped("pandas/a.py", LINE.encode()))
    assert find_leaks(tmp_path, [LINE]) == []
    (place / "making_digital_factories_work-0.1.0-py3-none-any.whl").write_bytes(
        zipped("digital_factory/a.py", b"from digital_factory import answers_of_the_trainer")
    )
    line = "from digital_factory import answers_of_the_trainer"
    assert [line for _, line in find_leaks(tmp_path, [LINE, line])] == [line]


def test_known_lines_hold_most_of_every_solution_and_of_its_hidden_tests() -> None:
    lines = known_lines(ROOT)
    for slug in slugs(ROOT):
        hidden = [part for part in Assignment.read(slug, ROOT).hidden if any(len(one) > 60 for one in part)]
        assert hidden
        for part in hidden:
            assert any(line.strip() in lines for line in part), "\n".join(part)


def test_known_lines_hold_nothing_that_an_exercise_shows() -> None:
    lines = known_lines(ROOT)
    for slug in slugs(ROOT):
        shown = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text("utf-8"))["cells"]
        assert not {line.strip() for cell in shown for line in "".join(cell["source"]).splitlines()} & lines


def test_known_lines_hold_something_of_every_page_for_trainers() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pages = [ROOT / name for name in listed.splitlines() if re.search(r"(^|/)trainer/[^/]+\.md$", name)]
    assert len(pages) > 10
    lines = known_lines(ROOT)
    for page in pages:
        assert lines & {line.strip() for line in page.read_text("utf-8").splitlines()}, page
