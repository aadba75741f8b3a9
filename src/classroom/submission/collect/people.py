"""Tells who somebody is from a name or an id as platforms and people write it, and says when it cannot.

Names are compared without accents, case, apostrophes and order. Two learners of one name are never told apart
by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from classroom.submission.learners import Learner, fold

__all__ = ["Roster"]

_NEAREST = 3  # names that are shown beside one that matches nobody
_ALIKE = 0.5  # below this likeness, 0 to 1, a name is not shown as near
_ID_WORDS = 8  # parts of an id between dots, dashes and the like
_SHORT_ID = 2  # characters: so short an id is looked for as a whole name only


def _any_order(name: str) -> str:
    return " ".join(sorted(fold(name).split()))


def _written_together(learner: Learner) -> set[str]:
    """A name without spaces, as Canvas writes it: last name first, and the other way round."""
    first, last = fold(learner.first_name), fold(learner.last_name)
    return {f"{last}{first}".replace(" ", ""), f"{first}{last}".replace(" ", "")}


class Roster:
    """Everybody who is enrolled, to be looked up."""

    def __init__(self, learners: Iterable[Learner]) -> None:
        self.learners = {learner.student: learner for learner in learners}
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, frozenset[str]] = {}
        for who, learner in self.learners.items():
            if learner.first_name and learner.last_name:
                self._words[who] = frozenset(fold(learner.name).split())
            for written in filter(None, (who, learner.email)):
                self._ids[unicodedata.normalize("NFC", written.casefold())].add(who)
            if learner.number:
                self._numbers[learner.number.casefold()].add(who)
            if learner.first_name or learner.last_name:
                for key in {_any_order(learner.name), *_written_together(learner)}:
                    self._names[key].add(who)

    def by_id(self, written: str) -> set[str]:
        """Whose id or e-mail address this is."""
        return set(self._ids.get(unicodedata.normalize("NFC", written.strip().casefold()), ()))

    def by_number(self, number: str) -> set[str]:
        """Whose number on the platform this is."""
        return set(self._numbers.get(number.casefold(), ()))

    def by_id_within(self, text: str) -> set[str]:
        """Whose id or e-mail address stands in a text, apart from other letters and digits."""
        text = unicodedata.normalize("NFC", text.casefold())
        found = self.by_id(text)
        words = [match.span() for match in re.finditer(r"[^\W_]+", text)]
        at = 0
        while at < len(words):
            start, after = words[at][0], at + 1
            for last in range(min(at + _ID_WORDS, len(words)) - 1, at - 1, -1):  # the longest first
                written = text[start : words[last][1]]
                if len(written) > _SHORT_ID and written in self._ids:
                    found |= self._ids[written]
                    after = last + 1
                    break
            at = after
        return found

    def by_name(self, name: str) -> set[str]:
        """Everybody of that name, its words in any order or written together."""
        return self._names.get(_any_order(name), set()) | self._names.get(fold(name).replace(" ", ""), set())

    def by_name_within(self, text: str, among: Iterable[str] | None = None) -> set[str]:
        """Whose whole name stands in a text, word by word in any order; of all, or of some students."""
        words = set(fold(text).split())
        students = self._words if among is None else [who for who in among if who in self._words]
        return {who for who in students if self._words[who] <= words}

    def nearest(self, name: str) -> list[Learner]:
        """Those whose names are most like one that matches nobody, the likest first."""
        wanted = _any_order(name)
        together = fold(name).replace(" ", "")

        def likeness(learner: Learner) -> float:
            keys = [(_any_order(learner.name), wanted), (fold(learner.student), fold(name))]
            keys += [(key, together) for key in _written_together(learner)]
            return max(SequenceMatcher(None, key, other).ratio() for key, other in keys)

        rated = sorted((-likeness(each), each.student) for each in self.learners.values())
        return [self.learners[who] for rate, who in rated[:_NEAREST] if -rate >= _ALIKE]
