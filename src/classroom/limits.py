"""What one submission may use."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from classroom import messages

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """Caps on one submission; each can be set in `nbgrader_config.py` as `c.Classroom.<name>`.

    Raises
    ------
    ValueError
        When a cap is not a positive number.
    """

    # Seconds count while the code computes or sleeps, not while it waits for a core: marks do not depend on
    # what else the machine does.
    cell_s: float = 60.0  # [s] processor time of one cell; then it is interrupted, then its process is ended
    notebook_s: float = 600.0  # [s] processor time of one notebook
    wall_factor: float = 20.0  # by the clock on the wall both may take this many times as long
    memory_mb: int = 1024  # [MB] resident memory of the learner's processes together
    processes: int = 32  # processes and threads at once
    output_kb: int = 1000  # [kB] text and pictures one cell may put out
    disk_mb: int = 64  # [MB] scratch folder, temporary files included

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
                raise ValueError(messages.BAD_LIMIT.format(name=name, value=value))

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)
