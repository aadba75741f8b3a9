"""Tries the tests of every assignment and keeps what that shows in answers/trials/: `make trials`.

With the sample class's limits, which are the tighter ones: what holds with them holds for a real class.
"""

import subprocess
import sys
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, slugs
from digital_factory.authoring.sample_class import course_folder, lay_out

__all__ = ["main"]


def main(chosen: list[str], root: Path = ROOT) -> int:
    """Try the `chosen` assignments, or all; return 0 if all can be given out, else 1."""
    course, code = course_folder(root), 0
    for slug in chosen or slugs(root):
        lay_out(slug, root, course)
        command = [sys.executable, "-m", "classroom", "check", slug, "--course-dir", str(course), "--keep"]
        code |= subprocess.run(command, check=False, cwd=root).returncode
    return min(code, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
