"""Moves the controls of a case study in an open page and asks which texts of its charts cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page

from digital_factory.authoring.pictures.settings import Setting

__all__ = ["faults_at", "move", "sentences_at", "static_faults"]

_SCRIPT = (Path(__file__).parent / "overlaps.js").read_text(encoding="utf-8")


def case_in(page: Page) -> Locator:
    """Return the case study of `page`, alive."""
    root = page.locator("[data-case]")
    root.scroll_into_view_if_needed()
    root.locator("[data-case-readout]").wait_for()
    root.locator(".df-live svg.df-chart").first.wait_for()
    return root


def faults_at(page: Page, settings: Sequence[Setting]) -> list[str]:
    """Return what is wrong with the live charts of `page` at `settings`: one sentence a fault, none twice."""
    found = case_in(page).evaluate(
        f"(root, settings) => {_SCRIPT}.tour(root, settings)", [setting.places for setting in settings]
    )
    names = {setting.places: setting.name for setting in settings}
    sentences = (f"{names[tuple(places)]}: {fault}" for places, fault in found)
    return list(dict.fromkeys(sentences))


def sentences_at(page: Page, settings: Sequence[Setting]) -> list[tuple[str, int, int]]:
    """Return the case study's sentence at each of `settings`, the height it needs and its box's, in px."""
    found = case_in(page).evaluate(
        f"""(root, settings) => settings.map((places) => {{
            {_SCRIPT}.set(root, places);
            const sentence = root.querySelector("[data-case-readout]");
            return [sentence.innerText, sentence.scrollHeight, sentence.clientHeight];
        }})""",
        [setting.places for setting in settings],
    )
    return [(words, needed, given) for words, needed, given in found]


def static_faults(page: Page) -> list[str]:
    """Return what is wrong with the charts of `page` that stand there without a script."""
    return list(page.locator("[data-case]").evaluate(f"(root) => {_SCRIPT}.faults(root)"))


def move(page: Page, setting: Setting) -> None:
    """Put every control of the case study of `page` where `setting` says."""
    case_in(page).evaluate(f"(root, places) => {_SCRIPT}.set(root, places)", list(setting.places))
