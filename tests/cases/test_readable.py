"""What finds texts that cannot be read, and when the readout speaks. `test_contract` asks every case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from case_pages import write_page
from gallery import gallery
from guarded import guarded_page
from playwright.sync_api import Browser, expect

from digital_factory.authoring.pictures.look import faults_at, move, static_faults
from digital_factory.authoring.pictures.settings import chosen
from digital_factory.cases import decisions, faster, squads, wall
from digital_factory.explorer import Explorer


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page with every kind of panel."""
    return write_page(tmp_path_factory.mktemp("gallery"), gallery()).as_uri()


# What spoils a chart of the first panel with lines, and what the checker says then.
SPOILT = {
    "edge": ("tick.setAttribute('x', -40)", "leaves the drawing"),
    "text": ("tick.setAttribute('y', 14)", "” on “"),
    "neighbour": (
        "next.setAttribute('x', Number(tick.getAttribute('x')) + tick.getBBox().width + 1)",
        "” touches “",
    ),
    "size": ("tick.style.fontSize = '9px'", "” is 9.0 px high"),
    "mark": ("stand(name, dot.getAttribute('cx'), dot.getAttribute('cy'))", "on a mark"),
    "beside a mark": (
        "stand(name, Number(dot.getAttribute('cx')) + 6, Number(dot.getAttribute('cy')) + 4)",
        "on a mark",
    ),
    "curve": ("stand(name, middle.x, middle.y + 4)", "on "),
    "line to a name": (
        "Object.entries({ x1: box.x - 20, x2: box.x + box.width + 20, y1: middleOf(box), y2: middleOf(box) })"
        ".forEach((end) => line.setAttribute(...end)); name.after(line)",
        "on the line to a name",
    ),
    "bar": ("stand(number, bar.getBBox().x, bar.getBBox().y + 4)", "on a bar of"),
}


@pytest.mark.parametrize(("spoil", "named"), SPOILT.values(), ids=SPOILT)
def test_checker_of_a_spoilt_chart_names_the_text(
    spoil: str, named: str, browser: Browser, shown: str
) -> None:
    with guarded_page(browser, viewport={"width": 720, "height": 900}) as page:
        page.goto(shown)
        assert faults_at(page, chosen(gallery())[:1]) == []
        page.evaluate(
            f"""() => {{
                const chart = document.querySelector(".df-live .df-chart:has(.df-here circle)");
                const [tick, next] = chart.querySelectorAll(".df-tick[data-x] text");
                const [dot, name] = ["circle", "text"].map((one) => chart.querySelector(`.df-here ${{one}}`));
                const curve = chart.querySelector(".df-line[data-series]");
                const middle = curve.getPointAtLength(curve.getTotalLength() / 2);
                const box = name.getBBox();
                const middleOf = ({{ y, height }}) => y + height / 2;
                const line = name.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "line");
                line.setAttribute("class", "df-leader");
                const number = document.querySelector(".df-live .df-value");
                const bar = number.closest("svg").querySelector("[data-series] > .df-patch");
                const stand = (text, x, y) => {{
                    for (const [key, value] of Object.entries({{ x, y, "text-anchor": "start" }})) {{
                        text.setAttribute(key, value);
                    }}
                }};
                {spoil};
            }}"""
        )
        # Asked of the chart as it stands: moving a control would draw it anew.
        found = static_faults(page)
        assert any(named in fault for fault in found), found


@pytest.mark.parametrize("explorer", [squads.explorer, faster.explorer, decisions.explorer, wall.explorer])
def test_charts_on_the_narrowest_phone_hide_no_text(
    browser: Browser, tmp_path: Path, explorer: Callable[[], Explorer]
) -> None:
    with guarded_page(browser, viewport={"width": 320, "height": 700}) as page:
        page.goto(write_page(tmp_path, explorer()).as_uri())
        assert faults_at(page, chosen(explorer())[:3]) == []


def test_charts_after_moves_and_back_are_as_they_were_drawn_first(browser: Browser, shown: str) -> None:
    settings = chosen(gallery())
    with guarded_page(browser) as page:
        page.goto(shown)
        charts = page.locator(".df-live svg.df-chart")
        charts.first.wait_for()
        charts.evaluate_all("(all) => { window.first = all.map((chart) => chart.cloneNode(true)); }")
        same = "(all) => all.map((chart, k) => chart.isEqualNode(window.first[k]))"
        seen = []
        for setting in settings:
            move(page, setting)
            seen.append(charts.evaluate_all(same))
        move(page, settings[0])
        assert all(charts.evaluate_all(same))
        assert all(
            not all(of_chart) for of_chart in zip(*seen, strict=True)
        )  # each chart has changed meanwhile


def test_readout_while_a_control_moves_is_silent_and_at_rest_polite(browser: Browser, shown: str) -> None:
    with guarded_page(browser) as page:
        page.goto(shown)
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
        assert readout.inner_text() == gallery().sentence(pace=2.5)
