"""frontend/node_modules, which one test empties and fills again while another worker may read from it."""

from __future__ import annotations

import contextlib
import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["held"]

_LOCK = Path(tempfile.gettempdir()) / "digital-factory-node-packages.lock"


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Keep the folder to this process until the block ends."""
    with _LOCK.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
