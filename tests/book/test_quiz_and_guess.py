"""The quiz and the guess of a chapter, as a reader uses them from the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .conftest import CHAPTERS, Visit, broken_rules, darken

# Checks every option of a question, as a click does; gives which explanations then show, option by option.
TRY_EVERY_OPTION = """(question) => [...question.querySelectorAll("input[type=radio]")].map((option) => {
    option.click();
    question.querySelector("button").click();
    return [...question.querySelectorAll(".quiz-why")].filter((why) => why.checkVisibility())
        .map((why) => why.innerText);
})"""

# Parts far from the screen come when the browser is idle.
_LAID_OUT = """() => [...document.querySelectorAll(".lazy-section")]
    .every((part) => getComputedStyle(part).contentVisibility === "visible")"""

# Chapters differ in what they ask, places only in how a browser serves and stores.
OPENED = [("on_disk", name) for name in CHAPTERS] + [("served", CHAPTERS[0])]


@pytest.fixture(scope="module", params=OPENED, ids="-".join)
def kept_open(visit: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A chapter, opened once for the tests of its quiz and its guess: loading takes longest."""
    place, name = request.param
    with visit(f"{request.getfixturevalue(place)}/{name}") as page:
        yield page


@pytest.fixture(scope="module")
def first_chapter(visit: Visit, served: str) -> Iterator[Page]:
    """The first chapter, for tests that answer nothing."""
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        yield page


# What the page has stored of quiz and guess, and how it is put back.
_STORED = """() => Object.fromEntries(
    Object.entries(localStorage).filter(([key]) => /:(quiz|guess):/.test(key)))"""
_STORE = "(stored) => { Object.entries(stored).forEach((entry) => localStorage.setItem(...entry)); }"


def reload(page: Page) -> None:
    """Reload as a reader would, a moment after the last answer: the browser takes that long to hand it on.

    Of a page on disk, Chromium now and then forgets what was stored just before; it is the page that is on
    trial here, so that what it had stored is put back then.
    """
    stored = page.evaluate(_STORED)
    page.wait_for_timeout(500)
    page.reload()
    if page.evaluate(_STORED) != stored:
        page.evaluate(_STORE, stored)
        page.wait_for_timeout(500)
        page.reload()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what `selector` names."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"400 presses of Tab did not reach {selector}")


def test_quiz_answered_by_keyboard_explains_counts_and_lets_the_answer_change(kept_open: Page) -> None:
    if not kept_open.locator(".quiz-score").inner_text().startswith("0 of"):
        kept_open.evaluate("bookReader.erase()")
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
    reload(kept_open)
    expect(options.nth(right)).to_be_checked()
    expect(score).to_have_text(f"1 of {total} questions checked, 1 right.")


def test_quiz_every_option_checked_explains_itself_and_one_is_right(kept_open: Page) -> None:
    questions = kept_open.locator(".quiz")
    assert 4 <= questions.count() <= 6
    for question in questions.all():
        shown = question.evaluate(TRY_EVERY_OPTION)
        assert [len(whys) for whys in shown] == [1] * len(shown)
        assert sum(why.startswith("Right.") for (why,) in shown) == 1


def test_quiz_verdict_is_announced_and_each_question_is_named(first_chapter: Page) -> None:
    for question in first_chapter.locator(".quiz").all():
        expect(question.locator(".quiz-verdict")).to_have_attribute("aria-live", "polite")
        # Of a part that is not laid out yet a browser tells no words as they are shown.
        first_words = " ".join((question.locator("legend").text_content() or "").split())[:20]
        assert first_words
        expect(question.get_by_role("group")).to_have_accessible_name(re.compile(re.escape(first_words)))


def test_guess_locked_in_is_answered_after_the_first_move_and_after_a_reload(kept_open: Page) -> None:
    box = kept_open.locator(".admonition.predict")
    answer = box.locator("details.answer")
    expect(answer).to_be_hidden()
    kept_open.locator("#predict").evaluate("(section) => { section.tabIndex = -1; section.focus(); }")
    tab_to(kept_open, ".predict input")
    kept_open.keyboard.press("Enter")
    expect(box.locator(".guess-status")).to_have_text("Write your guess first.")
    kept_open.keyboard.type("4.5")
    kept_open.keyboard.press("Enter")
    expect(box.get_by_label("Your guess")).to_be_disabled()
    expect(kept_open.locator(".guess-note")).to_contain_text("Now move a control")
    expect(answer).to_be_hidden()

    slider = kept_open.locator("[data-case] .df-controls [type=range]").first
    slider.press("ArrowRight")
    slider.press("ArrowLeft")
    model = str(answer.locator("strong").first.evaluate("(node) => node.textContent")).removesuffix(".")
    verdict = re.compile(rf"^You said:? 4\.5\b.*(, the|\. The) model says:? {re.escape(model)}\.$")
    for again in (False, True):
        if again:
            reload(kept_open)
            kept_open.wait_for_selector("[data-case-readout]")
        expect(box.locator(".guess-verdict")).to_have_text(verdict)
        note = kept_open.locator(".guess-note")
        expect(note).to_have_text(re.compile(rf"{verdict.pattern[:-1]} Why\?$"))
        note.get_by_role("link", name="Why?").click()
        expect(answer.locator("p").last).to_be_visible()


