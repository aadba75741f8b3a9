"""Numbers as text, the same to the last digit as in the page's script. Imports the standard library only.

The page writes numbers with JavaScript's ``toFixed``, which rounds exact halves away from zero; Python's
``format`` rounds them to even. The static chart and the tests need the page's text, hence this module.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from digital_factory import text
from digital_factory.explorer._errors import refuse

__all__ = ["check_format", "format_number"]

_FORMAT = re.compile(r"(\+?)(,?)\.(\d)([f%])")


def check_format(argument: str, fmt: str) -> None:
    """Refuse a format that the page cannot write."""
    if not _FORMAT.fullmatch(fmt):
        refuse(argument, "be a number format such as .1f, ,.0f, +.2f or .0%", fmt, "Use one of those forms.")


def format_number(value: float, fmt: str) -> str:
    """Return `value` in `fmt` (``.1f``, ``,.0f``, ``+.2f``, ``.0%``), or the words for NaN and infinity.

    Examples
    --------
    >>> format_number(2.5, ".0f"), format_number(12345.678, ",.1f"), format_number(0.125, ".0%")
    ('3', '12,345.7', '13%')
    """
    match = _FORMAT.fullmatch(fmt)
    if match is None:
        check_format("format", fmt)
        raise AssertionError
    if math.isnan(value):
        return text.EXPLORER_NO_VALUE
    if math.isinf(value):
        return text.EXPLORER_UNBOUNDED
    sign, comma, digits, kind = match.groups()
    scaled = Decimal(value * 100 if kind == "%" else value)
    rounded = scaled.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)
    body = f"{abs(rounded):{comma}.{digits}f}"
    negative = rounded < 0
    minus = "\N{MINUS SIGN}" if negative else sign if rounded else ""
    return f"{minus}{body}{'%' if kind == '%' else ''}"
