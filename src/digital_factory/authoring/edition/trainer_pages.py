"""Takes the trainer's pages out of a copy of the site: pages, links to them, their words in the search."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

__all__ = ["take_out"]

_FOLDERS = ("book/trainer", "_sources/book/trainer")
_INVENTORY = "objects.inv"  # titles of all pages, for other books that link to this one
_DOCUMENT = re.compile(r"book/trainer/")
_LINKS = re.compile(
    r'<li class="toctree-l\d"><a class="[^"]*" href="[^"]*\btrainer/[^"]*">[^<]*</a></li>\n?'
    r'|<link rel="(?:next|prev)"[^>]*href="[^"]*\btrainer/[^>]*>\n?'
    r'|<a class="(?:left-prev|right-next)"\s+href="[^"]*\btrainer/.*?</a>',
    re.DOTALL,
)
_EMPTY_PART = re.compile(
    r'<p [^>]*class="caption"[^>]*>(?:(?!</p>).)*</p>\s*<ul class="nav[^"]*">\s*</ul>\n?'
)
_INDEX = re.compile(r"Search\.setIndex\((?P<index>.*)\)", re.DOTALL)


def take_out(site: Path) -> None:
    """Take the trainer's pages out of the site in `site`; where it has none, nothing changes."""
    for name in _FOLDERS:
        shutil.rmtree(site / name, ignore_errors=True)
    (site / _INVENTORY).unlink(missing_ok=True)
    for page in (*site.glob("*.html"), *(site / "book").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        without = _EMPTY_PART.sub("", _LINKS.sub("", text))
        if without != text:
            page.write_text(without, encoding="utf-8")
    search = site / "searchindex.js"
    match = _INDEX.fullmatch(search.read_text(encoding="utf-8").strip()) if search.is_file() else None
    if match:
        index = _without_documents(json.loads(match["index"]))
        search.write_text(f"Search.setIndex({json.dumps(index)})", encoding="utf-8")


def _without_documents(index: dict[str, Any]) -> dict[str, Any]:
    """Return Sphinx's index of words without the trainer's pages; the numbers of the others close up."""
    kept = [number for number, name in enumerate(index["docnames"]) if not _DOCUMENT.match(name)]
    new = {old: number for number, old in enumerate(kept)}
    short = dict(index)
    for name in ("docnames", "filenames", "titles"):
        short[name] = [index[name][number] for number in kept]
    for name in ("terms", "titleterms"):
        short[name] = {}
        for word, places in index[name].items():
            numbers = [new[one] for one in ([places] if isinstance(places, int) else places) if one in new]
            if numbers:
                short[name][word] = numbers[0] if len(numbers) == 1 else numbers
    for name in ("alltitles", "indexentries"):
        entries = {
            word: [[new[place], *rest] for place, *rest in places if place in new]
            for word, places in index[name].items()
        }
        short[name] = {word: places for word, places in entries.items() if places}
    return short
