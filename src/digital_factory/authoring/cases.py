"""The chapters' case studies by their bare names, found by the chapters' files."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from digital_factory.authoring.lint import pages
from digital_factory.explorer import Explorer

__all__ = ["CHAPTERS", "case_of"]

_ROOT = Path(__file__).parents[3]
_IMPORT = re.compile(r"^from digital_factory\.cases import (\w+)$", re.MULTILINE)


def _chapters() -> dict[str, str]:
    """Return the file name of each chapter that shows a case study, in the order of the course."""
    found = {}
    for file in pages(_ROOT):
        match = _IMPORT.search((_ROOT / file).read_text(encoding="utf-8"))
        if match:
            found[match[1]] = Path(file).stem
    return found


CHAPTERS = _chapters()
"""The chapter that shows it, such as ``08-the-wall``, by the bare name of a case."""


def case_of(name: str) -> Explorer:
    """Return a new copy of a case study by its bare name, such as ``wall``."""
    case = importlib.import_module(f"digital_factory.cases.{name}").explorer()
    assert isinstance(case, Explorer)
    return case
