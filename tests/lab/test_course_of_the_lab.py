"""What the lab is given of the course: every exercise and chapter, and nothing that holds an answer."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from digital_factory.authoring.assignment import slugs
from digital_factory.authoring.lab.course import course_wheel, documents
from digital_factory.authoring.lab.myst import plain_markdown

ROOT = Path(__file__).parents[2]


def test_documents_are_the_exercises_and_chapters_for_the_lab_s_kernel() -> None:
    made = {document.path: document for document in documents(ROOT)}

    for slug in slugs(ROOT):
        assert made[f"exercises/{slug}.ipynb"].page == f"book/{slug}.html"
        assert f"chapters/{slug}.ipynb" in made
    assert {one.notebook["metadata"]["kernelspec"]["name"] for one in made.values()} == {"python"}


def test_documents_hold_no_solution_and_no_hidden_test() -> None:
    text = json.dumps([document.notebook for document in documents(ROOT)])

    assert "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text


def test_course_wheel_holds_the_data_and_no_build_tool(tmp_path: Path) -> None:
    with zipfile.ZipFile(course_wheel(ROOT, tmp_path)) as archive:
        names = archive.namelist()

    assert "digital_factory/data/handovers.csv" in names
    assert "digital_factory/checks/__init__.py" in names
    assert not [name for name in names if "/authoring/" in name or "/sphinx_ext/" in name]


def test_plain_markdown_of_a_directive_is_a_quote_and_roles_become_words() -> None:
    assert (
        plain_markdown(":::{admonition} Model card\n:class: note\nA {term}`wall <x>` {cite}`y2020`.\n:::")
        == "> **Model card**\n>\n> A wall."
    )
    assert plain_markdown("```{math}\n:label: a\nx=1\n```") == "$$\nx=1\n$$"
    assert plain_markdown("(target)=\n# Title") == "# Title"
