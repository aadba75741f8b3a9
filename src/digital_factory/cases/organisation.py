"""Case study of chapter 9: keep it separate, bridge it, or take it back, and in which month?

Owns the grid of settings and every word a reader sees. The numbers come from `models.organisation`; how they
travel and are drawn is the explorer's business.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from digital_factory.explorer import (
    Control,
    Explorer,
    Lines,
    Marker,
    Observations,
    Points,
    Readout,
    Rule,
    Scatter,
    Series,
    Values,
    grid,
)
from digital_factory.models.organisation import NEVER, Design, Firm, Outcome, best_month, outcome, speed

__all__ = ["MONTHS", "controls", "explorer", "panels", "values"]

_LONGEST: Final = 84  # [months]
MONTHS: Final = np.arange(_LONGEST + 1)  # closing months that are compared, and moments of the speed
_DRAWN: Final = np.append(MONTHS[::3].astype(np.float64), NEVER)  # closing months of the plane, apart
_MEUR: Final = 1000.0  # [k EUR]
_HEADROOM: Final = 1.15  # of the money axis over its highest point: room for a label
_DIMS: Final = ("autonomy", "integration", "overlap", "horizon")

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"integration": 0.5}, {"integration": 1}),
    ({"overlap": 12},),
    ({"horizon": 24}, {"horizon": 84}, {"overlap": 12, "integration": 1, "horizon": 24}),
)

# ---- every word a reader sees
TITLE: Final = "Separate, bridged or taken back: what is left after some years?"
CAPTION: Final = (
    "Illustrative. A fully autonomous organisation, three times as fast as its parent, without a bridge, "
    "judged after 60 months: closing it in month 27 leaves most money, and no team of the parent that "
    "works the new way."
)
AUTONOMY: Final = "Autonomy"
INTEGRATION: Final = "Executive integration"
OVERLAP: Final = "Overlap when closing"
HORIZON, MONTHS_UNIT = "Horizon", "months"
NO_OVERLAP: Final = "none"
PLANE: Final = "Speed against transformation at the horizon"
PLANE_DESCRIPTION: Final = (
    "Each point is a way to run the organisation: to the right, services in use at the horizon; upwards, "
    "the share of the parent's teams that work the new way. A line joins every third closing month, from "
    "month 0 at its left end to never closed at its right end. A second line is the same with a full bridge. "
    "Two marks stand for the same autonomy, never closed, without a bridge and with a full one."
)
CLOSING: Final = "Closed in month 0, 3, 6 … never"
BRIDGED: Final = "The same with a full bridge"
NEVER_CLOSED: Final = "Never closed"
EXTREMES: Final = ("separate", "full bridge")
BEST_HERE: Final = "most money"
SERVICES: Final = "Services in use (services)"
PRACTICE: Final = "Parent's teams that work the new way (share)"
CURVE: Final = "What is left if it closes in that month"
CURVE_DESCRIPTION: Final = (
    "Money earned less money spent by the horizon, for every month in which the organisation might be "
    "closed. The curve rises to a best month and falls after it; a dashed line marks what is left if it "
    "is never closed."
)
NET: Final = "Left at the horizon"
MONTH_AXIS: Final = "Closing month (months after the opening)"
MEUR: Final = "Left at the horizon (M€)"
NEVER_LINE: Final = "never closed"
PACE: Final = "Speed, if it closes in the best month"
PACE_DESCRIPTION: Final = (
    "Services put into use a month. On the day of closing the speed falls to what the parent has learnt "
    "by then. The dashed line is the organisation's own speed, never closed."
)
CLOSED: Final = "Closed in the best month"
KEPT: Final = "Never closed"
TIME_AXIS: Final = "Months after the opening"
A_MONTH: Final = "Services a month"
SETTING: Final = (
    "Autonomy {autonomy}, executive integration {integration}, overlap {overlap}, judged after {horizon}: "
)
CLOSE: Final = (
    "**closing in month {month:.0f} leaves most, {best:.1f} M€**, against {kept:.1f} if it is never "
    "closed and {alone:.1f} if it never opened. {services:.0f} services are then in use, and "
    "**{practice:.0%} of the parent's teams** work the new way; never closed, {kept_services:.0f} and "
    "{kept_practice:.0%}."
)
KEEP: Final = (
    "**never closing leaves most, {kept:.1f} M€**, against {alone:.1f} if it never opened. "
    "{kept_services:.0f} services are then in use, and **{kept_practice:.0%} of the parent's teams** "
    "work the new way."
)
CLOSE_LATE: Final = (
    "**never opening would have left most, {alone:.1f} M€.** Once it is open, closing in month "
    "{month:.0f} leaves most, {best:.1f}, against {kept:.1f} if it is never closed. {services:.0f} "
    "services are then in use, and **{practice:.0%} of the parent's teams** work the new way; never "
    "closed, {kept_services:.0f} and {kept_practice:.0%}."
)
KEEP_LATE: Final = (
    "**never opening would have left most, {alone:.1f} M€.** Once it is open, never closing leaves most, "
    "{kept:.1f}. {kept_services:.0f} services are then in use, and **{kept_practice:.0%} of the parent's "
    "teams** work the new way."
)


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="organisation",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout([SETTING + answer for answer in (CLOSE, KEEP, CLOSE_LATE, KEEP_LATE)], pick="answer"),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    shares, overlaps, horizons = (0, 0.25, 0.5, 0.75, 1), (0, 3, 6, 12), (24, 36, 48, 60, 72, _LONGEST)
    in_words = [f"{overlap} {MONTHS_UNIT}" if overlap else NO_OVERLAP for overlap in overlaps]
    return (
        Control(name="autonomy", label=AUTONOMY, values=(0.4, 0.6, 0.8, 1), default=1, fmt="{:.0%}"),
        Control(name="integration", label=INTEGRATION, values=shares, default=0, fmt="{:.0%}"),
        Control(name="overlap", label=OVERLAP, values=overlaps, default=0, words=in_words),
        Control(name="horizon", label=HORIZON, values=horizons, default=60, unit=MONTHS_UNIT),
    )


def values(autonomy: Control, integration: Control, overlap: Control, horizon: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    firm = Firm()
    a, e, o, until = np.broadcast_arrays(*grid(autonomy, integration, overlap, horizon))
    design, each = Design(a, e, o), Design(a[..., None], e[..., None], o[..., None])
    end = until[..., None]
    line = outcome(each, firm, _DRAWN, end)
    # A closing at the horizon or later is no closing: it leaves what "never" leaves, and is not drawn.
    net = np.where(end > MONTHS, outcome(each, firm, MONTHS, end).net, np.nan)
    month, most = best_month(design, firm, until, MONTHS)
    best, kept = outcome(design, firm, month, until), outcome(design, firm, NEVER, until)
    bare, full = (outcome(Design(a, joined), firm, NEVER, until) for joined in (0, 1))
    bridged = outcome(Design(a[..., None], 1, o[..., None]), firm, _DRAWN, end)
    unlike = e[..., None] < 1  # at full integration it is the line itself
    alone = outcome(Design(a, 0), firm, 0, until)  # taken back on the first day: never opened
    too_late = np.round(most / _MEUR, 1) < np.round(alone.net / _MEUR, 1)
    pace = speed(each, firm, month[..., None], MONTHS), speed(each, firm, NEVER, MONTHS)
    closed, kept_pace = (np.where(end >= MONTHS, one, np.nan) for one in pace)
    others = (0, 1, 2)  # all controls but the horizon, which changes the size of everything
    return {
        "months": Values(MONTHS, decimals=0),
        "net": Values(net / _MEUR, _DIMS, decimals=1),
        "line_services": Values(line.services, _DIMS, decimals=1),
        "line_practice": Values(line.practice, _DIMS, decimals=3),
        "bridged_services": Values(np.where(unlike, bridged.services, np.nan), _DIMS, decimals=1),
        "bridged_practice": Values(np.where(unlike, bridged.practice, np.nan), _DIMS, decimals=3),
        "extreme_services": _pair(bare, full, "services", 1),
        "extreme_practice": _pair(bare, full, "practice", 3),
        "closed": Values(closed, _DIMS, decimals=2),
        "kept_pace": Values(kept_pace, _DIMS, decimals=2),
        "month": Values(month, _DIMS, decimals=0),
        "answer": Values((month == NEVER) + 2 * too_late, _DIMS, decimals=0),
        "floor": Values(np.minimum(np.nanmin(net, axis=(*others, -1)), 0) / _MEUR, _DIMS[3:], decimals=1),
        "ceiling": Values(_HEADROOM * most.max(axis=others) / _MEUR, _DIMS[3:], decimals=1),
        "best": Values(most / _MEUR, _DIMS, decimals=1),
        "kept": Values(kept.net / _MEUR, _DIMS, decimals=1),
        "alone": Values(alone.net / _MEUR, _DIMS, decimals=1),
        "services": Values(best.services, _DIMS, decimals=1),
        "practice": Values(best.practice, _DIMS, decimals=3),
        "kept_services": Values(kept.services, _DIMS, decimals=1),
        "kept_practice": Values(kept.practice, _DIMS, decimals=3),
    }


def _pair(bare: Outcome, full: Outcome, name: str, decimals: int) -> Values:
    both = np.stack([getattr(bare, name), getattr(full, name)], axis=-1)
    return Values(both[:, 0, 0], ("autonomy", "horizon"), decimals=decimals)  # the same for the others


def panels() -> tuple[Scatter, Lines, Lines]:
    """Return the charts."""
    plane = Scatter(
        title=PLANE,
        description=PLANE_DESCRIPTION,
        wide=True,
        x_label=SERVICES,
        y_label=PRACTICE,
        x_fmt=".0f",
        y_fmt=".0%",
        y_range=(-0.04, 1),  # marks at 0% stand clear of the axis
        points=(
            Points(label=CLOSING, x="line_services", y="line_practice", joined=True),
            Points(label=BRIDGED, x="bridged_services", y="bridged_practice", joined=True, tone=3),
            Points(
                label=NEVER_CLOSED,
                x="extreme_services",
                y="extreme_practice",
                names=EXTREMES,
                tone=2,
            ),
        ),
        marker=Marker(label=BEST_HERE, x="services", y="practice"),
    )
    curve = Lines(
        title=CURVE,
        description=CURVE_DESCRIPTION,
        x="months",
        x_label=MONTH_AXIS,
        x_fmt=".0f",
        y_label=MEUR,
        y_between=("floor", "ceiling"),
        series=(Series(label=NET, values="net"),),
        rules=(Rule(label=NEVER_LINE, at="kept"),),
        marker=Marker(label=BEST_HERE, x="month", y="best"),
    )
    pace = Lines(
        title=PACE,
        description=PACE_DESCRIPTION,
        x="months",
        x_label=TIME_AXIS,
        x_fmt=".0f",
        y_label=A_MONTH,
        y_fmt=".2f",
        series=(
            Series(label=KEPT, values="kept_pace", tone=2),
            Series(label=CLOSED, values="closed", tone=1),
        ),
    )
    return plane, curve, pace
