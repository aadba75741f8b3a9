"""The footer of every page: `book/_templates/book-footer.html` with the version that is installed."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["add_footer"]

_DISTRIBUTION = "making-digital-factories-work"


def add_footer(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _document: object) -> None:
    """Let the template of the footer name the version."""
    context["book_version"] = version(_DISTRIBUTION)
