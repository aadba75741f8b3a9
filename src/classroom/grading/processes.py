"""What notebooks are run with: two warm parents, and the assignment's data files laid out once."""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path

from classroom.assignment.plan import AssignmentPlan
from classroom.limits import Limits
from classroom.records import Isolation
from classroom.sandbox import bubblewrap
from classroom.sandbox.forkserver import Child, Line, SandboxError, Warm

__all__ = ["Engine", "room_mb"]


def room_mb(files: Mapping[str, bytes]) -> int:
    """Room [MB] that files take in a scratch folder, which counts in pages."""
    return (sum((len(content) >> 12) + 2 for content in files.values()) >> 8) + 1


_ROLES = ("learner", "tester")


class Engine:
    """Starts processes for one assignment, in the isolation its plan asks for.

    Parameters
    ----------
    lines : mapping, optional
        Lines to warm parents of another process, by role; without them the engine starts its own when they
        are first needed.
    """

    def __init__(self, plan: AssignmentPlan, lines: Mapping[str, Line] | None = None) -> None:
        self._plan = plan
        self.files = Path(tempfile.mkdtemp(prefix="files-"))
        for name, content in plan.files.items():
            target = self.files / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        self.files_mb = room_mb(plan.files)
        self._warm: dict[str, Warm] = {}
        self._lines = dict(lines or {})

    def _start(self, role: str) -> None:
        plan = self._plan
        cells = plan.warm_up_cells(role)
        self._warm[role] = Warm(plan.isolation, plan.modules, list(plan.hidden_paths), cells, self.files)
        self._lines[role] = self._warm[role].line

    def _ready(self, role: str) -> Line:
        for each in _ROLES:  # both start at the same time
            if each not in self._lines:
                self._start(each)
        if role in self._warm:
            self._warm[role].wait()
        return self._lines[role]

    def fork(
        self, role: str, folders: list[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> Child:
        """A clean process, whatever the isolation.

        Raises
        ------
        SandboxError
            When none can be started.
        """
        if self._plan.isolation is Isolation.BUBBLEWRAP:
            return bubblewrap.start(role, folders, files_mb, limits, link, list(self._plan.hidden_paths))
        try:
            return self._ready(role).fork(role, folders, files_mb, limits, link)
        except SandboxError:  # the warm parent was killed: start another, once
            self._stop(role)
            return self._ready(role).fork(role, folders, files_mb, limits, link)

    def lines(self) -> dict[str, Line]:
        """Lines to this engine's warm parents for another process; none where there are no warm parents."""
        if self._plan.isolation is Isolation.BUBBLEWRAP:
            return {}
        for role in _ROLES:
            if role not in self._lines:
                self._start(role)
        with contextlib.suppress(SandboxError):  # whoever has no line starts a warm parent of its own
            return {role: self._lines[role].another() for role in _ROLES}
        return {}

    def wait(self) -> None:
        """Wait until the engine's own warm parents are ready.

        Raises
        ------
        SandboxError
            When one of them could not be set up.
        """
        for warm in self._warm.values():
            warm.wait()

    def _stop(self, role: str) -> None:
        self._lines.pop(role).close()
        if role in self._warm:
            self._warm.pop(role).close()

    def close(self) -> None:
        """End the warm parents and remove the files."""
        for role in list(self._lines):
            self._stop(role)
        shutil.rmtree(self.files, ignore_errors=True)
