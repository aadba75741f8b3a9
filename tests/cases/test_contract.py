"""Every case study keeps the page contract: found by its module, opened in a browser, moved by the keyboard.

A new module in `digital_factory.cases` is tested as soon as it exists. `gallery` has every kind of panel.
"""

from __future__ import annotations

import base64
import gzip
import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from case_pages import DRAWN_TO_FIT, output, write_page
from expected_tables import expected_rows
from gallery import gallery
from guarded import guarded_page, served
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from digital_factory import cases, text
from digital_factory.authoring.pictures.look import faults_at, move, sentences_at, static_faults
from digital_factory.authoring.pictures.settings import chosen, drawn
from digital_factory.explorer import Explorer, Lines

NAMES = [*sorted(module.name for module in pkgutil.iter_modules(cases.__path__)), "gallery"]
MOST_PAYLOAD_BYTES = 250_000  # compressed as the page carries it; the whole page may have 600 kB
MOST_STILL_BYTES = 80_000
# The case study is as wide at the first as in a page of the book 1280 px wide; the second is a phone's.
WIDTHS_PX = (720, 390)
SEED, BY_CHANCE = 11, 8  # of the random settings at which charts are looked at
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
PHONE: ViewportSize = {"width": 390, "height": 844}


class Shown(NamedTuple):
    """A case study, its static charts and the page that shows it."""

    case: Explorer
    figures: list[str]
    page: Path


def case_named(name: str) -> Explorer:
    """Return a new copy of the case study."""
    case = (
        gallery()
        if name == "gallery"
        else importlib.import_module(f"digital_factory.cases.{name}").explorer()
    )
    assert isinstance(case, Explorer)
    return case


