"""What a worker runs notebooks with: one warm parent, and the assignment's data files laid out once."""

from __future__ import annotations

import shutil
import socket
import tempfile
from pathlib import Path

from classroom.plan import AssignmentPlan
from classroom.sandbox import bubblewrap
from classroom.sandbox.limits import Limits
from classroom.sandbox.warm import Child, SandboxError, Warm

__all__ = ["Engine", "room_mb"]


def room_mb(files: dict[str, bytes]) -> int:
    """Room [MB] that files take in a scratch folder, which counts in pages."""
    return (sum((len(content) >> 12) + 2 for content in files.values()) >> 8) + 1


class Engine:
    """Starts processes for one assignment, in the isolation its plan asks for."""

    def __init__(self, plan: AssignmentPlan) -> None:
        self._plan = plan
        self.files = Path(tempfile.mkdtemp(prefix="files-"))
        for name, content in plan.files.items():
            target = self.files / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        self.files_mb = room_mb(plan.files)
        self._warm: dict[str, Warm] = {}

    def _start(self, role: str) -> Warm:
        plan = self._plan
        cells = plan.rehearsal(role)
        return Warm(plan.isolation, plan.modules, list(plan.hidden_paths), cells, self.files)

    def fork(
        self, role: str, folders: list[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> Child:
        """A clean process, whatever the isolation."""
        if self._plan.isolation == "bubblewrap":
            return bubblewrap.start(role, folders, files_mb, limits, link, list(self._plan.hidden_paths))
        for each in ("learner", "tester"):  # both start at the same time
            if each not in self._warm:
                self._warm[each] = self._start(each)
        try:
            return self._warm[role].fork(role, folders, files_mb, limits, link)
        except SandboxError:  # the warm parent was killed: start another, once
            self._warm[role].close()
            self._warm[role] = self._start(role)
            return self._warm[role].fork(role, folders, files_mb, limits, link)

    def close(self) -> None:
        """End the warm parents and remove the files."""
        for warm in self._warm.values():
            warm.close()
        self._warm = {}
        shutil.rmtree(self.files, ignore_errors=True)
