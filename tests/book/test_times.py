"""The minutes that the pages promise: chapter, trainer's table and timetables say the same, and add up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = sorted(page.stem for page in BOOK.glob("[0-9][0-9]-*.md"))
WRAP_UP_MINUTES = 10


def promised(slug: str) -> tuple[int, int]:
    """Minutes that a chapter gives for its page and for its exercise."""
    text = (BOOK / f"{slug}.md").read_text(encoding="utf-8")
    found = re.search(r"\*\*Time:\*\* (\d+) minutes for this page, (?:about )?(\d+) minutes for the", text)
    assert found, f"{slug} does not say **Time:** N minutes for this page, about N minutes for the exercise"
    return int(found[1]), int(found[2])


def table(slug: str) -> tuple[int, int]:
    """Minutes of the parts of the page and of the tasks, added up from the trainer's table."""
    text = (BOOK / "trainer" / f"{slug}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]*\| *(\d*) *\| [^|]*\| *(\d*) *\|$", text, re.MULTILINE)
    page, tasks = ([int(cell) for cell in column if cell] for column in zip(*rows, strict=True))
    return sum(page), sum(tasks)


def timetables() -> dict[str, str]:
    """Return the programme of each format of the trainer's guide that has a length, by its cell."""
    text = (BOOK / "trainer" / "index.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([^|]*\(\d+ h\)) \| ([^|]*) \|", text, re.MULTILINE))


@pytest.mark.parametrize("slug", CHAPTERS)
def test_minutes_of_page_and_exercise_are_the_sums_of_the_trainers_table(slug: str) -> None:
    assert table(slug) == promised(slug)


def test_minutes_of_the_whole_course_are_what_the_start_page_says() -> None:
    pages = (BOOK / "index.md", BOOK.parent / "README.md")
    text, readme = (" ".join(page.read_text(encoding="utf-8").split()) for page in pages)
    exercises = [promised(slug)[1] for slug in CHAPTERS[:-1]]
    assert f"{min(exercises)} to {max(exercises)} more for its exercise" in text
    assert f"{min(exercises)} to {max(exercises)} more for its exercise" in readme
    minutes = sum(map(sum, map(promised, CHAPTERS))) + WRAP_UP_MINUTES * len(list(BOOK.glob("wrap-up-*.md")))
    assert f"The whole course is some { ({21: 'twenty-one'}[round(minutes / 60)]) } hours" in text


@pytest.mark.parametrize("name", timetables())
def test_timetable_of_a_session_fills_its_hours(name: str) -> None:
    hours = re.search(r"\((\d+) h\)", name)
    assert hours
    assert sum(map(int, re.findall(r"(\d+) min\b", timetables()[name]))) == 60 * int(hours[1])


@pytest.mark.parametrize("name", timetables())
def test_timetable_gives_a_chapter_with_its_exercise_all_its_minutes(name: str) -> None:
    for chapters, minutes in re.findall(r"([\d ,and]+?) with exercise, (\d+) min", timetables()[name]):
        slugs = [CHAPTERS[int(number) - 1] for number in re.findall(r"\d+", chapters)]
        assert int(minutes) == sum(map(sum, map(promised, slugs)))


@pytest.mark.parametrize("name", timetables())
def test_timetable_gives_a_page_and_case_no_less_than_its_minutes(name: str) -> None:
    for chapters, minutes in re.findall(
        r"([\d ,and]+?) page[ ,](?:and )?case[^·|]*?, (\d+) min", timetables()[name]
    ):
        slugs = [CHAPTERS[int(number) - 1] for number in re.findall(r"\d+", chapters)]
        assert int(minutes) >= sum(promised(slug)[0] for slug in slugs)