@pytest.fixture(scope="module", params=NAMES)
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Every case study in turn."""
    case = case_named(request.param)
    shown = output(case)
    return Shown(case, shown["figures"], write_page(tmp_path_factory.mktemp(request.param), case, case=shown))


@pytest.fixture(scope="module")
def kept_open(shown: Shown, browser: Browser) -> Iterator[Locator]:
    """The root of the case study, opened from the disk once for all its tests: loading takes longest."""
    with guarded_page(browser) as page:
        yield opened_at(page, shown.page.as_uri())


@pytest.fixture
def opened(shown: Shown, kept_open: Locator) -> Iterator[Locator]:
    """The root of the case study at its default settings, put back to them afterwards."""
    yield kept_open
    kept_open.page.emulate_media(media="screen")
    for position, setting in enumerate(shown.case.controls):
        steps = setting.index(setting.default) - setting.texts.index(words_of(control(kept_open, position)))
        for _ in range(abs(steps)):
            control(kept_open, position).press("ArrowRight" if steps > 0 else "ArrowLeft")
    assert said(kept_open) == shown.case.sentence()


def opened_at(page: Page, address: str) -> Locator:
    """Open `address` and return the root of its case study once the widget is there."""
    page.goto(address)
    root = page.locator("[data-case]")
    expect(root.locator("[data-case-readout]")).not_to_be_empty()
    return root


def control(root: Locator, position: int) -> Locator:
    """Return what the keyboard moves of one control: the slider, the list, or the chosen radio button."""
    return root.locator(f".df-control-{position} :is([type=range], select, [type=radio]:checked)")


def words_of(handle: Locator) -> str:
    """Return the value text of a slider, the chosen name of a list, or the name of a radio button."""
    words = "one.getAttribute('aria-valuetext') ?? (one.selectedOptions ?? one.labels)[0].textContent"
    return str(handle.evaluate(f"(one) => {words}"))


def said(root: Locator) -> str:
    """Return the readout."""
    return root.locator("[data-case-readout]").inner_text()


def values_at(case: Explorer, places: Sequence[int]) -> dict[str, float | str]:
    """Return the value of each control at its place."""
    return {one.name: one.values[place] for one, place in zip(case.controls, places, strict=True)}


def neighbour(case: Explorer, position: int) -> tuple[str, float | str, str]:
    """Return the key that moves a control from its default, the value it then has, and the key back."""
    setting = case.controls[position]
    at = setting.index(setting.default)
    forward = at + 1 < len(setting.values)
    keys = ("ArrowRight", "ArrowLeft") if forward else ("ArrowLeft", "ArrowRight")
    return keys[0], setting.values[at + 1 if forward else at - 1], keys[1]


# ---- without a browser
def test_case_is_named_after_its_module(shown: Shown, request: pytest.FixtureRequest) -> None:
    assert shown.case.name == request.node.callspec.params["shown"]


def test_case_offers_two_to_four_controls(shown: Shown) -> None:
    assert 2 <= len(shown.case.controls) <= 4


def test_case_payload_stays_small(shown: Shown) -> None:
    assert len(gzip.compress(base64.b64encode(shown.case.payload.data))) <= MOST_PAYLOAD_BYTES


def test_case_carries_no_values_that_nothing_shows(shown: Shown) -> None:
    used = {need.name for panel in shown.case.panels for need in panel.needs()}
    used |= {name for template in shown.case.readout.templates for name in re.findall(r"\{(\w+)", template)}
    used.add(shown.case.readout.pick or "")
    assert sorted(set(shown.case.values) - used) == []


def test_case_static_charts_are_small_and_the_same_every_time(shown: Shown) -> None:
    assert shown.figures == output(case_named(shown.case.name))["figures"]
    assert max(len(figure) for figure in shown.figures) <= MOST_STILL_BYTES
    assert not re.search(r"<style|<script|https?://(?!www\.w3\.org/)", "".join(shown.figures))


# ---- in a browser
def test_page_from_disk_shows_one_polite_readout_with_the_model_s_numbers(
    shown: Shown, opened: Locator
) -> None:
    assert opened.get_attribute("data-case") == shown.case.name
    readout = opened.locator("[data-case-readout]")
    expect(readout).to_have_count(1)
    expect(readout).to_have_attribute("aria-live", "polite")
    assert said(opened) == shown.case.sentence()


@pytest.mark.parametrize("shown", ["gallery"], indirect=True)
def test_gallery_over_http_answers_the_keyboard_as_from_disk(page: Page, shown: Shown) -> None:
    with served(shown.page.parent) as address:
        root = opened_at(page, f"{address}/{shown.page.name}")
        key, value, _ = neighbour(shown.case, 0)
        control(root, 0).press(key)
        assert said(root) == shown.case.sentence(**{shown.case.controls[0].name: value})
        page.goto("about:blank")


def test_every_control_by_tab_and_arrow_keys_changes_the_readout(shown: Shown, opened: Locator) -> None:
    page = opened.page
    page.evaluate("document.activeElement.blur()")
    page.locator("h1").click()  # the Tab key goes on from here
    for position, setting in enumerate(shown.case.controls):
        page.keyboard.press("Tab")
        expect(control(opened, position)).to_be_focused()
        there, value, back = neighbour(shown.case, position)
        page.keyboard.press(there)
        assert said(opened) == shown.case.sentence(**{setting.name: value}) != shown.case.sentence()
        page.keyboard.press(back)
        assert said(opened) == shown.case.sentence()


def test_every_control_has_a_name_and_says_its_value_in_words(shown: Shown, opened: Locator) -> None:
    for position, setting in enumerate(shown.case.controls):
        there, value, _ = neighbour(shown.case, position)
        for expected in (setting.default, value):
            handle = control(opened, position)
            words = setting.texts[setting.index(expected)]
            if setting.kind == "slider":
                expect(handle).to_have_accessible_name(setting.label)
                expect(handle).to_have_attribute("aria-valuetext", words)
            elif setting.kind == "select":
                expect(handle).to_have_accessible_name(setting.label)
                assert words_of(handle) == words
            else:
                expect(opened.get_by_role("radiogroup", name=setting.label)).to_have_count(1)
                expect(handle).to_have_accessible_name(words)
            handle.press(there)


def test_every_chart_has_title_and_description(shown: Shown, opened: Locator) -> None:
    charts = opened.locator(".df-live svg[role=img]")
    expect(charts).to_have_count(len(shown.case.panels))
    for chart, panel in zip(charts.all(), shown.case.panels, strict=True):
        expect(chart).to_have_accessible_name(panel.title)
        expect(chart).to_have_accessible_description(panel.description)


def test_table_at_default_and_after_every_move_gives_the_charts_numbers(
    shown: Shown, opened: Locator
) -> None:
    opened.get_by_text(text.EXPLORER_NUMBERS, exact=True).click()
    settings: dict[str, float | str] = {}
    for position in range(-1, len(shown.case.controls)):
        if position >= 0:
            there, value, _ = neighbour(shown.case, position)
            control(opened, position).press(there)
            settings[shown.case.controls[position].name] = value
        assert said(opened) == shown.case.sentence(**settings)
        for panel in shown.case.panels:
            rows = opened.get_by_role("table", name=panel.title, exact=True).locator("tbody tr")
            expected = expected_rows(shown.case, panel, **settings)
            expect(rows).to_have_count(len(expected))
            cells = rows.evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")
            assert cells == expected, panel.title
    opened.get_by_text(text.EXPLORER_NUMBERS, exact=True).click()


def test_lines_pass_through_the_numbers(shown: Shown, opened: Locator) -> None:
    for panel in (panel for panel in shown.case.panels if isinstance(panel, Lines)):
        chart = opened.get_by_role("img", name=panel.title, exact=True)
        at, ranges = shown.case.at(), panel.ranges(shown.case.values)
        for one in panel.series:
            corners = chart.locator(f'[data-series="{one.label}"]').evaluate(
                """curve => ((curve.getAttribute('points') ?? curve.getAttribute('d'))
                    .match(/-?[\\d.]+,-?[\\d.]+/g) ?? []).map(corner => corner.split(',').map(Number))"""
            )
            ticks = {
                axis: chart.locator(f"[data-{axis}]").evaluate_all(
                    """(nodes, axis) => nodes.map(n => [Number(n.dataset[axis]),
                        Number(n.querySelector('text').getAttribute(axis)) - (axis === 'y' ? 4 : 0)])""",
                    axis,
                )
                for axis in "xy"
            }
            (x0, left), (x1, right) = ticks["x"][0], ticks["x"][-1]
            (y0, low), (y1, high) = ticks["y"][0], ticks["y"][-1]
            finite = [
                (x, y) for x, y in zip(at[panel.x], at[one.values], strict=True) if abs(y) < float("inf")
            ]
            assert len(corners) == len(finite)
            for (px, py), (x, y) in zip(corners, finite, strict=True):
                assert px == pytest.approx(left + (x - x0) / (x1 - x0) * (right - left), abs=0.6)
                assert py == pytest.approx(low + (y - y0) / (y1 - y0) * (high - low), abs=0.6)
        assert ranges["y_range"][0] < ranges["y_range"][1]


def test_on_a_phone_nothing_runs_out_of_the_page_and_texts_stay_legible(opened: Locator) -> None:
    page, wide = opened.page, opened.page.viewport_size
    assert wide is not None
    page.set_viewport_size(PHONE)
    page.wait_for_function(DRAWN_TO_FIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    over = opened.locator(".df-live svg").evaluate_all(
        """charts => charts.flatMap(chart => {
            const edge = chart.getBoundingClientRect();
            return [...chart.querySelectorAll('text')].filter(t => {
                const box = t.getBoundingClientRect();
                return box.width && (box.left < edge.left - 9 || box.right > edge.right + 9);
            }).map(t => t.textContent);
        })"""
    )
    assert over == []
    sizes = opened.locator(".df-live svg text").evaluate_all(
        "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert min(sizes) >= 12
    page.set_viewport_size(wide)
    page.wait_for_function(DRAWN_TO_FIT)


def test_charts_at_chosen_and_random_settings_hide_no_text(shown: Shown, opened: Locator) -> None:
    page, wide = opened.page, opened.page.viewport_size
    assert wide is not None
    settings = [*chosen(shown.case), *drawn(shown.case, BY_CHANCE, np.random.default_rng(SEED))]
    faults: list[str] = []
    for width in WIDTHS_PX:
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(DRAWN_TO_FIT)
        faults += faults_at(page, settings)
        page.emulate_media(media="print")
        faults += static_faults(page)
    page.emulate_media(media="screen")
    page.set_viewport_size(wide)
    move(page, settings[0])
    assert faults == []


def test_sentence_at_random_settings_stays_in_its_box_of_one_height(shown: Shown, opened: Locator) -> None:
    page, wide = opened.page, opened.page.viewport_size
    assert wide is not None
    settings = [*chosen(shown.case), *drawn(shown.case, 3 * BY_CHANCE, np.random.default_rng(SEED))]
    expected = [shown.case.sentence(**values_at(shown.case, setting.places)) for setting in settings]
    over, heights = [], set()
    for width in WIDTHS_PX:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(DRAWN_TO_FIT)
        found = sentences_at(page, settings)
        assert [words for words, _, _ in found] == expected
        heights |= {(width, given) for _, _, given in found}
        over += [(width, words) for words, needed, given in found if needed > given]
    page.set_viewport_size(wide)
    move(page, settings[0])
    assert over == []
    assert len(heights) == len(WIDTHS_PX)


def test_case_withholds_nothing_from_readers_with_aids(opened: Locator, axe: str) -> None:
    assert violations(opened, axe) == []


@pytest.mark.parametrize("shown", ["gallery"], indirect=True)
def test_gallery_in_dark_mode_withholds_nothing_from_readers_with_aids(opened: Locator, axe: str) -> None:
    turn = "(theme) => { document.documentElement.dataset.theme = theme; }"
    opened.page.evaluate(turn, "dark")
    assert violations(opened, axe, only=COLOUR_RULES) == []
    opened.page.evaluate(turn, "light")


def violations(root: Locator, axe: str, only: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """Return the rules that the case study breaks with its table open, and where."""
    root.get_by_text(text.EXPLORER_NUMBERS, exact=True).click()
    root.page.evaluate(axe)
    options = {"preload": False, "resultTypes": ["violations"]} | (
        {"runOnly": {"type": "rule", "values": only}} if only else {}
    )
    result = root.page.evaluate("(options) => axe.run('[data-case]', options)", options)
    root.get_by_text(text.EXPLORER_NUMBERS, exact=True).click()
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in result["violations"]]


# ---- without a script, and on paper
def test_without_script_the_static_charts_stand_with_their_caption(shown: Shown, browser: Browser) -> None:
    with guarded_page(browser, java_script_enabled=False) as page:
        page.goto(shown.page.as_uri())
        root = page.locator(f'[data-case="{shown.case.name}"]')
        assert_static(root, shown.case)


def test_in_print_the_static_charts_take_the_place_of_the_live_ones(shown: Shown, opened: Locator) -> None:
    expect(opened.locator(".df-static").first).to_be_hidden()
    opened.page.emulate_media(media="print")
    assert_static(opened, shown.case)
    expect(opened.locator(".df-live")).to_be_hidden()


def assert_static(root: Locator, case: Explorer) -> None:
    """Fail unless the static charts, the sentence and the caption are to be seen."""
    charts = root.locator("svg.df-static-chart")
    expect(charts).to_have_count(len(case.panels))
    for chart in charts.all():
        expect(chart).to_be_visible()
    expect(root.locator("figcaption")).to_be_visible()
    expect(root.locator("figcaption")).to_contain_text(case.caption)
    expect(root.get_by_text(case.sentence(), exact=True).first).to_be_visible()
