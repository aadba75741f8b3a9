"""What a warm parent runs before it forks, so that every child finds it done."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import warnings
from typing import Any

from classroom.kernel.shell import CellShell

__all__ = ["refuse_threads", "warm_up"]

# What almost every notebook does, and pandas loads only when it is first done. Nothing of any course.
_WARM_UP = """import pandas as pd
f = pd.DataFrame({"k": ["a", "b", "a"], "v": [1.0, 2.0, 3.0], "t": pd.to_datetime(["2020-01-01"] * 3)})
f.groupby("k")["v"].agg(["sum", "mean"]), f.merge(f, on="k"), f.sort_values("v"), f.describe(), f[f["v"] > 1]
f"""


def warm_up(cells: list[str], folder: str) -> None:
    """Run cells of the trainer's once, so that what they load and compute is warm in every child.

    They run in a copy of the assignment's files: what they write, no child finds. A learner's process must
    never inherit a solution: its parent is given the set-up cells alone.
    """
    shell = CellShell.instance()
    kept, here, path = shell.user_ns, os.getcwd(), list(sys.path)
    filters, hidden = list(warnings.filters), dict(shell.user_ns_hidden)
    shell.user_ns = dict(kept)
    scratch = tempfile.mkdtemp(prefix="warm-up-")
    shutil.copytree(folder, scratch, dirs_exist_ok=True)
    os.chdir(scratch)
    sys.path.insert(0, scratch)
    try:
        for cell in [_WARM_UP, *cells]:
            shell.execute(cell)
    finally:
        os.chdir(here)
        for name, module in list(sys.modules.items()):  # each child imports its own
            if (getattr(module, "__file__", None) or "").startswith(scratch):
                del sys.modules[name]
        shutil.rmtree(scratch, ignore_errors=True)
        tempfile.tempdir = None  # each child looks for its own
        shell.user_ns, sys.path[:] = kept, path
        warnings.filters = filters
        shell.execution_count = 1
        history = shell.history_manager
        assert history is not None
        del history.input_hist_parsed[1:], history.input_hist_raw[1:]
        history.output_hist.clear()
        # What was shown last, as at the start: else `_` is taken for a name of the student's.
        shown: Any = shell.displayhook
        shown._ = shown.__ = shown.___ = ""
        shell.user_ns_hidden.clear()
        shell.user_ns_hidden.update(hidden)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    refuse_threads()


def refuse_threads() -> None:
    """Give up where the trainer's cells, or what they import, have left threads behind.

    Raises
    ------
    SystemExit
        A process with threads cannot be forked safely.
    """
    if threading.active_count() > 1:
        raise SystemExit("the reference solution leaves threads behind")
