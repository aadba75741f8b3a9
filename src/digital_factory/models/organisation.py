"""Chapter 9, a separate organisation: what separation buys, what it costs, and when to close it again.

Owns the illustrative model of a service organisation that a firm keeps apart, bridges or takes back. Imports
NumPy and `parameters`, no pandas.

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

from digital_factory.models.parameters import (
    ParameterError,
    at_least,
    broadcastable,
    floats,
    positive,
    share_up_to_one,
)

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
    "own_speed",
    "practice",
    "speed",
]

Floats = npt.NDArray[np.float64]

_SHARE_HINT: Final = "Give a share, not a percent."
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

    pace: float = 0.5
    gain: float = 2.0
    slowing: float = 0.3
    yield_a_month: float = 25.0
    from_assets: float = 0.4
    teaching: float = 0.03
    mixed_teaching: float = 0.04
    duplication: float = 250.0
    bridge: float = 80.0
    overlap: float = 150.0
    moving: float = 120.0

    def __post_init__(self) -> None:
        positive("pace", self.pace, "Give the services a month, for example 0.5.")
        share_up_to_one("slowing", self.slowing, _SHARE_HINT)
        share_up_to_one("from_assets", self.from_assets, _SHARE_HINT)
        rates = ("gain", "teaching", "mixed_teaching")
        money = ("yield_a_month", "duplication", "bridge", "overlap", "moving")
        for name in rates:
            at_least(name, getattr(self, name), 0, "Give 0 for none.")
        for name in money:
            at_least(name, getattr(self, name), 0, "Give k EUR, or 0 for none.")


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

    autonomy: npt.ArrayLike
    integration: npt.ArrayLike
    overlap_months: npt.ArrayLike = 0.0

    def __post_init__(self) -> None:
        share_up_to_one("autonomy", self.autonomy, _SHARE_HINT)
        share_up_to_one("integration", self.integration, _SHARE_HINT)
        at_least("overlap_months", self.overlap_months, 0, "Give the months side by side, or 0.")
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
    apart, joined = floats(design.autonomy), floats(design.integration)
    return np.asarray(1 - apart * (1 - joined))


def learning_rate(design: Design, firm: Firm) -> Floats:
    """Return how fast the parent's teams take up the new way while it is separate [1 a month].

    There must be something different to learn (autonomy) and a way for it to come across (contact).
    Equation `organisation-learning`.
    """
    return np.asarray(firm.teaching * floats(design.autonomy) * contact(design))


def own_speed(design: Design, firm: Firm) -> Floats:
    """Return the services a month that the organisation puts into use. Equation `organisation-speed`.

    Examples
    --------
    >>> float(own_speed(Design(autonomy=1, integration=0), Firm()))
    1.5
    """
    apart, joined = floats(design.autonomy), floats(design.integration)
    return np.asarray(firm.pace * (1 + firm.gain * apart * (1 - firm.slowing * joined)))


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
    taught = firm.mixed_teaching * floats(design.autonomy)  # by what differs, at full contact
    learnt = learning_rate(design, firm) * separate + taught * mixed
    return np.asarray(-np.expm1(-learnt))


def speed(design: Design, firm: Firm, close: npt.ArrayLike, month: npt.ArrayLike) -> Floats:
    """Return the services put into use a month, at a moment. Equation `organisation-speed`.

    The organisation works at its own speed until the overlap ends; then the parent works at that of its own
    practice, which no longer changes.
    """
    after = _phases(design, close, month)[2] > 0
    reached = practice(design, firm, close, month)
    return np.where(after, firm.pace * (1 + firm.gain * reached), own_speed(design, firm))


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
    end = positive("horizon", horizon, "Give the months to look ahead, for example 60.")
    separate, mixed, after = _phases(design, close, end)
    apart = separate + mixed
    reached = practice(design, firm, close, end)
    own = own_speed(design, firm)
    moved = own * apart  # services there on the day the organisation is gone
    later = firm.pace * (1 + firm.gain * reached)
    lost = firm.from_assets * (1 - contact(design))  # share of the yield out of reach
    earned = (1 - lost) * own * apart**2 / 2 + moved * after + later * after**2 / 2
    running = firm.duplication * floats(design.autonomy) + firm.bridge * floats(design.integration)
    spent = running * apart + firm.overlap * mixed + firm.moving * np.where(after > 0, moved, 0.0)
    services = moved + later * after
    return Outcome(*np.broadcast_arrays(services, reached, firm.yield_a_month * earned, spent))


def best_month(design: Design, firm: Firm, horizon: float, months: npt.ArrayLike) -> tuple[float, float]:
    """Return the closing month that leaves most at the horizon, and what it leaves [months, k EUR].

    Parameters
    ----------
    design
        One design: single numbers.
    months
        The months to choose from, shape (n,); `NEVER` is always one of the choices and wins a tie.

    Examples
    --------
    >>> month, net = best_month(Design(1, 0, 6), Firm(), horizon=60, months=range(60))
    >>> net > float(outcome(Design(1, 0, 6), Firm(), NEVER, 60).net)
    True
    """
    choices = np.append(NEVER, np.asarray(months, dtype=np.float64))
    net = outcome(design, firm, choices, horizon).net
    best = int(np.argmax(net))
    return float(choices[best]), float(net[best])


def _phases(design: Design, close: npt.ArrayLike, month: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return how many months lie in each phase by a month: separate, side by side, at the parent's."""
    closing = np.asarray(close, dtype=np.float64)
    if np.isnan(closing).any() or (closing < 0).any():
        raise ParameterError(
            f"`close` must be at least 0, got {closing.min():g}. Give a month, or NEVER to stay separate."
        )
    now = at_least("month", month, 0, "Give the month to look at, for example 24.")
    separate = np.minimum(now, closing)
    mixed = np.clip(now - closing, 0.0, floats(design.overlap_months))
    return separate, mixed, np.asarray(now - separate - mixed)
