"""Finds solutions and hidden tests where learners could read them. For the book's tests as well."""

import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digital_factory.authoring.assignment import Assignment

_MARKERS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")
_TEXT_FILES = {".html", ".ipynb", ".md", ".txt", ".json", ".js", ".py"}
# So many lines in a row of a hidden region are no chance: a chapter may well show one line of pandas.
_LINES_IN_A_ROW = 3
_WORD = re.compile(r"\w+")


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class _Readable:
    """What a reader finds in a file, and the words in it: most passages are ruled out by a word of theirs."""

    path: Path
    text: str
    words: frozenset[str]

    def holds(self, passage: str) -> bool:
        # The first and the last word may be the end and the beginning of longer ones in the text.
        return self.words.issuperset(_WORD.findall(passage)[1:-1]) and passage in self.text


@cache  # a book is read once for all assignments
def _files(folder: Path) -> tuple[_Readable, ...]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TEXT_FILES and path.is_file():
            text = readable(path)
            found.append(_Readable(path.relative_to(folder), text, frozenset(_WORD.findall(text))))
    return tuple(found)


def readable(path: Path) -> str:
    """Return a file's text as a reader finds it: tags off, entities and JSON escapes undone, no spaces."""
    raw = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        raw = html.unescape(re.sub(r"<[^>]+>", "", raw))
    elif path.suffix in (".ipynb", ".json", ".js"):
        raw = re.sub(r'\\n",?\s*"?', "\n", raw).replace('\\"', '"')
    return _folded(raw)


def passages(assignment: Assignment) -> list[str]:
    """Return what must not be found: each run of lines of a solution, rubric or hidden test, no spaces."""
    visible = _folded("\n".join(_visible_lines(assignment)))
    found = []
    for part in assignment.hidden:
        lines = [folded for line in part if (folded := _folded(line)) and not folded.startswith("#")]
        size = min(_LINES_IN_A_ROW, len(lines))
        runs = ("".join(lines[at : at + size]) for at in range(len(lines) - size + 1))
        found += [run for run in runs if len(run) >= 20 and run not in visible]
    return found


def _visible_lines(assignment: Assignment) -> list[str]:
    hidden = {line for part in assignment.hidden for line in part}
    return [line for cell in assignment.cells for line in cell.source.split("\n") if line not in hidden]


def leaks(assignment: Assignment, folder: Path) -> list[str]:
    """Return each file under `folder` that shows hidden text, with the first passage found."""
    wanted = (*map(_folded, _MARKERS), *passages(assignment))
    found = []
    for file in _files(folder):
        passage = next((each for each in wanted if file.holds(each)), None)
        if passage:
            found.append(f"{file.path}: {passage[:80]}")
    return found
