"""The start page's case: the wall of chapter 8 with one control, one curve and one sentence.

No chapter's case: those are in `digital_factory.cases`, and have two to four controls.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from digital_factory.explorer import Control, Explorer, Lines, Marker, Readout, Series, Values, grid
from digital_factory.models import wall

__all__ = ["explorer"]

# ---- every word a reader sees
ARRIVALS, ARRIVALS_UNIT = "Arrivals", "services a month"
LEAD: Final = "Mean time (months)"
HERE: Final = "you are here"
TITLE: Final = "Send the board more work, and watch the wait"
CAPTION: Final = (
    "Illustrative. One review board that can take 2 services a month; long-run mean of an M/M/1 queue."
)
SENTENCE: Final = (
    "A review board can take 2 services a month. It gets **{arrivals}**: it is busy {rho:.0%} of the time, "
    "and a service spends **{lead:.1f} months** there."
)
CURVE: Final = "Months that a service spends at the board"
CURVE_DESCRIPTION: Final = (
    "A curve that lies low on the left and climbs steeply as the arrivals near the 2 services a month that "
    "the board can take. A point marks the present setting."
)
X_LABEL: Final = "Services sent to the board a month"

# Where the curve is drawn, in services a month: the closer the steeper it is, so that it does not bend.
_SENT: Final = np.round(
    np.concatenate([np.arange(1.0, 1.6, 0.05), np.arange(1.6, 1.8, 0.02), np.arange(1.8, 1.951, 0.01)]), 2
)


def explorer() -> Explorer:
    """Return the wall with one control and one curve, for the start page.

    Examples
    --------
    >>> explorer().combinations
    20
    """
    sent = Control(
        name="arrivals",
        label=ARRIVALS,
        values=np.round(np.arange(1.0, 1.96, 0.05), 2),
        default=1.5,
        fmt="{:.2f}",
        unit=ARRIVALS_UNIT,
    )
    (arrivals,) = grid(sent)
    board = wall.HandOver(arrival_rate=arrivals, service_rate=2.0)
    months = wall.stay(board).total
    on_curve = wall.stay(wall.HandOver(arrival_rate=_SENT, service_rate=2.0)).total
    curve = Lines(
        title=CURVE,
        description=CURVE_DESCRIPTION,
        x="sent",
        series=(Series(label=LEAD, values="months"),),
        x_label=X_LABEL,
        x_range=(1.0, 2.0),
        x_fmt=".2f",
        y_label=LEAD,
        y_range=(0.0, 20.0),
        marker=Marker(label=HERE, x="here", y="lead"),
    )
    return Explorer(
        name="first_look",
        title=TITLE,
        controls=(sent,),
        values={
            "sent": Values(_SENT, decimals=2),
            "months": Values(on_curve, decimals=2),
            "here": Values(arrivals, ("arrivals",), decimals=2),
            "rho": Values(board.utilisation, ("arrivals",), decimals=4),
            "lead": Values(months, ("arrivals",), decimals=2),
        },
        panels=(curve,),
        readout=Readout((SENTENCE,)),
        caption=CAPTION,
    )
