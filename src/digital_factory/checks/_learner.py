"""Reads what a learner has written: a name, or the result of a call, and turns every failure into a sentence.

Owns `CheckFailed`, and the finding of the line of the learner's code that an error came from.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import re
import textwrap
import traceback
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

from digital_factory import text
from digital_factory.checks._values import describe

__all__ = ["CheckFailed", "Mistakes", "Read", "fail", "value", "wrong_type"]

Read = Callable[[], object]
Mistakes = Iterable[tuple[object, str]]  # a wrong answer, and the message for whoever finds it
# Characters of a line that a notebook shows whole, and nbgrader's Validate behind its indent.
_WIDTH: Final = 82
_LINE_CHARACTERS: Final = 80
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class CheckFailed(AssertionError):  # noqa: N818 - learners read this name in their feedback
    """What a learner's answer lacks. A notebook shows the message alone, without a traceback, in bold.

    JupyterLab's Validate prints the source of each failed check before it: bold, the message is found there.
    """

    def _render_traceback_(self) -> list[str]:
        # Wrapped here: nbgrader's feedback pages cut long lines off.
        return [f"{_BOLD}{line}{_PLAIN}" for line in textwrap.wrap(str(self), _WIDTH, break_long_words=False)]


def fail(message: str, hint: str = "") -> NoReturn:
    """Stop the check with a message, and where to look."""
    raise CheckFailed(f"{message} {hint}".rstrip()) from None


def wrong_type(name: str, found: object, expected: str) -> NoReturn:
    """Stop the check because an answer is of another type than asked for."""
    kind, words = describe(found)
    hint = text.CHECK_CALL_IT if kind == "function" else text.CHECK_TYPE_HINTS.get((expected, kind), "")
    fail(text.CHECK_TYPE.format(name=name, found=words, expected=text.CHECK_KINDS[expected]), hint)


def value(read: Read, name: str) -> Any:
    """Return what a name holds, or what a call gives; fail when that is nothing, or an error.

    What the learner's code prints or warns meanwhile is dropped: nbgrader takes the points for a warning.
    """
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            with contextlib.redirect_stderr(io.StringIO()):
                found = read()
    except CheckFailed:
        raise  # the data of the check itself are not there
    except NotImplementedError:
        message = text.CHECK_NOT_IMPLEMENTED.format(name=name)
    except SystemExit:
        message = text.CHECK_EXITS.format(name=name)
    except Exception as error:
        message = _told(error, read, name)
    else:
        if found is not None and found is not ...:
            return found
        sentence = text.CHECK_NO_RETURN if "(" in name else text.CHECK_UNANSWERED
        message = sentence.format(name=name, found=found if found is None else "...")
    fail(message)


def _told(error: Exception, read: Read, name: str) -> str:
    missing = re.search(r"name '(\w+)'", str(error)) if isinstance(error, NameError) else None
    own = getattr(read, "__code__", None)
    if missing and own is not None and missing[1] in own.co_names:
        return text.CHECK_MISSING.format(name=missing[1])
    first = next(iter(str(error).splitlines()), "")
    what = f"{type(error).__name__}: {first[:200]}".removesuffix(": ").removesuffix(".")
    line = _line_of(error, own.co_filename if own is not None else "")
    where = text.CHECK_RAISED_WHERE.format(line=line) if line else ""
    advice = text.CHECK_RAISED_NAME.format(missing=missing[1]) if missing else ""
    return f"{text.CHECK_RAISED.format(name=name, error=what, where=where)} {advice}".rstrip()


def _line_of(error: Exception, check: str) -> str:
    """Return the line of the learner's code in which an error arose: the last that stands in a cell.

    Cells are in no file, and Python still knows their source.

    Parameters
    ----------
    check
        The name under which Python knows the cell of the check itself.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        source = linecache.getline(frame.filename, frame.lineno or 0).strip()
        if source and frame.filename != check and not Path(frame.filename).exists():
            return source if len(source) <= _LINE_CHARACTERS else source[: _LINE_CHARACTERS - 3] + "..."
    return ""
