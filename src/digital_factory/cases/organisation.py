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
    Points,
    Readout,
    Rule,
    Scatter,
    Series,
    Values,
    grid,
)
from digital_factory.models.organisation import NEVER, Design, Firm, Outcome, best_month, outcome, speed

__all__ = ["MONTHS", "explorer"]

_LONGEST: Final = 84  # [months]
MONTHS: Final = np.arange(_LONGEST + 1)  # closing months that are compared, and moments of the speed
_DRAWN: Final = np.append(
    MONTHS[::3].astype(np.float64), NEVER
)  # closing months of the plane, to be told apart
_MEUR: Final = 1000.0  # [k EUR]
_HEADROOM: Final = 1.15  # of the money axis over its highest point: room for a label
_DIMS: Final = ("autonomy", "integration", "overlap", "horizon")

EXTREMES: Final = ("separate", "full bridge")
TEXT: Final = {
    "title": "Separate, bridged or taken back: what is left after some years?",
    "caption": (
        "Illustrative. A fully autonomous organisation, three times as fast as its parent, without a bridge, "
        "judged after 60 months: closing it in month 27 leaves most money, and no team of the parent that "
        "works the new way."
    ),
    "autonomy": "Autonomy",
    "integration": "Executive integration",
    "overlap": "Overlap when closing",
    "horizon": "Horizon",
    "none": "none",
    "plane": "Speed against transformation at the horizon",
    "plane_description": (
        "Each point is a way to run the organisation: to the right, services in use at the horizon; upwards, "
        "the share of the parent's teams that work the new way. A line joins every third closing month, from "
        "month 0 at its left end to never closed at its right end. Two marks stand for the same autonomy, "
        "never closed, without a bridge and with a full one."
    ),
    "closing": "Closed in month 0, 3, 6 … never",
    "extremes": "Never closed",
    "best_here": "most money",
    "services": "Services in use (services)",
    "practice": "Parent's teams that work the new way (share)",
    "curve": "What is left if it closes in that month",
    "curve_description": (
        "Money earned less money spent by the horizon, for every month in which the organisation might be "
        "closed. The curve rises to a best month and falls after it; a dashed line marks what is left if it "
        "is never closed."
    ),
    "net": "Left at the horizon",
    "month": "Closing month (months after the opening)",
    "meur": "Left at the horizon (M€)",
    "never": "never closed",
    "pace": "Speed, if it closes in the best month",
    "pace_description": (
        "Services put into use a month. On the day of closing the speed falls to what the parent has learnt "
        "by then. The dashed line is the organisation's own speed, never closed."
    ),
    "closed": "Closed in the best month",
    "kept": "Never closed",
    "time": "Months after the opening",
    "a_month": "Services a month",
    "setting": (
        "Autonomy {autonomy}, executive integration {integration}, overlap {overlap}, judged after "
        "{horizon}: "
    ),
    "close": (
        "**closing in month {month:.0f} leaves most, {best:.1f} M€**, against {kept:.1f} if it is never "
        "closed and {alone:.1f} if it never opened. {services:.0f} services are then in use, and "
        "**{practice:.0%} of the parent's teams** work the new way; never closed, {kept_services:.0f} and "
        "{kept_practice:.0%}."
    ),
    "keep": (
        "**never closing leaves most, {kept:.1f} M€**, against {alone:.1f} if it never opened. "
        "{kept_services:.0f} services are then in use, and **{kept_practice:.0%} of the parent's teams** "
        "work the new way."
    ),
    "close_late": (
        "**never opening would have left most, {alone:.1f} M€.** Once it is open, closing in month "
        "{month:.0f} leaves most, {best:.1f}, against {kept:.1f} if it is never closed. {services:.0f} "
        "services are then in use, and **{practice:.0%} of the parent's teams** work the new way; never "
        "closed, {kept_services:.0f} and {kept_practice:.0%}."
    ),
    "keep_late": (
        "**never opening would have left most, {alone:.1f} M€.** Once it is open, never closing leaves most, "
        "{kept:.1f}. {kept_services:.0f} services are then in use, and **{kept_practice:.0%} of the parent's "
        "teams** work the new way."
    ),
}
_ANSWERS: Final = ("close", "keep", "close_late", "keep_late")


