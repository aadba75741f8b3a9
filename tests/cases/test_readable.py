"""Every text of every chart can be read, on a wide page and on a phone, at chosen and at random settings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from case_pages import DRAWN_TO_FIT, write_page
from gallery import gallery
from guarded import guarded_page
from playwright.sync_api import Browser, expect

from digital_factory.authoring.cases import CHAPTERS, case_of
from digital_factory.authoring.pictures.look import faults_at, static_faults
from digital_factory.authoring.pictures.settings import chosen, drawn
from digital_factory.explorer import Explorer

NAMES = [*CHAPTERS, "gallery"]
SEED = 11
BY_CHANCE = 8
# The case study is as wide here as in a page of the book 1280 px wide.
WIDTHS_PX = (720, 390)


def case_named(name: str) -> Explorer:
    return gallery() if name == "gallery" else case_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_charts_at_chosen_and_random_settings_hide_no_text(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    case = case_named(name)
    address = write_page(tmp_path, case).as_uri()
    settings = [*chosen(case), *drawn(case, BY_CHANCE, np.random.default_rng(SEED))]
    faults: list[str] = []
    with guarded_page(browser) as page:
        page.goto(address)
        for width in WIDTHS_PX:
            page.emulate_media(media="screen")
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(DRAWN_TO_FIT)
            faults += faults_at(page, settings)
            page.emulate_media(media="print")
            faults += static_faults(page)
    assert faults == []


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ((".df-tick text", "x", "-40"), "leaves the drawing"),
        ((".df-tick text", "y", "14"), "” on “"),
        ((".df-here text", "y", "the marker's"), "on a mark"),
    ],
    ids=["edge", "text", "mark"],
)
def test_checker_of_a_spoilt_chart_names_the_text(
    place: tuple[str, str, str], named: str, browser: Browser, tmp_path: Path
) -> None:
    case = gallery()
    with guarded_page(browser, viewport={"width": 720, "height": 900}) as page:
        page.goto(write_page(tmp_path, case).as_uri())
        assert faults_at(page, chosen(case)[:1]) == []
        page.evaluate(
            """([name, key, value]) => {
                const text = document.querySelector(name);
                const marker = document.querySelector(".df-here circle");
                if (value === "the marker's") text.setAttribute("x", marker.getAttribute("cx"));
                text.setAttribute(key, value === "the marker's" ? marker.getAttribute("cy") : value);
            }""",
            place,
        )
        # Asked of the chart as it stands: moving a control would draw it anew.
        found = static_faults(page)
        assert any(named in fault for fault in found), found


def test_readout_while_a_control_moves_is_silent_and_at_rest_polite(browser: Browser, tmp_path: Path) -> None:
    case = gallery()
    with guarded_page(browser) as page:
        page.goto(write_page(tmp_path, case).as_uri())
        readout = page.locator("[data-case-readout]")
        expect(readout).to_have_attribute("aria-live", "polite")
        spoken = page.evaluate(
            """async () => {
                const box = document.querySelector("[data-case-readout]");
                let spoken = 0;
                new MutationObserver(() => { if (box.ariaLive === "polite") spoken += 1; })
                    .observe(box, { childList: true });
                const slider = document.querySelector("[type=range]");
                for (const place of [0, 1, 2, 3]) {
                    slider.value = place;
                    slider.dispatchEvent(new Event("input", { bubbles: true }));
                    await new Promise((done) => setTimeout(done, 20));
                }
                const shown = box.textContent;
                await new Promise((done) => { const look = () =>
                    (box.ariaLive === "polite" ? setTimeout(done, 50) : setTimeout(look, 20)); look(); });
                return [spoken, shown === box.textContent];
            }"""
        )
        assert spoken == [1, True]
        assert readout.inner_text() == case.sentence(pace=2.5)
