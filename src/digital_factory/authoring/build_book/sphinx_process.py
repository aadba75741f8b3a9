"""Writes the book's pages with Sphinx, in a process of its own that reports how far it is and what is wrong.

Jupyter Book makes the settings; progress comes from Sphinx's events and complaints from its warning stream,
so that nothing depends on the wording of a log. A process of its own, because docutils keeps global state,
and because it can be ended.
"""

from __future__ import annotations

import io
import os
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from digital_factory.authoring.address import pages_address, public_repository
from digital_factory.authoring.lint import TOC, TRAINERS_TOC
from digital_factory.sphinx_ext import second_book

__all__ = ["Complaint", "Ended", "PageRead", "PageWritten", "Report", "Started", "settings", "write_pages"]


@dataclass(frozen=True)
class Started:
    """Sphinx begins to read so many pages."""

    pages: int


@dataclass(frozen=True)
class PageRead:
    """A page is being read."""

    page: str


@dataclass(frozen=True)
class PageWritten:
    """A page is being written."""

    page: str


@dataclass(frozen=True)
class Complaint:
    """A warning or an error, with the page and the line that it is about."""

    text: str


@dataclass(frozen=True)
class Ended:
    """Nothing more will come; `error` is what stopped the build before its end, or empty."""

    is_faultless: bool
    error: str = ""


Report = Started | PageRead | PageWritten | Complaint | Ended


def settings(root: Path, toc: str = TOC) -> dict[str, Any]:
    """Return Sphinx's settings for the book in `root` with this table of contents, made by Jupyter Book."""
    from jupyter_book.config import get_final_config  # takes a second, and needs no other module's company

    overrides = {
        "external_toc_path": str(root / toc),
        "latex_individualpages": False,
        "nitpicky": True,
    }
    config: dict[str, Any]
    config, _ = get_final_config(user_yaml=root / "_config.yml", sourcedir=root, cli_config=overrides)
    cache = config["nb_execution_cache_path"] or "_build/.jupyter_cache"
    config["nb_execution_cache_path"] = str(root / cache)
    repository = public_repository(root)
    config["html_baseurl"] = config.get("html_baseurl") or pages_address(repository)
    config["html_context"] = {**config.get("html_context", {}), "public_repository": repository}
    return config | (second_book.overrides() if toc == TRAINERS_TOC else {})


def write_pages(root: Path, toc: str, output: Path, log: Path, reports: Connection) -> None:
    """Write the book in `root` to `output`, what Sphinx says to the end of `log`; tell `reports`."""
    with log.open("a", encoding="utf-8", buffering=1) as said:
        try:
            os.chdir(root)  # where paths in _config.yml begin
            reports.send(Ended(_write(root, toc, output, said, reports)))
        except Exception as error:
            traceback.print_exc(file=said)
            reports.send(Ended(False, f"{type(error).__name__}: {error}"))


def _write(root: Path, toc: str, output: Path, said: io.TextIOWrapper, reports: Connection) -> bool:
    """Build; return whether there was nothing to complain about."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    with patch_docutils(None), docutils_namespace():
        app = Sphinx(
            srcdir=root,
            confdir=None,
            outdir=output,
            doctreedir=output.with_suffix(".doctrees"),
            buildername="html",
            confoverrides=settings(root, toc),
            status=said,
            warning=_Complaints(said, reports),
            freshenv=True,
            warningiserror=True,
            keep_going=True,
        )
        app.connect("env-before-read-docs", lambda _, __, names: reports.send(Started(len(names))))
        app.connect("source-read", lambda _, page, __: reports.send(PageRead(page)))
        app.connect("html-page-context", lambda _, page, *__: reports.send(PageWritten(page)))
        app.build()
    return app.statuscode == 0


class _Complaints(io.StringIO):
    """Sphinx's stream for warnings: each goes to the log and is reported."""

    def __init__(self, said: io.TextIOWrapper, reports: Connection) -> None:
        super().__init__()
        self._said = said
        self._reports = reports

    def write(self, text: str) -> int:
        """Pass on what is not empty."""
        self._said.write(text)
        if text.strip():
            self._reports.send(Complaint(text.strip()))
        return len(text)
