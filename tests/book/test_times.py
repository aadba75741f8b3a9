"""The minutes that pages and exercises promise: chapter, exercise, trainer's table and timetables agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import words
from solved import Solved

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = sorted(page.stem for page in BOOK.glob("[0-9][0-9]-*.md"))
WRAP_UP_MINUTES = 10
NUMBERS = [words.number(number) for number in range(13)]


def promised(slug: str) -> tuple[int, int]:
    """Minutes that a chapter gives for its page and for its exercise."""
    text = (BOOK / f"{slug}.md").read_text(encoding="utf-8")
    found = re.search(r"\*\*Time:\*\* (\d+) minutes for this page, (?:about )?(\d+) minutes for the", text)
    assert found, f"{slug} does not say **Time:** N minutes for this page, about N minutes for the exercise"
    return int(found[1]), int(found[2])


def table(slug: str) -> tuple[list[int], list[int]]:
    """Minutes of the parts of the page and of the tasks, the written one last, from the trainer's table."""
    text = (BOOK / "trainer" / f"{slug}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]*\| *(\d*) *\| [^|]*\| *(\d*) *\|$", text, re.MULTILINE)
    page, tasks = ([int(cell) for cell in column if cell] for column in zip(*rows, strict=True))
    return page, tasks


def timetables() -> dict[str, str]:
    """Return the programme of each format of the trainer's guide that has a length, by its cell."""
    text = (BOOK / "trainer" / "index.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([^|]*\(\d+ h\)) \| ([^|]*) \|", text, re.MULTILINE))


@pytest.mark.parametrize("slug", CHAPTERS)
def test_minutes_of_page_and_exercise_are_the_sums_of_the_trainers_table(slug: str) -> None:
    page, tasks = table(slug)
    assert (sum(page), sum(tasks)) == promised(slug)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_minutes_of_an_exercise_are_those_of_its_chapter_and_of_the_trainers_table(slug: str) -> None:
    text, (_, tasks) = Solved(slug).prose, table(slug)
    found = re.search(r"20 points in all, about (\w+) (minutes|hours)", text)
    assert found, f"{slug} does not say how long it takes"
    total = int(found[1]) if found[2] == "minutes" else 60 * NUMBERS.index(found[1])
    assert total == promised(slug)[1]
    each = [int(found) for found in re.findall(r"`, \d points?, about (\d+) minutes", text)]
    span = re.search(r"(\w+) to (\w+)(?: minutes)? a task", text)
    assert each in (tasks, [])
    assert each or span, f"{slug} says neither the minutes of each task nor from how many to how many"
    if span:
        assert span.groups() == (words.number(min(tasks[:-1])), words.number(max(tasks[:-1])))


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
