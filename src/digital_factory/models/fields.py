"""Fields of a model's frozen dataclass: each declared once, with condition, next step and default.

A field checks what it is given and reads as checked numbers from then on, so that a model's equations can be
written as in the text. Imports NumPy and `parameters`.

>>> from dataclasses import dataclass
>>> from digital_factory.models.parameters import POSITIVE
>>> @dataclass(frozen=True, eq=False)
... class Review:
...     arrival_rate: Numbers = Numbers(POSITIVE, "Give the services that arrive in a month.")
...     capacity: Numbers = Numbers(POSITIVE, "Give the reviews that can be done in a month.", default=2)
...
>>> review = Review(arrival_rate=[1, 1.8])
>>> review.arrival_rate / review.capacity
array([0.5, 0.9])
>>> Review(arrival_rate=0)
Traceback (most recent call last):
    ...
digital_factory.models.parameters.ParameterError: `arrival_rate` must be above 0, got 0. Give the services
that arrive in a month.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Generic, TypeVar, overload

import numpy.typing as npt

from digital_factory.models.arrays import Floats
from digital_factory.models.parameters import Condition, one_of, single_numbers, whole

__all__ = ["Choice", "Count", "Field", "Number", "Numbers"]

Taken = TypeVar("Taken")
Held = TypeVar("Held")
Word = TypeVar("Word", bound=str)


class Field(Generic[Taken, Held]):
    """A field that holds what its check makes of what it is given.

    Parameters
    ----------
    default
        What it is given when nothing else is; None: something must be.
    """

    def __init__(self, default: Taken | None) -> None:
        self._default = default

    def check(self, value: Taken) -> Held:
        """Return what the field holds once it is given `value`.

        Raises
        ------
        ParameterError
            If `value` breaks the field's condition.
        """
        raise NotImplementedError

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Taken: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Held: ...
    def __get__(self, instance: object, owner: type) -> Taken | Held:
        if instance is not None:
            held: Held = vars(instance)[self.name]
            return held
        if self._default is None:
            raise AttributeError(self.name)  # how a dataclass learns that a field has no default
        return self._default

    def __set__(self, instance: object, value: Taken) -> None:
        vars(instance)[self.name] = self.check(value)


class Numbers(Field[npt.ArrayLike, Floats]):
    """Numbers or arrays under one condition, held as floats; a single number as the number it is.

    Parameters
    ----------
    condition
        What each of them must be.
    next_step
        What to give, with an example: the end of the message about a wrong value.
    """

    def __init__(self, condition: Condition, next_step: str, *, default: npt.ArrayLike | None = None) -> None:
        super().__init__(default)
        self._condition, self._next_step = condition, next_step

    def check(self, value: npt.ArrayLike) -> Floats:
        number: Floats = self._condition.check(self.name, value, self._next_step)[()]
        return number


class Number(Field[float, float]):
    """One number under a condition, held as a float; see `Numbers`."""

    def __init__(self, condition: Condition, next_step: str, *, default: float | None = None) -> None:
        super().__init__(default)
        self._condition, self._next_step = condition, next_step

    def check(self, value: float) -> float:
        number = self._condition.check(self.name, value, self._next_step)
        single_numbers(self.name, [number], self._next_step)
        return float(number)


class Count(Field[float, int]):
    """One whole number of at least `least` and at most `most`, held as an int; see `Numbers`."""

    def __init__(
        self, next_step: str, *, least: int, most: int | None = None, default: float | None = None
    ) -> None:
        super().__init__(default)
        self._number = Number(whole(least, most), next_step)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self._number.name = name

    def check(self, value: float) -> int:
        return int(self._number.check(value))


class Choice(Field[Word, Word], Generic[Word]):
    """One word of several."""

    def __init__(self, choices: Collection[Word], *, default: Word | None = None) -> None:
        super().__init__(default)
        self._choices = choices

    def check(self, value: Word) -> Word:
        one_of(self.name, value, self._choices)
        return value
