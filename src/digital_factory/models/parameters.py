"""What every model asks of its parameters: one check, one exception, one form of message.

Imports NumPy only. A model's frozen dataclass calls these in ``__post_init__``, so that a wrong value is
named where it is given and not three functions later as a NaN.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt

__all__ = [
    "ParameterError",
    "at_least",
    "at_most",
    "broadcastable",
    "floats",
    "keep",
    "number_or_array",
    "one_of",
    "positive",
    "share_below_one",
    "share_up_to_one",
    "single_numbers",
    "whole_number",
]

Floats = npt.NDArray[np.float64]


class ParameterError(ValueError):
    """A model was given a value outside its rule; the message names parameter, rule, value and next step."""


def floats(value: npt.ArrayLike) -> Floats:
    """Return a checked parameter as an array, of no dimension if it is a single number."""
    return np.asarray(value, dtype=np.float64)


def number_or_array(value: npt.ArrayLike) -> Floats:
    """Return a result as floats: an array of no dimension as the single number it holds."""
    number: Floats = np.asarray(value, dtype=np.float64)[()]
    return number


def keep(parameters: object, **checked: Floats) -> None:
    """Set the fields of a frozen dataclass to what their checks returned; single numbers stay numbers.

    Raises
    ------
    ParameterError
        If the shapes do not fit together.
    """
    broadcastable(**checked)
    for name, value in checked.items():
        object.__setattr__(parameters, name, value[()])


def positive(name: str, value: npt.ArrayLike, next_step: str) -> Floats:
    """Return `value` as floats, all of them finite and above 0."""
    numbers = _finite(name, value, "above 0", next_step)
    return _accept(name, numbers, numbers > 0, "above 0", next_step)


def at_least(name: str, value: npt.ArrayLike, least: float, next_step: str) -> Floats:
    """Return `value` as floats, all of them finite and at least `least`."""
    rule = f"at least {least:g}"
    numbers = _finite(name, value, rule, next_step)
    return _accept(name, numbers, numbers >= least, rule, next_step)


def at_most(name: str, value: npt.ArrayLike, most: float, next_step: str) -> Floats:
    """Return `value` as floats, all of them finite and at most `most`."""
    rule = f"at most {most:g}"
    numbers = _finite(name, value, rule, next_step)
    return _accept(name, numbers, numbers <= most, rule, next_step)


def share_up_to_one(name: str, value: npt.ArrayLike, next_step: str) -> Floats:
    """Return `value` as floats, all of them from 0 to 1."""
    numbers = _finite(name, value, "from 0 to 1", next_step)
    return _accept(name, numbers, (numbers >= 0) & (numbers <= 1), "from 0 to 1", next_step)


def share_below_one(name: str, value: npt.ArrayLike, next_step: str) -> Floats:
    """Return `value` as floats, all of them from 0 up to, but not including, 1."""
    rule = "from 0 up to, but not including, 1"
    numbers = _finite(name, value, rule, next_step)
    return _accept(name, numbers, (numbers >= 0) & (numbers < 1), rule, next_step)


def whole_number(name: str, value: npt.ArrayLike, least: int, next_step: str) -> Floats:
    """Return `value` as floats, all of them whole and at least `least`."""
    rule = f"a whole number of at least {least}"
    numbers = _finite(name, value, rule, next_step)
    return _accept(name, numbers, (numbers >= least) & (numbers == np.floor(numbers)), rule, next_step)


def one_of(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a `value` that is not among the `known` ones."""
    if value not in known:
        raise ParameterError(f"`{name}` must be one of {', '.join(known)}, got {value!r}. Choose one.")


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


def _finite(name: str, value: npt.ArrayLike, rule: str, next_step: str) -> Floats:
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError(_message(name, rule, repr(value), next_step)) from None
    return _accept(name, numbers, np.isfinite(numbers), rule, next_step)


def _accept(name: str, numbers: Floats, good: npt.ArrayLike, rule: str, next_step: str) -> Floats:
    bad = numbers[~np.asarray(good)]
    if bad.size:
        raise ParameterError(_message(name, rule, f"{bad.flat[0]:g}", next_step))
    return numbers


def _message(name: str, rule: str, got: str, next_step: str) -> str:
    return f"`{name}` must be {rule}, got {got}. {next_step}"
