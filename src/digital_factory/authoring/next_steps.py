"""The last three lines of `make course`: what to open to read, to study, to see the grades."""

import sys
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, slugs

__all__ = ["main", "next_steps"]


def next_steps(root: Path = ROOT) -> list[str]:
    """Return the three lines."""
    page = (root / "_build" / "html" / "index.html").as_uri()
    known = slugs(root)
    notebook = f"exercises/{known[0]}/{known[0]}.ipynb" if known else "exercises"
    report = f"_build/sample-class/reports/{known[0] if known else '*'}/report.html"
    return [
        f"To read:   {page}   (or `make serve`)",
        f"To study:  .venv/bin/jupyter lab {notebook}",
        f"To grade:  .venv/bin/classroom grade --help   (a made-up class, graded: {report})",
    ]


def main() -> int:
    """Print the three lines."""
    print("\n".join(next_steps()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
