"""Which submissions share unusual code: local, explained, and only a reason to look.

Code is reduced to runs of eight tokens with names and numbers kept and comments dropped; runs that come
from the release version or
that many learners share say nothing and are left out.
"""

from __future__ import annotations

import io
import tokenize
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

__all__ = ["Pair", "similar_pairs"]

_RUN = 8  # tokens
_COMMON = 0.1  # share of the class above which a run says nothing...
_FEW = 3  # ...but never fewer learners than this
_LEAST = 6  # unusual runs two submissions must share to be named
_SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Pair:
    """Two submissions that share unusual code."""

    first: str
    second: str
    share: float  # of the smaller one's unusual runs that both have
    runs: int
    example: str  # the longest shared piece, as it reads in the first


def _tokens(source: str) -> list[str]:
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _SKIPPED:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):
        found = source.split()
    return found


def _runs(source: str) -> dict[tuple[str, ...], int]:
    tokens = _tokens(source)
    return {tuple(tokens[at : at + _RUN]): at for at in range(len(tokens) - _RUN + 1)}


def similar_pairs(sources: Mapping[str, str], released: str, most: int = 20) -> list[Pair]:
    """The pairs that share most unusual code.

    Parameters
    ----------
    sources : each learner's answers, joined
    released : the release version's code, joined
    """
    given = set(_runs(released))
    own = {who: {run for run in _runs(source) if run not in given} for who, source in sources.items()}
    spread = Counter(run for runs in own.values() for run in runs)
    limit = max(_FEW, int(len(own) * _COMMON))
    owners: dict[tuple[str, ...], list[str]] = defaultdict(list)
    unusual = {who: {run for run in runs if spread[run] <= limit} for who, runs in own.items()}
    for who in sorted(unusual):
        for run in unusual[who]:
            if spread[run] > 1:
                owners[run].append(who)
    shared: Counter[tuple[str, str]] = Counter()
    for people in owners.values():
        shared.update(combinations(people, 2))
    pairs = []
    for (first, second), count in shared.items():
        smaller = min(len(unusual[first]), len(unusual[second]))
        if count >= _LEAST and count / smaller >= 0.5:
            pairs.append((count / smaller, count, first, second))
    pairs.sort(key=lambda item: (-item[0], -item[1], item[2], item[3]))
    return [
        Pair(first, second, share, count, _example(sources[first], unusual[first] & unusual[second]))
        for share, count, first, second in pairs[:most]
    ]


def _example(source: str, shared: set[tuple[str, ...]]) -> str:
    """The longest stretch of shared runs."""
    tokens = _tokens(source)
    best: tuple[int, int] = (0, 0)
    start: int | None = None
    for at in range(len(tokens) - _RUN + 2):
        inside = tuple(tokens[at : at + _RUN]) in shared
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            if at - start > best[1] - best[0]:
                best = (start, at)
            start = None
    return " ".join(tokens[best[0] : best[1] + _RUN - 1])[:300]
