"""Grade notebooks with otter-grader in one process, as its documentation offers it without Docker.

    python otter_loop.py AUTOGRADER.ZIP MARKS.json FOLDER/LEARNER/NAME.ipynb ...

Writes the points by learner and test. One process saves otter's start-up (its command `otter run` would pay
it for each submission); otter still starts a kernel for every notebook.
"""

import json
import sys
from pathlib import Path

from otter.api import grade_submission  # only in .venv-bench


def main() -> None:
    """Grade, and write the marks."""
    autograder, out, *notebooks = sys.argv[1:]
    marks = {}
    for number, notebook in enumerate(notebooks, 1):
        results = grade_submission(notebook, autograder, quiet=True)
        if results.catastrophic_error:
            sys.exit(f"otter-grader could not grade {notebook}: {results.catastrophic_error}")
        learner = Path(notebook).parent.name
        marks[learner] = {name: float(results.get_score(name)) for name in results.test_files}
        print(f"[{number}/{len(notebooks)}] {learner}", flush=True)
    Path(out).write_text(json.dumps(marks), encoding="utf-8")


if __name__ == "__main__":
    main()
