"""Numbers and shares in words, as the pages write them. Each raises where the words would not be true."""

from __future__ import annotations

__all__ = ["in_all", "most", "nearly", "number", "over", "share", "times"]

_NUMBERS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 10: "tenth"}
_TOLERANCE = 0.034  # a share in words may be so far from the share itself [1]
_LOOSELY = 0.06  # and so far where the words say on which side it lies [1]


def number(value: float) -> str:
    """A whole number up to sixteen in letters: 11 is "eleven"."""
    return _NUMBERS[round(value)]


def times(value: float) -> str:
    """A factor: 2.1 is "twice", 2.9 "three times"."""
    return {2: "twice"}.get(round(value), f"{number(value)} times")


def share(value: float, parts: int) -> str:
    """A share of so many parts: 0.26 of 4 is "a quarter", 0.41 of 5 "two fifths"."""
    return _shared(_count(value, parts), parts)


def nearly(value: float, parts: int) -> str:
    """A share that the value does not quite reach: 0.47 of 2 is "half" after "nearly" or "less than"."""
    if value >= _count(value, parts, _LOOSELY) / parts:
        raise ValueError(f"{value:.1%} is not less than the share of {parts} parts that is nearest.")
    return _shared(_count(value, parts, _LOOSELY), parts)


def over(value: float, parts: int) -> str:
    """A share that the value just exceeds: 0.27 of 4 is "a quarter" after "more than"."""
    if value <= _count(value, parts, _LOOSELY) / parts:
        raise ValueError(f"{value:.1%} is not more than the share of {parts} parts that is nearest.")
    return _shared(_count(value, parts, _LOOSELY), parts)


def in_all(value: float, whole: int) -> str:
    """A share of people or things: 0.32 of 3 is "one in three", 0.61 of 5 "three in five"."""
    return f"{number(_count(value, whole))} in {number(whole)}"


def most(value: float) -> str:
    """The word for a share of more than a half."""
    if value <= 0.5:
        raise ValueError(f"{value:.0%} is not most.")
    return "most"


def _shared(count: int, parts: int) -> str:
    if parts == 2:
        return "half"
    return f"a {_PARTS[parts]}" if count == 1 else f"{number(count)} {_PARTS[parts]}s"


def _count(value: float, parts: int, tolerance: float = _TOLERANCE) -> int:
    count = round(value * parts)
    if not 0 < count < parts or abs(value - count / parts) > tolerance:
        raise ValueError(f"{value:.1%} is no whole number of {parts} parts.")
    return count
