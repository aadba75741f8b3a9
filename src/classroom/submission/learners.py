"""Who is enrolled, and names as they are compared: what class lists and downloads have in common."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Learner", "fold"]

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")


@dataclass(frozen=True)
class Learner:
    """Somebody who is enrolled; what is not known is empty."""

    student: str  # the id, as in the gradebook
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    number: str = ""  # the platform's own

    @property
    def name(self) -> str:
        """First and last name; the id where no name is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.student


def fold(name: str) -> str:
    """A name in small letters without accents and apostrophes, its words apart by one space.

    >>> fold("O’Brien-Łukasz, Zoë")
    'obrien lukasz zoe'
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = _APOSTROPHES.sub("", plain)
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", " ".join(re.findall(r"[^\W_]+", letters)))
