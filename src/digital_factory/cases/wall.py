"""Case study of chapter 8: what the hand-over does to a service, over arrivals, capacity, variability, returns.

Closed forms only (`digital_factory.models.wall`): Allen-Cunneen with the demand that returns add, and the
approximation of `backlog_path` for the first months. What no formula covers stays with the simulation, which
the reader calls in the next cell.
"""

from __future__ import annotations

import numpy as np

from digital_factory.explorer import Bars, Control, Explorer, Lines, Marker, Readout, Rule, Series, Values, grid
from digital_factory.models import wall

__all__ = ["explorer"]

BUILD_MONTHS = 2.5  # from sketch to demonstration, eleven weeks; the model does not change it
FIX_MONTHS = 0.5  # in the factory building again, per return
HORIZON_MONTHS = 36


class TEXT:
    """Every string of this case study."""

    TITLE = "The hand-over of a digital factory"


def explorer() -> Explorer:
    """Return the case study."""
    arrivals = Control(
        name="arrivals",
        label="Services handed over",
        values=np.round(np.arange(1.0, 3.01, 0.1), 1),
        default=1.8,
        unit="a month",
        fmt="{:.1f}",
    )
    capacity = Control(
        name="capacity",
        label="Hand-over capacity",
        values=np.round(np.arange(1.5, 4.01, 0.1), 1),
        default=2.0,
        unit="a month",
        fmt="{:.1f}",
    )
    variability = Control(
        name="variability",
        label="Variability",
        values=(0.0, 0.5, 1.0, 1.5, 2.0),
        default=1.0,
        fmt="{:.1f}",
    )
    rework = Control(
        name="rework", label="Sent back", values=(0.0, 0.1, 0.2, 0.3), default=0.0, fmt="{:.0%}"
    )
    lam, mu, cv, p = grid(arrivals, capacity, variability, rework)
    h = wall.HandOver(lam, mu, 1, cv, cv, p, FIX_MONTHS)
    dims = ("arrivals", "capacity", "variability", "rework")
    lead = wall.stay(h).total
    rho = np.linspace(0.02, 0.98, 49)
    _, mu2, cv2, p2 = grid(arrivals, capacity, variability, rework)
    curve = wall.stay(
        wall.HandOver(rho * mu2[0, ..., None] * (1 - p2[0, ..., None]), mu2[0, ..., None], 1, cv2[0, ..., None], cv2[0, ..., None], p2[0, ..., None], FIX_MONTHS)
    ).total
    months = np.arange(0, HORIZON_MONTHS + 1)
    path = wall.backlog_path(h, months)
    return Explorer(
        name="wall",
        title=TEXT.TITLE,
        controls=(arrivals, capacity, variability, rework),
        values={
            "rho_axis": Values(rho, decimals=2),
            "curve": Values(curve, ("capacity", "variability", "rework"), decimals=2),
            "rho": Values(np.broadcast_to(h.utilisation, lead.shape), dims, decimals=3),
            "lead": Values(lead, dims, decimals=1),
            "months": Values(months, decimals=0),
            "backlog": Values(path, dims, decimals=1),
            "end": Values(path[..., -1], dims, decimals=1),
            "sentence": Values(~np.isfinite(lead), dims, decimals=0),
        },
        panels=(
            Lines(title="Lead time against utilisation", description="A curve.", x="rho_axis", series=(Series(label="Lead time", values="curve"),), x_label="Utilisation", y_label="Mean lead time (months)", x_fmt=".0%", x_range=(0, 1), y_range=(0, 20), marker=Marker(label="you are here", x="rho", y="lead"), rules=(Rule(label="capacity", at=1.0, axis="x"),)),
            Lines(title="Backlog over 36 months", description="A curve.", x="months", series=(Series(label="Backlog", values="backlog"),), x_label="Months since the start", y_label="Services handed over, not yet in operation"),
        ),
        readout=Readout(("{arrivals}, {capacity}, {variability}, {rework}: lead time **{lead:.1f} months**.", "{arrivals}, {capacity}, {variability}, {rework}: no steady state; backlog **{end:.0f} services**."), pick="sentence"),
        caption="Mean lead time and backlog.",
    )
