"""Says what isolation this machine offers, by trying it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from classroom import messages
from classroom.records import Isolation
from classroom.sandbox.backends import why_not
from classroom.sandbox.cgroup import Group

__all__ = ["Finding", "examine"]


@dataclass(frozen=True)
class Finding:
    """One thing that was tried."""

    what: str
    works: bool
    meaning: str
    why_not: str = ""


def examine() -> list[Finding]:
    """Try everything, for people to read."""
    group = Group("doctor", 64, 8)
    counted = group.counts_memory
    group.remove()
    findings = []
    for isolation, meaning in (
        (Isolation.NAMESPACES, messages.DOCTOR_NAMESPACES_WHY),
        (Isolation.BUBBLEWRAP, messages.DOCTOR_BUBBLEWRAP_WHY),
    ):
        problem = why_not(isolation)
        findings.append(Finding(isolation, problem is None, meaning, problem or ""))
    root = sys.platform == "linux" and os.geteuid() == 0
    return [
        *findings,
        Finding(messages.DOCTOR_CGROUPS, counted, messages.DOCTOR_CGROUPS_WHY),
        Finding(messages.DOCTOR_USER, root, messages.DOCTOR_USER_WHY),
    ]
