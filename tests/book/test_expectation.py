"""What the trainer's pages say of learners is expectation, and says so, until the course has been taught."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TRAINER = Path(__file__).parents[2] / "book" / "trainer"
CHAPTERS = sorted(TRAINER.glob("[0-9][0-9]-*.md"))
# A report of what a group did. "Everybody writes a number" is an instruction, "expect 15 days" a guess.
REPORTED = re.compile(
    r"\b(?:[Mm]ost|[Mm]any|[Ss]ome|[Ff]ew|[Nn]obody|[Uu]sually)\b"
    r"(?: (?:of them|groups|learners|people|participants))?"
    r" (?:write|wrote|say|said|find|found|believe|answer|answered|get|like|likes|choose|chose|forget|take)\b"
)


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_page_says_that_what_learners_may_believe_is_expected(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "## What learners may believe" in text
    assert "*Expected, not observed: nobody has taught this chapter yet.*" in text


@pytest.mark.parametrize("page", [*CHAPTERS, TRAINER / "index.md"], ids=lambda page: page.stem)
def test_page_reports_no_answers_of_learners(page: Path) -> None:
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert [found[0] for found in REPORTED.finditer(text)] == []


def test_guide_says_that_nobody_has_taught_the_course() -> None:
    assert "Nobody has taught this course so far." in (TRAINER / "index.md").read_text(encoding="utf-8")
