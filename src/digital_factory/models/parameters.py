"""What models ask of what they are given: one condition a parameter, one exception, one form of message.

Functions check their arguments with a `Condition`; the fields of a model's frozen dataclass do so by
themselves, see `fields`. A wrong value is named where it is given and not three functions later as a NaN.
Imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Bools, Floats

__all__ = [
    "NOT_NEGATIVE",
    "POSITIVE",
    "SHARE",
    "SHARE_ABOVE_ZERO",
    "SHARE_BELOW_ONE",
    "Condition",
    "ParameterError",
    "at_least",
    "between",
    "broadcastable",
    "one_of",
    "same_length",
    "single_numbers",
    "whole",
]


class ParameterError(ValueError):
    """A model was given a value outside its rule; the message names parameter, rule, value and next step."""


# ---- conditions on the value of one parameter
@dataclass(frozen=True)
class Condition:
    """What every number of a parameter must be, beside finite."""

    words: str
    """What comes after "must be"."""
    holds: Callable[[Floats], Bools]

    def check(self, name: str, value: npt.ArrayLike, next_step: str) -> Floats:
        """Return `value` as floats if all of them meet the condition.

        Raises
        ------
        ParameterError
            If one does not, or is no number; the message ends with `next_step`, what to give instead.

        Examples
        --------
        >>> POSITIVE.check("throughput", [3, 4], "Give the items that leave in a month, for example 3.")
        array([3., 4.])
        """
        try:
            numbers = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise ParameterError(self._refusal(name, repr(value), next_step)) from None
        bad = numbers[~(np.isfinite(numbers) & self.holds(numbers))]
        if bad.size:
            raise ParameterError(self._refusal(name, f"{bad.flat[0]:g}", next_step))
        return numbers

    def _refusal(self, name: str, got: str, next_step: str) -> str:
        return f"`{name}` must be {self.words}, got {got}. {next_step}"


def at_least(least: float) -> Condition:
    """Return the condition for numbers of at least `least`."""
    return Condition(f"at least {least:g}", lambda numbers: numbers >= least)


def between(least: float, most: float) -> Condition:
    """Return the condition for numbers from `least` to `most`."""
    return Condition(f"from {least:g} to {most:g}", lambda numbers: (numbers >= least) & (numbers <= most))


def whole(least: int, most: int | None = None) -> Condition:
    """Return the condition for whole numbers from `least` on, and up to `most` if there is one."""
    words = (
        f"a whole number of at least {least}" if most is None else f"a whole number from {least} to {most}"
    )
    ceiling = np.inf if most is None else most
    return Condition(words, lambda n: (n >= least) & (n <= ceiling) & (n == np.floor(n)))


POSITIVE: Final = Condition("above 0", lambda numbers: numbers > 0)
NOT_NEGATIVE: Final = at_least(0)
SHARE: Final = between(0, 1)
SHARE_ABOVE_ZERO: Final = Condition("above 0 and at most 1", lambda numbers: (numbers > 0) & (numbers <= 1))
SHARE_BELOW_ONE: Final = Condition(
    "from 0 up to, but not including, 1", lambda numbers: (numbers >= 0) & (numbers < 1)
)


# ---- other conditions
def one_of(name: str, value: str, choices: Collection[str]) -> None:
    """Refuse a `value` that is not among the `choices`."""
    if value not in choices:
        raise ParameterError(f"`{name}` must be one of {', '.join(choices)}, got {value!r}. Choose one.")


def single_numbers(name: str, values: Iterable[npt.ArrayLike], next_step: str) -> None:
    """Refuse arrays among the `values` that `name` holds, where one setting is taken at a time."""
    if any(np.ndim(value) for value in values):
        raise ParameterError(f"`{name}` must hold single numbers here, got arrays. {next_step}")


def broadcastable(**values: npt.ArrayLike) -> tuple[int, ...]:
    """Return the common shape of the named values.

    Raises
    ------
    ParameterError
        If the shapes do not fit together; the message lists those that are not single numbers.
    """
    shapes = {name: np.shape(value) for name, value in values.items()}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"`{name}` {shape}" for name, shape in shapes.items() if shape)
        raise ParameterError(
            f"the shapes of the parameters must fit together, got {listed}. Give single numbers, arrays of "
            "one length, or arrays with an axis of length 1 where they differ."
        ) from None


def same_length(rule: str, **values: npt.ArrayLike) -> None:
    """Refuse named lists that are empty, have several dimensions or differ in length; `rule` says why."""
    shapes = {name: np.shape(value) for name, value in values.items()}
    first, *others = shapes.values()
    if len(first) != 1 or first == (0,) or any(shape != first for shape in others):
        listed = ", ".join(f"`{name}` {shape}" for name, shape in shapes.items())
        count = {2: "two", 3: "three"}.get(len(shapes), str(len(shapes)))
        raise ParameterError(f"{rule}, got the shapes {listed}. Give {count} lists of the same length.")
