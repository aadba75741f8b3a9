"""The checks' own copy of an exercise's data, which a learner's code cannot reach by accident.

A set-up cell keeps what its checks need, `checks.keep(toy=toy, STEPS=STEPS)`, and a check takes a copy,
`checks.given.toy`: whoever re-indexes `toy`, or uses its name for something else, still gets a sentence
about the answer. What is kept lasts as long as the kernel; after a restart the sentence says to run the cells
above.
Owns the one piece of state that the checks have.
"""

from __future__ import annotations

import copy
from typing import Any

import pandas as pd

from digital_factory import text
from digital_factory.checks._learner import fail

__all__ = ["Given", "given", "keep"]


class Given:
    """What set-up cells have kept, by name; each reading gives a copy."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._kept:
            fail(text.CHECK_RUN_ABOVE.format(name=name))
        return _copied(self._kept[name])

    def __dir__(self) -> list[str]:
        return sorted(self._kept)


given = Given()


def keep(**named: object) -> None:
    """Keep a copy of what the checks below are going to need, under the names they use."""
    given._kept.update({name: _copied(value) for name, value in named.items()})


def _copied(value: object) -> object:
    if isinstance(value, pd.DataFrame | pd.Series | pd.Index):
        return value.copy(deep=True)
    return copy.deepcopy(value)
