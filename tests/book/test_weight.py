"""What a reader's browser loads: every page of the book, on a first visit and after the start page."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.pages import PageWeight, weigh

from .conftest import CHAPTERS

PAGES = [
    *CHAPTERS,
    "book/index.html",
    "book/data.html",
    "book/glossary.html",
    "book/progress.html",
    "book/wrap-up-promise.html",
]


@pytest.fixture(scope="module")
def weights(browser: Browser, book: Path) -> list[PageWeight]:
    """Every chapter and three other pages, weighed."""
    return weigh(browser, book, PAGES)


def test_first_visit_of_any_page_takes_at_most_450_kb_2_mb_unpacked_and_20_requests(
    weights: list[PageWeight],
) -> None:
    heavy = [one for one in weights if one.first > 450_000 or one.decoded > 2_000_000 or one.requests > 20]
    assert heavy == []


def test_next_chapter_takes_60_kb_in_the_median_and_120_kb_at_worst(weights: list[PageWeight]) -> None:
    chapters = [one.following for one in weights if one.name in CHAPTERS]
    assert statistics.median(chapters) <= 60_000
    assert max(chapters) <= 120_000


def test_page_moves_nothing_by_itself(weights: list[PageWeight]) -> None:
    assert [one for one in weights if one.shift > 0.0005] == []
