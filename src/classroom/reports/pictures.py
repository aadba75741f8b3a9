"""The pictures that a text shows, as addresses that hold all of them: a page fetches nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

__all__ = ["BASE64", "Album", "Pictures"]

Pictures = Callable[[str], str | None]  # the picture behind an address, as a data: address

BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
_FILE_BYTES = 5_000_000  # a photograph of a sheet of paper; the page carries it as base64
_PAGE_CHARACTERS = 60_000_000  # of one page's pictures: a browser still opens it
_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


class Album:
    """The pictures of one page: a text may name the same one as often as it likes, so there is a limit.

    Parameters
    ----------
    folder : where the notebook lies
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = _PAGE_CHARACTERS

    def of(self, attachments: Mapping[str, Mapping[str, str]]) -> Pictures:
        """Finds the pictures of one cell: those attached to it, and those that lie beside its notebook."""

        def find(address: str) -> str | None:
            if address.startswith("attachment:"):
                forms = attachments.get(unquote(address.removeprefix("attachment:")), {})
                found = _attached(forms, self._left)
            else:
                found = _beside(self._folder, unquote(address), self._left)
            self._left -= len(found or "")
            return found

        return find


def _attached(forms: Mapping[str, str], limit: int) -> str | None:
    """An attached picture of at most so many characters."""
    for kind, content in forms.items():
        if kind not in _TYPES.values() or len(str(content)) > limit:
            continue
        packed = "".join(str(content).split())
        if BASE64.fullmatch(packed):
            return f"data:{kind};base64,{packed}"
    return None


def _beside(folder: Path, name: str, limit: int) -> str | None:
    """A picture below a folder, of at most so many characters; links not followed."""
    path, kind = folder / name, _TYPES.get(Path(name).suffix.lower())
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve()) and not path.is_symlink()
        if (
            kind is None
            or not inside
            or not path.is_file()
            or path.stat().st_size > min(_FILE_BYTES, limit * 3 // 4)
        ):
            return None
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    except (OSError, ValueError):
        return None
