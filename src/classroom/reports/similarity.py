"""Which submissions share unusual code: local, explained, and only a reason to look.

Compares fingerprints, as MOSS does (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003, https://doi.org/10.1145/872757.872770): code is reduced to runs of eight tokens,
each kept as a hash. A notebook is short, so all hashes are kept, none winnowed out. Names and numbers stay,
comments and docstrings go. Runs that come from the release version or the model answer, or that many students
share, say nothing and are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

__all__ = ["CELL_END", "Pair", "similar_pairs"]

CELL_END = "\f"  # between the cells of one student: no run crosses it

_RUN = 8  # tokens
_MOST = 50_000  # [characters] of one student's code that are compared: more is no notebook's work
_COMMON = 0.1  # share of the class above which a run says nothing...
_FEW, _MANY = 3, 20  # ...but never fewer students than this, nor more
_LEAST = 20  # unusual runs two submissions must share to be named
_SHARE = 0.5  # of the smaller one's unusual runs that must be shared
_LINES = 12  # of an example that are shown
_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*|[rRbBuUfF]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}))"""
    r"""|[rRbBuUfF]{0,2}(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"""|[^\W\d]\w*|\d[\w.]*|.""",
    re.DOTALL,
)

Runs = set[int]


@dataclass(frozen=True)
class Pair:
    """Two submissions that share unusual code."""

    first: str
    second: str
    share: float  # of the smaller one's unusual runs that both have
    runs: int
    example: str  # the longest shared piece, as it reads in the first


def _tokens(source: str) -> list[re.Match[str]]:
    return [token for token in _TOKEN.finditer(source) if token["skip"] is None]


def _numbers(tokens: list[re.Match[str]]) -> list[int]:
    """A number for each run of tokens; the same run has the same number within one process."""
    words = [token[0] for token in tokens]
    return [hash(tuple(words[at : at + _RUN])) for at in range(len(words) - _RUN + 1)]


def _runs(source: str) -> Runs:
    """The runs of a source."""
    return {number for cell in source.split(CELL_END) for number in _numbers(_tokens(cell))}


def similar_pairs(sources: Mapping[str, str], released: str, most: int = 20) -> list[Pair]:
    """The pairs that share most unusual code.

    Parameters
    ----------
    sources : each student's answers, cells joined by `CELL_END`
    released : code that everybody has or may arrive at: the release version, the model answer
    """
    if len(sources) < 2:
        return []
    brought = _runs(released)
    runs_of = {who: _runs(sources[who]) - brought for who in sorted(sources)}
    counts = Counter(run for runs in runs_of.values() for run in runs)
    limit = max(_FEW, min(_MANY, int(len(runs_of) * _COMMON)))
    rare = {run for run, count in counts.items() if count <= limit}
    owners: dict[int, list[str]] = defaultdict(list)
    unusual: dict[str, int] = {}
    for who, runs in runs_of.items():
        unusual[who] = len(runs & rare)
        for run in runs & rare:
            if counts[run] > 1:
                owners[run].append(who)
    shared: Counter[tuple[str, str]] = Counter()
    for people in owners.values():
        shared.update(combinations(people, 2))
    pairs = []
    for (first, second), count in shared.items():
        share = count / min(unusual[first], unusual[second])
        if count >= _LEAST and share >= _SHARE:
            pairs.append((-count, -share, first, second))
    both = [(first, second, -share, -count) for count, share, first, second in sorted(pairs)[:most]]
    return [
        Pair(first, second, share, count, _example(sources[first], runs_of[first], runs_of[second], rare))
        for first, second, share, count in both
    ]


def _example(source: str, first: Runs, second: Runs, rare: Runs) -> str:
    """The longest stretch of shared runs, as whole lines."""
    shared = first & second & rare
    best, piece = 0, ""
    for cell in source.split(CELL_END):
        tokens = _tokens(cell)
        start = length = 0
        for at, number in enumerate(_numbers(tokens)):
            start, length = (start if length else at, length + 1) if number in shared else (at, 0)
            if length > best:
                best = length
                begin = cell.rfind("\n", 0, tokens[start].start()) + 1
                end = cell.find("\n", tokens[start + length + _RUN - 2].end() - 1)
                piece = cell[begin : end if end >= 0 else len(cell)]
    lines = piece.splitlines()
    return "\n".join([*lines[:_LINES], *(["..."] if len(lines) > _LINES else [])])
