"""Searches every byte of a folder for lines that no learner may see, however they are packed or written.

Archives, wheels and compressed files are opened. A text is read as it is, and once more as the words it
shows, without tags and without the escapes of HTML and JSON: so a line is found in a page's coloured code and
in the output of a notebook.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from digital_factory.authoring.edition import EditionError

__all__ = ["find_leaks", "lines_in", "refuse_leaks"]

_TEXTS = {".html", ".js", ".json", ".ipynb", ".md", ".mjs", ".py", ".svg", ".txt", ".xml", ""}
# Pyodide's packages in the lab, all but the course's own: their bytes are those of their authors.
_OTHERS = re.compile(r"/pyodide/(?!making_digital_factories_work-)[^/!]+\.(?:whl|zip)!")
_MOST_SHOWN = 10
_HEAD = 8  # bytes of a line by which a place is recognised
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|[nt"\\/])')
_PLAIN = {"n": "\n", "t": "\t"}
_MOST_ESCAPED = 3  # a notebook's source, in a notebook, in a script


def find_leaks(folder: Path, lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return where which of `lines` stands in `folder`.

    Parameters
    ----------
    folder
        Searched whole, hidden files too.
    lines
        Each at least 8 bytes long.

    Returns
    -------
    list of (str, str)
        The path in the folder, with that inside an archive behind a ``!``, and the line; in their order.
        A line that a package of others has as well tells nothing and is left out.
    """
    finder = _Finder(lines)
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            for name, data in _unpacked(path.relative_to(folder).as_posix(), path.read_bytes()):
                for view in _views(name, data):
                    found |= {(name, line) for line in finder.find(view)}
    idioms = {line for name, line in found if _OTHERS.search(name)}
    return sorted((name, line) for name, line in found if line not in idioms)


def refuse_leaks(folder: Path, lines: Iterable[str]) -> None:
    """Do nothing if none of `lines` stands in `folder`.

    Raises
    ------
    EditionError
        If one does; the message says which, where, and what to do.
    """
    found = find_leaks(folder, lines)
    if not found:
        return
    shown = "\n".join(f"  {place}: {line}" for place, line in found[:_MOST_SHOWN])
    more = f"\n  and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    raise EditionError(
        "Nothing was made: learners would see lines of a solution, a hidden test, an answer or a trainer's "
        f"page:\n{shown}{more}\nTake them out of the page or exercise named, or change the solution, and run "
        "the same command again."
    )


def lines_in(data: bytes, lines: Iterable[str]) -> set[str]:
    """Return those of `lines` that stand in `data` as they are."""
    return set(_Finder(lines).find(data))


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file and all that is packed in it, at any depth."""
    yield name, data
    if data.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield from _unpacked(f"{name}!{member.filename}", archive.read(member))
    elif data.startswith(b"\x1f\x8b"):
        yield from _unpacked(f"{name}!{Path(name).stem}", gzip.decompress(data))
    elif name.endswith(".br"):
        import brotli  # only where something was compressed with it, which needs it too

        yield from _unpacked(f"{name}!{Path(name).stem}", brotli.decompress(data))


def _views(name: str, data: bytes) -> Iterator[bytes]:
    """Yield what is written, and if it is a text what it shows."""
    yield data
    if Path(name.rpartition("!")[2]).suffix.lower() not in _TEXTS:
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    for _ in range(_MOST_ESCAPED):
        plain = _ESCAPE.sub(_unescape, text)
        if plain == text:
            break
        text = plain
        yield text.encode("utf-8", "surrogatepass")
    if "<" in text or "&" in text:
        yield html.unescape(_TAG.sub("", text)).encode("utf-8", "surrogatepass")


def _unescape(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if sign[0] == "u" else _PLAIN.get(sign, sign)


class _Finder:
    """Finds many lines at once: places that begin like one of them are picked out first."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: dict[bytes, list[bytes]] = defaultdict(list)
        for line in lines:
            encoded = line.encode()
            self._lines[encoded[:_HEAD]].append(encoded)
        heads = np.frombuffer(b"".join(self._lines), "<u8")
        self._starts = np.zeros(1 << 20, bool)
        self._starts[_hash(heads)] = True

    def find(self, data: bytes) -> Iterator[str]:
        """Yield the lines that stand in `data`."""
        if len(data) < _HEAD or not self._lines:
            return
        for offset in range(_HEAD):  # words of eight bytes, from each of the eight places where one can begin
            count = (len(data) - offset) // _HEAD
            words = np.frombuffer(data, "<u8", count, offset)
            for index in np.flatnonzero(self._starts[_hash(words)]):
                at = offset + int(index) * _HEAD
                for line in self._lines.get(data[at : at + _HEAD], ()):
                    if data.startswith(line, at):
                        yield line.decode()


def _hash(
    words: np.ndarray[tuple[int, ...], np.dtype[np.uint64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """Return a number below 2^20 for each word (Knuth's multiplicative hashing)."""
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)
