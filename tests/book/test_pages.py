"""Every page of the built book: light, dark, on a phone, from a folder, without a script, for everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from digital_factory.authoring.chapter_lint import pages

from .conftest import ROOT, Visit

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
PAGES = [f"{name.removesuffix('.md')}.html" for name in pages(ROOT)] + ["search.html"]
CHAPTERS = [name for name in PAGES if re.match(r"book/\d\d-", name)]
WCAG_A_AND_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def brightness(page: Page) -> float:
    """Mean of red, green and blue of the page's background, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
    return (red + green + blue) / 3


@pytest.mark.parametrize("name", PAGES)
def test_page_from_file_loads_without_error_or_outside_request(visit: Visit, on_disk: str, name: str) -> None:
    with visit(f"{on_disk}/{name}") as page:
        expect(page.locator("h1").last).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_page_on_phone_does_not_scroll_sideways(visit: Visit, served: str, name: str) -> None:
    with visit(f"{served}/{name}", width=390) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_in_either_colour_breaks_no_rule_of_wcag_a_and_aa(
    visit: Visit, served: str, axe: str, name: str, dark: bool
) -> None:
    with visit(f"{served}/{name}", dark=dark) as page:
        assert (brightness(page) < 60) == dark
        page.evaluate(axe)
        found = page.evaluate(
            "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG_A_AND_AA
        )
        described = page.locator(".bd-article img").evaluate_all("(all) => all.map((image) => image.alt)")
    assert [alt for alt in described if len(alt.split()) < 3] == []
    told = [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]
    assert told == []


def test_colour_button_pressed_goes_through_light_dark_and_system(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/index.html", dark=True) as page:
        button = page.get_by_role("button", name="Color mode")
        seen = set()
        for _ in range(3):
            button.press("Enter")
            seen.add((page.evaluate("document.documentElement.dataset.mode"), brightness(page) < 60))
    assert seen == {("light", False), ("dark", True), ("auto", True)}


def test_page_before_the_theme_script_has_run_is_dark_already(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/index.html", dark=True) as page:
        page.route("**/pydata-sphinx-theme.js*", lambda route: route.fulfill(body=""))
        page.reload()
        assert brightness(page) < 60


def test_first_page_leads_to_the_index(visit: Visit, served: str) -> None:
    with visit(f"{served}/index.html") as page:
        page.wait_for_url("**/book/index.html")


@pytest.mark.parametrize("place", ["served", "on_disk"])
def test_search_for_a_word_lists_the_chapter_that_has_it(
    visit: Visit, request: pytest.FixtureRequest, place: str
) -> None:
    with visit(f"{request.getfixturevalue(place)}/search.html?q=bottleneck") as page:
        results = page.locator("#search-results li a")
        expect(results.first).to_be_visible()
        page.wait_for_function("() => /[1-9]/.test(document.querySelector('.search-summary').textContent)")
        assert any("08-the-wall" in (link.get_attribute("href") or "") for link in results.all())


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_launched_on_binder_opens_as_a_notebook_of_this_repository(
    visit: Visit, served: str, name: str
) -> None:
    repository = CONFIG["repository"]["url"].removeprefix("https://github.com/")
    start = f"https://mybinder.org/v2/gh/{repository}/{CONFIG['repository']['branch']}?urlpath=lab/tree/"
    slug = Path(name).stem
    with visit(f"{served}/{name}") as page:
        for path in (f"book/{slug}.md", f"exercises/{slug}/{slug}.ipynb"):
            assert (ROOT / path).is_file()
            assert page.locator(f'a[href="{start}{path}"]').count() == 1


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_downloads_the_exercise_as_it_is(visit: Visit, served: str, book: Path, name: str) -> None:
    slug = Path(name).stem
    with visit(f"{served}/{name}") as page:
        link = page.locator(f'a[download][href$="/{slug}.ipynb"]').last.get_attribute("href")
    assert link is not None
    downloaded = (book / name).parent / link
    assert downloaded.read_bytes() == (ROOT / "exercises" / slug / f"{slug}.ipynb").read_bytes()


def test_table_of_results_sets_numbers_right_and_words_left(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/08-the-wall.html") as page:
        cells = page.locator("table.dataframe").first.locator("tbody tr").first.locator("td")
        styles = cells.evaluate_all(
            "(all) => all.map((cell) => [cell.innerText, getComputedStyle(cell).textAlign])"
        )
    for words, side in styles:
        assert side == ("right" if words.isdecimal() else "left")
    assert {side for _, side in styles} == {"left", "right"}


def test_unit_in_running_text_stays_on_the_line_of_its_number(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/04-innovate.html") as page:
        paragraphs = page.locator(".bd-article p").evaluate_all(
            "(all) => all.filter((one) => !one.closest('[data-case]')).map((one) => one.textContent)"
        )
    words = " ".join(paragraphs)
    assert "6\N{NO-BREAK SPACE}M€" in words
    assert re.findall(r"\d [Mk]€", words) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_without_script_shows_every_answer_and_the_case(
    browser: Browser, served: str, name: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}/{name}")
        answers = page.locator(".quiz li > blockquote")
        assert answers.count() >= 8
        for answer in answers.all():
            expect(answer).to_be_visible()
        fold = page.locator("details.dropdown").first
        fold.locator("summary").click()
        expect(fold.locator("p").first).to_be_visible()
        expect(page.locator("[data-case] svg").first).to_be_visible()


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_printed_shows_every_explanation(visit: Visit, served: str, name: str) -> None:
    with visit(f"{served}/{name}", dark=True) as page:
        page.emulate_media(media="print")
        for explanation in page.locator(".quiz-why").all():
            expect(explanation).to_be_visible()
        ink = page.evaluate("getComputedStyle(document.querySelector('.bd-article p')).color")
        assert max(float(part) for part in re.findall(r"[\d.]+", ink)[:3]) < 100
