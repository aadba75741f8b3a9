"""The theme's icons as drawings inside the page, in place of a font and a script of two thousand of them.

The theme marks an icon by an empty element whose classes name it, ``<i class="fa-solid fa-list"></i>``. Each
becomes the SVG of that name in ``icons/`` with the same classes, by which the theme places it. Screen readers
pass over it as before: the button around it is named.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["inline_icons"]

_ICON = re.compile(r'<(i|span) class="([^"]*\bfa(?:s|-solid)\b[^"]*)"([^>]*)></\1>')
_NO_NAMES = {"fa-solid", "fa-lg"}
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def inline_icons(html: str) -> str:
    """Return the page with every icon drawn; its classes and attributes stay.

    Raises
    ------
    FileNotFoundError
        If the theme uses an icon that ``icons/`` does not have.
    """
    return _ICON.sub(_drawn, html)


def _drawn(match: re.Match[str]) -> str:
    name = next(one for one in match[2].split() if one.startswith("fa-") and one not in _NO_NAMES)
    start = f'<svg class="df-icon {match[2]}"{match[3]} aria-hidden="true" fill="currentColor"'
    return _svg(name.removeprefix("fa-")).replace("<svg", start, 1)


@cache
def _svg(name: str) -> str:
    """Return the drawing without its comment, and without the namespace that HTML implies."""
    file = resources.files(__package__) / "icons" / f"{name}.svg"
    if not file.is_file():
        raise FileNotFoundError(
            f"A page uses the icon {name!r}, and sphinx_ext/icons has no {name}.svg. "
            "Add it from Font Awesome Free, svgs/solid."
        )
    return _COMMENT.sub("", file.read_text(encoding="utf-8")).replace(_NAMESPACE, "")
