"""The limit: every submission's cells, one after the other in one process that has run them before.

    python warm.py CLASS.json OUT.json

CLASS.json holds, by learner, pairs of a test's id (else "") and a cell's source. Nothing is isolated, no
notebook is read or written, no gradebook kept: no grader can do less than execute the cells.
"""

import contextlib
import io
import json
import sys
import time
import warnings
from pathlib import Path


def passed(cells: list[tuple[str, str]]) -> dict[str, bool]:
    """Run a learner's cells; return which tests pass."""
    names: dict[str, object] = {"__name__": "__main__"}
    found = {}
    for number, (test, source) in enumerate(cells):
        try:
            exec(compile(source, f"cell {number}", "exec"), names)
        except Exception:  # a learner's mistake costs that cell
            right = False
        else:
            right = True
        if test:
            found[test] = right
    return found


def main() -> None:
    """Run the class once unmeasured, once measured."""
    class_ = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):
        passed(next(iter(class_.values())))
        began = time.perf_counter()
        found = {learner: passed(cells) for learner, cells in class_.items()}
        seconds = time.perf_counter() - began
    Path(sys.argv[2]).write_text(json.dumps({"seconds": seconds, "passed": found}), encoding="utf-8")


if __name__ == "__main__":
    main()
