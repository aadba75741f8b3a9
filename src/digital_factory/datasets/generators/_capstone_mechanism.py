"""How a firm of the capstone works and how its exports come about. For `generators.capstone`; owns no table.

Projects pass the three stages of the chapter's model one after the other; then two exports of what happened
are stacked, each moment on the clock of the tool that wrote it. People rotate through seats that never stay
empty.
"""

from __future__ import annotations

import heapq
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.models.arrays import Floats
from digital_factory.models.capstone import STAGES, Flow

__all__ = ["DAYS_A_MONTH", "END", "START", "WENT_TO", "Visit", "journeys", "rotations", "stacked_log"]

START, END = pd.Timestamp("2023-01-02", tz="UTC"), pd.Timestamp("2026-01-01", tz="UTC")
DAYS_A_MONTH: Final = 365.25 / 12
WENT_TO: Final = ("another unit of the firm", "left the firm")

_FIRST_EXPORT: Final = pd.Timestamp("2025-10-01", tz="UTC")
_WORK_CV: Final = 0.7  # as in the model
_EXPORTED_TWICE: Final = 0.05  # share of closed visits that stand in both exports [1]
_FIRST_HOUR, _HOURS = 7, 9.5  # a day of work in UTC; no hour of it is skipped or doubled by the clock change
_STAY_MONTHS: Final = (10.0, 20.0)  # mean stay of a person in a seat, drawn per firm
_CLOCKS: Final = {"build": "UTC", "review": "Europe/Paris", "integration": "UTC"}


class Visit(NamedTuple):
    project: int
    stage: int
    entered: float  # [days since START], as the other two
    started: float
    left: float
    returned: bool


def journeys(
    approved: npt.NDArray[np.int64],
    decided: npt.NDArray[np.int64],
    flow: Flow,
    rng: np.random.Generator,
) -> list[Visit]:
    """Return every visit that begins before the log ends, stage after stage."""
    days = float((END - START).days)
    joining = [(float(decided[project]), int(project)) for project in approved]
    visits: list[Visit] = []
    for stage in range(len(STAGES)):
        queue, free, passed = list(joining), [0.0] * flow.people[stage], list[tuple[float, int]]()
        heapq.heapify(queue)
        while queue and queue[0][0] < days:
            entered, project = heapq.heappop(queue)
            started = max(entered, heapq.heappop(free))
            work = rng.gamma(1 / _WORK_CV**2, _WORK_CV**2) * flow.work_months[stage] * DAYS_A_MONTH
            left = started + max(work, 0.5)
            heapq.heappush(free, left)
            returned = stage == 1 and rng.random() < flow.return_share
            visits.append(Visit(project, stage, entered, started, left, returned))
            if returned:
                heapq.heappush(queue, (left + flow.fix_months * DAYS_A_MONTH, project))
            else:
                passed.append((left, project))
        joining = passed
    return visits


def stacked_log(
    code: str, visits: list[Visit], projects: npt.NDArray[np.str_], rng: np.random.Generator
) -> pd.DataFrame:
    """Return the visits as the two exports show them, one below the other."""
    ordered = sorted(visits, key=lambda visit: (visit.entered, visit.stage))
    stages = [STAGES[visit.stage] for visit in ordered]
    moments = pd.DataFrame(
        {name: _utc(np.array([getattr(v, name) for v in ordered])) for name in ("entered", "started", "left")}
    )
    last, first = _as_exported(moments, END), _as_exported(moments, _FIRST_EXPORT)
    for export in (first, last):
        export.insert(0, "visit_id", [f"{code}-V{number:04d}" for number in range(1, len(ordered) + 1)])
        export.insert(1, "project_id", projects[[visit.project for visit in ordered]])
        export.insert(2, "stage", stages)
        export["clock"] = export["stage"].map(_CLOCKS)
        outcome = np.where([visit.returned for visit in ordered], "returned", "passed")
        export["outcome"] = pd.Series(outcome).where(export["left"].notna())
    there = moments["entered"] < _FIRST_EXPORT
    twice = first["left"].isna() | (rng.random(len(first)) < _EXPORTED_TWICE)
    stacked = pd.concat([first[there & twice], last], ignore_index=True)
    for name in ("entered", "started", "left"):
        for clock in _CLOCKS.values():
            on_clock = stacked["clock"] == clock
            texts = stacked.loc[on_clock, name].dt.tz_convert(clock).dt.strftime("%Y-%m-%d %H:%M")
            stacked.loc[on_clock, f"{name}_text"] = texts
        stacked[name] = stacked.pop(f"{name}_text")
    return stacked


def _as_exported(moments: pd.DataFrame, when: pd.Timestamp) -> pd.DataFrame:
    """Return the moments known when the export was made, with its day."""
    return moments.where(moments < when).assign(exported=when.tz_localize(None))


def _utc(days: Floats) -> pd.Series:
    """Return moments in UTC from days since START: the part of a day falls into its working hours."""
    whole = np.floor(days)
    minutes = np.floor((_FIRST_HOUR + (days - whole) * _HOURS) * 60)
    return pd.Series(START + pd.to_timedelta(whole, unit="D") + pd.to_timedelta(minutes, unit="min"))


def rotations(code: str, flow: Flow, opened: pd.Timestamp, rng: np.random.Generator) -> pd.DataFrame:
    """Return who sat in which seat; stays may begin before the log, not before the factory opened."""
    days, mean = (END - START).days, rng.uniform(*_STAY_MONTHS) * DAYS_A_MONTH
    stays = []
    for stage, seats in zip(STAGES, flow.people, strict=True):
        for _ in range(seats):
            arrived = -int(rng.integers(0, round(mean)))
            while arrived < days:
                left = arrived + max(30, round(rng.gamma(4.0, mean / 4.0)))
                if left > 0:
                    stays.append((stage, arrived, left, WENT_TO[int(rng.random() < 0.3)]))
                arrived = left
    table = pd.DataFrame(stays, columns=["stage", "arrived", "left", "went_to"])
    over = table["left"] < days
    midnight = START.tz_localize(None)
    first_days = table["arrived"].clip(lower=(opened - midnight).days)
    table["arrived"] = midnight + pd.to_timedelta(first_days, unit="D")
    table["left"] = (midnight + pd.to_timedelta(table["left"], unit="D")).where(over)
    table["went_to"] = table["went_to"].where(over)
    table.insert(0, "person_id", [f"{code}-P{number:03d}" for number in range(1, len(table) + 1)])
    return table
