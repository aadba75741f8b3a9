"""The quiz and the guess of a chapter, as a reader uses them from the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .conftest import CHAPTERS, WCAG_A_AND_AA, Visit

KEPT = "Kept."
# Chapters differ in what they ask, places only in how a browser serves and stores.
OPENED = [("on_disk", name) for name in CHAPTERS] + [("served", CHAPTERS[0])]


@pytest.fixture(scope="module", params=OPENED, ids="-".join)
def kept_open(visit: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A chapter, opened once for the tests of its quiz and its guess: loading takes longest."""
    place, name = request.param
    with visit(f"{request.getfixturevalue(place)}/{name}") as page:
        yield page


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what `selector` names."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"400 presses of Tab did not reach {selector}")


def test_quiz_answered_by_keyboard_explains_counts_and_lets_the_answer_change(kept_open: Page) -> None:
    if kept_open.locator(".quiz input:checked").count():
        kept_open.reload()
    question = kept_open.locator(".quiz").first
    options = question.get_by_role("radio")
    whys = question.locator(".quiz-why")
    score = kept_open.locator(".quiz-score")
    right = next(i for i in range(options.count()) if "quiz-right" in whys.nth(i).get_attribute("class"))
    wrong = 1 if right == 0 else 0
    total = kept_open.locator(".quiz").count()

    kept_open.locator("#check-yourself").evaluate("(section) => { section.tabIndex = -1; section.focus(); }")
    tab_to(kept_open, ".quiz input[type=radio]")
    tab_to(kept_open, ".quiz button")
    kept_open.keyboard.press("Enter")
    expect(question.locator(".quiz-verdict")).to_contain_text("Choose an answer")
    expect(score).to_have_text(f"0 of {total} questions checked, 0 right.")

    kept_open.keyboard.press("Shift+Tab")
    kept_open.keyboard.press("Space")
    for _ in range(wrong):
        kept_open.keyboard.press("ArrowDown")
    expect(options.nth(wrong)).to_be_checked()
    tab_to(kept_open, ".quiz button")
    kept_open.keyboard.press("Enter")
    expect(whys.nth(wrong)).to_be_visible()
    expect(score).to_have_text(f"1 of {total} questions checked, 0 right.")

    kept_open.keyboard.press("Shift+Tab")
    for _ in range(abs(right - wrong)):
        kept_open.keyboard.press("ArrowDown" if right > wrong else "ArrowUp")
    expect(whys.nth(wrong)).to_be_hidden()
    tab_to(kept_open, ".quiz button")
    kept_open.keyboard.press("Enter")
    expect(whys.nth(right)).to_be_visible()
    expect(score).to_have_text(f"1 of {total} questions checked, 1 right.")


def test_quiz_every_option_checked_explains_itself_and_one_is_right(kept_open: Page) -> None:
    questions = kept_open.locator(".quiz")
    assert 4 <= questions.count() <= 6
    for question in questions.all():
        right = 0
        for option in question.get_by_role("radio").all():
            option.check()
            question.get_by_role("button", name="Check").click()
            explanation = question.locator(".quiz-why:visible")
            expect(explanation).to_have_count(1)
            right += explanation.inner_text().startswith("Right.")
        assert right == 1


def test_quiz_verdict_is_announced_and_each_question_is_named(visit: Visit, served: str) -> None:
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        for question in page.locator(".quiz").all():
            expect(question.locator(".quiz-verdict")).to_have_attribute("aria-live", "polite")
            first_words = question.locator("legend").inner_text()[:20]
            expect(question.get_by_role("group")).to_have_accessible_name(re.compile(re.escape(first_words)))


def test_guess_kept_is_shown_beside_the_case_and_is_there_after_a_reload(kept_open: Page) -> None:
    guess = "<b>4.5 months</b> & some days"
    note = kept_open.locator(".guess-note")
    expect(note).to_be_hidden()
    kept_open.locator("#predict").evaluate("(section) => { section.tabIndex = -1; section.focus(); }")
    tab_to(kept_open, ".predict textarea")
    kept_open.keyboard.type(guess)
    kept_open.keyboard.press("Tab")
    kept_open.keyboard.press("Enter")
    expect(kept_open.locator(".guess-status")).to_contain_text(KEPT)

    kept_open.reload()
    expect(kept_open.get_by_label("Your guess")).to_have_value(guess)
    expect(note).to_have_text(f"Your guess: {guess}")
    gap = kept_open.evaluate(
        "() => document.querySelector('[data-case]').getBoundingClientRect().top"
        " - document.querySelector('.guess-note').getBoundingClientRect().bottom"
    )
    assert 0 <= gap < 100


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_chapter_answered_and_unfolded_breaks_no_rule_of_wcag_a_and_aa(
    visit: Visit, served: str, axe: str, dark: bool
) -> None:
    with visit(f"{served}/{CHAPTERS[0]}", dark=dark) as page:
        for question in page.locator(".quiz").all():
            question.get_by_role("radio").first.check()
            question.get_by_role("button", name="Check").click()
        page.get_by_label("Your guess").fill("5 months")
        page.get_by_role("button", name="Keep my guess").click()
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        page.evaluate(axe)
        found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", WCAG_A_AND_AA)
    told = [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]
    assert told == []


def test_guess_emptied_is_forgotten(visit: Visit, served: str) -> None:
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        field, keep = page.get_by_label("Your guess"), page.get_by_role("button", name="Keep my guess")
        field.fill("5 months")
        keep.click()
        field.fill("  ")
        keep.click()
        expect(page.locator(".guess-status")).to_have_text("No guess is kept.")
        page.reload()
        expect(page.locator(".guess-note")).to_be_hidden()


def test_guess_in_a_browser_that_stores_nothing_is_shown_until_the_page_is_left(
    visit: Visit, served: str
) -> None:
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        page.evaluate(
            """() => {
                Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
            }"""
        )
        page.get_by_label("Your guess").fill("5 months")
        page.get_by_role("button", name="Keep my guess").click()
        expect(page.locator(".guess-note")).to_have_text("Your guess: 5 months")
        expect(page.locator(".guess-status")).to_contain_text("does not let it be stored")
