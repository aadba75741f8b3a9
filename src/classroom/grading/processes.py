"""What notebooks are run with: a sandbox, and the assignment's data files laid out once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.known import Known
from classroom.records import Role
from classroom.sandbox.backends import make_sandbox
from classroom.sandbox.base import Setup, Share

__all__ = ["Engine", "room_mb"]


def room_mb(files: Mapping[str, bytes]) -> int:
    """Room [MB] that files take in a scratch folder, which counts in pages."""
    return (sum((len(content) >> 12) + 2 for content in files.values()) >> 8) + 1


class Engine:
    """Runs the notebooks of one assignment, in the isolation its plan asks for.

    Parameters
    ----------
    shares : mapping, optional
        Of the sandbox of another process, by role.
    known : what test cells gave before, to be added to; without it each is run for each submission
    """

    def __init__(
        self,
        plan: AssignmentPlan,
        shares: Mapping[Role, Share] | None = None,
        known: Known | None = None,
    ) -> None:
        self.files = Path(tempfile.mkdtemp(prefix="files-"))
        # The trainer's own copies of what students hand in: for trials alone.
        self.kept = Path(tempfile.mkdtemp(prefix="kept-"))
        for name, content in plan.files.items():
            target = (self.kept if name in plan.kept else self.files) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        self.files_mb = room_mb(plan.files)
        self.known = known
        warm_up = {role: plan.warm_up_cells(role) for role in Role}
        setup = Setup(tuple(plan.modules), plan.hidden_paths, warm_up, self.files, plan.data_folders)
        self.sandbox = make_sandbox(plan.isolation, setup, shares)

    def close(self) -> None:
        """End what the sandbox started and remove the files."""
        self.sandbox.close()
        for folder in (self.files, self.kept):
            shutil.rmtree(folder, ignore_errors=True)
