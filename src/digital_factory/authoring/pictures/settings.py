"""Which settings of a case study are looked at: its start, its observations, the ends of its controls."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from digital_factory.explorer import Explorer

__all__ = ["Setting", "chosen", "drawn"]


class Setting(NamedTuple):
    """A name for people and file names, and the place of each control, from 0."""

    name: str
    places: tuple[int, ...]


def chosen(case: Explorer) -> list[Setting]:
    """Return the start, each guided observation and both ends of each control, the others at their start."""
    start = case.indices()
    found = [Setting("start", start)]
    for number, observation in enumerate(case.observations, 1):
        for step, settings in enumerate(observation, 1):
            found.append(Setting(f"observation-{number}-{step}", case.indices(**settings)))
    for position, control in enumerate(case.controls):
        for end, place in (("low", 0), ("high", len(control.values) - 1)):
            places = (*start[:position], place, *start[position + 1 :])
            found.append(Setting(f"{control.name}-{end}", places))
    return found


def drawn(case: Explorer, count: int, rng: np.random.Generator) -> list[Setting]:
    """Return `count` settings drawn from the whole grid."""
    lengths = [len(control.values) for control in case.controls]
    rows = (tuple(int(place) for place in rng.integers(lengths)) for _ in range(count))
    return [Setting("random-" + "-".join(map(str, places)), places) for places in rows]
