"""The ideas of chapter 5, the order in which they are taken, and what it costs. Imports NumPy and models.

References
----------
.. [1] Smith, W. E. (1956). Various optimizers for single-stage production. Naval Research Logistics Quarterly
   3(1-2), 59-66. doi:10.1002/nav.3800030106
.. [2] Arnold, J. J. and Yüce, Ö. (2013). Black Swan Farming using Cost of Delay. Agile Conference (AGILE
   2013), 101-116. doi:10.1109/AGILE.2013.16
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from digital_factory.models.arrays import Floats, Ints
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    ParameterError,
    one_of,
    same_length,
)
from digital_factory.models.rounding import merged

__all__ = ["RULES", "Backlog", "Rule", "cost_in_order", "order"]

Rule = Literal["first-come", "value-first", "shortest-first", "cd3"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)


@dataclass(frozen=True, eq=False)
class Backlog:
    """Ideas to be worked on; arrays of one length n, in the order in which they are listed.

    Parameters
    ----------
    accepted
        Week in which each idea is accepted, at least 0 [weeks], shape (n,).
    work
        Work of the whole team that each idea needs, above 0 [team-weeks], shape (n,).
    delay_cost
        What each week without the idea costs, at least 0 [k EUR a week], shape (n,).

    Raises
    ------
    ParameterError
        If a value breaks its rule, the list is empty, or the lengths differ.

    Examples
    --------
    >>> Backlog(accepted=[0, 0], work=[8, 3], delay_cost=[20, 3]).cd3
    array([2.5, 1. ])
    """

    accepted: Numbers = Numbers(NOT_NEGATIVE, "Give the week of each acceptance.")
    work: Numbers = Numbers(POSITIVE, "Give the team-weeks each idea needs, for example 3.")
    delay_cost: Numbers = Numbers(NOT_NEGATIVE, "Give the k EUR lost in a week.")

    def __post_init__(self) -> None:
        same_length("a backlog needs one number per idea and at least one idea", **vars(self))

    @property
    def cd3(self) -> Floats:
        """Cost of delay divided by duration [k EUR a week per week of work], shape (n,). Eq. `faster-cd3`."""
        return self.delay_cost / self.work


def order(backlog: Backlog, rule: Rule) -> Ints:
    """Return the positions of the ideas in the order in which `rule` takes them, ties by acceptance.

    "first-come" takes the earliest accepted, "value-first" the highest cost of delay, "shortest-first" the
    least work, "cd3" the highest cost of delay per week of work [2]_.

    Examples
    --------
    >>> order(Backlog(accepted=[0, 0], work=[8, 3], delay_cost=[20, 9]), "cd3")
    array([1, 0])
    """
    one_of("rule", rule, RULES)
    keys = {
        "first-come": np.zeros_like(backlog.work),
        "value-first": -backlog.delay_cost,
        "shortest-first": backlog.work,
        "cd3": -backlog.cd3,
    }
    return np.lexsort((merged(backlog.accepted), merged(keys[rule]))).astype(np.int64)


def cost_in_order(backlog: Backlog, positions: Iterable[int]) -> float:
    """Return what delay costs when one team does the ideas one after the other, from week 0 [k EUR].

    Each idea costs its `delay_cost` from week 0 until it is finished; acceptance dates play no part.
    Equation `faster-cost`. CD3 gives the lowest cost of all orders [1]_.

    Raises
    ------
    ParameterError
        If `positions` is not each position of the backlog once.

    Examples
    --------
    >>> plan = Backlog(accepted=[0, 0, 0, 0], work=[8, 3, 1, 6], delay_cost=[20, 3, 15, 2])
    >>> cost_in_order(plan, [0, 1, 2, 3]), cost_in_order(plan, order(plan, "cd3"))
    (409.0, 267.0)
    """
    chosen = np.asarray(list(positions), dtype=np.int64)
    count = len(backlog.work)
    if sorted(chosen.tolist()) != list(range(count)):
        raise ParameterError(
            f"`positions` must hold each of 0 to {count - 1} once, got {chosen.tolist()}. "
            "Give the whole order."
        )
    finished = np.cumsum(backlog.work[chosen])
    return float(backlog.delay_cost[chosen] @ finished)
