"""Makes the files that learning platforms give out, as they give them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

EIGHT = {  # a class: id, first name, last name, number in Canvas
    "s01": ("Zoë", "O’Brien", "9001"),
    "s02": ("André", "Groß", "9002"),
    "s03": ("伟", "李", "9003"),
    "s04": ("Łukasz", "Müller-Lüdenscheidt", "9004"),
    "s05": ("Mary Ann", "Smith", "9005"),
    "s06": ("Ada", "Lovelace", "9006"),
    "s07": ("Nils", "Ødegård", "9007"),
    "s08": ("Inès", "de la Cruz", "9008"),
}


def moodle_list() -> str:
    """The class as Moodle exports its participants."""
    lines = ["First name,Last name,ID number,Email address"]
    return "\n".join(
        [*lines, *(f"{first},{last},{who},{who}@example.org" for who, (first, last, _) in EIGHT.items())]
    )


def canvas_list() -> str:
    """The class as Canvas exports its gradebook."""
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section", "    Points Possible,,,,"]
    return "\n".join(
        [*lines, *(f'"{last}, {first}",{number},,{who},A' for who, (first, last, number) in EIGHT.items())]
    )


def moodle_name(who: str) -> str:
    """A learner's name as Moodle writes it into files: without apostrophes."""
    first, last, _ = EIGHT[who]
    return f"{first} {last}".replace("’", "").replace("'", "")


def canvas_name(who: str) -> str:
    """The same in Canvas: last name first, small letters, nothing between them."""
    first, last, _ = EIGHT[who]
    return "".join(each for each in f"{last}{first}".lower() if each.isalnum())


def write_zip(
    path: Path, files: Mapping[str, bytes | str | dict[str, Any]], times: Mapping[str, datetime]
) -> Path:
    """Write a zip; notebooks are given as they are in memory, times by the path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            time = times.get(name, datetime(2026, 3, 26, 12)).timetuple()[:6]
            raw = json.dumps(content) if isinstance(content, dict) else content
            archive.writestr(zipfile.ZipInfo(name, time), raw)
    return path
