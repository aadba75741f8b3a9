"""Links of the trainer's book, which is built beside the learner's: `_build/trainer/` and `_build/html/`.

Its pages link to chapters and to the reports of the sample class as files of the repository. In the built
book these become addresses relative to `_build`, so that both folders can be put on a server together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["TITLE", "overrides", "setup_links"]

TITLE = "Making Digital Factories Work: the trainer's guide"
_CHAPTER = re.compile(r"\]\(\.\./([\w-]+)\.md\)")
_BUILT = re.compile(r"\]\((?:\.\./)+_build/([^)\s]+)\)")


def overrides() -> dict[str, object]:
    """Return the settings of Sphinx in which the trainer's book differs from the learner's."""
    up = "../../.."  # from _build/trainer/book/trainer
    built = {"chapter": f"{up}/html/book/{{{{path}}}}.html", "built": f"{up}/{{{{path}}}}"}
    return {
        "project": TITLE,
        "html_title": TITLE,
        "html_baseurl": "",
        "is_trainers_book": True,
        "myst_url_schemes": {"http": None, "https": None, "mailto": None, **built},
    }


def setup_links(app: Sphinx) -> None:
    """Rewrite the links to what lies beside the trainer's book, in that book alone."""
    app.add_config_value("is_trainers_book", False, "env", [bool])
    app.connect("source-read", _rewrite)


def _rewrite(app: Sphinx, _page: str, source: list[str]) -> None:
    if app.config.is_trainers_book:
        source[0] = _BUILT.sub(r"](built:\1)", _CHAPTER.sub(r"](chapter:\1)", source[0]))
