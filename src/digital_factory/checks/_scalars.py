"""The checks of one value: a number, a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from digital_factory import text as _text
from digital_factory.checks._learner import Mistakes, Read, fail, value, wrong_type
from digital_factory.checks._numbers import are_shortened, is_near, is_short
from digital_factory.checks._values import (
    Kind,
    NotPlainError,
    grain_of,
    kind_of,
    plain,
    same,
    show,
    show_apart,
    show_some,
)

__all__ = ["number", "text"]


def number(
    read: Read,
    name: str,
    *,
    equals: float | None = None,
    low: float | None = None,
    high: float | None = None,
    sampling_error: float | None = None,
    endless: bool = False,
    unit: str = "",
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check one number.

    Parameters
    ----------
    low, high
        Bounds that any answer keeps, in the unit of the number.
    sampling_error
        How far a right answer, drawn at random, may lie from `equals`, in the same unit. For nothing else.
    endless
        Whether the right number is known to have no end: one of fewer than four digits is then refused, and
        the right one need not be shown.
    """
    raw, found = _scalar(read, name, "number")
    grain = grain_of(raw)
    if found in (float("inf"), float("-inf")) and equals != found:
        fail(_text.CHECK_INFINITE.format(name=name, expected=_text.CHECK_KINDS["number"]), hint)
    _must_be_within(name, found, (low, high), grain, unit, hint)
    if endless and is_short(found, grain):
        fail(
            _text.CHECK_ENDS.format(name=name, found=f"{show(found)} {unit}".rstrip()), _text.CHECK_UNROUNDED
        )

    def agrees(other: object) -> bool:
        wanted: Any = plain(other)
        drawn = sampling_error is not None and abs(found - wanted) <= sampling_error
        return drawn or same(found, wanted, grain)

    if equals is None or agrees(equals):
        return
    expected: Any = plain(equals)
    told = next((message for wrong, message in mistakes if agrees(wrong)), "")
    if not told:
        told = _text.CHECK_ROUNDED if are_shortened([(found, expected)], grain) else hint
    shown = show_apart(found, expected)
    both = [f"{each} {unit}".rstrip() for each in shown]
    fail(_text.CHECK_VALUE.format(name=name, found=both[0], expected=both[1]), told)


def _must_be_within(
    name: str, found: float, bounds: tuple[float | None, float | None], grain: float, unit: str, hint: str
) -> None:
    for bound, sign, sentence in zip(bounds, (-1, 1), (_text.CHECK_LOW, _text.CHECK_HIGH), strict=True):
        if bound is not None and sign * found > sign * bound and not is_near(found, bound, grain):
            shown = show_apart(found, plain(bound))
            fail(sentence.format(name=name, found=f"{shown[0]} {unit}".rstrip(), bound=shown[1]), hint)


def text(
    read: Read,
    name: str,
    *,
    equals: str | None = None,
    one_of: Iterable[str] | None = None,
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check one text, such as the name of a stage; capitals and spaces count."""
    _, found = _scalar(read, name, "text")
    allowed = [plain(option) for option in one_of] if one_of is not None else None
    wanted = None if equals is None else plain(equals)
    known = allowed if allowed is not None else [found] if wanted is None else [wanted]
    if found not in known and found.strip().casefold() in {str(each).strip().casefold() for each in known}:
        hint = _text.CHECK_CASE
    if allowed is not None and found not in allowed:
        fail(_text.CHECK_ONE_OF.format(name=name, found=show(found), expected=show_some(allowed)), hint)
    if wanted is None or found == wanted:
        return
    told = next((message for wrong, message in mistakes if found == plain(wrong)), hint)
    shown = show_apart(found, wanted)
    fail(_text.CHECK_VALUE.format(name=name, found=shown[0], expected=shown[1]), told)


def _scalar(read: Read, name: str, kind: Kind) -> tuple[object, Any]:
    """Return what a name holds, as it is and made plain."""
    raw = value(read, name)
    try:
        found = plain(raw)
    except NotPlainError:
        wrong_type(name, raw, kind)
    if kind_of(found) == "missing":
        fail(_text.CHECK_NAN.format(name=name, expected=_text.CHECK_KINDS[kind]))
    if kind_of(found) != kind:
        wrong_type(name, raw, kind)
    return raw, found