def explorer() -> Explorer:
    """Return the case study."""
    shares = (0, 0.25, 0.5, 0.75, 1)
    overlaps = (0, 3, 6, 12)
    controls = (
        Control(name="autonomy", label=TEXT["autonomy"], values=(0.4, 0.6, 0.8, 1), default=1, fmt="{:.0%}"),
        Control(name="integration", label=TEXT["integration"], values=shares, default=0, fmt="{:.0%}"),
        Control(
            name="overlap",
            label=TEXT["overlap"],
            values=overlaps,
            default=0,
            words=[f"{months} months" if months else TEXT["none"] for months in overlaps],
        ),
        Control(
            name="horizon",
            label=TEXT["horizon"],
            values=(24, 36, 48, 60, 72, _LONGEST),
            default=60,
            unit="months",
        ),
    )
    return Explorer(
        name="organisation",
        title=TEXT["title"],
        controls=controls,
        values=_values(*controls),
        panels=_panels(),
        readout=Readout(tuple(TEXT["setting"] + TEXT[answer] for answer in _ANSWERS), pick="answer"),
        caption=TEXT["caption"],
    )


def _values(*controls: Control) -> dict[str, Values]:
    firm = Firm()
    autonomy, integration, overlap, horizon = np.broadcast_arrays(*grid(*controls))
    design = Design(autonomy, integration, overlap)
    each = Design(autonomy[..., None], integration[..., None], overlap[..., None])
    end = horizon[..., None]
    line = outcome(each, firm, _DRAWN, end)
    # A closing at the horizon or later is no closing: it leaves what "never" leaves, and is not drawn.
    net = np.where(end > MONTHS, outcome(each, firm, MONTHS, end).net, np.nan)
    month, most = best_month(design, firm, horizon, MONTHS)
    best, kept = outcome(design, firm, month, horizon), outcome(design, firm, NEVER, horizon)
    bare, full = (outcome(Design(autonomy, joined), firm, NEVER, horizon) for joined in (0, 1))
    alone = outcome(Design(autonomy, 0), firm, 0, horizon)  # taken back on the first day: never opened
    too_late = np.round(most / _MEUR, 1) < np.round(alone.net / _MEUR, 1)
    until = np.minimum(MONTHS, end)
    closed, own = (
        np.where(end >= MONTHS, speed(each, firm, when, until), np.nan) for when in (month[..., None], NEVER)
    )
    others = (0, 1, 2)  # all controls but the horizon, which changes the size of everything
    return {
        "months": Values(MONTHS, decimals=0),
        "net": Values(net / _MEUR, _DIMS, decimals=1),
        "line_services": Values(line.services, _DIMS, decimals=1),
        "line_practice": Values(line.practice, _DIMS, decimals=3),
        "extreme_services": _pair(bare, full, "services", 1),
        "extreme_practice": _pair(bare, full, "practice", 3),
        "closed": Values(closed, _DIMS, decimals=2),
        "own": Values(own, _DIMS, decimals=2),
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


def _panels() -> tuple[Scatter, Lines, Lines]:
    plane = Scatter(
        title=TEXT["plane"],
        description=TEXT["plane_description"],
        wide=True,
        x_label=TEXT["services"],
        y_label=TEXT["practice"],
        x_fmt=".0f",
        y_fmt=".0%",
        y_range=(0, 1),
        points=(
            Points(label=TEXT["closing"], x="line_services", y="line_practice", joined=True),
            Points(
                label=TEXT["extremes"],
                x="extreme_services",
                y="extreme_practice",
                names=EXTREMES,
                tone=2,
            ),
        ),
        marker=Marker(label=TEXT["best_here"], x="services", y="practice"),
    )
    curve = Lines(
        title=TEXT["curve"],
        description=TEXT["curve_description"],
        x="months",
        x_label=TEXT["month"],
        x_fmt=".0f",
        y_label=TEXT["meur"],
        y_between=("floor", "ceiling"),
        series=(Series(label=TEXT["net"], values="net"),),
        rules=(Rule(label=TEXT["never"], at="kept"),),
        marker=Marker(label=TEXT["best_here"], x="month", y="best"),
    )
    pace = Lines(
        title=TEXT["pace"],
        description=TEXT["pace_description"],
        x="months",
        x_label=TEXT["time"],
        x_fmt=".0f",
        y_label=TEXT["a_month"],
        y_fmt=".2f",
        series=(
            Series(label=TEXT["kept"], values="own", tone=2),
            Series(label=TEXT["closed"], values="closed", tone=1),
        ),
    )
    return plane, curve, pace
