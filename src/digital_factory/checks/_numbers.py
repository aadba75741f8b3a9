"""The one rule for numbers: how near a right number is, and when a wrong one is a right one cut short.

Owns the tolerance of every check, visible and hidden. Knows nothing of names, tables or messages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

__all__ = ["DIGITS", "are_shortened", "is_near", "is_short"]

DIGITS: Final = 4  # significant digits of an answer that have to be right
_NOISE: Final = 1e-9  # what floating-point arithmetic leaves where the answer is 0
_BELOW_HALF: Final = 0.4999  # a count is a whole number: its neighbours are wrong, however large it is
_BELOW: Final = 1 - 1e-12  # 9.13 may be held as 9.129999999999999, and is 9.129 when it is cut
_DECIMALS: Final = range(9)  # to how many decimals an answer may have been rounded


def is_near(found: float, expected: float, grain: float = 0.0) -> bool:
    """Tell whether a number is right: to four significant digits, rounded or cut; a whole number exactly.

    Parameters
    ----------
    grain
        Relative spacing of the numbers that the type found can hold (1.2e-7 for float32); no tolerance is
        finer than what the type can say.
    """
    if found == expected:
        return True
    if not (math.isfinite(found) and math.isfinite(expected)):
        return False
    slack = max(_half_unit(expected), grain * abs(expected))
    if _differ_by(found, expected) <= slack:
        return True
    if _is_whole(expected) or abs(expected) <= _NOISE:
        return False
    return _differ_by(found, _cut(expected * _BELOW, DIGITS)) <= _NOISE


def are_shortened(pairs: Sequence[tuple[float, float]], grain: float = 0.0) -> bool:
    """Tell whether wrong numbers are the right ones with too few digits: all rounded, or cut, alike.

    Parameters
    ----------
    pairs
        Found and expected number of each answer, right ones included; at least one is wrong.
    """
    wrong = [(found, expected) for found, expected in pairs if not is_near(found, expected, grain)]
    if any(found == 0 or not math.isfinite(found) or _is_whole(expected) for found, expected in wrong):
        return False  # 0 shows no digit at all, and a whole number has nothing to be rounded
    if not all(math.isfinite(expected) for _, expected in pairs):
        return False
    ways = [(shorten, decimals) for shorten in (round, _trunc) for decimals in _DECIMALS]
    return any(
        all(
            _differ_by(found, shorten(expected, decimals)) <= _spacing(found, grain)
            for found, expected in pairs
        )
        and (decimals > 0 or all(abs(expected) > 1 for _, expected in wrong))
        for shorten, decimals in ways
    ) or any(
        all(
            _differ_by(found, _round(expected, digits)) <= _spacing(found, grain) for found, expected in pairs
        )
        for digits in range(2, DIGITS)
    )


def is_short(found: float, grain: float = 0.0) -> bool:
    """Tell whether a number has fewer than the digits that have to be right."""
    return math.isfinite(found) and _differ_by(found, _round(found, DIGITS - 1)) <= _spacing(found, grain)


def _half_unit(expected: float) -> float:
    """Half a unit of the last digit that has to be right."""
    if abs(expected) <= _NOISE:
        return _NOISE
    half = 0.5 * 10.0 ** (_magnitude(expected) + 1 - DIGITS)
    if _is_whole(expected):
        half = min(half, _BELOW_HALF)
    return max(half * (1 + 1e-9), _NOISE)


def _magnitude(number: float) -> int:
    return math.floor(math.log10(abs(number)))


def _is_whole(number: float) -> bool:
    return math.isfinite(number) and float(number).is_integer()


def _differ_by(one: float, other: float) -> float:
    return abs(one - other)


def _spacing(found: float, grain: float) -> float:
    return max(_NOISE, 1e-12 * abs(found), grain * abs(found))


def _trunc(number: float, decimals: int) -> float:
    return math.trunc(number * 10.0**decimals) / 10.0**decimals


def _round(number: float, digits: int) -> float:
    return float(f"{number:.{digits}g}") if math.isfinite(number) else number


def _cut(number: float, digits: int) -> float:
    return _trunc(number, digits - 1 - _magnitude(number))
