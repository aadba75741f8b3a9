"""The command behind `make book`."""

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console

from digital_factory.authoring.build_book import BuildError, build


def main() -> int:
    """Build the course in the working directory; return the exit status."""
    argparse.ArgumentParser(description="Build the book into _build/html.").parse_args()
    console = Console()
    started = time.monotonic()
    try:
        place = build(Path.cwd(), console)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. The last complete book, if any, is still in _build/html.", file=sys.stderr)
        return 130
    console.print(f"      {place / 'index.html'} in {time.monotonic() - started:.0f} s", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
