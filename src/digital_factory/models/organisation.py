"""Chapter 9, a separate organisation: what separation buys, what it costs, and when to close it again.

Owns the illustrative model of a service organisation that a firm keeps apart, bridges or takes back. Imports
NumPy and models, no pandas.

Units: months from the day the organisation opens, services, k EUR; shares from 0 to 1. Every parameter takes
arrays that broadcast. *Closing* means that the parent takes the services over: after an overlap, in which
both run side by side, the separate organisation is gone.

The figures of `Firm` are made up, so the model explains shapes and forecasts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats, number_or_array
from digital_factory.models.fields import Number, Numbers
from digital_factory.models.parameters import NOT_NEGATIVE, POSITIVE, SHARE, ParameterError, broadcastable
from digital_factory.models.rounding import at_most, first_largest

__all__ = [
    "NEVER",
    "Design",
    "Firm",
    "Outcome",
    "ParameterError",
    "best_month",
    "contact",
    "learning_rate",
    "outcome",
    "practice",
    "speed",
    "speed_apart",
]

_SHARE_HINT: Final = "Give a share, not a percent."
_MONEY_HINT: Final = "Give k EUR, or 0 for none."
_RATE_HINT: Final = "Give 0 for none."
NEVER: Final = float("inf")  # [months] the closing month of an organisation that stays separate


@dataclass(frozen=True)
class Firm:
    """The parent, and what its services are worth. Illustrative figures, for some 60 people.

    Parameters
    ----------
    pace
        Services a month that the parent puts into use in its old way, above 0 [services a month].
    gain
        What the new way adds to the pace, as a multiple of it, at least 0 [1].
    slowing
        Share of that gain which full executive integration costs, 0 to 1: decisions wait for meetings [1].
    yield_a_month
        What a service in use earns that draws on all the parent's assets, at least 0 [k EUR a month].
    from_assets
        Share of that yield which needs the parent's assets (customers, data, shops), 0 to 1 [1].
    teaching, mixed_teaching
        Rate at which the parent's teams take up the new way, at full contact with an organisation that
        differs entirely, and in the mixed teams of an overlap; at least 0 [1 a month].
    duplication
        Cost of the functions that a fully autonomous organisation runs a second time [k EUR a month].
    bridge
        Cost of full executive integration: senior time, shared planning, liaison [k EUR a month].
    overlap
        Cost of running both side by side, on top of the rest [k EUR a month].
    moving
        Cost of moving one service to the parent's systems [k EUR a service].

    Raises
    ------
    ParameterError
        If a value breaks its rule.
    """

    pace: Number = Number(POSITIVE, "Give the services a month, for example 0.5.", default=0.5)
    gain: Number = Number(NOT_NEGATIVE, _RATE_HINT, default=2.0)
    slowing: Number = Number(SHARE, _SHARE_HINT, default=0.3)
    yield_a_month: Number = Number(NOT_NEGATIVE, _MONEY_HINT, default=25.0)
    from_assets: Number = Number(SHARE, _SHARE_HINT, default=0.4)
    teaching: Number = Number(NOT_NEGATIVE, _RATE_HINT, default=0.03)
    mixed_teaching: Number = Number(NOT_NEGATIVE, _RATE_HINT, default=0.04)
    duplication: Number = Number(NOT_NEGATIVE, _MONEY_HINT, default=250.0)
    bridge: Number = Number(NOT_NEGATIVE, _MONEY_HINT, default=80.0)
    overlap: Number = Number(NOT_NEGATIVE, _MONEY_HINT, default=150.0)
    moving: Number = Number(NOT_NEGATIVE, _MONEY_HINT, default=120.0)


@dataclass(frozen=True, eq=False)
class Design:
    """How the organisation is kept apart, and how it would be closed.

    Parameters
    ----------
    autonomy
        Share of its decisions, people and systems that are its own, 0 to 1 [1].
    integration
        Executive integration: share of its decisions in which the parent's executives take part, 0 to 1 [1].
    overlap_months
        How long both run side by side when it is closed, at least 0 [months].

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.
    """

    autonomy: Numbers = Numbers(SHARE, _SHARE_HINT)
    integration: Numbers = Numbers(SHARE, _SHARE_HINT)
    overlap_months: Numbers = Numbers(NOT_NEGATIVE, "Give the months side by side, or 0.", default=0.0)

    def __post_init__(self) -> None:
        broadcastable(**vars(self))


class Outcome(NamedTuple):
    """Where the firm stands at the horizon; arrays of one shape.

    `services` in use, `practice` the share of the parent's teams that work the new way, `earned` and `spent`
    since the opening [k EUR].
    """

    services: Floats
    practice: Floats
    earned: Floats
    spent: Floats

    @property
    def net(self) -> Floats:
        """What was earned less what was spent [k EUR]. Equation `organisation-net`."""
        return self.earned - self.spent


def contact(design: Design) -> Floats:
    """Return the share of the parent's assets in reach: 1 - a (1 - e). Equation `organisation-contact`.

    Examples
    --------
    >>> float(contact(Design(autonomy=1, integration=0))), float(contact(Design(autonomy=1, integration=1)))
    (0.0, 1.0)
    """
    return 1 - design.autonomy * (1 - design.integration)


def learning_rate(design: Design, firm: Firm) -> Floats:
    """Return how fast the parent's teams take up the new way while it is separate [1 a month].

    There must be something different to learn (autonomy) and a way for it to come across (contact).
    Equation `organisation-learning`.
    """
    return firm.teaching * design.autonomy * contact(design)


def speed_apart(design: Design, firm: Firm) -> Floats:
    """Return the services a month that the organisation puts into use. Equation `organisation-speed`.

    Examples
    --------
    >>> float(speed_apart(Design(autonomy=1, integration=0), Firm()))
    1.5
    """
    return firm.pace * (1 + firm.gain * design.autonomy * (1 - firm.slowing * design.integration))


def practice(design: Design, firm: Firm, close: npt.ArrayLike, month: npt.ArrayLike) -> Floats:
    """Return the share of the parent's teams that work the new way. Equation `organisation-practice`.

    Parameters
    ----------
    close
        Month in which the overlap begins, at least 0, or `NEVER` [months].
    month
        When to look, at least 0 [months].

    Examples
    --------
    >>> float(practice(Design(autonomy=1, integration=0), Firm(), close=NEVER, month=60))
    0.0
    """
    separate, mixed = _phases(design, close, month)[:2]
    taught = firm.mixed_teaching * design.autonomy  # by what differs, at full contact
    learnt = learning_rate(design, firm) * separate + taught * mixed
    return number_or_array(-np.expm1(-learnt))


def speed(design: Design, firm: Firm, close: npt.ArrayLike, month: npt.ArrayLike) -> Floats:
    """Return the services put into use a month, at a moment. Equation `organisation-speed`.

    The organisation works at its own speed until the overlap ends; then the parent works at that of its own
    practice, which no longer changes.
    """
    after = _phases(design, close, month)[2] > 0
    reached = practice(design, firm, close, month)
    return number_or_array(np.where(after, firm.pace * (1 + firm.gain * reached), speed_apart(design, firm)))


def outcome(design: Design, firm: Firm, close: npt.ArrayLike, horizon: npt.ArrayLike) -> Outcome:
    """Return where the firm stands at the horizon if the overlap begins in the month `close`.

    Equations `organisation-contact` to `organisation-net`, exactly: between the phases speeds are constant,
    so the services grow along straight lines and what they earn is the area below.

    Parameters
    ----------
    close
        Month in which the overlap begins, at least 0, or `NEVER`, as is the horizon or later [months].
    horizon
        When the account is closed, above 0 [months].

    Examples
    --------
    >>> kept = outcome(Design(autonomy=1, integration=0), Firm(), close=NEVER, horizon=60)
    >>> float(kept.services), float(kept.practice), float(kept.spent)
    (90.0, 0.0, 15000.0)
    """
    end = POSITIVE.check("horizon", horizon, "Give the months to look ahead, for example 60.")
    separate, mixed, after = _phases(design, close, end)
    apart = separate + mixed
    reached = practice(design, firm, close, end)
    pace = speed_apart(design, firm)
    moved = pace * apart  # services there on the day the organisation is gone
    later = firm.pace * (1 + firm.gain * reached)
    lost = firm.from_assets * (1 - contact(design))  # share of the yield out of reach
    earned = (1 - lost) * pace * apart**2 / 2 + moved * after + later * after**2 / 2
    running = firm.duplication * design.autonomy + firm.bridge * design.integration
    spent = running * apart + firm.overlap * mixed + firm.moving * np.where(after > 0, moved, 0.0)
    services = moved + later * after
    return Outcome(*np.broadcast_arrays(services, reached, firm.yield_a_month * earned, spent))


def best_month(
    design: Design, firm: Firm, horizon: npt.ArrayLike, months: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return the closing month that leaves most at the horizon, and what it leaves [months, k EUR].

    Parameters
    ----------
    design, horizon
        As in `outcome`; they broadcast, and the results have their shape.
    months
        The months to choose from, shape (n,); `NEVER` is always one of the choices and wins a tie, otherwise
        the earliest of equals does.

    Examples
    --------
    >>> month, net = best_month(Design(1, 0, 6), Firm(), horizon=60, months=range(60))
    >>> bool(net > outcome(Design(1, 0, 6), Firm(), NEVER, 60).net)
    True
    """
    choices = np.append(NEVER, np.asarray(months, dtype=np.float64))
    each = Design(**{name: np.expand_dims(value, -1) for name, value in vars(design).items()})
    net = outcome(each, firm, choices, np.expand_dims(horizon, -1)).net
    best = first_largest(net)
    return (
        number_or_array(choices[best]),
        number_or_array(np.take_along_axis(net, best[..., None], axis=-1)[..., 0]),
    )


def _phases(design: Design, close: npt.ArrayLike, month: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return how many months lie in each phase by a month: separate, side by side, at the parent's."""
    closing = np.asarray(close, dtype=np.float64)
    if np.isnan(closing).any() or (closing < 0).any():
        raise ParameterError(
            f"`close` must be at least 0, got {closing.min():g}. Give a month, or NEVER to stay separate."
        )
    now = NOT_NEGATIVE.check("month", month, "Give the month to look at, for example 24.")
    separate = np.minimum(now, closing)
    mixed = np.clip(now - closing, 0.0, design.overlap_months)
    gone = closing + design.overlap_months  # the month from which the organisation no longer exists
    return separate, mixed, np.where(at_most(now, gone), 0.0, now - separate - mixed)
