"""The sandboxes by name, and which of them this machine allows."""

from __future__ import annotations

from collections.abc import Mapping

from classroom.records import Isolation, Role
from classroom.sandbox.base import Sandbox, Setup, Share
from classroom.sandbox.bubblewrap import Bubblewrap
from classroom.sandbox.bubblewrap_warm import WarmBubblewrap
from classroom.sandbox.forked import Namespaces, Unprotected

__all__ = ["best_isolation", "make_sandbox", "why_not"]

_BACKENDS: Mapping[Isolation, type[Namespaces | Bubblewrap | Unprotected]] = {
    Isolation.NAMESPACES: Namespaces,
    Isolation.BUBBLEWRAP: Bubblewrap,
    Isolation.NONE: Unprotected,
}


def make_sandbox(isolation: Isolation, setup: Setup, shares: Mapping[Role, Share] | None = None) -> Sandbox:
    """The sandbox of a name; `shares` are those of another process that has started it already, empty when
    that sandbox has nothing to share.
    """
    if isolation is Isolation.BUBBLEWRAP and (
        shares or (shares is None and WarmBubblewrap.why_not() is None)
    ):
        return WarmBubblewrap(setup, shares)
    return _BACKENDS[isolation](setup, shares)


def why_not(isolation: Isolation) -> str | None:
    """Why this machine does not allow an isolation; None when it does."""
    return _BACKENDS[isolation].why_not()


def best_isolation() -> Isolation | None:
    """The isolation to use on this machine; None when it offers none."""
    for isolation in (Isolation.NAMESPACES, Isolation.BUBBLEWRAP):
        if why_not(isolation) is None:
            return isolation
    return None
