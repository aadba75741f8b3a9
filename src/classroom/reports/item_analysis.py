"""What a class's marks say about the tests: fail rates, discrimination, commonest errors, time."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass

from classroom.records import CellResult
from classroom.reports.grades import Row

__all__ = ["Message", "TestFigures", "discrimination", "figures", "histogram"]

_LISTED = 4  # messages of one test
_CHARACTERS = 300  # of a message


@dataclass(frozen=True)
class Message:
    """What a test said to several students."""

    text: str
    hidden: bool  # said by its hidden part
    students: tuple[str, ...]


@dataclass(frozen=True)
class TestFigures:
    """One test over the class."""

    name: str
    max_score: float
    graded: int
    fail_rate: float  # share without full points
    mean: float  # [points]
    discrimination: float | None  # correlation with the rest of the score
    median_s: float  # [s]
    most_s: float  # [s]
    errors: tuple[Message, ...]  # the commonest first
    other: int  # failures whose messages are not listed


def discrimination(item: list[float], rest: list[float]) -> float | None:
    """Correlation of a test's points with the rest of the score; None when either does not vary.

    Examples
    --------
    >>> round(discrimination([0, 0, 1, 1], [1, 2, 3, 4]), 3)
    0.894
    """
    if len(item) < 3 or len(set(item)) < 2 or len(set(rest)) < 2:
        return None
    value = statistics.correlation(item, rest)
    return value if math.isfinite(value) else None


def figures(rows: list[Row]) -> list[TestFigures]:
    """Figures of every test that ran, in the order of the notebook; not of answers that a person reads."""
    ran = [row for row in rows if row.status.ran]
    names = dict.fromkeys(name for row in ran for name in row.results)
    return [test for name in names if (test := _test(name, ran)) is not None]


def _test(name: str, rows: list[Row]) -> TestFigures | None:
    """Figures of one test; None where somebody's score is still open."""
    graded = [(row, row.results[name], row.cells.get(name)) for row in rows if name in row.results]
    scored = [(row, result, score) for row, result, score in graded if score is not None]
    if not scored or len(scored) < len(graded):
        return None
    scores = [score for _, _, score in scored]
    max_score = max(result.max_score for _, result, _ in scored)
    messages = _messages([(row.student, result) for row, result, score in scored if score < max_score])
    seconds = [result.seconds for _, result, _ in scored]
    return TestFigures(
        name,
        max_score,
        len(scored),
        sum(score < max_score for score in scores) / len(scores),
        statistics.fmean(scores),
        discrimination(scores, [row.score - score for row, _, score in scored]),
        statistics.median(seconds),
        max(seconds),
        messages[:_LISTED],
        sum(len(message.students) for message in messages[_LISTED:]),
    )


def _messages(failures: list[tuple[str, CellResult]]) -> tuple[Message, ...]:
    """The messages of a test's failures, the commonest first."""
    people: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for student, result in failures:
        lines = result.detail.strip().splitlines()
        if lines:
            people[lines[0][:_CHARACTERS], result.hidden].append(student)
    ranked = sorted(people.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Message(text, hidden, tuple(students)) for (text, hidden), students in ranked)


def histogram(scores: list[float], most: float, bins: int = 10) -> list[tuple[float, float, int]]:
    """Counts of scores: (from, to, count), the last bin with its upper end."""
    width = (most or 1.0) / bins
    counts = [0] * bins
    for score in scores:
        counts[min(bins - 1, max(0, int(score / width)))] += 1
    return [(number * width, (number + 1) * width, count) for number, count in enumerate(counts)]