def test_moved_before_guessing_the_models_words_are_quoted_as_words(visit: Visit, served: str) -> None:
    with visit(f"{served}/{CHAPTERS[9]}") as page:
        page.locator("[data-case] .df-controls select").select_option(index=2)
        expect(page.locator(".guess-note")).to_contain_text("The model says: Close after")


@pytest.mark.parametrize("width", [390, 1280])
def test_guess_answered_by_the_first_move_leaves_the_slider_under_the_hand(
    visit: Visit, served: str, width: int
) -> None:
    with visit(f"{served}/{CHAPTERS[0]}", width=width) as page:
        slider = page.locator("[data-case] .df-controls [type=range]").last
        slider.focus()
        page.wait_for_function(_LAID_OUT)
        before = slider.bounding_box()
        slider.press("ArrowLeft")
        expect(page.locator(".guess-note")).to_contain_text("The model says")
        assert slider.bounding_box() == pytest.approx(before, abs=2)


def test_chapter_answered_and_unfolded_breaks_no_rule_of_wcag_a_and_aa(
    visit: Visit, served: str, axe: str
) -> None:
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        for question in page.locator(".quiz").all():
            question.get_by_role("radio").first.check()
            question.get_by_role("button", name="Check").click()
        page.get_by_label("Your guess").fill("5")
        page.get_by_role("button", name="Lock it in").click()
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert broken_rules(page, axe) == []
        darken(page)
        assert broken_rules(page, axe, colours_only=True) == []


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        ("<b>many</b>", "Write a number"),
        ("0x10", "Write a number"),
        ("-3", "Write 0 or more"),
        ("−3 firms", "Write 0 or more"),
    ],
)
def test_guess_that_cannot_be_is_refused_with_what_to_write(
    first_chapter: Page, guess: str, said: str
) -> None:
    first_chapter.get_by_label("Your guess").fill(guess)
    first_chapter.get_by_role("button", name="Lock it in").click()
    expect(first_chapter.locator(".guess-status")).to_contain_text(said)
    expect(first_chapter.get_by_label("Your guess")).to_be_enabled()


@pytest.mark.parametrize(
    ("number", "typed", "said"),
    [
        ("01", "1,000 firms", "1,000 firms"),
        ("02", "4,5 month", "4,5 months"),
        ("04", "80 %", "80%"),
        ("04", ".5", ".5%"),
    ],
)
def test_guess_typed_with_its_unit_is_said_with_it_once(
    visit: Visit, served: str, number: str, typed: str, said: str
) -> None:
    name = next(name for name in CHAPTERS if number in name)
    with visit(f"{served}/{name}") as page:
        page.get_by_label("Your guess").fill(typed)
        page.get_by_role("button", name="Lock it in").click()
        expect(page.locator(".guess-status")).to_contain_text(f"You said {said}. ")


@pytest.mark.parametrize("width", [390, 1280])
def test_whoever_comes_to_the_case_without_a_guess_is_asked_for_it_in_sight(
    visit: Visit, served: str, width: int
) -> None:
    with visit(f"{served}/{CHAPTERS[7]}#case", width=width) as page:
        page.wait_for_function(_LAID_OUT)
        covered = page.locator(".bd-header-article").evaluate("(head) => head.getBoundingClientRect().bottom")
        note = page.locator(".guess-note")
        expect(note).to_have_text("Before you move a control: your guess")
        box = note.bounding_box()
        assert box is not None
        assert covered <= box["y"] < 450
        note.get_by_role("link").click()
        expect(page.get_by_label("Your guess")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_guess_stands_in_sight_above_the_case_to_which_it_leads(
    visit: Visit, served: str, width: int
) -> None:
    with visit(f"{served}/{CHAPTERS[7]}", width=width) as page:
        page.wait_for_function(_LAID_OUT)
        page.get_by_label("Your guess").fill("4.5")
        page.get_by_role("button", name="Lock it in").click()
        page.keyboard.press("Enter")
        page.wait_for_url("**#case")
        page.locator("[data-case] .df-controls [type=range]").first.press("ArrowRight")
        expect(page.locator(".guess-note")).to_contain_text("the model says")
        covered = page.locator(".bd-header-article").evaluate("(head) => head.getBoundingClientRect().bottom")
        note = page.locator(".guess-note").bounding_box()
        assert note is not None
        assert covered <= note["y"] < 450


def test_guess_in_a_browser_that_stores_nothing_is_answered_all_the_same(visit: Visit, served: str) -> None:
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        page.evaluate(
            """() => {
                Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
            }"""
        )
        page.get_by_label("Your guess").fill("5")
        page.get_by_role("button", name="Lock it in").click()
        expect(page.locator(".guess-status")).to_contain_text("does not let it be stored")
        page.locator("[data-case] [type=range]").first.press("ArrowRight")
        expect(page.locator(".guess-verdict")).to_contain_text("You said 5")
