"""The last step of the build: each written page gets lighter, and the book one style sheet and one script.

Nothing here knows a chapter. The step reads the pages and files that Sphinx wrote and writes them again; on
pages that it has seen already it changes nothing.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from digital_factory.sphinx_ext.chapter_cards import draw_cards
from digital_factory.sphinx_ext.downloads import write_twins
from digital_factory.sphinx_ext.figures import inline_figures
from digital_factory.sphinx_ext.icons import inline_icons
from digital_factory.sphinx_ext.lazy_sections import mark_lazy_sections
from digital_factory.sphinx_ext.mathml import keep_together
from digital_factory.sphinx_ext.page_head import SCRIPT, STYLE, asset_paths, describe, link_assets
from digital_factory.sphinx_ext.site_files import write_site_files
from digital_factory.sphinx_ext.stylesheet import merge, words_of_page, words_of_script
from digital_factory.sphinx_ext.tables import set_tables
from digital_factory.sphinx_ext.widget_state import lighten_widgets

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["finish", "on_build_finished"]

# Bootstrap's script only opened the two menus of the header, which menus.js does; no page has an icon font.
_UNUSED = ("scripts/bootstrap.js", "scripts/fontawesome.js")
_MANAGER = (
    "widget-manager.js"  # asked for by the page's script, where there is a widget that it does not draw
)
_LEFT_BEHIND = ("vendor", "locales", "scripts/*.map", "styles/*.map", *(f"{path}*" for path in _UNUSED))
_SPHINX = "data-content_root="  # on the pages that Sphinx wrote, and on no others in the folder
# The theme asks for the width of everything that may scroll, one thing after another, when a page has loaded
# and after each change: each time the browser lays the page out. settle.js asks when the browser is idle.
_THEMES_SCROLLERS = re.compile(
    r',"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)'
)
_STYLE_ATTRIBUTE = re.compile(r'style="[^"]*"')


def on_build_finished(app: Sphinx, failure: Exception | None) -> None:
    """Finish the pages of an HTML build that has ended well."""
    if failure is None and app.builder.format == "html":
        finish(Path(app.outdir))
        write_twins(Path(app.outdir))
        write_site_files(Path(app.outdir), app.config.html_title, f"{app.config.root_doc}.html")


def finish(folder: Path) -> None:
    """Rewrite every page in `folder`, the output of an HTML build, and write the two shared files.

    Parameters
    ----------
    folder
        Holds the pages, at any depth, and `_static`.
    """
    static = folder / "_static"
    paths = sorted(path for path in folder.rglob("*.html") if static not in path.parents)
    pages = {path: _lighter(path) for path in paths if _SPHINX in path.read_text(encoding="utf-8")}
    for path, page in pages.items():
        pages[path] = draw_cards(page, lambda name: pages[folder / name])
    whole = list(pages.values())
    sheets, everywhere, some = _assets(whole)
    if sheets:
        versions = {
            SCRIPT: _write(static / SCRIPT, _joined(static, everywhere)),
            STYLE: _write(static / STYLE, _pruned(static, sheets, everywhere | some, whole)),
        }
        for path, page in pages.items():
            pages[path] = link_assets(page, (*everywhere, *_UNUSED), versions)
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8")
    for pattern in _LEFT_BEHIND:
        for path in static.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _lighter(path: Path) -> str:
    page = inline_figures(path.read_text(encoding="utf-8"), path.parent)
    if "bd-sidebar-secondary" not in page:  # the theme's script would look for the list that is to make way
        page = page.replace('class="df-case full-width"', 'class="df-case"')
    return describe(mark_lazy_sections(lighten_widgets(keep_together(set_tables(inline_icons(page))))))


def _assets(pages: list[str]) -> tuple[list[str], dict[str, None], dict[str, None]]:
    """Return all style sheets, the scripts that every page needs and those that some need, in their order."""
    asked = [asset_paths(page) for page in pages if STYLE not in page]
    sheets = dict.fromkeys(path for of_page, _ in asked for path in of_page)
    scripts = dict.fromkeys(path for _, of_page in asked for path in of_page if path not in _UNUSED)
    everywhere = {path: None for path in scripts if all(path in of_page for _, of_page in asked)}
    return list(sheets), everywhere, {path: None for path in scripts if path not in everywhere}


def _joined(static: Path, scripts: Iterable[str]) -> str:
    codes = (_THEMES_SCROLLERS.sub("", (static / path).read_text(encoding="utf-8")) for path in scripts)
    return "".join(f"{code.rstrip()}\n;\n" for code in codes)


def _pruned(static: Path, sheets: list[str], scripts: Iterable[str], pages: list[str]) -> str:
    manager = [_MANAGER] if any("data-whole" in page for page in pages) else []
    codes = [(static / path).read_text(encoding="utf-8") for path in (*scripts, *manager)]
    used = set().union(*(words_of_page(page) for page in pages), *(words_of_script(code) for code in codes))
    mentioned = "".join(["".join(_STYLE_ATTRIBUTE.findall(page)) for page in pages] + codes)
    return merge(sheets, lambda path: (static / path).read_text(encoding="utf-8"), used, mentioned)


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:8]
