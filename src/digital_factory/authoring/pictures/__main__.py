"""Takes pictures of every case study of the built book and fails on charts with texts that cannot be read.

Each case at its start, at each guided observation and at both ends of each control, light and dark, on a wide
page and on a phone: ``_build/pictures/index.html`` shows them. ``--random 200`` looks at that many settings
more, drawn from the whole grid, without pictures of them. Called by ``make pictures``.
"""

from __future__ import annotations

import argparse
import html
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from playwright.sync_api import Browser

from digital_factory.authoring.browser import BrowserError, launched
from digital_factory.authoring.cases import CHAPTERS, case_of
from digital_factory.authoring.pictures.look import faults_at, move
from digital_factory.authoring.pictures.settings import Setting, chosen, drawn

__all__ = ["main"]

ROOT = Path(__file__).parents[4]
BOOK = ROOT / "_build" / "html"
PICTURES = ROOT / "_build" / "pictures"
_SEED = 2026
# A laptop's screen, to which the charts fit; on a phone one that holds a whole case: a picture beyond
# the window would be taken while the page is laid out anew.
_HEIGHTS_PX = {1280: 800, 390: 2600}
_LOADED_S = 60
# What stays in sight while a reader scrolls would lie on the picture.
_AT_REST = (
    "header, .bd-header, .bd-header-article, #pst-skip-link { display: none !important } "
    ".bd-sidebar-secondary { visibility: hidden !important } .df-controls { position: static !important }"
)


class _View(NamedTuple):
    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}-{self.width}"


VIEWS = tuple(_View(theme, width) for theme in ("light", "dark") for width in _HEIGHTS_PX)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures, write the index; return 1 if a text cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", nargs="*", help="bare names, such as wall; all of them if none is named")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="look at N more settings a case")
    options = parser.parse_args(arguments)
    names = options.case or list(CHAPTERS)
    if not (BOOK / "index.html").is_file():
        print(f"{BOOK} holds no book. Build it first: make book", file=sys.stderr)
        return 1
    try:
        with launched() as browser:
            faults = [fault for name in names for fault in _look_at(browser, name, options.random)]
    except BrowserError as error:
        print(error, file=sys.stderr)
        return 1
    _write_index(names, faults)
    print(f"Pictures: {PICTURES / 'index.html'}")
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    print(f"{len(faults)} texts that cannot be read" if faults else "Every text can be read.")
    return 1 if faults else 0


def _look_at(browser: Browser, name: str, count: int) -> list[str]:
    case = case_of(name)
    shown = chosen(case)
    others = drawn(case, count, np.random.default_rng(_SEED))
    folder = PICTURES / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    faults = []
    for view in VIEWS:
        print(f"  {name}, {view}: {len(shown)} pictures, {len(others)} other settings", flush=True)
        found = _view(browser, name, view, shown, others)
        faults += [f"{name}, {view.theme}, {view.width} px, {fault}" for fault in found]
    return faults


def _view(
    browser: Browser, name: str, view: _View, shown: Sequence[Setting], others: Sequence[Setting]
) -> list[str]:
    """Open the chapter once and walk through the settings."""
    context = browser.new_context(
        viewport={"width": view.width, "height": _HEIGHTS_PX[view.width]},
        color_scheme="dark" if view.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        page.goto((BOOK / "book" / f"{CHAPTERS[name]}.html").as_uri(), timeout=1000 * _LOADED_S)
        page.add_style_tag(content=_AT_REST)
        faults = faults_at(page, [*shown, *others] if view.theme == "light" else shown)
        for setting in shown:
            move(page, setting)
            picture = PICTURES / name / f"{view}-{setting.name}.png"
            page.locator("[data-case]").screenshot(path=picture)
        return faults
    finally:
        context.close()


def _write_index(names: Sequence[str], faults: Sequence[str]) -> None:
    """Write a page that shows every picture, the faults first."""
    parts = [f"<h2>{len(faults)} texts that cannot be read</h2><ul>"]
    parts += [f"<li>{html.escape(fault)}</li>" for fault in faults]
    parts.append("</ul>")
    for name in names:
        parts.append(f"<h2>{html.escape(case_of(name).title)}</h2>")
        for setting in chosen(case_of(name)):
            files = (f"{name}/{view}-{setting.name}.png" for view in VIEWS)
            images = "".join(f'<img src="{file}" alt="{file}" loading="lazy">' for file in files)
            parts.append(f"<h3>{setting.name}</h3><p>{images}</p>")
    page = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Pictures of the case studies</title>'
        "<style>body{font-family:sans-serif;margin:2rem}img{margin:0 1rem 1rem 0;vertical-align:top;"
        f"border:1px solid #ccc;max-width:45%}}</style><h1>Pictures of the case studies</h1>{''.join(parts)}"
    )
    (PICTURES / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
