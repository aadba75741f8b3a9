"""The survival curve of chapter 7: waits of which some had not ended when they were last seen.

Imports NumPy and models, no pandas. A duration keeps the unit in which it is given.

References
----------
.. [1] Kaplan, E. L. and Meier, P. (1958). Nonparametric Estimation from Incomplete Observations. Journal of
   the American Statistical Association 53(282), 457-481. doi:10.1080/01621459.1958.10501452
.. [2] Greenwood, M. (1926). The natural duration of cancer. Reports on Public Health and Medical Subjects 33,
   1-26: the standard error of a survival curve.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats
from digital_factory.models.parameters import NOT_NEGATIVE, same_length
from digital_factory.models.rounding import ROUNDING, at_most, merged

__all__ = ["Survival", "kaplan_meier"]


class Survival(NamedTuple):
    """A Kaplan-Meier curve: one entry per duration at which something ended, arrays of shape (k,).

    Attributes
    ----------
    time
        Durations at which at least one wait ended, increasing.
    at_risk
        Waits that had lasted that long, ended or not.
    ended
        Waits that ended at exactly that duration.
    share
        Share still waiting just after it [1].
    standard_error
        Greenwood's standard error [2]_ of `share` [1]; 0 once the share is 0.
    """

    time: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    standard_error: Floats

    def at(self, time: npt.ArrayLike) -> Floats:
        """Return the share still waiting after `time`, 1 before the first end."""
        steps = np.concatenate([[1.0], self.share])
        moment = np.asarray(time, dtype=np.float64) * (1.0 + ROUNDING)
        return steps[np.searchsorted(self.time, moment, side="right")]

    def median(self) -> float:
        """Return the first time at which at most half still wait; infinity if the curve ends above half."""
        reached = self.time[at_most(self.share, 0.5)]  # 5/6 x 4/5 x 3/4 is a half and a little
        return float(reached[0]) if reached.size else float("inf")


def kaplan_meier(durations: npt.ArrayLike, ended: npt.ArrayLike) -> Survival:
    """Return the Kaplan-Meier curve of waits, some of which had not ended when they were last seen [1]_.

    A wait that is censored at the duration at which another ends counts as still at risk there. Equation
    `years-kaplan-meier`. Right if what is censored would have gone on like the rest.

    Parameters
    ----------
    durations
        How long each wait lasted or had lasted, at least 0, shape (n,) with n at least 1.
    ended
        True where it ended, False where it was last seen still going on, shape (n,).

    Raises
    ------
    ParameterError
        If a duration breaks its rule, there is none, or the lengths differ.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 5], [True, True, False, True])
    >>> curve.share
    array([0.75, 0.5 , 0.  ])
    >>> curve.median()
    3.0
    """
    lasted = NOT_NEGATIVE.check("durations", durations, "Give how long each wait lasted, for example 12.")
    over = np.asarray(ended, dtype=bool)
    same_length("a curve needs at least one wait and one mark for each", durations=lasted, ended=over)
    lasted = merged(lasted)
    time, events = np.unique(lasted[over], return_counts=True)
    at_risk = (lasted[:, None] >= time).sum(axis=0)
    share = np.cumprod(1 - events / at_risk)
    stay = at_risk - events
    terms = np.divide(events, at_risk * stay, out=np.zeros(time.shape), where=stay > 0)
    standard_error = share * np.sqrt(np.cumsum(terms))
    return Survival(time, at_risk.astype(np.float64), events.astype(np.float64), share, standard_error)
