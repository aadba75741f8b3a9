"""The hand-over of chapter 8: its parameters, checked where they are given. Imports models only."""

from __future__ import annotations

from dataclasses import dataclass

from digital_factory.models.arrays import Floats
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    broadcastable,
    whole,
)

__all__ = ["MONTH_HINT", "HandOver"]

MONTH_HINT = "Give months since the empty start, for example 36."


@dataclass(frozen=True, eq=False)
class HandOver:
    """The hand-over: what arrives, who reviews it, how often it goes back. Numbers or arrays that broadcast.

    Parameters
    ----------
    arrival_rate
        New services the factory hands over, lambda [services a month], above 0.
    service_rate
        Services one reviewer completes when never idle, mu [services a month], above 0.
    reviewers
        Reviewers (people or teams) who work in parallel, c, a whole number of at least 1.
    cv_arrival, cv_service
        Coefficients of variation (standard deviation divided by mean, not its square) of the times between
        arrivals and of the review times. 1 is the exponential distribution, 0 is clockwork.
    return_share
        Share p of reviews that end with the service sent back to the factory, from 0 up to, but not
        including, 1.
    fix_months
        Time in the factory per return [months]; the service then joins the end of the queue again.
    release_interval_months
        Time between release dates [months]; 0 means that an accepted service goes into operation at once.

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.

    Examples
    --------
    >>> HandOver(arrival_rate=1.8, service_rate=2.0).utilisation
    np.float64(0.9)
    """

    arrival_rate: Numbers = Numbers(POSITIVE, "Give the services that arrive in a month, for example 1.8.")
    service_rate: Numbers = Numbers(
        POSITIVE, "Give the services one reviewer completes in a month, for example 2."
    )
    reviewers: Numbers = Numbers(
        whole(1), "Give the reviewers who work in parallel, for example 1.", default=1
    )
    cv_arrival: Numbers = Numbers(NOT_NEGATIVE, "Give 0 for clockwork, 1 for random arrivals.", default=1.0)
    cv_service: Numbers = Numbers(
        NOT_NEGATIVE, "Give 0 for identical reviews, 1 or more if they vary.", default=1.0
    )
    return_share: Numbers = Numbers(
        SHARE_BELOW_ONE, "Give the share of reviews that send a service back, for example 0.2.", default=0.0
    )
    fix_months: Numbers = Numbers(NOT_NEGATIVE, "Give the months in the factory per return.", default=0.0)
    release_interval_months: Numbers = Numbers(
        NOT_NEGATIVE, "Give the months between release dates, or 0 for release at once.", default=0.0
    )

    def __post_init__(self) -> None:
        broadcastable(**vars(self))

    @property
    def reviews_per_service(self) -> Floats:
        """Mean number of reviews until a service is accepted, 1 / (1 - p) [reviews]."""
        return 1.0 / (1.0 - self.return_share)

    @property
    def review_demand(self) -> Floats:
        """Review demand, returns included: lambda / (1 - p) [reviews a month]. Equation `eq-wall-rework`."""
        return self.arrival_rate * self.reviews_per_service

    @property
    def capacity(self) -> Floats:
        """Reviews that can be done when no reviewer is ever idle: c mu [reviews a month]."""
        return self.reviewers * self.service_rate

    @property
    def utilisation(self) -> Floats:
        """Review demand divided by capacity, rho [1]; above 1 the backlog grows for ever."""
        return self.review_demand / self.capacity
