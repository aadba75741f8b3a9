"""Copies the built book and its lab for learners: its public addresses and links to Binder set right."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from digital_factory.authoring.address import pages_address
from digital_factory.authoring.edition import EditionError
from digital_factory.sphinx_ext.binder import HUB, binder_address
from digital_factory.sphinx_ext.page_head import canonical, with_base
from digital_factory.sphinx_ext.site_files import SITEMAP

__all__ = ["copy_site", "why_no_lab"]

_PACKED = ("*.br", "*.gz")  # for servers that are set up for them; these copies go where none is
_TRAINERS = {"trainer"}  # pages that a build left there before trainers had a book of their own
_QUERY = "?urlpath="
_LINK = re.compile(rf'{re.escape(HUB)}[^"?]*\?urlpath=')
_ON_BINDER = re.compile(
    r'<(div|span) class="[^"]*\bon-binder\b[^"]*">.*?</\1>|<a\s[^>]*\bbtn-binder-button\b[^>]*>.*?</a>',
    re.DOTALL,
)


def copy_site(built: Path, folder: Path, repository: str, *, with_lab: bool = True) -> None:
    """Copy the site that is in `built` to `folder`, which does not exist.

    Parameters
    ----------
    built
        Where `make course` has put it.
    folder
        Where the copy goes.
    repository
        Page of the public repository, whose pages the copy becomes and which Binder opens; "" if there is
        none: then no page speaks of Binder, or names an address of its own.
    with_lab
        Whether the browser lab goes with it.

    Raises
    ------
    EditionError
        If there is no built book.
    """
    if not (built / "index.html").is_file():
        raise EditionError(f"{built} has no built book. `make course` makes it.")

    def ignored(place: str, names: list[str]) -> set[str]:
        left = set(shutil.ignore_patterns(*_PACKED)(place, names))
        if Path(place) == built and not with_lab:
            left.add("lab")
        return left | _TRAINERS if Path(place).name == "book" else left

    shutil.copytree(built, folder, ignore=ignored)
    if not with_lab:
        (folder / "lab").mkdir()
        why = "It was packed without it, as one small file."
        (folder / "lab" / "status.json").write_text(json.dumps({"ready": False, "why": why}), "utf-8")
    index = folder / "book" / "index.html"
    old = canonical(index.read_text(encoding="utf-8")).removesuffix("book/index.html")
    new, address = pages_address(repository), binder_address(repository)
    for page in sorted((*folder.glob("*.html"), *index.parent.glob("*.html"))):
        text = with_base(page.read_text(encoding="utf-8"), old, new)
        page.write_text(_set_right(text, address), encoding="utf-8")
    sitemap = folder / SITEMAP
    if sitemap.is_file() and not new:
        sitemap.unlink()
    elif sitemap.is_file() and old:
        sitemap.write_text(sitemap.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def why_no_lab(built: Path) -> str:
    """Return why the site in `built` has no browser lab, or "" if it has one."""
    status = built / "lab" / "status.json"
    if not status.is_file():
        return "it was not built. `make lab` builds it"
    said = json.loads(status.read_text(encoding="utf-8"))
    return "" if said["ready"] else str(said["why"])


def _set_right(page: str, address: str) -> str:
    """Return the page with its links to Binder led to `address`, or taken out if that is empty."""
    if address:
        return _LINK.sub(address.partition(_QUERY)[0] + _QUERY, page)
    return _ON_BINDER.sub("", page)
